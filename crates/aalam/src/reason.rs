//! Why a candidate was kept or dropped.

use serde::{Deserialize, Serialize};

/// Why a candidate became a mention, or did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// Kept: the name stands for nothing else in the news.
    #[default]
    Clear,
    /// Kept: most likely the name, and nothing speaks against it.
    Likely,
    /// Kept: the words around it say so.
    Cue,
    /// Kept: a clear name of the same type is joined to it by و or a comma.
    List,
    /// Kept: the same entity is named clearly elsewhere in the text.
    Sibling,
    /// Kept: a surname, kunya or short form after the full name.
    Antecedent,
    /// Kept: an indefinite accusative of a nisba after its noun.
    Accusative,
    /// Kept although little speaks for it, because of the low `min_score`.
    Allowed,
    /// Dropped: it lies in a fixed phrase in which no name is meant.
    Phrase,
    /// Dropped: a piece of a longer name of somebody else (سلطان بن سلمان).
    PartOfName,
    /// Dropped: the words around it speak against it.
    CounterCue,
    /// Dropped: an ambiguous name for which nothing speaks enough.
    NoSupport,
    /// Dropped: a surname without the full name or a title before it.
    NoTitle,
    /// Dropped: an accusative nisba or its country where the other is meant.
    OtherReading,
    /// Dropped: it overlaps with a mention that begins before it or is longer.
    Overlap,
    /// Dropped: its type was not asked for.
    Type,
    /// Dropped: its score is below `min_score`.
    Score,
}

impl Reason {
    /// A stable name, as in JSON: `clear`, `counter-cue` …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Likely => "likely",
            Self::Cue => "cue",
            Self::List => "list",
            Self::Sibling => "sibling",
            Self::Antecedent => "antecedent",
            Self::Accusative => "accusative",
            Self::Allowed => "allowed",
            Self::Phrase => "phrase",
            Self::PartOfName => "part-of-name",
            Self::CounterCue => "counter-cue",
            Self::NoSupport => "no-support",
            Self::NoTitle => "no-title",
            Self::OtherReading => "other-reading",
            Self::Overlap => "overlap",
            Self::Type => "type",
            Self::Score => "score",
        }
    }
}

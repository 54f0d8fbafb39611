//! Overlapping candidates: which of them are reported, and which share one mention.

use std::cmp::Reverse;

use aalam_core::entity::{Ambiguity, EntityType, SurfaceKind};
use serde::{Deserialize, Serialize};

use crate::candidates::Candidate;
use crate::error::{Error, ErrorKind};

/// What happens where mentions overlap. Applied after boundary checks and context, never inside the scanner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OverlapPolicy {
    /// The first mention, the longest where several begin in one word; nothing inside it.
    #[default]
    LeftmostLongest,
    /// Every mention, overlapping or not.
    All,
    /// The leftmost-longest mentions, and those that lie wholly inside one of them.
    Nested,
}

impl OverlapPolicy {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::LeftmostLongest, Self::All, Self::Nested];

    /// A stable name: `leftmost-longest`, `all`, `nested`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LeftmostLongest => "leftmost-longest",
            Self::All => "all",
            Self::Nested => "nested",
        }
    }
}

impl std::str::FromStr for OverlapPolicy {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == name).ok_or_else(|| {
            let message =
                format!("unknown overlap policy {name:?}: leftmost-longest, all or nested");
            Error::new(ErrorKind::InvalidOption, message)
        })
    }
}

/// Reduces kept candidates to groups of equal span in text order; each group is one mention, its best reading first.
///
/// Candidates come in the order of their first words. Most of them overlap no other, and stay where they are.
pub(crate) fn select(policy: OverlapPolicy, candidates: &mut Vec<Candidate>) {
    let mut kept = 0usize;
    let mut from = 0;
    while let Some(first) = candidates.get(from).copied() {
        let mut last_word = first.last_word;
        let mut to = from + 1;
        while let Some(next) = candidates.get(to).filter(|next| next.first_word <= last_word) {
            last_word = last_word.max(next.last_word);
            to += 1;
        }
        let left = match candidates.get_mut(from..to) {
            Some(group) if group.len() > 1 => select_group(policy, group),
            _ => 1,
        };
        if kept < from {
            candidates.copy_within(from..from + left, kept);
        }
        kept += left;
        from = to;
    }
    candidates.truncate(kept);
}

/// The same for candidates that overlap; gives how many are left, at the front.
fn select_group(policy: OverlapPolicy, group: &mut [Candidate]) -> usize {
    let mut left = group.len();
    if policy != OverlapPolicy::All {
        // The longest name of a word first; of two readings of one word the one that takes less off; then how well it fits.
        group.sort_by_key(|candidate| {
            (
                candidate.first_word,
                Reverse(candidate.last_word),
                candidate.start.skip,
                candidate.span,
                Reverse(!candidate.start.proclitic.is_none()),
                fitness(candidate),
            )
        });
        let mut outer: Option<Candidate> = None;
        left = retain(group, left, |candidate, _| {
            let Some(current) = outer.filter(|outer| candidate.first_word <= outer.last_word)
            else {
                outer = Some(*candidate);
                return true;
            };
            candidate.span == current.span
                || (policy == OverlapPolicy::Nested && current.span.contains(candidate.span))
        });
    }
    let rest = group.get_mut(..left).unwrap_or_default();
    rest.sort_by_key(|candidate| {
        (
            candidate.span.start,
            Reverse(candidate.span.end),
            fitness(candidate),
            candidate.start.skip,
            Reverse(!candidate.start.proclitic.is_none()),
        )
    });
    // One entity may be reached by several surfaces or seams: the first is the best.
    retain(group, left, |candidate, before| {
        before
            .is_none_or(|before| before.span != candidate.span || before.entity != candidate.entity)
    })
}

/// Moves those that `wanted` holds for to the front; it sees each and the last one that stayed.
fn retain(
    group: &mut [Candidate],
    len: usize,
    mut wanted: impl FnMut(&Candidate, Option<&Candidate>) -> bool,
) -> usize {
    let mut kept = 0usize;
    for index in 0..len {
        let Some(candidate) = group.get(index).copied() else { break };
        let before = kept.checked_sub(1).and_then(|before| group.get(before));
        if wanted(&candidate, before) {
            group.swap(kept, index);
            kept += 1;
        }
    }
    kept
}

/// Order of the readings of one span: what context has kept first, then gazetteers added later first, spelling, support for a person where it was needed, what else the text is about,
/// clarity, rank.
fn fitness(candidate: &Candidate) -> impl Ord + use<> {
    let layer = candidate.entity.map_or(0, |entity| entity.layer);
    let called_for = match candidate.entity_type {
        EntityType::Person => candidate.kind == SurfaceKind::Surname && candidate.support > 0,
        EntityType::Nisba => candidate.support > 0,
        // صحيفة «الشرق الأوسط»
        EntityType::Organization => {
            candidate.ambiguity > Ambiguity::Likely && candidate.support > 1
        }
        _ => false,
    };
    (
        Reverse(candidate.kept),
        Reverse(layer),
        candidate.grade,
        Reverse(called_for),
        Reverse(candidate.antecedent),
        Reverse(candidate.evidence),
        candidate.ambiguity,
        Reverse(candidate.rank),
        candidate.kind,
        candidate.entity,
    )
}

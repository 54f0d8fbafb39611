//! Why names were reported or not: every candidate of a text with its reason and what spoke for and against it.

use aalam_core::entity::EntityType;
use aalam_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::around::Around;
use crate::candidates::Candidate;
use crate::context::{Voice, VoiceKind, voices};
use crate::document::Document;
use crate::mention::Mentions;
use crate::reason::Reason;
use crate::recognizer::{Recognizer, Scratch};
use crate::scores::score;

/// A candidate and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// First UTF-8 byte.
    pub start_byte: usize,
    /// One past the last UTF-8 byte.
    pub end_byte: usize,
    /// As written.
    pub text: String,
    /// The entity that it may name; empty for a fixed phrase.
    pub entity_id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    /// Whether it is reported.
    pub kept: bool,
    /// Why.
    pub reason: Reason,
    /// Its score, in [0, 1].
    pub score: f32,
    /// The sum of what speaks for it.
    pub support: i32,
    /// What speaks for and against it.
    pub evidence: Vec<Evidence>,
}

/// Something that speaks for or against a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Id of the group of cues (`place-head`), or `quotes`, `preposition`, `nisba`.
    pub id: String,
    /// The word that speaks.
    pub word: String,
    /// How loud: above 0 for the name, below 0 against it.
    pub weight: i32,
}

impl Recognizer {
    /// Every candidate of a document, kept or dropped, in text order.
    ///
    /// Names that do not begin and end at word borders, or whose spelling is too far from the dictionary's, are no candidates.
    ///
    /// ```
    /// # #[cfg(feature = "bundled")] {
    /// use aalam::{Document, Reason, Recognizer};
    ///
    /// let recognizer = Recognizer::bundled()?;
    /// let explained = recognizer.explain(&Document::new("اشترى كيلو حمص من السوق"));
    /// assert_eq!(explained[0].reason, Reason::CounterCue);
    /// assert_eq!(explained[0].evidence[0].word, "كيلو");
    /// # }
    /// # Ok::<(), aalam::Error>(())
    /// ```
    pub fn explain(&self, document: &Document) -> Vec<Explanation> {
        let head = document.title.as_ref().map_or_else(String::new, |title| format!("{title}\n\n"));
        let joined = format!("{head}{}", document.text);
        let mut scratch = Scratch::default();
        let mut mentions = Mentions::new(self.layers());
        let mut dropped = Vec::new();
        let text = Text::Utf8(&joined);
        self.recognize_part(
            0,
            text,
            document.date,
            &mut scratch,
            &mut mentions,
            Some(&mut dropped),
        );
        let same = |a: &Candidate, b: &Candidate| a.span == b.span && a.entity == b.entity;
        let kept = scratch.candidates().iter();
        let kept = kept.filter(|one| !dropped.iter().any(|other| same(one, other)));
        let mut all: Vec<(bool, Candidate)> = kept.map(|one| (true, *one)).collect();
        all.extend(dropped.iter().map(|one| (false, *one)));
        all.retain(|(_, one)| one.span.start as usize >= head.len());
        all.sort_by_key(|(kept, one)| (one.span.start, one.span.end, !kept));
        let around = Around { text, scan: scratch.scan() };
        let describe = |(kept, one): &(bool, Candidate)| {
            let voices_heard = voices(around, self.gazetteers(), one, scratch.weighing());
            self.describe(around, head.len(), *kept, one, &voices_heard)
        };
        all.iter().map(describe).collect()
    }

    fn describe(
        &self,
        around: Around<'_>,
        head: usize,
        kept: bool,
        one: &Candidate,
        voices_heard: &[Voice],
    ) -> Explanation {
        let chars = |range: std::ops::Range<usize>| around.text.slice(range).chars().count();
        let (from, to) = (one.span.start as usize, one.span.end as usize);
        let start = chars(head..from);
        let word = |word: u32| around.word_text(word).chars().collect();
        let evidence = voices_heard.iter().map(|voice| Evidence {
            id: match voice.kind {
                VoiceKind::Cue { layer, cue } => {
                    self.gazetteers().get(layer).map_or("", |layer| layer.cue_id(cue)).to_owned()
                }
                VoiceKind::Quotes => "quotes".to_owned(),
                VoiceKind::Preposition => "preposition".to_owned(),
                VoiceKind::Nisba => "nisba".to_owned(),
            },
            word: word(voice.word),
            weight: voice.weight,
        });
        let entity = one.entity.and_then(|key| {
            Some(self.gazetteers().get(usize::from(key.layer))?.entity(key.entity))
        });
        Explanation {
            start,
            end: start + chars(from..to),
            start_byte: from - head,
            end_byte: to - head,
            text: around.text.slice(from..to).chars().collect(),
            entity_id: entity.map_or("", |entity| entity.id).to_owned(),
            entity_type: one.entity_type,
            kept,
            reason: one.reason,
            score: score(one, 1),
            support: one.support,
            evidence: evidence.collect(),
        }
    }
}

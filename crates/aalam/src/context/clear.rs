//! The candidates that need no support, indexed by what the others ask: entity, word, span.
//!
//! Every question is a search in a sorted list, so that a text with many candidates is weighed in nearly linear time. The lists
//! are reused from text to text.

use aalam_core::entity::{EntityType, SurfaceKind};
use aalam_core::gazetteer::Gazetteer;
use aalam_core::span::SourceSpan;
use aalam_core::text::Text;
use aalam_core::words::Definite;

use crate::candidates::Candidate;
use crate::mention::EntityKey;
use crate::reason::Reason;

use super::{Trace, retain};

/// The part of a list, sorted by `key`, that has this key.
fn equal<T, K: Ord>(list: &[T], key: impl Fn(&T) -> K, wanted: &K) -> std::ops::Range<usize> {
    let start = list.partition_point(|one| key(one) < *wanted);
    let rest = list.get(start..).unwrap_or_default();
    start..start + rest.partition_point(|one| key(one) == *wanted)
}

/// Index of the candidates that were kept when it was filled.
#[derive(Debug, Default)]
pub(super) struct Clear {
    /// Ends of the full mentions (several words) of each entity; 0 for a mention of one word.
    mentions: Vec<(EntityKey, u32)>,
    /// First word and index of the clear candidates, last word and index.
    by_first: Vec<(u32, u32)>,
    by_last: Vec<(u32, u32)>,
    /// Which words lie in a clear candidate.
    covered: Vec<bool>,
}

impl Clear {
    pub(super) fn fill(&mut self, candidates: &[Candidate], words: usize) {
        let Self { mentions, by_first, by_last, covered } = self;
        let kept = || candidates.iter().filter(|candidate| candidate.kept);
        mentions.clear();
        mentions.extend(kept().filter_map(|candidate| {
            let end = if candidate.is_single_word() { 0 } else { candidate.span.end };
            Some((candidate.entity?, end))
        }));
        mentions.sort_unstable();
        let indexed = || (0u32..).zip(candidates).filter(|(_, candidate)| candidate.kept);
        by_first.clear();
        by_first.extend(indexed().map(|(index, candidate)| (candidate.first_word, index)));
        by_first.sort_unstable();
        by_last.clear();
        by_last.extend(indexed().map(|(index, candidate)| (candidate.last_word, index)));
        by_last.sort_unstable();
        covered.clear();
        covered.resize(words, false);
        for candidate in kept() {
            let words = candidate.first_word as usize..=candidate.last_word as usize;
            covered.get_mut(words).unwrap_or_default().fill(true);
        }
    }

    /// Whether a mention of the same entity that needs no support is anywhere in the text.
    pub(super) fn has_sibling(&self, candidate: &Candidate) -> bool {
        candidate
            .entity
            .is_some_and(|entity| !equal(&self.mentions, |mention| mention.0, &entity).is_empty())
    }

    /// Where the last full mention of the same person before a short one ends; 0 when there is none.
    pub(super) fn antecedent(&self, candidate: &Candidate) -> u32 {
        let is_short = matches!(candidate.kind, SurfaceKind::Surname | SurfaceKind::Short);
        let Some(entity) = candidate.entity else { return 0 };
        if candidate.entity_type != EntityType::Person || !is_short {
            return 0;
        }
        let start = (entity, candidate.span.start);
        let before = self.mentions.partition_point(|mention| *mention <= start);
        let last = before.checked_sub(1).and_then(|last| self.mentions.get(last));
        last.filter(|mention| mention.0 == entity).map_or(0, |mention| mention.1)
    }

    /// Indexes of the clear candidates that end in the word before a candidate.
    pub(super) fn before(&self, candidate: &Candidate) -> impl Iterator<Item = u32> {
        let word = candidate.first_word.checked_sub(1);
        let range = word.map_or(0..0, |word| equal(&self.by_last, |one| one.0, &word));
        self.by_last.get(range).unwrap_or_default().iter().map(|one| one.1)
    }

    /// Indexes of the clear candidates that begin in the word after a candidate.
    pub(super) fn after(&self, candidate: &Candidate) -> impl Iterator<Item = u32> {
        let range = equal(&self.by_first, |one| one.0, &(candidate.last_word + 1));
        self.by_first.get(range).unwrap_or_default().iter().map(|one| one.1)
    }

    /// Whether a word lies in a clear candidate.
    pub(super) fn covers_word(&self, word: u32) -> bool {
        self.covered.get(word as usize).copied().unwrap_or(false)
    }
}

/// Where nisbas stand, and which countries they point to.
#[derive(Debug, Default)]
pub(super) struct Nisbas {
    last_words: Vec<u32>,
    /// First word and entity of the definite feminine ones.
    feminine: Vec<(u32, EntityKey)>,
}

impl Nisbas {
    pub(super) fn fill(&mut self, text: Text<'_>, candidates: &[Candidate]) {
        self.last_words.clear();
        self.feminine.clear();
        let nisbas = candidates.iter().filter(|candidate| candidate.kind == SurfaceKind::Nisba);
        for candidate in nisbas {
            self.last_words.push(candidate.last_word);
            // Cities are feminine; the masculine after one speaks of its football club (ميلان الإيطالي).
            let is_feminine = || {
                let written = text.slice(candidate.span.range());
                matches!(written.chars().next_back(), Some('ة' | 'ه'))
            };
            if let Some(entity) = candidate.entity
                && candidate.start.definite == Definite::Yes
                && is_feminine()
            {
                self.feminine.push((candidate.first_word, entity));
            }
        }
        self.last_words.sort_unstable();
        self.feminine.sort_unstable();
    }

    /// Whether a nisba ends in this word.
    pub(super) fn ends_in(&self, word: u32) -> bool {
        self.last_words.binary_search(&word).is_ok()
    }

    /// Whether the definite feminine nisba of this country begins in this word.
    pub(super) fn of_country<'g>(
        &self,
        word: u32,
        country: impl FnOnce() -> &'g str,
        layers: &[Gazetteer],
    ) -> bool {
        let here = equal(&self.feminine, |nisba| nisba.0, &word);
        let mut here = self.feminine.get(here).unwrap_or_default().iter();
        if here.as_slice().is_empty() {
            return false;
        }
        let country = country();
        !country.is_empty()
            && here.any(|(_, key)| {
                let layer = layers.get(usize::from(key.layer));
                layer.is_some_and(|layer| layer.country(key.entity) == country)
            })
    }
}

/// Fills `out` with the spans, sorted, of the kept candidates that `wanted` holds for.
pub(super) fn spans(
    candidates: &[Candidate],
    wanted: impl Fn(&Candidate) -> bool,
    out: &mut Vec<SourceSpan>,
) {
    out.clear();
    let kept = candidates.iter().filter(|candidate| candidate.kept && wanted(candidate));
    out.extend(kept.map(|candidate| candidate.span));
    out.sort_unstable();
}

/// Removes blocked phrases and every candidate that lies inside one. Candidates are sorted by start.
pub(crate) fn drop_blocked(
    candidates: &mut Vec<Candidate>,
    ends: &mut Vec<(u32, u32)>,
    trace: &mut Trace<'_>,
) {
    // One phrase may begin with a candidate that stands before it in the order: ends are taken by start first.
    ends.clear();
    let phrases = candidates.iter().filter(|candidate| candidate.entity.is_none());
    ends.extend(phrases.map(|phrase| (phrase.span.start, phrase.span.end)));
    if ends.is_empty() {
        return;
    }
    let (mut end_of_phrases, mut next) = (0, 0);
    retain(candidates, trace, |candidate| {
        while let Some((_, end)) =
            ends.get(next).filter(|(start, _)| *start <= candidate.span.start)
        {
            end_of_phrases = end_of_phrases.max(*end);
            next += 1;
        }
        let is_blocked = candidate.entity.is_none() || candidate.span.end <= end_of_phrases;
        is_blocked.then_some(Reason::Phrase)
    });
}

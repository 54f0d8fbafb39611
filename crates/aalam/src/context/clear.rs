//! The candidates that need no support, indexed by what the others ask: entity, word, span.
//!
//! Every question is a look-up, so that a text with many candidates is weighed in linear time.

use std::collections::{HashMap, HashSet};

use aalam_core::entity::{EntityType, SurfaceKind};
use aalam_core::gazetteer::Gazetteer;
use aalam_core::span::SourceSpan;
use aalam_core::text::Text;
use aalam_core::words::Definite;

use crate::candidates::Candidate;
use crate::mention::EntityKey;

/// Index of the candidates that were kept when it was made.
pub(super) struct Clear {
    /// Ends of the full mentions (several words) of each entity, ascending.
    mentions: HashMap<EntityKey, Vec<u32>>,
    /// Clear candidates by first and by last word.
    by_first: HashMap<u32, Vec<Candidate>>,
    by_last: HashMap<u32, Vec<Candidate>>,
    /// Which words lie in a clear candidate.
    covered: Vec<bool>,
}

impl Clear {
    pub(super) fn new(candidates: &[Candidate], words: usize) -> Self {
        let mut clear = Self {
            mentions: HashMap::new(),
            by_first: HashMap::new(),
            by_last: HashMap::new(),
            covered: vec![false; words],
        };
        for candidate in candidates.iter().filter(|candidate| candidate.kept) {
            if let Some(entity) = candidate.entity {
                let ends = clear.mentions.entry(entity).or_default();
                if !candidate.is_single_word() {
                    ends.push(candidate.span.end);
                }
            }
            clear.by_first.entry(candidate.first_word).or_default().push(*candidate);
            clear.by_last.entry(candidate.last_word).or_default().push(*candidate);
            let words = candidate.first_word as usize..=candidate.last_word as usize;
            clear.covered.get_mut(words).unwrap_or_default().fill(true);
        }
        clear.mentions.values_mut().for_each(|ends| ends.sort_unstable());
        clear
    }

    /// Whether a mention of the same entity that needs no support is anywhere in the text.
    pub(super) fn has_sibling(&self, candidate: &Candidate) -> bool {
        candidate.entity.is_some_and(|entity| self.mentions.contains_key(&entity))
    }

    /// Where the last full mention of the same person before a short one ends; 0 when there is none.
    pub(super) fn antecedent(&self, candidate: &Candidate) -> u32 {
        let is_short = matches!(candidate.kind, SurfaceKind::Surname | SurfaceKind::Short);
        if candidate.entity_type != EntityType::Person || !is_short {
            return 0;
        }
        let ends = candidate.entity.and_then(|entity| self.mentions.get(&entity));
        let ends = ends.map_or(&[][..], Vec::as_slice);
        let before = ends.partition_point(|end| *end <= candidate.span.start);
        before.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0)
    }

    /// Clear candidates that end in the word before a candidate.
    pub(super) fn before(&self, candidate: &Candidate) -> &[Candidate] {
        let word = candidate.first_word.checked_sub(1);
        word.and_then(|word| self.by_last.get(&word)).map_or(&[], Vec::as_slice)
    }

    /// Clear candidates that begin in the word after a candidate.
    pub(super) fn after(&self, candidate: &Candidate) -> &[Candidate] {
        self.by_first.get(&(candidate.last_word + 1)).map_or(&[], Vec::as_slice)
    }

    /// Whether a word lies in a clear candidate.
    pub(super) fn covers_word(&self, word: u32) -> bool {
        self.covered.get(word as usize).copied().unwrap_or(false)
    }
}

/// Where nisbas stand, and which countries they point to.
pub(super) struct Nisbas<'g> {
    last_words: HashSet<u32>,
    countries: HashSet<(u32, &'g str)>,
}

impl<'g> Nisbas<'g> {
    pub(super) fn new(text: Text<'_>, candidates: &[Candidate], layers: &'g [Gazetteer]) -> Self {
        let mut nisbas = Self { last_words: HashSet::new(), countries: HashSet::new() };
        for candidate in candidates.iter().filter(|candidate| candidate.kind == SurfaceKind::Nisba)
        {
            nisbas.last_words.insert(candidate.last_word);
            let layer = candidate
                .entity
                .and_then(|entity| Some((layers.get(usize::from(entity.layer))?, entity.entity)));
            // Cities are feminine; the masculine after one speaks of its football club (ميلان الإيطالي).
            let written = text.slice(candidate.span.range());
            if let Some((layer, entity)) = layer
                && candidate.start.definite == Definite::Yes
                && matches!(written.chars().next_back(), Some('ة' | 'ه'))
            {
                nisbas.countries.insert((candidate.first_word, layer.entity(entity).iso));
            }
        }
        nisbas
    }

    /// Whether a nisba ends in this word.
    pub(super) fn ends_in(&self, word: u32) -> bool {
        self.last_words.contains(&word)
    }

    /// Whether the definite feminine nisba of this country begins in this word.
    pub(super) fn of_country(&self, word: u32, country: &str) -> bool {
        !country.is_empty() && self.countries.contains(&(word, country))
    }
}

/// The spans of the kept candidates that `wanted` holds for.
pub(super) fn spans(
    candidates: &[Candidate],
    wanted: impl Fn(&Candidate) -> bool,
) -> HashSet<SourceSpan> {
    let kept = candidates.iter().filter(|candidate| candidate.kept && wanted(candidate));
    kept.map(|candidate| candidate.span).collect()
}

/// Removes blocked phrases and every candidate that lies inside one. Candidates are sorted by start.
pub(crate) fn drop_blocked(candidates: &mut Vec<Candidate>) {
    // One phrase may begin with a candidate that stands before it in the order: ends are taken by start first.
    let mut furthest: HashMap<u32, u32> = HashMap::new();
    for phrase in candidates.iter().filter(|candidate| candidate.entity.is_none()) {
        let end = furthest.entry(phrase.span.start).or_default();
        *end = (*end).max(phrase.span.end);
    }
    if furthest.is_empty() {
        return;
    }
    let mut end_of_phrases = 0;
    candidates.retain(|candidate| {
        if let Some(end) = furthest.get(&candidate.span.start) {
            end_of_phrases = end_of_phrases.max(*end);
        }
        candidate.entity.is_some() && candidate.span.end > end_of_phrases
    });
}

//! The matcher on the `aho-corasick` crate: reference engine, and the engine of dictionaries made at run time.
//!
//! The automaton is walked anchored, from each legal start, word by word: the walk reads at most the longest key, so time
//! is linear in the text for any dictionary, and every key that ends at a word end on the way is reported. The kind is fixed
//! to the contiguous automaton: the crate's own choice for small sets, a table-driven one, takes quadratic time to build
//! for long names.

use aho_corasick::automaton::Automaton as _;
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, MatchKind};

use crate::error::{Error, ErrorKind, Result};
use crate::gazetteer::Gazetteer;
use crate::letters::SPACE;
use crate::matcher::{Hit, Matcher, Scan, Work};
use crate::span::LetterSpan;
use crate::words::Start;

/// An Aho-Corasick automaton over the keys of a gazetteer.
#[derive(Clone, Debug)]
pub struct Automaton {
    nfa: NFA,
    gazetteer: Gazetteer,
}

impl Automaton {
    /// Builds the automaton.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::SourceSyntax`] when the keys are more than the `aho-corasick` crate can number.
    pub fn new(gazetteer: &Gazetteer) -> Result<Self> {
        let keys = (0..gazetteer.key_count() as u32).map(|key| gazetteer.key(key));
        let nfa = NFA::builder()
            .match_kind(MatchKind::Standard)
            .prefilter(false)
            .build(keys)
            .map_err(|error| Error::new(ErrorKind::SourceSyntax, error.to_string()))?;
        Ok(Self { nfa, gazetteer: gazetteer.clone() })
    }

    fn walk(&self, text: &Scan, first_word: usize, start: Start, hits: &mut Vec<Hit>) {
        // Cannot fail: the builder supports anchored and unanchored searches alike.
        let Ok(mut state) = self.nfa.start_state(Anchored::Yes) else { return };
        let mut depth = 0;
        let mut index = first_word;
        let mut codes = text.word(index).get(usize::from(start.skip)..).unwrap_or_default();
        loop {
            for &code in codes {
                state = self.nfa.next_state(Anchored::Yes, state, code);
                if self.nfa.is_dead(state) {
                    return;
                }
            }
            depth += codes.len();
            if self.nfa.is_match(state) {
                // The first pattern of a state is the longest; the others are suffixes, which did not begin here.
                let pattern = self.nfa.match_pattern(state, 0);
                if self.nfa.pattern_len(pattern) == depth
                    && self.gazetteer.accepts(pattern.as_u32(), start.definite)
                {
                    let span = |index: usize| text.words.span(index);
                    let begin = span(first_word).map_or(0, |span| span.start);
                    hits.push(Hit {
                        key: pattern.as_u32(),
                        first_word: first_word as u32,
                        last_word: index as u32,
                        start,
                        letters: LetterSpan {
                            start: begin + u32::from(start.span_skip),
                            end: span(index).map_or(0, |span| span.end),
                        },
                    });
                }
            }
            if !text.joins_next(index) {
                return;
            }
            state = self.nfa.next_state(Anchored::Yes, state, SPACE);
            if self.nfa.is_dead(state) {
                return;
            }
            depth += 1;
            index += 1;
            codes = text.word(index);
        }
    }
}

impl Matcher for Automaton {
    fn scan(&self, text: &Scan, _: &mut Work, hits: &mut Vec<Hit>) {
        for index in 0..text.words.len() {
            for start in text.starts(index) {
                self.walk(text, index, start, hits);
            }
        }
    }
}

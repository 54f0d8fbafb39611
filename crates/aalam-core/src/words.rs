//! Word bounds over letters, and the places inside a word where a name may begin.

use crate::letters::{HYPHEN, Letters, NEWLINE, SPACE, code, script};
use crate::simd::{Bounds, Kernels};
use crate::span::LetterSpan;

/// The words of a text: runs of letters, or of digits, of one script. Reusable.
#[derive(Clone, Debug, Default)]
pub struct Words {
    bounds: Bounds,
}

impl Words {
    /// Splits letters into words, replacing what was held.
    pub fn split(&mut self, letters: &Letters, kernels: Kernels) {
        kernels.words(letters.normalised(), &mut self.bounds);
    }

    /// The form in which the kernels see them.
    pub(crate) fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.bounds.starts().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the words begin.
    pub fn starts(&self) -> &[u32] {
        self.bounds.starts()
    }

    /// Where they end (one past the last letter).
    pub fn ends(&self) -> &[u32] {
        self.bounds.ends()
    }

    /// Where a word stands.
    pub fn span(&self, index: usize) -> Option<LetterSpan> {
        let (start, end) = (*self.starts().get(index)?, *self.ends().get(index)?);
        Some(LetterSpan { start, end })
    }

    /// Where the words stand.
    pub fn spans(&self) -> impl Iterator<Item = LetterSpan> {
        self.starts().iter().zip(self.ends()).map(|(&start, &end)| LetterSpan { start, end })
    }

    /// Whether a name may go on from a word to the next: over spaces, one line break, one hyphen without spaces, a change of script.
    pub fn joins_next(&self, letters: &Letters, index: usize) -> bool {
        let (Some(&end), Some(&next)) = (self.ends().get(index), self.starts().get(index + 1))
        else {
            return false;
        };
        joins(letters.codes(), end, next)
    }
}

/// Whether a name may go on over the separators between two words.
#[inline]
pub fn joins(codes: &[u8], end: u32, next: u32) -> bool {
    let between = codes.get(end as usize..next as usize).unwrap_or_default();
    match between {
        [SPACE | NEWLINE | HYPHEN] => true,
        // Words that touch differ in script, unless they were cut apart.
        [] => {
            let script_at = |at: u32| codes.get(at as usize).map(|code| script(*code));
            end > 0 && script_at(end - 1) != script_at(next)
        }
        many => {
            many.iter().all(|code| matches!(*code, SPACE | NEWLINE))
                && many.iter().filter(|code| **code == NEWLINE).count() <= 1
        }
    }
}

/// The proclitics that can stand before a name: conjunction, preposition, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Proclitic {
    conjunction: Option<Conjunction>,
    preposition: Option<Preposition>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Conjunction {
    Waw,
    Feh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Preposition {
    Beh,
    Lam,
    Kaf,
}

impl Proclitic {
    /// No proclitic.
    pub const NONE: Self = Self { conjunction: None, preposition: None };

    /// The proclitics in Arabic letters, as written before the name; empty when there is none.
    pub const fn as_str(self) -> &'static str {
        use {Conjunction as C, Preposition as P};
        match (self.conjunction, self.preposition) {
            (None, None) => "",
            (None, Some(P::Beh)) => "ب",
            (None, Some(P::Lam)) => "ل",
            (None, Some(P::Kaf)) => "ك",
            (Some(C::Waw), None) => "و",
            (Some(C::Waw), Some(P::Beh)) => "وب",
            (Some(C::Waw), Some(P::Lam)) => "ول",
            (Some(C::Waw), Some(P::Kaf)) => "وك",
            (Some(C::Feh), None) => "ف",
            (Some(C::Feh), Some(P::Beh)) => "فب",
            (Some(C::Feh), Some(P::Lam)) => "فل",
            (Some(C::Feh), Some(P::Kaf)) => "فك",
        }
    }

    /// Whether there is none.
    pub const fn is_none(self) -> bool {
        self.conjunction.is_none() && self.preposition.is_none()
    }

    /// Whether a preposition is among them.
    pub const fn has_preposition(self) -> bool {
        self.preposition.is_some()
    }

    /// Whether a conjunction is among them.
    pub const fn has_conjunction(self) -> bool {
        self.conjunction.is_some()
    }

    /// How many letters they have.
    pub const fn len(self) -> u32 {
        self.conjunction.is_some() as u32 + self.preposition.is_some() as u32
    }

    /// Whether there is none; the twin of [`len`](Self::len).
    pub const fn is_empty(self) -> bool {
        self.is_none()
    }

    fn read(codes: &[u8]) -> impl Iterator<Item = Self> {
        let conjunction = match codes.first() {
            Some(&code::WAW) => Some(Conjunction::Waw),
            Some(&code::FEH) => Some(Conjunction::Feh),
            _ => None,
        };
        let preposition = |codes: &[u8]| match codes.first() {
            Some(&code::BEH) => Some(Preposition::Beh),
            Some(&code::LAM) => Some(Preposition::Lam),
            Some(&code::KAF) => Some(Preposition::Kaf),
            _ => None,
        };
        let bare = preposition(codes);
        let after = conjunction.and_then(|_| preposition(codes.get(1..).unwrap_or_default()));
        let some = |conjunction: Option<Conjunction>, preposition: Option<Preposition>| {
            (conjunction.is_some() || preposition.is_some())
                .then_some(Self { conjunction, preposition })
        };
        let with_both = after.and_then(|after| some(conjunction, Some(after)));
        [Some(Self::NONE), some(conjunction, None), some(None, bare), with_both]
            .into_iter()
            .flatten()
    }
}

/// Whether the article was read before the letters of a [`Start`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Definite {
    /// No article.
    No,
    /// ال is written, or fused with the preposition as لل.
    Yes,
    /// ل before ل: the article may have melted into the two lams (للاذقية is ل + اللاذقية).
    Maybe,
}

/// A place inside a word where the letters of a name may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// Letters before the name's first letter, counted from the word's start (proclitics and article).
    pub skip: u8,
    /// Letters before the span's first letter: like `skip`, but the article belongs to the span.
    pub span_skip: u8,
    /// The proclitics that were taken off.
    pub proclitic: Proclitic,
    /// Whether the article was taken off.
    pub definite: Definite,
    /// Whether the proclitics stand in the word before: لـ«حماس», و حماس.
    pub seam: bool,
}

impl Start {
    /// The word as it stands.
    pub const BARE: Self = Self {
        skip: 0,
        span_skip: 0,
        proclitic: Proclitic::NONE,
        definite: Definite::No,
        seam: false,
    };

    /// Whether proclitics were taken off the word itself.
    pub const fn has_attached_proclitic(self) -> bool {
        !self.seam && !self.proclitic.is_none()
    }
}

/// The legal starts of a word, in order of how much is taken off. At least one letter remains after each.
pub fn starts(word: &[u8]) -> impl Iterator<Item = Start> {
    Proclitic::read(word).flat_map(move |proclitic| {
        let taken = proclitic.len();
        let rest = word.get(taken as usize..).unwrap_or_default();
        let after_lam = proclitic.preposition == Some(Preposition::Lam);
        let bare = Start {
            skip: taken as u8,
            span_skip: taken as u8,
            proclitic,
            definite: match rest.first() {
                Some(&code::LAM) if after_lam => Definite::Maybe,
                _ => Definite::No,
            },
            seam: false,
        };
        let article = match rest {
            [code::ALEF, code::LAM, _, ..] if !after_lam => Some(2),
            [code::LAM, _, ..] if after_lam => Some(1),
            _ => None,
        };
        let definite = article.map(|letters| Start {
            skip: (taken + letters) as u8,
            definite: Definite::Yes,
            ..bare
        });
        let bare = (!rest.is_empty()).then_some(bare);
        [bare, definite].into_iter().flatten()
    })
}

/// The legal starts in a word that the seam before it gives: like those without proclitics, under the seam's.
pub fn starts_after_seam(
    word: &[u8],
    proclitic: Proclitic,
    definite: Definite,
) -> impl Iterator<Item = Start> {
    let bare = Start { skip: 0, span_skip: 0, proclitic, definite, seam: true };
    let article = matches!(word, [code::ALEF, code::LAM, _, ..]) && definite == Definite::No;
    let with_article = article.then_some(Start { skip: 2, definite: Definite::Yes, ..bare });
    [Some(bare), with_article].into_iter().flatten()
}

/// The start with this skip.
#[inline]
pub fn start_with_skip(word: &[u8], skip: u8) -> Option<Start> {
    if skip == 0 {
        return Some(Start::BARE);
    }
    starts(word).find(|start| start.skip == skip)
}

/// Cuts words at dropped tatweel (روسياـإيران): those that `uncovered` names, where at least three letters stand on both
/// sides. Tells whether a word was cut.
pub fn split_at_tatweel(
    letters: &Letters,
    words: &mut Words,
    uncovered: impl Fn(u32) -> bool,
) -> bool {
    let mut cut = Vec::new();
    let tatweels = letters.tatweels();
    for (index, word) in (0u32..).zip(words.spans()) {
        let first = tatweels.partition_point(|at| *at < word.start + 3);
        let inside = tatweels.get(first..).unwrap_or_default().iter();
        let inside = inside.copied().take_while(|at| at + 3 <= word.end);
        let mut rest = word.start;
        if inside.clone().next().is_some() && uncovered(index) {
            for at in inside {
                if at >= rest + 3 {
                    cut.push((index, LetterSpan { start: rest, end: at }));
                    rest = at;
                }
            }
        }
        if rest > word.start {
            cut.push((index, LetterSpan { start: rest, end: word.end }));
        }
    }
    if cut.is_empty() {
        return false;
    }
    let mut parts = cut.iter().peekable();
    let mut all = Vec::with_capacity(words.len() + cut.len());
    for (index, word) in (0u32..).zip(words.spans()) {
        if parts.peek().is_none_or(|part| part.0 != index) {
            all.push(word);
        }
        while let Some((_, part)) = parts.next_if(|part| part.0 == index) {
            all.push(*part);
        }
    }
    words.bounds.replace(all.into_iter().map(|span| (span.start, span.end)));
    true
}

/// The proclitics and article of a word that consists of nothing else: the written seam before a quoted name (لـ«حماس»).
pub fn seam(word: &[u8]) -> Option<(Proclitic, Definite)> {
    Proclitic::read(word).find_map(|proclitic| {
        let rest = word.get(proclitic.len() as usize..).unwrap_or_default();
        match rest {
            [] if !proclitic.is_none() => Some((proclitic, Definite::No)),
            [code::ALEF, code::LAM] => Some((proclitic, Definite::Yes)),
            [code::LAM] if proclitic.preposition == Some(Preposition::Lam) => {
                Some((proclitic, Definite::Yes))
            }
            _ => None,
        }
    })
}

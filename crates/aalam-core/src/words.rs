//! Word bounds over letters, and the places inside a word where a name may begin.

use crate::letters::{FIRST_SEPARATOR, HYPHEN, Letters, NEWLINE, SPACE, code, script};
use crate::span::LetterSpan;

/// How a word is tied to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// A name may go on in the next word: spaces, one line break, one hyphen without spaces, a change of script.
    Join,
    /// It may not.
    Stop,
}

/// A run of letters (or of digits) in the codes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: LetterSpan,
    /// What follows.
    pub gap: Gap,
}

/// Splits letters into words, replacing what `out` held.
pub fn split(letters: &Letters, out: &mut Vec<Word>) {
    out.clear();
    let codes = letters.codes();
    let mut at = 0;
    while let Some(&first) = codes.get(at) {
        if first >= FIRST_SEPARATOR {
            at += 1;
            continue;
        }
        let rest = codes.get(at..).unwrap_or_default();
        let length = rest
            .iter()
            .take_while(|code| **code < FIRST_SEPARATOR && script(**code) == script(first))
            .count();
        let end = at + length;
        let after = codes.get(end..).unwrap_or_default();
        let separators = after.iter().take_while(|code| **code >= FIRST_SEPARATOR).count();
        let gap = gap(after.get(..separators).unwrap_or_default());
        out.push(Word { span: LetterSpan { start: at as u32, end: end as u32 }, gap });
        at = end + separators;
    }
}

fn gap(separators: &[u8]) -> Gap {
    let count = |wanted: u8| separators.iter().filter(|code| **code == wanted).count();
    let (spaces, newlines) = (count(SPACE), count(NEWLINE));
    let all_blank = spaces + newlines == separators.len();
    if (all_blank && newlines <= 1) || separators == [HYPHEN] { Gap::Join } else { Gap::Stop }
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

/// Cuts words at dropped tatweel (روسياـإيران): those that `uncovered` names, where at least three letters stand on both
/// sides. Tells whether a word was cut.
pub fn split_at_tatweel(
    letters: &Letters,
    words: &mut Vec<Word>,
    uncovered: impl Fn(u32) -> bool,
) -> bool {
    let mut cut = Vec::with_capacity(words.len());
    for (index, word) in (0u32..).zip(words.iter()) {
        let mut rest = *word;
        if uncovered(index) {
            let tatweels = letters.tatweels();
            let first = tatweels.partition_point(|at| *at < word.span.start + 3);
            let inside = tatweels.get(first..).unwrap_or_default().iter();
            for &at in inside.take_while(|at| **at + 3 <= word.span.end) {
                if at >= rest.span.start + 3 {
                    let head = LetterSpan { start: rest.span.start, end: at };
                    cut.push(Word { span: head, gap: Gap::Stop });
                    rest.span.start = at;
                }
            }
        }
        cut.push(rest);
    }
    let changed = cut.len() != words.len();
    *words = cut;
    changed
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

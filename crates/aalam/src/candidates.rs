//! Scanner hits to candidates: article, spelling grade, written vowels, ordinary words.

use aalam_core::entity::{Ambiguity, Article, EntityType, SurfaceKind};
use aalam_core::gazetteer::rules::WordClass;
use aalam_core::gazetteer::{Gazetteer, Surface};
use aalam_core::letters::{Grade, Letters, grade, is_mark, read_exact};
use aalam_core::matcher::{Hit, Scan};
use aalam_core::span::{LetterSpan, SourceSpan};
use aalam_core::text::Text;
use aalam_core::words::{Definite, Start};

use crate::mention::EntityKey;
use crate::reason::Reason;

/// Letters of the article.
const ARTICLE_LETTERS: u32 = 2;

/// A possible mention of one entity, or a blocked phrase.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) span: SourceSpan,
    pub(crate) first_word: u32,
    pub(crate) last_word: u32,
    pub(crate) start: Start,
    /// `None` for a blocked phrase.
    pub(crate) entity: Option<EntityKey>,
    pub(crate) entity_type: EntityType,
    pub(crate) rank: u8,
    pub(crate) kind: SurfaceKind,
    pub(crate) grade: Grade,
    /// The support that it needs: of the surface, or more where the written word is an ordinary word.
    pub(crate) ambiguity: Ambiguity,
    /// The written word, proclitics included, is a listed ordinary word.
    pub(crate) listed: bool,
    /// Set by the context layer: what speaks for it. Zero and below: nothing does.
    pub(crate) support: i32,
    /// Set by the context layer: end of the last full mention of the same person before; 0 when there is none.
    pub(crate) antecedent: u32,
    /// Its head noun stands before the span: the محافظة of «محافظة إدلب».
    pub(crate) headed: bool,
    /// Set by the context layer where places share a name: how much the text says of the country of this one.
    pub(crate) evidence: i32,
    pub(crate) kept: bool,
    /// Why it was kept, or is dropped.
    pub(crate) reason: Reason,
}

impl Candidate {
    /// Whether context has nothing to say about it: a clear name of an organization, a place or something else.
    pub(crate) fn is_decided(&self) -> bool {
        self.ambiguity == Ambiguity::Clear
            && !matches!(
                self.kind,
                SurfaceKind::Surname | SurfaceKind::Accusative | SurfaceKind::Nisba
            )
            && !matches!(self.entity_type, EntityType::Person | EntityType::Nisba)
    }

    pub(crate) fn is_single_word(&self) -> bool {
        self.first_word == self.last_word
    }
}

/// Where ordinary words are listed.
#[derive(Clone, Copy)]
pub(crate) struct WordLists<'a> {
    pub(crate) lists: &'a [Gazetteer],
    /// The recognizer's gazetteers have lists of their own. Where they have none (names given at run time), those of the bundled one protect
    /// from words that only fold to a name (على, جده); a name that is written as the user gave it is found.
    pub(crate) own: bool,
}

/// Buffers of [`admit`].
#[derive(Debug, Default)]
pub(crate) struct AdmitScratch {
    written: Letters,
    surface: Letters,
    word: Letters,
}

/// Appends the candidates that the hits of one gazetteer give; offices go to a list of their own, where they are asked for.
pub(crate) fn admit(
    text: Text<'_>,
    scan: &Scan,
    words: WordLists<'_>,
    (gazetteer, layer): (&Gazetteer, u16),
    hits: &[Hit],
    scratch: &mut AdmitScratch,
    (out, mut offices): (&mut Vec<Candidate>, Option<&mut Vec<Candidate>>),
) {
    // Large dictionaries lie far away: their records are asked for before they are read.
    for hit in hits {
        gazetteer.prefetch_surfaces(hit.key);
    }
    for hit in hits {
        gazetteer.prefetch_texts(hit.key);
    }
    for hit in hits {
        if hit.start.seam && !seam_is_close(text, scan, hit) {
            continue;
        }
        for surface in gazetteer.surfaces(hit.key) {
            let out = match (surface.entity_type, &mut offices) {
                (EntityType::Office, None) => continue,
                (EntityType::Office, Some(offices)) => &mut **offices,
                _ => &mut *out,
            };
            if let Some(candidate) = admit_one(text, scan, words, layer, hit, surface, scratch) {
                out.push(candidate);
            }
        }
    }
}

/// Between a proclitic written apart and its name there are at most spaces, a quote, a bracket or a hyphen.
fn seam_is_close(text: Text<'_>, scan: &Scan, hit: &Hit) -> bool {
    let word = |index: u32| scan.words.span(index as usize);
    let (Some(seam), Some(name)) =
        (hit.first_word.checked_sub(1).and_then(word), word(hit.first_word))
    else {
        return false;
    };
    let end = scan.letters.source_span(text, seam).end as usize;
    let start = scan.letters.source_offset(text, name.start).unwrap_or_default() as usize;
    text.slice(end..start).chars().all(is_bridge)
}

/// Characters that may stand between a proclitic or a cue and a name.
pub(crate) fn is_bridge(c: char) -> bool {
    (c.is_whitespace() && c != '\u{2029}')
        || is_quote(c)
        || matches!(c, '-' | '(' | '[' | '\u{0640}')
        || aalam_core::letters::is_control(c)
}

/// Quotation marks that Arabic newspapers use.
pub(crate) const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '«' | '»' | '\u{201C}'..='\u{201E}' | '\u{2018}'..='\u{201A}' | '‹' | '›' | '＂')
}

fn admit_one(
    text: Text<'_>,
    scan: &Scan,
    words: WordLists<'_>,
    layer: u16,
    hit: &Hit,
    surface: Surface<'_>,
    scratch: &mut AdmitScratch,
) -> Option<Candidate> {
    let start = hit.start;
    let article_fits = match (surface.article, start.definite) {
        (_, Definite::Maybe) | (Article::Optional, _) => true,
        (Article::Required, definite) => definite == Definite::Yes,
        (Article::Forbidden, definite) => definite == Definite::No,
    };
    if !article_fits {
        return None;
    }
    let single = hit.first_word == hit.last_word;
    let first = scan.words.span(hit.first_word as usize)?;
    let name = LetterSpan { start: first.start + u32::from(start.skip), end: hit.letters.end };
    let shortest = if surface.kind == SurfaceKind::Acronym { 2 } else { 3 };
    // The article of a name that is never without it is a part of the name: اللد, الرس.
    let whole = surface.article == Article::Required && start.definite == Definite::Yes;
    let remains = name.end - name.start + if whole { ARTICLE_LETTERS } else { 0 };
    if single && start.skip > 0 && remains < shortest {
        return None;
    }
    let name_span = scan.letters.source_span(text, name);
    let written = text.slice(name_span.range());
    let is_exact = written.is_utf8(surface.bytes);
    let grade = if is_exact {
        Grade::Exact
    } else {
        // From the word's start, because a ligature may hold the last letter before the name and the name's first.
        let from_word = scan.letters.source_span(text, LetterSpan { start: first.start, ..name });
        read_exact(text.slice(from_word.range()), &mut scratch.written);
        read_exact(surface.text(), &mut scratch.surface);
        let letters = scratch.written.codes().get(usize::from(start.skip)..)?;
        let grade = grade(letters, scratch.surface.codes());
        if marks_conflict(written, surface.text()) || (single && grade == Grade::C) {
            return None;
        }
        grade
    };
    let mut listed = false;
    if single && surface.entity.is_some() {
        let is_exact = grade == Grade::Exact && !start.has_attached_proclitic();
        match written_class(text, scan, words.lists, hit, scratch) {
            Some(WordClass::Function) if !is_exact => return None,
            class => listed = class.is_some() && (words.own || !is_exact),
        }
    }
    let entity = surface.entity.map(|entity| EntityKey { layer, entity });
    let headed = surface.outside > 0;
    let first_word = hit.first_word + u32::from(surface.outside);
    Some(Candidate {
        span: SourceSpan {
            start: if headed {
                let word = scan.words.span(first_word as usize)?;
                scan.letters.source_offset(text, word.start)?
            } else if hit.letters.start == name.start {
                name_span.start
            } else {
                scan.letters.source_offset(text, hit.letters.start).unwrap_or(name_span.start)
            },
            end: name_span.end,
        },
        first_word,
        last_word: hit.last_word,
        start: if headed { Start::BARE } else { start },
        entity,
        entity_type: surface.entity_type,
        rank: surface.rank,
        kind: surface.kind,
        grade,
        ambiguity: match listed {
            // «وبنوك» holds a preposition as easily as it holds a word of its own; «والخبر» is a list.
            true if start.has_attached_proclitic() && start.proclitic.has_preposition() => {
                Ambiguity::Rare
            }
            // A surname needs support anyway.
            true if surface.kind != SurfaceKind::Surname => {
                surface.ambiguity.max(Ambiguity::Ambiguous)
            }
            _ => surface.ambiguity,
        },
        listed: listed && start.has_attached_proclitic(),
        support: 0,
        antecedent: 0,
        headed,
        evidence: 0,
        kept: false,
        reason: Reason::Clear,
    })
}

/// How ordinary the written word is in which a single-word name was found: as a whole, or without its proclitics.
fn written_class(
    text: Text<'_>,
    scan: &Scan,
    layers: &[Gazetteer],
    hit: &Hit,
    scratch: &mut AdmitScratch,
) -> Option<WordClass> {
    let word = scan.words.span(hit.first_word as usize)?;
    let inside = if hit.start.has_attached_proclitic() { hit.start.proclitic.len() } else { 0 };
    let mut class_from = |start: u32| {
        let part = LetterSpan { start, end: word.end };
        if !layers.iter().any(|layer| layer.may_be_word(&scan.letters, part)) {
            return None;
        }
        let place = scan.letters.source_span(text, part);
        read_exact(text.slice(place.range()), &mut scratch.word);
        layers.iter().filter_map(|layer| layer.word_class(scratch.word.codes())).max()
    };
    let whole = class_from(word.start);
    let rest = if inside > 0 { class_from(word.start + inside) } else { None };
    whole.max(rest)
}

/// Whether both forms carry vowel marks on the same letter and they disagree (عَمّان, عُمان).
///
/// Only dictionary names that are printed with marks can conflict; of those the shadda is never left out where others are written.
fn marks_conflict(written: Text<'_>, surface: &str) -> bool {
    if !surface.chars().any(is_mark) || !written.chars().any(is_mark) {
        return false;
    }
    let marked = |text: Text<'_>| {
        let mut letters: Vec<Vec<char>> = Vec::new();
        for c in text.chars().filter(|c| *c != '\u{0640}') {
            match letters.last_mut() {
                Some(marks) if is_mark(c) => marks.push(c),
                _ => letters.push(Vec::new()),
            }
        }
        letters
    };
    marked(written).iter().zip(&marked(surface.into())).any(|(written, surface)| {
        let shadda = written.contains(&'\u{0651}') && !surface.contains(&'\u{0651}');
        let shared = surface.iter().any(|mark| written.contains(mark));
        shadda || (!written.is_empty() && !surface.is_empty() && !shared)
    })
}

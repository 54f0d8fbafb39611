//! What the words around a candidate say about it: blocked phrases, cues, siblings in the document, antecedents.

mod clear;
mod homonyms;

use std::cell::RefCell;

use aalam_core::entity::{Ambiguity, EntityType, SurfaceKind};
use aalam_core::gazetteer::Gazetteer;
use aalam_core::gazetteer::rules::{CuePosition, WordClass};
use aalam_core::letters::{Letters, code, read_exact};
use aalam_core::matcher::Scan;
use aalam_core::span::SourceSpan;
use aalam_core::text::Text;
use aalam_core::words::{Definite, starts};

use crate::around::Around;
use crate::candidates::{Candidate, is_bridge, is_quote};
use crate::mention::EntityKey;
pub(crate) use clear::drop_blocked;
use clear::{Clear, Nisbas, spans};

/// Support that a title gives; a surname without antecedent needs as much.
const TITLE: i32 = 2;
/// Support that a place has from the nisba of its country after it: «مشهد الإيرانية».
const AGREEMENT: i32 = 2;

/// The letters of a word with the article before them; none where they are too many for a cue.
fn with_article<'b>(bare: &[u8], buffer: &'b mut [u8; LONGEST_CUE]) -> &'b [u8] {
    let len = bare.len() + 2;
    if let Some([alef, lam, rest @ ..]) = buffer.get_mut(..len) {
        (*alef, *lam) = (code::ALEF, code::LAM);
        rest.copy_from_slice(bare);
    }
    buffer.get(..len).unwrap_or_default()
}

/// Letters of the longest word that can be a cue.
const LONGEST_CUE: usize = 40;
/// Letters of the longest word that ties a name to the one before it (ابن, بنت).
const LONGEST_LINK: usize = 3;

/// Decides for every candidate whether it is kept. Candidates are in text order.
pub(crate) fn weigh(
    text: Text<'_>,
    scan: &Scan,
    layers: &[Gazetteer],
    candidates: &mut Vec<Candidate>,
    scratch: &mut WeighScratch,
) {
    let WeighScratch { ends, nisbas, clear, entities, spans: accusatives, others, exact } = scratch;
    drop_blocked(candidates, ends);
    if candidates.iter().all(Candidate::is_decided) {
        homonyms::weigh(Around { text, scan }, layers, candidates);
        return;
    }
    let around = Around { text, scan };
    let context = Context { around, layers, exact: std::mem::take(exact).into() };
    nisbas.fill(text, candidates);
    candidates.retain(|candidate| !context.is_tail_of_name(candidate));
    for candidate in candidates.iter_mut() {
        candidate.kept = candidate.ambiguity == Ambiguity::Clear
            && !matches!(candidate.kind, SurfaceKind::Surname | SurfaceKind::Accusative);
        if !candidate.kept || candidate.entity_type == EntityType::Person {
            candidate.support = context.support(candidate, nisbas);
            candidate.kept |= candidate.ambiguity == Ambiguity::Likely
                && candidate.support >= 0
                && !matches!(candidate.kind, SurfaceKind::Surname | SurfaceKind::Accusative);
        }
    }
    clear.fill(candidates, scan.words.len());
    for index in 0..candidates.len() {
        let Some(candidate) = candidates.get(index).copied() else { continue };
        let antecedent = clear.antecedent(&candidate);
        if let Some(candidate) = candidates.get_mut(index) {
            candidate.antecedent = antecedent;
        }
        if candidate.kept {
            continue;
        }
        let (kept, support) = match candidate.kind {
            SurfaceKind::Surname if antecedent > 0 && !candidate.listed => {
                (true, candidate.support.max(0) + TITLE)
            }
            // A surname that is mostly a given name needs the full name before it.
            SurfaceKind::Surname => (
                candidate.support >= TITLE && candidate.ambiguity <= Ambiguity::Likely,
                candidate.support,
            ),
            SurfaceKind::Accusative => (context.is_accusative(&candidate, clear), 1),
            _ => {
                let neighbour = i32::from(context.has_list_neighbour(&candidate, clear));
                let support = candidate.support + neighbour;
                let sibling = candidate.support >= 0 && clear.has_sibling(&candidate);
                (support >= candidate.ambiguity.needs() || sibling, support.max(i32::from(sibling)))
            }
        };
        if let Some(candidate) = candidates.get_mut(index) {
            candidate.kept = kept;
            candidate.support = support;
        }
    }
    // What a strong cue has confirmed supports later bare mentions too.
    entities.clear();
    let confirmed =
        candidates.iter().filter(|candidate| candidate.kept && candidate.support >= TITLE);
    entities.extend(confirmed.filter_map(|candidate| candidate.entity));
    entities.sort_unstable();
    for candidate in candidates.iter_mut() {
        let plain = !matches!(candidate.kind, SurfaceKind::Surname | SurfaceKind::Accusative);
        if !candidate.kept && plain && candidate.support >= 0 && !candidate.listed {
            candidate.kept =
                candidate.entity.is_some_and(|entity| entities.binary_search(&entity).is_ok());
        }
    }
    // Where an accusative nisba was accepted, the country that is written alike was not meant.
    spans(candidates, |candidate| candidate.kind == SurfaceKind::Accusative, accusatives);
    for candidate in candidates.iter_mut() {
        candidate.kept &= candidate.kind == SurfaceKind::Accusative
            || accusatives.binary_search(&candidate.span).is_err();
    }
    context.prefer_adjectives(candidates, clear, accusatives, others);
    candidates.retain(|candidate| candidate.kept);
    homonyms::weigh(context.around, layers, candidates);
    *exact = context.exact.into_inner();
}

/// Buffers of [`weigh`].
#[derive(Debug, Default)]
pub(crate) struct WeighScratch {
    pub(crate) ends: Vec<(u32, u32)>,
    nisbas: Nisbas,
    clear: Clear,
    entities: Vec<EntityKey>,
    spans: Vec<SourceSpan>,
    others: Vec<SourceSpan>,
    exact: Letters,
}

struct Context<'a> {
    around: Around<'a>,
    layers: &'a [Gazetteer],
    /// Buffer for reading a word.
    exact: RefCell<Letters>,
}

impl Context<'_> {
    /// The sum of the cues around a candidate.
    fn support(&self, candidate: &Candidate, nisbas: &Nisbas) -> i32 {
        let mut support = i32::from(self.is_quoted(candidate.span));
        // Over a seam the cue stands before the proclitic that is written apart.
        let mut before = candidate.first_word;
        if candidate.start.seam {
            before = before.saturating_sub(1);
        }
        // «الوزير وسلام»: the title is not his, the conjunction parts them.
        let parted =
            candidate.start.has_attached_proclitic() && candidate.start.proclitic.has_conjunction();
        if let Some(word) = before.checked_sub(1)
            && !parted
            && self.around.is_bridged(word, before)
        {
            let own = self.cue_weight(word, candidate.entity_type, CuePosition::Before);
            let is_nisba = nisbas.ends_in(word);
            support += own;
            if own > 0 {
                support += self.earlier_weight(word, candidate.entity_type);
            }
            if own == 0
                && is_nisba
                && let Some(second) = word.checked_sub(1)
                && self.around.is_bridged(second, word)
            {
                support += self.cue_weight(second, candidate.entity_type, CuePosition::Before);
            }
        }
        // A preposition that is written as a proclitic speaks as loud as one written apart.
        if candidate.start.proclitic.has_preposition()
            && !candidate.listed
            && candidate.entity_type == EntityType::Place
        {
            support += i32::from(candidate.start.proclitic.as_str().ends_with('ب'));
        }
        let after = candidate.last_word + 1;
        if self.around.is_bridged(candidate.last_word, after) {
            support += self.cue_weight(after, candidate.entity_type, CuePosition::After);
            if nisbas.of_country(after, self.country(candidate), self.layers) {
                support += AGREEMENT;
            }
        }
        support
    }

    /// The loudest cue among the four words before `word`, in the same clause.
    fn earlier_weight(&self, word: u32, entity_type: EntityType) -> i32 {
        let mut loudest = 0;
        let mut next = word;
        for _ in 0..4 {
            let Some(earlier) = next.checked_sub(1) else { break };
            if !self.around.is_bridged(earlier, next) {
                break;
            }
            loudest = loudest.max(self.cue_weight(earlier, entity_type, CuePosition::Earlier));
            next = earlier;
        }
        loudest
    }

    /// The country that a place lies in.
    fn country(&self, candidate: &Candidate) -> &str {
        let place = candidate.entity.filter(|_| candidate.entity_type == EntityType::Place);
        let layer =
            place.and_then(|place| Some((self.layers.get(usize::from(place.layer))?, place)));
        layer.map_or("", |(layer, place)| layer.entity(place.entity).country)
    }

    /// Whether a person's name goes on from the words before: «سلطان بن سلمان بن عبد العزيز» is not «سلمان بن عبد العزيز».
    fn is_tail_of_name(&self, candidate: &Candidate) -> bool {
        let before = candidate.first_word.checked_sub(1);
        candidate.entity_type == EntityType::Person
            && candidate.start.skip == 0
            && before.is_some_and(|word| {
                self.around.scan.word(word as usize).len() <= LONGEST_LINK
                    && self.around.is_bridged(word, candidate.first_word)
                    && ["بن", "ابن", "بنت", "آل"]
                        .iter()
                        .any(|link| self.around.word_text(word) == **link)
            })
    }

    /// The weight of the cue that a word is, with or without its own proclitics.
    fn cue_weight(&self, word: u32, entity_type: EntityType, position: CuePosition) -> i32 {
        let codes = self.around.scan.word(word as usize);
        let weight_of = |codes: &[u8]| -> Option<i32> {
            let cues = self.layers.iter().flat_map(|layer| layer.cues(codes));
            let fitting =
                cues.filter(|cue| cue.position == position && cue.speaks_about(entity_type));
            // A word in several groups speaks with the loudest voice.
            fitting.map(|cue| i32::from(cue.weight)).max_by_key(|weight| weight.abs())
        };
        let from = |skip: usize| codes.get(skip..).unwrap_or_default();
        starts(codes)
            .find_map(|start| {
                let skip = usize::from(start.skip);
                if start.definite != Definite::Yes {
                    return weight_of(from(skip));
                }
                match skip.checked_sub(2).map(from) {
                    Some(definite @ [code::ALEF, code::LAM, ..]) => weight_of(definite),
                    // للرئيس
                    _ => weight_of(with_article(from(skip), &mut [0; LONGEST_CUE])),
                }
            })
            .unwrap_or(0)
    }

    /// Whether `second` follows `first` in a list: «… وس», «…، س».
    fn is_listed(&self, first: &Candidate, second: &Candidate) -> bool {
        let Some(between) = self.around.between(first.last_word, second.first_word) else {
            return false;
        };
        let comma = between.chars().any(|c| matches!(c, '،' | ','));
        let and = second.start.proclitic.as_str().starts_with('و');
        (and || comma) && between.chars().all(|c| is_bridge(c) || matches!(c, '،' | ','))
    }

    /// Whether quotation marks enclose the span and nothing else.
    fn is_quoted(&self, span: SourceSpan) -> bool {
        self.around.text.before(span.start).is_some_and(is_quote)
            && self.around.text.after(span.end).is_some_and(is_quote)
    }

    /// Where a nisba is written like a country (السعودية, سورية) or a surname (السوداني), prefers the nisba after a noun that it agrees
    /// with.
    fn prefer_adjectives(
        &self,
        candidates: &mut [Candidate],
        clear: &Clear,
        nisbas: &mut Vec<SourceSpan>,
        rivals: &mut Vec<SourceSpan>,
    ) {
        spans(candidates, |candidate| candidate.entity_type == EntityType::Nisba, nisbas);
        if nisbas.is_empty() {
            return;
        }
        let is_rival = |candidate: &Candidate| {
            candidate.entity_type == EntityType::Place || candidate.kind == SurfaceKind::Surname
        };
        spans(candidates, is_rival, rivals);
        if rivals.is_empty() {
            return;
        }
        for candidate in candidates.iter_mut() {
            let is_nisba = candidate.entity_type == EntityType::Nisba;
            if is_nisba && rivals.binary_search(&candidate.span).is_ok() {
                if self.agrees_with_noun(candidate, clear) {
                    candidate.support = 1;
                }
            } else if candidate.kind == SurfaceKind::Surname
                && nisbas.binary_search(&candidate.span).is_ok()
                && self.agrees_with_noun(candidate, clear)
            {
                candidate.support = 0;
                candidate.antecedent = 0;
            }
        }
    }

    /// Whether a clear mention of the same type is joined to the candidate by و or a comma.
    fn has_list_neighbour(&self, candidate: &Candidate, clear: &Clear) -> bool {
        let same = |other: &&Candidate| other.entity_type == candidate.entity_type;
        clear.before(candidate).iter().filter(same).any(|other| self.is_listed(other, candidate))
            || clear
                .after(candidate)
                .iter()
                .filter(same)
                .any(|other| self.is_listed(candidate, other))
    }

    /// Whether the word before is a noun of the same definiteness: «الحكومة السعودية», «قافلة سورية», but «حكومة السعودية».
    fn agrees_with_noun(&self, candidate: &Candidate, clear: &Clear) -> bool {
        let Some(word) = candidate.first_word.checked_sub(1) else { return false };
        let attached = candidate.start.has_attached_proclitic();
        if attached
            || !self.around.is_bridged(word, candidate.first_word)
            || self.is_function_word(word)
        {
            return false;
        }
        let before = self.around.scan.word(word as usize);
        let noun = starts(before).find(|start| start.definite == Definite::Yes);
        if candidate.start.definite == Definite::Yes {
            noun.is_some() || clear.covers_word(word)
        } else {
            let text = self.around.word_text(word);
            noun.is_none() && (text.ends_with("ة") || text.ends_with("ات"))
        }
    }

    fn is_function_word(&self, word: u32) -> bool {
        let Some(span) = self.around.scan.words.span(word as usize) else { return false };
        if !self.layers.iter().any(|layer| layer.may_be_word(&self.around.scan.letters, span)) {
            return false;
        }
        let exact = &mut *self.exact.borrow_mut();
        read_exact(self.around.word_text(word), exact);
        let mut classes = self.layers.iter().map(|layer| layer.word_class(exact.codes()));
        classes.any(|class| class == Some(WordClass::Function))
    }

    /// Whether a form like روسيا is the adjective: with tanwin, or after an indefinite noun in the accusative (وفدا روسيا).
    fn is_accusative(&self, candidate: &Candidate, clear: &Clear) -> bool {
        let own = self.around.text.slice(candidate.span.range());
        if own.ends_with("\u{064B}") || own.ends_with("\u{064B}ا") {
            return true;
        }
        let Some(word) = candidate.first_word.checked_sub(1) else { return false };
        if candidate.start.skip > 0
            || clear.covers_word(word)
            || !self.around.is_bridged(word, candidate.first_word)
        {
            return false;
        }
        let before = self.around.word_text(word);
        // Not a pronoun's alef (جارتها إريتريا), not a definite noun's (الدنيا).
        let ends_in_tanwin = (before.ends_with("ا") || before.ends_with("\u{064B}"))
            && !["ة\u{064B}", "ها", "هما", "كما", "نا"]
                .iter()
                .any(|ending| before.ends_with(ending))
            && !before.starts_with("ال");
        ends_in_tanwin && before.chars().count() >= 3 && !self.is_function_word(word)
    }
}

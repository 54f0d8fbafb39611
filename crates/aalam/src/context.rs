//! What the words around a candidate say about it: blocked phrases, cues, siblings in the document, antecedents.

mod clear;
mod homonyms;

use std::cell::RefCell;

use aalam_core::entity::{Ambiguity, EntityType, SurfaceKind};
use aalam_core::gazetteer::rules::{CuePosition, WordClass};
use aalam_core::gazetteer::{CueHit, Gazetteer};
use aalam_core::letters::{Letters, code, read_exact};
use aalam_core::matcher::Scan;
use aalam_core::span::SourceSpan;
use aalam_core::text::Text;
use aalam_core::words::{Definite, starts};

use crate::around::Around;
use crate::candidates::{Candidate, is_bridge, is_quote};
use crate::mention::EntityKey;
use crate::reason::Reason;
use crate::scores::score;
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
    least: f32,
    mut trace: Trace<'_>,
) {
    let WeighScratch { ends, nisbas, clear, entities, spans: accusatives, others, exact, told } =
        scratch;
    drop_blocked(candidates, ends, &mut trace);
    if candidates.iter().all(Candidate::is_decided) {
        for candidate in candidates.iter_mut() {
            candidate.kept = true;
        }
        homonyms::weigh(Around { text, scan }, layers, candidates, told);
        return;
    }
    let around = Around { text, scan };
    let context = Context { around, layers, exact: std::mem::take(exact).into() };
    nisbas.fill(text, candidates);
    retain(candidates, &mut trace, |candidate| {
        context.is_tail_of_name(candidate).then_some(Reason::PartOfName)
    });
    for candidate in candidates.iter_mut() {
        candidate.kept = candidate.ambiguity == Ambiguity::Clear
            && !matches!(candidate.kind, SurfaceKind::Surname | SurfaceKind::Accusative);
        if !candidate.kept {
            candidate.support = context.support(candidate, nisbas);
            if candidate.ambiguity == Ambiguity::Likely
                && candidate.support >= candidate.ambiguity.needs()
                && !matches!(candidate.kind, SurfaceKind::Surname | SurfaceKind::Accusative)
            {
                candidate.kept = true;
                candidate.reason = Reason::Likely;
            }
        }
    }
    clear.fill(candidates, scan.words.len());
    let mut accusative = u32::MAX;
    for index in 0..candidates.len() {
        let Some(candidate) = candidates.get(index).copied() else { continue };
        let antecedent = clear.antecedent(&candidate);
        if let Some(candidate) = candidates.get_mut(index) {
            candidate.antecedent = antecedent;
        }
        if candidate.kept {
            continue;
        }
        let (reason, support) = match candidate.kind {
            SurfaceKind::Surname if antecedent > 0 && !candidate.listed => {
                (Some(Reason::Antecedent), candidate.support.max(0) + TITLE)
            }
            // A surname that is mostly a given name needs the full name before it.
            SurfaceKind::Surname => {
                let titled = candidate.support >= TITLE && candidate.ambiguity <= Ambiguity::Likely;
                (titled.then_some(Reason::Cue), candidate.support)
            }
            SurfaceKind::Accusative => {
                // «اتفاقا تركيا عراقيا»: one after another.
                let goes_on = candidate.first_word > 0 && accusative == candidate.first_word - 1;
                let is_meant = goes_on || context.is_accusative(&candidate, clear);
                if is_meant {
                    accusative = candidate.last_word;
                }
                (is_meant.then_some(Reason::Accusative), 1)
            }
            _ => {
                let neighbour =
                    i32::from(context.has_list_neighbour(&candidate, candidates, clear));
                let support = candidate.support + neighbour;
                let needs = candidate.ambiguity.needs();
                let sibling = candidate.support >= 0 && clear.has_sibling(&candidate);
                let reason = match () {
                    () if candidate.support >= needs => Some(Reason::Cue),
                    () if support >= needs => Some(Reason::List),
                    () if sibling => Some(Reason::Sibling),
                    () => None,
                };
                (reason, if sibling { support.max(1) } else { support })
            }
        };
        if let Some(candidate) = candidates.get_mut(index) {
            candidate.kept = reason.is_some();
            candidate.reason = reason.unwrap_or_default();
            candidate.support = support;
        }
    }
    keep_confirmed(candidates, entities);
    prefer_accusatives(candidates, accusatives);
    context.prefer_adjectives(candidates, clear, accusatives, others);
    retain(candidates, &mut trace, |candidate| why_dropped(candidate, least));
    for candidate in candidates.iter_mut().filter(|candidate| !candidate.kept) {
        candidate.reason = Reason::Allowed;
    }
    homonyms::weigh(context.around, layers, candidates, told);
    *exact = context.exact.into_inner();
}

/// What a strong cue has confirmed supports later bare mentions too.
fn keep_confirmed(candidates: &mut [Candidate], entities: &mut Vec<EntityKey>) {
    entities.clear();
    let confirmed =
        candidates.iter().filter(|candidate| candidate.kept && candidate.support >= TITLE);
    entities.extend(confirmed.filter_map(|candidate| candidate.entity));
    entities.sort_unstable();
    for candidate in candidates.iter_mut() {
        let plain = !matches!(candidate.kind, SurfaceKind::Surname | SurfaceKind::Accusative);
        if !candidate.kept
            && plain
            && candidate.support >= 0
            && !candidate.listed
            && candidate.entity.is_some_and(|entity| entities.binary_search(&entity).is_ok())
        {
            candidate.kept = true;
            candidate.reason = Reason::Sibling;
        }
    }
}

/// Where an accusative nisba was accepted, the country that is written alike was not meant.
fn prefer_accusatives(candidates: &mut [Candidate], accusatives: &mut Vec<SourceSpan>) {
    spans(candidates, |candidate| candidate.kind == SurfaceKind::Accusative, accusatives);
    for candidate in candidates.iter_mut() {
        if candidate.kind != SurfaceKind::Accusative
            && accusatives.binary_search(&candidate.span).is_ok()
        {
            candidate.kept = false;
            candidate.reason = Reason::OtherReading;
        }
    }
}

/// What was dropped, each with its reason, for those who ask.
pub(crate) type Trace<'t> = Option<&'t mut Vec<Candidate>>;

/// Drops the candidates for which there is a reason.
pub(crate) fn retain(
    candidates: &mut Vec<Candidate>,
    trace: &mut Trace<'_>,
    mut why: impl FnMut(&Candidate) -> Option<Reason>,
) {
    candidates.retain(|candidate| {
        let reason = why(candidate);
        if let (Some(reason), Some(trace)) = (reason, trace.as_deref_mut()) {
            trace.push(Candidate { reason, ..*candidate });
        }
        reason.is_none()
    });
}

/// Why a weighed candidate is dropped, if it is: one that nothing speaks for may be asked for by a low score.
fn why_dropped(candidate: &Candidate, least: f32) -> Option<Reason> {
    if candidate.kept {
        return None;
    }
    let reason = match candidate.kind {
        _ if candidate.reason == Reason::OtherReading => Reason::OtherReading,
        SurfaceKind::Accusative => Reason::OtherReading,
        _ if candidate.support < 0 => Reason::CounterCue,
        SurfaceKind::Surname => Reason::NoTitle,
        _ => Reason::NoSupport,
    };
    (reason == Reason::OtherReading || score(candidate, 1) < least).then_some(reason)
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
    /// Buffer of the homonyms.
    told: Vec<(u32, EntityKey)>,
}

/// Something that speaks for a candidate (a weight above 0) or against it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Voice {
    pub(crate) weight: i32,
    /// The word that speaks.
    pub(crate) word: u32,
    pub(crate) kind: VoiceKind,
}

/// What speaks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum VoiceKind {
    /// A listed word.
    Cue { layer: usize, cue: CueHit },
    /// Quotation marks around the name.
    Quotes,
    /// The preposition ب before a place.
    Preposition,
    /// The nisba of its country after a place.
    Nisba,
}

/// What speaks for and against a candidate, for those who ask.
pub(crate) fn voices(
    around: Around<'_>,
    layers: &[Gazetteer],
    candidate: &Candidate,
    scratch: &WeighScratch,
) -> Vec<Voice> {
    let context = Context { around, layers, exact: RefCell::default() };
    let mut voices = Vec::new();
    context.hear(candidate, &scratch.nisbas, |voice| voices.push(voice));
    voices
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
        let mut support = 0;
        self.hear(candidate, nisbas, |voice| support += voice.weight);
        support
    }

    /// What speaks for and against a candidate.
    fn hear(&self, candidate: &Candidate, nisbas: &Nisbas, mut hear: impl FnMut(Voice)) {
        if self.is_quoted(candidate.span) {
            hear(Voice { weight: 1, word: candidate.first_word, kind: VoiceKind::Quotes });
        }
        // Over a seam the cue stands before the proclitic that is written apart.
        let mut before = candidate.first_word;
        if candidate.start.seam {
            before = before.saturating_sub(1);
        }
        let entity_type = candidate.entity_type;
        let mut hear_cue = |word: u32, position: CuePosition| -> i32 {
            let Some((layer, cue)) = self.cue(word, entity_type, position) else { return 0 };
            let weight = i32::from(cue.weight);
            hear(Voice { weight, word, kind: VoiceKind::Cue { layer, cue } });
            weight
        };
        // «الوزير وسلام»: the title is not his, the conjunction parts them.
        let parted =
            candidate.start.has_attached_proclitic() && candidate.start.proclitic.has_conjunction();
        if let Some(word) = before.checked_sub(1)
            && !parted
            && self.around.is_bridged(word, before)
        {
            let own = hear_cue(word, CuePosition::Before);
            if own > 0
                && let Some(loudest) = self.loudest_earlier(word, entity_type)
            {
                hear_cue(loudest, CuePosition::Earlier);
            }
            if own == 0
                && nisbas.ends_in(word)
                && let Some(second) = word.checked_sub(1)
                && self.around.is_bridged(second, word)
            {
                hear_cue(second, CuePosition::Before);
            }
        }
        let after = candidate.last_word + 1;
        let is_bridged = self.around.is_bridged(candidate.last_word, after);
        if is_bridged {
            hear_cue(after, CuePosition::After);
        }
        // A preposition that is written as a proclitic speaks as loud as one written apart.
        if candidate.start.proclitic.as_str().ends_with('ب')
            && !candidate.listed
            && entity_type == EntityType::Place
        {
            hear(Voice { weight: 1, word: candidate.first_word, kind: VoiceKind::Preposition });
        }
        if is_bridged && nisbas.of_country(after, || self.country(candidate), self.layers) {
            hear(Voice { weight: AGREEMENT, word: after, kind: VoiceKind::Nisba });
        }
    }

    /// The word with the loudest cue among the four words before `word`, in the same clause.
    fn loudest_earlier(&self, word: u32, entity_type: EntityType) -> Option<u32> {
        let mut loudest = (0, None);
        let mut next = word;
        for _ in 0..4 {
            let Some(earlier) = next.checked_sub(1) else { break };
            if !self.around.is_bridged(earlier, next) {
                break;
            }
            let cue = self.cue(earlier, entity_type, CuePosition::Earlier);
            let weight = cue.map_or(0, |(_, cue)| cue.weight);
            if weight > loudest.0 {
                loudest = (weight, Some(earlier));
            }
            next = earlier;
        }
        loudest.1
    }

    /// The country that a place lies in.
    fn country(&self, candidate: &Candidate) -> &str {
        let place = candidate.entity.filter(|_| candidate.entity_type == EntityType::Place);
        let layer =
            place.and_then(|place| Some((self.layers.get(usize::from(place.layer))?, place)));
        layer.map_or("", |(layer, place)| layer.country(place.entity))
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

    /// The cue that a word is, with or without its own proclitics, and the gazetteer that lists it.
    fn cue(
        &self,
        word: u32,
        entity_type: EntityType,
        position: CuePosition,
    ) -> Option<(usize, CueHit)> {
        let codes = self.around.scan.word(word as usize);
        let cue_of = |codes: &[u8]| {
            // A word in several groups speaks with the loudest voice.
            let mut loudest: Option<(usize, CueHit)> = None;
            for (index, layer) in self.layers.iter().enumerate() {
                for cue in layer.cues(codes) {
                    let is_fitting = cue.position == position && cue.speaks_about(entity_type);
                    let is_louder =
                        loudest.is_none_or(|(_, other)| other.weight.abs() <= cue.weight.abs());
                    if is_fitting && is_louder {
                        loudest = Some((index, *cue));
                    }
                }
            }
            loudest
        };
        let from = |skip: usize| codes.get(skip..).unwrap_or_default();
        starts(codes).find_map(|start| {
            let skip = usize::from(start.skip);
            if start.definite != Definite::Yes {
                return cue_of(from(skip));
            }
            match skip.checked_sub(2).map(from) {
                Some(definite @ [code::ALEF, code::LAM, ..]) => cue_of(definite),
                // للرئيس
                _ => cue_of(with_article(from(skip), &mut [0; LONGEST_CUE])),
            }
        })
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
    fn has_list_neighbour(
        &self,
        candidate: &Candidate,
        candidates: &[Candidate],
        clear: &Clear,
    ) -> bool {
        let of_type = |index: u32| {
            let other = candidates.get(index as usize);
            other.filter(|other| other.entity_type == candidate.entity_type)
        };
        let mut before = clear.before(candidate).filter_map(of_type);
        let mut after = clear.after(candidate).filter_map(of_type);
        before.any(|other| self.is_listed(other, candidate))
            || after.any(|other| self.is_listed(candidate, other))
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

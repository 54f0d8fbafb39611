//! The recognizer: the walk of one text.

use std::cmp::Reverse;
use std::sync::{Arc, Mutex};

use aalam_core::automaton::Automaton;
use aalam_core::date::Date;
use aalam_core::entity::EntityType;
use aalam_core::gazetteer::{EntityRef, Gazetteer};
use aalam_core::letters::Reader;
use aalam_core::matcher::{Hit, Matcher, Scan, Work};
use aalam_core::span::SourceSpan;
use aalam_core::text::Text;
use aalam_core::words::split_at_tatweel;

use crate::around::Around;
use crate::candidates::{AdmitScratch, Candidate, WordLists, admit};
use crate::context::{Trace, WeighScratch, drop_blocked, weigh};
use crate::document::{About, Document};
use crate::link;
use crate::mention::{Entities, Mention, Mentions};
use crate::options::RecognizerOptions;
use crate::overlap::{OverlapPolicy, select};
use crate::reason::Reason;
use crate::scores::score;

/// Buffers that are kept for later calls.
const MOST_SPARE: usize = 64;
/// Longest text that is read at once; longer ones are recognized in parts, cut at white space.
const PART: usize = 1 << 30;

/// Finds and links entities. Build one, share it between threads, keep it.
///
/// ```
/// # #[cfg(feature = "bundled")] {
/// let recognizer = aalam::Recognizer::bundled()?;
/// let found = recognizer.recognize("زار وفد من الأمم المتحدة بيروت");
/// let names: Vec<_> = found.iter().map(|entity| entity.text()).collect();
/// assert_eq!(names, ["الأمم المتحدة", "بيروت"]);
/// # }
/// # Ok::<(), aalam::Error>(())
/// ```
#[derive(Clone)]
pub struct Recognizer(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) layers: Arc<[Gazetteer]>,
    /// Lists ordinary words where the gazetteers list none.
    pub(crate) fallback: Option<Gazetteer>,
    /// One a gazetteer.
    pub(crate) engines: Vec<Engine>,
    pub(crate) reader: Reader,
    /// Empty where nothing is to be resolved.
    pub(crate) heads: link::Heads,
    /// Buffers that nobody uses.
    pub(crate) spare: Mutex<Vec<Scratch>>,
    pub(crate) options: RecognizerOptions,
    #[cfg(feature = "rayon")]
    pub(crate) pool: crate::batch::Pool,
}

impl Inner {
    fn words(&self) -> WordLists<'_> {
        match &self.fallback {
            Some(fallback) => WordLists { lists: std::slice::from_ref(fallback), own: false },
            None => WordLists { lists: &self.layers, own: true },
        }
    }
}

/// The engine of one gazetteer.
pub(crate) enum Engine {
    /// The gazetteer's own dictionary.
    Lexicon,
    Automaton(Box<Automaton>),
}

impl std::fmt::Debug for Recognizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recognizer")
            .field("gazetteers", &self.0.layers)
            .field("options", &self.0.options)
            .finish_non_exhaustive()
    }
}

impl Recognizer {
    /// The gazetteers, in the order in which they were added.
    pub fn gazetteers(&self) -> &[Gazetteer] {
        &self.0.layers
    }

    /// The entity that has an id, of the gazetteer that was added last among those that hold it.
    pub fn lookup(&self, id: &str) -> Option<EntityRef<'_>> {
        self.0.layers.iter().rev().find_map(|layer| layer.lookup(id))
    }

    pub(crate) fn layers(&self) -> Arc<[Gazetteer]> {
        Arc::clone(&self.0.layers)
    }

    /// Buffers to be reused between texts, one for each thread.
    pub fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    /// Finds the entities of a text. Never fails, whatever the text.
    ///
    /// A text over 1 GiB is recognized in parts, cut at white space.
    pub fn recognize<'t>(&self, text: &'t str) -> Entities<'t> {
        self.recognize_with(text, &mut self.borrow_scratch().scratch)
    }

    /// Buffers that other calls have left, or new ones.
    pub(crate) fn borrow_scratch(&self) -> Borrowed<'_> {
        // A lock that is held elsewhere (perhaps by a thread that a forked child does not have) is not waited for.
        let spare = self.0.spare.try_lock().ok().and_then(|mut spare| spare.pop());
        Borrowed { scratch: spare.unwrap_or_default(), spare: &self.0.spare }
    }

    /// The same with reused buffers.
    pub fn recognize_with<'t>(&self, text: &'t str, scratch: &mut Scratch) -> Entities<'t> {
        Entities::new(text, self.recognize_on(text.into(), None, scratch))
    }

    /// The mentions of a text in any form, for bindings: offsets are in units of the text.
    #[doc(hidden)]
    pub fn recognize_text<'t>(&self, text: impl Into<About<'t>>) -> Mentions {
        self.recognize_about(text.into(), &mut self.borrow_scratch().scratch)
    }

    /// As [`recognize_text`](Self::recognize_text), with buffers of the caller.
    #[doc(hidden)]
    pub fn recognize_text_with<'t>(
        &self,
        text: impl Into<About<'t>>,
        scratch: &mut Scratch,
    ) -> Mentions {
        self.recognize_about(text.into(), scratch)
    }

    /// Finds the entities of a document: as [`recognize`](Self::recognize), with what is known about it.
    pub fn recognize_document<'t>(&self, document: &'t Document) -> Entities<'t> {
        self.recognize_document_with(document, &mut self.borrow_scratch().scratch)
    }

    /// As [`recognize_document`](Self::recognize_document), with buffers that are kept between calls.
    pub fn recognize_document_with<'t>(
        &self,
        document: &'t Document,
        scratch: &mut Scratch,
    ) -> Entities<'t> {
        let text = document.text.as_str();
        let about =
            About { text: text.into(), title: document.title.as_deref(), date: document.date };
        Entities::new(text, self.recognize_about(about, scratch))
    }

    pub(crate) fn recognize_about(&self, about: About<'_>, scratch: &mut Scratch) -> Mentions {
        let About { text, title, date } = about;
        let Some(title) = title.filter(|title| !title.is_empty()) else {
            return self.recognize_on(text, date, scratch);
        };
        // The title is read before the text, and its mentions are left out afterwards. No name goes over an empty line.
        let head: Vec<char> = title.chars().chain("\n\n".chars()).collect();
        if let Text::Utf8(text) = text {
            let joined: String = head.iter().copied().chain(text.chars()).collect();
            let mut found = self.recognize_on(joined.as_str().into(), date, scratch);
            found.cut((joined.len() - text.len()) as u32);
            return found;
        }
        let joined: Vec<u32> = head.iter().copied().chain(text.chars()).map(u32::from).collect();
        let mut found = self.recognize_on(Text::Ucs4(&joined), date, scratch);
        found.cut(head.len() as u32);
        found
    }

    fn recognize_on(&self, text: Text<'_>, date: Option<Date>, scratch: &mut Scratch) -> Mentions {
        let mut mentions = Mentions::new(Arc::clone(&self.0.layers));
        let mut base = 0;
        while base < text.len() {
            let part = part_of(text, base);
            self.recognize_part(base, part, date, scratch, &mut mentions, None);
            base += part.len();
        }
        mentions
    }

    /// One part of a text: its mentions; to `trace` what was dropped on the way.
    pub(crate) fn recognize_part(
        &self,
        base: usize,
        part: Text<'_>,
        date: Option<Date>,
        scratch: &mut Scratch,
        mentions: &mut Mentions,
        mut trace: Trace<'_>,
    ) {
        let Scratch { scan, work, hits, candidates, offices, admit: buffers, weigh: weighing } =
            scratch;
        let options = &self.0.options;
        scan.read(&self.0.reader, part);
        let mut find = |scan: &Scan, candidates: &mut Vec<Candidate>| {
            candidates.clear();
            offices.clear();
            for ((layer, gazetteer), engine) in
                (0u16..).zip(self.0.layers.iter()).zip(&self.0.engines)
            {
                hits.clear();
                match engine {
                    Engine::Lexicon => gazetteer.lexicon().scan(scan, work, hits),
                    Engine::Automaton(automaton) => automaton.scan(scan, work, hits),
                }
                let offices = options.offices.then_some(&mut *offices);
                let from = (gazetteer, layer);
                admit(part, scan, self.0.words(), from, hits, buffers, (candidates, offices));
            }
        };
        find(scan, candidates);
        if !scan.letters.tatweels().is_empty() {
            let mut covered = vec![false; scan.words.len()];
            for one in candidates.iter() {
                let words = one.first_word as usize..=one.last_word as usize;
                covered.get_mut(words).unwrap_or_default().fill(true);
            }
            let uncovered = |word: u32| covered.get(word as usize) == Some(&false);
            if split_at_tatweel(&scan.letters, &mut scan.words, uncovered) {
                find(scan, candidates);
            }
        }
        let place = |candidate: &Candidate| (candidate.span.start, candidate.span.end);
        if !candidates.is_sorted_by_key(place) {
            candidates.sort_by_key(place);
        }
        if options.context {
            let least = options.min_score;
            weigh(part, scan, &self.0.layers, candidates, weighing, least, trace.as_deref_mut());
        } else {
            drop_blocked(candidates, &mut weighing.ends, &mut trace.as_deref_mut());
            for candidate in candidates.iter_mut() {
                candidate.kept = true;
            }
        }
        let weighed = if trace.is_some() { candidates.clone() } else { Vec::new() };
        select(options.overlap, candidates);
        if let Some(trace) = trace.as_deref_mut() {
            let same = |a: &Candidate, b: &Candidate| a.span == b.span && a.entity == b.entity;
            let lost = weighed.iter().filter(|one| !candidates.iter().any(|kept| same(one, kept)));
            trace.extend(lost.map(|one| Candidate { reason: Reason::Overlap, ..*one }));
        }
        if options.resolve {
            link::resolve(Around { text: part, scan }, &self.0.heads, candidates);
        }
        if !offices.is_empty() {
            offices.sort_by_key(place);
            select(OverlapPolicy::LeftmostLongest, offices);
            let around = Around { text: part, scan };
            link::offices(around, &self.0.layers, date, candidates, offices);
            candidates.append(offices);
            candidates.sort_by_key(|one| (one.span.start, Reverse(one.span.end), one.entity_type));
        }
        self.project(base, candidates, mentions, trace);
    }

    /// Selected candidates to mentions with offsets into the whole text.
    fn project(
        &self,
        base: usize,
        candidates: &[Candidate],
        mentions: &mut Mentions,
        mut trace: Trace<'_>,
    ) {
        let options = &self.0.options;
        mentions.items.reserve(candidates.len());
        mentions.candidates.reserve(candidates.len());
        let is_office = |one: &Candidate| one.entity_type == EntityType::Office;
        let same = |a: &Candidate, b: &Candidate| a.span == b.span && is_office(a) == is_office(b);
        // Mentions that may hold the next one, the outermost first.
        let mut open: Vec<(SourceSpan, u32)> = Vec::new();
        for group in candidates.chunk_by(same) {
            let Some(best) = group.first() else { continue };
            let types = options.types.as_ref();
            let score = score(best, group.len());
            let dropped = match () {
                () if types.is_some_and(|types| !types.contains(&best.entity_type)) => {
                    Some(Reason::Type)
                }
                () if score < options.min_score => Some(Reason::Score),
                () => None,
            };
            if let Some(reason) = dropped {
                if let Some(trace) = trace.as_deref_mut() {
                    trace.extend(group.iter().map(|one| Candidate { reason, ..*one }));
                }
                continue;
            }
            let first = mentions.candidates.len() as u32;
            let mut outer = None;
            if options.overlap != OverlapPolicy::LeftmostLongest && !is_office(best) {
                open.retain(|(span, _)| span.end > best.span.start);
                let holds = |(span, _): &&(SourceSpan, u32)| {
                    span.end >= best.span.end && *span != best.span
                };
                outer = open.iter().rev().find(holds).map(|(_, index)| *index);
                open.push((best.span, mentions.items.len() as u32));
            }
            mentions.candidates.extend(group.iter().filter_map(|candidate| candidate.entity));
            mentions.items.push(Mention {
                span: SourceSpan {
                    start: best.span.start + base as u32,
                    end: best.span.end + base as u32,
                },
                proclitic: best.start.proclitic,
                kind: best.kind,
                link: link::kind_of(best),
                outer,
                score,
                candidates: (first, mentions.candidates.len() as u32),
            });
        }
    }
}

/// The part of `text` that begins at `base`: to the end, or to the last white space within [`PART`] units.
fn part_of(text: Text<'_>, base: usize) -> Text<'_> {
    let rest = text.slice(base..text.len());
    if rest.len() <= PART {
        return rest;
    }
    let boundary = (0..4).map(|back| PART - back).find(|at| rest.is_boundary(*at));
    let head = rest.slice(0..boundary.unwrap_or(rest.len()));
    let mut cut = head.len();
    for c in head.chars().rev() {
        cut -= head.width(c);
        if c.is_whitespace() {
            break;
        }
    }
    if cut == 0 { head } else { head.slice(0..cut) }
}

/// Buffers of one thread: grow to the longest text, then serve without allocation.
#[derive(Debug, Default)]
pub struct Scratch {
    scan: Scan,
    work: Work,
    hits: Vec<Hit>,
    candidates: Vec<Candidate>,
    offices: Vec<Candidate>,
    admit: AdmitScratch,
    weigh: WeighScratch,
}

impl Scratch {
    /// The candidates that the last text has left.
    pub(crate) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The last text as it was read.
    pub(crate) fn scan(&self) -> &Scan {
        &self.scan
    }

    /// What the last text was weighed with.
    pub(crate) fn weighing(&self) -> &WeighScratch {
        &self.weigh
    }
}

/// Buffers that go back to the recognizer.
pub(crate) struct Borrowed<'r> {
    pub(crate) scratch: Scratch,
    spare: &'r Mutex<Vec<Scratch>>,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        if let Ok(mut spare) = self.spare.try_lock()
            && spare.len() < MOST_SPARE
        {
            spare.push(std::mem::take(&mut self.scratch));
        }
    }
}

//! The recognizer: gazetteers, options, and the walk of one text.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use aalam_core::automaton::Automaton;
use aalam_core::date::Date;
use aalam_core::entity::EntityType;
use aalam_core::gazetteer::{EntityRef, Gazetteer};
use aalam_core::letters::Reader;
use aalam_core::matcher::{Hit, Matcher, Scan, Work};
use aalam_core::simd::{Form, Kernels};
use aalam_core::span::SourceSpan;
use aalam_core::text::Text;
use aalam_core::words::split_at_tatweel;

use crate::around::Around;
use crate::candidates::{AdmitScratch, Candidate, WordLists, admit};
use crate::context::{Trace, WeighScratch, drop_blocked, weigh};
use crate::document::{About, Document};
use crate::error::{Error, ErrorKind, Result};
use crate::link;
use crate::mention::{Entities, Mention, Mentions};
use crate::names::{Name, compile_names};
use crate::overlap::{OverlapPolicy, select};
use crate::reason::Reason;
use crate::scores::score;

/// Buffers that are kept for later calls.
const MOST_SPARE: usize = 64;
/// Least score of a mention that is reported, unless another is set: whatever context has kept.
const DEFAULT_SCORE: f32 = 0.5;
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
    layers: Arc<[Gazetteer]>,
    /// Lists ordinary words where the gazetteers list none.
    fallback: Option<Gazetteer>,
    /// One a gazetteer.
    engines: Vec<Engine>,
    reader: Reader,
    /// Empty where nothing is to be resolved.
    heads: link::Heads,
    /// Buffers that nobody uses.
    spare: Mutex<Vec<Scratch>>,
    options: RecognizerOptions,
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

/// What a recognizer was asked to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RecognizerOptions {
    overlap: OverlapPolicy,
    types: Option<BTreeSet<EntityType>>,
    min_score: f32,
    context: bool,
    offices: bool,
    resolve: bool,
    engine: EngineKind,
    form: Option<Form>,
}

/// How names are looked up. Engines find the same; they differ in speed and in what they need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineKind {
    /// The compiled word-level dictionary: the fastest, and part of every compiled gazetteer.
    #[default]
    Lexicon,
    /// An Aho-Corasick automaton, built when the recognizer is built: the reference.
    Automaton,
}

impl EngineKind {
    /// Every engine.
    pub const ALL: [Self; 2] = [Self::Lexicon, Self::Automaton];

    /// A stable name: `lexicon`, `automaton`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lexicon => "lexicon",
            Self::Automaton => "automaton",
        }
    }
}

impl std::str::FromStr for EngineKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|engine| engine.as_str() == name).ok_or_else(|| {
            let message = format!("unknown engine {name:?}: lexicon or automaton");
            Error::new(ErrorKind::InvalidOption, message)
        })
    }
}

/// The engine of one gazetteer.
enum Engine {
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
    /// A builder without gazetteers.
    pub fn builder() -> RecognizerBuilder {
        RecognizerBuilder::default()
    }

    /// A recognizer with the bundled gazetteer and the default options.
    ///
    /// # Errors
    ///
    /// Only if the embedded artifact is damaged.
    #[cfg(feature = "bundled")]
    pub fn bundled() -> Result<Self> {
        Self::builder().bundled()?.build()
    }

    /// A recognizer for names given at run time.
    ///
    /// ```
    /// let recognizer = aalam::Recognizer::from_names(["حزب الوردة", "وادي القمر"])?;
    /// let found = recognizer.recognize("عقد حزب الوردة مؤتمره بوادي القمر");
    /// assert_eq!(found.len(), 2);
    /// # Ok::<(), aalam::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::SourceSyntax`] for a name that cannot be indexed (no letters, letters of an unknown script, more than 12 words or
    /// 120 letters), [`ErrorKind::SourceConflict`] for an id that appears twice. The message gives the number of the name, from 1.
    pub fn from_names<N: Into<Name>>(names: impl IntoIterator<Item = N>) -> Result<Self> {
        Self::builder().names(names)?.build()
    }

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

    pub(crate) fn recognize_document_with<'t>(
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

/// Makes a [`Recognizer`].
#[derive(Clone, Debug)]
pub struct RecognizerBuilder {
    layers: Vec<Gazetteer>,
    options: RecognizerOptions,
    threads: usize,
}

impl Default for RecognizerBuilder {
    fn default() -> Self {
        Self {
            layers: Vec::new(),
            options: RecognizerOptions {
                overlap: OverlapPolicy::default(),
                types: None,
                min_score: DEFAULT_SCORE,
                context: true,
                offices: false,
                resolve: false,
                engine: EngineKind::default(),
                form: None,
            },
            threads: 0,
        }
    }
}

impl RecognizerBuilder {
    /// Adds the bundled gazetteer.
    ///
    /// # Errors
    ///
    /// Only if the embedded artifact is damaged.
    #[cfg(feature = "bundled")]
    pub fn bundled(self) -> Result<Self> {
        let bundled = Gazetteer::from_checked(aalam_gazetteer::ARTIFACT)?;
        Ok(self.gazetteer(bundled))
    }

    /// Adds a gazetteer. Where gazetteers name the same span, the one added later comes first.
    #[must_use]
    pub fn gazetteer(mut self, gazetteer: Gazetteer) -> Self {
        self.layers.push(gazetteer);
        self
    }

    /// Adds a compiled gazetteer from a file.
    ///
    /// # Errors
    ///
    /// As [`Gazetteer::from_path`].
    pub fn gazetteer_path(self, path: impl AsRef<Path>) -> Result<Self> {
        Ok(self.gazetteer(Gazetteer::from_path(path)?))
    }

    /// Adds names given at run time.
    ///
    /// # Errors
    ///
    /// As [`Recognizer::from_names`].
    pub fn names<N: Into<Name>>(self, names: impl IntoIterator<Item = N>) -> Result<Self> {
        let bytes = compile_names(names.into_iter().map(Into::into))?;
        Ok(self.gazetteer(Gazetteer::from_bytes(bytes)?))
    }

    /// Sets what happens where mentions overlap; leftmost-longest by default.
    #[must_use]
    pub fn overlap(mut self, overlap: OverlapPolicy) -> Self {
        self.options.overlap = overlap;
        self
    }

    /// Reports only these types; all by default. Applied last: a place inside an organization does not come up
    /// because organizations are left out.
    #[must_use]
    pub fn types(mut self, types: impl IntoIterator<Item = EntityType>) -> Self {
        self.options.types = Some(types.into_iter().collect());
        self
    }

    /// Reports only mentions with at least this score, in [0, 1]; 0.5 by default. Lower values report ambiguous names that nothing speaks
    /// for, too: see [`scores`](crate::scores).
    #[must_use]
    pub fn min_score(mut self, min_score: f32) -> Self {
        self.options.min_score = min_score;
        self
    }

    /// Whether the words around a name decide about ambiguous names; on by default. Off, every name that is written like one of the
    /// dictionary's is reported, at the cost of precision.
    #[must_use]
    pub fn context(mut self, context: bool) -> Self {
        self.options.context = context;
        self
    }

    /// Whether offices that stand for their holders («الرئيس الروسي») are reported beside the names; off by default. Each is linked to
    /// the person who is named right after it, there or elsewhere in the text, else to who held the office on the
    /// [date](Document::date) of the document; the office itself is the candidate behind, or the only one.
    #[must_use]
    pub fn offices(mut self, offices: bool) -> Self {
        self.options.offices = offices;
        self
    }

    /// Whether a definite head noun that stands alone («الحلف», «المنظمة») is linked to the last organization whose name began with it; off
    /// by default.
    #[must_use]
    pub fn resolve(mut self, resolve: bool) -> Self {
        self.options.resolve = resolve;
        self
    }

    /// Sets the engine; [`EngineKind::Lexicon`] by default.
    #[must_use]
    pub fn engine(mut self, engine: EngineKind) -> Self {
        self.options.engine = engine;
        self
    }

    /// Forces the form of the kernels (`scalar`, `avx2`, `avx512`, `neon`), for tests and measurements.
    #[doc(hidden)]
    #[must_use]
    pub fn form(mut self, form: Form) -> Self {
        self.options.form = Some(form);
        self
    }

    /// Sets the number of threads of [`Recognizer::recognize_batch`]; 0, the default, means one a core.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Builds the recognizer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidOption`] when there is no gazetteer, when `min_score` is outside [0, 1], or when there are more than 65,535
    /// gazetteers; [`ErrorKind::ProfileMismatch`] when gazetteers were compiled under different orthographic profiles.
    pub fn build(self) -> Result<Recognizer> {
        let Some(first) = self.layers.first() else {
            let message = "no gazetteer: call bundled(), gazetteer() or names() first";
            return Err(Error::new(ErrorKind::InvalidOption, message));
        };
        if !(0.0..=1.0).contains(&self.options.min_score) {
            let message = format!("min_score {} is outside 0 to 1", self.options.min_score);
            return Err(Error::new(ErrorKind::InvalidOption, message));
        }
        if u16::try_from(self.layers.len()).is_err() {
            let message = format!("{} gazetteers, at most {} allowed", self.layers.len(), u16::MAX);
            return Err(Error::new(ErrorKind::InvalidOption, message));
        }
        if let Some(other) = self.layers.iter().find(|layer| layer.profile() != first.profile()) {
            let message = format!(
                "gazetteers {:?} and {:?} were compiled under different orthographic profiles",
                first.name(),
                other.name()
            );
            return Err(Error::new(ErrorKind::ProfileMismatch, message));
        }
        let mut engines = Vec::new();
        for layer in &self.layers {
            engines.push(match self.options.engine {
                EngineKind::Lexicon => Engine::Lexicon,
                EngineKind::Automaton => Engine::Automaton(Box::new(Automaton::new(layer)?)),
            });
        }
        let mut reader = first.reader().clone();
        if let Some(form) = self.options.form {
            let kernels = Kernels::forced(form).ok_or_else(|| {
                let message = format!("this processor cannot run the form {}", form.as_str());
                Error::new(ErrorKind::InvalidOption, message)
            })?;
            reader = reader.with_kernels(kernels);
        }
        #[cfg(feature = "bundled")]
        let fallback = if self.layers.iter().any(Gazetteer::has_words) {
            None
        } else {
            Some(Gazetteer::from_checked(aalam_gazetteer::ARTIFACT)?)
        };
        #[cfg(not(feature = "bundled"))]
        let fallback = None;
        let heads =
            if self.options.resolve { link::Heads::new(&reader) } else { link::Heads::default() };
        Ok(Recognizer(Arc::new(Inner {
            layers: self.layers.into(),
            fallback,
            engines,
            heads,
            reader,
            spare: Mutex::default(),
            options: self.options,
            #[cfg(feature = "rayon")]
            pool: crate::batch::Pool::new(self.threads),
        })))
    }
}

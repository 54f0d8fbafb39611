//! The recognizer: gazetteers, options, and the walk of one text.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use aalam_core::automaton::Automaton;
use aalam_core::entity::EntityType;
use aalam_core::gazetteer::Gazetteer;
use aalam_core::matcher::{Hit, Matcher, Scan};
use aalam_core::span::ByteSpan;
use aalam_core::words::split_at_tatweel;

use crate::candidates::{AdmitScratch, Candidate, admit};
use crate::context::weigh;
use crate::error::{Error, ErrorKind, Result};
use crate::mention::{Entities, Mention, Mentions};
use crate::names::{Name, compile_names};
use crate::overlap::{OverlapPolicy, select};
use crate::scores::score;

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
    matchers: Vec<Box<dyn Matcher>>,
    options: RecognizerOptions,
    #[cfg(feature = "rayon")]
    pub(crate) pool: crate::batch::Pool,
}

/// What a recognizer was asked to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RecognizerOptions {
    overlap: OverlapPolicy,
    types: Option<BTreeSet<EntityType>>,
    min_score: f32,
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

    /// Buffers to be reused between texts, one for each thread.
    pub fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    /// Finds the entities of a text. Never fails, whatever the text.
    ///
    /// A text over 1 GiB is recognized in parts, cut at white space.
    pub fn recognize<'t>(&self, text: &'t str) -> Entities<'t> {
        self.recognize_with(text, &mut self.scratch())
    }

    /// The same with reused buffers.
    pub fn recognize_with<'t>(&self, text: &'t str, scratch: &mut Scratch) -> Entities<'t> {
        let mut mentions = Mentions {
            layers: Arc::clone(&self.0.layers),
            items: Vec::new(),
            candidates: Vec::new(),
        };
        let mut base = 0;
        while base < text.len() {
            let part = part_of(text, base);
            self.recognize_part(text, base, part, scratch, &mut mentions);
            base += part.len();
        }
        Entities::new(text, mentions)
    }

    fn recognize_part(
        &self,
        text: &str,
        base: usize,
        part: &str,
        scratch: &mut Scratch,
        mentions: &mut Mentions,
    ) {
        let Scratch { scan, hits, candidates, admit: buffers } = scratch;
        let Some(first) = self.0.layers.first() else { return };
        scan.read(first.reader(), part);
        let mut find = |scan: &Scan, candidates: &mut Vec<Candidate>| {
            candidates.clear();
            for (layer, matcher) in (0u16..).zip(&self.0.matchers) {
                hits.clear();
                matcher.scan(scan, hits);
                admit(part, scan, &self.0.layers, layer, hits, buffers, candidates);
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
        candidates.sort_by_key(|candidate| (candidate.bytes.start, candidate.bytes.end));
        weigh(part, scan, &self.0.layers, candidates);
        select(self.0.options.overlap, candidates);
        self.project(text, base, candidates, mentions);
    }

    /// Selected candidates to mentions with offsets into the whole text.
    fn project(&self, text: &str, base: usize, candidates: &[Candidate], mentions: &mut Mentions) {
        let options = &self.0.options;
        let mut units = Units::default();
        for group in candidates.chunk_by(|a, b| a.bytes == b.bytes) {
            let Some(best) = group.first() else { continue };
            if options.types.as_ref().is_some_and(|types| !types.contains(&best.entity_type)) {
                continue;
            }
            let score = score(best, group.len());
            if score < options.min_score {
                continue;
            }
            let first = mentions.candidates.len() as u32;
            mentions.candidates.extend(group.iter().filter_map(|candidate| candidate.entity));
            let bytes = ByteSpan {
                start: best.bytes.start + base as u32,
                end: best.bytes.end + base as u32,
            };
            let (start_char, start_utf16) = units.at(text, bytes.start as usize);
            // Inner mentions may begin before the last one ended: the end is counted apart.
            let (end_char, end_utf16) = units.clone().at(text, bytes.end as usize);
            mentions.items.push(Mention {
                bytes,
                chars: (start_char, end_char),
                utf16: (start_utf16, end_utf16),
                proclitic: best.start.proclitic,
                kind: best.kind,
                score,
                candidates: (first, mentions.candidates.len() as u32),
            });
        }
    }
}

/// The part of `text` that begins at `base`: to the end, or to the last white space within [`PART`] bytes.
fn part_of(text: &str, base: usize) -> &str {
    let rest = text.get(base..).unwrap_or_default();
    if rest.len() <= PART {
        return rest;
    }
    let boundary = (0..4).map(|back| PART - back).find(|at| rest.is_char_boundary(*at));
    let head = rest.get(..boundary.unwrap_or(rest.len())).unwrap_or(rest);
    let cut = head.rfind(char::is_whitespace).filter(|cut| *cut > 0).unwrap_or(head.len());
    head.get(..cut).unwrap_or(head)
}

/// Counts code points and UTF-16 units up to ascending byte offsets.
#[derive(Clone, Default)]
struct Units {
    byte: usize,
    chars: u32,
    utf16: u32,
}

impl Units {
    fn at(&mut self, text: &str, byte: usize) -> (u32, u32) {
        let between = text.get(self.byte..byte).unwrap_or_default();
        let chars = between.chars().count() as u32;
        // Only characters outside the basic plane (four bytes) take two units.
        let astral = between.bytes().filter(|byte| *byte >= 0xF0).count() as u32;
        self.byte = byte;
        self.chars += chars;
        self.utf16 += chars + astral;
        (self.chars, self.utf16)
    }
}

/// Buffers of one thread: grow to the longest text, then serve without allocation.
#[derive(Debug, Default)]
pub struct Scratch {
    scan: Scan,
    hits: Vec<Hit>,
    candidates: Vec<Candidate>,
    admit: AdmitScratch,
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
                min_score: 0.0,
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
        let bundled = Gazetteer::from_static(aalam_gazetteer::ARTIFACT)?;
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

    /// Reports only mentions with at least this score, in [0, 1]; 0 by default.
    #[must_use]
    pub fn min_score(mut self, min_score: f32) -> Self {
        self.options.min_score = min_score;
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
        let mut matchers: Vec<Box<dyn Matcher>> = Vec::new();
        for layer in &self.layers {
            matchers.push(Box::new(Automaton::new(layer)?));
        }
        Ok(Recognizer(Arc::new(Inner {
            layers: self.layers.into(),
            matchers,
            options: self.options,
            #[cfg(feature = "rayon")]
            pool: crate::batch::Pool::new(self.threads),
        })))
    }
}

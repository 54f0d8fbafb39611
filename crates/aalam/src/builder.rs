//! The builder of a recognizer: gazetteers and options.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use aalam_core::automaton::Automaton;
use aalam_core::entity::EntityType;
use aalam_core::gazetteer::Gazetteer;
use aalam_core::simd::{Form, Kernels};

use crate::error::{Error, ErrorKind, Result};
use crate::link;
use crate::names::{Name, compile_names};
use crate::options::{EngineKind, RecognizerOptions};
use crate::overlap::OverlapPolicy;
use crate::recognizer::{Engine, Inner, Recognizer};

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
}

/// More threads than any machine has use for; each takes time to start.
const MOST_THREADS: usize = 1024;

/// Makes a [`Recognizer`].
#[derive(Clone, Debug, Default)]
pub struct RecognizerBuilder {
    layers: Vec<Gazetteer>,
    options: RecognizerOptions,
    threads: usize,
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
    /// [date](crate::Document::date) of the document; the office itself is the candidate behind, or the only one.
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
    /// [`ErrorKind::InvalidOption`] when there is no gazetteer, when `min_score` is outside [0, 1], when types are asked for but
    /// none is named or offices are among them that are not asked for, when there are more than 65,535
    /// gazetteers or more than 1,024 threads; [`ErrorKind::ProfileMismatch`] when gazetteers were compiled under different orthographic profiles.
    pub fn build(self) -> Result<Recognizer> {
        let Some(first) = self.layers.first() else {
            let message = "no gazetteer: call bundled(), gazetteer() or names() first";
            return Err(Error::new(ErrorKind::InvalidOption, message));
        };
        if !(0.0..=1.0).contains(&self.options.min_score) {
            let message = format!("min_score {} is outside 0 to 1", self.options.min_score);
            return Err(Error::new(ErrorKind::InvalidOption, message));
        }
        let types = self.options.types.as_ref();
        if types.is_some_and(BTreeSet::is_empty) {
            return Err(Error::new(ErrorKind::InvalidOption, "types: none given"));
        }
        if !self.options.offices && types.is_some_and(|types| types.contains(&EntityType::Office)) {
            let message = "types: OFFICE is found only where offices are asked for (offices)";
            return Err(Error::new(ErrorKind::InvalidOption, message));
        }
        if self.threads > MOST_THREADS {
            let message = format!("{} threads, at most {MOST_THREADS} allowed", self.threads);
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

//! The scanning engine of `aalam-core` as benchmarks see it: the only place that names the core's types.
//!
//! The whole job is timed: read the letters, scan, choose leftmost-longest hits, lead them back to bytes of the source.

use std::path::Path;

use aalam::gazetteer::{Ambiguity, Profile, SourceSurface};
use aalam::{Gazetteer, Name, Result, SurfaceKind, compile_names};
use aalam_core::letters::{Letters, Reader};
use aalam_core::matcher::{Hit, Matcher as _, Scan, Work};
use aalam_core::simd::{Form, Kernels};

/// The forms that an engine can have, fastest first.
pub const FORMS: [&str; 4] = ["avx512", "avx2", "neon", "scalar"];

/// An engine over one dictionary, with its buffers.
#[derive(Clone, Debug)]
pub struct Engine {
    gazetteer: Gazetteer,
    reader: Reader,
    text: Scan,
    work: Work,
    hits: Vec<Hit>,
}

/// A dictionary as `load` finds it: compiled.
///
/// # Errors
///
/// As [`compile_names`].
pub fn artifact(names: &[String]) -> Result<Vec<u8>> {
    compile_names(names.iter().map(|name| Name::from(name.as_str())))
}

/// Whether a dictionary can hold the name: big public lists have some in quotes or foreign letters.
pub(crate) fn is_name(name: &str) -> bool {
    SourceSurface::new(name, SurfaceKind::Name, Ambiguity::Clear).is_ok()
}

/// Reads letters alone, without splitting or scanning; tells how many there are.
#[derive(Debug)]
pub struct LetterReader(Reader, Letters);

impl LetterReader {
    /// A reader of the default profile.
    pub fn new() -> Self {
        Self(Reader::new(Profile::default()), Letters::default())
    }

    /// Reads `text`.
    pub fn read(&mut self, text: &str) -> usize {
        self.0.read(text, &mut self.1);
        self.1.len()
    }
}

impl Default for LetterReader {
    fn default() -> Self {
        Self::new()
    }
}

impl Engine {
    /// Compiles `names` and makes an engine of the default form.
    ///
    /// # Panics
    ///
    /// When the names are no dictionary: then there is nothing to measure.
    #[expect(
        clippy::expect_used,
        reason = "a benchmark without a dictionary has nothing to measure"
    )]
    pub fn new(names: &[String]) -> Self {
        let artifact = artifact(names).expect("names that compile");
        Self::with_form(artifact, Self::form()).expect("an engine of the default form")
    }

    /// The form that engines have by default; the variable `AALAM_SIMD` forces one.
    pub fn form() -> &'static str {
        Form::best().as_str()
    }

    /// Opens a compiled dictionary; `None` where this machine lacks the form.
    pub fn with_form(artifact: Vec<u8>, form: &str) -> Option<Self> {
        let kernels = Kernels::forced(Form::from_name(form)?)?;
        Some(Self::over(Gazetteer::from_bytes(artifact).ok()?, kernels))
    }

    /// Maps a compiled dictionary.
    ///
    /// # Errors
    ///
    /// As [`Gazetteer::map_path`].
    pub fn map(path: &Path) -> Result<Self> {
        Ok(Self::over(Gazetteer::map_path(path)?, Kernels::default()))
    }

    fn over(gazetteer: Gazetteer, kernels: Kernels) -> Self {
        let reader = gazetteer.reader().clone().with_kernels(kernels);
        let (text, work, hits) = (Scan::default(), Work::default(), Vec::new());
        Self { gazetteer, reader, text, work, hits }
    }

    /// Replaces `out` by the hits of `text`: start and end in bytes, key.
    pub fn scan(&mut self, text: &str, out: &mut Vec<(u32, u32, u32)>) {
        out.clear();
        self.hits.clear();
        self.text.read(&self.reader, text);
        self.gazetteer.lexicon().scan(&self.text, &mut self.work, &mut self.hits);
        // Hits come in order of word, start, length.
        let mut next_word = 0;
        for word in self.hits.chunk_by(|a, b| a.first_word == b.first_word) {
            let longest = word.iter().min_by_key(|hit| (hit.letters.start, !hit.letters.end));
            let Some(hit) = longest.filter(|hit| hit.first_word >= next_word) else { continue };
            next_word = hit.last_word + 1;
            let span = self.text.letters.source_span(text, hit.letters);
            out.push((span.start, span.end, hit.key));
        }
    }
}

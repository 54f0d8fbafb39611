//! What every scanning engine does, and the words of a text as it sees them.

use crate::letters::{Letters, Reader};
use crate::simd::Kernels;
use crate::span::LetterSpan;
use crate::text::Text;
use crate::words::{self, Start, Words};

/// A dictionary key found at a legal start and ending at a word end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Index of the key.
    pub key: u32,
    /// First word.
    pub first_word: u32,
    /// Last word (inclusive).
    pub last_word: u32,
    /// Where in the first word it starts.
    pub start: Start,
    /// Letters from the span's start (the article belongs to the span) to the name's end.
    pub letters: LetterSpan,
}

/// A text, read and split: what engines scan. Reusable.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Letter codes of the text.
    pub letters: Letters,
    /// Words over the codes.
    pub words: Words,
    /// The kernels that it was read with.
    pub kernels: Kernels,
}

impl Scan {
    /// Reads `text`, replacing what was held.
    pub fn read<'t>(&mut self, reader: &Reader, text: impl Into<Text<'t>>) {
        self.kernels = reader.kernels();
        reader.read(text, &mut self.letters);
        self.words.split(&self.letters, self.kernels);
    }

    /// The codes of a word.
    pub fn word(&self, index: usize) -> &[u8] {
        let span = self.words.span(index);
        span.and_then(|span| self.letters.codes().get(span.range())).unwrap_or_default()
    }

    /// Whether a name may go on from this word to the next.
    pub fn joins_next(&self, index: usize) -> bool {
        self.words.joins_next(&self.letters, index)
    }

    /// The legal starts in a word, those that the seam before it gives last.
    pub fn starts(&self, index: usize) -> impl Iterator<Item = Start> {
        let word = self.word(index);
        let seam = index.checked_sub(1).and_then(|before| words::seam(self.word(before)));
        let across =
            seam.map(|(proclitic, definite)| words::starts_after_seam(word, proclitic, definite));
        words::starts(word).chain(across.into_iter().flatten())
    }
}

/// Buffers of an engine. Reusable, with any engine.
#[derive(Clone, Debug, Default)]
pub struct Work {
    pub(crate) lexicon: crate::lexicon::Buffers,
}

/// A scanning engine over one dictionary.
///
/// For each word and each legal start in it, every key that begins there, ends at a word end and accepts how the start
/// stands to the article is reported, in order of word, start, length; what a seam before the word gives comes last. Engines differ in speed only.
pub trait Matcher: Send + Sync {
    /// Appends all hits to `hits`.
    fn scan(&self, text: &Scan, work: &mut Work, hits: &mut Vec<Hit>);
}

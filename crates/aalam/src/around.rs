//! The words around a name, as they stand in the text.

use aalam_core::letters::{NEWLINE, SPACE};
use aalam_core::matcher::Scan;
use aalam_core::text::Text;

use crate::candidates::is_bridge;

/// A text and its words.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    pub(crate) text: Text<'a>,
    pub(crate) scan: &'a Scan,
}

impl<'a> Around<'a> {
    /// Whether only spaces, quotes and opening brackets stand between two neighbouring words.
    pub(crate) fn is_bridged(self, word: u32, next: u32) -> bool {
        let (ends, starts) = (self.scan.words.ends(), self.scan.words.starts());
        if let (Some(end), Some(start)) = (ends.get(word as usize), starts.get(next as usize)) {
            let codes = self.scan.letters.codes().get(*end as usize..*start as usize);
            let is_blank = |code: &u8| matches!(*code, SPACE | NEWLINE);
            if codes.is_some_and(|codes| !codes.is_empty() && codes.iter().all(is_blank)) {
                return true;
            }
        }
        self.between(word, next).is_some_and(|between| between.chars().all(is_bridge))
    }

    /// What stands between two words.
    pub(crate) fn between(self, word: u32, next: u32) -> Option<Text<'a>> {
        let span = |index: u32| self.scan.words.span(index as usize);
        let end = self.scan.letters.source_span(self.text, span(word)?).end as usize;
        let start = self.scan.letters.source_offset(self.text, span(next)?.start)? as usize;
        Some(self.text.slice(end..start))
    }

    /// A word as written; empty behind the last one.
    pub(crate) fn word_text(self, word: u32) -> Text<'a> {
        let span = self.scan.words.span(word as usize);
        let span = span.map(|span| self.scan.letters.source_span(self.text, span).range());
        self.text.slice(span.unwrap_or_default())
    }
}

//! CoNLL: one token a line with a BIO tag.

use std::fmt::Write;

use crate::mention::EntityRecord;

/// A document as CoNLL: `token<TAB>tag` a line, tags `B-PER`, `I-PER`, `O`; an empty line after each line of the text.
///
/// Tokens are runs of letters, digits and marks, and single other characters. Where a mention begins or ends inside a
/// written word, the word is split there: of «بالقاهرة» the proclitic «ب» is a token of its own, tagged `O`. With overlapping
/// mentions the first, longest one is tagged.
pub fn conll(id: &str, text: &str, entities: &[EntityRecord]) -> String {
    let mut spans: Vec<(usize, usize, &'static str)> = Vec::new();
    for entity in entities {
        if spans.last().is_none_or(|last| last.1 <= entity.start_byte) {
            spans.push((entity.start_byte, entity.end_byte, entity.entity_type.as_str()));
        }
    }
    let mut out = format!("# id = {}\n", id.replace(['\n', '\r'], " "));
    let mut spans = spans.into_iter().peekable();
    let mut begun = false;
    let mut sentence_is_empty = true;
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if spans.next_if(|span| span.1 <= at).is_some() {
            begun = false;
            continue;
        }
        if c.is_whitespace() {
            if c == '\n' && !sentence_is_empty {
                out.push('\n');
                sentence_is_empty = true;
            }
            at += c.len_utf8();
            continue;
        }
        let (limit, tag) = match spans.peek() {
            Some(&(start, end, label)) if start <= at => (end, Some(label)),
            Some(&(start, _, _)) => (start, None),
            None => (text.len(), None),
        };
        let rest = text.get(at..limit).unwrap_or_default();
        let word: usize = rest.chars().take_while(|c| is_word(*c)).map(char::len_utf8).sum();
        let end = at + if word == 0 { c.len_utf8() } else { word };
        let token = text.get(at..end).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = match tag {
            None => writeln!(out, "{token}\tO"),
            Some(label) => writeln!(out, "{token}\t{}-{label}", if begun { "I" } else { "B" }),
        };
        begun = tag.is_some();
        sentence_is_empty = false;
        at = end;
    }
    if !sentence_is_empty {
        out.push('\n');
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        || c == '\u{0640}'
        || aalam_core::letters::is_mark(c)
        || aalam_core::letters::is_control(c)
}

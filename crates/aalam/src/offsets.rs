//! Offsets in bytes, code points and UTF-16 units.

use std::ops::Range;

use aalam_core::span::SourceSpan;
use aalam_core::text::Text;

/// Where a mention stands, in every unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Offsets {
    pub(crate) bytes: Range<u32>,
    pub(crate) chars: Range<u32>,
    pub(crate) utf16: Range<u32>,
}

/// Spans in every unit, in one pass over the text. They come in the order of their starts.
pub(crate) fn offsets<'t>(
    text: Text<'t>,
    spans: impl Iterator<Item = SourceSpan> + 't,
) -> impl Iterator<Item = Offsets> + 't {
    let mut here = Place::default();
    spans.map(move |span| {
        let start = here.move_to(text, span.start);
        // Inner mentions may begin before the last one ended: the end is counted apart.
        let end = here.clone().move_to(text, span.end);
        Offsets {
            bytes: start.bytes..end.bytes,
            chars: start.chars..end.chars,
            utf16: start.utf16..end.utf16,
        }
    })
}

/// A position in a text, in every unit.
#[derive(Clone, Copy, Default)]
struct Position {
    bytes: u32,
    chars: u32,
    utf16: u32,
}

/// How far a text was counted: in UTF-8 whole blocks only.
#[derive(Clone, Default)]
struct Place {
    unit: usize,
    counted: Position,
}

/// Bytes that are counted at a time, by vector instructions: fewer than a counter of a byte holds.
const BLOCK: usize = 64;

impl Place {
    /// A unit that is no nearer than the block or unit that was counted to.
    fn move_to(&mut self, text: Text<'_>, unit: u32) -> Position {
        let unit = unit as usize;
        let Text::Utf8(utf8) = text else {
            for c in text.slice(self.unit..unit).chars() {
                self.counted.bytes += c.len_utf8() as u32;
                self.counted.chars += 1;
                self.counted.utf16 += c.len_utf16() as u32;
            }
            self.unit = unit;
            return self.counted;
        };
        let (blocks, rest) = utf8.as_bytes().as_chunks::<BLOCK>();
        while self.unit + BLOCK <= unit
            && let Some(block) = blocks.get(self.unit / BLOCK)
        {
            self.counted = self.counted.after(block, BLOCK);
            self.unit += BLOCK;
        }
        let within = unit - self.unit;
        let end = if let Some(block) = blocks.get(self.unit / BLOCK) {
            self.counted.after(block, within)
        } else {
            let mut block = [0; BLOCK];
            block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            self.counted.after(&block, within)
        };
        Position { bytes: unit as u32, ..end }
    }
}

impl Position {
    /// The position after the first `length` bytes of a block.
    fn after(self, block: &[u8; BLOCK], length: usize) -> Self {
        let (mut chars, mut astral) = (0_u8, 0_u8);
        for (index, byte) in block.iter().enumerate() {
            let inside = u8::from((index as u8) < length as u8);
            chars += inside & u8::from(byte.cast_signed() >= -0x40);
            // Only characters outside the basic plane (four bytes) take two UTF-16 units.
            astral += inside & u8::from(*byte >= 0xF0);
        }
        Self {
            bytes: self.bytes + length as u32,
            chars: self.chars + u32::from(chars),
            utf16: self.utf16 + u32::from(chars) + u32::from(astral),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_every_length_agree_with_a_count_of_characters() {
        let text = "قال🙂 a—ب\u{64E}".repeat(20);
        let units: Vec<u16> =
            text.chars().map(|c| u16::try_from(c as u32).unwrap_or(0xFFFD)).collect();
        let places: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (first, start) in places.iter().enumerate() {
            let ends = places.iter().enumerate().skip(first);
            let spans = ends.map(|(_, end)| SourceSpan { start: *start as u32, end: *end as u32 });
            for (found, last) in offsets(Text::Utf8(&text), spans).zip(first..) {
                let utf16 = |range: Range<usize>| text[range].encode_utf16().count() as u32;
                let (start, end) = (*start, places[last]);
                let expected = Offsets {
                    bytes: start as u32..end as u32,
                    chars: first as u32..last as u32,
                    utf16: utf16(0..start)..utf16(0..end),
                };
                assert_eq!(found, expected);
            }
        }
        let whole = SourceSpan { start: 0, end: units.len() as u32 };
        let found = offsets(Text::Ucs2(&units), std::iter::once(whole)).next();
        assert_eq!(found.map(|found| found.chars), Some(0..units.len() as u32));
    }
}

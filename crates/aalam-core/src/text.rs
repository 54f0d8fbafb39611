//! The source text: UTF-8, or the buffer of a Python str, in which every unit is a code point.

use std::ops::Range;

/// A borrowed text. Positions and lengths are in its own units: bytes of UTF-8, else code points.
#[derive(Clone, Copy, Debug)]
pub enum Text<'t> {
    /// UTF-8; units are bytes.
    Utf8(&'t str),
    /// Latin-1: U+0000–00FF.
    Ucs1(&'t [u8]),
    /// UCS-2: U+0000–FFFF. Lone surrogates read as U+FFFD.
    Ucs2(&'t [u16]),
    /// UCS-4. What is no character reads as U+FFFD.
    Ucs4(&'t [u32]),
}

impl<'t> From<&'t str> for Text<'t> {
    fn from(text: &'t str) -> Self {
        Self::Utf8(text)
    }
}

impl<'t> Text<'t> {
    /// Length in units.
    pub const fn len(self) -> usize {
        match self {
            Self::Utf8(text) => text.len(),
            Self::Ucs1(units) => units.len(),
            Self::Ucs2(units) => units.len(),
            Self::Ucs4(units) => units.len(),
        }
    }

    /// Whether it is empty.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// A part of it; empty where the range is out of bounds or splits a character.
    #[must_use]
    pub fn slice(self, range: Range<usize>) -> Self {
        match self {
            Self::Utf8(text) => Self::Utf8(text.get(range).unwrap_or_default()),
            Self::Ucs1(units) => Self::Ucs1(units.get(range).unwrap_or_default()),
            Self::Ucs2(units) => Self::Ucs2(units.get(range).unwrap_or_default()),
            Self::Ucs4(units) => Self::Ucs4(units.get(range).unwrap_or_default()),
        }
    }

    /// Its characters.
    pub const fn chars(self) -> Chars<'t> {
        Chars(self)
    }

    /// Whether a unit position lies between two characters.
    pub fn is_boundary(self, at: usize) -> bool {
        match self {
            Self::Utf8(text) => text.is_char_boundary(at),
            _ => at <= self.len(),
        }
    }

    /// How many units a character takes.
    pub const fn width(self, c: char) -> usize {
        match self {
            Self::Utf8(_) => c.len_utf8(),
            _ => 1,
        }
    }

    /// The last character before a position.
    pub fn before(self, at: u32) -> Option<char> {
        self.slice(0..at as usize).chars().next_back()
    }

    /// The first character from a position on.
    pub fn after(self, at: u32) -> Option<char> {
        self.slice(at as usize..self.len()).chars().next()
    }

    /// Whether it begins with these characters.
    pub fn starts_with(self, text: &str) -> bool {
        let mut own = self.chars();
        text.chars().all(|c| own.next() == Some(c))
    }

    /// Whether these bytes are its characters in UTF-8.
    pub fn is_utf8(self, bytes: &[u8]) -> bool {
        if let Self::Utf8(text) = self {
            return text.as_bytes() == bytes;
        }
        let mut rest = bytes;
        let mut is_next = |c: char| {
            // Two bytes each, as letters of Arabic are, are compared without a loop.
            if let ('\u{80}'..='\u{7FF}', [first, second, after @ ..]) = (c, rest) {
                rest = after;
                let [high, low] = [c as u32 >> 6, c as u32 & 0x3F];
                return (u32::from(*first), u32::from(*second)) == (0xC0 | high, 0x80 | low);
            }
            let mut buffer = [0; 4];
            let encoded = c.encode_utf8(&mut buffer).as_bytes();
            rest.strip_prefix(encoded).map(|after| rest = after).is_some()
        };
        self.chars().all(&mut is_next) && rest.is_empty()
    }

    /// Whether it ends with these characters.
    pub fn ends_with(self, text: &str) -> bool {
        let mut own = self.chars();
        text.chars().rev().all(|c| own.next_back() == Some(c))
    }
}

/// The same characters as a string.
impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        self.is_utf8(other.as_bytes())
    }
}

/// The characters of a [`Text`], from both ends.
#[derive(Clone, Debug)]
pub struct Chars<'t>(Text<'t>);

fn valid(point: u32) -> char {
    char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER)
}

impl Iterator for Chars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match &mut self.0 {
            Text::Utf8(text) => {
                let mut chars = text.chars();
                let next = chars.next();
                *text = chars.as_str();
                next
            }
            Text::Ucs1(units) => units.split_off_first().copied().map(char::from),
            Text::Ucs2(units) => units.split_off_first().map(|unit| valid(u32::from(*unit))),
            Text::Ucs4(units) => units.split_off_first().map(|unit| valid(*unit)),
        }
    }
}

impl DoubleEndedIterator for Chars<'_> {
    fn next_back(&mut self) -> Option<char> {
        match &mut self.0 {
            Text::Utf8(text) => {
                let mut chars = text.chars();
                let next = chars.next_back();
                *text = chars.as_str();
                next
            }
            Text::Ucs1(units) => units.split_off_last().copied().map(char::from),
            Text::Ucs2(units) => units.split_off_last().map(|unit| valid(u32::from(*unit))),
            Text::Ucs4(units) => units.split_off_last().map(|unit| valid(*unit)),
        }
    }
}

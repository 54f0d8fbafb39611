//! The source text as one-byte letter codes, with the way back to source offsets.
//!
//! A [`Reader`] maps each character to a code under a [`Profile`]: letters that the profile holds equal share a
//! code, ignorable characters leave none, and everything that is no letter becomes one of four separators.
//! Matching works on codes only; [`Letters::source_span`] leads back.
//!
//! Laws (tested by property): positions are monotone; both ends of a source span lie on character boundaries; a
//! span that begins or ends inside an expanded ligature snaps outward; vowel marks (and a dropped final hamza)
//! directly after the last letter belong to the span, tatweel and controls do not.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::profile::{Fold, Level, Profile};
use crate::span::{ByteSpan, LetterSpan};

/// A run of white space on one line.
pub const SPACE: u8 = 0xF0;
/// A line break.
pub const NEWLINE: u8 = 0xF1;
/// A hyphen.
pub const HYPHEN: u8 = 0xF2;
/// Any other separator: punctuation, symbols, paragraph breaks.
pub const STOP: u8 = 0xF3;
/// A letter of another script, or an Arabic letter outside the inventory. Names cannot contain it.
pub const OTHER: u8 = 0xEF;
/// First separator code: `code < FIRST_SEPARATOR` means "letter or digit".
pub const FIRST_SEPARATOR: u8 = 0xF0;
/// Codes below are Arabic letters.
const FIRST_DIGIT: u8 = 0x50;
const FIRST_FOREIGN_DIGIT: u8 = 0x5A;
const FIRST_LATIN: u8 = 0x70;
const TATWEEL: u8 = 0x40;
const FIRST_MARK: u8 = 0x41;
const SKIP: u8 = 0xFF;

/// The inventory of Arabic letters; code = position + 1. The first twenty-eight are the alphabet.
const ARABIC: &str = "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآٱىةؤئءپچژڤڥگڭکیےہھە";

/// The code of a letter of the inventory.
#[expect(
    clippy::indexing_slicing,
    reason = "the bound is the loop's condition; const code has no `get`"
)]
const fn position(letter: char) -> u8 {
    // A walk over the UTF-8 bytes: each letter of the inventory has two.
    let bytes = ARABIC.as_bytes();
    let mut index = 0;
    while index * 2 + 1 < bytes.len() {
        let lead = bytes[index * 2] as u32;
        let trail = bytes[index * 2 + 1] as u32;
        if (lead & 0x1F) << 6 | (trail & 0x3F) == letter as u32 {
            return index as u8 + 1;
        }
        index += 1;
    }
    SKIP
}

/// Codes of the letters that proclitics are made of.
pub mod code {
    /// ا
    pub const ALEF: u8 = super::position('ا');
    /// ل
    pub const LAM: u8 = super::position('ل');
    /// و
    pub const WAW: u8 = super::position('و');
    /// ف
    pub const FEH: u8 = super::position('ف');
    /// ب
    pub const BEH: u8 = super::position('ب');
    /// ك
    pub const KAF: u8 = super::position('ك');
}

/// What kind of word a code belongs to: words do not mix scripts or letters with digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Arabic letters, and letters outside the inventory.
    Arabic,
    /// Digits.
    Digit,
    /// A–Z, case-folded.
    Latin,
}

/// The script of a letter code.
pub const fn script(code: u8) -> Script {
    if code >= FIRST_LATIN && code < FIRST_LATIN + 26 {
        Script::Latin
    } else if code >= FIRST_DIGIT && code < FIRST_LATIN {
        Script::Digit
    } else {
        Script::Arabic
    }
}

/// Whether the character is an Arabic vowel mark or Quranic sign.
pub const fn is_mark(c: char) -> bool {
    matches!(c, '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}' | '\u{06EA}'..='\u{06ED}'
        | '\u{08D3}'..='\u{08FF}')
}

/// Whether the character is a zero-width or bidirectional control that never separates words.
pub const fn is_control(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        | '\u{061C}' | '\u{FEFF}' | '\u{00AD}' | '\u{180E}' | '\u{FE00}'..='\u{FE0F}')
}

const fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Unfolded code of a character.
fn raw_code(c: char) -> u8 {
    let point = c as u32;
    match c {
        'a'..='z' => FIRST_LATIN + (point - 'a' as u32) as u8,
        'A'..='Z' => FIRST_LATIN + (point - 'A' as u32) as u8,
        '0'..='9' => FIRST_DIGIT + (point - '0' as u32) as u8,
        '\u{0660}'..='\u{0669}' => FIRST_FOREIGN_DIGIT + (point - 0x660) as u8,
        '\u{06F0}'..='\u{06F9}' => FIRST_FOREIGN_DIGIT + 10 + (point - 0x6F0) as u8,
        '\n' | '\u{0085}' | '\u{2028}' => NEWLINE,
        '\u{2029}' | '\u{000C}' | '\u{000B}' => STOP,
        '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' => HYPHEN,
        '\u{0640}' => TATWEEL,
        '\u{064B}'..='\u{0652}' => FIRST_MARK + (point - 0x64B) as u8,
        _ if is_mark(c) => SKIP,
        _ if is_control(c) => STOP,
        _ if c.is_whitespace() => SPACE,
        _ => match position(c) {
            SKIP if c.is_alphanumeric() => OTHER,
            SKIP => STOP,
            code => code,
        },
    }
}

/// ا و ي ى ی with a combining hamza or madda after them.
fn compose(base: char, mark: char) -> Option<char> {
    Some(match (base, mark) {
        ('ا', '\u{0653}') => 'آ',
        ('ا', '\u{0654}') => 'أ',
        ('ا', '\u{0655}') => 'إ',
        ('و', '\u{0654}') => 'ؤ',
        ('ي' | 'ى' | 'ی', '\u{0654}') => 'ئ',
        _ => return None,
    })
}

/// Maps characters to letter codes under one profile.
#[derive(Clone)]
pub struct Reader {
    profile: Profile,
    /// U+0000–U+06FF by code point.
    table: [u8; 0x700],
    /// Unfolded code to folded code.
    fold: [u8; 256],
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("profile", &self.profile).finish_non_exhaustive()
    }
}

impl Reader {
    /// A reader for `profile`.
    pub fn new(profile: Profile) -> Self {
        let mut fold = [0u8; 256];
        for (slot, code) in fold.iter_mut().zip(0u8..=255) {
            *slot = code;
        }
        let mut set = |from: u8, to: u8| {
            if let Some(slot) = fold.get_mut(usize::from(from)) {
                *slot = to;
            }
        };
        for one in Fold::ALL {
            if profile.has(one) {
                for &(from, to) in one.letters() {
                    set(position(from), to.map_or(SKIP, position));
                }
            }
        }
        if profile.has(Fold::Tatweel) {
            set(TATWEEL, SKIP);
        }
        if profile.has(Fold::Marks) {
            (0..8).for_each(|i| set(FIRST_MARK + i, SKIP));
        }
        if profile.has(Fold::Digits) {
            (0..20).for_each(|i| set(FIRST_FOREIGN_DIGIT + i, FIRST_DIGIT + i % 10));
        }
        let mut table = [STOP; 0x700];
        for (slot, point) in table.iter_mut().zip(0u32..) {
            if let Some(c) = char::from_u32(point) {
                let raw = raw_code(c);
                let raw = if is_control(c) && profile.has(Fold::Controls) { SKIP } else { raw };
                *slot = fold.get(usize::from(raw)).copied().unwrap_or(raw);
            }
        }
        Self { profile, table, fold }
    }

    /// The profile of the reader.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Reads `text` into `out`, replacing what it held. At most `u32::MAX` bytes are read; callers split longer texts.
    pub fn read(&self, text: &str, out: &mut Letters) {
        out.clear();
        out.codes.reserve(text.len() / 2 + 8);
        out.offsets.reserve(text.len() / 2 + 8);
        out.keeps_final_hamza = !self.profile.has(Fold::HamzaSeats);
        for (offset, c) in text.char_indices() {
            let offset = offset as u32;
            match self.table.get(c as usize) {
                Some(&SKIP) if matches!(c, '\u{0653}'..='\u{0655}') => {
                    self.attach(text, offset, c, out);
                }
                Some(&SKIP) => {
                    if c == '\u{0640}' {
                        out.tatweels.push(out.codes.len() as u32);
                    }
                }
                Some(&code) => out.push(code, offset),
                None => self.read_rare(c, offset, out),
            }
        }
    }

    /// The codes of one character outside the table.
    #[cold]
    fn read_rare(&self, c: char, offset: u32, out: &mut Letters) {
        if is_presentation_form(c) && self.profile.has(Fold::PresentationForms) {
            // U+FE70–FE7F are free-standing vowel marks, decomposed with a space that nobody wrote.
            if !matches!(c, '\u{FE70}'..='\u{FE7F}') {
                for part in std::iter::once(c).nfkc() {
                    match self.table.get(part as usize) {
                        Some(&SKIP) => {}
                        Some(&code) => out.push(code, offset),
                        None => out.push(STOP, offset),
                    }
                }
            }
        } else if is_mark(c) || (is_control(c) && self.profile.has(Fold::Controls)) {
        } else {
            out.push(raw_code(c), offset);
        }
    }

    /// A combining hamza or madda changes the letter that it stands on.
    fn attach(&self, text: &str, offset: u32, mark: char, out: &mut Letters) {
        let Some(&at) = out.offsets.last() else { return };
        let written = text.get(at as usize..offset as usize).unwrap_or_default();
        let mut written = written.chars();
        let Some(base) = written.next() else { return };
        if !written.all(is_mark) {
            return;
        }
        if let (Some(whole), Some(last)) = (compose(base, mark), out.codes.last_mut())
            && let Some(&code) = self.fold.get(usize::from(position(whole)))
            && code != SKIP
        {
            *last = code;
        }
    }
}

/// A text as letter codes: reusable, so that reading allocates only while the longest text so far grows.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    codes: Vec<u8>,
    /// Byte offset in the source of the character that each code comes from.
    offsets: Vec<u32>,
    /// Positions before which tatweel was dropped.
    tatweels: Vec<u32>,
    keeps_final_hamza: bool,
}

impl Letters {
    fn clear(&mut self) {
        self.codes.clear();
        self.offsets.clear();
        self.tatweels.clear();
    }

    fn push(&mut self, code: u8, offset: u32) {
        self.codes.push(code);
        self.offsets.push(offset);
    }

    /// The codes.
    pub fn codes(&self) -> &[u8] {
        &self.codes
    }

    /// Positions before which tatweel was dropped, ascending.
    pub fn tatweels(&self) -> &[u32] {
        &self.tatweels
    }

    /// How many codes there are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is no code.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// Byte offset in the source of the character that holds the letter at `position`.
    pub fn source_offset(&self, position: u32) -> Option<u32> {
        self.offsets.get(position as usize).copied()
    }

    /// The span in `text` (the text that was read) of a non-empty run of letters.
    ///
    /// It goes from the first byte of the first letter to the last byte of the last letter, with the vowel marks
    /// and the ignored hamza that follow it directly.
    pub fn source_span(&self, text: &str, letters: LetterSpan) -> ByteSpan {
        let start = self.source_offset(letters.start).unwrap_or_default();
        let last = letters.end.checked_sub(1).and_then(|last| self.source_offset(last));
        let tail = text.get(last.unwrap_or(start) as usize..).unwrap_or_default();
        let mut length = 0;
        for (index, c) in tail.chars().enumerate() {
            if index > 0 && !is_mark(c) && (self.keeps_final_hamza || c != 'ء') {
                break;
            }
            length += c.len_utf8();
        }
        ByteSpan { start, end: last.unwrap_or(start) + length as u32 }
    }
}

/// How close the written form of a match is to the dictionary's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Letter by letter the same (marks, tatweel, controls and presentation forms aside).
    Exact,
    /// The same after the folds of level A.
    A,
    /// The same after the folds of level B.
    B,
    /// The same only after the folds of level C, or X where they are on.
    C,
}

/// Fold tables from exact codes to the codes of each level.
static LEVELS: LazyLock<[[u8; 256]; 2]> = LazyLock::new(|| {
    [Reader::new(Profile::up_to(Level::A)).fold, Reader::new(Profile::up_to(Level::B)).fold]
});

static EXACT: LazyLock<Reader> = LazyLock::new(|| Reader::new(Profile::EXACT));

/// Reads `text` without folding letters: the form in which written words are compared exactly.
pub fn read_exact(text: &str, out: &mut Letters) {
    EXACT.read(text, out);
}

/// The grade of a match between two exactly read forms (codes of [`read_exact`]) whose folded forms are equal.
pub fn grade(written: &[u8], surface: &[u8]) -> Grade {
    let is_letter = |code: &&u8| **code < FIRST_SEPARATOR;
    let written = || written.iter().filter(is_letter);
    let surface = || surface.iter().filter(is_letter);
    if written().eq(surface()) {
        return Grade::Exact;
    }
    let [level_a, level_b] = &*LEVELS;
    let same_under = |table: &[u8; 256]| {
        let fold = |code: &u8| table.get(usize::from(*code)).copied();
        written().map(fold).eq(surface().map(fold))
    };
    if same_under(level_a) {
        Grade::A
    } else if same_under(level_b) {
        Grade::B
    } else {
        Grade::C
    }
}

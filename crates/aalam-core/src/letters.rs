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
use crate::span::{LetterSpan, SourceSpan};

/// First separator code: `code < FIRST_SEPARATOR` means "letter or digit".
pub use crate::simd::FIRST_SEPARATOR;
/// Any other separator: punctuation, symbols, paragraph breaks.
pub use crate::simd::STOP;
use crate::simd::{
    DROP, DROP_NOTED, FIRST_FOREIGN, FIRST_LATIN, Kernels, Normalised, RARE, Tables,
};
use crate::text::Text;

/// A run of white space on one line.
pub const SPACE: u8 = FIRST_SEPARATOR;
/// A line break.
pub const NEWLINE: u8 = 0xF9;
/// A hyphen.
pub const HYPHEN: u8 = 0xFA;
/// A letter of another script, or an Arabic letter outside the inventory. Names cannot contain it.
pub const OTHER: u8 = 0xBF;
const FIRST_DIGIT: u8 = FIRST_FOREIGN;
const FIRST_OTHER_DIGIT: u8 = FIRST_DIGIT + 10;
const TATWEEL: u8 = OTHER - 1;
const FIRST_MARK: u8 = TATWEEL - 8;
const SKIP: u8 = DROP;

/// The letters that proclitics are made of, with their codes: the top three bits tell what they can do.
///
/// 1: conjunctions; 2: prepositions but ل; 3: ا; 4: ل; 0 and 5: other letters; 6 and 7: no Arabic letters.
const PROCLITIC: [(char, u8); 6] =
    [('و', 0x20), ('ف', 0x21), ('ب', 0x40), ('ك', 0x41), ('ا', 0x60), ('ل', 0x80)];
/// The rest of the inventory of Arabic letters: 01–1F, then from A0.
const ARABIC: &str = "تثجحخدذرزسشصضطظعغقمنهيأإآٱىةؤئءپچژڤڥگڭکیےہھە";

/// The code of a letter of the inventory.
#[expect(
    clippy::indexing_slicing,
    reason = "the bound is the loop's condition; const code has no `get`"
)]
const fn position(letter: char) -> u8 {
    let mut index = 0;
    while index < PROCLITIC.len() {
        if PROCLITIC[index].0 == letter {
            return PROCLITIC[index].1;
        }
        index += 1;
    }
    // A walk over the UTF-8 bytes: each letter of the inventory has two.
    let bytes = ARABIC.as_bytes();
    index = 0;
    while index * 2 + 1 < bytes.len() {
        let lead = bytes[index * 2] as u32;
        let trail = bytes[index * 2 + 1] as u32;
        if (lead & 0x1F) << 6 | (trail & 0x3F) == letter as u32 {
            return if index < 31 { index as u8 + 1 } else { 0xA0 + (index as u8 - 31) };
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
    /// ت: a letter that is none of these.
    pub const TEH: u8 = super::position('ت');
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
    if code < FIRST_FOREIGN {
        Script::Arabic
    } else if code < FIRST_LATIN {
        Script::Digit
    } else {
        Script::Latin
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
        '\u{0660}'..='\u{0669}' => FIRST_OTHER_DIGIT + (point - 0x660) as u8,
        '\u{06F0}'..='\u{06F9}' => FIRST_OTHER_DIGIT + 10 + (point - 0x6F0) as u8,
        '\n' | '\u{0085}' | '\u{2028}' => NEWLINE,
        '\u{2029}' | '\u{000C}' | '\u{000B}' => STOP,
        '-' | '_' | '\u{2010}' | '\u{2011}' | '\u{2013}' => HYPHEN,
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
    kernels: Kernels,
    tables: Tables,
    /// U+0000–U+06FF by code point.
    table: [u8; 0x700],
    /// Unfolded code to folded code.
    fold: [u8; 256],
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("profile", &self.profile)
            .field("form", &self.kernels.form())
            .finish_non_exhaustive()
    }
}

impl Reader {
    /// A reader for `profile`, in the best form for this processor.
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
            (0..20).for_each(|i| set(FIRST_OTHER_DIGIT + i, FIRST_DIGIT + i % 10));
        }
        let mut table = [STOP; 0x700];
        for (slot, point) in table.iter_mut().zip(0u32..) {
            if let Some(c) = char::from_u32(point) {
                let raw = raw_code(c);
                let raw = if is_control(c) && profile.has(Fold::Controls) { SKIP } else { raw };
                *slot = fold.get(usize::from(raw)).copied().unwrap_or(raw);
            }
        }
        Self { profile, kernels: Kernels::default(), tables: tables(profile, &table), table, fold }
    }

    /// The same reader in another form.
    #[must_use]
    pub fn with_kernels(mut self, kernels: Kernels) -> Self {
        self.kernels = kernels;
        self
    }

    /// The profile of the reader.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// The kernels that it reads with.
    pub fn kernels(&self) -> Kernels {
        self.kernels
    }

    /// Reads `text` into `out`, replacing what it held. At most `u32::MAX` units are read; callers split longer texts.
    pub fn read<'t>(&self, text: impl Into<Text<'t>>, out: &mut Letters) {
        let text = text.into();
        let (tables, read) = (&self.tables, &mut out.read);
        out.is_general = !match text {
            Text::Utf8(text) => self.kernels.utf8(text, tables, read),
            Text::Ucs1(units) => self.kernels.ucs1(units, tables, read),
            Text::Ucs2(units) => self.kernels.ucs2(units, tables, read),
            Text::Ucs4(units) => self.kernels.ucs4(units, tables, read),
        };
        out.keeps_final_hamza = !self.profile.has(Fold::HamzaSeats);
        if out.is_general {
            self.read_general(text, out);
        }
    }

    /// Reads character by character: the way for texts with ligatures or combining hamza.
    #[cold]
    fn read_general(&self, text: Text<'_>, out: &mut Letters) {
        let General { codes, offsets, tatweels } = &mut out.general;
        codes.clear();
        offsets.clear();
        tatweels.clear();
        let mut offset = 0;
        for c in text.chars() {
            match self.table.get(c as usize) {
                Some(&SKIP) if matches!(c, '\u{0653}'..='\u{0655}') => {
                    self.attach(text, offset, c, codes, offsets);
                }
                Some(&SKIP) => {
                    if c == '\u{0640}' {
                        tatweels.push(codes.len() as u32);
                    }
                }
                Some(&code) => codes.push(code),
                None => self.read_rare(c, codes),
            }
            offsets.resize(codes.len(), offset);
            offset += text.width(c) as u32;
        }
        out.read.replace(codes, tatweels);
    }

    /// The codes of one character outside the table.
    fn read_rare(&self, c: char, codes: &mut Vec<u8>) {
        if !(is_presentation_form(c) && self.profile.has(Fold::PresentationForms)) {
            let code = code_outside(self.profile, c as u32);
            codes.extend((code != SKIP).then_some(code));
        } else if !matches!(c, '\u{FE70}'..='\u{FE7F}') {
            // U+FE70–FE7F are free-standing vowel marks, decomposed with a space that nobody wrote.
            for part in std::iter::once(c).nfkc() {
                let code = self.table.get(part as usize).copied().unwrap_or(STOP);
                codes.extend((code != SKIP).then_some(code));
            }
        }
    }

    /// A combining hamza or madda changes the letter that it stands on.
    fn attach(&self, text: Text<'_>, offset: u32, mark: char, codes: &mut [u8], offsets: &[u32]) {
        let Some(&at) = offsets.last() else { return };
        let mut written = text.slice(at as usize..offset as usize).chars();
        let Some(base) = written.next() else { return };
        if !written.all(is_mark) {
            return;
        }
        if let (Some(whole), Some(last)) = (compose(base, mark), codes.last_mut())
            && let Some(&code) = self.fold.get(usize::from(position(whole)))
            && code != SKIP
        {
            *last = code;
        }
    }
}

/// The code of a character outside a reader's table; [`RARE`] where it may be several.
fn code_outside(profile: Profile, point: u32) -> u8 {
    match char::from_u32(point) {
        Some(c) if is_presentation_form(c) && profile.has(Fold::PresentationForms) => RARE,
        Some(c) if is_mark(c) || (is_control(c) && profile.has(Fold::Controls)) => SKIP,
        Some(c) => raw_code(c),
        None => STOP,
    }
}

/// The tables of the kernels: the reader's, and what they must not decide alone.
fn tables(profile: Profile, table: &[u8; 0x700]) -> Tables {
    let folds_tatweel = profile.has(Fold::Tatweel);
    let inside = *table;
    let code = move |point: u32| match (inside.get(point as usize), point) {
        // Composed with the letter before it.
        (Some(&SKIP), 0x653..=0x655) => RARE,
        (Some(&SKIP), 0x640) if folds_tatweel => DROP_NOTED,
        (Some(&code), _) => code,
        (None, _) => code_outside(profile, point),
    };
    let mut tables = Tables {
        ascii: [STOP; 128],
        arabic: [STOP; 128],
        latin: [STOP; 64],
        punctuation: [STOP; 64],
        other: std::sync::Arc::new(code),
    };
    let fill = |table: &mut [u8], first: u32| {
        for (slot, point) in table.iter_mut().zip(first..) {
            *slot = code(point);
        }
    };
    fill(&mut tables.ascii, 0);
    fill(&mut tables.arabic, 0x600);
    fill(&mut tables.latin, 0x80);
    fill(&mut tables.punctuation, 0x2000);
    tables
}

/// A text as letter codes: reusable, so that reading allocates only while the longest text so far grows.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    read: Normalised,
    general: General,
    /// The text was read by `read_general`: `general` leads back to it.
    is_general: bool,
    keeps_final_hamza: bool,
}

/// What reading character by character gives.
#[derive(Clone, Debug, Default)]
struct General {
    codes: Vec<u8>,
    /// Offset in the source of the character that each code comes from.
    offsets: Vec<u32>,
    tatweels: Vec<u32>,
}

impl Letters {
    /// The codes.
    pub fn codes(&self) -> &[u8] {
        self.read.codes()
    }

    /// The codes and 64 times [`STOP`] behind them.
    pub fn padded(&self) -> &[u8] {
        self.read.padded()
    }

    /// The form in which the kernels see the codes.
    pub(crate) fn normalised(&self) -> &Normalised {
        &self.read
    }

    /// Positions before which tatweel was dropped, ascending.
    pub fn tatweels(&self) -> &[u32] {
        self.read.noted()
    }

    /// How many codes there are.
    pub fn len(&self) -> usize {
        self.codes().len()
    }

    /// Whether there is no code.
    pub fn is_empty(&self) -> bool {
        self.codes().is_empty()
    }

    /// Offset in the source of the character that holds the letter at `position`. `text` is the text that was read.
    pub fn source_offset<'t>(&self, text: impl Into<Text<'t>>, position: u32) -> Option<u32> {
        if self.is_general {
            return self.general.offsets.get(position as usize).copied();
        }
        let text = text.into();
        let mut unit = self.read.last_unit(position)?;
        while unit > 0 && !text.is_boundary(unit as usize) {
            unit -= 1;
        }
        Some(unit)
    }

    /// The span in `text` (the text that was read) of a non-empty run of letters.
    ///
    /// It goes from the first unit of the first letter to the last unit of the last letter, with the vowel marks
    /// and the ignored hamza that follow it directly.
    pub fn source_span<'t>(&self, text: impl Into<Text<'t>>, letters: LetterSpan) -> SourceSpan {
        let text = text.into();
        let start = self.source_offset(text, letters.start).unwrap_or_default();
        let last = letters.end.saturating_sub(1);
        let end = if self.is_general {
            let last = self.source_offset(text, last).unwrap_or(start);
            last + text.after(last).map_or(0, |c| text.width(c) as u32)
        } else {
            self.read.last_unit(last).map_or(start, |last| last + 1)
        };
        SourceSpan { start, end: self.with_marks(text, end) }
    }

    /// Where the marks (and the ignored hamza) end that stand at a position.
    fn with_marks(&self, text: Text<'_>, mut end: u32) -> u32 {
        while let Some(c) = text.after(end) {
            if c.is_ascii() || !(is_mark(c) || (c == 'ء' && !self.keeps_final_hamza)) {
                break;
            }
            end += text.width(c) as u32;
        }
        end
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
pub fn read_exact<'t>(text: impl Into<Text<'t>>, out: &mut Letters) {
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

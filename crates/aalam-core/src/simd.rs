//! Kernels over plain slices, in four forms: scalar, AVX2, AVX-512 (VBMI2), NEON.
//!
//! A kernel maps a block of 64 source units (bytes of UTF-8, or the units of a Python str) to one-byte letter codes and
//! drops what is ignored; another finds the words in the codes. The form is chosen once, at run time, by what the processor
//! can do; [`Kernels::forced`] and the environment variable `AALAM_SIMD` choose another one for tests and measurements. Every
//! form gives exactly what the scalar one gives.
//!
//! `unsafe` lives here (and in one call that maps a file): in the bodies of the forms, which are made of intrinsics, and
//! where a function compiled for a processor feature is called after the feature was found.
#![expect(unsafe_code, reason = "the module that the rest of the crate is spared by")]
#![allow(
    clippy::indexing_slicing,
    clippy::wildcard_imports,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::allow_attributes,
    reason = "bounds are those of the blocks; intrinsics have long names and signed numbers"
)]

/// The entries to a form: the walks, compiled for its features.
macro_rules! entries {
    ($kernel:ty $(, $features:literal)?) => {
        $(#[target_feature(enable = $features)])?
        pub(super) fn utf8(text: &str, tables: &Tables, out: &mut Normalised) -> bool {
            // SAFETY: this function is compiled for the features that the kernel needs.
            unsafe { blocks::utf8::<$kernel>(text, tables, out) }
        }

        $(#[target_feature(enable = $features)])?
        pub(super) fn units<U: blocks::Unit>(
            text: &[U],
            tables: &Tables,
            out: &mut Normalised,
        ) -> bool {
            // SAFETY: as above.
            unsafe { blocks::units::<$kernel, U>(text, tables, out) }
        }

        $(#[target_feature(enable = $features)])?
        pub(super) fn words(text: &Normalised, out: &mut super::Bounds) {
            // SAFETY: as above.
            unsafe { blocks::words::<$kernel>(text, out) };
        }

        /// # Safety
        ///
        /// As [`front::front`].
        $(#[target_feature(enable = $features)])?
        pub(super) unsafe fn front(
            front: front::Front<'_>,
            codes: &[u8],
            starts: &[u32],
            ends: &[u32],
            out: &mut front::Passed,
        ) {
            // SAFETY: as above, and the caller's promise.
            unsafe { front::front::<$kernel>(front, codes, starts, ends, out) };
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod blocks;
pub mod front;
mod hash;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;

use front::{CHUNK, Front, Passed};
pub use hash::Seed;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::{Arc, LazyLock};

/// Codes at and above are separators.
pub const FIRST_SEPARATOR: u8 = 0xF8;
/// Codes at and above (below [`FIRST_SEPARATOR`]) are letters of other scripts and digits.
pub const FIRST_FOREIGN: u8 = 0xC0;
/// Foreign codes at and above are Latin letters, those below are digits.
pub const FIRST_LATIN: u8 = 0xDE;
/// What stands behind the last code: a separator that no name crosses.
pub const STOP: u8 = 0xFB;
/// A table's answer: one block at a time cannot tell (ligatures, combining hamza). The whole text is read another way.
pub const RARE: u8 = 0xFD;
/// A table's answer: dropped, and the place is noted.
pub const DROP_NOTED: u8 = 0xFE;
/// A table's answer: dropped.
pub const DROP: u8 = 0xFF;

/// Codes between two hints of the way back.
const HINT: usize = 32;

/// Readable codes behind the last one.
pub const PADDING: usize = 64;

/// What source characters become.
#[derive(Clone)]
pub struct Tables {
    /// U+0000–007F.
    pub ascii: [u8; 128],
    /// U+0600–067F.
    pub arabic: [u8; 128],
    /// U+0080–00BF.
    pub latin: [u8; 64],
    /// U+2000–203F.
    pub punctuation: [u8; 64],
    /// Everything else.
    pub other: Arc<dyn Fn(u32) -> u8 + Send + Sync + UnwindSafe + RefUnwindSafe>,
}

impl Tables {
    /// The code of any character, or [`RARE`], [`DROP`], [`DROP_NOTED`].
    fn code(&self, point: u32) -> u8 {
        let (table, first): (&[u8], u32) = match point {
            0..0x80 => (&self.ascii, 0),
            0x80..0xC0 => (&self.latin, 0x80),
            0x600..0x680 => (&self.arabic, 0x600),
            0x2000..0x2040 => (&self.punctuation, 0x2000),
            _ => return (self.other)(point),
        };
        table.get((point - first) as usize).copied().unwrap_or(STOP)
    }
}

/// A text as codes, and the way back.
#[derive(Clone, Debug, Default)]
pub struct Normalised {
    /// The codes, then at least [`PADDING`] times [`STOP`], then rubbish.
    codes: Vec<u8>,
    len: usize,
    /// A bit for each source unit: the last unit of a character that left a code.
    keep: Vec<u64>,
    /// How many codes there are before each 64 units.
    rank: Vec<u32>,
    blocks: usize,
    /// For each [`HINT`] codes: the block of the first of them.
    hints: Vec<u32>,
    /// How many codes stand before each [`DROP_NOTED`], ascending.
    noted: Vec<u32>,
}

impl Normalised {
    /// The codes.
    pub fn codes(&self) -> &[u8] {
        self.codes.get(..self.len).unwrap_or_default()
    }

    /// The codes and [`PADDING`] separators behind them.
    pub fn padded(&self) -> &[u8] {
        self.codes.get(..self.len + PADDING).unwrap_or_default()
    }

    /// How many codes stand before each noted drop.
    pub fn noted(&self) -> &[u32] {
        &self.noted
    }

    /// The last unit of the character that left the code at `position`.
    pub fn last_unit(&self, position: u32) -> Option<u32> {
        if position as usize >= self.len {
            return None;
        }
        let rank = self.rank.get(..self.blocks)?;
        let mut block = *self.hints.get(position as usize / HINT)? as usize;
        while rank.get(block + 1).is_some_and(|before| *before <= position) {
            block += 1;
        }
        let nth = position - rank.get(block)?;
        Some((block as u32) << 6 | select(*self.keep.get(block)?, nth))
    }

    fn start(&mut self, units: usize) {
        self.len = 0;
        self.noted.clear();
        self.blocks = units.div_ceil(64);
        if self.keep.len() < self.blocks {
            self.keep.resize(self.blocks, 0);
            self.rank.resize(self.blocks, 0);
        }
        // A block holds at most 64 codes.
        let hints = self.blocks * (64 / HINT) + 3;
        if self.hints.len() < hints {
            self.hints.resize(hints, 0);
        }
    }

    /// Begins a block.
    #[inline(always)]
    fn begin(&mut self, block: usize, len: usize) {
        if let Some(rank) = self.rank.get_mut(block) {
            *rank = len as u32;
        }
        let first = len.div_ceil(HINT);
        if let Some(hints) = self.hints.get_mut(first..first + 3) {
            hints.fill(block as u32);
        }
    }

    /// Appends codes of one character at a time (for the texts that a kernel declined); the way back is the caller's.
    pub fn replace(&mut self, codes: &[u8], noted: &[u32]) {
        self.start(0);
        self.reserve(codes.len() + PADDING);
        if let Some(room) = self.codes.get_mut(..codes.len()) {
            room.copy_from_slice(codes);
        }
        self.noted.extend_from_slice(noted);
        self.finish(codes.len());
    }

    /// Room for `len` codes.
    #[inline(always)]
    fn reserve(&mut self, len: usize) {
        if self.codes.len() < len {
            self.grow(len);
        }
    }

    #[cold]
    fn grow(&mut self, len: usize) {
        self.codes.resize(len.max(self.codes.len() * 2).max(1 << 12), STOP);
    }

    fn finish(&mut self, len: usize) {
        self.len = len;
        self.reserve(len + PADDING);
        if let Some(padding) = self.codes.get_mut(len..len + PADDING) {
            padding.fill(STOP);
        }
    }
}

/// For each byte: the places of its set bits, four bits each.
static IN_BYTE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut bit, mut found) = (0, 0);
        while bit < 8 {
            if byte >> bit & 1 == 1 {
                table[byte] |= bit << (found * 4);
                found += 1;
            }
            bit += 1;
        }
        byte += 1;
    }
    table
};

/// The position of the `nth` set bit, counted from 0.
fn select(mask: u64, nth: u32) -> u32 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = ONES << 7;
    // Sums of bits up to each byte; the byte is behind those whose sum does not pass `nth`.
    let pairs = mask - (mask >> 1 & 0x5555_5555_5555_5555);
    let fours = (pairs & 0x3333_3333_3333_3333) + (pairs >> 2 & 0x3333_3333_3333_3333);
    let bytes = (fours + (fours >> 4)) & 0x0F0F_0F0F_0F0F_0F0F;
    let sums = bytes.wrapping_mul(ONES);
    let passed = (((u64::from(nth) * ONES) | TOPS) - sums) & TOPS;
    let byte = ((passed >> 7).wrapping_mul(ONES) >> 56 & 7) as u32 * 8;
    let before = (sums << 8 >> byte) as u8;
    let of_byte = (mask >> byte) as u8;
    let inside = IN_BYTE.get(usize::from(of_byte)).copied().unwrap_or_default();
    byte + (inside >> (((nth as u8).wrapping_sub(before) & 7) * 4) & 7)
}

/// Where the words of a text begin and end, as positions in its codes: ascending, none of them empty.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    starts: Vec<u32>,
    ends: Vec<u32>,
    len: usize,
}

impl Bounds {
    /// First code of each word.
    pub fn starts(&self) -> &[u32] {
        self.starts.get(..self.len).unwrap_or_default()
    }

    /// One past the last code of each word.
    pub fn ends(&self) -> &[u32] {
        self.ends.get(..self.len).unwrap_or_default()
    }

    /// Replaces the words by those of `words` that ascend and are not empty.
    pub fn replace(&mut self, words: impl Iterator<Item = (u32, u32)>) {
        let mut past = 0;
        let ascending = words.filter(|(start, end)| {
            let ascends = past <= *start && start < end;
            if ascends {
                past = *end;
            }
            ascends
        });
        (self.starts, self.ends) = ascending.unzip();
        self.len = self.starts.len();
    }
}

/// How the kernels are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// No vectors: any processor.
    Scalar,
    /// x86-64 with AVX2.
    Avx2,
    /// x86-64 with AVX-512 F, BW, DQ, VL, VBMI and VBMI2.
    Avx512,
    /// 64-bit ARM.
    Neon,
}

impl Form {
    /// Every form, the plainest first.
    pub const ALL: [Self; 4] = [Self::Scalar, Self::Avx2, Self::Avx512, Self::Neon];

    /// A stable lower-case name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
            Self::Neon => "neon",
        }
    }

    /// The form with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == name)
    }

    /// Whether this processor can run it.
    pub fn is_available(self) -> bool {
        match self {
            Self::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => {
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2")
                    && is_x86_feature_detected!("lzcnt")
                    && is_x86_feature_detected!("popcnt")
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                Self::Avx2.is_available()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vbmi")
                    && is_x86_feature_detected!("avx512vbmi2")
            }
            #[cfg(target_arch = "aarch64")]
            Self::Neon => true,
            #[allow(unreachable_patterns)]
            _ => false,
        }
    }

    /// The best form that this processor can run, or the one that the environment variable `AALAM_SIMD` names, if it can run
    /// that.
    pub fn best() -> Self {
        static BEST: LazyLock<Form> = LazyLock::new(|| {
            let named = std::env::var("AALAM_SIMD").ok();
            let named = named.as_deref().and_then(Form::from_name);
            let best = Form::ALL.into_iter().rev().find(|form| form.is_available());
            named.filter(|form| form.is_available()).or(best).unwrap_or(Form::Scalar)
        });
        *BEST
    }
}

/// A form that this processor was found to run: the only way to the kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernels(Form);

impl Default for Kernels {
    fn default() -> Self {
        Self(Form::best())
    }
}

/// Calls `$function` as it was compiled for the form.
macro_rules! dispatch {
    ($form:expr, $function:ident ( $($argument:expr),* )) => {
        match $form {
            // SAFETY: a `Kernels` holds the form only if `is_available` found every feature that the function is compiled for.
            #[cfg(target_arch = "x86_64")]
            Form::Avx512 => unsafe { avx512::$function($($argument),*) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Form::Avx2 => unsafe { avx2::$function($($argument),*) },
            // SAFETY: as above.
            #[cfg(target_arch = "aarch64")]
            Form::Neon => unsafe { neon::$function($($argument),*) },
            // SAFETY: the scalar form needs no feature.
            #[allow(unused_unsafe)]
            _ => unsafe { scalar::$function($($argument),*) },
        }
    };
}

impl Kernels {
    /// The kernels in a form, if this processor can run it.
    pub fn forced(form: Form) -> Option<Self> {
        form.is_available().then_some(Self(form))
    }

    /// Their form.
    pub const fn form(self) -> Form {
        self.0
    }

    /// Reads UTF-8. `false`: the text holds what [`Tables`] call [`RARE`], and `out` is of no use.
    pub fn utf8(self, text: &str, tables: &Tables, out: &mut Normalised) -> bool {
        dispatch!(self.0, utf8(text, tables, out))
    }

    /// Reads Latin-1 (one byte a code point). As [`utf8`](Self::utf8).
    pub fn ucs1(self, text: &[u8], tables: &Tables, out: &mut Normalised) -> bool {
        dispatch!(self.0, units(text, tables, out))
    }

    /// Reads UCS-2; lone surrogates are separators. As [`utf8`](Self::utf8).
    pub fn ucs2(self, text: &[u16], tables: &Tables, out: &mut Normalised) -> bool {
        dispatch!(self.0, units(text, tables, out))
    }

    /// Reads UCS-4; what is no character is a separator. As [`utf8`](Self::utf8).
    pub fn ucs4(self, text: &[u32], tables: &Tables, out: &mut Normalised) -> bool {
        dispatch!(self.0, units(text, tables, out))
    }

    /// Finds the words: runs of codes of one script.
    pub fn words(self, text: &Normalised, out: &mut Bounds) {
        dispatch!(self.0, words(text, out));
    }

    /// Looks up to [`CHUNK`] words, from `first` on, up in the filters.
    ///
    /// # Panics
    ///
    /// If the words are not those of the text, or a filter is empty.
    pub fn front(
        self,
        front: Front<'_>,
        text: &Normalised,
        words: &Bounds,
        first: usize,
        out: &mut Passed,
    ) {
        // One word more than are looked up: the second of the last pair.
        let part = first.min(words.len)..words.len.min(first + CHUNK + 1);
        let starts = words.starts.get(part.clone()).unwrap_or_default();
        let ends = words.ends.get(part).unwrap_or_default();
        // Bounds ascend and hold no empty word: where the last one lies in the text, all do.
        let last = ends.last().copied().unwrap_or(0) as usize;
        assert!(last <= text.len && starts.len() == ends.len(), "the words of another text");
        assert!(!front.firsts.is_empty() && !front.pairs.is_empty(), "a filter without words");
        dispatch!(self.0, front(front, text.padded(), starts, ends, out));
    }
}

/// Asks the processor to bring the cache line at `index` of `bytes`; a hint, for any index.
#[inline(always)]
pub fn prefetch(bytes: &[u8], index: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: prefetching reads nothing, so that any address will do; SSE is part of the baseline.
    unsafe {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(bytes.as_ptr().wrapping_add(index).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (bytes, index);
}

#[cfg(test)]
mod tests {
    use super::select;

    #[test]
    fn select_finds_every_bit() {
        let mut mask = 0x9E37_79B9_7F4A_7C15_u64;
        for round in 0..2000 {
            let mut rest = mask;
            for nth in 0..mask.count_ones() {
                assert_eq!(select(mask, nth), rest.trailing_zeros(), "{mask:x} {nth}");
                rest &= rest - 1;
            }
            mask = mask.rotate_left(7).wrapping_mul(0xD129_1DB1_4C5A_4D8B) | u64::from(round == 9);
        }
        assert_eq!((select(!0, 63), select(1 << 63, 0), select(1, 0)), (63, 63, 0));
    }
}

//! AVX-512 with VBMI2: one register a block; two-register byte permutes are the tables, compress stores drop what is ignored.

use core::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_and_si512, _mm512_castsi256_si512, _mm512_castsi512_si128,
    _mm512_cmpeq_epi8_mask, _mm512_cmpeq_epi16_mask, _mm512_cmpge_epu8_mask,
    _mm512_cmplt_epu8_mask, _mm512_cvtepi16_epi8, _mm512_cvtepu8_epi32, _mm512_extracti32x4_epi32,
    _mm512_inserti64x4, _mm512_loadu_si512, _mm512_mask_mov_epi8, _mm512_maskz_compress_epi8,
    _mm512_movepi8_mask, _mm512_or_si512, _mm512_permutex2var_epi8, _mm512_permutexvar_epi8,
    _mm512_set1_epi8, _mm512_set1_epi16, _mm512_set1_epi32, _mm512_setzero_si512,
    _mm512_slli_epi16, _mm512_storeu_si512,
};

use super::blocks::{self, Block, Kernel, Unit};
use super::front::{self, Front, Passed};
use super::{Bounds, DROP, FIRST_FOREIGN, FIRST_SEPARATOR, Normalised, RARE, Tables};

struct Avx512;

/// The 64 bytes of an array (or of the part of a longer one that begins at `at`, 0 or 64).
#[inline(always)]
unsafe fn load<const N: usize>(bytes: &[u8; N], at: usize) -> __m512i {
    debug_assert!(at + 64 <= N);
    // SAFETY: the callers of this file pass places with 64 bytes behind them.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().add(at).cast()) }
}

#[inline(always)]
unsafe fn splat(byte: u8) -> __m512i {
    // SAFETY: callers are compiled for the features.
    unsafe { _mm512_set1_epi8(byte.cast_signed()) }
}

impl Kernel for Avx512 {
    type Codes = __m512i;

    #[inline(always)]
    unsafe fn utf8(window: &[u8; 66], tables: &Tables) -> Block<__m512i> {
        // SAFETY: callers are compiled for the features; loads are in the arrays.
        unsafe {
            let bytes = load(window, 2);
            let before = load(window, 1);
            let low = splat(0x3F);
            let is_ascii = !_mm512_movepi8_mask(bytes);
            let is = |bytes, value| _mm512_cmpeq_epi8_mask(bytes, splat(value));
            // U+0600–067F: D8 and D9, whose last bit is bit 6 of the place in the table.
            let arabic = |bytes| is(_mm512_and_si512(bytes, splat(0xFE)), 0xD8);
            let (is_lead, is_trail) = (arabic(bytes), arabic(before));
            let top = _mm512_and_si512(_mm512_slli_epi16::<6>(before), splat(0x40));
            let place = _mm512_or_si512(_mm512_and_si512(bytes, low), top);
            let arabic_codes =
                _mm512_permutex2var_epi8(load(&tables.arabic, 0), place, load(&tables.arabic, 64));
            let ascii_codes =
                _mm512_permutex2var_epi8(load(&tables.ascii, 0), bytes, load(&tables.ascii, 64));
            let mut codes = _mm512_mask_mov_epi8(arabic_codes, is_ascii, ascii_codes);
            let mut ends = is_ascii | is_trail;
            let mut known = ends | is_lead;
            if known != !0 {
                // U+0080–00BF: C2 and one byte; U+2000–203F: E2 80 and one byte.
                let earlier = load(window, 0);
                let latin = is(before, 0xC2);
                let latin_codes = _mm512_permutexvar_epi8(bytes, load(&tables.latin, 0));
                codes = _mm512_mask_mov_epi8(codes, latin, latin_codes);
                let general = is(earlier, 0xE2) & is(before, 0x80);
                let general_codes = _mm512_permutexvar_epi8(bytes, load(&tables.punctuation, 0));
                codes = _mm512_mask_mov_epi8(codes, general, general_codes);
                ends |= latin | general;
                // A lead byte at the end of the block tells nothing about what follows it; its character ends in the next one.
                let last_two = 3 << 62;
                let general_leads = is(bytes, 0xE2) & (general >> 2 | last_two)
                    | is(bytes, 0x80) & is(before, 0xE2) & (general >> 1 | last_two);
                known |= latin | general | is(bytes, 0xC2) | general_leads;
            }
            Block { codes, known, ends }
        }
    }

    #[inline(always)]
    unsafe fn points(block: &[u16; 64], tables: &Tables) -> Block<__m512i> {
        // SAFETY: callers are compiled for the features; loads are in the arrays.
        unsafe {
            let halves = [
                _mm512_loadu_si512(block.as_ptr().cast()),
                _mm512_loadu_si512(block.as_ptr().add(32).cast()),
            ];
            let page = |half| _mm512_and_si512(half, _mm512_set1_epi16(0xFF80u16.cast_signed()));
            let is = |value| {
                let mask = |half| u64::from(_mm512_cmpeq_epi16_mask(page(half), value));
                mask(halves[0]) | mask(halves[1]) << 32
            };
            let is_ascii = is(_mm512_setzero_si512());
            let is_arabic = is(_mm512_set1_epi16(0x600));
            let place = _mm512_inserti64x4::<1>(
                _mm512_castsi256_si512(_mm512_cvtepi16_epi8(halves[0])),
                _mm512_cvtepi16_epi8(halves[1]),
            );
            let look_up = |table: &[u8; 128]| {
                _mm512_permutex2var_epi8(load(table, 0), place, load(table, 64))
            };
            let codes =
                _mm512_mask_mov_epi8(look_up(&tables.arabic), is_ascii, look_up(&tables.ascii));
            let known = is_ascii | is_arabic;
            Block { codes, known, ends: known }
        }
    }

    #[inline(always)]
    unsafe fn drops(codes: &__m512i) -> (u64, u64) {
        // SAFETY: callers are compiled for the features.
        unsafe {
            let dropped = _mm512_cmpge_epu8_mask(*codes, splat(RARE));
            (dropped, dropped & _mm512_cmplt_epu8_mask(*codes, splat(DROP)))
        }
    }

    #[inline(always)]
    unsafe fn compress(codes: &__m512i, keep: u64, out: &mut [u8; 72]) {
        // SAFETY: callers are compiled for the features; the store is in the array.
        unsafe {
            let kept = _mm512_maskz_compress_epi8(keep, *codes);
            _mm512_storeu_si512(out.as_mut_ptr().cast(), kept);
        }
    }

    #[inline(always)]
    unsafe fn array(codes: &__m512i) -> [u8; 64] {
        let mut out = [0; 64];
        // SAFETY: callers are compiled for the features; the store is in the array.
        unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), *codes) };
        out
    }

    #[inline(always)]
    unsafe fn from_array(codes: &[u8; 64]) -> __m512i {
        // SAFETY: callers are compiled for the features.
        unsafe { load(codes, 0) }
    }

    #[inline(always)]
    unsafe fn letters(block: &[u8; 64]) -> (u64, u64) {
        // SAFETY: callers are compiled for the features.
        unsafe {
            let codes = load(block, 0);
            let letters = _mm512_cmplt_epu8_mask(codes, splat(FIRST_SEPARATOR));
            (letters, letters & _mm512_cmpge_epu8_mask(codes, splat(FIRST_FOREIGN)))
        }
    }

    #[inline(always)]
    unsafe fn positions(mask: u64, base: u32, out: &mut [u32; 64]) {
        const COUNT: [u8; 64] = {
            let mut count = [0; 64];
            let mut index = 0;
            while index < 64 {
                count[index] = index as u8;
                index += 1;
            }
            count
        };
        // SAFETY: callers are compiled for the features; stores are in the array: 16 numbers at 0, 16, 32 and 48.
        unsafe {
            let base = _mm512_set1_epi32(base.cast_signed());
            let places = _mm512_maskz_compress_epi8(mask, load(&COUNT, 0));
            macro_rules! sixteen {
                ($at:literal) => {
                    let quarter = _mm512_extracti32x4_epi32::<$at>(places);
                    let sum = _mm512_add_epi32(base, _mm512_cvtepu8_epi32(quarter));
                    _mm512_storeu_si512(out.as_mut_ptr().add(16 * $at).cast(), sum);
                };
            }
            let first = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places));
            _mm512_storeu_si512(out.as_mut_ptr().cast(), _mm512_add_epi32(base, first));
            if mask.count_ones() > 16 {
                sixteen!(1);
                sixteen!(2);
                sixteen!(3);
            }
        }
    }
}

#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt"
)]
pub(super) fn utf8(text: &str, tables: &Tables, out: &mut Normalised) -> bool {
    // SAFETY: this function is compiled for the features.
    unsafe { blocks::utf8::<Avx512>(text, tables, out) }
}

#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt"
)]
pub(super) fn units<U: Unit>(text: &[U], tables: &Tables, out: &mut Normalised) -> bool {
    // SAFETY: as above.
    unsafe { blocks::units::<Avx512, U>(text, tables, out) }
}

#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt"
)]
pub(super) fn words(text: &Normalised, out: &mut Bounds) {
    // SAFETY: as above.
    unsafe { blocks::words::<Avx512>(text, out) };
}

// Without the 512-bit features: the compiler would widen scalar loops with them, and lose.
/// # Safety
///
/// As [`front::front`].
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn front(
    front: Front<'_>,
    codes: &[u8],
    starts: &[u32],
    ends: &[u32],
    out: &mut Passed,
) {
    // SAFETY: the caller's promise.
    unsafe { front::front(front, codes, starts, ends, out) };
}

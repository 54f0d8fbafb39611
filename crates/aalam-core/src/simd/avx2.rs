//! AVX2: two registers a block; tables are looked up sixteen places at a time, eight codes at a time are packed.

use core::arch::x86_64::{
    __m256i, _mm_cvtsi64_si128, _mm_loadl_epi64, _mm_loadu_si128, _mm_shuffle_epi8,
    _mm_storel_epi64, _mm256_adds_epu8, _mm256_and_si256, _mm256_blendv_epi8,
    _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8, _mm256_cmpeq_epi16, _mm256_cmpgt_epi8,
    _mm256_loadu_si256, _mm256_max_epu8, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_packus_epi16, _mm256_permute4x64_epi64, _mm256_set1_epi8, _mm256_set1_epi16,
    _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_slli_epi16, _mm256_storeu_si256,
    _mm256_xor_si256,
};

use super::blocks::{self, Block, Kernel, PACK};
use super::front::{self, FrontKernel};
use super::{DROP, Normalised, RARE, Tables};

struct Avx2;

impl FrontKernel for Avx2 {}

#[inline(always)]
unsafe fn load<const N: usize>(bytes: &[u8; N], at: usize) -> __m256i {
    debug_assert!(at + 32 <= N);
    // SAFETY: the callers of this file pass places with 32 bytes behind them.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().add(at).cast()) }
}

#[inline(always)]
unsafe fn splat(byte: u8) -> __m256i {
    // SAFETY: callers are compiled for the features.
    unsafe { _mm256_set1_epi8(byte.cast_signed()) }
}

#[inline(always)]
unsafe fn mask(bytes: __m256i) -> u64 {
    // SAFETY: callers are compiled for the features.
    u64::from(unsafe { _mm256_movemask_epi8(bytes) }.cast_unsigned())
}

/// Bytes at or above `least`.
#[inline(always)]
unsafe fn at_least(bytes: __m256i, least: u8) -> u64 {
    // SAFETY: callers are compiled for the features.
    unsafe { mask(_mm256_cmpeq_epi8(_mm256_max_epu8(bytes, splat(least)), bytes)) }
}

/// Looks up each place in the rows `from..to` (sixteen entries each) of a table; 0 for places in other rows.
#[inline(always)]
unsafe fn look_up<const N: usize>(
    table: &[u8; N],
    place: __m256i,
    rows: core::ops::Range<usize>,
) -> __m256i {
    debug_assert!(rows.end * 16 <= N);
    // SAFETY: callers are compiled for the features; rows are in the table.
    unsafe {
        let mut codes = _mm256_setzero_si256();
        for row in rows {
            let entries = _mm_loadu_si128(table.as_ptr().add(row * 16).cast());
            // In this row the place becomes 0–15; elsewhere the sum sets the top bit, which a shuffle answers with 0.
            let inside = _mm256_xor_si256(place, splat((row as u8) << 4));
            let inside = _mm256_adds_epu8(inside, splat(0x70));
            let found = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(entries), inside);
            codes = _mm256_or_si256(codes, found);
        }
        codes
    }
}

/// ASCII; the upper half of the table is looked at only where there are letters.
#[inline(always)]
unsafe fn look_up_ascii(tables: &Tables, place: __m256i) -> __m256i {
    // SAFETY: callers are compiled for the features.
    unsafe {
        let low = look_up(&tables.ascii, place, 0..4);
        if mask(_mm256_cmpgt_epi8(place, splat(0x3F))) == 0 {
            return low;
        }
        _mm256_or_si256(low, look_up(&tables.ascii, place, 4..8))
    }
}

impl Avx2 {
    /// Half a block.
    #[inline(always)]
    unsafe fn half(window: &[u8; 66], at: usize, tables: &Tables) -> (__m256i, [u64; 5]) {
        // SAFETY: callers are compiled for the features; loads are in the arrays.
        unsafe {
            let bytes = load(window, at + 2);
            let before = load(window, at + 1);
            let equal = |bytes, value| _mm256_cmpeq_epi8(bytes, splat(value));
            let arabic = |bytes| mask(equal(_mm256_and_si256(bytes, splat(0xFE)), 0xD8));
            let is_ascii = !mask(bytes) & 0xFFFF_FFFF;
            let (is_lead, is_trail) = (arabic(bytes), arabic(before));
            let low = _mm256_and_si256(bytes, splat(0x3F));
            let top = _mm256_and_si256(_mm256_slli_epi16::<6>(before), splat(0x40));
            let arabic_codes = look_up(&tables.arabic, _mm256_or_si256(low, top), 0..8);
            // Bytes that are not ASCII have their top bit set, which every look-up answers with 0.
            let ascii_codes = look_up_ascii(tables, bytes);
            let mut codes = _mm256_blendv_epi8(ascii_codes, arabic_codes, bytes);
            let mut ends = is_ascii | is_trail;
            let (mut leads, mut general) = (is_lead, 0);
            let mut seconds = 0;
            if ends | leads != 0xFFFF_FFFF {
                let latin = equal(before, 0xC2);
                codes = _mm256_blendv_epi8(codes, look_up(&tables.latin, low, 0..4), latin);
                let pair = _mm256_and_si256(equal(load(window, at), 0xE2), equal(before, 0x80));
                codes = _mm256_blendv_epi8(codes, look_up(&tables.punctuation, low, 0..4), pair);
                general = mask(pair);
                ends |= mask(latin) | general;
                leads |= mask(equal(bytes, 0xC2));
                seconds = mask(_mm256_and_si256(equal(bytes, 0x80), equal(before, 0xE2)));
            }
            (codes, [ends, leads, general, seconds, mask(equal(bytes, 0xE2))])
        }
    }
}

impl Kernel for Avx2 {
    type Codes = [__m256i; 2];

    #[inline(always)]
    unsafe fn utf8(window: &[u8; 66], tables: &Tables) -> Block<[__m256i; 2]> {
        // SAFETY: callers are compiled for the features.
        let (low, low_masks) = unsafe { Self::half(window, 0, tables) };
        // SAFETY: as above.
        let (high, high_masks) = unsafe { Self::half(window, 32, tables) };
        let join = |index: usize| low_masks[index] | high_masks[index] << 32;
        let [ends, leads, general, seconds, firsts] = [join(0), join(1), join(2), join(3), join(4)];
        // A lead byte at the end of the block tells nothing about what follows it; its character ends in the next one.
        let last_two = 3 << 62;
        let general_leads =
            firsts & (general >> 2 | last_two) | seconds & (general >> 1 | last_two);
        Block { codes: [low, high], known: ends | leads | general_leads, ends }
    }

    #[inline(always)]
    unsafe fn points(block: &[u16; 64], tables: &Tables) -> Block<[__m256i; 2]> {
        let mut codes = [[0u8; 32]; 2];
        let mut known = 0;
        for (half, out) in codes.iter_mut().enumerate() {
            // SAFETY: callers are compiled for the features; loads are in the array, the store is in `out`.
            unsafe {
                let at = |quarter: usize| {
                    let from = block.as_ptr().add(half * 32 + quarter * 16);
                    _mm256_loadu_si256(from.cast())
                };
                let (first, second) = (at(0), at(1));
                // Packing works on halves of a register; the permutation puts them in order again.
                let pack = |first, second| {
                    _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi16(first, second))
                };
                let page =
                    |quarter| _mm256_and_si256(quarter, _mm256_set1_epi16(0xFF80u16.cast_signed()));
                let is = |value| {
                    let of = |quarter| _mm256_cmpeq_epi16(page(quarter), value);
                    // Packing saturates: -1 would become 0.
                    let one = |quarter| _mm256_and_si256(of(quarter), _mm256_set1_epi16(0xFF));
                    pack(one(first), one(second))
                };
                let is_ascii = is(_mm256_setzero_si256());
                let is_arabic = is(_mm256_set1_epi16(0x600));
                let low = |quarter| _mm256_and_si256(quarter, _mm256_set1_epi16(0x7F));
                let place = pack(low(first), low(second));
                let arabic = look_up(&tables.arabic, place, 0..8);
                let ascii = look_up(&tables.ascii, place, 0..8);
                let found = _mm256_blendv_epi8(arabic, ascii, is_ascii);
                _mm256_storeu_si256(out.as_mut_ptr().cast(), found);
                known |= mask(_mm256_or_si256(is_ascii, is_arabic)) << (half * 32);
            }
        }
        // SAFETY: callers are compiled for the features.
        let codes = unsafe { [load(&codes[0], 0), load(&codes[1], 0)] };
        Block { codes, known, ends: known }
    }

    #[inline(always)]
    unsafe fn drops(codes: &[__m256i; 2]) -> (u64, u64) {
        // SAFETY: callers are compiled for the features.
        unsafe {
            let from = |least| at_least(codes[0], least) | at_least(codes[1], least) << 32;
            let dropped = from(RARE);
            (dropped, dropped & !from(DROP))
        }
    }

    #[inline(always)]
    unsafe fn compress(codes: &[__m256i; 2], keep: u64, out: &mut [u8; 72]) {
        let mut len = 0;
        for (index, eight) in eights(codes).into_iter().enumerate() {
            let set = (keep >> (index * 8)) as u8;
            // SAFETY: callers are compiled for the features; at most 56 bytes stand before the last store of 8.
            unsafe {
                let places = _mm_loadl_epi64(PACK[usize::from(set)].as_ptr().cast());
                let packed = _mm_shuffle_epi8(_mm_cvtsi64_si128(eight.cast_signed()), places);
                _mm_storel_epi64(out.as_mut_ptr().add(len).cast(), packed);
            }
            len += set.count_ones() as usize;
        }
    }

    #[inline(always)]
    unsafe fn array(codes: &[__m256i; 2]) -> [u8; 64] {
        let mut out = [0; 64];
        // SAFETY: callers are compiled for the features; the stores are in the array.
        unsafe {
            _mm256_storeu_si256(out.as_mut_ptr().cast(), codes[0]);
            _mm256_storeu_si256(out.as_mut_ptr().add(32).cast(), codes[1]);
        }
        out
    }

    #[inline(always)]
    unsafe fn from_array(codes: &[u8; 64]) -> [__m256i; 2] {
        // SAFETY: callers are compiled for the features.
        unsafe { [load(codes, 0), load(codes, 32)] }
    }

    #[inline(always)]
    unsafe fn at_least(block: &[u8; 64], least: u8) -> u64 {
        // SAFETY: callers are compiled for the features.
        unsafe { at_least(load(block, 0), least) | at_least(load(block, 32), least) << 32 }
    }
}

/// The codes, eight a number.
#[inline(always)]
fn eights(codes: &[__m256i; 2]) -> [u64; 8] {
    let mut out = [0u64; 8];
    // SAFETY: the stores are in the array; vectors exist only where AVX2 was found.
    unsafe {
        _mm256_storeu_si256(out.as_mut_ptr().cast(), codes[0]);
        _mm256_storeu_si256(out.as_mut_ptr().add(4).cast(), codes[1]);
    }
    out
}

entries!(Avx2, "avx2,bmi1,bmi2,lzcnt,popcnt");

//! AVX-512 with VBMI2: one register a block; two-register byte permutes are the tables, compress stores drop what is ignored.

use core::arch::x86_64::{
    __m256i, __m512i, _mm_loadu_si128, _mm256_add_epi32, _mm256_cmpgt_epu32_mask,
    _mm256_mask_or_epi32, _mm256_maskz_compress_epi32, _mm256_maskz_loadu_epi32, _mm256_set1_epi32,
    _mm256_slli_epi32, _mm256_storeu_si256, _mm256_sub_epi32, _mm256_test_epi32_mask,
    _mm512_add_epi32, _mm512_add_epi64, _mm512_and_si512, _mm512_andnot_si512,
    _mm512_castsi128_si512, _mm512_castsi256_si512, _mm512_castsi512_si128, _mm512_castsi512_si256,
    _mm512_cmpeq_epi8_mask, _mm512_cmpeq_epi16_mask, _mm512_cmpge_epu8_mask,
    _mm512_cmplt_epu8_mask, _mm512_cvtepi16_epi8, _mm512_cvtepi64_epi32, _mm512_cvtepu8_epi32,
    _mm512_cvtepu32_epi64, _mm512_extracti32x4_epi32, _mm512_i32gather_epi32, _mm512_inserti32x4,
    _mm512_inserti64x4, _mm512_loadu_si512, _mm512_mask_cmpgt_epu32_mask,
    _mm512_mask_cmple_epu32_mask, _mm512_mask_cmplt_epu32_mask, _mm512_mask_mov_epi8,
    _mm512_mask_test_epi32_mask, _mm512_mask_xor_epi64, _mm512_maskz_compress_epi8,
    _mm512_maskz_compress_epi32, _mm512_maskz_compress_epi64, _mm512_maskz_loadu_epi32,
    _mm512_maskz_loadu_epi64, _mm512_max_epu64, _mm512_min_epu64, _mm512_movepi8_mask,
    _mm512_mul_epu32, _mm512_mullo_epi64, _mm512_or_si512, _mm512_permutex2var_epi8,
    _mm512_permutexvar_epi8, _mm512_rol_epi64, _mm512_set1_epi8, _mm512_set1_epi16,
    _mm512_set1_epi32, _mm512_set1_epi64, _mm512_setr_epi64, _mm512_setzero_si512,
    _mm512_slli_epi16, _mm512_slli_epi32, _mm512_slli_epi64, _mm512_sllv_epi64, _mm512_srli_epi32,
    _mm512_srli_epi64, _mm512_srlv_epi64, _mm512_storeu_si512, _mm512_sub_epi32, _mm512_sub_epi64,
    _mm512_testn_epi32_mask, _mm512_unpackhi_epi64, _mm512_unpacklo_epi64, _mm512_xor_si512,
    _pext_u32,
};

use super::Seed;
use super::blocks::{self, Block, Kernel};
use super::front::{
    self, ARTICLE, CHUNK, DEFINITE, FrontKernel, Items, LONGEST_SEAM, List, Open, PAIR, SEAM,
    SINGLE, SKIP, Table, WORD, after_seam, hash_at,
};
use super::hash::SPREAD;
use super::{DROP, Normalised, RARE, Tables};

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
    unsafe fn at_least(block: &[u8; 64], least: u8) -> u64 {
        // SAFETY: callers are compiled for the features.
        unsafe { _mm512_cmpge_epu8_mask(load(block, 0), splat(least)) }
    }

    #[inline(always)]
    unsafe fn positions(mask: u64, base: u32, out: &mut [u32; 64]) {
        const BYTES: [u8; 64] = {
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
            let places = _mm512_maskz_compress_epi8(mask, load(&BYTES, 0));
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

entries!(
    Avx512,
    "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt"
);

/// The hashes of eight words, and the first eight codes of each; the hashes of words of more than sixteen letters are rubbish.
///
/// # Safety
///
/// Compiled for the features; sixteen codes can be read from each start.
#[inline(always)]
unsafe fn hash_eight(
    seed: Seed,
    codes: &[u8],
    starts: __m256i,
    lens: __m256i,
) -> (__m512i, __m512i) {
    // SAFETY: see above.
    unsafe {
        let mut at = [0u32; 8];
        _mm256_storeu_si256(at.as_mut_ptr().cast(), starts);
        let letters = |index: usize| _mm_loadu_si128(codes.as_ptr().add(at[index] as usize).cast());
        let four = |first: usize| {
            let all = _mm512_castsi128_si512(letters(first));
            let all = _mm512_inserti32x4::<1>(all, letters(first + 2));
            let all = _mm512_inserti32x4::<2>(all, letters(first + 4));
            _mm512_inserti32x4::<3>(all, letters(first + 6))
        };
        let (even, odd) = (four(0), four(1));
        let low = _mm512_unpacklo_epi64(even, odd);
        let high = _mm512_unpackhi_epi64(even, odd);
        // Bits of each word, in its first eight letters and behind them.
        let bits = _mm512_slli_epi64::<3>(_mm512_cvtepu32_epi64(lens));
        let half = _mm512_set1_epi64(64);
        let ones = _mm512_set1_epi64(-1);
        let mask = |unused| _mm512_srlv_epi64(ones, unused);
        let low_mask = mask(_mm512_sub_epi64(half, _mm512_min_epu64(bits, half)));
        let high_mask =
            mask(_mm512_sub_epi64(_mm512_set1_epi64(128), _mm512_max_epu64(bits, half)));
        let masked = |letters, mask, seed: u64| {
            _mm512_xor_si512(_mm512_and_si512(letters, mask), _mm512_set1_epi64(seed.cast_signed()))
        };
        let fold = |letters| {
            let product = _mm512_mul_epu32(letters, _mm512_srli_epi64::<32>(letters));
            _mm512_add_epi64(product, letters)
        };
        let of_low = fold(masked(low, low_mask, seed.low));
        let of_high = fold(masked(high, high_mask, seed.high));
        let mixed = _mm512_xor_si512(of_low, _mm512_rol_epi64::<32>(of_high));
        let mixed = _mm512_mullo_epi64(mixed, _mm512_set1_epi64(SPREAD.cast_signed()));
        (_mm512_xor_si512(mixed, _mm512_srli_epi64::<32>(mixed)), low)
    }
}

/// As many ones as there are lanes left, of eight.
#[inline(always)]
fn lanes(left: usize) -> u8 {
    (0xFFu32 >> (8 - left.min(8))) as u8
}

/// As many ones as there are lanes left, of sixteen.
#[inline(always)]
fn some_of_sixteen(left: usize) -> u16 {
    (0xFFFFu32 >> (16 - left.min(16))) as u16
}

/// Writes the lanes of a set, and rubbish behind them.
///
/// # Safety
///
/// Compiled for the features; the list has room for sixteen at `at`.
#[inline(always)]
unsafe fn pack<const N: usize>(set: u16, lanes: __m512i, list: &mut [u32; N], at: usize) {
    debug_assert!(at + 16 <= N);
    // SAFETY: see above.
    unsafe {
        let packed = _mm512_maskz_compress_epi32(set, lanes);
        _mm512_storeu_si512(list.as_mut_ptr().add(at).cast(), packed);
    }
}

/// The words that can have starts inside; gives how many.
///
/// # Safety
///
/// Compiled for the features; as [`FrontKernel::starts`].
#[inline(always)]
unsafe fn open_words(
    table: &Table,
    letters: &[u32; CHUNK + 16],
    starts: &[u32],
    ends: &[u32],
    open: &mut Open,
) -> usize {
    let len = starts.len();
    let mut count = 0;
    // SAFETY: as in `starts`.
    unsafe {
        let opens = load(&table.opens, 0);
        for first in (0..len).step_by(16) {
            let valid = some_of_sixteen(len - first);
            let letters = _mm512_loadu_si512(letters.as_ptr().add(first).cast());
            let kinds = _mm512_srli_epi32::<5>(letters);
            let kinds = _mm512_and_si512(kinds, _mm512_set1_epi32(0x0707_0707));
            let twos = _mm512_or_si512(kinds, _mm512_srli_epi32::<5>(kinds));
            let two = _mm512_and_si512(twos, _mm512_set1_epi32(0x3F));
            // The lowest byte of each number is its first two letters.
            let opens = _mm512_permutexvar_epi8(two, opens);
            let set = _mm512_mask_test_epi32_mask(valid, opens, _mm512_set1_epi32(1));
            let four = _mm512_and_si512(_mm512_srli_epi32::<10>(twos), _mm512_set1_epi32(0xFC0));
            let words = _mm512_add_epi32(_mm512_set1_epi32(first as i32), COUNT.load());
            let of =
                |list: &[u32]| _mm512_maskz_loadu_epi32(valid, list.as_ptr().add(first).cast());
            pack(set, of(starts), &mut open.starts, count);
            pack(set, of(ends), &mut open.ends, count);
            pack(set, _mm512_or_si512(two, four), &mut open.places, count);
            pack(set, words, &mut open.words, count);
            count += set.count_ones() as usize;
        }
    }
    count
}

impl FrontKernel for Avx512 {
    #[inline(always)]
    unsafe fn hashes(
        seed: Seed,
        codes: &[u8],
        (starts, ends): (&[u32], &[u32]),
        out: &mut [u64],
        mut letters: Option<&mut [u32; CHUNK + 16]>,
    ) {
        let len = starts.len();
        for first in (0..len).step_by(8) {
            // SAFETY: masked loads stay in the slices; lanes behind them read from the front of the codes; there is a place for each
            // word, and for the seven behind the last.
            unsafe {
                let lanes = lanes(len - first);
                let at = _mm256_maskz_loadu_epi32(lanes, starts.as_ptr().add(first).cast());
                let past = _mm256_maskz_loadu_epi32(lanes, ends.as_ptr().add(first).cast());
                let lens = _mm256_sub_epi32(past, at);
                let (hashes, eights) = hash_eight(seed, codes, at, lens);
                _mm512_storeu_si512(out.as_mut_ptr().add(first).cast(), hashes);
                if let Some(letters) = &mut letters {
                    let fours = _mm512_cvtepi64_epi32(eights);
                    _mm256_storeu_si256(letters.as_mut_ptr().add(first).cast(), fours);
                }
                let mut long = _mm256_cmpgt_epu32_mask(lens, _mm256_set1_epi32(16));
                while long != 0 {
                    let word = first + long.trailing_zeros() as usize;
                    long &= long - 1;
                    out[word] = hash_at(seed, codes, starts[word], ends[word]);
                }
            }
        }
    }

    #[inline(always)]
    unsafe fn starts(
        table: &Table,
        letters: &[u32; CHUNK + 16],
        (starts, ends): (&[u32], &[u32]),
        open: &mut Open,
        out: &mut Items,
    ) -> usize {
        // SAFETY: masked loads stay in the slices; there are letters for the words and for fifteen behind them, as there is room in
        // `open`; its places are twelve bits; the arrays of `out` have room for sixteen more than all items.
        unsafe {
            let words = open_words(table, letters, starts, ends, open);
            let mut count = 0;
            for first in (0..words).step_by(16) {
                let valid = some_of_sixteen(words - first);
                let load = |list: &[u32; CHUNK + 16]| {
                    _mm512_maskz_loadu_epi32(valid, list.as_ptr().add(first).cast())
                };
                let (at, past, word) = (load(&open.starts), load(&open.ends), load(&open.words));
                let places = load(&open.places);
                let entry = _mm512_i32gather_epi32::<4>(places, table.entries.as_ptr().cast());
                let number = _mm512_srli_epi32::<28>(entry);
                let short = _mm512_mask_cmple_epu32_mask(
                    valid,
                    _mm512_sub_epi32(past, at),
                    _mm512_set1_epi32(LONGEST_SEAM.cast_signed()),
                );
                let seam = _mm512_set1_epi32(SEAM.cast_signed());
                let mut seams = _mm512_mask_test_epi32_mask(short, entry, seam);
                while seams != 0 {
                    let word = open.words[first + seams.trailing_zeros() as usize] as usize;
                    seams &= seams - 1;
                    count += after_seam(word + 1, starts, ends, count, out);
                }
                let of_word = _mm512_slli_epi32::<WORD>(word);
                let mut rest = entry;
                let mut nth = 0;
                loop {
                    let more = _mm512_mask_cmpgt_epu32_mask(valid, number, _mm512_set1_epi32(nth));
                    if more == 0 {
                        break;
                    }
                    let skip = _mm512_and_si512(rest, _mm512_set1_epi32(SKIP.cast_signed()));
                    let flags = (SKIP | DEFINITE).cast_signed();
                    let item = _mm512_and_si512(rest, _mm512_set1_epi32(flags));
                    let start = _mm512_add_epi32(at, skip);
                    let inside = _mm512_mask_cmplt_epu32_mask(more, start, past);
                    let tag = _mm512_or_si512(of_word, item);
                    pack(inside, start, &mut out.starts, count);
                    pack(inside, past, &mut out.ends, count);
                    pack(inside, tag, &mut out.tags, count);
                    count += inside.count_ones() as usize;
                    rest = _mm512_srli_epi32::<4>(rest);
                    nth += 1;
                }
            }
            count
        }
    }

    #[inline(always)]
    unsafe fn firsts(
        firsts: &[[u8; 8]],
        hashes: &[u64],
        tags: Option<&[u32]>,
        out: &mut List,
    ) -> usize {
        let count = hashes.len();
        let mut kept = 0;
        for first in (0..count).step_by(8) {
            // SAFETY: masked loads stay in the slices; `place` is less than the length it is given; the list has room for eight more
            // than there are hashes.
            unsafe {
                let lanes = lanes(count - first);
                let mut tag = if let Some(tags) = tags {
                    _mm256_maskz_loadu_epi32(lanes, tags.as_ptr().add(first).cast())
                } else {
                    let words = _mm256_set1_epi32(first as i32);
                    let words = _mm256_add_epi32(words, _mm512_castsi512_si256(COUNT.load()));
                    _mm256_slli_epi32::<{ WORD as i32 }>(words)
                };
                let hash = _mm512_maskz_loadu_epi64(lanes, hashes.as_ptr().add(first).cast());
                let is_definite =
                    _mm256_test_epi32_mask(tag, _mm256_set1_epi32(DEFINITE.cast_signed()));
                let article = _mm512_set1_epi64(ARTICLE.cast_signed());
                let hash = _mm512_mask_xor_epi64(hash, is_definite, hash, article);
                let len = _mm512_set1_epi64(firsts.len() as i64);
                let places = _mm512_mul_epu32(_mm512_srli_epi64::<32>(hash), len);
                let places = _mm512_srli_epi64::<32>(places);
                let mut at = [0u64; 8];
                _mm512_storeu_si512(at.as_mut_ptr().cast(), places);
                let set =
                    |lane: usize| i64::from_le_bytes(*firsts.get_unchecked(at[lane] as usize));
                let sets = _mm512_setr_epi64(
                    set(0),
                    set(1),
                    set(2),
                    set(3),
                    set(4),
                    set(5),
                    set(6),
                    set(7),
                );
                let bit = |hash| {
                    let place = _mm512_and_si512(hash, _mm512_set1_epi64(31));
                    _mm512_sllv_epi64(_mm512_set1_epi64(1), place)
                };
                let half = _mm512_or_si512(bit(hash), bit(_mm512_srli_epi64::<5>(hash)));
                let wanted = _mm512_or_si512(half, _mm512_slli_epi64::<32>(half));
                let missing = _mm512_andnot_si512(sets, wanted);
                let full = u32::from(_mm512_testn_epi32_mask(missing, missing));
                let single = _pext_u32(full, 0x5555) as u8;
                let pair = _pext_u32(full, 0xAAAA) as u8;
                let pass = (single | pair) & lanes;
                let flag = |tag: u32| _mm256_set1_epi32(tag.cast_signed());
                tag = _mm256_mask_or_epi32(tag, single, tag, flag(SINGLE));
                tag = _mm256_mask_or_epi32(tag, pair, tag, flag(PAIR));
                let hashes = _mm512_maskz_compress_epi64(pass, hash);
                _mm512_storeu_si512(out.hashes.as_mut_ptr().add(kept).cast(), hashes);
                let tags = _mm256_maskz_compress_epi32(pass, tag);
                _mm256_storeu_si256(out.tags.as_mut_ptr().add(kept).cast(), tags);
                kept += pass.count_ones() as usize;
            }
        }
        kept
    }
}

/// 0 to 15.
struct Count([u32; 16]);
static COUNT: Count = Count([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);

impl Count {
    #[inline(always)]
    unsafe fn load(&self) -> __m512i {
        // SAFETY: callers are compiled for the features; the load is in the array.
        unsafe { _mm512_loadu_si512(self.0.as_ptr().cast()) }
    }
}

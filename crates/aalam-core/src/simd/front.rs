//! What every word of a text goes through in a lexicon: hashes, legal starts, filters.

use super::STOP;
use super::hash::Seed;

/// Words at a time: what is kept for them stays in the nearest cache.
pub const CHUNK: usize = 512;

/// In an item: letters to leave out before the look-up.
pub const SKIP: u32 = 7;
/// In an item: the look-up also stands for the name that begins with the ال just left out.
pub const AL: u32 = 1 << 3;
/// In an item: it may be a key of one word.
pub const SINGLE: u32 = 1 << 4;
/// In an item: with the word behind it, it may begin a longer key.
pub const PAIR: u32 = 1 << 5;
/// In an item: where the number of the word in its chunk begins.
pub const WORD: u32 = 6;
/// In an entry of the table of starts: ask [`Front::slow`].
pub const SLOW: u32 = 7 << 28;

/// The key of a first and a second word.
#[inline(always)]
pub const fn pair_key(first: u64, second: u64) -> u64 {
    first.rotate_left(17) ^ second
}

/// Spreads the upper bits of a hash evenly over `len` places.
#[inline(always)]
pub const fn place(hash: u64, len: usize) -> usize {
    ((hash as u128 * len as u128) >> 64) as usize
}

/// The bits that stand for a hash in half a word of the filter of first words.
#[inline(always)]
pub const fn half_bits(hash: u64) -> u32 {
    1 << (hash & 31) | 1 << (hash >> 5 & 31)
}

/// The bits that stand for a hash in a word of the filter of pairs.
#[inline(always)]
pub const fn bits(hash: u64) -> u64 {
    1 << (hash & 63) | 1 << (hash >> 6 & 63)
}

/// What the front asks.
#[derive(Clone, Copy, Debug)]
pub struct Front<'b> {
    /// Hashes words.
    pub seed: Seed,
    /// Sets of hashes, a u64 each: keys of one word in the lower half, first words of longer keys in the upper.
    pub firsts: &'b [[u8; 8]],
    /// Sets of [`pair_key`]s.
    pub pairs: &'b [[u8; 8]],
    /// For the kinds of a word's first four letters (the top three bits of their codes): up to four items of four bits, and their
    /// number in the top four bits, or [`SLOW`].
    pub table: &'b [u32; 4096],
    /// The items of a word that the table cannot decide, and their number.
    pub slow: fn(&[u8]) -> ([u32; 4], usize),
}

/// Where the front writes. Reusable.
#[derive(Clone, Debug)]
pub struct Passed {
    hashes: Box<[u64; CHUNK + 1]>,
    nexts: Box<[u64; CHUNK + 1]>,
    items: Box<[u32; CHUNK * 4 + 4]>,
    passed: Box<[(u64, u32); CHUNK * 4 + 4]>,
    len: usize,
}

impl Default for Passed {
    fn default() -> Self {
        Self {
            hashes: Box::new([0; CHUNK + 1]),
            nexts: Box::new([0; CHUNK + 1]),
            items: Box::new([0; CHUNK * 4 + 4]),
            passed: Box::new([(0, 0); CHUNK * 4 + 4]),
            len: 0,
        }
    }
}

impl Passed {
    /// Hash and item of what passed a filter, in text order.
    pub fn items(&self) -> &[(u64, u32)] {
        self.passed.get(..self.len).unwrap_or_default()
    }

    /// The hash of the word behind an item's word, 0 where a stop stands between them.
    pub fn next(&self, item: u32) -> u64 {
        self.nexts.get((item >> WORD) as usize).copied().unwrap_or(0)
    }
}

/// See [`Kernels::front`](super::Kernels::front).
///
/// # Safety
///
/// `starts` and `ends` are of equal length, at most `CHUNK + 1`; each start lies before its end, each end at least `PADDING` before
/// the end of `codes`; the filters are not empty.
#[inline(always)]
pub(super) unsafe fn front(
    front: Front<'_>,
    codes: &[u8],
    starts: &[u32],
    ends: &[u32],
    out: &mut Passed,
) {
    let Front { seed, firsts, pairs, table, slow } = front;
    let Passed { hashes, nexts, items, passed, len } = out;
    let all = starts.len();
    let words = all.min(CHUNK);
    // SAFETY: every word is in the codes, sixteen letters can be read from any of its letters because of the padding; `word` is less
    // than the number of words; a word gives at most four items, so that the arrays hold what all words give; `place` is less than
    // the length it is given; the kinds of four letters are twelve bits.
    unsafe {
        let hash_at = |start: usize, end: usize| {
            let count = end - start;
            if count > 16 {
                return seed.hash_long(codes.get_unchecked(start..end));
            }
            let sixteen = codes.as_ptr().add(start).cast::<u128>().read_unaligned();
            seed.mix(u128::from_le(sixteen), count)
        };
        for word in 0..all {
            let (start, end) = (*starts.get_unchecked(word), *ends.get_unchecked(word));
            *hashes.get_unchecked_mut(word) = hash_at(start as usize, end as usize);
        }
        for word in 0..words {
            let stops = *codes.get_unchecked(*ends.get_unchecked(word) as usize) == STOP;
            let next = if word + 1 < all { *hashes.get_unchecked(word + 1) } else { 0 };
            *nexts.get_unchecked_mut(word) = if stops { 0 } else { next };
        }
        let mut count = 0;
        for word in 0..words {
            let start = *starts.get_unchecked(word) as usize;
            let base = (word as u32) << WORD;
            let four = u32::from_le(codes.as_ptr().add(start).cast::<u32>().read_unaligned());
            let kinds = four >> 5 & 0x0707_0707;
            let twos = kinds | kinds >> 5;
            let entry = *table.get_unchecked((twos & 0x3F | twos >> 10 & 0xFC0) as usize);
            let room = items.as_mut_ptr().add(count).cast::<[u32; 4]>();
            if entry >= SLOW {
                let end = *ends.get_unchecked(word) as usize;
                let (found, number) = slow(codes.get_unchecked(start..end));
                *room = found.map(|item| base | item);
                count += number.min(4);
            } else {
                let at = |index: u32| base | entry >> (index * 4) & 15;
                *room = [at(0), at(1), at(2), at(3)];
                count += (entry >> 28) as usize;
            }
        }
        // First words.
        let mut kept = 0;
        for index in 0..count {
            let item = *items.get_unchecked(index);
            let word = (item >> WORD) as usize;
            let start = (*starts.get_unchecked(word) + (item & SKIP)) as usize;
            let hash = hash_at(start, *ends.get_unchecked(word) as usize);
            let set = *firsts.get_unchecked(place(hash, firsts.len()));
            let [low, high] =
                [u64::from_le_bytes(set) as u32, (u64::from_le_bytes(set) >> 32) as u32];
            let wanted = half_bits(hash);
            let is_single = u32::from(low & wanted == wanted);
            let is_first = u32::from(high & wanted == wanted);
            *passed.get_unchecked_mut(kept) = (hash, item | is_single * SINGLE | is_first * PAIR);
            kept += (is_single | is_first) as usize;
        }
        // Pairs, for what is left.
        let mut left = 0;
        for index in 0..kept {
            let (hash, item) = *passed.get_unchecked(index);
            let next = *nexts.get_unchecked((item >> WORD) as usize);
            let key = pair_key(hash, next);
            let set = u64::from_le_bytes(*pairs.get_unchecked(place(key, pairs.len())));
            let wanted = bits(key);
            let is_pair = (set & wanted == wanted) & (next != 0);
            let item = if is_pair { item } else { item & !PAIR };
            *passed.get_unchecked_mut(left) = (hash, item);
            left += usize::from(item & (SINGLE | PAIR) != 0);
        }
        *len = left;
    }
}

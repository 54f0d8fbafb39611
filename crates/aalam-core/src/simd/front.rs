//! What every word of a text goes through in a lexicon: hashes, legal starts, filters.

use super::STOP;
use super::hash::Seed;

/// Words at a time: what is kept for them stays in the nearest cache.
pub const CHUNK: usize = 512;

/// In an item: letters to leave out before the look-up.
pub const SKIP: u32 = 7;
/// In an item: the article was left out, or may have been.
pub const DEFINITE: u32 = 1 << 3;
/// In an item: it may be a key of one word.
pub const SINGLE: u32 = 1 << 4;
/// In an item: with the word behind it, it may begin a longer key.
pub const PAIR: u32 = 1 << 5;
/// In an item: where the number of the word in its chunk begins.
pub const WORD: u32 = 6;
/// Most items that a word gives, beside the word as it stands.
pub const STARTS: usize = 4;
/// In an entry of the table of starts: the word may be nothing but proclitics and article, which then belong to the next word.
pub const SEAM: u32 = 1 << 24;
/// Letters of the longest such word (وبال).
pub const LONGEST_SEAM: u32 = 4;

/// The hash of a first word with the article.
#[inline(always)]
pub const fn definite(hash: u64) -> u64 {
    hash ^ ARTICLE
}

/// Sets the hash of a first word with the article apart from the same without.
pub(super) const ARTICLE: u64 = 0xA076_1D64_78BD_642F;

/// The key of a first and a second word.
#[inline(always)]
pub const fn pair_key(first: u64, second: u64) -> u64 {
    first.rotate_left(17) ^ second
}

/// Spreads the upper bits of a hash evenly over `len` places; `len` is below 2³².
#[inline(always)]
pub const fn place(hash: u64, len: usize) -> usize {
    ((hash >> 32).wrapping_mul(len as u64) >> 32) as usize
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

/// The legal starts inside a word, by the kinds of its first letters (the top three bits of their codes).
#[derive(Debug)]
pub struct Table {
    /// For the kinds of four letters: up to four times the number of letters to leave out, with [`DEFINITE`], four bits each; how
    /// many they are in the top four bits; [`SEAM`]. What leaves nothing of the word does not count.
    pub entries: [u32; 4096],
    /// For the kinds of two letters: 1 if any entry is not 0 that begins with them.
    pub opens: [u8; 64],
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
    /// What a word's first letters may be.
    pub table: &'b Table,
    /// The word before the first one is nothing but proclitics and article.
    pub after_seam: bool,
}

/// Items of a chunk: those of each word, one that a seam before it gives; read and written sixteen at a time.
const ITEMS: usize = CHUNK * (STARTS + 1) + 16;

/// Where the front writes. Reusable.
#[derive(Clone, Debug)]
pub struct Passed {
    hashes: [u64; CHUNK + 8],
    letters: [u32; CHUNK + 16],
    open: Open,
    of_items: [u64; ITEMS],
    items: Items,
    words: List,
    starts: List,
}

/// The words that can have starts inside: where they begin and end, the kinds of their letters as a place in the [`Table`], their
/// numbers.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) starts: [u32; CHUNK + 16],
    pub(super) ends: [u32; CHUNK + 16],
    pub(super) places: [u32; CHUNK + 16],
    pub(super) words: [u32; CHUNK + 16],
}

/// Where the items begin and end in the codes, and the items.
#[derive(Clone, Debug)]
pub(super) struct Items {
    pub(super) starts: [u32; ITEMS],
    pub(super) ends: [u32; ITEMS],
    pub(super) tags: [u32; ITEMS],
}

/// Hashes and items.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) hashes: [u64; ITEMS],
    pub(super) tags: [u32; ITEMS],
    len: usize,
}

#[expect(clippy::large_stack_arrays, reason = "once a thread, on its way to the heap")]
impl Default for Passed {
    fn default() -> Self {
        let list = List { hashes: [0; ITEMS], tags: [0; ITEMS], len: 0 };
        let words = [0; CHUNK + 16];
        Self {
            hashes: [0; CHUNK + 8],
            letters: words,
            open: Open { starts: words, ends: words, places: words, words },
            of_items: [0; ITEMS],
            items: Items { starts: [0; ITEMS], ends: [0; ITEMS], tags: [0; ITEMS] },
            words: list.clone(),
            starts: list,
        }
    }
}

impl Passed {
    /// Hash and item of what passed a filter: words as they stand, then words with letters left out.
    pub fn items(&self) -> impl Iterator<Item = (u64, u32)> {
        [&self.words, &self.starts].into_iter().flat_map(|list| {
            list.hashes.iter().copied().zip(list.tags.iter().copied()).take(list.len)
        })
    }

    /// Whether nothing passed.
    pub fn is_empty(&self) -> bool {
        self.words.len + self.starts.len == 0
    }

    /// The hash of the word behind an item's word.
    pub fn next(&self, item: u32) -> u64 {
        self.hashes.get((item >> WORD) as usize + 1).copied().unwrap_or(0)
    }
}

/// What a form may do faster.
///
/// # Safety
///
/// Callers are compiled for the form; see [`front`] for the arrays.
pub(super) trait FrontKernel {
    /// Hashes `codes[starts[i]..ends[i]]`, and gives the four codes from each start on if they are wanted.
    #[inline(always)]
    unsafe fn hashes(
        seed: Seed,
        codes: &[u8],
        (starts, ends): (&[u32], &[u32]),
        out: &mut [u64],
        mut letters: Option<&mut [u32; CHUNK + 16]>,
    ) {
        for word in 0..starts.len() {
            // SAFETY: the words are in the codes, which go on for the padding; there is a place for each.
            unsafe {
                let (start, end) = (*starts.get_unchecked(word), *ends.get_unchecked(word));
                *out.get_unchecked_mut(word) = hash_at(seed, codes, start, end);
                if let Some(letters) = &mut letters {
                    let four = codes.as_ptr().add(start as usize).cast::<[u8; 4]>();
                    *letters.get_unchecked_mut(word) = u32::from_le_bytes(four.read());
                }
            }
        }
    }

    /// The legal starts inside the words, whose first four codes are `letters`; gives how many there are.
    #[inline(always)]
    unsafe fn starts(
        table: &Table,
        letters: &[u32; CHUNK + 16],
        (starts, ends): (&[u32], &[u32]),
        _open: &mut Open,
        out: &mut Items,
    ) -> usize {
        let mut count = 0;
        for word in 0..starts.len() {
            // SAFETY: there are letters for each word; the kinds of four letters are twelve bits; a word gives at most four items, and
            // one for the next word.
            unsafe {
                let (start, end) = (*starts.get_unchecked(word), *ends.get_unchecked(word));
                let kinds = *letters.get_unchecked(word) >> 5 & 0x0707_0707;
                let twos = kinds | kinds >> 5;
                let place = twos & 0x3F | twos >> 10 & 0xFC0;
                let entry = *table.entries.get_unchecked(place as usize);
                // All four are written, and only those stay that count: branches would be hard to predict.
                let number = entry >> 28;
                for index in 0..STARTS as u32 {
                    let item = (entry >> (index * 4)) & (SKIP | DEFINITE);
                    let from = start + (item & SKIP);
                    *out.starts.get_unchecked_mut(count) = from;
                    *out.ends.get_unchecked_mut(count) = end;
                    *out.tags.get_unchecked_mut(count) = ((word as u32) << WORD) | item;
                    count += usize::from(index < number) & usize::from(from < end);
                }
                if entry & SEAM != 0 && end - start <= LONGEST_SEAM {
                    count += after_seam(word + 1, starts, ends, count, out);
                }
            }
        }
        count
    }

    /// Puts hashes through the filter of first words: what passes is written to `out`, with `tags` or, without them, the numbers of
    /// the hashes as words. Gives how many passed.
    #[inline(always)]
    unsafe fn firsts(
        firsts: &[[u8; 8]],
        hashes: &[u64],
        tags: Option<&[u32]>,
        out: &mut List,
    ) -> usize {
        let mut kept = 0;
        for index in 0..hashes.len() {
            // SAFETY: there are as many tags as hashes; `place` is less than the length it is given; no more pass than there are.
            unsafe {
                let tag = tags.map_or((index as u32) << WORD, |tags| *tags.get_unchecked(index));
                let is_definite = u64::from((tag / DEFINITE) & 1).wrapping_neg();
                let hash = *hashes.get_unchecked(index) ^ is_definite & ARTICLE;
                let set = u64::from_le_bytes(*firsts.get_unchecked(place(hash, firsts.len())));
                let half = u64::from(half_bits(hash));
                let missing = (half | half << 32) & !set;
                // The top bit of each half that misses nothing. (A borrow may set the upper one wrongly; pairs are looked up anyway.)
                let full = missing.wrapping_sub(1 | 1 << 32) & !missing & (1 << 31 | 1 << 63);
                let flags = (full >> 27 | full >> 58) as u32;
                *out.hashes.get_unchecked_mut(kept) = hash;
                *out.tags.get_unchecked_mut(kept) = tag | flags;
                kept += usize::from(full != 0);
            }
        }
        kept
    }
}

/// The item of a word after a seam; gives 1, or 0 where there is no such word.
#[cold]
pub(super) fn after_seam(
    word: usize,
    starts: &[u32],
    ends: &[u32],
    at: usize,
    out: &mut Items,
) -> usize {
    let (Some(start), Some(end)) = (starts.get(word), ends.get(word)) else { return 0 };
    let Items { starts, ends, tags } = out;
    let tag = (word as u32) << WORD | DEFINITE;
    for (list, value) in [(starts, *start), (ends, *end), (tags, tag)] {
        if let Some(slot) = list.get_mut(at) {
            *slot = value;
        }
    }
    1
}

/// The hash of `codes[start..end]`.
///
/// # Safety
///
/// `start <= end`, and the codes are padded.
#[inline(always)]
pub(super) unsafe fn hash_at(seed: Seed, codes: &[u8], start: u32, end: u32) -> u64 {
    let (start, end) = (start as usize, end as usize);
    // SAFETY: because of the padding, sixteen codes can be read from any.
    unsafe {
        if end - start > 16 {
            return seed.hash_long(codes.get_unchecked(start..end));
        }
        let sixteen = codes.as_ptr().add(start).cast::<u128>().read_unaligned();
        seed.mix(u128::from_le(sixteen), end - start)
    }
}

/// See [`Kernels::front`](super::Kernels::front).
///
/// # Safety
///
/// The caller is compiled for the form. `starts` and `ends` are of equal length, at most `CHUNK + 1`; each start lies before its end,
/// each end at least `PADDING` before the end of `codes`; the filters are not empty.
#[inline(always)]
pub(super) unsafe fn front<K: FrontKernel>(
    front: Front<'_>,
    codes: &[u8],
    starts: &[u32],
    ends: &[u32],
    out: &mut Passed,
) {
    let Front { seed, firsts, pairs, table, after_seam: is_after_seam } = front;
    let Passed { hashes, letters, open, of_items, items, words: of_words, starts: of_starts } = out;
    let all = starts.len();
    let words = all.min(CHUNK);
    // SAFETY: every word is in the codes; lengths are those of the arrays or less.
    unsafe {
        K::hashes(seed, codes, (starts, ends), hashes.as_mut_slice(), Some(letters));
        // The last word has none behind it.
        hashes.get_unchecked_mut(all..).fill(0);
        let (starts, ends) = (starts.get_unchecked(..words), ends.get_unchecked(..words));
        let kept = K::firsts(firsts, hashes.get_unchecked(..words), None, of_words);
        second(pairs, codes, ends, hashes, kept, of_words);
        let mut count = K::starts(table, letters, (starts, ends), open, items);
        if is_after_seam {
            count += after_seam(0, starts, ends, count, items);
        }
        let Items { starts: from, ends: to, tags } = &*items;
        let (from, to) = (from.get_unchecked(..count), to.get_unchecked(..count));
        K::hashes(seed, codes, (from, to), of_items.as_mut_slice(), None);
        let (of_items, tags) = (of_items.get_unchecked(..count), tags.get_unchecked(..count));
        let kept = K::firsts(firsts, of_items, Some(tags), of_starts);
        second(pairs, codes, ends, hashes, kept, of_starts);
    }
}

/// Puts the first `kept` of a list through the filter of pairs.
///
/// # Safety
///
/// There are so many; `pairs` is not empty; there is a hash for each word and the one behind it.
#[inline(always)]
unsafe fn second(
    pairs: &[[u8; 8]],
    codes: &[u8],
    ends: &[u32],
    hashes: &[u64; CHUNK + 8],
    kept: usize,
    list: &mut List,
) {
    let mut left = 0;
    for index in 0..kept {
        // SAFETY: see above; `place` is less than the length it is given.
        unsafe {
            let hash = *list.hashes.get_unchecked(index);
            let item = *list.tags.get_unchecked(index);
            let word = (item >> WORD) as usize;
            let next = *hashes.get_unchecked(word + 1);
            let stops = *codes.get_unchecked(*ends.get_unchecked(word) as usize) == STOP;
            let key = pair_key(hash, next);
            let set = u64::from_le_bytes(*pairs.get_unchecked(place(key, pairs.len())));
            let wanted = bits(key);
            // Nothing here is easy to predict: no branches.
            let fails = u32::from(set & wanted != wanted) | u32::from(next == 0) | u32::from(stops);
            let item = item & !(fails * PAIR);
            *list.hashes.get_unchecked_mut(left) = hash;
            *list.tags.get_unchecked_mut(left) = item;
            left += usize::from(item & (SINGLE | PAIR) != 0);
        }
    }
    list.len = left;
}

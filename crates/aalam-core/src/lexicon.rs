//! The compiled dictionary: flat little-endian arrays, borrowed from bytes, looked up word by word.
//!
//! A key is a sequence of words. Each word of a text is hashed once, and once more for each proclitic or article that may be
//! taken off it. Two bit filters (keys of one word; first two words of longer keys) let few words pass; for those a hash
//! table of key prefixes tells the keys, and each key's letters are compared with the text's, so that a hash never lies.
//! The filters fit a core's own cache even for half a million names; everything larger is asked for in advance.
//!
//! Keys whose first word begins with ال are entered a second time without it under [`ARTICLE`]: words that begin with ال
//! need one look-up then, not two.

#[cfg(feature = "compile")]
pub(crate) mod build;
mod hash;
mod starts;

use crate::letters::STOP;
use crate::matcher::{Hit, Matcher, Scan, Work};
use crate::simd::{Task, prefetch};
use crate::span::LetterSpan;
use crate::words::{self, Definite, Start};
use hash::Seed;
use starts::{AL, SKIP, TABLE, put_items};

/// Words that are looked up at a time: what is kept for them stays in the nearest cache.
const CHUNK: usize = 512;
/// Sets the hash of a first word apart that stands for the same word with ال before it.
const ARTICLE: u64 = 0xA076_1D64_78BD_642F;
/// A free slot of the table.
const EMPTY: u64 = u64::MAX;
/// In a slot's number: a longer key goes on from here.
const HAS_CHILD: u32 = 1 << 31;
/// In an item: the filter of keys of one word let it pass.
const SINGLE: u32 = 1 << 4;
/// In an item: the filter of pairs let it pass.
const PAIR: u32 = 1 << 5;
/// In an item: where the number of the word begins.
const WORD: u32 = 6;
/// A key accepts a name written without the article.
pub(crate) const ACCEPTS_BARE: u32 = 1 << 30;
/// A key accepts a name written with the article.
pub(crate) const ACCEPTS_DEFINITE: u32 = 1 << 31;

/// The key of the table for a first and a second word.
#[inline(always)]
const fn pair_key(first: u64, second: u64) -> u64 {
    first.rotate_left(17) ^ second
}

/// The key of the table for a word after the prefix with this number.
#[inline(always)]
const fn child_key(prefix: u32, word: u64) -> u64 {
    word ^ (prefix as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Spreads the upper bits of a hash evenly over `len` places.
#[inline(always)]
const fn place(hash: u64, len: usize) -> usize {
    ((hash as u128 * len as u128) >> 64) as usize
}

/// The bits of a filter's word that belong to a hash; its lower bits choose them.
#[inline(always)]
const fn bits(hash: u64) -> u64 {
    1 << (hash & 63) | 1 << (hash >> 6 & 63)
}

#[inline(always)]
fn u64_at(bytes: &[u8], index: usize) -> Option<u64> {
    let eight = bytes.get(index * 8..)?.first_chunk()?;
    Some(u64::from_le_bytes(*eight))
}

#[inline(always)]
fn u32_at(bytes: &[u8], index: usize) -> Option<u32> {
    let four = bytes.get(index * 4..)?.first_chunk()?;
    Some(u32::from_le_bytes(*four))
}

/// A set of hashes that may say yes wrongly, but never no.
#[derive(Clone, Copy, Debug)]
struct Filter<'b> {
    words: &'b [u8],
    len: usize,
}

impl<'b> Filter<'b> {
    const fn new(words: &'b [u8]) -> Self {
        Self { words, len: words.len() / 8 }
    }

    #[inline(always)]
    fn may_hold(self, hash: u64) -> bool {
        let wanted = bits(hash);
        u64_at(self.words, place(hash, self.len)).unwrap_or(0) & wanted == wanted
    }
}

/// A compiled dictionary, borrowed from the sections of an artifact.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon<'b> {
    seed: Seed,
    single: Filter<'b>,
    pairs: Filter<'b>,
    /// Slots: the lower half of a hash, then the number of a prefix and [`HAS_CHILD`]. Collisions go to the next slot.
    table: &'b [u8],
    /// Home slots; some more follow for the last ones' collisions.
    homes: usize,
    /// For each key: where its letters begin, then where its surfaces begin and what it accepts.
    keys: &'b [u8],
    /// Letters of all keys.
    codes: &'b [u8],
}

/// The sections that a [`Lexicon`] lives in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sections<'b> {
    /// Seed and number of home slots, two u64.
    pub(crate) head: &'b [u8],
    /// Filter of keys of one word.
    pub(crate) single: &'b [u8],
    /// Filter of the first two words of longer keys.
    pub(crate) pairs: &'b [u8],
    /// Table of prefixes.
    pub(crate) table: &'b [u8],
    /// Records of keys.
    pub(crate) keys: &'b [u8],
    /// Letters of keys.
    pub(crate) codes: &'b [u8],
}

/// A prefix that the table knows, found at a start.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    slot: u32,
    word: u32,
    skip: u8,
    is_pair: bool,
}

/// A key that may stand in the text: its letters are still to be compared.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    key: u32,
    first: u32,
    last: u32,
    skip: u8,
}

/// Buffers of a lexicon.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers {
    hashes: Vec<u64>,
    nexts: Vec<u64>,
    items: Vec<u32>,
    passed: Vec<(u64, u32)>,
    nodes: Vec<Node>,
    found: Vec<Found>,
}

impl Buffers {
    fn prepare(&mut self) {
        if self.hashes.is_empty() {
            self.hashes.resize(CHUNK + 1, 0);
            self.nexts.resize(CHUNK + 1, 0);
            self.items.resize(CHUNK * 4 + 4, 0);
            self.passed.resize(CHUNK * 4, (0, 0));
        }
    }
}

impl<'b> Lexicon<'b> {
    pub(crate) fn new(sections: Sections<'b>) -> Self {
        Self {
            seed: Seed::new(u64_at(sections.head, 0).unwrap_or(0)),
            single: Filter::new(sections.single),
            pairs: Filter::new(sections.pairs),
            table: sections.table,
            homes: u64_at(sections.head, 1).unwrap_or(0) as usize,
            keys: sections.keys,
            codes: sections.codes,
        }
    }

    fn key_count(&self) -> u32 {
        (self.keys.len() / 8).saturating_sub(1) as u32
    }

    /// The slot of a hash.
    #[inline(always)]
    fn look_up(&self, hash: u64) -> Option<u32> {
        let mut at = place(hash, self.homes);
        loop {
            let slot = u64_at(self.table, at)?;
            if slot == EMPTY {
                return None;
            }
            if (slot >> 32) as u32 == hash as u32 {
                return Some(slot as u32);
            }
            at += 1;
        }
    }

    #[inline(always)]
    fn prefetch_slot(&self, hash: u64) {
        prefetch(self.table, place(hash, self.homes) * 8);
    }

    /// Where the letters of a key are.
    #[inline(always)]
    fn key_codes(&self, key: u32) -> &'b [u8] {
        let at = |index: usize| u32_at(self.keys, index * 2).unwrap_or(0) as usize;
        let key = key as usize;
        self.codes.get(at(key)..at(key + 1)).unwrap_or_default()
    }

    /// Follows what passed the filters to keys.
    fn resolve(&self, text: &Scan, first: usize, passed: usize, buffers: &mut Buffers) {
        let Buffers { nexts, passed: items, nodes, found, .. } = buffers;
        let items = items.get(..passed).unwrap_or_default();
        let next = |item: u32| nexts.get((item >> WORD) as usize).copied().unwrap_or(0);
        for &(hash, item) in items {
            if item & SINGLE != 0 {
                self.prefetch_slot(hash);
            }
            if item & PAIR != 0 {
                self.prefetch_slot(pair_key(hash, next(item)));
            }
        }
        nodes.clear();
        for &(hash, item) in items {
            let word = first as u32 + (item >> WORD);
            let skip = (item & SKIP) as u8;
            let pair = pair_key(hash, next(item));
            let mut ask = |hash: u64, skip: u8, is_pair: bool| {
                if let Some(slot) = self.look_up(hash) {
                    nodes.push(Node { slot, word, skip, is_pair });
                    prefetch(self.keys, (slot & !HAS_CHILD) as usize * 8);
                }
            };
            if item & AL != 0 {
                if item & SINGLE != 0 {
                    ask(hash ^ ARTICLE, skip - 2, false);
                }
                if item & PAIR != 0 {
                    ask(pair ^ ARTICLE, skip - 2, true);
                }
            }
            if item & SINGLE != 0 {
                ask(hash, skip, false);
            }
            if item & PAIR != 0 {
                ask(pair, skip, true);
            }
        }
        found.clear();
        for node in nodes.iter() {
            let mut last = node.word as usize;
            if node.is_pair {
                if !text.joins_next(last) {
                    continue;
                }
                last += 1;
            }
            let mut slot = node.slot;
            loop {
                let key = slot & !HAS_CHILD;
                if key < self.key_count() {
                    let codes = u32_at(self.keys, key as usize * 2).unwrap_or(0);
                    prefetch(self.codes, codes as usize);
                    let (first, last) = (node.word, last as u32);
                    found.push(Found { key, first, last, skip: node.skip });
                }
                if !node.is_pair || slot & HAS_CHILD == 0 || !text.joins_next(last) {
                    break;
                }
                last += 1;
                let hash = self.seed.hash_word(text.word(last));
                match self.look_up(child_key(key, hash)) {
                    Some(child) => slot = child,
                    None => break,
                }
            }
        }
    }

    /// Reports the keys whose letters are the text's.
    fn report(&self, text: &Scan, found: &[Found], hits: &mut Vec<Hit>) {
        for of_word in found.chunk_by(|a, b| a.first == b.first) {
            let Some(first) = of_word.first().map(|found| found.first as usize) else { continue };
            let word = text.word(first);
            let seam = first.checked_sub(1).and_then(|before| words::seam(text.word(before)));
            let mut across = [Vec::new(), Vec::new()];
            for one in of_word.iter().filter(|one| self.is_written(text, one)) {
                let Some(start) = words::start_with_skip(word, one.skip) else { continue };
                self.accept(text, one, start, hits);
                if let Some((proclitic, definite)) = seam {
                    let starts = words::starts_after_seam(word, proclitic, definite);
                    for (start, list) in starts.zip(&mut across) {
                        // The same letters, under the proclitics of the word before.
                        if start.skip == one.skip {
                            list.push((*one, start));
                        }
                    }
                }
            }
            for (one, start) in across.into_iter().flatten() {
                self.accept(text, &one, start, hits);
            }
        }
    }

    fn accept(&self, text: &Scan, one: &Found, start: Start, hits: &mut Vec<Hit>) {
        let accepts = u32_at(self.keys, one.key as usize * 2 + 1).unwrap_or(0);
        if !accepts_article(accepts, start.definite) {
            return;
        }
        let at = |list: &[u32], word: u32| list.get(word as usize).copied().unwrap_or(0);
        hits.push(Hit {
            key: one.key,
            first_word: one.first,
            last_word: one.last,
            start,
            letters: LetterSpan {
                start: at(text.words.starts(), one.first) + u32::from(start.span_skip),
                end: at(text.words.ends(), one.last),
            },
        });
    }

    /// Whether the letters of a key stand in the text.
    #[inline]
    fn is_written(&self, text: &Scan, one: &Found) -> bool {
        let mut key = self.key_codes(one.key);
        let spans = (text.words.span(one.first as usize), text.words.span(one.last as usize));
        let (Some(first), Some(last)) = spans else { return false };
        let written = first.start as usize + usize::from(one.skip)..last.end as usize;
        if text.letters.codes().get(written) == Some(key) {
            return true;
        }
        // Not a single space between two words, or not this key.
        for index in one.first..=one.last {
            let skip = if index == one.first { usize::from(one.skip) } else { 0 };
            let word = text.word(index as usize).get(skip..).unwrap_or_default();
            match key.strip_prefix(word) {
                Some([_, rest @ ..]) if index < one.last => key = rest,
                Some([]) if index == one.last => return true,
                _ => return false,
            }
        }
        false
    }
}

/// Whether a key accepts how a start stands to the article.
pub(crate) const fn accepts_article(accepts: u32, definite: Definite) -> bool {
    match definite {
        Definite::Maybe => true,
        Definite::Yes => accepts & ACCEPTS_DEFINITE != 0,
        Definite::No => accepts & ACCEPTS_BARE != 0,
    }
}

impl Matcher for Lexicon<'_> {
    fn scan(&self, text: &Scan, work: &mut Work, hits: &mut Vec<Hit>) {
        let buffers = &mut work.lexicon;
        buffers.prepare();
        let words = text.words.len();
        for first in (0..words).step_by(CHUNK) {
            let last = (first + CHUNK).min(words);
            let front = Front { lexicon: self, text, first, last, buffers };
            let passed = text.kernels.run(front);
            if passed > 0 {
                self.resolve(text, first, passed, buffers);
                self.report(text, &buffers.found, hits);
            }
        }
    }
}

/// The part that every word goes through: hashes and filters.
struct Front<'a, 'b> {
    lexicon: &'a Lexicon<'b>,
    text: &'a Scan,
    first: usize,
    last: usize,
    buffers: &'a mut Buffers,
}

impl Task for Front<'_, '_> {
    /// How many items passed.
    type Output = usize;

    #[inline(always)]
    fn run(self) -> usize {
        let Lexicon { seed, single, pairs, .. } = *self.lexicon;
        let Buffers { hashes, nexts, items, passed, .. } = self.buffers;
        let codes = self.text.letters.padded();
        let all = self.text.words.starts().len();
        // One word more than asked for, if there is one: the second of the last pair.
        let range = self.first..(self.last + 1).min(all);
        let starts = self.text.words.starts().get(range.clone()).unwrap_or_default();
        let ends = self.text.words.ends().get(range).unwrap_or_default();
        for ((hash, start), end) in hashes.iter_mut().zip(starts).zip(ends) {
            *hash = seed.hash_at(codes, *start as usize, *end as usize);
        }
        if let Some(beyond) = hashes.get_mut(starts.len()) {
            *beyond = 0;
        }
        for ((next, hash), end) in nexts.iter_mut().zip(hashes.iter().skip(1)).zip(ends) {
            let stops = codes.get(*end as usize).is_none_or(|code| *code == STOP);
            *next = if stops { 0 } else { *hash };
        }
        let words = self.last - self.first;
        let (starts, ends) = (starts.get(..words), ends.get(..words));
        let (starts, ends) = (starts.unwrap_or_default(), ends.unwrap_or_default());
        let table = &**TABLE;
        let mut count = 0;
        for ((word, start), end) in (0u32..).zip(starts).zip(ends) {
            count = put_items(table, codes, *start, *end, word << WORD, items, count);
        }
        let mut len = 0;
        for &item in items.get(..count).unwrap_or_default() {
            let word = (item >> WORD) as usize;
            let (Some(start), Some(end), Some(next)) =
                (starts.get(word), ends.get(word), nexts.get(word))
            else {
                continue;
            };
            let start = (*start + (item & SKIP)) as usize;
            let hash = seed.hash_at(codes, start, *end as usize);
            let is_single = single.may_hold(hash);
            let is_pair = pairs.may_hold(pair_key(hash, *next)) & (*next != 0);
            let flags = u32::from(is_single) * SINGLE | u32::from(is_pair) * PAIR;
            if let Some(slot) = passed.get_mut(len) {
                *slot = (hash, item | flags);
            }
            len += usize::from(flags != 0);
        }
        len
    }
}

//! The compiled dictionary: flat little-endian arrays, borrowed from bytes, looked up word by word.
//!
//! A key is a sequence of words. Each word of a text is hashed once, and once more for each proclitic or article that may be
//! taken off it. Two bit filters (keys of one word; first two words of longer keys) let few words pass; for those a hash
//! table of key prefixes tells the keys, and each key's letters are compared with the text's, so that a hash never lies.
//! The filters fit a core's own cache even for half a million names; everything larger is asked for in advance.

#[cfg(feature = "compile")]
pub(crate) mod build;
mod starts;

use crate::matcher::{Hit, Matcher, Scan, Work};
use crate::simd::front::{
    CHUNK, Front, LONGEST_SEAM, PAIR, Passed, SINGLE, SKIP, WORD, pair_key, place,
};
use crate::simd::{Seed, prefetch};
use crate::span::LetterSpan;
use crate::words::{self, Definite, Start};
use starts::TABLE;

/// A free slot of the table.
#[cfg(feature = "compile")]
const FREE: u64 = u64::MAX;
/// In a slot: a longer key goes on from here.
const HAS_CHILD: u32 = 1 << 29;
/// In a slot: the number of a prefix. Keys have the first numbers.
const NUMBER: u32 = HAS_CHILD - 1;
/// In a slot or a key's record: a name may be written without the article.
pub(crate) const ACCEPTS_BARE: u32 = 1 << 30;
/// In a slot or a key's record: a name may be written with the article.
pub(crate) const ACCEPTS_DEFINITE: u32 = 1 << 31;

/// The key of the table for a word after the prefix with this number.
#[inline(always)]
const fn child_key(prefix: u32, word: u64) -> u64 {
    word ^ (prefix as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
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

/// The slot of a hash with a pilot, of `len`.
#[inline(always)]
const fn slot_of(hash: u64, pilot: u16, len: usize) -> usize {
    let turned = hash ^ (pilot as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    place((turned ^ turned >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9), len)
}

/// A compiled dictionary, borrowed from the sections of an artifact.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon<'b> {
    seed: Seed,
    /// What one word can begin.
    firsts: &'b [[u8; 8]],
    /// What two words can begin.
    pairs: &'b [[u8; 8]],
    /// What sends the hashes of the prefixes to slots of their own: a number for each few of them.
    pilots: &'b [[u8; 2]],
    /// Slots: the number of a prefix and [`HAS_CHILD`], then the lower half of its hash.
    table: &'b [[u8; 8]],
    /// For each key: where its letters begin, then where its surfaces begin and what it accepts.
    keys: &'b [u8],
    /// Letters of all keys.
    codes: &'b [u8],
}

/// The sections that a [`Lexicon`] lives in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sections<'b> {
    /// Seed, u64.
    pub(crate) head: &'b [u8],
    /// Filter of first words.
    pub(crate) firsts: &'b [u8],
    /// Filter of the first two words of longer keys.
    pub(crate) pairs: &'b [u8],
    /// Pilots of the table.
    pub(crate) pilots: &'b [u8],
    /// Table of prefixes.
    pub(crate) table: &'b [u8],
    /// Records of keys.
    pub(crate) keys: &'b [u8],
    /// Letters of keys.
    pub(crate) codes: &'b [u8],
}

/// A prefix found at a start: its slot, or what is in the slot.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    slot: u32,
    word: u32,
    skip: u8,
    is_pair: bool,
    /// The hash of the prefix that may go on from here, 0 where none does.
    child: u64,
}

/// A key that may stand in the text: its letters are still to be compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Found {
    key: u32,
    first: u32,
    last: u32,
    skip: u8,
}

impl Found {
    /// By word, start, length.
    #[inline(always)]
    const fn order(&self) -> u64 {
        let words = self.last - self.first;
        (self.first as u64) << 32 | (self.skip as u64) << 24 | words as u64
    }
}

/// Buffers of a lexicon.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers {
    /// Large, and made when it is needed.
    passed: Option<Box<Passed>>,
    /// The lower half of a hash, and the slot where it would be.
    asks: Vec<(u32, Node)>,
    nodes: Vec<Node>,
    found: Vec<Found>,
}

impl<'b> Lexicon<'b> {
    pub(crate) fn new(sections: Sections<'b>) -> Self {
        Self {
            seed: Seed::new(u64_at(sections.head, 0).unwrap_or(0)),
            firsts: sections.firsts.as_chunks().0,
            pairs: sections.pairs.as_chunks().0,
            pilots: sections.pilots.as_chunks().0,
            table: sections.table.as_chunks().0,
            keys: sections.keys,
            codes: sections.codes,
        }
    }

    fn key_count(&self) -> u32 {
        (self.keys.len() / 8).saturating_sub(1) as u32
    }

    /// Where the hash of a prefix would be in the table.
    #[inline(always)]
    fn slot(&self, hash: u64) -> usize {
        let pilot = self.pilots.get(place(hash, self.pilots.len())).copied().unwrap_or_default();
        slot_of(hash, u16::from_le_bytes(pilot), self.table.len())
    }

    /// What is in a slot, if it is for a hash.
    #[inline(always)]
    fn read_slot(&self, slot: usize, hash: u64) -> Option<u32> {
        let [low @ .., a, b, c, d] = *self.table.get(slot)?;
        (u32::from_le_bytes([a, b, c, d]) == hash as u32).then(|| u32::from_le_bytes(low))
    }

    /// Follows what passed the filters to keys.
    fn resolve(&self, text: &Scan, first: usize, buffers: &mut Buffers) {
        let Buffers { passed, asks, nodes, found } = buffers;
        let passed = passed.get_or_insert_default();
        asks.clear();
        for (hash, item) in passed.items() {
            let (word, skip) = (first as u32 + (item >> WORD), (item & SKIP) as u8);
            let mut ask = |hash: u64, is_pair: bool| {
                let slot = self.slot(hash);
                prefetch(self.table.as_flattened(), slot * 8);
                let node = Node { slot: slot as u32, word, skip, is_pair, child: 0 };
                asks.push((hash as u32, node));
            };
            if item & SINGLE != 0 {
                ask(hash, false);
            }
            if item & PAIR != 0 {
                ask(pair_key(hash, passed.next(item)), true);
            }
        }
        nodes.clear();
        for &(hash, node) in asks.iter() {
            if let Some(slot) = self.read_slot(node.slot as usize, u64::from(hash)) {
                let last = node.word + u32::from(node.is_pair);
                let child = self.child_of(text, slot, node.is_pair, last);
                prefetch(self.keys, (slot & NUMBER) as usize * 8);
                nodes.push(Node { slot, child, ..node });
            }
        }
        found.clear();
        for node in nodes.iter() {
            let mut last = node.word;
            if node.is_pair {
                if !text.joins_next(last as usize) {
                    continue;
                }
                last += 1;
            }
            let (mut slot, mut child) = (node.slot, node.child);
            loop {
                let key = slot & NUMBER;
                if key < self.key_count() {
                    let codes = u32_at(self.keys, key as usize * 2).unwrap_or(0);
                    prefetch(self.codes, codes as usize);
                    found.push(Found { key, first: node.word, last, skip: node.skip });
                }
                if child == 0 || !text.joins_next(last as usize) {
                    break;
                }
                last += 1;
                match self.read_slot(self.slot(child), child) {
                    Some(next) => slot = next,
                    None => break,
                }
                child = self.child_of(text, slot, true, last);
            }
        }
        // Words as they stand came first, those with letters left out behind them: two runs nearly in order. A start that may hide
        // the article was looked up both ways.
        found.sort_by_key(Found::order);
        found.dedup();
    }

    /// The hash of the prefix that goes on from another over the word behind `last`, asked for in advance; 0 where none does.
    #[inline(always)]
    fn child_of(&self, text: &Scan, slot: u32, is_pair: bool, last: u32) -> u64 {
        let next = text.words.span(last as usize + 1);
        match next.filter(|_| is_pair && slot & HAS_CHILD != 0) {
            None => 0,
            Some(next) => {
                let word = self.seed.hash_in(text.letters.padded(), next.start, next.end);
                let child = child_key(slot & NUMBER, word);
                prefetch(self.table.as_flattened(), self.slot(child) * 8);
                child
            }
        }
    }

    /// Reports the keys whose letters are the text's.
    fn report(&self, text: &Scan, found: &[Found], hits: &mut Vec<Hit>) {
        for of_word in found.chunk_by(|a, b| a.first == b.first) {
            let Some(first) = of_word.first().map(|found| found.first) else { continue };
            let word = text.word(first as usize);
            let seam = match first.checked_sub(1) {
                Some(before) if has_short_word_before(text, first) => {
                    words::seam(text.word(before as usize))
                }
                _ => None,
            };
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

    #[inline(always)]
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
    #[inline(always)]
    fn is_written(&self, text: &Scan, one: &Found) -> bool {
        let spans = (text.words.span(one.first as usize), text.words.span(one.last as usize));
        let (Some(first), Some(last)) = spans else { return false };
        let start = first.start as usize + usize::from(one.skip);
        let at = |index: usize| u32_at(self.keys, index * 2).unwrap_or(0) as usize;
        let (from, to) = (at(one.key as usize), at(one.key as usize + 1));
        let len = to.saturating_sub(from);
        if (last.end as usize).checked_sub(start) == Some(len) && (1..=16).contains(&len) {
            let sixteen = |codes: &[u8], at: usize| -> Option<u128> {
                Some(u128::from_le_bytes(*codes.get(at..)?.first_chunk()?))
            };
            let both = (sixteen(text.letters.padded(), start), sixteen(self.codes, from));
            if let (Some(written), Some(key)) = both
                && (written ^ key) << (128 - 8 * len) == 0
            {
                return true;
            }
        }
        is_written_apart(text, one, self.codes.get(from..to).unwrap_or_default())
    }
}

/// Whether the letters of a key stand in the text, word by word: not always a single space stands between two.
fn is_written_apart(text: &Scan, one: &Found, mut key: &[u8]) -> bool {
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

/// Whether the word before one may be nothing but proclitics and article.
#[inline(always)]
fn has_short_word_before(text: &Scan, word: u32) -> bool {
    let before = word.checked_sub(1).and_then(|before| text.words.span(before as usize));
    before.is_some_and(|before| before.end - before.start <= LONGEST_SEAM)
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
        if self.firsts.is_empty() || self.pairs.is_empty() {
            return;
        }
        for first in (0..text.words.len()).step_by(CHUNK) {
            let before = first.checked_sub(1).and_then(|before| words::seam(text.word(before)));
            let front = Front {
                seed: self.seed,
                firsts: self.firsts,
                pairs: self.pairs,
                table: &TABLE,
                after_seam: before.is_some_and(|(_, definite)| definite == Definite::Yes),
            };
            let passed = buffers.passed.get_or_insert_default();
            text.kernels.front(
                front,
                text.letters.normalised(),
                text.words.bounds(),
                first,
                passed,
            );
            if !passed.is_empty() {
                self.resolve(text, first, buffers);
                self.report(text, &buffers.found, hits);
            }
        }
    }
}

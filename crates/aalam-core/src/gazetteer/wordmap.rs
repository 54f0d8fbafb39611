//! A small dictionary of single words, where most questions are about words that it does not hold.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use crate::simd::Seed;
use crate::span::LetterSpan;

/// Words of the bit set; a power of two.
const BITS: usize = 1 << 16;

/// Values by the letters of a word.
#[derive(Clone, Debug)]
pub(super) struct WordMap<V> {
    /// Says no for nearly all words that are not there.
    may_hold: Box<[u64]>,
    /// The last word of each hash.
    last: HashMap<u64, u32, BuildHasherDefault<Hashed>>,
    words: Vec<Word<V>>,
    /// Letters of all words, one after another.
    letters: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Word<V> {
    letters: Range<u32>,
    value: V,
    /// The word before it that has the same hash.
    before: Option<u32>,
}

impl<V> Default for WordMap<V> {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

fn hash(word: &[u8]) -> u64 {
    Seed::new(0).hash_word(word)
}

fn bit(hash: u64) -> (usize, u64) {
    (hash as usize >> 6 & (BITS / 64 - 1), 1 << (hash & 63))
}

impl<V> WordMap<V> {
    /// An empty one with room for so many words.
    pub(super) fn with_capacity(words: usize) -> Self {
        Self {
            may_hold: vec![0; BITS / 64].into(),
            last: HashMap::with_capacity_and_hasher(words, BuildHasherDefault::default()),
            words: Vec::with_capacity(words),
            letters: Vec::with_capacity(words * 8),
        }
    }

    /// The value of a word, which is `new` where there was none.
    pub(super) fn entry(&mut self, word: &[u8], new: V) -> Option<&mut V> {
        let hash = hash(word);
        let index = if let Some(index) = self.find(hash, word) {
            index
        } else {
            let (place, bit) = bit(hash);
            *self.may_hold.get_mut(place)? |= bit;
            let start = self.letters.len() as u32;
            self.letters.extend_from_slice(word);
            let before = self.last.insert(hash, self.words.len() as u32);
            let letters = start..self.letters.len() as u32;
            self.words.push(Word { letters, value: new, before });
            self.words.len() - 1
        };
        self.words.get_mut(index).map(|word| &mut word.value)
    }

    pub(super) fn get(&self, word: &[u8]) -> Option<&V> {
        let index = self.find(hash(word), word)?;
        self.words.get(index).map(|word| &word.value)
    }

    /// The value of a word in the codes of a text.
    pub(super) fn get_in(&self, codes: &[u8], word: LetterSpan) -> Option<&V> {
        let hash = Seed::new(0).hash_in(codes, word.start, word.end);
        let index = self.find(hash, codes.get(word.range()).unwrap_or_default())?;
        self.words.get(index).map(|word| &word.value)
    }

    /// The index of a word.
    fn find(&self, hash: u64, word: &[u8]) -> Option<usize> {
        let (place, bit) = bit(hash);
        if self.may_hold.get(place)? & bit == 0 {
            return None;
        }
        let mut next = self.last.get(&hash).copied();
        while let Some(index) = next {
            let known = self.words.get(index as usize)?;
            let letters = known.letters.start as usize..known.letters.end as usize;
            if self.letters.get(letters) == Some(word) {
                return Some(index as usize);
            }
            next = known.before;
        }
        None
    }
}

/// A hash that is one already.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

//! A small dictionary of single words, where most questions are about words that it does not hold.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::simd::Seed;
use crate::span::LetterSpan;

/// Words of the bit set; a power of two.
const BITS: usize = 1 << 16;

/// The words of one hash.
type Bucket<V> = Vec<(Box<[u8]>, V)>;

/// Values by the letters of a word.
#[derive(Clone, Debug)]
pub(super) struct WordMap<V> {
    /// Says no for nearly all words that are not there.
    may_hold: Box<[u64]>,
    values: HashMap<u64, Bucket<V>, BuildHasherDefault<Hashed>>,
}

impl<V> Default for WordMap<V> {
    fn default() -> Self {
        Self { may_hold: vec![0; BITS / 64].into(), values: HashMap::default() }
    }
}

fn hash(word: &[u8]) -> u64 {
    Seed::new(0).hash_word(word)
}

fn bit(hash: u64) -> (usize, u64) {
    (hash as usize >> 6 & (BITS / 64 - 1), 1 << (hash & 63))
}

impl<V> WordMap<V> {
    /// The value of a word, which is `new` where there was none.
    pub(super) fn entry(&mut self, word: &[u8], new: V) -> Option<&mut V> {
        let hash = hash(word);
        let (place, bit) = bit(hash);
        *self.may_hold.get_mut(place)? |= bit;
        let values = self.values.entry(hash).or_default();
        if values.iter().all(|(known, _)| **known != *word) {
            values.push((word.into(), new));
        }
        values.iter_mut().find(|(known, _)| **known == *word).map(|(_, value)| value)
    }

    pub(super) fn get(&self, word: &[u8]) -> Option<&V> {
        self.find(hash(word), word)
    }

    /// The value of a word in the codes of a text.
    pub(super) fn get_in(&self, codes: &[u8], word: LetterSpan) -> Option<&V> {
        let hash = Seed::new(0).hash_in(codes, word.start, word.end);
        self.find(hash, codes.get(word.range()).unwrap_or_default())
    }

    fn find(&self, hash: u64, word: &[u8]) -> Option<&V> {
        let (place, bit) = bit(hash);
        if self.may_hold.get(place)? & bit == 0 {
            return None;
        }
        let values = self.values.get(&hash)?;
        values.iter().find(|(known, _)| **known == *word).map(|(_, value)| value)
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

//! Building a lexicon from sorted keys.

use super::{ARTICLE, EMPTY, HAS_CHILD, child_key};
use crate::error::{Error, ErrorKind, Result};
use crate::letters::{SPACE, code};
use crate::simd::Seed;
use crate::simd::front::{bits, half_bits, pair_key, place};

/// Bits a word in each half of the filter of first words, and a pair in the filter of pairs.
const FIRST_BITS: usize = 14;
const PAIR_BITS: usize = 9;

/// The sections of a lexicon but the keys' own.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub(crate) head: Vec<u8>,
    pub(crate) firsts: Vec<u8>,
    pub(crate) pairs: Vec<u8>,
    pub(crate) table: Vec<u8>,
}

/// The byte that sorts a code: a space before all letters, so that the keys that go on from a key follow it at once.
pub(crate) const fn sort_code(code: u8) -> u8 {
    code.wrapping_sub(SPACE)
}

/// The code of a sorting byte.
pub(crate) const fn code_of_sort(byte: u8) -> u8 {
    byte.wrapping_add(SPACE)
}

/// What goes into filters and table.
#[derive(Default)]
struct Entries {
    /// First words that are keys.
    single: Vec<u64>,
    /// First words of longer keys.
    firsts: Vec<u64>,
    pairs: Vec<u64>,
    /// Hash and slot.
    table: Vec<(u64, u32)>,
}

/// Builds a lexicon. `keys` ascend by their [`sort_code`]s; each is different.
pub(crate) fn build<'k>(keys: impl Iterator<Item = &'k [u8]> + Clone) -> Result<Built> {
    // Two prefixes that fall together are about one chance in a thousand at a million names; then another seed is taken.
    for number in 0..64 {
        let seed = Seed::new(number);
        let entries = entries(keys.clone(), seed);
        if let Some((homes, table)) = fill(&entries.table) {
            let mut head = number.to_le_bytes().to_vec();
            head.extend_from_slice(&(homes as u64).to_le_bytes());
            let firsts = filter_of_firsts(&entries);
            let pairs = filter_of_pairs(&entries.pairs);
            return Ok(Built { head, firsts, pairs, table });
        }
    }
    Err(Error::new(ErrorKind::SourceSyntax, "the names cannot be hashed apart".to_owned()))
}

/// A prefix of the key at hand: its length in bytes, its number, the place of its slot, the hashes of its first word.
struct Prefix {
    len: usize,
    number: u32,
    at: Option<[usize; 2]>,
    first: [Option<u64>; 2],
    /// A first word that is known to begin longer keys.
    goes_on: bool,
}

fn entries<'k>(keys: impl Iterator<Item = &'k [u8]> + Clone, seed: Seed) -> Entries {
    let mut out = Entries::default();
    let mut next_number = keys.clone().count() as u32;
    let mut stack: Vec<Prefix> = Vec::new();
    let mut before: &[u8] = &[];
    for (number, key) in (0u32..).zip(keys) {
        let common = key.iter().zip(before).take_while(|(a, b)| a == b).count();
        // A prefix stays if the key goes on from it with a new word.
        while stack
            .last()
            .is_some_and(|prefix| prefix.len > common || key.get(prefix.len) != Some(&SPACE))
        {
            stack.pop();
        }
        let mut at = stack.last().map_or(0, |prefix| prefix.len + 1);
        while at <= key.len() {
            let rest = key.get(at..).unwrap_or_default();
            let word = rest.split(|code| *code == SPACE).next().unwrap_or_default();
            let end = at + word.len();
            let is_last = end == key.len();
            let own = if is_last { number } else { next_number };
            let hash = seed.hash_word(word);
            let prefix = match stack.last_mut() {
                None => {
                    let behind = word.get(2..).filter(|rest| {
                        !rest.is_empty() && word.starts_with(&[code::ALEF, code::LAM])
                    });
                    let first = [Some(hash), behind.map(|rest| seed.hash_word(rest))];
                    if is_last {
                        out.single.extend(first.iter().flatten());
                        out.table.push((hash, own));
                        out.table.extend(first[1].map(|hash| (hash ^ ARTICLE, own)));
                    }
                    Prefix { len: end, number: own, at: None, first, goes_on: false }
                }
                Some(parent) if parent.at.is_none() => {
                    if !parent.goes_on {
                        parent.goes_on = true;
                        out.firsts.extend(parent.first.iter().flatten());
                    }
                    let mut places = [usize::MAX; 2];
                    let salts = [0, ARTICLE];
                    for ((first, salt), place) in parent.first.iter().zip(salts).zip(&mut places) {
                        if let Some(first) = first {
                            let pair = pair_key(*first, hash);
                            out.pairs.push(pair);
                            *place = out.table.len();
                            out.table.push((pair ^ salt, own));
                        }
                    }
                    Prefix {
                        len: end,
                        number: own,
                        at: Some(places),
                        first: [None; 2],
                        goes_on: true,
                    }
                }
                Some(parent) => {
                    for place in parent.at.into_iter().flatten() {
                        if let Some((_, slot)) = out.table.get_mut(place) {
                            *slot |= HAS_CHILD;
                        }
                    }
                    let place = out.table.len();
                    out.table.push((child_key(parent.number, hash), own));
                    Prefix {
                        len: end,
                        number: own,
                        at: Some([place, usize::MAX]),
                        first: [None; 2],
                        goes_on: true,
                    }
                }
            };
            stack.push(prefix);
            // First words alone have no slot unless they are keys, but a number is cheap.
            next_number += u32::from(!is_last);
            at = end + 1;
        }
        before = key;
    }
    out
}

/// The table, a quarter of it free; `None` where two prefixes cannot be told apart.
fn fill(entries: &[(u64, u32)]) -> Option<(usize, Vec<u8>)> {
    let homes = entries.len() * 4 / 3 + 8;
    let mut table = vec![EMPTY; homes];
    for &(hash, slot) in entries {
        let mut at = place(hash, homes);
        loop {
            match table.get(at) {
                None => table.push(EMPTY),
                Some(&EMPTY) => break,
                Some(&other) if (other >> 32) as u32 == hash as u32 => return None,
                Some(_) => at += 1,
            }
        }
        if let Some(free) = table.get_mut(at) {
            *free = hash << 32 | u64::from(slot);
        }
    }
    table.push(EMPTY);
    Some((homes, table.into_iter().flat_map(u64::to_le_bytes).collect()))
}

fn filter_of_firsts(entries: &Entries) -> Vec<u8> {
    let most = entries.single.len().max(entries.firsts.len());
    let mut words = vec![0u64; (most * FIRST_BITS).div_ceil(32).max(1)];
    let len = words.len();
    for (hashes, shift) in [(&entries.single, 0), (&entries.firsts, 32)] {
        for hash in hashes {
            if let Some(word) = words.get_mut(place(*hash, len)) {
                *word |= u64::from(half_bits(*hash)) << shift;
            }
        }
    }
    words.into_iter().flat_map(u64::to_le_bytes).collect()
}

fn filter_of_pairs(pairs: &[u64]) -> Vec<u8> {
    let mut words = vec![0u64; (pairs.len() * PAIR_BITS).div_ceil(64).max(1)];
    let len = words.len();
    for hash in pairs {
        if let Some(word) = words.get_mut(place(*hash, len)) {
            *word |= bits(*hash);
        }
    }
    words.into_iter().flat_map(u64::to_le_bytes).collect()
}

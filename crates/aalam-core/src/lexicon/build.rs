//! Building a lexicon from sorted keys.

use super::{ACCEPTS_BARE, ACCEPTS_DEFINITE, FREE, HAS_CHILD, NUMBER, child_key, slot_of};
use crate::error::{Error, ErrorKind, Result};
use crate::letters::SPACE;
use crate::simd::Seed;
use crate::simd::front::{bits, definite, half_bits, pair_key, place};

/// Bits a word in each half of the filter of first words, and a pair in the filter of pairs: many where all fit the nearest cache.
const fn bits_each(count: usize) -> (usize, usize) {
    if count < 10_000 { (24, 24) } else { (14, 9) }
}

/// The sections of a lexicon but the keys' own.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub(crate) head: Vec<u8>,
    pub(crate) firsts: Vec<u8>,
    pub(crate) pairs: Vec<u8>,
    pub(crate) pilots: Vec<u8>,
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

/// Builds a lexicon. `keys` ascend by their [`sort_code`]s; each is different. With each goes what it accepts.
pub(crate) fn build<'k>(keys: &(impl Iterator<Item = (&'k [u8], u32)> + Clone)) -> Result<Built> {
    let count = keys.clone().count();
    if count >= NUMBER as usize / 16 {
        let message = format!("too many names: at most {}", NUMBER / 16);
        return Err(Error::new(ErrorKind::SourceSyntax, message));
    }
    // Where two prefixes have one hash, or no pilot fits, another seed is taken.
    for number in 0..64u64 {
        let seed = Seed::new(number);
        let entries = entries(keys.clone(), count as u32, seed);
        if let Some((table, pilots)) = fill(&entries.table) {
            let head = number.to_le_bytes().to_vec();
            let firsts = filter_of_firsts(&entries);
            let pairs = filter_of_pairs(&entries.pairs);
            return Ok(Built { head, firsts, pairs, pilots, table });
        }
    }
    Err(Error::new(ErrorKind::SourceSyntax, "the names cannot be hashed apart".to_owned()))
}

/// A prefix of the key at hand.
struct Prefix {
    /// Length in bytes.
    len: usize,
    number: u32,
    kind: Kind,
}

/// A first word with the article is another word: what is one of two comes without it and with it.
#[derive(Clone, Copy)]
enum Kind {
    /// One word: its hashes, and whether they are known to begin longer keys.
    First([(u64, bool); 2]),
    /// Two words: its hashes, and where their entries are.
    Second([(u64, Option<usize>); 2]),
    /// More words: where the entry is.
    More(usize),
}

fn entries<'k>(keys: impl Iterator<Item = (&'k [u8], u32)>, count: u32, seed: Seed) -> Entries {
    let mut out = Entries::default();
    let mut next_number = count;
    let mut stack: Vec<Prefix> = Vec::new();
    let mut before: &[u8] = &[];
    for (number, (key, accepts)) in (0u32..).zip(keys) {
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
            let kind = match stack.last().map(|parent| (parent.number, parent.kind)) {
                None => Kind::First([(hash, false), (definite(hash), false)]),
                Some((_, Kind::First([(bare, _), (with_article, _)]))) => Kind::Second([
                    (pair_key(bare, hash), None),
                    (pair_key(with_article, hash), None),
                ]),
                Some((parent, _)) => {
                    out.table.push((child_key(parent, hash), own));
                    Kind::More(out.table.len() - 1)
                }
            };
            stack.push(Prefix { len: end, number: own, kind });
            // First words alone have no slot unless they are keys, but a number is cheap.
            next_number += u32::from(!is_last);
            at = end + 1;
        }
        enter(&mut stack, accepts, &mut out);
        before = key;
    }
    out
}

/// Enters the key that the stack spells, under the articles that it accepts.
fn enter(stack: &mut [Prefix], accepts: u32, out: &mut Entries) {
    let accepted = [ACCEPTS_BARE, ACCEPTS_DEFINITE].map(|flag| accepts & flag != 0);
    let depth = stack.len();
    for (index, prefix) in stack.iter_mut().enumerate() {
        let is_last = index + 1 == depth;
        let slot = prefix.number | if is_last { accepts } else { HAS_CHILD };
        match &mut prefix.kind {
            Kind::First(hashes) => {
                for ((hash, goes_on), accepted) in hashes.iter_mut().zip(accepted) {
                    if accepted && is_last {
                        out.single.push(*hash);
                        out.table.push((*hash, slot));
                    } else if accepted && !*goes_on {
                        *goes_on = true;
                        out.firsts.push(*hash);
                    }
                }
            }
            Kind::Second(hashes) => {
                for ((hash, place), accepted) in hashes.iter_mut().zip(accepted) {
                    if accepted && place.is_none() {
                        *place = Some(out.table.len());
                        out.pairs.push(*hash);
                        out.table.push((*hash, prefix.number));
                    }
                    if let Some(entry) = place.and_then(|place| out.table.get_mut(place)) {
                        entry.1 |= slot;
                    }
                }
            }
            Kind::More(place) => {
                if let Some(entry) = out.table.get_mut(*place) {
                    entry.1 |= slot;
                }
            }
        }
    }
}

/// Slots for a hundred entries: fewer slots make pilots hard to find.
const SLOTS: usize = 118;
/// Entries that share a pilot.
const SHARE: usize = 4;

/// The table and its pilots: entries that share a pilot, the most first, try pilots until all of them fall into free slots. `None`
/// where that fails.
fn fill(entries: &[(u64, u32)]) -> Option<(Vec<u8>, Vec<u8>)> {
    let shares = entries.len() / SHARE + 1;
    let slots = (entries.len() * SLOTS).div_ceil(100).max(1);
    // Sorted by share, then shares by size.
    let mut sorted: Vec<(u64, u32)> = entries.to_vec();
    sorted.sort_unstable_by_key(|(hash, _)| (place(*hash, shares), *hash));
    let mut groups: Vec<&[(u64, u32)]> =
        sorted.chunk_by(|a, b| place(a.0, shares) == place(b.0, shares)).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let mut pilots = vec![0u16; shares];
    let mut table = vec![FREE; slots];
    for group in groups {
        let pilot = (0..=u16::MAX).find(|pilot| put(&mut table, group, *pilot))?;
        let share = place(group.first()?.0, shares);
        *pilots.get_mut(share)? = pilot;
    }
    let table = table.into_iter().flat_map(u64::to_le_bytes).collect();
    Some((table, pilots.into_iter().flat_map(u16::to_le_bytes).collect()))
}

/// Puts a group into free slots, or nothing of it.
fn put(table: &mut [u64], group: &[(u64, u32)], pilot: u16) -> bool {
    let slots = table.len();
    for (done, &(hash, number)) in group.iter().enumerate() {
        match table.get_mut(slot_of(hash, pilot, slots)) {
            Some(slot) if *slot == FREE => *slot = hash << 32 | u64::from(number),
            _ => {
                for &(hash, _) in group.get(..done).unwrap_or_default() {
                    if let Some(slot) = table.get_mut(slot_of(hash, pilot, slots)) {
                        *slot = FREE;
                    }
                }
                return false;
            }
        }
    }
    true
}

fn filter_of_firsts(entries: &Entries) -> Vec<u8> {
    let most = entries.single.len().max(entries.firsts.len());
    let mut words = vec![0u64; (most * bits_each(most).0).div_ceil(32).max(1)];
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
    let bits_each = bits_each(pairs.len()).1;
    let mut words = vec![0u64; (pairs.len() * bits_each).div_ceil(64).max(1)];
    let len = words.len();
    for hash in pairs {
        if let Some(word) = words.get_mut(place(*hash, len)) {
            *word |= bits(*hash);
        }
    }
    words.into_iter().flat_map(u64::to_le_bytes).collect()
}

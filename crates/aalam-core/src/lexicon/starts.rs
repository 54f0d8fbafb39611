//! The legal starts of a word without branches: what its first four letters can be decides nearly always.

use std::sync::LazyLock;

use crate::letters::code;
use crate::words::{Definite, starts};

/// In an item: letters to leave out before the look-up.
pub(super) const SKIP: u32 = 7;
/// In an item: the look-up also stands for the name that begins with the ال just left out.
pub(super) const AL: u32 = 1 << 3;

/// The answer for a word that the table cannot decide.
const SLOW: u32 = 7 << 28;

/// For the kinds of four letters (three bits each): up to four items of four bits, and their number in the top bits.
///
/// It is asked of [`starts`] itself, once.
pub(super) static TABLE: LazyLock<Box<[u32; 4096]>> = LazyLock::new(|| {
    let mut table = Box::new([0; 4096]);
    for (kinds, slot) in table.iter_mut().enumerate() {
        *slot = entry(kinds);
    }
    table
});

fn entry(kinds: usize) -> u32 {
    let mut word = Vec::new();
    for index in 0..4 {
        word.push(match kinds >> (index * 3) & 7 {
            1 => code::WAW,
            2 => code::BEH,
            3 => code::ALEF,
            4 => code::LAM,
            0 | 5 => code::TEH,
            _ => break,
        });
    }
    if word.is_empty() {
        // Digits and Latin letters: nothing is taken off.
        return 1 << 28;
    }
    let alone = items(&word);
    let packed = (alone.len() as u32) << 28
        | alone.iter().enumerate().fold(0, |all, (index, item)| all | item << (index * 4));
    if word.len() == 4 {
        // What follows may be read as the end of the article.
        for next in [code::TEH, code::WAW, code::BEH, code::ALEF, code::LAM] {
            let longer: Vec<u8> = word.iter().copied().chain([next]).collect();
            if items(&longer) != alone {
                return SLOW;
            }
        }
    }
    packed
}

/// The look-ups that a word needs, in the order of its starts.
fn items(word: &[u8]) -> Vec<u32> {
    let mut items: Vec<u32> = Vec::new();
    let mut held = None;
    for start in starts(word) {
        let rest = word.get(usize::from(start.skip)..).unwrap_or_default();
        let item = u32::from(start.skip);
        if held == Some(item) {
            held = None;
            items.push(item | AL);
        } else {
            // ال before at least one letter, with a start behind it: one look-up serves both.
            let article = matches!(rest, [code::ALEF, code::LAM, _, ..]);
            let behind = start.skip + 2;
            let serves = article
                && start.definite == Definite::No
                && starts(word).any(|other| other.skip == behind);
            if serves {
                held = Some(u32::from(behind));
            } else {
                items.push(item);
            }
        }
    }
    items
}

/// Appends the items of a word to `out` at `at`; gives the new length.
#[inline(always)]
pub(super) fn put_items(
    table: &[u32; 4096],
    codes: &[u8],
    start: u32,
    end: u32,
    base: u32,
    out: &mut [u32],
    at: usize,
) -> usize {
    let four = codes.get(start as usize..).and_then(|rest| rest.first_chunk()).copied();
    let four = u32::from_le_bytes(four.unwrap_or_default());
    let kinds = four >> 5 & 0x0707_0707;
    let pairs = kinds | kinds >> 5;
    let index = (pairs & 0x3F | pairs >> 10 & 0xFC0) as usize;
    let entry = table.get(index).copied().unwrap_or(SLOW);
    if entry >= SLOW {
        return put_slowly(codes.get(start as usize..end as usize), base, out, at);
    }
    if let Some([first, second, third, fourth]) = out.get_mut(at..at + 4) {
        *first = base | entry & 15;
        *second = base | entry >> 4 & 15;
        *third = base | entry >> 8 & 15;
        *fourth = base | entry >> 12 & 15;
    }
    at + (entry >> 28) as usize
}

#[cold]
fn put_slowly(word: Option<&[u8]>, base: u32, out: &mut [u32], at: usize) -> usize {
    let items = items(word.unwrap_or_default());
    let room = out.get_mut(at..at + items.len()).unwrap_or_default();
    for (slot, item) in room.iter_mut().zip(&items) {
        *slot = base | item;
    }
    at + items.len()
}

#[cfg(test)]
mod tests {
    use super::{TABLE, items, put_items};
    use crate::letters::{STOP, code};

    #[test]
    fn the_table_says_what_the_starts_say() {
        let letters = [code::WAW, code::FEH, code::BEH, code::ALEF, code::LAM, code::TEH, 0xC1];
        for number in 0..letters.len().pow(6) {
            let mut rest = number;
            let mut word = Vec::new();
            for _ in 0..6 {
                word.push(letters[rest % letters.len()]);
                rest /= letters.len();
            }
            // A word ends where digits begin.
            let len = word.iter().position(|code| *code == 0xC1).unwrap_or(6);
            if len == 0 {
                continue;
            }
            let mut codes = word.clone();
            codes.extend([STOP; 16]);
            let mut out = [0; 8];
            let count = put_items(&TABLE, &codes, 0, len as u32, 0, &mut out, 0);
            assert_eq!(&out[..count], items(&word[..len]), "{:x?}", &word[..len]);
        }
    }
}

//! The legal starts of a word without branches: what its first four letters can be decides nearly always.

use std::sync::LazyLock;

use crate::letters::code;
use crate::simd::front::{AL, SLOW};
use crate::words::{Definite, starts};

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

/// The items of a word that the table cannot decide.
#[cold]
pub(super) fn slow_items(word: &[u8]) -> ([u32; 4], usize) {
    let items = items(word);
    let mut out = [0; 4];
    for (slot, item) in out.iter_mut().zip(&items) {
        *slot = *item;
    }
    (out, items.len())
}

#[cfg(test)]
mod tests {
    use super::{TABLE, items, slow_items};
    use crate::letters::{STOP, code};
    use crate::simd::front::SLOW;

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
            word.resize(6, STOP);
            let index = (0..4).map(|at| usize::from(word[at] >> 5) << (at * 3)).sum::<usize>();
            let entry = TABLE[index];
            let found: Vec<u32> = if entry == SLOW {
                let (found, len) = slow_items(&word[..len]);
                found[..len].to_vec()
            } else {
                (0..entry >> 28).map(|at| entry >> (at * 4) & 15).collect()
            };
            assert_eq!(found, items(&word[..len]), "{:x?}", &word[..len]);
        }
    }
}

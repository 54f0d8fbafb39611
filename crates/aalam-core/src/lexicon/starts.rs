//! The legal starts of a word without branches: what its first four letters can be decides them.

use std::sync::LazyLock;

use crate::letters::code;
use crate::words::starts;

/// For the kinds of four letters (three bits each): up to three numbers of letters to leave out, four bits each, and how many they
/// are in the top four bits. What leaves nothing of the word does not count.
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
        return 0;
    }
    if word.len() == 4 {
        word.push(code::TEH);
    }
    let skips = starts(&word).map(|start| u32::from(start.skip)).filter(|skip| *skip > 0);
    let packed = |(number, all): (u32, u32), skip| (number + 1, all | skip << (number * 4));
    let (number, all) = skips.fold((0, 0), packed);
    number << 28 | all
}

#[cfg(test)]
mod tests {
    use super::TABLE;
    use crate::letters::{STOP, code};
    use crate::words::starts;

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
            let found = (0..entry >> 28).map(|at| (entry >> (at * 4) & 15) as u8);
            let found: Vec<u8> = found.filter(|skip| usize::from(*skip) < len).collect();
            let wanted: Vec<u8> =
                starts(&word[..len]).map(|start| start.skip).filter(|skip| *skip > 0).collect();
            assert_eq!(found, wanted, "{:x?}", &word[..len]);
        }
    }
}

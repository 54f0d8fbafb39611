//! The legal starts of a word without branches: what its first four letters can be decides them.

use std::sync::LazyLock;

use crate::letters::code;
use crate::simd::front::{DEFINITE, LONGEST_SEAM, SEAM, Table};
use crate::words::{Definite, Start, seam, starts};

/// It is asked of [`starts`] itself, once.
pub(super) static TABLE: LazyLock<Box<Table>> = LazyLock::new(|| {
    let mut table = Box::new(Table { entries: [0; 4096], opens: [0; 64] });
    for (kinds, slot) in table.entries.iter_mut().enumerate() {
        *slot = entry(kinds);
        if let Some(opens) = table.opens.get_mut(kinds % 64) {
            *opens |= u8::from(*slot != 0);
        }
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
    // Four letters may be all there are; what a longer word begins with is no seam, and its length tells.
    let whole = word.get(..word.len().min(LONGEST_SEAM as usize)).unwrap_or_default();
    let is_seam = seam(whole).is_some_and(|(_, definite)| definite == Definite::Yes);
    let items = starts(&word).filter(|start| start.skip > 0).flat_map(items_of);
    let packed = |(number, all): (u32, u32), item| (number + 1, all | item << (number * 4));
    let (number, all) = items.fold((0, 0), packed);
    (number << 28) | (u32::from(is_seam) * SEAM) | all
}

/// The look-ups that a start needs: the name without the article, with it, or either.
fn items_of(start: Start) -> impl Iterator<Item = u32> {
    let skip = u32::from(start.skip);
    let bare = (start.definite != Definite::Yes).then_some(skip);
    let definite = (start.definite != Definite::No).then_some(skip | DEFINITE);
    bare.into_iter().chain(definite)
}

#[cfg(test)]
mod tests {
    use super::{TABLE, items_of};
    use crate::letters::{STOP, code};
    use crate::simd::front::{LONGEST_SEAM, SEAM, SKIP, STARTS};
    use crate::words::{Definite, seam, starts};

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
            let entry = TABLE.entries[index];
            let found = (0..entry >> 28).map(|at| entry >> (at * 4) & 15);
            let found: Vec<u32> = found.filter(|item| ((item & SKIP) as usize) < len).collect();
            let wanted = starts(&word[..len]).filter(|start| start.skip > 0).flat_map(items_of);
            let wanted: Vec<u32> = wanted.collect();
            assert_eq!(found, wanted, "{:x?}", &word[..len]);
            assert!(wanted.len() <= STARTS);
            let is_seam = seam(&word[..len]).is_some_and(|(_, end)| end == Definite::Yes);
            let may_be_seam = entry & SEAM != 0 && len <= LONGEST_SEAM as usize;
            assert!(!is_seam || may_be_seam, "{:x?}", &word[..len]);
        }
    }
}

//! Dictionaries of 5,000 to 1,000,000 names.
//!
//! `../shared/scale/names_*.txt.gz` where that is present; else generated: names of the bundled gazetteer, two of three until
//! they are used up, and words made of roots in common patterns, one to four to a name.

use std::collections::HashSet;

use crate::engine::is_name;
use crate::generated::bundled_names;
use crate::random::Random;
use crate::shared;

/// The sizes that benchmarks run at.
pub const SIZES: [usize; 4] = [5_000, 50_000, 500_000, 1_000_000];

/// A dictionary.
#[derive(Clone, Debug)]
pub struct Names {
    /// The names, no two the same.
    pub list: Vec<String>,
    /// Where they are from.
    pub source: &'static str,
}

/// A dictionary of `count` names; 0.2 % fewer where those of the shared million are left out that no dictionary can hold.
pub fn names(count: usize) -> Names {
    let file = match count {
        5_000 => "names_5k",
        50_000 => "names_50k",
        500_000 => "names_500k",
        1_000_000 => "names_1m",
        _ => return generated_names(count),
    };
    match shared::lines(&format!("scale/{file}.txt.gz")) {
        Some(mut list) => {
            list.retain(|name| is_name(name));
            Names { list, source: "shared/scale" }
        }
        None => generated_names(count),
    }
}

/// Patterns of Arabic nouns, with ف ع ل in the place of a root, as grammarians write them.
const PATTERNS: [&str; 14] = [
    "فاعل",
    "مفعول",
    "فعلان",
    "افتعال",
    "تفعيل",
    "فعيل",
    "فعيلة",
    "مفاعل",
    "فعالي",
    "فعلاوي",
    "أفعل",
    "فعول",
    "مستفعل",
    "فعالة",
];
const LETTERS: [char; 24] = [
    'ب', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ر', 'ز', 'س', 'ش', 'ص', 'ض', 'ط', 'ع', 'غ', 'ف', 'ق', 'ك',
    'ل', 'م', 'ن', 'ه', 'ي',
];

/// Generated names: the same for every run, and those of a smaller dictionary come first in a larger one.
fn generated_names(count: usize) -> Names {
    let mut random = Random::new(7);
    let mut bundled = bundled_names();
    random.shuffle(&mut bundled);
    let mut bundled = bundled.into_iter();
    let mut seen = HashSet::new();
    let mut list = Vec::with_capacity(count);
    while list.len() < count {
        let known = if list.len() % 3 == 0 { None } else { bundled.next() };
        let name = known.unwrap_or_else(|| synthetic(&mut random));
        if seen.insert(name.clone()) {
            list.push(name);
        }
    }
    Names { list, source: "generated" }
}

/// Like the names of the world: mostly two words, four at the most.
fn synthetic(random: &mut Random) -> String {
    let words = random.pick(&[1, 2, 2, 2, 3, 3, 4]).copied().unwrap_or(2);
    let words: Vec<String> = (0..words).map(|_| word(random)).collect();
    words.join(" ")
}

fn word(random: &mut Random) -> String {
    let pattern = random.pick(&PATTERNS).copied().unwrap_or_default();
    let mut root = || random.pick(&LETTERS).copied().unwrap_or('م');
    let [first, second, third] = [root(), root(), root()];
    let letters = pattern.chars().map(|letter| match letter {
        'ف' => first,
        'ع' => second,
        'ل' => third,
        other => other,
    });
    let word: String = letters.collect();
    if random.once_in(3) { format!("ال{word}") } else { word }
}

//! Whether an English and an Arabic spelling can be of one name.
//!
//! Both are reduced to their consonants, and these to the classes that transliteration keeps apart: غ and g and kh are one class, vowels, h and
//! the letters ا و ي ه ح ع ء are none. The names are compared by edit distance.

/// Classes of consonants as bits: a letter that is heard in several ways (ج, j) has several.
const LABIAL: u8 = 1;
const FRICATIVE: u8 = 2;
const DENTAL: u8 = 4;
const SIBILANT: u8 = 8;
const VELAR: u8 = 16;
const LIQUID: u8 = 32;
const LATERAL: u8 = 64;
const NASAL: u8 = 128;

/// Share of consonants, of the longer name, that may differ before a pair is an outlier.
const TOLERANCE: f64 = 0.4;

/// How far an English and an Arabic spelling are apart, from 0 (alike) to 1, where that is too far to be one name.
pub(super) fn outlier(english: &str, arabic: &str) -> Option<f64> {
    let (latin, arabic) = (of_latin(english), of_arabic(arabic));
    let longest = latin.len().max(arabic.len()) as u32;
    if longest < 3 {
        return None;
    }
    let share = f64::from(distance(&latin, &arabic)) / f64::from(longest);
    (share > TOLERANCE).then_some(share)
}

fn push(classes: &mut Vec<u8>, class: u8) {
    // Doubled consonants are written once in Arabic.
    if classes.last() != Some(&class) {
        classes.push(class);
    }
}

fn of_latin(name: &str) -> Vec<u8> {
    let plain: String = unicode_normalization::UnicodeNormalization::nfkd(name)
        .filter(char::is_ascii)
        .collect::<String>()
        .to_ascii_lowercase();
    let mut classes = Vec::new();
    for word in plain.split([' ', '-', '.', ',']) {
        if matches!(word, "al" | "el" | "ul" | "ad" | "as" | "ash" | "an" | "ar" | "at" | "az") {
            continue;
        }
        let letters: Vec<char> = word.chars().filter(char::is_ascii_alphabetic).collect();
        walk(&letters, &mut classes, |first, next| match (first, next) {
            ('s' | 'c' | 'z', Some('h')) => (SIBILANT, 2),
            ('k' | 'g', Some('h')) => (VELAR, 2),
            ('t' | 'd', Some('h')) => (DENTAL | SIBILANT, 2),
            ('p', Some('h')) => (FRICATIVE, 2),
            ('t', Some('s' | 'z')) => (SIBILANT | DENTAL, 2),
            ('b' | 'p', _) => (LABIAL, 1),
            ('f' | 'v', _) => (FRICATIVE, 1),
            ('d' | 't', _) => (DENTAL, 1),
            ('s' | 'z', _) => (SIBILANT, 1),
            ('j' | 'g', _) => (SIBILANT | VELAR, 1),
            ('k' | 'q', _) => (VELAR, 1),
            ('c' | 'x', _) => (VELAR | SIBILANT, 1),
            ('r', _) => (LIQUID, 1),
            ('l', _) => (LATERAL, 1),
            ('m' | 'n', _) => (NASAL, 1),
            _ => (0, 1),
        });
    }
    classes
}

/// Appends the classes of a word's letters; `classify` sees a letter and its follower, and says the class
/// (0: none, a vowel) and how many of the two it took.
fn walk(
    letters: &[char],
    classes: &mut Vec<u8>,
    classify: impl Fn(char, Option<char>) -> (u8, usize),
) {
    let mut rest = letters;
    while let [first, tail @ ..] = rest {
        let (class, taken) = classify(*first, tail.first().copied());
        if class != 0 {
            push(classes, class);
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
}

fn of_arabic(name: &str) -> Vec<u8> {
    let mut classes = Vec::new();
    for word in name.split(' ') {
        let word = word.strip_prefix("ال").filter(|rest| rest.chars().count() > 2).unwrap_or(word);
        let letters: Vec<char> = word.chars().collect();
        walk(&letters, &mut classes, |first, next| match (first, next) {
            ('ت', Some('ش' | 'س')) => (SIBILANT | DENTAL, 2),
            ('ك', Some('س')) => (VELAR | SIBILANT, 2),
            ('ب' | 'پ', _) => (LABIAL, 1),
            ('ف' | 'ڤ', _) => (FRICATIVE, 1),
            ('ت' | 'ط' | 'د', _) => (DENTAL, 1),
            ('ث' | 'ذ' | 'ض' | 'ظ', _) => (DENTAL | SIBILANT, 1),
            ('س' | 'ص' | 'ز' | 'ش' | 'ژ' | 'چ', _) => (SIBILANT, 1),
            ('ج', _) => (SIBILANT | VELAR, 1),
            ('ك' | 'ق' | 'غ' | 'خ' | 'گ', _) => (VELAR, 1),
            ('ر', _) => (LIQUID, 1),
            ('ل', _) => (LATERAL, 1),
            ('م' | 'ن', _) => (NASAL, 1),
            _ => (0, 1),
        });
    }
    classes
}

/// Edit distance, where letters that share a class are alike.
fn distance(one: &[u8], other: &[u8]) -> u32 {
    let mut row: Vec<u32> = (0..=other.len() as u32).collect();
    for (above, a) in (1..).zip(one) {
        let mut corner = above - 1;
        let mut left = above;
        for (slot, b) in row.iter_mut().skip(1).zip(other) {
            let replaced = corner + u32::from(a & b == 0);
            corner = *slot;
            left = replaced.min(left + 1).min(corner + 1);
            *slot = left;
        }
        if let Some(first) = row.first_mut() {
            *first = above;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::outlier;

    #[test]
    fn one_name_or_two() {
        for (english, arabic) in [
            ("Vladimir Putin", "فلاديمير بوتين"),
            ("Jens Stoltenberg", "ينس ستولتنبرغ"),
            ("Xi Jinping", "شي جين بينغ"),
            ("Abdel Fattah el-Sisi", "عبد الفتاح السيسي"),
            ("Recep Tayyip Erdoğan", "رجب طيب أردوغان"),
        ] {
            assert_eq!(outlier(english, arabic), None, "{english} {arabic}");
        }
        for (english, arabic) in
            [("Vladimir Putin", "ديمتري ميدفيديف"), ("Angela Merkel", "أولاف شولتس")]
        {
            assert!(outlier(english, arabic).is_some(), "{english} {arabic}");
        }
    }
}

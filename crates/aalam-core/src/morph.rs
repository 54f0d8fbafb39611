//! Word forms that the compiler derives, so that sources list each name once.

use crate::entity::{Article, EntityType, SurfaceKind};
use crate::gazetteer::source::SourceSurface;

/// Endings of the nisba paradigm after the final ي of the stem: masculine, feminine, dual, sound plurals.
const NISBA_ENDINGS: [&str; 8] = ["", "ة", "ان", "ين", "تان", "تين", "ون", "ات"];

/// The paradigm of a nisba stem (masculine singular without the article).
///
/// In a compound each word that ends in ي is inflected (كوري جنوبي, الكورية الجنوبية); a first word that does not
/// end in ي takes the article in the place of the whole (الجنوب أفريقية).
pub(crate) fn nisba_forms(stem: &SourceSurface) -> Vec<SourceSurface> {
    let words: Vec<&str> = stem.text.split_whitespace().collect();
    let inflects = |word: &str| word.ends_with('ي');
    let every_word_inflects = words.iter().all(|word| inflects(word));
    let mut forms = Vec::new();
    for ending in NISBA_ENDINGS {
        let inflected: Vec<String> = words
            .iter()
            .map(|word| if inflects(word) { format!("{word}{ending}") } else { (*word).to_owned() })
            .collect();
        let bare = inflected.join(" ");
        if words.len() == 1 || !every_word_inflects {
            forms.push(form(stem, &bare, SurfaceKind::Nisba, Article::Optional));
        } else {
            forms.push(form(stem, &bare, SurfaceKind::Nisba, Article::Forbidden));
            let definite = inflected.join(" ال");
            forms.push(form(stem, &definite, SurfaceKind::Nisba, Article::Required));
        }
        // The feminine dual and the plural of a compound carry the ending on every word; so does the singular.
        if words.len() > 1 && !every_word_inflects && ending.is_empty() {
            let definite = inflected.join(" ال");
            forms.push(form(stem, &definite, SurfaceKind::Nisba, Article::Forbidden));
        }
    }
    if words.len() == 1 && inflects(&stem.text) {
        let accusative = format!("{}ا", stem.text);
        forms.push(form(stem, &accusative, SurfaceKind::Accusative, Article::Forbidden));
    }
    forms
}

/// The forms of a broken plural or collective: with and without the article.
pub(crate) fn plural_forms(plural: &SourceSurface) -> SourceSurface {
    form(plural, &plural.text, SurfaceKind::Nisba, Article::Optional)
}

fn form(of: &SourceSurface, bare: &str, kind: SurfaceKind, article: Article) -> SourceSurface {
    let text = match article {
        Article::Forbidden => bare.to_owned(),
        Article::Optional | Article::Required => format!("ال{bare}"),
    };
    SourceSurface { text, article, kind, ambiguity: of.ambiguity, outside: 0 }
}

/// Stems that newspapers spell in several ways, whatever name they stand in.
const STEMS: [&[&str]; 9] = [
    &["أمريكا", "أميركا"],
    &["أمريكي", "أميركي"],
    &["أمريكت", "أميركت"],
    &["ديمقراط", "ديموقراط"],
    &["فيدرال", "فدرال"],
    &["سوفيات", "سوفييت", "سوفيت"],
    &["أوروب", "أورب"],
    &["تلفزيون", "تليفزيون"],
    &["شؤون", "شئون"],
];

/// Spellings of a name with the other forms of its [`STEMS`]. The name itself is not among them.
pub(crate) fn stem_variants(name: &str) -> Vec<String> {
    let mut variants = Vec::new();
    for stems in STEMS {
        let Some(found) = stems.iter().find(|stem| has_stem(name, stem)) else { continue };
        for other in stems.iter().filter(|stem| *stem != found) {
            let changed: Vec<String> =
                variants.iter().map(|variant: &String| variant.replace(found, other)).collect();
            variants.push(name.replace(found, other));
            variants.extend(changed);
        }
    }
    variants.sort();
    variants.dedup();
    variants
}

/// Whether a word of the name begins with the stem, the article and what may be written before it aside.
fn has_stem(name: &str, stem: &str) -> bool {
    name.split(' ').any(|word| {
        let stripped = ["ال", "وال", "لل", "و", "ل"]
            .into_iter()
            .filter_map(|before| word.strip_prefix(before));
        std::iter::once(word).chain(stripped).any(|rest| rest.starts_with(stem))
    })
}

/// Spellings of a name that the compiler adds: other forms of its stems, and what Arabic orthography leaves open in names of people, which places and organizations bear as well:
/// عبد الله and عبدالله, نصر الله and نصرالله, أبو مازن with its cases أبي and أبا. The name itself is not among them.
pub(crate) fn spelling_variants(
    name: &SourceSurface,
    entity_type: EntityType,
) -> Vec<SourceSurface> {
    let of_stems = stem_variants(&name.text);
    let mut variants: Vec<SourceSurface> =
        of_stems.into_iter().map(|text| SourceSurface { text, ..name.clone() }).collect();
    if matches!(entity_type, EntityType::Person | EntityType::Place | EntityType::Organization) {
        variants.extend(compound_variants(name));
    }
    variants
}

fn compound_variants(name: &SourceSurface) -> Vec<SourceSurface> {
    let words: Vec<&str> = name.text.split_whitespace().collect();
    let mut variants = Vec::new();
    let mut add = |text: String| {
        if text != name.text {
            variants.push(SourceSurface { text, ..name.clone() });
        }
    };
    add(join_compounds(&words));
    add(split_compounds(&words));
    for case in ["أبي", "أبا"] {
        for base in [name.text.clone(), join_compounds(&words), split_compounds(&words)] {
            let mut parts: Vec<&str> = base.split_whitespace().collect();
            if let Some(kunya) = parts.iter_mut().find(|part| **part == "أبو") {
                *kunya = case;
                add(parts.join(" "));
            }
        }
    }
    variants.sort_by(|a, b| a.text.cmp(&b.text));
    variants.dedup();
    variants
}

/// عبد + ال…, and a short noun + الله, written as one word.
fn join_compounds(words: &[&str]) -> String {
    let mut joined: Vec<String> = Vec::new();
    let mut previous = "";
    for word in words {
        let after_abd = previous == "عبد" && (word.starts_with("ال") || *word == "ربه");
        let before_allah = *word == "الله" && THEOPHORIC.contains(&previous);
        match joined.last_mut() {
            Some(last) if after_abd || before_allah => last.push_str(word),
            _ => joined.push((*word).to_owned()),
        }
        previous = word;
    }
    joined.join(" ")
}

/// عبدال… and نصرالله written as two words.
fn split_compounds(words: &[&str]) -> String {
    let split = words.iter().map(|word| {
        if let Some(attribute) =
            word.strip_prefix("عبد").filter(|rest| rest.starts_with("ال") || *rest == "ربه")
        {
            return format!("عبد {attribute}");
        }
        if let Some(first) = word.strip_suffix("الله").filter(|first| THEOPHORIC.contains(first))
        {
            return format!("{first} الله");
        }
        (*word).to_owned()
    });
    split.collect::<Vec<_>>().join(" ")
}

/// Nouns that form a given name with الله.
const THEOPHORIC: [&str; 12] =
    ["نصر", "خير", "جاد", "سعد", "فضل", "ضيف", "عطا", "حسب", "هبة", "رزق", "عوض", "فتح"];

#[cfg(test)]
mod tests {
    use super::stem_variants;

    #[test]
    fn stems_have_their_other_spellings() {
        assert_eq!(stem_variants("الخزانة الأمريكية"), ["الخزانة الأميركية"]);
        assert_eq!(stem_variants("وزارة الشؤون الأميركية").len(), 3);
        assert_eq!(stem_variants("الاتحاد السوفياتي").len(), 2);
        assert!(stem_variants("حزب الأمة").is_empty());
    }
}

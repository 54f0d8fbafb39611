//! The lexicon of names, as sources: words that names of people and organizations are made of, and words that stand beside them.
//!
//! It says nothing about who somebody is. It is what the recognition of names that no gazetteer lists can be built on.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::entity::EntityType;

/// What a word of the lexicon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LexemeClass {
    /// A given name: محمد, فاطمة, سيرغي.
    GivenName,
    /// A family name: التميمي, بوتين.
    FamilyName,
    /// A word inside names: بن, أبو, آل, فان.
    Particle,
    /// An honorific, a rank or a profession before a name: الشيخ, اللواء, الدكتور.
    Title,
    /// An office before a name: وزير الخارجية, الناطق باسم.
    Office,
    /// The first word of the name of an organization or a place: حزب, وزارة, مدينة.
    HeadNoun,
    /// A word beside a name that is no part of it: قال, استقبل, المدعو.
    Trigger,
}

impl LexemeClass {
    /// All classes.
    pub const ALL: [Self; 7] = [
        Self::GivenName,
        Self::FamilyName,
        Self::Particle,
        Self::Title,
        Self::Office,
        Self::HeadNoun,
        Self::Trigger,
    ];

    /// The name of the class in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GivenName => "given-name",
            Self::FamilyName => "family-name",
            Self::Particle => "particle",
            Self::Title => "title",
            Self::Office => "office",
            Self::HeadNoun => "head-noun",
            Self::Trigger => "trigger",
        }
    }
}

/// The gender of a given name, or of the bearer of a title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gender {
    /// Men.
    Masculine,
    /// Women.
    Feminine,
    /// Both, or not known.
    #[default]
    Any,
}

/// A word of the lexicon.
#[derive(Clone, Debug)]
pub struct SourceLexeme {
    /// File, for messages.
    pub path: PathBuf,
    /// Line, counted from 1.
    pub line: u32,
    /// The word, or the few words, as printed; with its article if it has one.
    pub word: String,
    /// What it is.
    pub class: LexemeClass,
    /// Whose name or title it is.
    pub gender: Gender,
    /// The type of the name that it begins or stands beside; `None` for those that need none.
    pub entity_type: Option<EntityType>,
    /// For a trigger: whether it stands after the name.
    pub is_after: bool,
    /// 1 (says little) to 3 (says nearly everything); how sure a name is beside it, or how seldom the word is anything but a name.
    pub weight: u8,
}

impl SourceLexeme {
    /// From the cells word, class, gender, type, position, weight.
    ///
    /// # Errors
    ///
    /// The reason, when a cell is not sound.
    pub(crate) fn new(cells: [&str; 6]) -> Result<Self, String> {
        let [word, class, gender, entity_type, position, weight] = cells;
        if word.is_empty() {
            return Err("empty word".to_owned());
        }
        let found = LexemeClass::ALL.into_iter().find(|known| known.as_str() == class);
        let class = found.ok_or_else(|| {
            let all = LexemeClass::ALL.map(LexemeClass::as_str).join(", ");
            format!("unknown class {class:?}: {all}")
        })?;
        Ok(Self {
            path: PathBuf::new(),
            line: 0,
            word: word.to_owned(),
            class,
            gender: match gender {
                "m" => Gender::Masculine,
                "f" => Gender::Feminine,
                "" => Gender::Any,
                _ => return Err(format!("unknown gender {gender:?}: m, f or nothing")),
            },
            entity_type: match entity_type {
                "" => None,
                label => {
                    let found = EntityType::from_label(label);
                    Some(found.ok_or_else(|| format!("unknown type {label:?}: PER, ORG or GPE"))?)
                }
            },
            is_after: match position {
                "" | "before" => false,
                "after" => true,
                _ => return Err(format!("unknown position {position:?}: before or after")),
            },
            weight: match weight {
                "" | "2" => 2,
                "1" => 1,
                "3" => 3,
                _ => return Err(format!("bad weight {weight:?}: 1, 2 or 3")),
            },
        })
    }
}

/// Words that are listed twice in one class.
pub(crate) fn check(lexemes: &[SourceLexeme]) -> Vec<(PathBuf, u32, String)> {
    let mut first: HashMap<(&str, LexemeClass, bool), &SourceLexeme> = HashMap::new();
    let mut faults = Vec::new();
    for lexeme in lexemes {
        let key = (lexeme.word.as_str(), lexeme.class, lexeme.is_after);
        if let Some(other) = first.get(&key) {
            let (word, class) = (&lexeme.word, lexeme.class.as_str());
            let place = format!("{}:{}", other.path.display(), other.line);
            let message = format!("{word:?} is listed twice as {class}, first at {place}");
            faults.push((lexeme.path.clone(), lexeme.line, message));
        } else {
            first.insert(key, lexeme);
        }
    }
    faults
}

//! The entity model: what a gazetteer knows about a name.

use serde::{Deserialize, Serialize};

/// What a mention names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum EntityType {
    /// A person.
    #[serde(rename = "PER")]
    Person = 0,
    /// An organization: bodies, parties, movements, armed groups, media, companies.
    #[serde(rename = "ORG")]
    Organization = 1,
    /// A place with a people or a government: country, city, region.
    #[serde(rename = "GPE")]
    Place = 2,
    /// A nisba: the adjective or the people of a nation, ethnic group or bloc.
    #[serde(rename = "NORP")]
    Nisba = 3,
    /// A name that its user gave no type.
    #[serde(rename = "MISC")]
    Misc = 4,
    /// An office, named instead of its holder: «الرئيس الروسي». Reported where it is asked for.
    #[serde(rename = "OFFICE")]
    Office = 5,
}

impl EntityType {
    /// Every type, in the order of their codes.
    pub const ALL: [Self; 6] =
        [Self::Person, Self::Organization, Self::Place, Self::Nisba, Self::Misc, Self::Office];

    /// The label: `PER`, `ORG`, `GPE`, `NORP`, `MISC` or `OFFICE`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "PER",
            Self::Organization => "ORG",
            Self::Place => "GPE",
            Self::Nisba => "NORP",
            Self::Misc => "MISC",
            Self::Office => "OFFICE",
        }
    }

    /// The type with this label, in upper or lower case.
    pub fn from_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str().eq_ignore_ascii_case(label))
    }
}

impl std::fmt::Display for EntityType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What kind of surface a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum SurfaceKind {
    /// The canonical name.
    Name = 0,
    /// The full official name.
    Official = 1,
    /// A short form that stands alone.
    Short = 2,
    /// Another name of the same thing: هنغاريا beside المجر.
    Exonym = 3,
    /// An acronym.
    Acronym = 4,
    /// Another spelling.
    Variant = 5,
    /// A person's kunya: أبو مازن.
    Kunya = 6,
    /// A person's last name, a mention only after the full name or a title.
    Surname = 7,
    /// A form of a nisba.
    Nisba = 8,
    /// The indefinite accusative of a nisba, written like many a country: روسيا in «وفدا روسيا».
    Accusative = 9,
}

impl SurfaceKind {
    /// Every kind, in the order of their codes.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Official,
        Self::Short,
        Self::Exonym,
        Self::Acronym,
        Self::Variant,
        Self::Kunya,
        Self::Surname,
        Self::Nisba,
        Self::Accusative,
    ];

    /// The name of the kind, as in gazetteer sources.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Official => "official",
            Self::Short => "short",
            Self::Exonym => "exonym",
            Self::Acronym => "acronym",
            Self::Variant => "variant",
            Self::Kunya => "kunya",
            Self::Surname => "surname",
            Self::Nisba => "nisba",
            Self::Accusative => "accusative",
        }
    }
}

/// How a surface stands to the article ال.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Article {
    /// Never with the article: لبنان. A name that begins with another kind of ال (ألمانيا) is of this sort.
    Forbidden = 0,
    /// With or without: ناتو, الناتو.
    Optional = 1,
    /// Always with it: السعودية.
    Required = 2,
}

impl Article {
    /// The setting with this code.
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(Self::Forbidden),
            1 => Some(Self::Optional),
            2 => Some(Self::Required),
            _ => None,
        }
    }
}

/// How often a surface is something else in the news, and so what it takes to be a mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Ambiguity {
    /// It is the name.
    #[default]
    Clear = 0,
    /// `?`: it is the name unless a cue made for such names (of weight -6) speaks against it.
    Likely = 1,
    /// `~`: it needs a cue.
    Ambiguous = 2,
    /// `~~`: mostly something else; a weak cue is not enough.
    Rare = 3,
}

impl Ambiguity {
    /// The level with this code; unknown codes are the highest level.
    pub const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Clear,
            1 => Self::Likely,
            2 => Self::Ambiguous,
            _ => Self::Rare,
        }
    }

    /// The sum of cues from which on it is a mention; a clear name asks for none.
    pub const fn needs(self) -> i32 {
        match self {
            Self::Clear => i32::MIN,
            Self::Likely => -3,
            Self::Ambiguous => 1,
            Self::Rare => 2,
        }
    }
}

/// Whether `id` has the form of an own id: `[a-z0-9-]+(/[a-z0-9-]+)?`.
pub fn is_entity_id(id: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    match id.split_once('/') {
        Some((chapter, name)) => part(chapter) && part(name),
        None => part(id),
    }
}

/// Whether `id` has the form of a Wikidata item id.
pub fn is_wikidata_id(id: &str) -> bool {
    id.strip_prefix('Q').is_some_and(|digits| {
        !digits.starts_with('0') && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Whether `code` has the form of an ISO 3166-1 alpha-2 or ISO 3166-2 code.
pub fn is_iso_code(code: &str) -> bool {
    let country = |code: &str| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    match code.split_once('-') {
        Some((head, part)) => {
            country(head)
                && (1..=3).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        }
        None => country(code),
    }
}

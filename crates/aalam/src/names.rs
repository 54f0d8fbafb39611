//! Names that a user gives at run time.

use std::collections::HashMap;
use std::path::PathBuf;

use aalam_core::entity::{Ambiguity, EntityType, SurfaceKind, is_entity_id};
use aalam_core::gazetteer::compile::Compiler;
use aalam_core::gazetteer::rules::Rules;
use aalam_core::gazetteer::source::{SourceEntity, SourceSurface};
use aalam_core::profile::Profile;

use crate::error::{Error, ErrorKind, Result};

/// A name to look for: the name alone, or with a type, an id and more.
///
/// The name is written with or without the article as the text has it; `(ال)` before it makes the article optional.
///
/// ```
/// use aalam::{EntityType, Name};
///
/// let name = Name::new("حزب الوردة").entity_type(EntityType::Organization).id("org/rose");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    text: String,
    aliases: Vec<String>,
    entity_type: EntityType,
    id: Option<String>,
    english: String,
    wikidata: String,
    iso: String,
}

impl Name {
    /// A name of type `MISC`.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            aliases: Vec::new(),
            entity_type: EntityType::Misc,
            id: None,
            english: String::new(),
            wikidata: String::new(),
            iso: String::new(),
        }
    }

    /// Sets the type.
    #[must_use]
    pub fn entity_type(mut self, entity_type: EntityType) -> Self {
        self.entity_type = entity_type;
        self
    }

    /// Sets the id: ASCII lower-case letters, digits and `-`, at most one `/`. Without one it is `name/1`, `name/2` …
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Adds another name of the same entity.
    #[must_use]
    pub fn alias(mut self, text: impl Into<String>) -> Self {
        self.aliases.push(text.into());
        self
    }

    /// Sets the English name.
    #[must_use]
    pub fn name_en(mut self, name_en: impl Into<String>) -> Self {
        self.english = name_en.into();
        self
    }

    /// Sets the Wikidata item.
    #[must_use]
    pub fn wikidata(mut self, wikidata: impl Into<String>) -> Self {
        self.wikidata = wikidata.into();
        self
    }

    /// Sets the ISO 3166 code.
    #[must_use]
    pub fn iso(mut self, iso: impl Into<String>) -> Self {
        self.iso = iso.into();
        self
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<(&str, EntityType)> for Name {
    fn from((text, entity_type): (&str, EntityType)) -> Self {
        Self::new(text).entity_type(entity_type)
    }
}

/// Compiles names to an artifact called `names`, for [`Gazetteer::from_bytes`](crate::Gazetteer::from_bytes).
///
/// # Errors
///
/// As [`Recognizer::from_names`](crate::Recognizer::from_names).
pub fn compile_names(names: impl IntoIterator<Item = Name>) -> Result<Vec<u8>> {
    let mut compiler = Compiler::new(Profile::default());
    let mut ids: HashMap<String, u32> = HashMap::new();
    for (index, name) in (1u32..).zip(names) {
        let fault = |message: String| {
            Error::new(ErrorKind::SourceSyntax, format!("name {index}: {message}"))
        };
        let is_own = name.id.is_some();
        let id = name.id.unwrap_or_else(|| format!("name/{index}"));
        if !is_entity_id(&id) {
            return Err(fault(format!(
                "malformed id {id:?}: ASCII lower-case letters, digits and -, at most one /"
            )));
        }
        if let Some(first) = taken(&ids, &id, index) {
            let message = format!("name {index}: duplicate id {id:?}, first at name {first}");
            return Err(Error::new(ErrorKind::SourceConflict, message));
        }
        if is_own {
            ids.insert(id.clone(), index);
        }
        let mut surfaces = Vec::new();
        for text in std::iter::once(&name.text).chain(&name.aliases) {
            let kind = if surfaces.is_empty() { SurfaceKind::Name } else { SurfaceKind::Variant };
            let surface = SourceSurface::new(text.trim(), kind, Ambiguity::Clear);
            surfaces.push(surface.map_err(fault)?);
        }
        compiler.add(&SourceEntity {
            path: PathBuf::new(),
            line: index,
            id,
            entity_type: name.entity_type,
            subtype: String::new(),
            name_ar: surfaces.first().map(|surface| surface.text.clone()).unwrap_or_default(),
            name_en: name.english,
            wikidata: name.wikidata,
            iso: name.iso,
            geonames: String::new(),
            country: String::new(),
            life: (None, None),
            rank: 5,
            of: String::new(),
            surfaces,
            plurals: Vec::new(),
        })?;
    }
    compiler.finish("names", &Rules::default())
}

/// The name before `index` that has this id: its own one, or the one that it got for its number.
fn taken(own: &HashMap<String, u32>, id: &str, index: u32) -> Option<u32> {
    if let Some(first) = own.get(id) {
        return Some(*first);
    }
    let number: u32 = id.strip_prefix("name/")?.parse().ok()?;
    (number < index && !own.values().any(|with_own| *with_own == number)).then_some(number)
}

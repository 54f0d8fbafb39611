//! Offices and who held them, as sources: roles, offices, terms.
//!
//! A role says how an office is called: before a nisba («الرئيس» in «الرئيس الروسي») and before a name («رئيس» in «رئيس روسيا»).
//! An office is a role in a state or a body. Its surfaces are made of the role's, the nisba and the names.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use crate::date::Date;
use crate::entity::{Ambiguity, EntityType, SurfaceKind};
use crate::gazetteer::source::{SourceEntity, SourceSurface};

/// How an office, or a body that every state has, is called.
#[derive(Clone, Debug)]
pub struct SourceRole {
    /// Own id.
    pub id: String,
    /// What it makes: [`EntityType::Office`], or [`EntityType::Organization`] for a body (a ministry, a central bank).
    pub entity_type: EntityType,
    /// Subtype of what it makes.
    pub subtype: String,
    /// English name: `President`.
    pub name_en: String,
    /// Forms before a nisba, or before ل and the name of a body: الرئيس, وزير الخارجية.
    pub definite: Vec<String>,
    /// Forms before a name: رئيس, وزير خارجية.
    pub construct: Vec<String>,
}

/// An office.
#[derive(Clone, Debug)]
pub struct SourceOffice {
    /// File, for messages.
    pub path: PathBuf,
    /// Line, counted from 1.
    pub line: u32,
    /// Own id.
    pub id: String,
    /// The id of its role.
    pub role: String,
    /// The id of its state or body.
    pub of: String,
    /// Wikidata item.
    pub wikidata: String,
    /// Surfaces that the role does not give.
    pub surfaces: Vec<SourceSurface>,
}

/// Who held an office, and when. A date that is known to the month only is no day on which the holder is sure: a term begins with
/// the last day that its source allows, and ends before the first.
#[derive(Clone, Debug)]
pub struct SourceTerm {
    /// File, for messages.
    pub path: PathBuf,
    /// Line, counted from 1.
    pub line: u32,
    /// The id of the office.
    pub office: String,
    /// The id of the holder.
    pub holder: String,
    /// First day.
    pub from: Date,
    /// First day after it; `None`: not over.
    pub to: Option<Date>,
}

/// A fault: file, line, message.
pub(crate) type Fault = (PathBuf, u32, String);

/// The offices as entities.
pub(crate) fn expand(
    roles: &[SourceRole],
    offices: &[SourceOffice],
    entities: &[SourceEntity],
    faults: &mut Vec<Fault>,
) -> Vec<SourceEntity> {
    let by_id: HashMap<&str, &SourceEntity> =
        entities.iter().map(|entity| (entity.id.as_str(), entity)).collect();
    let mut nisbas: HashMap<&str, Vec<&SourceEntity>> = HashMap::new();
    for nisba in entities.iter().filter(|entity| entity.entity_type == EntityType::Nisba) {
        nisbas.entry(nisba.of.as_str()).or_default().push(nisba);
    }
    let mut made = Vec::new();
    for office in offices {
        let mut fault = |message| faults.push((office.path.clone(), office.line, message));
        let Some(role) = roles.iter().find(|role| role.id == office.role) else {
            fault(format!("column role: no role has the id {:?}", office.role));
            continue;
        };
        let Some(of) = by_id.get(office.of.as_str()) else {
            fault(format!("column of: no entity has the id {:?}", office.of));
            continue;
        };
        let of_place = nisbas.get(office.of.as_str()).map(Vec::as_slice).unwrap_or_default();
        let mut surfaces = Vec::new();
        let mut add = |text: String| {
            let surface = SourceSurface::new(&text, SurfaceKind::Variant, Ambiguity::Clear);
            surfaces.extend(surface.ok().filter(|surface| !surfaces.contains(surface)));
        };
        for definite in &role.definite {
            for stem in of_place.iter().flat_map(|nisba| &nisba.surfaces) {
                for is_feminine in genders(definite) {
                    add(format!("{definite} {}", definite_nisba(&stem.text, is_feminine)));
                }
            }
            if of_place.is_empty() {
                let names = of.surfaces.iter().filter(|name| is_usual(name));
                names.for_each(|name| add(format!("{definite} {}", with_lam(&name.text))));
            }
        }
        for construct in &role.construct {
            let is_plain = |name: &&SourceSurface| {
                role.entity_type == EntityType::Office
                    || name.kind != SurfaceKind::Official && name.ambiguity == Ambiguity::Clear
            };
            let names = of.surfaces.iter().filter(is_plain).filter(|name| is_usual(name));
            names.for_each(|name| add(format!("{construct} {}", name.text)));
        }
        // What the role gives may be listed as well: a mark of ambiguity is said there.
        surfaces.retain(|made| office.surfaces.iter().all(|listed| listed.text != made.text));
        surfaces.extend(office.surfaces.iter().cloned());
        let Some(first) = surfaces.first_mut() else {
            fault("no surface: neither nisba nor names nor surfaces".to_owned());
            continue;
        };
        first.kind = SurfaceKind::Name;
        let name_ar = first.text.clone();
        let is_office = role.entity_type == EntityType::Office;
        made.push(SourceEntity {
            path: office.path.clone(),
            line: office.line,
            id: office.id.clone(),
            entity_type: role.entity_type,
            subtype: role.subtype.clone(),
            name_ar,
            name_en: format!("{} of {}", role.name_en, of.name_en),
            wikidata: office.wikidata.clone(),
            iso: if is_office { of.iso.clone() } else { String::new() },
            geonames: String::new(),
            country: if is_office { of.country.clone() } else { of.iso.clone() },
            life: (None, None),
            rank: 5,
            of: String::new(),
            surfaces,
            plurals: Vec::new(),
        });
    }
    made
}

/// Whether news calls a state or a body so after the name of an office.
fn is_usual(name: &SourceSurface) -> bool {
    name.ambiguity < Ambiguity::Rare
}

/// The genders of the nisba after a form: that of its first word, and for «رئيس الجمهورية» also that of its last.
fn genders(definite: &str) -> impl Iterator<Item = bool> {
    let is_feminine = |word: Option<&str>| word.is_some_and(|word| word.ends_with('ة'));
    let first = is_feminine(definite.split(' ').next());
    let last = is_feminine(definite.split(' ').next_back());
    std::iter::once(first).chain((last && !first).then_some(true))
}

/// روسي: الروسي, الروسية; كوري جنوبي: الكوري الجنوبي.
fn definite_nisba(stem: &str, is_feminine: bool) -> String {
    let ending = if is_feminine { "ة" } else { "" };
    let words = stem.split(' ').map(|word| {
        let article = if word.starts_with("ال") { "" } else { "ال" };
        format!("{article}{word}{}", if word.ends_with('ي') { ending } else { "" })
    });
    words.collect::<Vec<_>>().join(" ")
}

/// الأمم المتحدة: للأمم المتحدة; حلف الناتو: لحلف الناتو.
fn with_lam(name: &str) -> String {
    match name.strip_prefix("ال") {
        Some(rest) => format!("لل{rest}"),
        None => format!("ل{name}"),
    }
}

/// Checks terms: offices and people that exist, dates in order, one holder at a time.
pub(crate) fn check(terms: &[SourceTerm], entities: &[SourceEntity], faults: &mut Vec<Fault>) {
    let types: HashMap<&str, EntityType> =
        entities.iter().map(|entity| (entity.id.as_str(), entity.entity_type)).collect();
    let mut of_office: BTreeMap<&str, Vec<&SourceTerm>> = BTreeMap::new();
    for term in terms {
        let mut fault = |message| faults.push((term.path.clone(), term.line, message));
        for (column, id, wanted) in [
            ("office", &term.office, EntityType::Office),
            ("holder", &term.holder, EntityType::Person),
        ] {
            if types.get(id.as_str()) != Some(&wanted) {
                fault(format!("column {column}: no {wanted} has the id {id:?}"));
            }
        }
        of_office.entry(&term.office).or_default().push(term);
    }
    for of_one in of_office.values_mut() {
        of_one.sort_by_key(|term| (term.from, term.to.is_none(), term.to));
        for (first, second) in of_one.iter().zip(of_one.iter().skip(1)) {
            if first.to.is_none_or(|to| to > second.from) {
                let message = format!(
                    "{} holds {} before {} has left it, {}:{}",
                    second.holder,
                    second.office,
                    first.holder,
                    first.path.display(),
                    first.line
                );
                faults.push((second.path.clone(), second.line, message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{definite_nisba, genders, with_lam};

    #[test]
    fn forms() {
        assert_eq!(definite_nisba("كوري جنوبي", true), "الكورية الجنوبية");
        assert_eq!(definite_nisba("جنوب أفريقي", false), "الجنوب الأفريقي");
        assert_eq!(genders("رئيسة الوزراء").collect::<Vec<_>>(), [true]);
        assert_eq!(genders("وزير الخارجية").collect::<Vec<_>>(), [false, true]);
        assert_eq!(with_lam("الأمم المتحدة"), "للأمم المتحدة");
    }
}

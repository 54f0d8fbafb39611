//! Sources to artifact bytes. Deterministic: the same sources give the same bytes on every machine.

use std::collections::{BTreeMap, BTreeSet};

use crate::artifact;
use crate::entity::{Ambiguity, Article, EntityType, SurfaceKind};
use crate::error::Result;
use crate::gazetteer::key_of;
use crate::gazetteer::rules::{CuePosition, WordClass};
use crate::gazetteer::source::{Source, SourceEntity, SourceSurface, parse_surface};
use crate::letters::Reader;
use crate::morph;
use crate::profile::Profile;

/// Compiles sources under a profile. `name` is reported as the `source` of every mention found with it.
///
/// # Errors
///
/// [`ErrorKind::SourceSyntax`](crate::error::ErrorKind::SourceSyntax) when the result is larger than 4 GiB.
pub fn compile(name: &str, source: &Source, profile: Profile) -> Result<Vec<u8>> {
    let reader = Reader::new(profile);
    let mut strings = Strings::default();
    let mut name_section = Vec::new();
    strings.put(name, &mut name_section);

    let mut entities = Vec::new();
    let mut keys: BTreeMap<Vec<u8>, Vec<Surface>> = BTreeMap::new();
    let mut add = |index: u32, entity: Option<&SourceEntity>, surface: &SourceSurface| {
        let (key, bare) = key_of(&reader, &surface.text, surface.article);
        if !key.is_empty() {
            keys.entry(key).or_default().push(Surface {
                rank: u8::MAX - entity.map_or(0, |entity| entity.rank),
                kind: surface.kind,
                entity: index,
                text: bare.to_owned(),
                article: surface.article,
                ambiguity: surface.ambiguity,
            });
        }
    };
    for (index, entity) in (0u32..).zip(&source.entities) {
        put_entity(entity, &mut strings, &mut entities);
        for surface in surfaces_of(entity) {
            add(index, Some(entity), &surface);
        }
    }
    for phrase in &source.rules.phrases {
        // Phrases were checked when they were read.
        if let Ok(surface) = parse_surface(phrase, SurfaceKind::Variant) {
            add(u32::MAX, None, &surface);
        }
    }

    let (mut surfaces, mut key_codes) = (Vec::new(), Vec::new());
    let (mut key_offsets, mut key_surfaces) = (Vec::new(), Vec::new());
    let mut surface_count = 0;
    for (key, mut group) in keys {
        put(key_codes.len() as u32, &mut key_offsets);
        put(surface_count, &mut key_surfaces);
        key_codes.extend_from_slice(&key);
        group.sort();
        // One entity may list the same spelling twice (as a name and as a derived form): the better kind stays.
        let mut seen = BTreeSet::new();
        group
            .retain(|surface| seen.insert((surface.entity, surface.text.clone(), surface.article)));
        for surface in group {
            put(surface.entity, &mut surfaces);
            strings.put(&surface.text, &mut surfaces);
            let packed = surface.kind as u32
                | (surface.ambiguity as u32) << 8
                | (surface.article as u32) << 16;
            put(packed, &mut surfaces);
            surface_count += 1;
        }
    }
    put(key_codes.len() as u32, &mut key_offsets);
    put(surface_count, &mut key_surfaces);

    let (words, cues) = rules_sections(source, &mut strings);
    artifact::write(
        profile,
        &[
            strings.blob,
            name_section,
            entities,
            surfaces,
            key_codes,
            key_offsets,
            key_surfaces,
            words,
            cues,
        ],
    )
}

/// Sorted by rank, kind, entity: the order of homonyms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Surface {
    rank: u8,
    kind: SurfaceKind,
    entity: u32,
    text: String,
    article: Article,
    ambiguity: Ambiguity,
}

/// The surfaces of an entity with all derived forms.
pub(crate) fn surfaces_of(entity: &SourceEntity) -> Vec<SourceSurface> {
    let mut surfaces = Vec::new();
    for surface in &entity.surfaces {
        if entity.entity_type == EntityType::Nisba && surface.kind == SurfaceKind::Nisba {
            surfaces.extend(morph::nisba_forms(surface));
        } else {
            surfaces.push(surface.clone());
            if matches!(entity.entity_type, EntityType::Person | EntityType::Place) {
                surfaces.extend(morph::spelling_variants(surface));
            }
        }
    }
    surfaces.extend(entity.plurals.iter().map(morph::plural_forms));
    surfaces
}

fn put_entity(entity: &SourceEntity, strings: &mut Strings, out: &mut Vec<u8>) {
    put(entity.entity_type as u32 | u32::from(entity.rank) << 8, out);
    for text in [
        &entity.id,
        &entity.subtype,
        &entity.name_ar,
        &entity.name_en,
        &entity.wikidata,
        &entity.iso,
        &entity.geonames,
        &entity.country,
    ] {
        strings.put(text, out);
    }
}

fn rules_sections(source: &Source, strings: &mut Strings) -> (Vec<u8>, Vec<u8>) {
    let common = source.rules.common.iter().map(|word| (word, WordClass::Common));
    let function = source.rules.function.iter().map(|word| (word, WordClass::Function));
    // A word of both lists is a function word.
    let classes: BTreeMap<&String, WordClass> = common.chain(function).collect();
    let (mut words, mut cues) = (Vec::new(), Vec::new());
    for (word, class) in classes {
        strings.put(word, &mut words);
        put(class as u32, &mut words);
    }
    for cue in &source.rules.cues {
        let types = cue.types.iter().fold(0u32, |bits, one| bits | 1 << *one as u8);
        for word in &cue.words {
            strings.put(word, &mut cues);
            strings.put(&cue.id, &mut cues);
            put(types, &mut cues);
            put(
                match cue.position {
                    CuePosition::Before => 0,
                    CuePosition::After => 1,
                    CuePosition::Earlier => 2,
                },
                &mut cues,
            );
            put(i32::from(cue.weight).cast_unsigned(), &mut cues);
        }
    }
    (words, cues)
}

fn put(number: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(&number.to_le_bytes());
}

/// The string section: each string once.
#[derive(Default)]
struct Strings {
    blob: Vec<u8>,
    known: BTreeMap<String, u32>,
}

impl Strings {
    fn put(&mut self, text: &str, out: &mut Vec<u8>) {
        let offset = self.known.get(text).copied().unwrap_or_else(|| {
            let offset = self.blob.len() as u32;
            self.blob.extend_from_slice(text.as_bytes());
            self.known.insert(text.to_owned(), offset);
            offset
        });
        put(offset, out);
        put(text.len() as u32, out);
    }
}

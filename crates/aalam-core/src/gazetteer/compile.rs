//! Sources to artifact bytes. Deterministic: the same sources give the same bytes on every machine.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use crate::artifact;
use crate::date::Date;
use crate::entity::{Ambiguity, Article, EntityType, SurfaceKind};
use crate::error::{Error, ErrorKind, Result};
use crate::gazetteer::rules::{CuePosition, Rules, WordClass};
use crate::gazetteer::source::{Source, SourceEntity, SourceSurface, parse_surface};
use crate::gazetteer::wordmap::Hashed;
use crate::gazetteer::{KeyBuffers, bare};
use crate::letters::Reader;
use crate::lexicon::build::{build, code_of_sort, sort_code};
use crate::lexicon::{ACCEPTS_BARE, ACCEPTS_DEFINITE};
use crate::morph;
use crate::profile::Profile;
use crate::simd::Seed;

/// Compiles sources under a profile. `name` is reported as the `source` of every mention found with it.
///
/// # Errors
///
/// [`ErrorKind::SourceSyntax`] when the result is larger than 4 GiB, or a field longer than 65,535 bytes.
pub fn compile(name: &str, source: &Source, profile: Profile) -> Result<Vec<u8>> {
    let mut compiler = Compiler::new(profile);
    for entity in &source.entities {
        compiler.add(entity)?;
    }
    let numbers: HashMap<&str, u32> =
        source.entities.iter().map(|entity| entity.id.as_str()).zip(0..).collect();
    for term in &source.terms {
        // Both were found when the source was checked.
        let ids = (numbers.get(term.office.as_str()), numbers.get(term.holder.as_str()));
        if let (Some(office), Some(holder)) = ids {
            compiler.terms.push([
                *office,
                *holder,
                term.from.number(),
                term.to.map_or(u32::MAX, Date::number),
            ]);
        }
    }
    compiler.finish(name, &source.rules)
}

/// Compiles entities one after another, where they need not all be held at once.
#[derive(Debug)]
pub struct Compiler {
    profile: Profile,
    reader: Reader,
    strings: Strings,
    /// Records of entities, and how many they are.
    entities: Vec<u8>,
    count: u32,
    surfaces: Surfaces,
    /// Office, holder, first day, first day after the term.
    terms: Vec<[u32; 4]>,
}

impl Compiler {
    /// A compiler that has seen nothing.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            reader: Reader::new(profile),
            strings: Strings::default(),
            entities: Vec::new(),
            count: 0,
            surfaces: Surfaces::default(),
            terms: Vec::new(),
        }
    }

    /// Adds an entity.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::SourceSyntax`] for a field of more than 65,535 bytes.
    pub fn add(&mut self, entity: &SourceEntity) -> Result<()> {
        put_entity(entity, &mut self.strings, &mut self.entities)?;
        let owner = Owner { index: self.count, entity_type: entity.entity_type, rank: entity.rank };
        self.count += 1;
        for surface in &entity.surfaces {
            self.surfaces.add_forms(&self.reader, &mut self.strings, owner, surface);
        }
        for plural in &entity.plurals {
            let forms = morph::plural_forms(plural);
            self.surfaces.add(&self.reader, &mut self.strings, owner, &forms);
        }
        Ok(())
    }

    /// The artifact. `name` is reported as the `source` of every mention found with it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::SourceSyntax`] when the result is larger than 4 GiB.
    pub fn finish(self, name: &str, rules: &Rules) -> Result<Vec<u8>> {
        let Self { profile, reader, mut strings, entities, mut surfaces, mut terms, .. } = self;
        let mut name_section = Vec::new();
        strings.put(name, &mut name_section);
        let nobody = Owner { index: u32::MAX, entity_type: EntityType::Misc, rank: 0 };
        for phrase in &rules.phrases {
            // Phrases were checked when they were read.
            if let Ok(surface) = parse_surface(phrase, SurfaceKind::Variant) {
                surfaces.add(&reader, &mut strings, nobody, &surface);
            }
        }
        let (words, cues) = rules_sections(rules, &mut strings);
        terms.sort_unstable_by_key(|[office, holder, from, to]| (*office, *from, *to, *holder));
        let terms = terms.into_iter().flatten().flat_map(u32::to_le_bytes).collect();
        let keys = surfaces.into_keys();
        let lexicon = build(&keys.iter())?;
        artifact::write(
            profile,
            &[
                strings.blob,
                name_section,
                entities,
                keys.surfaces,
                keys.codes,
                keys.records,
                lexicon.head,
                lexicon.firsts,
                lexicon.pairs,
                lexicon.pilots,
                lexicon.table,
                words,
                cues,
                terms,
            ],
        )
    }
}

/// Whose surfaces are added.
#[derive(Clone, Copy)]
struct Owner {
    index: u32,
    entity_type: EntityType,
    rank: u8,
}

/// One surface, without its letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Surface {
    /// Descending, so that the most prominent entity comes first.
    rank: u8,
    kind: SurfaceKind,
    entity: u32,
    article: Article,
    ambiguity: Ambiguity,
    outside: u8,
    entity_type: EntityType,
    /// Offset and length of the text among the strings.
    text: (u32, u32),
}

/// All surfaces with the letters of their keys.
#[derive(Debug, Default)]
struct Surfaces {
    buffers: KeyBuffers,
    /// Sorting bytes of all keys, one after another.
    letters: Vec<u8>,
    /// The first sixteen sorting bytes, where all of them are, the surface.
    items: Vec<(u128, (u32, u32), Surface)>,
}

impl Surfaces {
    /// A surface with the forms that are derived from it.
    fn add_forms(
        &mut self,
        reader: &Reader,
        strings: &mut Strings,
        owner: Owner,
        surface: &SourceSurface,
    ) {
        if owner.entity_type == EntityType::Nisba && surface.kind == SurfaceKind::Nisba {
            for form in morph::nisba_forms(surface) {
                self.add(reader, strings, owner, &form);
            }
            return;
        }
        self.add(reader, strings, owner, surface);
        for form in morph::spelling_variants(surface, owner.entity_type) {
            self.add(reader, strings, owner, &form);
        }
    }

    fn add(
        &mut self,
        reader: &Reader,
        strings: &mut Strings,
        owner: Owner,
        surface: &SourceSurface,
    ) {
        let start = self.letters.len();
        let bare = bare(&surface.text, surface.article);
        self.buffers.put_key(reader, bare, &mut self.letters);
        let key = self.letters.get_mut(start..).unwrap_or_default();
        if key.is_empty() {
            return;
        }
        for code in key.iter_mut() {
            *code = sort_code(*code);
        }
        let mut first = [0; 16];
        for (slot, byte) in first.iter_mut().zip(key.iter()) {
            *slot = *byte;
        }
        let (offset, length) = strings.place(&surface.text);
        let article = (surface.text.len() - bare.len()) as u32;
        let surface = Surface {
            rank: u8::MAX - owner.rank,
            kind: surface.kind,
            entity: owner.index,
            article: surface.article,
            ambiguity: surface.ambiguity,
            outside: surface.outside,
            entity_type: owner.entity_type,
            text: (offset + article, length - article),
        };
        let place = (start as u32, key.len() as u32);
        self.items.push((u128::from_be_bytes(first), place, surface));
    }

    /// Sorted, grouped by key, written.
    fn into_keys(mut self) -> Keys {
        let letters = |place: (u32, u32)| {
            let range = place.0 as usize..(place.0 + place.1) as usize;
            self.letters.get(range).unwrap_or_default()
        };
        self.items.sort_unstable_by(|a, b| {
            let whole = || letters(a.1).cmp(letters(b.1));
            a.0.cmp(&b.0).then_with(whole).then_with(|| a.2.cmp(&b.2))
        });
        let mut keys = Keys::default();
        let mut count = 0;
        let mut seen = Vec::new();
        for group in self.items.chunk_by(|a, b| a.0 == b.0 && letters(a.1) == letters(b.1)) {
            let Some(first) = group.first() else { continue };
            put(keys.codes.len() as u32, &mut keys.records);
            let accepts = group.iter().fold(0, |accepts, (_, _, surface)| {
                accepts
                    | match surface.article {
                        Article::Forbidden => ACCEPTS_BARE,
                        Article::Optional => ACCEPTS_BARE | ACCEPTS_DEFINITE,
                        Article::Required => ACCEPTS_DEFINITE,
                    }
            });
            put(count | accepts, &mut keys.records);
            keys.codes.extend(letters(first.1).iter().map(|byte| code_of_sort(*byte)));
            // One entity may list the same spelling twice (as a name and as a derived form): the better kind stays.
            seen.clear();
            for (_, _, surface) in group {
                let same = (surface.entity, surface.text, surface.article);
                if seen.contains(&same) {
                    continue;
                }
                seen.push(same);
                put(surface.entity, &mut keys.surfaces);
                put(surface.text.0, &mut keys.surfaces);
                put(surface.text.1, &mut keys.surfaces);
                let packed = surface.kind as u32
                    | u32::from(surface.outside) << 6
                    | (surface.ambiguity as u32) << 8
                    | (surface.article as u32) << 16
                    | (surface.entity_type as u32) << 24
                    | u32::from(u8::MAX - surface.rank) << 28;
                put(packed, &mut keys.surfaces);
                count += 1;
            }
        }
        put(keys.codes.len() as u32, &mut keys.records);
        put(count, &mut keys.records);
        keys
    }
}

/// The sections of keys and surfaces.
#[derive(Default)]
struct Keys {
    codes: Vec<u8>,
    records: Vec<u8>,
    surfaces: Vec<u8>,
}

impl Keys {
    /// Letters of each key, and what it accepts.
    fn iter(&self) -> impl Iterator<Item = (&[u8], u32)> + Clone {
        let number = |record: &[u8], at: usize| {
            let four = record.get(at..).and_then(<[u8]>::first_chunk);
            four.map_or(0, |four| u32::from_le_bytes(*four))
        };
        let records = self.records.chunks_exact(8);
        records.clone().zip(records.skip(1)).map(move |(record, next)| {
            let letters = number(record, 0) as usize..number(next, 0) as usize;
            let accepts = number(record, 4) & (ACCEPTS_BARE | ACCEPTS_DEFINITE);
            (self.codes.get(letters).unwrap_or_default(), accepts)
        })
    }
}

/// # Errors
///
/// [`ErrorKind::SourceSyntax`] for a field of more than 65,535 bytes.
fn put_entity(entity: &SourceEntity, strings: &mut Strings, out: &mut Vec<u8>) -> Result<()> {
    put((entity.entity_type as u32) | (u32::from(entity.rank) << 8), out);
    let year = |year: Option<u16>| u32::from(year.unwrap_or_default());
    put(year(entity.life.0) | year(entity.life.1) << 16, out);
    put(strings.blob.len() as u32, out);
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
        let length = u16::try_from(text.len()).map_err(|_| {
            let message =
                format!("a field of {} has {} bytes, at most 65535", entity.id, text.len());
            Error::new(ErrorKind::SourceSyntax, message)
        })?;
        out.extend_from_slice(&length.to_le_bytes());
        strings.append(text);
    }
    Ok(())
}

fn rules_sections(rules: &Rules, strings: &mut Strings) -> (Vec<u8>, Vec<u8>) {
    let common = rules.common.iter().map(|word| (word, WordClass::Common));
    let function = rules.function.iter().map(|word| (word, WordClass::Function));
    // A word of both lists is a function word.
    let classes: BTreeMap<&String, WordClass> = common.chain(function).collect();
    let (mut words, mut cues) = (Vec::new(), Vec::new());
    for (word, class) in classes {
        strings.put(word, &mut words);
        put(class as u32, &mut words);
    }
    for cue in &rules.cues {
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

/// The string section: each string once (but for the rare two that share a hash).
#[derive(Debug, Default)]
struct Strings {
    blob: Vec<u8>,
    known: HashMap<u64, (u32, u32), BuildHasherDefault<Hashed>>,
}

impl Strings {
    /// Appends a string, known or not.
    fn append(&mut self, text: &str) {
        let place = (self.blob.len() as u32, text.len() as u32);
        self.known.entry(hash(text)).or_insert(place);
        self.blob.extend_from_slice(text.as_bytes());
    }

    /// Offset and length of a string.
    fn place(&mut self, text: &str) -> (u32, u32) {
        let place = (self.blob.len() as u32, text.len() as u32);
        if text.is_empty() {
            return (0, 0);
        }
        let known = *self.known.entry(hash(text)).or_insert(place);
        let written = self.blob.get(known.0 as usize..(known.0 + known.1) as usize);
        if known != place && written == Some(text.as_bytes()) {
            return known;
        }
        self.blob.extend_from_slice(text.as_bytes());
        place
    }

    fn put(&mut self, text: &str, out: &mut Vec<u8>) {
        let (offset, length) = self.place(text);
        put(offset, out);
        put(length, out);
    }
}

/// A hash of a string that is the same on every machine.
fn hash(text: &str) -> u64 {
    Seed::new(0).hash_word(text.as_bytes())
}

//! A gazetteer, opened for reading: keys to surfaces, surfaces to entities, ordinary words, cues.

#[cfg(feature = "compile")]
pub mod compile;
#[cfg(feature = "compile")]
pub mod lexemes;
#[cfg(feature = "compile")]
pub mod offices;
pub mod rules;
#[cfg(feature = "compile")]
pub mod source;
mod wordmap;

use std::path::Path;
use std::sync::Arc;

use crate::artifact::{Artifact, Bytes, Section, Trust};
use crate::date::Date;
use crate::entity::{Ambiguity, Article, EntityType, SurfaceKind};
use crate::error::{Error, Result};
use crate::gazetteer::rules::{CuePosition, WordClass};
use crate::letters::{Letters, Reader, SPACE, read_exact};
use crate::lexicon::{self, Lexicon};
use crate::profile::Profile;
use crate::span::LetterSpan;
use crate::words::{Definite, Words};
use wordmap::WordMap;

/// The article as the key of a name leaves it out.
#[cfg(feature = "compile")]
const ARTICLE: &str = "ال";

/// A name without the article that it can take: what its key is made of.
#[cfg(feature = "compile")]
pub(crate) fn bare(text: &str, article: Article) -> &str {
    match article {
        Article::Forbidden => text,
        Article::Optional | Article::Required => text.strip_prefix(ARTICLE).unwrap_or(text),
    }
}

/// Buffers for reading names.
#[derive(Debug, Default)]
pub(crate) struct KeyBuffers {
    letters: Letters,
    words: Words,
}

impl KeyBuffers {
    /// Appends the key of a name to `out`: folded letter codes, one [`SPACE`] between words.
    pub(crate) fn put_key(&mut self, reader: &Reader, text: &str, out: &mut Vec<u8>) {
        reader.read(text, &mut self.letters);
        self.words.split(&self.letters, reader.kernels());
        for (index, word) in self.words.spans().enumerate() {
            if index > 0 {
                out.push(SPACE);
            }
            out.extend_from_slice(self.letters.codes().get(word.range()).unwrap_or_default());
        }
    }
}

/// A name of an entity, as the dictionary holds it.
#[derive(Clone, Copy, Debug)]
pub struct Surface<'g> {
    /// Index of the entity; `None` for a blocked phrase, in which no name is meant.
    pub entity: Option<u32>,
    /// The name without the article that it can take, as UTF-8.
    pub bytes: &'g [u8],
    /// What kind of name it is.
    pub kind: SurfaceKind,
    /// How it stands to the article.
    pub article: Article,
    /// What it takes to be a mention.
    pub ambiguity: Ambiguity,
    /// Type of the entity.
    pub entity_type: EntityType,
    /// Rank of the entity.
    pub rank: u8,
    /// How many of its first words are no part of the span.
    pub outside: u8,
}

fn entity_type_of(code: u8) -> EntityType {
    EntityType::ALL.get(usize::from(code)).copied().unwrap_or(EntityType::Misc)
}

/// A term of office: half-open, in days as [`Date::number`]s; `u32::MAX` where it is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The entity that held it.
    pub holder: u32,
    /// First day.
    pub from: u32,
    /// First day after it.
    pub to: u32,
}

impl<'g> Surface<'g> {
    /// The name without the article that it can take.
    pub fn text(&self) -> &'g str {
        std::str::from_utf8(self.bytes).unwrap_or_default()
    }
}

/// An entity, as the gazetteer holds it. Unknown values are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntityRef<'g> {
    /// Type.
    pub entity_type: EntityType,
    /// 0–9; the higher one comes first among homonyms.
    pub rank: u8,
    /// Own id.
    pub id: &'g str,
    /// Subtype.
    pub subtype: &'g str,
    /// Canonical Arabic name.
    pub name_ar: &'g str,
    /// Canonical English name.
    pub name_en: &'g str,
    /// Wikidata item.
    pub wikidata: &'g str,
    /// ISO 3166 code: of the place itself, or of the country that a nisba points to.
    pub iso: &'g str,
    /// GeoNames id.
    pub geonames: &'g str,
    /// ISO code of the country that it belongs to.
    pub country: &'g str,
    /// Of a person: the year of birth.
    pub born: Option<u16>,
    /// Of a person: the year of death.
    pub died: Option<u16>,
}

/// What a cue word says about a name beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CueHit {
    /// Index of the cue word, for [`Gazetteer::cue_id`].
    pub index: u32,
    types: u32,
    /// Where it must stand.
    pub position: CuePosition,
    /// How strongly it speaks.
    pub weight: i8,
}

impl CueHit {
    /// Whether it speaks about entities of this type.
    pub const fn speaks_about(self, entity_type: EntityType) -> bool {
        self.types & 1 << entity_type as u32 != 0
    }
}

/// A compiled gazetteer. Cheap to clone.
#[derive(Clone)]
pub struct Gazetteer(Arc<Inner>);

struct Inner {
    artifact: Artifact,
    reader: Reader,
    /// Ordinary words by their exact letters.
    words: WordMap<WordClass>,
    /// Their folded letters.
    folded_words: WordMap<()>,
    cues: WordMap<Vec<CueHit>>,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gazetteer")
            .field("name", &self.name())
            .field("entities", &self.entity_count())
            .field("keys", &self.key_count())
            .finish_non_exhaustive()
    }
}

impl Gazetteer {
    /// Opens an artifact that is part of the program.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ArtifactMagic`], [`ErrorKind::ArtifactVersion`], [`ErrorKind::ArtifactChecksum`] or
    /// [`ErrorKind::ProfileMismatch`] when the bytes are not a sound artifact.
    ///
    /// [`ErrorKind::ArtifactMagic`]: crate::error::ErrorKind::ArtifactMagic
    /// [`ErrorKind::ArtifactVersion`]: crate::error::ErrorKind::ArtifactVersion
    /// [`ErrorKind::ArtifactChecksum`]: crate::error::ErrorKind::ArtifactChecksum
    /// [`ErrorKind::ProfileMismatch`]: crate::error::ErrorKind::ProfileMismatch
    pub fn from_static(bytes: &'static [u8]) -> Result<Self> {
        Self::open(Bytes::Static(bytes), Trust::Nothing)
    }

    /// Opens an artifact that a build script has made and opened with [`from_bytes`](Self::from_bytes): it is as sound as the code around it, and
    /// its contents are not read to check them again. Whatever it holds, reading it is memory-safe.
    ///
    /// # Errors
    ///
    /// See [`from_static`](Self::from_static).
    pub fn from_checked(bytes: &'static [u8]) -> Result<Self> {
        Self::open(Bytes::Static(bytes), Trust::Contents)
    }

    /// Opens an artifact in memory. Errors as [`from_static`](Self::from_static).
    ///
    /// # Errors
    ///
    /// See [`from_static`](Self::from_static).
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Self::open(Bytes::Owned(Arc::new(bytes)), Trust::Nothing)
    }

    /// Reads and opens an artifact file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::error::ErrorKind::Io) when the file cannot be read; else as [`from_static`](Self::from_static).
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
        Self::from_bytes(bytes).map_err(|error| error.at(path, 0))
    }

    /// Maps an artifact file into memory instead of reading it: it is checked, and shared with other processes that map it.
    ///
    /// The file must not change while the gazetteer lives: replace it (write a new one, rename it), do not write into it.
    ///
    /// # Errors
    ///
    /// As [`from_path`](Self::from_path).
    pub fn map_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = Bytes::map(path).map_err(|error| Error::io(path, error))?;
        Self::open(bytes, Trust::Nothing).map_err(|error| error.at(path, 0))
    }

    fn open(bytes: Bytes, trust: Trust) -> Result<Self> {
        let artifact = Artifact::open(bytes, trust)?;
        let reader = Reader::new(artifact.profile());
        let mut buffers = KeyBuffers::default();
        let mut letters = Letters::default();
        let count = artifact.count(Section::Words);
        let mut words = WordMap::with_capacity(count);
        let mut folded_words = WordMap::with_capacity(count);
        for record in 0..count {
            read_exact(artifact.string(Section::Words, record, 0), &mut letters);
            let class = match artifact.number(Section::Words, record, 2) {
                0 => WordClass::Common,
                _ => WordClass::Function,
            };
            if let Some(slot) = words.entry(letters.codes(), class) {
                *slot = class;
            }
            reader.read(artifact.string(Section::Words, record, 0), &mut letters);
            folded_words.entry(letters.codes(), ());
        }
        let count = artifact.count(Section::Cues);
        let mut cues: WordMap<Vec<CueHit>> = WordMap::with_capacity(count);
        let mut key = Vec::new();
        for record in 0..count {
            key.clear();
            buffers.put_key(&reader, artifact.string(Section::Cues, record, 0), &mut key);
            let number = |field| artifact.number(Section::Cues, record, field);
            let cue = CueHit {
                index: record as u32,
                types: number(4),
                position: match number(5) {
                    0 => CuePosition::Before,
                    1 => CuePosition::After,
                    _ => CuePosition::Earlier,
                },
                weight: number(6).cast_signed().clamp(-100, 100) as i8,
            };
            if let Some(cues) = cues.entry(&key, Vec::new()) {
                cues.push(cue);
            }
        }
        Ok(Self(Arc::new(Inner { artifact, reader, words, folded_words, cues })))
    }

    /// The gazetteer's own name: the `source` of its mentions.
    pub fn name(&self) -> &str {
        self.0.artifact.string(Section::Name, 0, 0)
    }

    /// The orthographic profile that it was compiled under.
    pub fn profile(&self) -> Profile {
        self.0.artifact.profile()
    }

    /// A reader for texts to be matched with this gazetteer.
    pub fn reader(&self) -> &Reader {
        &self.0.reader
    }

    /// How many entities it holds.
    pub fn entity_count(&self) -> usize {
        self.0.artifact.count(Section::Entities)
    }

    /// How many surfaces it holds, derived forms included.
    pub fn surface_count(&self) -> usize {
        self.0.artifact.count(Section::Surfaces)
    }

    /// How many different keys its surfaces have.
    pub fn key_count(&self) -> usize {
        self.0.artifact.count(Section::Keys).saturating_sub(1)
    }

    /// The letter codes of a key, without the article, one [`SPACE`] between words.
    pub fn key(&self, key: u32) -> &[u8] {
        let at = |index| self.0.artifact.number(Section::Keys, index, 0) as usize;
        let codes = self.0.artifact.section(Section::KeyCodes);
        codes.get(at(key as usize)..at(key as usize + 1)).unwrap_or_default()
    }

    /// The surfaces that share a key, the most prominent entity first.
    pub fn surfaces(&self, key: u32) -> impl Iterator<Item = Surface<'_>> {
        let records = self.first_surface(key as usize)..self.first_surface(key as usize + 1);
        records.map(|record| self.surface(record))
    }

    fn first_surface(&self, key: usize) -> usize {
        let packed = self.0.artifact.number(Section::Keys, key, 1);
        (packed & !(lexicon::ACCEPTS_BARE | lexicon::ACCEPTS_DEFINITE)) as usize
    }

    /// Whether one of the surfaces of a key accepts how a name stands to the article.
    pub fn accepts(&self, key: u32, definite: Definite) -> bool {
        lexicon::accepts_article(self.0.artifact.number(Section::Keys, key as usize, 1), definite)
    }

    /// The dictionary of the keys.
    pub fn lexicon(&self) -> Lexicon<'_> {
        let section = |section| self.0.artifact.section(section);
        Lexicon::new(lexicon::Sections {
            head: section(Section::Lexicon),
            firsts: section(Section::Firsts),
            pairs: section(Section::Pairs),
            pilots: section(Section::Pilots),
            table: section(Section::Table),
            keys: section(Section::Keys),
            codes: section(Section::KeyCodes),
        })
    }

    fn surface(&self, record: usize) -> Surface<'_> {
        let artifact = &self.0.artifact;
        let entity = artifact.number(Section::Surfaces, record, 0);
        let packed = artifact.number(Section::Surfaces, record, 3);
        let [kind, ambiguity, article, entity_type] = packed.to_le_bytes();
        Surface {
            entity: (entity != u32::MAX).then_some(entity),
            bytes: artifact.string_bytes(Section::Surfaces, record, 1),
            kind: SurfaceKind::ALL
                .get(usize::from(kind & 0x3F))
                .copied()
                .unwrap_or(SurfaceKind::Variant),
            article: Article::from_code(article).unwrap_or(Article::Forbidden),
            ambiguity: Ambiguity::from_code(ambiguity),
            entity_type: entity_type_of(entity_type & 0xF),
            rank: entity_type >> 4,
            outside: kind >> 6,
        }
    }

    /// Asks for the surfaces of a key in advance.
    pub fn prefetch_surfaces(&self, key: u32) {
        self.0.artifact.prefetch(Section::Surfaces, self.first_surface(key as usize));
    }

    /// Asks for the texts of the surfaces of a key in advance.
    pub fn prefetch_texts(&self, key: u32) {
        let artifact = &self.0.artifact;
        let text = artifact.number(Section::Surfaces, self.first_surface(key as usize), 1);
        artifact.prefetch(Section::Strings, text as usize);
    }

    /// An entity by index. An index that is out of range gives an empty entity of type `MISC`.
    pub fn entity(&self, entity: u32) -> EntityRef<'_> {
        let artifact = &self.0.artifact;
        let record = entity as usize;
        let [entity_type, rank, _, _] = artifact.number(Section::Entities, record, 0).to_le_bytes();
        let [id, subtype, name_ar, name_en, wikidata, iso, geonames, country] =
            artifact.entity_strings(record);
        let life = artifact.number(Section::Entities, record, 1);
        let year = |year: u32| Some(year as u16).filter(|year| *year > 0);
        EntityRef {
            entity_type: entity_type_of(entity_type),
            rank,
            id,
            subtype,
            name_ar,
            name_en,
            wikidata,
            iso,
            geonames,
            country,
            born: year(life & 0xFFFF),
            died: year(life >> 16),
        }
    }

    /// The entity that has an id.
    pub fn lookup(&self, id: &str) -> Option<EntityRef<'_>> {
        const ID: usize = 0;
        let artifact = &self.0.artifact;
        let mut records = 0..artifact.count(Section::Entities);
        let record = records.find(|record| artifact.entity_string(*record, ID) == id)?;
        Some(self.entity(record as u32))
    }

    /// The terms of an office, in the order of time.
    pub fn terms(&self, office: u32) -> impl Iterator<Item = Term> {
        let artifact = &self.0.artifact;
        let count = artifact.count(Section::Terms);
        let number = move |record, field| artifact.number(Section::Terms, record, field);
        let (mut from, mut to) = (0, count);
        while from < to {
            let middle = from.midpoint(to);
            if number(middle, 0) < office { from = middle + 1 } else { to = middle }
        }
        let of_office = (from..count).take_while(move |record| number(*record, 0) == office);
        of_office.map(move |record| Term {
            holder: number(record, 1),
            from: number(record, 2),
            to: number(record, 3),
        })
    }

    /// The entity that surely held an office on a day.
    pub fn holder(&self, office: u32, date: Date) -> Option<u32> {
        let day = date.number();
        self.terms(office).find(|term| (term.from..term.to).contains(&day)).map(|term| term.holder)
    }

    /// The country that an entity belongs to; of a country or a nisba its own ISO code.
    pub fn country(&self, entity: u32) -> &str {
        const ISO: usize = 5;
        const COUNTRY: usize = 7;
        let artifact = &self.0.artifact;
        match artifact.entity_string(entity as usize, COUNTRY) {
            "" => artifact.entity_string(entity as usize, ISO),
            country => country,
        }
    }

    /// Whether it lists ordinary words.
    pub fn has_words(&self) -> bool {
        self.0.artifact.count(Section::Words) > 0
    }

    /// The class of a word as written (codes of [`read_exact`]).
    pub fn word_class(&self, exact: &[u8]) -> Option<WordClass> {
        self.0.words.get(exact).copied()
    }

    /// Whether a word (a span of the folded codes of a text) is written like an ordinary one, folds aside.
    pub fn may_be_word(&self, letters: &Letters, word: LetterSpan) -> bool {
        self.0.folded_words.get_in(letters.padded(), word).is_some()
    }

    /// The cues that a word (folded codes) is listed for.
    pub fn cues(&self, word: &[u8]) -> &[CueHit] {
        self.0.cues.get(word).map_or(&[], Vec::as_slice)
    }

    /// The id of the group that a cue word belongs to.
    pub fn cue_id(&self, cue: CueHit) -> &str {
        self.0.artifact.string(Section::Cues, cue.index as usize, 2)
    }

    /// The artifact that it was opened from.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.artifact.bytes()
    }
}

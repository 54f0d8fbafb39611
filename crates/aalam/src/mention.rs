//! Results: mentions of entities in one text, and the record that every output shares.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aalam_core::entity::{EntityType, SurfaceKind};
use aalam_core::gazetteer::{EntityRef, Gazetteer};
use aalam_core::span::SourceSpan;
use aalam_core::text::Text;
use aalam_core::words::Proclitic;
use serde::{Deserialize, Serialize};

use crate::offsets::{Offsets, offsets};

/// Where an entity stands: a gazetteer of the recognizer, and an entity in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct EntityKey {
    pub(crate) layer: u16,
    pub(crate) entity: u32,
}

/// How a mention came to its entity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum LinkKind {
    /// By a name that stands alone.
    #[default]
    Name,
    /// By a surname, a kunya or a common noun, through an earlier mention.
    Alias,
    /// By a nisba: the entity is the people, its ISO code the state.
    Nisba,
    /// By an office: the entity is its holder where that is known, else the office.
    Office,
}

impl LinkKind {
    /// A stable name: `name`, `alias`, `nisba`, `office`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Nisba => "nisba",
            Self::Office => "office",
        }
    }
}

/// One mention, compact: offsets and indices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mention {
    pub(crate) span: SourceSpan,
    pub(crate) proclitic: Proclitic,
    pub(crate) kind: SurfaceKind,
    pub(crate) link: LinkKind,
    /// Index of the mention that this one lies in.
    pub(crate) outer: Option<u32>,
    pub(crate) score: f32,
    /// Its possible entities, best first: a range of [`Mentions::candidates`].
    pub(crate) candidates: (u32, u32),
}

/// The mentions of one text, without the text.
///
/// Cheap to move; keeps the recognizer's gazetteers alive.
#[derive(Clone, Debug)]
pub struct Mentions {
    pub(crate) layers: Arc<[Gazetteer]>,
    pub(crate) items: Vec<Mention>,
    pub(crate) candidates: Vec<EntityKey>,
    /// Counted when somebody asks for a unit that is not the text's own.
    offsets: OnceLock<Box<[Offsets]>>,
}

impl Mentions {
    pub(crate) fn new(layers: Arc<[Gazetteer]>) -> Self {
        Self { layers, items: Vec::new(), candidates: Vec::new(), offsets: OnceLock::new() }
    }

    /// The offsets of a mention in every unit: one pass over the text for all of them, the first time.
    fn offsets(&self, index: usize, text: Text<'_>) -> Offsets {
        let all = self
            .offsets
            .get_or_init(|| offsets(text, self.items.iter().map(|mention| mention.span)).collect());
        all.get(index).cloned().unwrap_or_default()
    }

    /// Leaves out what begins before `start`, and counts the rest from there.
    pub(crate) fn cut(&mut self, start: u32) {
        let before = self.items.partition_point(|mention| mention.span.start < start);
        self.items.drain(..before);
        for mention in &mut self.items {
            mention.outer = mention.outer.and_then(|outer| outer.checked_sub(before as u32));
            mention.span.start -= start;
            mention.span.end -= start;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The mentions as [`Entity`]s of `text`, which must be the text that was recognized.
    pub fn iter<'m>(
        &'m self,
        text: impl Into<Text<'m>>,
    ) -> impl ExactSizeIterator<Item = Entity<'m>> {
        let text = text.into();
        let entities = self.items.iter().enumerate();
        entities.map(move |(index, mention)| Entity { mentions: self, index, mention, text })
    }

    /// The half-open ranges of code points of all mentions, in one pass over the text and kept nowhere, for bindings.
    #[doc(hidden)]
    pub fn char_ranges<'m>(&'m self, text: Text<'m>) -> impl Iterator<Item = Range<u32>> {
        let spans = self.items.iter().map(|mention| mention.span);
        offsets(text, spans).map(|offsets| offsets.chars)
    }

    /// One mention by index.
    pub fn get<'m>(&'m self, index: usize, text: impl Into<Text<'m>>) -> Option<Entity<'m>> {
        let text = text.into();
        self.items.get(index).map(|mention| Entity { mentions: self, index, mention, text })
    }

    /// Owned records of all mentions; `text` must be the text that was recognized.
    pub fn to_records<'m>(&'m self, text: impl Into<Text<'m>>) -> Vec<EntityRecord> {
        self.iter(text).map(|entity| entity.to_record()).collect()
    }

    fn entity(&self, key: EntityKey) -> Option<EntityRef<'_>> {
        self.layers.get(usize::from(key.layer)).map(|layer| layer.entity(key.entity))
    }
}

/// The entities found in one text, in text order.
///
/// Serializes as the sequence of its [`EntityRecord`]s.
#[derive(Clone, Debug)]
pub struct Entities<'t> {
    text: &'t str,
    mentions: Mentions,
}

impl<'t> Entities<'t> {
    pub(crate) fn new(text: &'t str, mentions: Mentions) -> Self {
        Self { text, mentions }
    }

    /// The recognized text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// How many entities were found.
    pub fn len(&self) -> usize {
        self.mentions.len()
    }

    /// Whether none was found.
    pub fn is_empty(&self) -> bool {
        self.mentions.is_empty()
    }

    /// The entities, in text order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Entity<'_>> {
        self.mentions.iter(self.text)
    }

    /// One entity by index.
    pub fn get(&self, index: usize) -> Option<Entity<'_>> {
        self.mentions.get(index, self.text)
    }

    /// The mentions without the text.
    pub fn into_mentions(self) -> Mentions {
        self.mentions
    }

    /// Owned records of all entities.
    pub fn to_records(&self) -> Vec<EntityRecord> {
        self.iter().map(|entity| entity.to_record()).collect()
    }
}

impl Serialize for Entities<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|entity| entity.to_record()))
    }
}

/// One found entity: a mention in the text and what it is linked to.
#[derive(Clone, Copy)]
pub struct Entity<'m> {
    mentions: &'m Mentions,
    index: usize,
    mention: &'m Mention,
    text: Text<'m>,
}

impl std::fmt::Debug for Entity<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?} {:?} {}", self.entity_type(), self.byte_range(), self.text(), self.id())
    }
}

impl<'m> Entity<'m> {
    /// Half-open range of UTF-8 bytes in the source text.
    pub fn byte_range(&self) -> Range<usize> {
        match self.text {
            Text::Utf8(_) => self.mention.span.range(),
            _ => usize_range(self.offsets().bytes),
        }
    }

    /// Half-open range of code points in the source text.
    pub fn char_range(&self) -> Range<usize> {
        match self.text {
            Text::Utf8(_) => usize_range(self.offsets().chars),
            _ => self.mention.span.range(),
        }
    }

    /// Half-open range of UTF-16 code units in the source text.
    pub fn utf16_range(&self) -> Range<usize> {
        usize_range(self.offsets().utf16)
    }

    fn offsets(&self) -> Offsets {
        self.mentions.offsets(self.index, self.text)
    }

    /// The mention as written: the source text at [`byte_range`](Self::byte_range). Empty for a text that is no UTF-8.
    pub fn text(&self) -> &'m str {
        match self.text.slice(self.mention.span.range()) {
            Text::Utf8(text) => text,
            _ => "",
        }
    }

    /// The mention as written, whatever the form of the text.
    pub fn to_text(&self) -> String {
        self.text.slice(self.mention.span.range()).chars().collect()
    }

    /// The proclitics before the span, as letters (`""`, `و`, `ل`, `وب` …). They are not part of the span.
    pub fn proclitic(&self) -> &'static str {
        self.mention.proclitic.as_str()
    }

    /// What kind of surface was matched.
    pub fn surface_kind(&self) -> SurfaceKind {
        self.mention.kind
    }

    /// How sure the recognizer is, in [0, 1]. See [`scores`](crate::scores).
    pub fn score(&self) -> f32 {
        self.mention.score
    }

    fn keys(&self) -> &'m [EntityKey] {
        let (start, end) = self.mention.candidates;
        self.mentions.candidates.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The best candidate as (gazetteer, entity), for bindings.
    #[doc(hidden)]
    pub fn best_key(&self) -> Option<(u16, u32)> {
        self.keys().first().map(|key| (key.layer, key.entity))
    }

    /// Every entity that the mention may mean, the best first; never empty.
    pub fn candidates(&self) -> impl Iterator<Item = EntityRef<'m>> {
        let mentions = self.mentions;
        self.keys().iter().filter_map(move |key| mentions.entity(*key))
    }

    fn best(&self) -> Option<EntityRef<'m>> {
        self.candidates().next()
    }

    /// The index of the mention that this one lies in: the shortest that holds it and is longer, offices aside. Only with the policies
    /// `nested` and `all`.
    pub fn outer(&self) -> Option<usize> {
        self.mention.outer.map(|outer| outer as usize)
    }

    /// How the mention came to its entity.
    pub fn link(&self) -> LinkKind {
        self.mention.link
    }

    /// Type of the best candidate; [`EntityType::Office`] for an office, whoever holds it.
    pub fn entity_type(&self) -> EntityType {
        self.type_of(self.best())
    }

    /// As [`entity_type`](Self::entity_type), where the best candidate was read already, for bindings.
    #[doc(hidden)]
    pub fn type_of(&self, best: Option<EntityRef<'_>>) -> EntityType {
        if self.mention.link == LinkKind::Office {
            return EntityType::Office;
        }
        best.map_or(EntityType::Misc, |entity| entity.entity_type)
    }

    /// Subtype of the best candidate: `country`, `city` or `region` of a place, sort of organization, what a person is known for.
    pub fn subtype(&self) -> Option<&'m str> {
        self.known(|entity| entity.subtype)
    }

    /// The gazetteer's own id of the best candidate.
    pub fn id(&self) -> &'m str {
        self.best().map_or("", |entity| entity.id)
    }

    /// Wikidata item of the best candidate.
    pub fn wikidata(&self) -> Option<&'m str> {
        self.known(|entity| entity.wikidata)
    }

    /// ISO 3166 code of the best candidate: of the place itself, or of the country that a nisba points to.
    pub fn iso(&self) -> Option<&'m str> {
        self.known(|entity| entity.iso)
    }

    /// ISO code of the country that the best candidate belongs to: of a person, an organization, a city, a region.
    pub fn country(&self) -> Option<&'m str> {
        self.known(|entity| entity.country)
    }

    /// Year of birth of the best candidate, of a person.
    pub fn born(&self) -> Option<u16> {
        self.best().and_then(|entity| entity.born)
    }

    /// Year of death of the best candidate, of a person.
    pub fn died(&self) -> Option<u16> {
        self.best().and_then(|entity| entity.died)
    }

    /// Canonical Arabic name of the best candidate.
    pub fn name_ar(&self) -> &'m str {
        self.best().map_or("", |entity| entity.name_ar)
    }

    /// Canonical English name of the best candidate.
    pub fn name_en(&self) -> Option<&'m str> {
        self.known(|entity| entity.name_en)
    }

    /// Name of the gazetteer that holds the best candidate: `bundled`, or the user's.
    pub fn source(&self) -> &'m str {
        let layer =
            self.keys().first().and_then(|key| self.mentions.layers.get(usize::from(key.layer)));
        layer.map_or("", Gazetteer::name)
    }

    fn known(&self, field: impl Fn(EntityRef<'m>) -> &'m str) -> Option<&'m str> {
        self.best().map(field).filter(|value| !value.is_empty())
    }

    /// An owned record with every field.
    pub fn to_record(&self) -> EntityRecord {
        // Reading an entity costs more than copying it: once for all fields.
        let best = self.best();
        let owned = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        let known = |field: fn(EntityRef<'m>) -> &'m str| owned(best.map_or("", field));
        let (bytes, chars, utf16) = (self.byte_range(), self.char_range(), self.utf16_range());
        EntityRecord {
            start: chars.start,
            end: chars.end,
            start_byte: bytes.start,
            end_byte: bytes.end,
            start_utf16: utf16.start,
            end_utf16: utf16.end,
            text: self.to_text(),
            entity_type: self.type_of(best),
            subtype: known(|entity| entity.subtype),
            entity_id: best.map_or("", |entity| entity.id).to_owned(),
            wikidata: known(|entity| entity.wikidata),
            iso: known(|entity| entity.iso),
            country: known(|entity| entity.country),
            name_ar: best.map_or("", |entity| entity.name_ar).to_owned(),
            name_en: known(|entity| entity.name_en),
            proclitic: owned(self.proclitic()),
            link: self.link(),
            surface_kind: self.surface_kind(),
            outer: self.outer(),
            score: self.score(),
            source: self.source().to_owned(),
            candidates: self.candidates().map(CandidateRecord::from).collect(),
        }
    }
}

fn usize_range(range: Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// One entity as JSONL, Python dictionaries and data frames show it. Unknown values are null.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntityRecord {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// First UTF-8 byte.
    pub start_byte: usize,
    /// One past the last UTF-8 byte.
    pub end_byte: usize,
    /// First UTF-16 code unit.
    pub start_utf16: usize,
    /// One past the last UTF-16 code unit.
    pub end_utf16: usize,
    /// The mention as written.
    pub text: String,
    /// `PER`, `ORG`, `GPE`, `NORP`, `MISC` or `OFFICE`.
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    /// `country`, `city` or `region` of a place; sort of organization; what a person is known for.
    pub subtype: Option<String>,
    /// The gazetteer's own id.
    pub entity_id: String,
    /// Wikidata item.
    pub wikidata: Option<String>,
    /// ISO 3166 code of the place, or of the country that a nisba points to.
    pub iso: Option<String>,
    /// ISO 3166 code of the country that the entity belongs to.
    pub country: Option<String>,
    /// Canonical Arabic name.
    pub name_ar: String,
    /// Canonical English name.
    pub name_en: Option<String>,
    /// The proclitics before the span.
    pub proclitic: Option<String>,
    /// How the mention came to its entity: `name`, `alias`, `nisba` or `office`.
    pub link: LinkKind,
    /// What kind of name was matched: `name`, `official`, `short`, `exonym`, `acronym`, `variant`, `kunya`, `surname`, `nisba` or
    /// `accusative`.
    pub surface_kind: SurfaceKind,
    /// Index of the mention that this one lies in, among those of the text.
    pub outer: Option<usize>,
    /// How sure the recognizer is, in [0, 1].
    pub score: f32,
    /// Name of the gazetteer.
    pub source: String,
    /// Every entity that the mention may mean, the best (the one above) first.
    pub candidates: Vec<CandidateRecord>,
}

/// One possible entity of a mention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateRecord {
    /// The gazetteer's own id.
    pub entity_id: String,
    /// Type.
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    /// Subtype.
    pub subtype: Option<String>,
    /// Wikidata item.
    pub wikidata: Option<String>,
    /// ISO 3166 code.
    pub iso: Option<String>,
    /// Canonical Arabic name.
    pub name_ar: String,
    /// Canonical English name.
    pub name_en: Option<String>,
}

impl From<EntityRef<'_>> for CandidateRecord {
    fn from(entity: EntityRef<'_>) -> Self {
        let known = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        Self {
            entity_id: entity.id.to_owned(),
            entity_type: entity.entity_type,
            subtype: known(entity.subtype),
            wikidata: known(entity.wikidata),
            iso: known(entity.iso),
            name_ar: entity.name_ar.to_owned(),
            name_en: known(entity.name_en),
        }
    }
}

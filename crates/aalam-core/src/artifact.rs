//! The compiled gazetteer as bytes: layout, writer, and a reader that checks everything once.
//!
//! ```text
//! header   magic "AALAMGZ\n" · major u16 · minor u16 · profile u32 · sections u32 · total u32 · head crc32 u32 · 0 u32
//! table    one entry a section: tag [u8; 4] · crc32 u32 · offset u32 · length u32
//! sections aligned to 64 bytes, zero between them
//! ```
//!
//! Numbers are little-endian. The head's checksum covers header and table (itself as zero), each section has its own,
//! and the bytes between sections must be zero: any changed byte is found. The file holds no time and no path: the same
//! sources give the same bytes.
//!
//! | section | holds |
//! | --- | --- |
//! | `STRS` | all strings, UTF-8; a string elsewhere is (offset u32, length u32) |
//! | `NAME` | one string: the gazetteer's own name |
//! | `ENTS` | entities: type and rank u32, year of birth and of death u32 (u16 each, 0: unknown), offset u32 of the strings id, subtype, name_ar, name_en, wikidata, iso, geonames, country, which follow each other, and their lengths, u16 each |
//! | `SURF` | surfaces, grouped by key: entity u32 (`u32::MAX`: a blocked phrase), text (without article), kind (six bits) and words outside of the span (two) · ambiguity · article · type and rank (four bits each) u32 |
//! | `KEYC` | letter codes of all keys, one after another |
//! | `KEYS` | keys, and one record behind the last: offset u32 into `KEYC`, record u32 in `SURF` (bit 30: a surface accepts no article before it, bit 31: one accepts the article) |
//! | `LEXI` | the [lexicon](crate::lexicon): seed of its hashes, u64 |
//! | `FRST` | its filter of first words, u64s: keys of one word in the lower half, first words of longer keys in the upper |
//! | `PAIR` | its filter of the first two words of longer keys, u64s |
//! | `PILO` | pilots of its table, u16 |
//! | `TABL` | its table of key prefixes: number u32 (bit 29: goes on; 30 and 31 as in `KEYS`), lower half of the hash u32; free slots are all ones |
//! | `WORD` | ordinary words: text, class u32 |
//! | `CUES` | cue words: word, cue id, types u32 (bit = type code), position u32, weight u32 (two's complement) |
//! | `TERM` | terms of office, sorted: office and holder, entities u32; first day, first day after it u32 (20090701; `u32::MAX`: not over) |

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::profile::Profile;
use crate::simd::prefetch;

const MAGIC: &[u8; 8] = b"AALAMGZ\n";
/// Newest format that this version writes and reads.
pub const FORMAT: (u16, u16) = (4, 0);
const HEADER: usize = 32;
const ENTRY: usize = 16;
#[cfg(feature = "compile")]
const ALIGN: usize = 64;

/// Tags of the sections, in the order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    Strings,
    Name,
    Entities,
    Surfaces,
    KeyCodes,
    Keys,
    Lexicon,
    Firsts,
    Pairs,
    Pilots,
    Table,
    Words,
    Cues,
    Terms,
}

const SECTIONS: [(&[u8; 4], usize); 14] = [
    // (tag, bytes a record)
    (b"STRS", 1),
    (b"NAME", 8),
    (b"ENTS", 4 * ENTITY_FIELDS),
    (b"SURF", 4 * SURFACE_FIELDS),
    (b"KEYC", 1),
    (b"KEYS", 8),
    (b"LEXI", 8),
    (b"FRST", 8),
    (b"PAIR", 8),
    (b"PILO", 2),
    (b"TABL", 8),
    (b"WORD", 4 * WORD_FIELDS),
    (b"CUES", 4 * CUE_FIELDS),
    (b"TERM", 4 * TERM_FIELDS),
];
pub(crate) const ENTITY_FIELDS: usize = 7;
/// Strings of an entity.
pub(crate) const ENTITY_STRINGS: usize = 8;
pub(crate) const SURFACE_FIELDS: usize = 4;
pub(crate) const WORD_FIELDS: usize = 3;
pub(crate) const CUE_FIELDS: usize = 7;
pub(crate) const TERM_FIELDS: usize = 4;

/// Artifact bytes, embedded, owned or mapped.
#[derive(Clone, Debug)]
pub(crate) enum Bytes {
    Static(&'static [u8]),
    Owned(Arc<Vec<u8>>),
    Mapped(Arc<memmap2::Mmap>),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Self::Static(bytes) => bytes,
            Self::Owned(bytes) => bytes,
            Self::Mapped(bytes) => bytes,
        }
    }

    /// Maps a file.
    pub(crate) fn map(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        // SAFETY: sound as long as nobody changes the file, which `Gazetteer::map_path` asks of its caller; the bytes are read
        // with bounds checks only, so that a changed file gives wrong names, not wild reads. (A file that is cut off ends the
        // process with a signal, as for every program that maps files.)
        #[expect(unsafe_code, reason = "mapping a file is unsafe by nature; see DESIGN.md")]
        let map = unsafe { memmap2::Mmap::map(&file) }?;
        Ok(Self::Mapped(Arc::new(map)))
    }
}

/// A checked artifact: header, lengths, checksums and string references are sound.
#[derive(Clone, Debug)]
pub(crate) struct Artifact {
    bytes: Bytes,
    profile: Profile,
    sections: [(usize, usize); SECTIONS.len()],
}

/// Reads a little-endian u32; 0 past the end.
fn u32_at(bytes: &[u8], offset: usize) -> u32 {
    let four = bytes.get(offset..offset.saturating_add(4));
    four.and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn u16_at(bytes: &[u8], offset: usize) -> u16 {
    let two = bytes.get(offset..offset.saturating_add(2));
    two.and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes)
}

/// Assembles an artifact from its sections.
#[cfg(feature = "compile")]
pub(crate) fn write(profile: Profile, sections: &[Vec<u8>; SECTIONS.len()]) -> Result<Vec<u8>> {
    let aligned = |length: usize| length.div_ceil(ALIGN) * ALIGN;
    let mut offset = aligned(HEADER + ENTRY * SECTIONS.len());
    let mut table = Vec::new();
    let mut body = vec![0; offset - HEADER - ENTRY * SECTIONS.len()];
    for ((tag, _), section) in SECTIONS.iter().zip(sections) {
        table.extend_from_slice(*tag);
        for number in [crc32fast::hash(section), offset as u32, section.len() as u32] {
            table.extend_from_slice(&number.to_le_bytes());
        }
        body.extend_from_slice(section);
        offset += section.len();
        body.resize(body.len() + aligned(offset) - offset, 0);
        offset = aligned(offset);
    }
    let total = u32::try_from(offset).map_err(|_| {
        Error::new(
            ErrorKind::SourceSyntax,
            format!("gazetteer too large: {offset} bytes, at most 4 GiB"),
        )
    })?;
    let mut head = MAGIC.to_vec();
    head.extend_from_slice(&FORMAT.0.to_le_bytes());
    head.extend_from_slice(&FORMAT.1.to_le_bytes());
    for number in [profile.fingerprint(), SECTIONS.len() as u32, total, 0, 0] {
        head.extend_from_slice(&number.to_le_bytes());
    }
    head.extend_from_slice(&table);
    let crc = crc32fast::hash(&head).to_le_bytes();
    if let Some(slot) = head.get_mut(24..28) {
        slot.copy_from_slice(&crc);
    }
    head.extend_from_slice(&body);
    Ok(head)
}

/// How much of an artifact is checked when it is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Every byte.
    Nothing,
    /// Its head and its layout: the contents were checked by whoever made them part of the program.
    Contents,
}

impl Artifact {
    pub(crate) fn open(bytes: Bytes, trust: Trust) -> Result<Self> {
        let all = bytes.get();
        let damaged = |what: String| Error::new(ErrorKind::ArtifactChecksum, what);
        if all.get(..MAGIC.len()) != Some(MAGIC) {
            let message = "not an aalam artifact: it does not begin with \"AALAMGZ\"";
            return Err(Error::new(ErrorKind::ArtifactMagic, message));
        }
        let version = (u16_at(all, 8), u16_at(all, 10));
        if version.0 != FORMAT.0 {
            let message =
                format!("artifact version {}.{}, supported {}.x", version.0, version.1, FORMAT.0);
            return Err(Error::new(ErrorKind::ArtifactVersion, message));
        }
        let head_length = HEADER + ENTRY * SECTIONS.len();
        let Some(head) = all.get(..head_length) else {
            let message = format!("artifact cut off: {} bytes, shorter than its head", all.len());
            return Err(damaged(message));
        };
        let total = u32_at(head, 20) as usize;
        if total != all.len() {
            return Err(damaged(format!("artifact cut off: {} bytes of {total}", all.len())));
        }
        let mut unsigned = head.to_vec();
        if let Some(slot) = unsigned.get_mut(24..28) {
            slot.fill(0);
        }
        if crc32fast::hash(&unsigned) != u32_at(head, 24) {
            return Err(damaged("artifact damaged: checksum of its head does not agree".into()));
        }
        let Some(profile) = Profile::from_fingerprint(u32_at(head, 12)) else {
            let message = "artifact uses an orthographic fold that this version does not know";
            return Err(Error::new(ErrorKind::ProfileMismatch, message));
        };
        if u32_at(head, 16) as usize != SECTIONS.len() {
            return Err(damaged(format!("artifact damaged: {} sections", u32_at(head, 16))));
        }
        let mut sections = [(0, 0); SECTIONS.len()];
        let mut end_of_last = head_length;
        for (index, ((tag, record), slot)) in SECTIONS.iter().zip(&mut sections).enumerate() {
            let entry = HEADER + ENTRY * index;
            let (offset, length) =
                (u32_at(head, entry + 8) as usize, u32_at(head, entry + 12) as usize);
            let name = String::from_utf8_lossy(*tag);
            let section = all.get(offset..offset.saturating_add(length));
            let gap = all.get(end_of_last..offset);
            let (Some(section), Some(gap)) = (section, gap) else {
                return Err(damaged(format!("artifact damaged: section {name} is out of bounds")));
            };
            if head.get(entry..entry + 4) != Some(tag.as_slice())
                || length % record != 0
                || gap.iter().any(|byte| *byte != 0)
            {
                return Err(damaged(format!("artifact damaged: section {name} is malformed")));
            }
            if trust == Trust::Nothing && crc32fast::hash(section) != u32_at(head, entry + 4) {
                return Err(damaged(format!(
                    "artifact damaged: checksum of section {name} does not agree"
                )));
            }
            *slot = (offset, length);
            end_of_last = offset + length;
        }
        if all.get(end_of_last..).unwrap_or_default().iter().any(|byte| *byte != 0) {
            return Err(damaged("artifact damaged: bytes after the last section".into()));
        }
        let artifact = Self { bytes, profile, sections };
        artifact.check_ends().map_err(damaged)?;
        Ok(artifact)
    }

    /// One name; the records of keys end where keys and surfaces end. What else is out of range is empty when it is read.
    fn check_ends(&self) -> Result<(), String> {
        if self.count(Section::Name) != 1 {
            return Err("artifact damaged: not one name".into());
        }
        let last = self.count(Section::Keys).checked_sub(1);
        let ends = last.map(|last| [0, 1].map(|field| self.number(Section::Keys, last, field)));
        let wanted = [self.count(Section::KeyCodes), self.count(Section::Surfaces)];
        if ends.map(|ends| ends.map(|end| end as usize)) != Some(wanted) {
            return Err("artifact damaged: the keys do not end where their letters do".into());
        }
        Ok(())
    }

    /// All bytes, as they were opened.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get()
    }

    pub(crate) fn profile(&self) -> Profile {
        self.profile
    }

    /// The bytes of a section.
    pub(crate) fn section(&self, section: Section) -> &[u8] {
        let (offset, length) = self.sections.get(section as usize).copied().unwrap_or_default();
        self.bytes.get().get(offset..offset + length).unwrap_or_default()
    }

    /// How many records a section has.
    pub(crate) fn count(&self, section: Section) -> usize {
        let record = SECTIONS.get(section as usize).map_or(1, |(_, record)| *record);
        self.section(section).len() / record
    }

    /// Asks for a record in advance.
    pub(crate) fn prefetch(&self, section: Section, record: usize) {
        let size = SECTIONS.get(section as usize).map_or(1, |(_, record)| *record);
        prefetch(self.section(section), record * size);
    }

    /// One u32 field of a record; 0 past the end.
    pub(crate) fn number(&self, section: Section, record: usize, field: usize) -> u32 {
        let size = SECTIONS.get(section as usize).map_or(1, |(_, record)| *record);
        u32_at(self.section(section), record * size + field * 4)
    }

    /// One string field of a record: two numbers, the first at `field`.
    pub(crate) fn string(&self, section: Section, record: usize, field: usize) -> &str {
        std::str::from_utf8(self.string_bytes(section, record, field)).unwrap_or_default()
    }

    /// One of the strings of an entity.
    pub(crate) fn entity_string(&self, record: usize, index: usize) -> &str {
        let section = self.section(Section::Entities);
        let lengths = (record * ENTITY_FIELDS + 3) * 4;
        let length = |index: usize| usize::from(u16_at(section, lengths + index * 2));
        let before: usize = (0..index).map(length).sum();
        let start = self.number(Section::Entities, record, 2) as usize + before;
        let bytes = self.section(Section::Strings).get(start..start + length(index));
        std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }

    /// The strings of an entity.
    pub(crate) fn entity_strings(&self, record: usize) -> [&str; ENTITY_STRINGS] {
        let strings = self.section(Section::Strings);
        let mut start = self.number(Section::Entities, record, 2) as usize;
        let lengths = (record * ENTITY_FIELDS + 3) * 4;
        std::array::from_fn(|index| {
            let length = u16_at(self.section(Section::Entities), lengths + index * 2);
            let end = start.saturating_add(usize::from(length));
            let bytes = strings.get(start..end).unwrap_or_default();
            start = end;
            std::str::from_utf8(bytes).unwrap_or_default()
        })
    }

    /// One string field of a record as bytes.
    pub(crate) fn string_bytes(&self, section: Section, record: usize, field: usize) -> &[u8] {
        let start = self.number(section, record, field) as usize;
        let length = self.number(section, record, field + 1) as usize;
        self.section(Section::Strings).get(start..start.saturating_add(length)).unwrap_or_default()
    }
}

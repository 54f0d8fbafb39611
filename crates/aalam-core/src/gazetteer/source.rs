//! Reads gazetteer sources: tables of entities (`*.tsv`) and rules (`*.toml`).
//!
//! All faults of all files are collected, each with file, line and reason; `docs/gazetteer.md` describes the format.

mod rules;
mod table;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::entity::{Ambiguity, Article, EntityType, SurfaceKind};
use crate::error::{Error, ErrorKind, Report, Result};
use crate::gazetteer::lexemes::{self, SourceLexeme};
use crate::gazetteer::offices::{self, SourceOffice, SourceRole, SourceTerm};
use crate::gazetteer::rules::Rules;
use crate::letters::{FIRST_SEPARATOR, Letters, OTHER, STOP, Script, read_exact, script};

/// Most words that a surface may have. A bound keeps matching linear: see DESIGN.md.
pub const MAX_WORDS: usize = 12;
/// Most letters that a surface may have.
pub const MAX_LETTERS: usize = 120;
/// Most faults that are reported at once.
pub const MAX_REPORTS: usize = 100;

/// One file of a gazetteer's folder.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the folder; the ending decides how it is read.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// A name as a source gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSurface {
    /// The name as printed, with its article if it can have one.
    pub text: String,
    /// How it stands to the article.
    pub article: Article,
    /// What kind of name it is.
    pub kind: SurfaceKind,
    /// What it takes to be a mention.
    pub ambiguity: Ambiguity,
    /// How many of its first words are no part of the span: head nouns (the محافظة of «محافظة إدلب»).
    pub outside: u8,
}

impl SourceSurface {
    /// A name as written, with `(ال)` for an optional article.
    ///
    /// # Errors
    ///
    /// The reason, when the name cannot be indexed (see [`check_surface`]).
    pub fn new(text: &str, kind: SurfaceKind, ambiguity: Ambiguity) -> Result<Self, String> {
        let (text, article) = match text.strip_prefix("(ال)") {
            Some(rest) => (format!("ال{rest}"), Article::Optional),
            None if text.starts_with("ال") => (text.to_owned(), Article::Required),
            None => (text.to_owned(), Article::Forbidden),
        };
        check_surface(&text)?;
        Ok(Self { text, article, kind, ambiguity, outside: 0 })
    }
}

/// An entity as a source gives it.
#[derive(Clone, Debug)]
pub struct SourceEntity {
    /// File, for messages.
    pub path: PathBuf,
    /// Line, counted from 1.
    pub line: u32,
    /// Own id.
    pub id: String,
    /// Type.
    pub entity_type: EntityType,
    /// Subtype; may be empty, like every field below.
    pub subtype: String,
    /// Canonical Arabic name.
    pub name_ar: String,
    /// Canonical English name.
    pub name_en: String,
    /// Wikidata item.
    pub wikidata: String,
    /// ISO 3166 code.
    pub iso: String,
    /// GeoNames id.
    pub geonames: String,
    /// ISO code of the country that it belongs to.
    pub country: String,
    /// For a person: the year of birth and the year of death, where they are known.
    pub life: (Option<u16>, Option<u16>),
    /// 0–9; the higher one comes first among homonyms.
    pub rank: u8,
    /// For a nisba: the id of the entity that it is derived from.
    pub of: String,
    /// Its names, the canonical one first. A nisba lists masculine singulars here and gets its paradigm from the compiler.
    pub surfaces: Vec<SourceSurface>,
    /// Broken plurals and collectives of a nisba.
    pub plurals: Vec<SourceSurface>,
}

/// A gazetteer's sources, read and found sound.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Entities, sorted by id.
    pub entities: Vec<SourceEntity>,
    /// Rules of all files together.
    pub rules: Rules,
    /// Roles of offices.
    pub roles: Vec<SourceRole>,
    /// Offices; each is among the entities, too.
    pub offices: Vec<SourceOffice>,
    /// Terms of office.
    pub terms: Vec<SourceTerm>,
    /// Words that names are made of or stand beside.
    pub lexemes: Vec<SourceLexeme>,
}

/// Reads every `.tsv` and `.toml` file below `folder`, in order of path.
///
/// # Errors
///
/// [`ErrorKind::Io`] when the folder or a file cannot be read, [`ErrorKind::SourceSyntax`] when there is no source in
/// it or a file is not UTF-8.
pub fn read_folder(folder: &Path) -> Result<Vec<SourceFile>> {
    let mut paths = Vec::new();
    list(folder, &mut paths)?;
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let bytes = std::fs::read(&path).map_err(|error| Error::io(&path, error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            let message = format!("not valid UTF-8 at byte {offset}");
            let line = error.as_bytes().get(..offset).unwrap_or_default();
            let line = line.iter().filter(|byte| **byte == b'\n').count() as u32 + 1;
            Error::new(ErrorKind::SourceSyntax, message).at(&path, line)
        })?;
        let relative = path.strip_prefix(folder).unwrap_or(&path).to_path_buf();
        files.push(SourceFile { path: relative, text });
    }
    if files.is_empty() {
        let message = "no gazetteer source here: expected at least one .tsv or .toml file";
        return Err(Error::new(ErrorKind::SourceSyntax, message).at(folder, 0));
    }
    Ok(files)
}

fn list(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).map_err(|error| Error::io(folder, error))? {
        let path = entry.map_err(|error| Error::io(folder, error))?.path();
        if path.is_dir() {
            list(&path, paths)?;
        } else if path.extension().is_some_and(|ending| ending == "tsv" || ending == "toml") {
            paths.push(path);
        }
    }
    Ok(())
}

/// Parses and validates sources.
///
/// # Errors
///
/// One error with every fault found (at most [`MAX_REPORTS`]) in [`Error::reports`].
pub fn parse(files: &[SourceFile]) -> Result<Source> {
    let mut source = Source::default();
    let mut reports = Reports::default();
    for file in files {
        if file.path.extension().is_some_and(|ending| ending == "toml") {
            rules::parse_rules(file, &mut source.rules, &mut reports);
        } else {
            table::parse_table(file, &mut source, &mut reports);
        }
    }
    if source.entities.is_empty()
        && reports.0.is_empty()
        && let Some(first) = files.first()
    {
        reports.add(&first.path, 0, "no entity in this gazetteer");
    }
    let mut faults = Vec::new();
    let made = offices::expand(&source.roles, &source.offices, &source.entities, &mut faults);
    source.entities.extend(made);
    offices::check(&source.terms, &source.entities, &mut faults);
    for (path, line, message) in faults {
        reports.push(ErrorKind::SourceConflict, &path, line, message);
    }
    for (path, line, message) in lexemes::check(&source.lexemes) {
        reports.push(ErrorKind::SourceConflict, &path, line, message);
    }
    check_ids(&source.entities, &mut reports);
    source.entities.sort_by(|a, b| a.id.cmp(&b.id));
    match Error::from_reports(reports.0) {
        Some(error) => Err(error),
        None => Ok(source),
    }
}

#[derive(Default)]
struct Reports(Vec<Report>);

impl Reports {
    fn add(&mut self, path: &Path, line: u32, message: impl Into<String>) {
        self.push(ErrorKind::SourceSyntax, path, line, message.into());
    }

    fn push(&mut self, kind: ErrorKind, path: &Path, line: u32, message: String) {
        if self.0.len() < MAX_REPORTS {
            self.0.push(Report { kind, path: path.to_path_buf(), line, column: 0, message });
        }
    }
}

fn check_ids(entities: &[SourceEntity], reports: &mut Reports) {
    let mut first: BTreeMap<&str, &SourceEntity> = BTreeMap::new();
    for entity in entities {
        if let Some(other) = first.get(entity.id.as_str()) {
            let message = format!(
                "duplicate id {:?}, first at {}:{}",
                entity.id,
                other.path.display(),
                other.line
            );
            reports.push(ErrorKind::SourceConflict, &entity.path, entity.line, message);
        } else {
            first.insert(&entity.id, entity);
        }
    }
    for entity in entities {
        if !entity.of.is_empty() && !first.contains_key(entity.of.as_str()) {
            let message = format!("column of: no entity has the id {:?}", entity.of);
            reports.push(ErrorKind::SourceConflict, &entity.path, entity.line, message);
        }
    }
}

/// Most words that may stand before the span.
pub const MAX_OUTSIDE: usize = 3;

/// Parses one item of `names`: `[kind:]surface[?|~|~~]`, with `(ال)` for an optional article and head nouns that are no part of
/// the span in brackets.
///
/// # Errors
///
/// The reason, when the item is not sound.
pub fn parse_surface(item: &str, default: SurfaceKind) -> Result<SourceSurface, String> {
    let (kind, text) = match item.split_once(':') {
        None => (default, item),
        Some((name, text)) => {
            let listed = SurfaceKind::ALL.into_iter().find(|kind| kind.as_str() == name.trim());
            match listed {
                Some(kind) if !matches!(kind, SurfaceKind::Nisba | SurfaceKind::Accusative) => {
                    (kind, text.trim())
                }
                _ => {
                    return Err(format!(
                        "unknown kind {name:?}: official, short, exonym, acronym, variant, kunya or surname"
                    ));
                }
            }
        }
    };
    let bare = text.trim_end_matches(['~', '?']);
    let ambiguity = match text.get(bare.len()..).unwrap_or_default() {
        "" => Ambiguity::Clear,
        "?" => Ambiguity::Likely,
        "~" => Ambiguity::Ambiguous,
        "~~" => Ambiguity::Rare,
        marks => return Err(format!("marks {marks:?} in {text:?}: ?, ~ or ~~ allowed")),
    };
    let text = bare.trim();
    let (heads, name) = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']').ok_or_else(|| format!("no ] in {text:?}"))?,
        None => ("", text),
    };
    let (heads, name) = (heads.trim(), name.trim());
    if name.is_empty() {
        return Err("empty surface".to_owned());
    }
    let outside = heads.split_whitespace().count();
    if outside > MAX_OUTSIDE {
        return Err(format!("{outside} words in brackets, at most {MAX_OUTSIDE} allowed"));
    }
    let text = format!("{heads} {name}");
    let surface = SourceSurface::new(text.trim_start(), kind, ambiguity)?;
    Ok(SourceSurface { outside: outside as u8, ..surface })
}

/// Checks that a name can be indexed.
///
/// # Errors
///
/// The reason, when it cannot: no letters, too long, or with characters that the letter inventory does not hold.
pub fn check_surface(text: &str) -> Result<(), String> {
    thread_local! {
        static LETTERS: RefCell<Letters> = RefCell::default();
    }
    LETTERS.with_borrow_mut(|letters| {
        read_exact(text, letters);
        check_letters(text, letters)
    })
}

fn check_letters(text: &str, letters: &Letters) -> Result<(), String> {
    let codes = letters.codes();
    let unusable = |wanted: u8| {
        codes.iter().position(|code| *code == wanted).and_then(|index| {
            let offset = letters.source_offset(text, index as u32)? as usize;
            text.get(offset..)?.chars().next()
        })
    };
    if let Some(c) = unusable(OTHER).or_else(|| unusable(STOP)) {
        return Err(format!(
            "illegal character {c:?} (U+{:04X}) in {text:?}: Arabic and Latin letters, digits, space and hyphen allowed",
            c as u32
        ));
    }
    let count = codes.iter().filter(|code| **code < FIRST_SEPARATOR).count();
    let has_letter =
        codes.iter().any(|code| *code < FIRST_SEPARATOR && script(*code) != Script::Digit);
    if !has_letter {
        return Err(format!("no letters in {text:?}"));
    }
    if count > MAX_LETTERS {
        return Err(format!("too long: {count} letters, at most {MAX_LETTERS} letters allowed"));
    }
    let words = text.split_whitespace().count();
    if words > MAX_WORDS {
        return Err(format!("too long: {words} words, at most {MAX_WORDS} words allowed"));
    }
    Ok(())
}

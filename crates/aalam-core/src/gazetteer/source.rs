//! Reads gazetteer sources: tables of entities (`*.tsv`) and rules (`*.toml`).
//!
//! All faults of all files are collected, each with file, line and reason; `docs/gazetteer.md` describes the format.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::date::Date;
use crate::entity::{
    Ambiguity, Article, EntityType, SurfaceKind, is_entity_id, is_iso_code, is_wikidata_id,
};
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
        Ok(Self { text, article, kind, ambiguity })
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
            parse_rules(file, &mut source.rules, &mut reports);
        } else {
            parse_table(file, &mut source, &mut reports);
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

/// What a table holds; its header tells.
#[derive(Clone, Copy)]
enum TableKind {
    Entities,
    Nisbas,
    Roles,
    Offices,
    Terms,
    Lexemes,
}

impl TableKind {
    fn of(header: &[&str]) -> Self {
        let telling = [("stem", Self::Nisbas), ("construct", Self::Roles), ("role", Self::Offices)];
        let telling =
            telling.into_iter().chain([("holder", Self::Terms), ("class", Self::Lexemes)]);
        let mut found = telling.filter(|(column, _)| header.contains(column));
        found.next().map_or(Self::Entities, |(_, kind)| kind)
    }

    /// Every column that it may have.
    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Entities => &[
                "id", "type", "subtype", "name_ar", "name_en", "wikidata", "iso", "geonames",
                "country", "born", "died", "rank", "names",
            ],
            Self::Nisbas => &["id", "name_en", "wikidata", "iso", "of", "rank", "stem", "plural"],
            Self::Roles => &["id", "type", "subtype", "name_en", "definite", "construct"],
            Self::Offices => &["id", "role", "of", "wikidata", "names"],
            Self::Terms => &["office", "holder", "from", "to"],
            Self::Lexemes => &["word", "class", "gender", "type", "position", "weight"],
        }
    }

    /// The columns that it must have.
    const fn needed(self) -> &'static [&'static str] {
        match self {
            Self::Entities => &["id", "type", "name_ar"],
            Self::Nisbas => &["id", "stem"],
            Self::Roles => &["id", "definite", "construct"],
            Self::Offices => &["id", "role", "of"],
            Self::Terms => &["office", "holder", "from", "to"],
            Self::Lexemes => &["word", "class"],
        }
    }
}

fn parse_table(file: &SourceFile, source: &mut Source, reports: &mut Reports) {
    let text = file.text.strip_prefix('\u{FEFF}').unwrap_or(&file.text);
    let mut lines = (1u32..).zip(text.lines()).filter(|(_, line)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    });
    let Some((header_line, header)) = lines.next() else {
        reports.add(&file.path, 1, "missing header line");
        return;
    };
    let header: Vec<&str> = header.split('\t').map(str::trim).collect();
    let kind = TableKind::of(&header);
    let (known, needed) = (kind.columns(), kind.needed());
    let mut sound = true;
    for (index, column) in header.iter().enumerate() {
        if !known.contains(column) {
            let message = format!("unknown column {column:?}, allowed: {}", known.join(", "));
            reports.add(&file.path, header_line, message);
            sound = false;
        }
        if header.get(..index).is_some_and(|before| before.contains(column)) {
            reports.add(&file.path, header_line, format!("duplicate column {column:?}"));
            sound = false;
        }
    }
    for column in needed {
        if !header.contains(column) {
            reports.add(
                &file.path,
                header_line,
                format!("missing column {column:?} in the header"),
            );
            sound = false;
        }
    }
    if !sound {
        return;
    }
    for (line, row) in lines {
        let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
        if cells.len() != header.len() {
            let message = format!(
                "wrong number of columns: {}, the header has {}",
                cells.len(),
                header.len()
            );
            reports.add(&file.path, line, message);
            continue;
        }
        let mut row = Row { header: &header, cells: &cells, path: &file.path, line, reports };
        match kind {
            TableKind::Entities => source.entities.extend(row.entity()),
            TableKind::Nisbas => source.entities.extend(row.nisba()),
            TableKind::Roles => source.roles.push(row.role()),
            TableKind::Offices => source.offices.push(row.office()),
            TableKind::Terms => source.terms.extend(row.term()),
            TableKind::Lexemes => source.lexemes.extend(row.lexeme()),
        }
    }
}

struct Row<'a> {
    header: &'a [&'a str],
    cells: &'a [&'a str],
    path: &'a Path,
    line: u32,
    reports: &'a mut Reports,
}

impl Row<'_> {
    fn cell(&self, column: &str) -> &str {
        let index = self.header.iter().position(|name| *name == column);
        index.and_then(|index| self.cells.get(index)).copied().unwrap_or_default()
    }

    fn fault(&mut self, message: impl Into<String>) {
        self.reports.add(self.path, self.line, message);
    }

    /// The columns that both kinds of table share. Faults are reported and leave the field empty.
    fn common(&mut self, entity_type: EntityType) -> SourceEntity {
        let id = self.cell("id").to_owned();
        if id.is_empty() {
            self.fault("empty id");
        } else if !is_entity_id(&id) {
            self.fault(format!(
                "malformed id {id:?}: ASCII lower-case letters, digits and -, at most one /"
            ));
        }
        let wikidata = self.cell("wikidata").to_owned();
        if !wikidata.is_empty() && !is_wikidata_id(&wikidata) {
            self.fault(format!("bad wikidata id {wikidata:?}: Q and digits expected"));
        }
        let iso = self.cell("iso").to_owned();
        if !iso.is_empty() && !is_iso_code(&iso) {
            self.fault(format!("bad iso code {iso:?}: like RU or US-GA"));
        }
        let country = self.cell("country").to_owned();
        if !country.is_empty() && !is_iso_code(&country) {
            self.fault(format!("bad country code {country:?}: like RU"));
        }
        let geonames = self.cell("geonames").to_owned();
        if !geonames.bytes().all(|byte| byte.is_ascii_digit()) {
            self.fault(format!("bad geonames id {geonames:?}: digits expected"));
        }
        let rank = match self.cell("rank") {
            "" => 5,
            text => match text.parse::<u8>() {
                Ok(rank) if rank <= 9 => rank,
                _ => {
                    let message = format!("bad rank {text:?}: 0 to 9 allowed");
                    self.fault(message);
                    5
                }
            },
        };
        let life = (self.year("born"), self.year("died"));
        if let (Some(born), Some(died)) = life
            && died < born
        {
            self.fault(format!("died {died}, before the birth in {born}"));
        }
        if life != (None, None) && entity_type != EntityType::Person {
            self.fault("born and died are for people");
        }
        SourceEntity {
            path: self.path.to_path_buf(),
            line: self.line,
            id,
            entity_type,
            subtype: self.cell("subtype").to_owned(),
            name_ar: String::new(),
            name_en: self.cell("name_en").to_owned(),
            wikidata,
            iso,
            geonames,
            country,
            life,
            rank,
            of: self.cell("of").to_owned(),
            surfaces: Vec::new(),
            plurals: Vec::new(),
        }
    }

    fn year(&mut self, column: &str) -> Option<u16> {
        let cell = self.cell(column).to_owned();
        let is_year = cell.len() == 4 && cell.bytes().all(|byte| byte.is_ascii_digit());
        if !is_year && !cell.is_empty() {
            self.fault(format!("bad year {cell:?} in column {column}: like 1958"));
        }
        cell.parse().ok().filter(|_| is_year)
    }

    fn entity(&mut self) -> Option<SourceEntity> {
        let label = self.cell("type").to_owned();
        let Some(entity_type) = EntityType::from_label(&label) else {
            self.fault(format!("unknown type {label:?}: PER, ORG, GPE, NORP or MISC"));
            return None;
        };
        let mut entity = self.common(entity_type);
        let places = ["country", "city", "region"];
        if entity_type == EntityType::Place && !places.contains(&entity.subtype.as_str()) {
            let message =
                format!("unknown subtype {:?} of GPE: {}", entity.subtype, places.join(", "));
            self.fault(message);
        }
        let name = self.cell("name_ar").to_owned();
        if name.is_empty() {
            self.fault("empty name_ar");
            return None;
        }
        let names = self.cell("names").to_owned();
        let listed = names.split('|').map(str::trim).filter(|_| !names.is_empty());
        let items = std::iter::once(name.as_str()).chain(listed);
        for (index, item) in items.enumerate() {
            let default = if index == 0 { SurfaceKind::Name } else { SurfaceKind::Variant };
            if let Some(surface) = self.surface(item, default) {
                entity.surfaces.push(surface);
            }
        }
        entity.name_ar = entity.surfaces.first()?.text.clone();
        Some(entity)
    }

    fn nisba(&mut self) -> Option<SourceEntity> {
        let mut entity = self.common(EntityType::Nisba);
        let (stems, plurals) = (self.items("stem"), self.items("plural"));
        for item in &stems {
            entity.surfaces.extend(self.surface(item, SurfaceKind::Nisba));
        }
        for item in &plurals {
            entity.plurals.extend(self.surface(item, SurfaceKind::Nisba));
        }
        if stems.is_empty() {
            self.fault("empty stem");
        }
        entity.name_ar = entity.surfaces.first()?.text.clone();
        Some(entity)
    }

    /// What stands between `|` in a cell.
    fn items(&self, column: &str) -> Vec<String> {
        let items = self.cell(column).split('|').map(str::trim);
        items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    fn role(&mut self) -> SourceRole {
        let id = self.cell("id").to_owned();
        let (entity_type, subtype) = match self.cell("type") {
            "" => (EntityType::Office, id.clone()),
            "ORG" => (EntityType::Organization, self.cell("subtype").to_owned()),
            label => {
                let message =
                    format!("unknown type {label:?} of a role: ORG, or nothing for an office");
                self.fault(message);
                (EntityType::Office, id.clone())
            }
        };
        SourceRole {
            id,
            entity_type,
            subtype,
            name_en: self.cell("name_en").to_owned(),
            definite: self.items("definite"),
            construct: self.items("construct"),
        }
    }

    fn office(&mut self) -> SourceOffice {
        let entity = self.common(EntityType::Office);
        let names = self.items("names");
        let surfaces = names.iter().filter_map(|name| self.surface(name, SurfaceKind::Variant));
        let surfaces = surfaces.collect();
        SourceOffice {
            path: entity.path,
            line: entity.line,
            id: entity.id,
            role: self.cell("role").to_owned(),
            of: entity.of,
            wikidata: entity.wikidata,
            surfaces,
        }
    }

    fn term(&mut self) -> Option<SourceTerm> {
        let (from, to) = (self.cell("from").to_owned(), self.cell("to").to_owned());
        for cell in [&from, &to] {
            if Date::range(cell).is_none() && !(cell.is_empty() && *cell == to) {
                self.fault(format!("bad date {cell:?}: like 2009-07-01, 2009-07 or 2009"));
                return None;
            }
        }
        let (from, to) = (Date::range(&from)?, Date::range(&to));
        if to.is_some_and(|to| to.1 < from.0) {
            self.fault("a term that ends before it begins");
            return None;
        }
        // A term that is known to begin and to end in one month or year has no sure day: it is kept as an empty one.
        Some(SourceTerm {
            path: self.path.to_path_buf(),
            line: self.line,
            office: self.cell("office").to_owned(),
            holder: self.cell("holder").to_owned(),
            from: to.map_or(from.1, |to| from.1.min(to.0.max(from.0))),
            to: to.map(|to| to.0.max(from.0)),
        })
    }

    fn lexeme(&mut self) -> Option<SourceLexeme> {
        let cells = ["word", "class", "gender", "type", "position", "weight"]
            .map(|column| self.cell(column));
        match SourceLexeme::new(cells) {
            Ok(lexeme) => {
                Some(SourceLexeme { path: self.path.to_path_buf(), line: self.line, ..lexeme })
            }
            Err(message) => {
                self.fault(message);
                None
            }
        }
    }

    fn surface(&mut self, item: &str, default: SurfaceKind) -> Option<SourceSurface> {
        match parse_surface(item, default) {
            Ok(surface) => Some(surface),
            Err(message) => {
                self.fault(message);
                None
            }
        }
    }
}

/// Parses one item of `names`: `[kind:]surface[?|~|~~]`, with `(ال)` for an optional article.
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
    if text.is_empty() {
        return Err("empty surface".to_owned());
    }
    SourceSurface::new(text, kind, ambiguity)
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

fn parse_rules(file: &SourceFile, rules: &mut Rules, reports: &mut Reports) {
    let parsed: Rules = match toml::from_str(&file.text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            let line = file.text.get(..offset).unwrap_or_default().matches('\n').count() as u32 + 1;
            reports.add(&file.path, line, error.message().replace('\n', " "));
            return;
        }
    };
    // TOML values keep no positions: a faulty value is found again by its text.
    let line_of = |needle: &str| {
        file.text.lines().position(|line| line.contains(needle)).map_or(0, |index| index as u32 + 1)
    };
    let mut ids = BTreeMap::new();
    for cue in &parsed.cues {
        let count = ids.entry(cue.id.as_str()).or_insert(0);
        *count += 1;
        let at = cue_line(&file.text, &cue.id, *count);
        // The line of a field is looked for after the line of the cue's id.
        let field = |name: &str| {
            let mut after = file.text.lines().enumerate().skip(at as usize);
            let found = after.find(|(_, line)| line.trim_start().starts_with(name));
            found.map_or(at, |(index, _)| index as u32 + 1)
        };
        if *count > 1 {
            reports.add(&file.path, at, format!("duplicate id {:?} of a cue", cue.id));
        }
        if cue.words.is_empty() {
            reports.add(&file.path, field("words"), format!("cue {:?} has no words", cue.id));
        }
        if cue.types.is_empty() {
            reports.add(&file.path, field("types"), format!("cue {:?} has no types", cue.id));
        }
        if cue.weight == 0 {
            reports.add(&file.path, field("weight"), format!("cue {:?} has the weight 0", cue.id));
        }
    }
    let one_word = parsed.function.iter().chain(&parsed.common).map(|word| (word, true));
    let cue_words = parsed.cues.iter().flat_map(|cue| &cue.words);
    let any_words = parsed.phrases.iter().chain(cue_words).map(|word| (word, false));
    for (word, must_be_one) in one_word.chain(any_words) {
        let fault = if word.is_empty() {
            Err("empty string".to_owned())
        } else if must_be_one && word.trim().contains(char::is_whitespace) {
            Err(format!("{word:?}: one word expected"))
        } else {
            check_surface(word)
        };
        if let Err(message) = fault {
            reports.add(&file.path, line_of(&format!("\"{word}\"")), message);
        }
    }
    rules.function.extend(parsed.function);
    rules.common.extend(parsed.common);
    rules.cues.extend(parsed.cues);
    rules.phrases.extend(parsed.phrases);
}

/// The line of the `count`th cue with this id.
fn cue_line(text: &str, id: &str, count: usize) -> u32 {
    let quoted = format!("\"{id}\"");
    let lines = (1u32..).zip(text.lines());
    let mut ids =
        lines.filter(|(_, line)| line.trim_start().starts_with("id") && line.contains(&quoted));
    ids.nth(count - 1).map_or(0, |(line, _)| line)
}

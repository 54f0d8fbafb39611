//! Tables (`*.tsv`): what their header says they hold, and their rows.

use std::path::Path;

use super::{Reports, Source, SourceEntity, SourceFile, SourceSurface, parse_surface};
use crate::date::Date;
use crate::entity::{EntityType, SurfaceKind, is_entity_id, is_iso_code, is_wikidata_id};
use crate::gazetteer::lexemes::SourceLexeme;
use crate::gazetteer::offices::{SourceOffice, SourceRole, SourceTerm};

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

pub(super) fn parse_table(file: &SourceFile, source: &mut Source, reports: &mut Reports) {
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

//! `aalam check`: what validation lets pass but an editor should see.

mod transliteration;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use aalam::gazetteer::{
    Ambiguity, LexemeClass, Source, SourceEntity, SourceSurface, parse, read_folder,
};
use aalam::{EntityType, SurfaceKind};

use crate::{DONE, FAULTS, REFUSED, Stop, complain};

#[derive(clap::Args)]
pub(crate) struct CheckArguments {
    /// Folder of sources.
    folder: PathBuf,
    /// Treat warnings as faults.
    #[arg(long)]
    strict: bool,
}

/// A finding: `error` is a fault, else a warning.
struct Finding {
    error: bool,
    entity: String,
    message: String,
}

pub(crate) fn run(arguments: &CheckArguments) -> Result<u8, Stop> {
    let files = read_folder(&arguments.folder)?;
    let source = match parse(&files) {
        Ok(source) => source,
        Err(error) => {
            for report in error.reports() {
                complain(&format!("error: {}/{report}", arguments.folder.display()));
            }
            return Ok(if error.reports().is_empty() { REFUSED } else { FAULTS });
        }
    };
    let findings = lint(&source);
    let errors = findings.iter().filter(|finding| finding.error || arguments.strict).count();
    for finding in &findings {
        let label = if finding.error { "error" } else { "warning" };
        complain(&format!("{label}: {}: {}", finding.entity, finding.message));
    }
    let surfaces: usize = source.entities.iter().map(|entity| entity.surfaces.len()).sum();
    complain(&format!(
        "{} entities, {surfaces} listed surfaces: {errors} errors, {} warnings",
        source.entities.len(),
        findings.len() - errors
    ));
    Ok(if errors > 0 { FAULTS } else { DONE })
}

fn lint(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    shared_surfaces(source, &mut findings);
    terms_in_life(source, &mut findings);
    let ordinary: BTreeMap<&str, bool> =
        (source.rules.common.iter().map(|word| (word.as_str(), false)))
            .chain(source.rules.function.iter().map(|word| (word.as_str(), true)))
            .collect();
    // Words of speech beside names (أفاد, قال): a surface that only folds to one is read in every text.
    let triggers: BTreeSet<String> = (source.lexemes.iter())
        .filter(|lexeme| lexeme.class == LexemeClass::Trigger)
        .map(|lexeme| folded(&lexeme.word))
        .collect();
    for entity in &source.entities {
        let mut add = |error: bool, message: String| {
            findings.push(Finding { error, entity: place(entity), message });
        };
        let mut seen = BTreeSet::new();
        for surface in entity.surfaces.iter().chain(&entity.plurals) {
            if !seen.insert(&surface.text) {
                add(true, format!("surface {:?} is listed twice", surface.text));
            }
            let single = !surface.text.contains(' ');
            if let Some(&function) = ordinary.get(surface.text.as_str())
                && single
                && surface.ambiguity == Ambiguity::Clear
                && surface.kind != SurfaceKind::Surname
            {
                let sort = if function { "a function word" } else { "an ordinary word" };
                add(function, format!("surface {:?} is {sort}: mark it ~", surface.text));
            }
            if single
                && surface.ambiguity == Ambiguity::Clear
                && surface.kind != SurfaceKind::Surname
                && triggers.contains(&folded(&surface.text))
            {
                add(
                    true,
                    format!("surface {:?} reads like a word of speech: mark it ~", surface.text),
                );
            }
            if let Some(message) = odd_letters(surface) {
                add(false, message);
            }
        }
        person(entity, &mut add);
    }
    findings
}

/// As the default profile folds single words: hamza on alef, final ى and ة.
fn folded(word: &str) -> String {
    let fold = |c| match c {
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        c => c,
    };
    word.chars().map(fold).collect()
}

fn place(entity: &SourceEntity) -> String {
    format!("{}:{} {}", entity.path.display(), entity.line, entity.id)
}

/// Unmarked surfaces that several entities of one type share: homonyms must be meant.
fn shared_surfaces(source: &Source, findings: &mut Vec<Finding>) {
    let mut owners: BTreeMap<&str, Vec<&SourceEntity>> = BTreeMap::new();
    for entity in &source.entities {
        for surface in entity.surfaces.iter().filter(|surface| surface.kind != SurfaceKind::Surname)
        {
            owners.entry(&surface.text).or_default().push(entity);
        }
    }
    for (text, entities) in owners {
        for (index, entity) in entities.iter().enumerate() {
            let others = entities.iter().take(index);
            let same = others.filter(|other| {
                other.entity_type == entity.entity_type
                    && other.rank == entity.rank
                    && other.id != entity.id
            });
            for other in same {
                let message = format!(
                    "shares the surface {text:?} with {} and has the same rank: their order is arbitrary",
                    other.id
                );
                findings.push(Finding { error: false, entity: place(entity), message });
            }
        }
    }
}

/// What people are known for. Other words are allowed in gazetteers, and reported.
const FAMES: [&str; 19] = [
    "head-of-state",
    "head-of-government",
    "royal",
    "minister",
    "speaker",
    "politician",
    "opposition",
    "spokesperson",
    "official",
    "diplomat",
    "military",
    "militant",
    "judge",
    "cleric",
    "activist",
    "media",
    "business",
    "scholar",
    "family",
];

/// Youngest age at which somebody holds an office. Heirs to a throne and kings may be children.
const YOUNGEST: u32 = 16;

/// Terms that their holder cannot have served.
fn terms_in_life(source: &Source, findings: &mut Vec<Finding>) {
    let people: BTreeMap<&str, &SourceEntity> =
        source.entities.iter().map(|entity| (entity.id.as_str(), entity)).collect();
    for term in &source.terms {
        let Some(holder) = people.get(term.holder.as_str()) else { continue };
        let (born, died) = holder.life;
        let from = term.from.number() / 10_000;
        let to = term.to.map_or(from, |to| to.number() / 10_000);
        let youngest = if holder.subtype == "royal" { 0 } else { YOUNGEST };
        let message = if born.is_some_and(|born| from < u32::from(born) + youngest) {
            format!("holds {} in {from}, born in {}", term.office, born.unwrap_or_default())
        } else if died.is_some_and(|died| to > u32::from(died)) {
            format!("holds {} in {to}, died in {}", term.office, died.unwrap_or_default())
        } else if died.is_some() && term.to.is_none() {
            format!("holds {} to this day, died in {}", term.office, died.unwrap_or_default())
        } else {
            continue;
        };
        let entity = format!("{}:{} {}", term.path.display(), term.line, term.holder);
        findings.push(Finding { error: true, entity, message });
    }
}

/// Letters that are folded anyway, or that no newspaper prints in a name.
fn odd_letters(surface: &SourceSurface) -> Option<String> {
    let odd = surface
        .text
        .chars()
        .find(|c| matches!(c, 'ٱ' | 'ک' | 'ی' | 'ہ' | 'ھ' | 'ە' | 'ے' | '\u{0640}'))?;
    Some(format!(
        "letter {odd:?} in {:?}: list the Arabic spelling, the fold does the rest",
        surface.text
    ))
}

/// What is said of a person.
fn person(entity: &SourceEntity, add: &mut impl FnMut(bool, String)) {
    if entity.entity_type != EntityType::Person {
        return;
    }
    let fame = entity.subtype.as_str();
    if !fame.is_empty() && !FAMES.contains(&fame) {
        add(true, format!("unknown subtype {fame:?} of a person: {}", FAMES.join(", ")));
    }
    if let Some(share) = transliteration::outlier(&entity.name_en, &entity.name_ar) {
        let (english, arabic) = (&entity.name_en, &entity.name_ar);
        let message = format!(
            "{arabic:?} does not sound like {english:?}: {share:.2} of the consonants differ"
        );
        add(false, message);
    }
    let has_short_form = entity.surfaces.iter().any(|surface| {
        matches!(surface.kind, SurfaceKind::Surname | SurfaceKind::Short | SurfaceKind::Kunya)
    });
    if entity.name_ar.contains(' ') && !has_short_form {
        add(false, "a person without surname or short form".to_owned());
    }
}

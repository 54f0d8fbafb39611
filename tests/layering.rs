//! Modules import only downwards: the levels of DESIGN.md, checked against the source.

use std::path::Path;

/// Modules of a crate by level; a module may import from its own level's lines above it and from lower levels.
const CORE: [&[&str]; 7] = [
    &["span", "error", "date", "profile", "text", "simd"],
    &["letters", "entity"],
    &["words", "artifact"],
    &["matcher"],
    &["lexicon"],
    &["gazetteer", "morph"],
    &["automaton"],
];
const AALAM: [&[&str]; 8] = [
    &["error", "document", "reason", "offsets"],
    &["mention", "names"],
    &["candidates", "around"],
    &["context", "scores"],
    &["overlap"],
    &["link", "options"],
    &["recognizer"],
    &["builder", "batch", "stream", "output", "explain"],
];

fn check(crate_name: &str, levels: &[&[&str]]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates").join(crate_name).join("src");
    let level_of = |module: &str| levels.iter().position(|names| names.contains(&module));
    let mut files = Vec::new();
    list(&root, &mut files);
    for file in files {
        let relative = file.strip_prefix(&root).unwrap();
        let module = relative.iter().next().unwrap().to_string_lossy().replace(".rs", "");
        if module == "lib" {
            continue;
        }
        let own = level_of(&module).unwrap_or_else(|| panic!("{module} has no level"));
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let Some(rest) = line.trim().strip_prefix("use crate::") else { continue };
            let target: String =
                rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let other =
                level_of(&target).unwrap_or_else(|| panic!("{}: {line}: no level", file.display()));
            assert!(other <= own, "{}: {line}: imports upward", file.display());
        }
    }
}

fn list(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { list(&path, files) } else { files.push(path) }
    }
}

#[test]
fn core_imports_downwards() {
    check("aalam-core", &CORE);
}

#[test]
fn aalam_imports_downwards() {
    // `batch` extends the recognizer, which holds its pool; scores are documented on the mentions that carry them.
    check("aalam", &AALAM);
}

#[test]
fn third_parties_stay_where_they_belong() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    for (package, allowed) in
        [("aho_corasick", "automaton"), ("rayon", "batch"), ("pyo3", "aalam-python")]
    {
        let mut files = Vec::new();
        list(&crates, &mut files);
        for file in
            files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs"))
        {
            let text = std::fs::read_to_string(file).unwrap();
            let named =
                text.contains(&format!("{package}::")) && !file.to_string_lossy().contains(allowed);
            assert!(!named, "{} names {package}", file.display());
        }
    }
}

#[test]
fn sources_hold_no_bidi_controls() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["crates", "tests", "python", "docs"] {
        list(&root.join(folder), &mut files);
    }
    let texts = ["rs", "toml", "tsv", "py", "pyi", "md"];
    for file in files.iter().filter(|file| {
        file.extension().is_some_and(|ending| texts.iter().any(|text| ending == *text))
    }) {
        let text = std::fs::read_to_string(file).unwrap();
        let bad = text.chars().find(|c| matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'));
        assert!(bad.is_none(), "{} holds {bad:?}", file.display());
    }
}

//! Loads the test data that Rust and Python share.
//!
//! # Conformance cases (`data/conformance/*.toml`)
//!
//! ```toml
//! [[case]]
//! name = "fused-lam-keeps-second-lam"   # unique in the file, says the behaviour
//! spec = "2 proclitics"                  # which part of the language rules it covers
//! text = "رسالة للناتو"
//! policy = "leftmost-longest"            # optional: leftmost-longest (default), all, nested
//! gazetteer = "mini"                     # optional: mini (default) or bundled
//! expect = [                              # the complete list of mentions, in text order
//!   { text = "لناتو", bytes = [13, 23], chars = [7, 12], type = "ORG", id = "org/nato", proclitic = "ل" },
//! ]
//! ```
//!
//! `bytes` are UTF-8 bytes and `chars` code points of `text`, half-open; the harness checks that both give the mention's text.
//! `proclitic` is checked where it is written; `candidates` (ordered ids) likewise. Invisible characters, tatweel and free-standing
//! marks are written as escapes.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The folder of the test data.
pub fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(path)
}

/// One file of conformance cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// The cases.
    #[serde(default)]
    pub case: Vec<Case>,
}

/// One conformance case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Behaviour in a few words.
    pub name: String,
    /// Part of the language rules.
    pub spec: String,
    /// The text.
    pub text: String,
    /// Overlap policy.
    #[serde(default = "leftmost_longest")]
    pub policy: String,
    /// `mini` or `bundled`.
    #[serde(default = "mini")]
    pub gazetteer: String,
    /// The headline.
    #[serde(default)]
    pub title: Option<String>,
    /// The day of publication.
    #[serde(default)]
    pub date: Option<String>,
    /// Whether offices are asked for.
    #[serde(default)]
    pub offices: bool,
    /// Whether head nouns are resolved.
    #[serde(default)]
    pub resolve: bool,
    /// Whether context decides.
    #[serde(default = "yes")]
    pub context: bool,
    /// All mentions in text order.
    #[serde(default)]
    pub expect: Vec<Expected>,
}

fn leftmost_longest() -> String {
    "leftmost-longest".to_owned()
}

fn yes() -> bool {
    true
}

fn mini() -> String {
    "mini".to_owned()
}

/// One expected mention.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// As written.
    pub text: String,
    /// UTF-8 bytes.
    pub bytes: [usize; 2],
    /// Code points.
    pub chars: [usize; 2],
    /// Type label.
    pub r#type: String,
    /// Best entity.
    pub id: String,
    /// The mention that it lies in, as written.
    pub outer: Option<String>,
    /// Proclitics before the span.
    pub proclitic: Option<String>,
    /// All candidates, in order.
    pub candidates: Option<Vec<String>>,
}

/// A broken gazetteer and the faults that it must be refused with (`data/errors/sources.toml`): each expected fault is found, and no
/// report stands at a place where none is expected.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorCase {
    /// What is broken.
    pub name: String,
    /// Files of the gazetteer.
    pub files: std::collections::BTreeMap<String, String>,
    /// Faults, in order.
    pub errors: Vec<ExpectedError>,
}

/// One expected fault.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedError {
    /// Where.
    pub file: String,
    /// Line, from 1; 0 for any.
    pub line: u32,
    /// Part of the message; several entries may speak of one fault.
    pub contains: String,
}

/// The error cases.
#[derive(Debug, Deserialize)]
pub struct ErrorCases {
    /// The cases.
    pub case: Vec<ErrorCase>,
}

/// Every conformance file: its name and its cases.
///
/// # Errors
///
/// A file that cannot be read or parsed.
pub fn conformance() -> Result<Vec<(String, Cases)>, Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(data("conformance"))? {
        let path = entry?.path();
        let cases = toml::from_str(&std::fs::read_to_string(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        files.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), cases));
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(files)
}

/// The mini gazetteer, compiled.
///
/// # Errors
///
/// Its sources have faults.
pub fn mini_gazetteer() -> Result<aalam::Gazetteer, Box<dyn std::error::Error>> {
    let files = aalam::gazetteer::read_folder(&data("gazetteers/mini"))?;
    let source = aalam::gazetteer::parse(&files).map_err(|error| {
        error.reports().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    })?;
    let bytes = aalam::gazetteer::compile("mini", &source, aalam::gazetteer::Profile::default())?;
    Ok(aalam::Gazetteer::from_bytes(bytes)?)
}

//! What benchmarks run on: texts, dictionaries, the engine behind one narrow door, and the record of results.
//!
//! Texts and dictionaries are those of the folder `shared` beside the project where it is present, else generated;
//! `AALAM_BENCH_GENERATED=1` asks for the generated ones, `AALAM_BENCH_MB` for another volume of text.

pub mod engine;
mod generated;
mod names;
mod random;
pub mod record;
mod shared;

use std::env;

pub use engine::Engine;
pub use generated::generated;
pub use names::{Names, SIZES, names};
pub use shared::news;

/// The example article.
pub const ARTICLE: &str = include_str!("../../examples/summit.txt");

/// The texts of a benchmark.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// Documents.
    pub texts: Vec<String>,
    /// UTF-8 bytes of all.
    pub bytes: usize,
    /// Where they are from.
    pub source: &'static str,
}

/// Real news where present, else generated: `megabytes` of text, or as many as `AALAM_BENCH_MB` says.
///
/// Real news are thinned evenly, so that a small volume has articles of all sources.
pub fn corpus(megabytes: usize) -> Corpus {
    let asked = env::var("AALAM_BENCH_MB").ok().and_then(|value| value.parse().ok());
    let wanted = asked.unwrap_or(megabytes) * 1_000_000;
    let (texts, source) = match news() {
        Some(texts) => (thin(texts, wanted), "shared/corpus"),
        None => (generated(wanted), "generated"),
    };
    let bytes = texts.iter().map(String::len).sum();
    Corpus { texts, bytes, source }
}

fn thin(mut texts: Vec<String>, wanted: usize) -> Vec<String> {
    let bytes: usize = texts.iter().map(String::len).sum();
    let (mut seen, mut taken) = (0, 0);
    texts.retain(|text| {
        let due = taken * bytes <= seen * wanted;
        seen += text.len();
        taken += if due { text.len() } else { 0 };
        due
    });
    texts
}

/// Whether benches are only to be tried once, not timed: `cargo bench -- --test`.
pub fn only_tests() -> bool {
    env::args().any(|argument| argument == "--test")
}

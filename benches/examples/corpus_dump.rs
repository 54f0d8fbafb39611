//! Writes texts and dictionaries to a folder, for benchmarks in other languages.
//!
//! usage: `corpus_dump FOLDER [MEGABYTES]` writes `texts.jsonl` (one JSON string a line), `names_5000.txt` and so on, and
//! `source.json`, which says where they are from.

use std::env;
use std::error::Error;
use std::fs::{create_dir_all, write};
use std::path::PathBuf;

use aalam_benches::{SIZES, corpus, names};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("usage: corpus_dump FOLDER [MEGABYTES]")?);
    let megabytes = arguments.next().map_or(Ok(10), |text| text.parse())?;
    create_dir_all(&folder)?;

    let corpus = corpus(megabytes);
    let lines: Vec<String> =
        corpus.texts.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    write(folder.join("texts.jsonl"), lines.join("\n") + "\n")?;
    let mut source = "";
    for &size in SIZES.iter().take(3) {
        let names = names(size);
        source = names.source;
        write(folder.join(format!("names_{size}.txt")), names.list.join("\n") + "\n")?;
    }
    let about = json!({ "corpus": corpus.source, "names": source });
    write(folder.join("source.json"), about.to_string())?;
    Ok(())
}

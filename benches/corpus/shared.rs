//! Texts and names that lie in the folder `shared` beside the project, where it is present. Nothing of it is kept here.

use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use aalam::stream::{InputFormat, JsonFields, read_documents};
use flate2::read::MultiGzDecoder;

/// The file, where it is present and `AALAM_BENCH_GENERATED` is not set.
fn open(file: &str) -> Option<(PathBuf, impl BufRead)> {
    if env::var_os("AALAM_BENCH_GENERATED").is_some() {
        return None;
    }
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let path = project.parent()?.join("shared").join(file);
    let reader = BufReader::new(MultiGzDecoder::new(File::open(&path).ok()?));
    Some((path, reader))
}

/// Lines of a compressed file.
pub(crate) fn lines(file: &str) -> Option<Vec<String>> {
    let (_, reader) = open(file)?;
    reader.lines().collect::<Result<_, _>>().ok()
}

/// Real news articles, each its own document.
pub fn news() -> Option<Vec<String>> {
    let (path, reader) = open("corpus/news.dev.jsonl.gz")?;
    let format = InputFormat::Jsonl(JsonFields::default());
    let documents = read_documents(reader, &path, format);
    documents.map(|document| document.map(|document| document.text)).collect::<Result<_, _>>().ok()
}

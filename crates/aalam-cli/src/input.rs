//! The inputs of commands that read documents: files (packed with gzip, too), folders, standard input.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use aalam::Error;
use aalam::stream::InputFormat;
use flate2::bufread::MultiGzDecoder;

/// Endings that are read from a folder, also with `.gz` behind them.
const TEXT_ENDINGS: [&str; 5] = ["txt", "text", "jsonl", "ndjson", "md"];

/// The first bytes of gzip.
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// One input, or what is wrong with it.
pub(crate) type Input = Result<PathBuf, String>;

/// Standard input, as an argument.
pub(crate) const STDIN: &str = "-";

/// Replaces folders by the text files below them, in order of path.
pub(crate) fn expand(arguments: &[PathBuf]) -> Vec<Input> {
    let mut inputs = Vec::new();
    for path in arguments {
        if path.as_os_str() == STDIN || !path.is_dir() {
            inputs.push(Ok(path.clone()));
            continue;
        }
        let mut found = Vec::new();
        match list(path, &mut found) {
            Err(error) => inputs.push(Err(error.to_string())),
            Ok(()) if found.is_empty() => inputs.push(Err(format!(
                "{}: no text in this folder: expected files that end in {}",
                path.display(),
                TEXT_ENDINGS.map(|ending| format!(".{ending}")).join(", ")
            ))),
            Ok(()) => {
                found.sort();
                inputs.extend(found.into_iter().map(Ok));
            }
        }
    }
    inputs
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    let fault = |error| aalam::Error::io(folder, error);
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(fault)?);
        if kind.is_dir() {
            list(&path, found)?;
        } else if TEXT_ENDINGS.contains(&ending(&path)) {
            found.push(path);
        }
    }
    Ok(())
}

/// The ending of a file's name: `jsonl` of `news.jsonl` and of `news.jsonl.gz`.
fn ending(path: &Path) -> &str {
    let is_packed = path.extension().is_some_and(|ending| ending == "gz");
    let name = if is_packed { Path::new(path.file_stem().unwrap_or_default()) } else { path };
    name.extension().and_then(|ending| ending.to_str()).unwrap_or_default()
}

/// How an input is cut into documents: as asked, else by its ending.
pub(crate) fn format_of(
    path: &Path,
    asked: Option<&InputFormat>,
    jsonl: &InputFormat,
) -> InputFormat {
    match asked {
        Some(format) => format.clone(),
        None if matches!(ending(path), "jsonl" | "ndjson") => jsonl.clone(),
        None => InputFormat::Text,
    }
}

/// Opens a file, or standard input for `-`. What begins as gzip does is unpacked.
pub(crate) fn open(path: &Path) -> Result<Box<dyn BufRead>, Error> {
    let fault = |error| Error::io(path, error);
    let mut input: Box<dyn BufRead> = if path.as_os_str() == STDIN {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let file = std::fs::File::open(path).map_err(fault)?;
        Box::new(BufReader::with_capacity(1 << 16, file))
    };
    // One read of a pipe may give less than two bytes: then it is no archive that somebody piped.
    if input.fill_buf().map_err(fault)?.starts_with(&GZIP) {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(input))));
    }
    Ok(input)
}

//! `aalam compile`.

use std::path::{Path, PathBuf};

use aalam::gazetteer::{Profile, compile, parse, read_folder};

use crate::{DONE, Stop, complain};

#[derive(clap::Args)]
pub(crate) struct CompileArguments {
    /// Folder of sources (*.tsv, rules/*.toml); docs/gazetteer.md describes them.
    folder: PathBuf,
    /// The artifact to write.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Name that mentions report as their source; the output's name without ending by default.
    #[arg(long)]
    name: Option<String>,
}

pub(crate) fn run(arguments: &CompileArguments) -> Result<u8, Stop> {
    let CompileArguments { folder, output, name } = arguments;
    let (entities, bytes) = compile_folder(folder, output, name.as_deref()).map_err(|error| {
        if error.reports().is_empty() {
            return Stop::from(error);
        }
        for report in error.reports() {
            complain(&format!("{}/{report}", folder.display()));
        }
        let count = error.reports().len();
        let faults = if count == 1 { "fault" } else { "faults" };
        Stop::Refused(format!("{count} {faults}, nothing compiled"))
    })?;
    complain(&format!("{}: {entities} entities, {bytes} bytes", output.display()));
    Ok(DONE)
}

/// Compiles the sources in `folder` to the artifact `output`, whole or not at all; returns the number of entities and of bytes. The
/// gazetteer is called `name`, or like the output without its ending.
///
/// # Errors
///
/// Those of reading, parsing and compiling, and [`Io`](aalam::ErrorKind::Io) when the artifact cannot be written.
pub fn compile_folder(
    folder: &Path,
    output: &Path,
    name: Option<&str>,
) -> aalam::Result<(usize, usize)> {
    let source = parse(&read_folder(folder)?)?;
    let stem = output.file_stem().map(|stem| stem.to_string_lossy());
    let name = name.or(stem.as_deref()).unwrap_or("gazetteer");
    let bytes = compile(name, &source, Profile::default())?;
    write_whole(output, &bytes).map_err(|error| aalam::Error::io(output, error))?;
    Ok((source.entities.len(), bytes.len()))
}

/// Writes beside the target and renames, so that a broken run leaves the old file or none.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = std::fs::File::create(&beside).and_then(|mut file| {
        std::io::Write::write_all(&mut file, bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    });
    if written.is_err() {
        // The half-written file is worthless; the first error is the one to report.
        let _ = std::fs::remove_file(&beside);
    }
    written
}

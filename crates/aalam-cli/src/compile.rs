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
    let files = read_folder(&arguments.folder)?;
    let source = parse(&files).map_err(|error| {
        for report in error.reports() {
            complain(&format!("{}/{report}", arguments.folder.display()));
        }
        let count = error.reports().len();
        let faults = if count == 1 { "fault" } else { "faults" };
        Stop::Refused(format!("{count} {faults}, nothing compiled"))
    })?;
    let stem = arguments.output.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = arguments.name.clone().or(stem).unwrap_or_else(|| "gazetteer".into());
    let bytes = compile(&name, &source, Profile::default())?;
    write_whole(&arguments.output, &bytes)
        .map_err(|error| Stop::Refused(format!("{}: {error}", arguments.output.display())))?;
    complain(&format!(
        "{}: {} entities, {} bytes",
        arguments.output.display(),
        source.entities.len(),
        bytes.len()
    ));
    Ok(DONE)
}

/// Writes a file whole or not at all: beside the target, then renamed, so that a broken run leaves the old file or none.
///
/// # Errors
///
/// What the system says; the file is as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
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

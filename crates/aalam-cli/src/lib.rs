//! The command line of aalam: `aalam tag`, `aalam explain`, `aalam report`, `aalam compile`, `aalam check`.
//!
//! Exit statuses: 0 done; 1 done, but some documents or files failed, or `check` found faults; 2 wrong usage, or nothing could be done
//! (unreadable gazetteer, no input). A closed pipe ends quietly with 0.

mod check;
mod compile;
mod feed;
mod input;
mod report;
mod table;
mod tag;

#[doc(hidden)]
pub use compile::compile_folder;

use std::ffi::OsString;
use std::io::Write;

use clap::{Parser, Subcommand};

/// Everything was done.
pub const DONE: u8 = 0;
/// Some documents, files or sources had faults; the others were done.
pub const FAULTS: u8 = 1;
/// Wrong usage, or nothing could be done.
pub const REFUSED: u8 = 2;

/// Finds and links the organizations, places and people named in Arabic political news.
#[derive(Parser)]
#[command(
    name = "aalam",
    version,
    after_help = "Exit status: 0 done, 1 some documents or sources had faults, 2 refused."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Tag documents: a table, or JSONL, CoNLL, brat, HTML.
    Tag(tag::TagArguments),
    /// Tell why names are reported or not: every candidate with its reason, as a table or JSONL.
    Explain(tag::TagArguments),
    /// Write one page about a corpus: entities, timeline, network, map and the articles with their mentions; opens in a browser, offline.
    Report(report::ReportArguments),
    /// Compile a folder of gazetteer sources to an artifact.
    Compile(compile::CompileArguments),
    /// Lint gazetteer sources.
    Check(check::CheckArguments),
}

/// Runs the command line `arguments` (the first is the program's name) and returns the exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout and are no faults. If the terminal is gone there is nobody to tell.
            let _ = error.print();
            return if error.use_stderr() { REFUSED } else { DONE };
        }
    };
    let result = match arguments.command {
        Command::Tag(arguments) => tag::run(&arguments),
        Command::Explain(arguments) => tag::explain(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Compile(arguments) => compile::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
    };
    match result {
        Ok(status) => status,
        Err(Stop::Pipe) => DONE,
        Err(Stop::Refused(message)) => {
            complain(&message);
            REFUSED
        }
    }
}

/// Why a command ends early.
enum Stop {
    /// The reader of the output is gone.
    Pipe,
    /// It cannot be done.
    Refused(String),
}

impl From<aalam::Error> for Stop {
    fn from(error: aalam::Error) -> Self {
        Self::Refused(error.to_string())
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::Pipe
        } else {
            Self::Refused(format!("cannot write: {error}"))
        }
    }
}

/// One message on stderr.
fn complain(message: &str) {
    let _ = writeln!(std::io::stderr().lock(), "aalam: {message}");
}

//! `aalam report`: one self-contained page about a corpus.
//!
//! The program finds and counts nothing that the page can count: it writes texts, mentions and entities as JSON, and the scripts in
//! `report/` do the rest in the browser. Everything is in the page, so that it opens from a disk and asks the network for nothing; its
//! Content-Security-Policy forbids it to, and lets only the scripts of this program run.

mod data;
mod template;

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::compile::write_whole;
use crate::feed::{InputArguments, RecognizerArguments, feed};
use crate::{REFUSED, Stop, complain};
use data::Corpus;

#[derive(clap::Args)]
#[command(
    mut_arg("title_field", |argument| argument
        .default_value("title")
        .hide_default_value(false)
        .help("JSONL field that holds the headline, whose names support those of the text")),
    mut_arg("date_field", |argument| argument
        .default_value("date")
        .hide_default_value(false)
        .help("JSONL field that holds the day of publication (2009-07-01), for the timeline and --offices; '' for none")),
    after_help = "\
Examples:
  aalam report news/ -o report.html
  aalam report articles.jsonl --text-field body --date-field published -o report.html
  aalam report articles.jsonl --lang ar --title 'أخبار الأسبوع' -o report.html

The page holds the articles whole: who gets it can read them. docs/report.md tells what it shows and what it counts.
Exit status: 0 done, 1 some documents or files had faults and the others are in the page, 2 refused, nothing written."
)]
pub(crate) struct ReportArguments {
    #[command(flatten)]
    input: InputArguments,
    /// The page to write; `-` is standard output. An old file is replaced when the new one is whole.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Language of the page's own words.
    #[arg(long, value_enum, default_value_t = Language::En)]
    lang: Language,
    /// Title of the page.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    #[command(flatten)]
    recognizer: RecognizerArguments,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    /// English.
    En,
    /// Arabic; the page runs from right to left.
    Ar,
}

impl Language {
    const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ar => "ar",
        }
    }
}

pub(crate) fn run(arguments: &ReportArguments) -> Result<u8, Stop> {
    let is_stdout = arguments.output.as_os_str() == crate::input::STDIN;
    if !is_stdout && arguments.input.holds(&arguments.output) {
        let output = arguments.output.display();
        return Err(Stop::Refused(format!("-o {output}: is also an input")));
    }
    let recognizer = arguments.recognizer.build()?;
    let mut corpus = Corpus::default();
    let counts = feed(&arguments.input, |documents| {
        let found = recognizer.recognize_documents(documents);
        for (document, entities) in documents.iter().zip(&found) {
            corpus.add(document, entities);
        }
        Ok(())
    })?;
    if counts.status() == REFUSED {
        return Ok(REFUSED);
    }
    corpus.name_countries(&recognizer)?;
    let page = template::page(arguments.lang.code(), arguments.title.as_deref(), &corpus, counts)?;
    if is_stdout {
        let mut out = std::io::stdout().lock();
        out.write_all(page.as_bytes())?;
        out.flush()?;
    } else {
        let path = &arguments.output;
        write_whole(path, page.as_bytes()).map_err(|error| aalam::Error::io(path, error))?;
        complain(&format!(
            "{}: {}, {}, {} bytes",
            path.display(),
            counted(corpus.articles(), "article"),
            counted(corpus.mentions(), "mention"),
            page.len()
        ));
    }
    Ok(counts.status())
}

/// `1 article`, `2 articles`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

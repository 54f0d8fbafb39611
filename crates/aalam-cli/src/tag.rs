//! `aalam tag` and `aalam explain`.

use std::io::Write;

use aalam::output::{brat, conll, html, html_page, jsonl};
use aalam::{Document, Entities, Explanation};
use clap::ValueEnum;

use crate::Stop;
use crate::feed::{InputArguments, RecognizerArguments, feed};
use crate::table::{explanations, table};

#[derive(clap::Args)]
pub(crate) struct TagArguments {
    /// Output format.
    #[arg(short, long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    input: InputArguments,
    #[command(flatten)]
    recognizer: RecognizerArguments,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// A table for people.
    Table,
    /// One JSON object a document.
    Jsonl,
    /// token TAB tag, BIO.
    Conll,
    /// brat standoff (.ann).
    Brat,
    /// A right-to-left page.
    Html,
}

/// `aalam explain`: the same inputs, but every candidate with its reason; a table, or a JSON object a document.
pub(crate) fn explain(arguments: &TagArguments) -> Result<u8, Stop> {
    if !matches!(arguments.format, Format::Table | Format::Jsonl) {
        return Err(Stop::Refused("explain: formats are table and jsonl".to_owned()));
    }
    run_as(arguments, true)
}

pub(crate) fn run(arguments: &TagArguments) -> Result<u8, Stop> {
    run_as(arguments, false)
}

fn run_as(arguments: &TagArguments, explains: bool) -> Result<u8, Stop> {
    let recognizer = arguments.recognizer.build()?;
    let mut writer = Writer {
        format: arguments.format,
        out: std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock()),
        pages: Vec::new(),
    };
    // Output takes longer to write than names to find: both are done in parallel.
    let format = arguments.format;
    let counts = feed(&arguments.input, |documents| {
        let written = recognizer.map_batch(documents, |document, scratch| {
            if explains {
                return write_explained(format, &document.id, &recognizer.explain(document));
            }
            write(format, &document.id, &recognizer.recognize_document_with(document, scratch))
        });
        documents.iter().zip(written).try_for_each(|(document, text)| writer.take(document, text))
    })?;
    if counts.documents > 0 && arguments.format == Format::Html {
        writer.out.write_all(html_page("aalam", &writer.pages).as_bytes())?;
    }
    writer.out.flush()?;
    Ok(counts.status())
}

struct Writer {
    format: Format,
    out: std::io::BufWriter<std::io::StdoutLock<'static>>,
    /// Fragments of an HTML page, written at the end.
    pages: Vec<(String, String)>,
}

impl Writer {
    fn take(&mut self, document: &Document, text: String) -> Result<(), Stop> {
        match self.format {
            Format::Html => self.pages.push((document.id.clone(), text)),
            _ => self.out.write_all(text.as_bytes())?,
        }
        Ok(())
    }
}

fn write(format: Format, id: &str, entities: &Entities<'_>) -> String {
    let text = entities.text();
    let records = || entities.to_records();
    match format {
        Format::Table => table(id, entities),
        Format::Jsonl => jsonl(id, records()) + "\n",
        Format::Conll => conll(id, text, &records()),
        Format::Brat => brat(&records()),
        Format::Html => html(text, &records()),
    }
}

fn write_explained(format: Format, id: &str, explained: &[Explanation]) -> String {
    if format == Format::Jsonl {
        let record = serde_json::json!({ "id": id, "candidates": explained });
        return format!("{record}\n");
    }
    explanations(id, explained)
}

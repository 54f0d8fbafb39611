//! `aalam tag` and `aalam explain`.

use std::io::Write;

use aalam::output::{brat, conll, html, html_page, jsonl};
use aalam::{Document, Entities, Recognizer};
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
    let counts = feed(&arguments.input, |documents| {
        if explains {
            return documents
                .iter()
                .try_for_each(|document| writer.write_explained(&recognizer, document));
        }
        let found = recognizer.recognize_documents(documents);
        documents
            .iter()
            .zip(&found)
            .try_for_each(|(document, entities)| writer.write(&document.id, entities))
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
    fn write(&mut self, id: &str, entities: &Entities<'_>) -> Result<(), Stop> {
        let text = entities.text();
        let records = || entities.to_records();
        match self.format {
            Format::Table => self.out.write_all(table(id, entities).as_bytes())?,
            Format::Jsonl => writeln!(self.out, "{}", jsonl(id, records()))?,
            Format::Conll => self.out.write_all(conll(id, text, &records()).as_bytes())?,
            Format::Brat => self.out.write_all(brat(&records()).as_bytes())?,
            Format::Html => self.pages.push((id.to_owned(), html(text, &records()))),
        }
        Ok(())
    }

    fn write_explained(
        &mut self,
        recognizer: &Recognizer,
        document: &Document,
    ) -> Result<(), Stop> {
        let explained = recognizer.explain(document);
        if self.format == Format::Jsonl {
            let record = serde_json::json!({ "id": document.id, "candidates": explained });
            writeln!(self.out, "{record}")?;
        } else {
            self.out.write_all(explanations(&document.id, &explained).as_bytes())?;
        }
        Ok(())
    }
}

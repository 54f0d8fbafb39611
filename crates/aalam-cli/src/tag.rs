//! `aalam tag`.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use aalam::output::{brat, conll, html, html_page, jsonl};
use aalam::stream::{InputFormat, JsonFields, read_documents};
use aalam::{Document, Entities, EntityType, OverlapPolicy, Recognizer};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::{Input, STDIN, expand, format_of, open};
use crate::table::{explanations, table};
use crate::{DONE, FAULTS, REFUSED, Stop, complain};

/// Documents that are recognized together.
const BATCH: usize = 256;
/// Bytes of text that are recognized together at most.
const BATCH_BYTES: usize = 8 << 20;

#[derive(clap::Args)]
pub(crate) struct TagArguments {
    /// Files and folders; `-` is standard input, and so is none at all.
    paths: Vec<PathBuf>,
    /// Output format.
    #[arg(short, long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Input format; by default .jsonl and .ndjson files are JSONL, all others one text each.
    #[arg(long, value_enum)]
    input: Option<InputKind>,
    /// JSONL field that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// JSONL field that holds the id.
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,
    /// JSONL field that holds the headline, whose names support those of the text.
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    title_field: String,
    /// JSONL field that holds the day of publication (2009-07-01), for --offices.
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    date_field: String,
    /// Report offices that stand for their holders («الرئيس الروسي»), too.
    #[arg(long)]
    offices: bool,
    /// Link a definite head noun that stands alone («الحلف») to the last organization whose name began with it.
    #[arg(long)]
    resolve: bool,
    /// Report only these types: PER, ORG, GPE, NORP, MISC, OFFICE (repeatable, or separated by commas).
    #[arg(short, long = "type", value_name = "TYPE", value_delimiter = ',', value_parser = parse_type)]
    types: Vec<EntityType>,
    /// What happens where mentions overlap: leftmost-longest, all, nested.
    #[arg(long, value_name = "POLICY", default_value = "leftmost-longest")]
    overlap: OverlapPolicy,
    /// Report only mentions with at least this score, 0 to 1; 0.9 for precision, 0.25 for recall.
    #[arg(long, value_name = "SCORE", default_value_t = 0.5)]
    min_score: f32,
    /// A compiled gazetteer to use beside the bundled one (repeatable; later ones win).
    #[arg(short, long, value_name = "FILE")]
    gazetteer: Vec<PathBuf>,
    /// Leave the bundled gazetteer out.
    #[arg(long, requires = "gazetteer")]
    no_bundled: bool,
    /// Threads; 0 means one a core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
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

#[derive(Clone, Copy, ValueEnum)]
enum InputKind {
    /// Each file is one document.
    Text,
    /// Each line is a document.
    Lines,
    /// Each line is a JSON object.
    Jsonl,
}

fn parse_type(label: &str) -> Result<EntityType, String> {
    EntityType::from_label(label)
        .ok_or_else(|| "allowed: PER, ORG, GPE, NORP, MISC, OFFICE".to_owned())
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
    let recognizer = build(arguments)?;
    let standard_input = [PathBuf::from(STDIN)];
    let paths = if arguments.paths.is_empty() { &standard_input[..] } else { &arguments.paths };
    let mut run = Run::new(arguments, recognizer, paths, explains);
    for input in expand(paths) {
        run.input(input)?;
    }
    run.finish()
}

fn build(arguments: &TagArguments) -> Result<Recognizer, Stop> {
    let mut builder = Recognizer::builder()
        .overlap(arguments.overlap)
        .min_score(arguments.min_score)
        .offices(arguments.offices)
        .resolve(arguments.resolve)
        .threads(arguments.threads);
    if !arguments.no_bundled {
        builder = builder.bundled()?;
    }
    for path in &arguments.gazetteer {
        builder = builder.gazetteer_path(path)?;
    }
    if !arguments.types.is_empty() {
        builder = builder.types(arguments.types.iter().copied());
    }
    Ok(builder.build()?)
}

struct Run<'a> {
    arguments: &'a TagArguments,
    recognizer: Recognizer,
    explains: bool,
    out: std::io::BufWriter<std::io::StdoutLock<'static>>,
    progress: ProgressBar,
    waiting: Vec<Document>,
    waiting_bytes: usize,
    /// Fragments of an HTML page, written at the end.
    pages: Vec<(String, String)>,
    documents: usize,
    faults: usize,
}

impl<'a> Run<'a> {
    fn new(
        arguments: &'a TagArguments,
        recognizer: Recognizer,
        paths: &[PathBuf],
        explains: bool,
    ) -> Self {
        let reads_terminal = paths.iter().any(|path| path.as_os_str() == STDIN);
        let shows = std::io::stderr().is_terminal() && !reads_terminal;
        let target =
            if shows { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let progress = ProgressBar::with_draw_target(None, target);
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {pos} documents, {per_sec}, {elapsed}")
        {
            progress.set_style(style);
        }
        Self {
            arguments,
            recognizer,
            explains,
            out: std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock()),
            progress,
            waiting: Vec::new(),
            waiting_bytes: 0,
            pages: Vec::new(),
            documents: 0,
            faults: 0,
        }
    }

    fn fault(&mut self, message: &str) {
        self.faults += 1;
        self.progress.suspend(|| complain(message));
    }

    fn input(&mut self, input: Input) -> Result<(), Stop> {
        let path = match input {
            Ok(path) => path,
            Err(message) => {
                self.fault(&message);
                return Ok(());
            }
        };
        let jsonl = InputFormat::Jsonl(JsonFields {
            text: self.arguments.text_field.clone(),
            id: self.arguments.id_field.clone(),
            title: self.arguments.title_field.clone(),
            date: self.arguments.date_field.clone(),
            source: String::new(),
        });
        let asked = self.arguments.input.map(|kind| match kind {
            InputKind::Text => InputFormat::Text,
            InputKind::Lines => InputFormat::Lines,
            InputKind::Jsonl => jsonl.clone(),
        });
        let format = format_of(&path, asked.as_ref(), &jsonl);
        let reader = match open(&path) {
            Ok(reader) => reader,
            Err(error) => {
                self.fault(&error.to_string());
                return Ok(());
            }
        };
        let mut is_empty = true;
        for document in read_documents(reader, &path, format) {
            match document {
                Err(error) => {
                    self.fault(&error.to_string());
                    is_empty = false;
                }
                Ok(document) => {
                    is_empty &= document.text.is_empty();
                    self.document(document)?;
                }
            }
        }
        if is_empty {
            // Worth a word, but no fault: there was nothing to do, and it was done.
            let message = format!("{}: empty: no text in it", path.display());
            self.progress.suspend(|| complain(&message));
        }
        Ok(())
    }

    fn document(&mut self, document: Document) -> Result<(), Stop> {
        self.waiting_bytes += document.text.len();
        self.waiting.push(document);
        if self.waiting.len() >= BATCH || self.waiting_bytes >= BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Stop> {
        let documents = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        if self.explains {
            for document in &documents {
                self.write_explained(document)?;
            }
        } else {
            let found = self.recognizer.recognize_documents(&documents);
            for (document, entities) in documents.iter().zip(&found) {
                self.write(&document.id, entities)?;
            }
        }
        self.documents += documents.len();
        self.progress.inc(documents.len() as u64);
        Ok(())
    }

    fn write(&mut self, id: &str, entities: &Entities<'_>) -> Result<(), Stop> {
        let text = entities.text();
        let records = || entities.to_records();
        match self.arguments.format {
            Format::Table => self.out.write_all(table(id, entities).as_bytes())?,
            Format::Jsonl => writeln!(self.out, "{}", jsonl(id, records()))?,
            Format::Conll => self.out.write_all(conll(id, text, &records()).as_bytes())?,
            Format::Brat => self.out.write_all(brat(&records()).as_bytes())?,
            Format::Html => self.pages.push((id.to_owned(), html(text, &records()))),
        }
        Ok(())
    }

    fn write_explained(&mut self, document: &Document) -> Result<(), Stop> {
        let explained = self.recognizer.explain(document);
        if self.arguments.format == Format::Jsonl {
            let record = serde_json::json!({ "id": document.id, "candidates": explained });
            writeln!(self.out, "{record}")?;
        } else {
            self.out.write_all(explanations(&document.id, &explained).as_bytes())?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<u8, Stop> {
        self.flush()?;
        self.progress.finish_and_clear();
        if self.documents > 0 && self.arguments.format == Format::Html {
            self.out.write_all(html_page("aalam", &self.pages).as_bytes())?;
        }
        self.out.flush()?;
        Ok(match (self.documents, self.faults) {
            (_, 0) => DONE,
            (0, _) => REFUSED,
            _ => FAULTS,
        })
    }
}

//! What `tag`, `explain` and `report` share: the options of input and of recognition, and the way from paths to batches of documents.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use aalam::stream::{InputFormat, JsonFields, read_documents};
use aalam::{Document, EntityType, OverlapPolicy, Recognizer};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::{STDIN, expand, format_of, open};
use crate::{DONE, FAULTS, REFUSED, Stop, complain};

/// Documents that are recognized together.
const BATCH: usize = 256;
/// Bytes of text that are recognized together at most.
const BATCH_BYTES: usize = 8 << 20;

/// What is read, and how.
#[derive(clap::Args)]
pub(crate) struct InputArguments {
    /// Files (also packed: .gz) and folders; `-` is standard input, and so is none at all.
    paths: Vec<PathBuf>,
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

/// With which gazetteers names are found, and which of them are reported.
#[derive(clap::Args)]
pub(crate) struct RecognizerArguments {
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

fn parse_type(label: &str) -> Result<EntityType, String> {
    EntityType::from_label(label)
        .ok_or_else(|| "allowed: PER, ORG, GPE, NORP, MISC, OFFICE".to_owned())
}

impl RecognizerArguments {
    pub(crate) fn build(&self) -> Result<Recognizer, Stop> {
        let mut builder = Recognizer::builder()
            .overlap(self.overlap)
            .min_score(self.min_score)
            .offices(self.offices)
            .resolve(self.resolve)
            .threads(self.threads);
        if !self.no_bundled {
            builder = builder.bundled()?;
        }
        for path in &self.gazetteer {
            builder = builder.gazetteer_path(path)?;
        }
        if !self.types.is_empty() {
            builder = builder.types(self.types.iter().copied());
        }
        Ok(builder.build()?)
    }
}

impl InputArguments {
    /// Whether a file is among the inputs, be it as a member of a folder.
    pub(crate) fn holds(&self, file: &Path) -> bool {
        // What is not there yet is no input.
        let Ok(file) = file.canonicalize() else { return false };
        let inputs = expand(&self.paths);
        inputs.iter().flatten().any(|input| input.canonicalize().is_ok_and(|input| input == file))
    }
}

/// How much was read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) files: usize,
    pub(crate) documents: usize,
    pub(crate) faults: usize,
}

impl Counts {
    /// The exit status that says so.
    pub(crate) fn status(self) -> u8 {
        match (self.documents, self.faults) {
            (_, 0) => DONE,
            (0, _) => REFUSED,
            _ => FAULTS,
        }
    }
}

/// Reads all inputs and hands their documents on in batches, in order. Bad inputs and bad lines are reported, counted and passed over.
pub(crate) fn feed(
    arguments: &InputArguments,
    each: impl FnMut(&[Document]) -> Result<(), Stop>,
) -> Result<Counts, Stop> {
    let standard_input = [PathBuf::from(STDIN)];
    let paths = if arguments.paths.is_empty() { &standard_input[..] } else { &arguments.paths };
    let mut feed = Feed {
        arguments,
        each,
        progress: progress(paths),
        waiting: Vec::new(),
        waiting_bytes: 0,
        counts: Counts::default(),
    };
    for input in expand(paths) {
        match input {
            Ok(path) => feed.input(&path)?,
            Err(message) => feed.fault(&message),
        }
    }
    feed.flush()?;
    feed.progress.finish_and_clear();
    Ok(feed.counts)
}

/// A line on the terminal, where there is one and it is not typed into.
fn progress(paths: &[PathBuf]) -> ProgressBar {
    let reads_terminal = paths.iter().any(|path| path.as_os_str() == STDIN);
    let shows = std::io::stderr().is_terminal() && !reads_terminal;
    let target = if shows { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let progress = ProgressBar::with_draw_target(None, target);
    if let Ok(style) =
        ProgressStyle::with_template("{spinner} {pos} documents, {per_sec}, {elapsed}")
    {
        progress.set_style(style);
    }
    progress
}

struct Feed<'a, F> {
    arguments: &'a InputArguments,
    each: F,
    progress: ProgressBar,
    waiting: Vec<Document>,
    waiting_bytes: usize,
    counts: Counts,
}

impl<F: FnMut(&[Document]) -> Result<(), Stop>> Feed<'_, F> {
    fn fault(&mut self, message: &str) {
        self.counts.faults += 1;
        self.progress.suspend(|| complain(message));
    }

    fn input(&mut self, path: &Path) -> Result<(), Stop> {
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
        let format = format_of(path, asked.as_ref(), &jsonl);
        let reader = match open(path) {
            Ok(reader) => reader,
            Err(error) => {
                self.fault(&error.to_string());
                return Ok(());
            }
        };
        self.counts.files += 1;
        let mut is_empty = true;
        let is_text = format == InputFormat::Text;
        for document in read_documents(reader, path, format) {
            match document {
                Err(error) => {
                    self.fault(&error.to_string());
                    is_empty = false;
                }
                Ok(document) => {
                    is_empty &= document.text.is_empty();
                    if is_text && document.text.trim_start().starts_with("{\"") {
                        let message =
                            format!("{}: looks like JSON; --input jsonl?", path.display());
                        self.progress.suspend(|| complain(&message));
                    }
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
        (self.each)(&documents)?;
        self.counts.documents += documents.len();
        self.progress.inc(documents.len() as u64);
        Ok(())
    }
}

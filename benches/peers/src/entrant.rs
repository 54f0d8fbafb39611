//! The engines that are compared: each finds the names of one dictionary in a text, as start, end (bytes) and name.
//!
//! The peers search the raw bytes or characters of the text for the raw names: they fold no spelling, strip no proclitics and
//! check no word ends. `lexicon` does all of that.

use std::error::Error;
use std::time::{Duration, Instant};

use aalam_benches::Engine;
use aalam_benches::engine::{FORMS, artifact};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use crawdad::Trie;
use daachorse::charwise::CharwiseDoubleArrayAhoCorasickBuilder;
use daachorse::{DoubleArrayAhoCorasickBuilder, MatchKind as DaachorseKind};

/// Start, end, name.
pub type Hits = Vec<(u32, u32, u32)>;
type Scan = Box<dyn FnMut(&str, &mut Hits)>;
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The engine that ratios refer to.
pub const REFERENCE: &str = "aho-corasick";
/// Larger dictionaries make the table of the DFA too large.
const LARGEST_DFA: usize = 50_000;

/// What an engine finds: entrants with the same task must find the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Names in the text as it is spelled in the dictionary, anywhere.
    Raw,
    /// The same, where they begin at the first letter of a word.
    RawAtWords,
    /// Names by the rules of Arabic spelling.
    Names,
}

/// An engine with its dictionary, and the times that it took.
pub struct Entrant {
    /// Name in the record.
    pub engine: &'static str,
    /// Instruction set, for engines that have several.
    pub form: Option<&'static str>,
    /// What it finds.
    pub task: Task,
    /// How long it took to make.
    pub made_in: Duration,
    /// Finds.
    pub scan: Scan,
    /// One for each round.
    pub times: Vec<Duration>,
}

impl Entrant {
    fn new(engine: &'static str, task: Task, make: impl FnOnce() -> Result<Scan>) -> Result<Self> {
        let start = Instant::now();
        let scan = make()?;
        Ok(Self { engine, form: None, task, made_in: start.elapsed(), scan, times: Vec::new() })
    }

    /// The middle one of its times.
    pub fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

/// All engines over `names`.
pub fn entrants(names: &[String]) -> Result<Vec<Entrant>> {
    let mut all = Vec::new();
    let start = Instant::now();
    let compiled = artifact(names)?;
    let compiled_in = start.elapsed();
    for form in FORMS {
        let start = Instant::now();
        if let Some(mut engine) = Engine::with_form(compiled.clone(), form) {
            let scan: Scan = Box::new(move |text, out| engine.scan(text, out));
            let made_in = compiled_in + start.elapsed();
            let (engine, task, times) = ("lexicon", Task::Names, Vec::new());
            all.push(Entrant { engine, form: Some(form), task, made_in, scan, times });
        }
    }
    all.push(Entrant::new(REFERENCE, Task::Raw, || {
        aho_corasick(names, AhoCorasickKind::ContiguousNFA)
    })?);
    if names.len() <= LARGEST_DFA {
        all.push(Entrant::new("aho-corasick-dfa", Task::Raw, || {
            aho_corasick(names, AhoCorasickKind::DFA)
        })?);
    }
    all.push(Entrant::new("daachorse-charwise", Task::Raw, || charwise(names))?);
    all.push(Entrant::new("daachorse-bytewise", Task::Raw, || bytewise(names))?);
    all.push(Entrant::new("crawdad", Task::RawAtWords, || trie(names))?);
    Ok(all)
}

fn aho_corasick(names: &[String], kind: AhoCorasickKind) -> Result<Scan> {
    let mut builder = AhoCorasick::builder();
    let automaton = builder.match_kind(MatchKind::LeftmostLongest).kind(Some(kind)).build(names)?;
    Ok(Box::new(move |text, out| {
        out.clear();
        let found = automaton.find_iter(text);
        out.extend(found.map(|m| (m.start() as u32, m.end() as u32, m.pattern().as_u32())));
    }))
}

fn charwise(names: &[String]) -> Result<Scan> {
    let builder = CharwiseDoubleArrayAhoCorasickBuilder::new();
    let builder = builder.match_kind(DaachorseKind::LeftmostLongest);
    let automaton = builder.build::<_, _, u32>(names).map_err(|error| error.to_string())?;
    Ok(Box::new(move |text, out| {
        out.clear();
        let found = automaton.leftmost_find_iter(text);
        out.extend(found.map(|m| (m.start() as u32, m.end() as u32, m.value())));
    }))
}

fn bytewise(names: &[String]) -> Result<Scan> {
    let builder = DoubleArrayAhoCorasickBuilder::new().match_kind(DaachorseKind::LeftmostLongest);
    let automaton = builder.build::<_, _, u32>(names).map_err(|error| error.to_string())?;
    Ok(Box::new(move |text, out| {
        out.clear();
        let found = automaton.leftmost_find_iter(text);
        out.extend(found.map(|m| (m.start() as u32, m.end() as u32, m.value())));
    }))
}

/// A trie knows no matches inside a text: it is asked at each word start, and the longest answer is kept.
fn trie(names: &[String]) -> Result<Scan> {
    let mut keys: Vec<(&str, u32)> = names.iter().map(String::as_str).zip(0..).collect();
    keys.sort_unstable();
    let trie = Trie::from_records(keys).map_err(|error| error.to_string())?;
    Ok(Box::new(move |text, out| {
        out.clear();
        let (mut in_word, mut next) = (false, 0);
        for (start, letter) in text.char_indices() {
            let is_letter = matches!(letter, '\u{0621}'..='\u{064A}');
            if is_letter && !in_word && start >= next {
                let rest = text.get(start..).unwrap_or_default();
                if let Some((name, length)) = trie.common_prefix_search(rest.chars()).last() {
                    let end = rest.chars().take(length).map(char::len_utf8).sum::<usize>() + start;
                    out.push((start as u32, end as u32, name));
                    next = end;
                }
            }
            in_word = is_letter;
        }
    }))
}

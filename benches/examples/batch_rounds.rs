//! The Rust side of `scripts/bench_batch.py`: tags the same texts over and over, a round at each line of standard input.
//!
//! usage: `batch_rounds TEXTS.jsonl THREADS` answers `batch` (all texts in parallel) and `calls N` (the first N, one by one) with
//! seconds and the number of mentions.

use std::env;
use std::error::Error;
use std::fs::read_to_string;
use std::io::{Write as _, stdin, stdout};
use std::time::Instant;

use aalam::{Entities, Recognizer};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let usage = "usage: batch_rounds TEXTS.jsonl THREADS";
    let (path, threads) = (arguments.next().ok_or(usage)?, arguments.next().ok_or(usage)?);
    let texts: Vec<String> =
        read_to_string(path)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let recognizer = Recognizer::builder().bundled()?.threads(threads.parse()?).build()?;
    for line in stdin().lines() {
        let line = line?;
        let start = Instant::now();
        let found = match line.strip_prefix("calls ") {
            Some(count) => {
                let texts = texts.iter().take(count.parse()?);
                texts.map(|text| recognizer.recognize(text).len()).sum::<usize>()
            }
            None => recognizer.recognize_batch(&texts).iter().map(Entities::len).sum(),
        };
        writeln!(stdout(), "{} {found}", start.elapsed().as_secs_f64())?;
        stdout().flush()?;
    }
    Ok(())
}

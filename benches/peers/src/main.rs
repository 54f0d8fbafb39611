//! Compares the engine with its peers in one process, on the same texts and dictionaries.
//!
//! usage: `compare [NAMES…]`, by default 5000 50000 500000. `AALAM_BENCH_MB` sets the volume of text (10),
//! `AALAM_BENCH_ROUNDS` the number of rounds (7).
//!
//! Not criterion: that times one engine after the other, minutes apart, and shared machines drift by more than the engines
//! differ. Here each round times every engine once, in turns, and an engine's time is the median of its rounds. The
//! library's own benchmarks use criterion.
#![expect(clippy::print_stdout, reason = "the table is the output")]

mod entrant;

use std::env;
use std::error::Error;
use std::time::{Duration, Instant};

use aalam_benches::{Corpus, corpus, names, record};
use entrant::{Entrant, Hits, REFERENCE, entrants};

fn main() -> Result<(), Box<dyn Error>> {
    let mut sizes = env::args().skip(1).map(|size| size.parse()).collect::<Result<Vec<_>, _>>()?;
    if sizes.is_empty() {
        sizes = vec![5_000, 50_000, 500_000];
    }
    let rounds = env::var("AALAM_BENCH_ROUNDS").map_or(Ok(7), |rounds| rounds.parse())?;
    let corpus = corpus(10);
    let mut lines = Vec::new();
    println!("{} bytes of text from {}", corpus.bytes, corpus.source);
    println!("{:>7}  {:26} {:>8} {:>7} {:>8}  hits", "names", "engine", "MB/s", "ratio", "build s");
    for size in sizes {
        let names = names(size);
        if lines.is_empty() {
            lines.push(record::machine(&corpus, names.source));
        }
        let mut entrants = entrants(&names.list)?;
        let found = check(&mut entrants, &corpus)?;
        race(&mut entrants, &corpus, rounds);
        let reference = entrants.iter().find(|entrant| entrant.engine == REFERENCE);
        let reference = reference.map_or(Duration::ZERO, Entrant::median);
        for (entrant, hits) in entrants.iter().zip(found) {
            let speed = record::speed(corpus.bytes, entrant.median());
            let ratio = reference.as_secs_f64() / entrant.median().as_secs_f64();
            let engine = match entrant.form {
                Some(form) => format!("{} ({form})", entrant.engine),
                None => entrant.engine.to_owned(),
            };
            let build = entrant.made_in.as_secs_f64();
            println!("{size:7}  {engine:26} {speed:8.1} {ratio:7.2} {build:8.2}  {hits}");
            let (engine, form) = (entrant.engine, entrant.form);
            lines.push(record::figure("scan", engine, form, size, speed, Some(ratio)));
        }
    }
    record::append(&lines)?;
    Ok(())
}

/// Counts the hits of each, and refuses entrants that find nothing or differ from others with the same task.
fn check(entrants: &mut [Entrant], corpus: &Corpus) -> Result<Vec<usize>, String> {
    let mut found: Vec<(entrant::Task, &str, Vec<Hits>)> = Vec::new();
    let mut counts = Vec::new();
    for entrant in entrants {
        let mut all = Vec::new();
        for text in &corpus.texts {
            let mut hits = Hits::new();
            (entrant.scan)(text, &mut hits);
            all.push(hits);
        }
        let count = all.iter().map(Vec::len).sum();
        if count == 0 {
            return Err(format!("{} finds nothing", entrant.engine));
        }
        counts.push(count);
        match found.iter().find(|(task, ..)| *task == entrant.task) {
            Some((_, other, hits)) if *hits != all => {
                return Err(format!("{} and {other} find different names", entrant.engine));
            }
            Some(_) => {}
            None => found.push((entrant.task, entrant.engine, all)),
        }
    }
    Ok(counts)
}

/// Times every engine once a round; who begins changes from round to round.
fn race(entrants: &mut [Entrant], corpus: &Corpus, rounds: usize) {
    let mut hits = Hits::new();
    let count = entrants.len().max(1);
    for _ in 0..rounds {
        for entrant in &mut *entrants {
            let start = Instant::now();
            for text in &corpus.texts {
                (entrant.scan)(text, &mut hits);
                std::hint::black_box(&hits);
            }
            entrant.times.push(start.elapsed());
        }
        entrants.rotate_left(1 % count);
    }
    entrants.rotate_right(rounds % count);
}

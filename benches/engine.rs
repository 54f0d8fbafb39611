//! The scanning engine: reading letters, scanning with dictionaries of four sizes, building and loading a dictionary.
//!
//! Work of `scan`: read, scan, leftmost-longest, byte offsets in the source. Counts are checked before timing.

use std::cell::OnceCell;
use std::time::Duration;

use aalam::Gazetteer;
use aalam_benches::engine::{LetterReader, artifact};
use aalam_benches::{ARTICLE, Corpus, Engine, SIZES, corpus, names, only_tests};
use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};

/// Megabytes of text; a try reads one.
fn texts() -> Corpus {
    corpus(if only_tests() { 1 } else { 10 })
}

/// Dictionaries of a full run; a try takes the smallest.
fn sizes() -> &'static [usize] {
    SIZES.get(..if only_tests() { 1 } else { SIZES.len() }).unwrap_or_default()
}

fn normalise(criterion: &mut Criterion) {
    let corpus = texts();
    let mut reader = LetterReader::new();
    let mut read = || corpus.texts.iter().map(|text| reader.read(text)).sum::<usize>();
    assert!((corpus.bytes / 3..corpus.bytes).contains(&read()), "two bytes a letter, mostly");
    let mut group = criterion.benchmark_group("normalise");
    group.sample_size(20).throughput(Throughput::Bytes(corpus.bytes as u64));
    group.bench_function("letters", |bencher| bencher.iter(&mut read));
    group.finish();
}

fn scan(criterion: &mut Criterion) {
    let corpus = texts();
    let mut group = criterion.benchmark_group("scan");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Bytes(corpus.bytes as u64));
    let mut out = Vec::new();
    for &size in sizes() {
        // Made only if the benchmark is asked for.
        let made = OnceCell::new();
        group.bench_function(size.to_string(), |bencher| {
            let engine = made.get_or_init(|| Engine::new(&names(size).list));
            let mut engine = engine.clone();
            let mut scan = || {
                let count = |text| {
                    engine.scan(text, &mut out);
                    out.len()
                };
                corpus.texts.iter().map(String::as_str).map(count).sum::<usize>()
            };
            assert!(scan() > corpus.texts.len(), "hardly a hit");
            bencher.iter(scan);
        });
    }
    group.finish();
}

fn build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for &size in sizes().iter().take(3) {
        let names = names(size).list;
        group.throughput(Throughput::Bytes(names.iter().map(String::len).sum::<usize>() as u64));
        group.bench_function(size.to_string(), |bencher| {
            bencher.iter(|| artifact(&names).map(|bytes| bytes.len()));
        });
    }
    group.finish();
}

fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for &size in sizes().iter().take(3) {
        let Ok(bytes) = artifact(&names(size).list) else { continue };
        let keys =
            Gazetteer::from_bytes(bytes.clone()).map_or(0, |gazetteer| gazetteer.key_count());
        assert!(keys > size / 2, "names lost: {keys} keys of {size}");
        // Mapped, verified, and one article scanned; the pages are in the system's cache.
        let path = std::env::temp_dir().join(format!("aalam-bench-{}.aalam", std::process::id()));
        if std::fs::write(&path, &bytes).is_err() {
            continue;
        }
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(size.to_string(), |bencher| {
            let mut out = Vec::new();
            bencher.iter(|| {
                let engine = Engine::map(&path);
                engine.map(|mut engine| engine.scan(ARTICLE, &mut out)).is_ok()
            });
        });
        // What is left behind in the folder for temporary files does no harm.
        let _ = std::fs::remove_file(&path);
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1));
    targets = normalise, scan, build, load
}
criterion_main!(benches);

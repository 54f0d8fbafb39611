//! The whole recognizer with the bundled gazetteer: one article, a batch on one and two threads, making a recognizer.
//!
//! Work: reading, splitting, scanning, context, overlap, offsets in three units. The number of mentions is checked before timing.

use aalam::{Entities, Recognizer};
use aalam_benches::{ARTICLE, documents};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// Mentions in the example article, as printed in the README.
const MENTIONS: usize = 56;

fn recognizer(threads: usize) -> Option<Recognizer> {
    Recognizer::builder().bundled().ok()?.threads(threads).build().ok()
}

fn pipeline(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pipeline");
    if let Some(recognizer) = recognizer(1) {
        let mut scratch = recognizer.scratch();
        assert_eq!(recognizer.recognize(ARTICLE).len(), MENTIONS, "the work is not what it says");
        group.throughput(Throughput::Bytes(ARTICLE.len() as u64));
        group.bench_function("article", |bencher| {
            bencher.iter(|| recognizer.recognize_with(ARTICLE, &mut scratch).len());
        });
    }
    let texts = documents(256);
    group.throughput(Throughput::Bytes(texts.iter().map(String::len).sum::<usize>() as u64));
    for threads in [1, 2] {
        let Some(recognizer) = recognizer(threads) else { continue };
        let count = |found: &[Entities<'_>]| found.iter().map(Entities::len).sum::<usize>();
        assert_eq!(count(&recognizer.recognize_batch(&texts)), MENTIONS * texts.len());
        group.bench_function(format!("batch-{threads}"), |bencher| {
            bencher.iter(|| count(&recognizer.recognize_batch(&texts)));
        });
    }
    group.finish();
    criterion.bench_function("make", |bencher| bencher.iter(|| recognizer(1).is_some()));
}

criterion_group!(benches, pipeline);
criterion_main!(benches);

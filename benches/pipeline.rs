//! The whole recognizer with the bundled gazetteer: documents one by one, in batches on one and two threads, making one.
//!
//! Work: reading, splitting, scanning, context, overlap, offsets in three units. Counts of mentions are checked before timing.

use std::time::Duration;

use aalam::{Entities, Recognizer};
use aalam_benches::{ARTICLE, corpus, only_tests};
use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};

/// Mentions in the example article, as printed in the README.
const MENTIONS: usize = 56;

fn made(threads: usize) -> Option<Recognizer> {
    Recognizer::builder().bundled().ok()?.threads(threads).build().ok()
}

fn count(found: &[Entities<'_>]) -> usize {
    found.iter().map(Entities::len).sum()
}

fn recognizer(criterion: &mut Criterion) {
    let (Some(one), Some(two)) = (made(1), made(2)) else { return };
    let corpus = corpus(if only_tests() { 1 } else { 5 });
    let mut scratch = one.scratch();
    assert_eq!(one.recognize_with(ARTICLE, &mut scratch).len(), MENTIONS, "not what it says");
    let mut single = || {
        let texts = corpus.texts.iter();
        texts.map(|text| one.recognize_with(text, &mut scratch).len()).sum::<usize>()
    };
    let expected = single();
    assert!(expected > corpus.texts.len(), "hardly a mention");
    assert_eq!(count(&one.recognize_batch(&corpus.texts)), expected, "one thread differs");
    assert_eq!(count(&two.recognize_batch(&corpus.texts)), expected, "two threads differ");

    let mut group = criterion.benchmark_group("recognizer");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Bytes(corpus.bytes as u64));
    group.bench_function("documents", |bencher| bencher.iter(&mut single));
    let plain = Recognizer::builder().bundled().and_then(|builder| builder.context(false).build());
    if let Ok(plain) = plain {
        let mut scratch = plain.scratch();
        group.bench_function("no-context", |bencher| {
            bencher.iter(|| {
                let texts = corpus.texts.iter();
                texts.map(|text| plain.recognize_with(text, &mut scratch).len()).sum::<usize>()
            });
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("batch");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Bytes(corpus.bytes as u64));
    for (threads, recognizer) in [("one-thread", &one), ("two-threads", &two)] {
        group.bench_function(threads, |bencher| {
            bencher.iter(|| count(&recognizer.recognize_batch(&corpus.texts)));
        });
    }
    group.finish();
    criterion.bench_function("make", |bencher| bencher.iter(|| made(1).is_some()));
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1));
    targets = recognizer
}
criterion_main!(benches);

//! The record of results: one line of JSON a figure, in `benches/record/<date>.jsonl`.

use std::fs::{OpenOptions, create_dir_all, read_to_string};
use std::io::{Result, Write as _};
use std::path::Path;
use std::process::Command;
use std::thread::available_parallelism;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::Corpus;

/// The first line of a run: the machine, the day, the commit, the texts.
pub fn machine(corpus: &Corpus, names: &str) -> Value {
    json!({
        "machine": processor(),
        "cores": available_parallelism().map_or(1, usize::from),
        "date": today(),
        "commit": commit(),
        "corpus": corpus.source,
        "bytes": corpus.bytes,
        "documents": corpus.texts.len(),
        "names": names,
    })
}

/// Megabytes in a second.
#[expect(clippy::cast_precision_loss, reason = "of a few megabytes all digits are kept")]
pub fn speed(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64()
}

/// A figure; `form` and `ratio` where they apply.
pub fn figure(
    bench: &str,
    engine: &str,
    form: Option<&str>,
    names: usize,
    mb_s: f64,
    ratio: Option<f64>,
) -> Value {
    json!({
        "bench": bench,
        "engine": engine,
        "form": form,
        "names": names,
        "mb_s": round(mb_s, 1),
        "ratio": ratio.map(|ratio| round(ratio, 2)),
    })
}

/// Appends lines to the record of today.
///
/// # Errors
///
/// When the file cannot be written.
pub fn append(lines: &[Value]) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("record");
    create_dir_all(&folder)?;
    let path = folder.join(format!("{}.jsonl", today()));
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    lines.iter().try_for_each(|line| writeln!(file, "{line}"))
}

fn round(value: f64, digits: i32) -> f64 {
    let unit = 10f64.powi(digits);
    (value * unit).round() / unit
}

fn processor() -> String {
    let text = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("model name"));
    line.and_then(|line| line.split_once(": "))
        .map_or(std::env::consts::ARCH, |(_, name)| name)
        .into()
}

/// The commit that is measured, with a + where files differ from it; `None` outside a clone.
fn commit() -> Option<String> {
    let git = |arguments: &[&str]| {
        let folder = env!("CARGO_MANIFEST_DIR");
        let run = Command::new("git").arg("-C").arg(folder).args(arguments).output().ok()?;
        run.status.success().then(|| String::from_utf8_lossy(&run.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short", "HEAD"])?;
    let changed = git(&["status", "--porcelain", "--", "../crates"])?;
    Some(if changed.is_empty() { commit } else { commit + "+" })
}

/// The date in UTC, as 2024-02-29.
fn today() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (year, month, day) = civil(now.as_secs() / 86_400);
    format!("{year}-{month:02}-{day:02}")
}

/// Year, month and day of a count of days since 1970, by eras of 400 years that begin in March.
const fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let year = era * 400 + year + (month >= 10) as u64;
    (year, if month < 10 { month + 3 } else { month - 9 }, day - (153 * month + 2) / 5 + 1)
}

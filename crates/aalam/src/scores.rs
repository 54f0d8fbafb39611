//! Scores: how sure the recognizer is of a mention.
//!
//! | base | when |
//! | --- | --- |
//! | 0.98 | the spelling is the dictionary's, and the words are no ordinary words |
//! | 0.96, 0.90, 0.86 | the same, but equal only after the folds of level A, B, C |
//! | 0.92 | a surname after the full name |
//! | 0.80 | an ambiguous name (or a surname) with a strong cue |
//! | 0.70 | an ambiguous name with a weak cue, or with a clear mention of the same entity elsewhere in the text |
//! | 0.40 | an ambiguous name for which nothing speaks |
//! | 0.30 | the same where the word is mostly something else; a surname without full name or title |
//! | 0.15 | something speaks against it |
//!
//! A single word costs 0.02, a proclitic taken off 0.01, a shared surface (several candidates) 0.05.
//!
//! Operating points of [`min_score`](crate::RecognizerBuilder::min_score): 0.9 for precision (clear names), 0.5, the default, for
//! balance, 0.25 for recall (what stands between is mostly wrong: see `docs/language.md` for measured shares). Below 0.15 every candidate is
//! reported.

use aalam_core::entity::{Ambiguity, SurfaceKind};
use aalam_core::letters::Grade;

use crate::candidates::Candidate;

pub(crate) fn score(candidate: &Candidate, readings: usize) -> f32 {
    let needed_support =
        candidate.ambiguity > Ambiguity::Likely || candidate.kind == SurfaceKind::Surname;
    let base = match (needed_support, candidate.grade) {
        _ if !candidate.kept && candidate.support < 0 => 0.15,
        _ if !candidate.kept
            && (candidate.ambiguity == Ambiguity::Rare
                || candidate.kind == SurfaceKind::Surname) =>
        {
            0.30
        }
        _ if !candidate.kept => 0.40,
        (true, _) if candidate.kind == SurfaceKind::Surname && candidate.support > 2 => 0.92,
        (true, _) if candidate.support >= 2 => 0.80,
        (true, _) => 0.70,
        (false, Grade::Exact) => 0.98,
        (false, Grade::A) => 0.96,
        (false, Grade::B) => 0.90,
        (false, Grade::C) => 0.86,
    };
    let single = if candidate.is_single_word() { 0.02 } else { 0.0 };
    let stripped = if candidate.start.proclitic.is_none() { 0.0 } else { 0.01 };
    let shared = if readings > 1 { 0.05 } else { 0.0 };
    let score: f32 = base - single - stripped - shared;
    (score * 100.0).round() / 100.0
}

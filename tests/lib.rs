//! Integration tests: one binary, a module a topic.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop where they fail"
)]

mod artifact;
mod cli;
mod conformance;
mod differential;
mod errors;
mod forms;
mod layering;
mod meaning;
mod outputs;
mod properties;
mod results;

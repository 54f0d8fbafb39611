//! Integration tests: one binary, a module a topic.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests stop where they fail")]
#![expect(clippy::needless_pass_by_value, clippy::iter_over_hash_type, reason = "helpers of tests")]

mod artifact;
mod cli;
mod conformance;
mod errors;
mod layering;
mod outputs;
mod properties;
mod results;

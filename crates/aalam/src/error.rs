//! Errors of the library: see [`Error`].

pub use aalam_core::error::{Error, ErrorKind, Report, Result};

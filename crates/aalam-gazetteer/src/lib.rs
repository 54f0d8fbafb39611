//! The bundled gazetteer of [aalam](https://docs.rs/aalam), compiled at build time from the tables in `gazetteer/`.
//!
//! The crate holds data only and is released on its own rhythm. Origin and licence of every table: `gazetteer/SOURCES.md`.

/// The compiled artifact, for `aalam_core::gazetteer::Gazetteer::from_checked`.
pub static ARTIFACT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/bundled.aalam"));

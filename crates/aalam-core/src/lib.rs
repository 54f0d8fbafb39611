//! The lower half of [aalam](https://docs.rs/aalam): Arabic letters and words, the gazetteer model, its compiler and artifact,
//! and the matchers. Users import `aalam`; build scripts that compile a gazetteer import this crate with the feature `compile`.
//!
//! Modules import only from the lines above them:
//!
//! | level | modules |
//! | --- | --- |
//! | 0 | [`span`], [`error`], [`date`], [`profile`], [`text`], [`simd`] |
//! | 1 | [`letters`], [`entity`] |
//! | 2 | [`words`], `artifact` |
//! | 3 | [`matcher`] |
//! | 4 | [`lexicon`] |
//! | 5 | [`gazetteer`] (with `morph` for its compiler) |
//! | 6 | [`automaton`] |

mod artifact;
pub mod automaton;
pub mod date;
pub mod entity;
pub mod error;
pub mod gazetteer;
pub mod letters;
pub mod lexicon;
pub mod matcher;
#[cfg(feature = "compile")]
mod morph;
pub mod profile;
pub mod simd;
pub mod span;
pub mod text;
pub mod words;

pub use artifact::FORMAT;

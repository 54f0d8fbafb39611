//! Finds and links the organizations, places and people named in Arabic political news, from gazetteers, offline and in
//! parallel.
//!
//! ```
//! # #[cfg(feature = "bundled")] {
//! let recognizer = aalam::Recognizer::bundled()?;
//! let found = recognizer.recognize("وصل وفد الأمم المتحدة إلى دمشق قادما من بيروت");
//! for entity in found.iter() {
//!     println!("{} {:?} {}", entity.entity_type(), entity.byte_range(), entity.text());
//! }
//! assert_eq!(found.len(), 3);
//! # }
//! # Ok::<(), aalam::Error>(())
//! ```
//!
//! # Types
//!
//! * [`Recognizer`] is built once (from the bundled gazetteer, compiled files, names given at run time, or all of these), and shared
//!   between threads. [`Recognizer::recognize`] never fails.
//! * [`Entities`] are the mentions of one text; an [`Entity`] has its range in bytes, code points and UTF-16 units of the original text,
//!   its type, ids, names, and every candidate where a surface is shared.
//! * [`EntityRecord`] is the same, owned: the one documented schema of JSONL, Python and data frames.
//! * [`Recognizer::explain`] tells what spoke for and against every candidate.
//! * [`output`] writes JSONL, CoNLL, brat and HTML; [`stream`] reads [`Document`]s.
//!
//! # Features
//!
//! * `bundled` (default): embeds the bundled gazetteer.
//! * `rayon` (default): `Recognizer::recognize_batch`.

mod around;
#[cfg(feature = "rayon")]
mod batch;
mod builder;
mod candidates;
mod context;
mod document;
mod error;
mod explain;
mod link;
mod mention;
mod names;
mod offsets;
mod options;
pub mod output;
mod overlap;
mod reason;
mod recognizer;
pub mod scores;
pub mod stream;

pub use aalam_core::date::Date;
pub use aalam_core::entity::{EntityType, SurfaceKind};
pub use aalam_core::gazetteer::{EntityRef, Gazetteer};
#[doc(hidden)]
pub use aalam_core::text::Text;
/// Gazetteer sources and their compiler.
pub mod gazetteer {
    pub use aalam_core::entity::{Ambiguity, Article};
    pub use aalam_core::gazetteer::compile::compile;
    pub use aalam_core::gazetteer::lexemes::{Gender, LexemeClass, SourceLexeme};
    pub use aalam_core::gazetteer::offices::{SourceOffice, SourceRole, SourceTerm};
    pub use aalam_core::gazetteer::rules::{Cue, CuePosition, Rules};
    pub use aalam_core::gazetteer::source::{
        Source, SourceEntity, SourceFile, SourceSurface, parse, read_folder,
    };
    pub use aalam_core::profile::{Fold, Level, Profile};
}
pub use builder::RecognizerBuilder;
#[doc(hidden)]
pub use document::About;
pub use document::Document;
pub use error::{Error, ErrorKind, Report, Result};
pub use explain::{Evidence, Explanation};
pub use mention::{CandidateRecord, Entities, Entity, EntityRecord, LinkKind, Mentions};
pub use names::{Name, compile_names};
pub use options::EngineKind;
pub use overlap::OverlapPolicy;
pub use reason::Reason;
pub use recognizer::{Recognizer, Scratch};

// The project's longer documents: their Rust examples are tested.
#[cfg(all(doctest, feature = "bundled"))]
mod documentation {
    #[doc = include_str!("../../../README.md")]
    mod readme {}
    #[doc = include_str!("../../../DESIGN.md")]
    mod design {}
    #[doc = include_str!("../../../docs/language.md")]
    mod language {}
    #[doc = include_str!("../../../docs/gazetteer.md")]
    mod gazetteer {}
}

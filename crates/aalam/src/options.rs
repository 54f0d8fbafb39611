//! What a recognizer is asked to do.

use std::collections::BTreeSet;

use aalam_core::entity::EntityType;
use aalam_core::simd::Form;

use crate::error::{Error, ErrorKind, Result};
use crate::overlap::OverlapPolicy;

/// Least score of a mention that is reported, unless another is set: whatever context has kept.
const DEFAULT_SCORE: f32 = 0.5;

/// What a recognizer was asked to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RecognizerOptions {
    pub(crate) overlap: OverlapPolicy,
    pub(crate) types: Option<BTreeSet<EntityType>>,
    pub(crate) min_score: f32,
    pub(crate) context: bool,
    pub(crate) offices: bool,
    pub(crate) resolve: bool,
    pub(crate) engine: EngineKind,
    pub(crate) form: Option<Form>,
}

/// How names are looked up. Engines find the same; they differ in speed and in what they need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineKind {
    /// The compiled word-level dictionary: the fastest, and part of every compiled gazetteer.
    #[default]
    Lexicon,
    /// An Aho-Corasick automaton, built when the recognizer is built: the reference.
    Automaton,
}

impl EngineKind {
    /// Every engine.
    pub const ALL: [Self; 2] = [Self::Lexicon, Self::Automaton];

    /// A stable name: `lexicon`, `automaton`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lexicon => "lexicon",
            Self::Automaton => "automaton",
        }
    }
}

impl std::str::FromStr for EngineKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|engine| engine.as_str() == name).ok_or_else(|| {
            let message = format!("unknown engine {name:?}: lexicon or automaton");
            Error::new(ErrorKind::InvalidOption, message)
        })
    }
}

impl Default for RecognizerOptions {
    fn default() -> Self {
        Self {
            overlap: OverlapPolicy::default(),
            types: None,
            min_score: DEFAULT_SCORE,
            context: true,
            offices: false,
            resolve: false,
            engine: EngineKind::default(),
            form: None,
        }
    }
}

//! Rules as data: ordinary words, cues and fixed phrases (`rules/*.toml`).

use serde::{Deserialize, Serialize};

use crate::entity::EntityType;

/// Where a cue word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CuePosition {
    /// Right before the name.
    Before,
    /// Right after the name.
    After,
    /// Among the four words before the one right before the name; speaks only where that one speaks for the name too.
    Earlier,
}

/// A group of words that speak for (or against) a name beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// The group's own id, shown in explanations.
    pub id: String,
    /// The types of entity that the group speaks about.
    pub types: Vec<EntityType>,
    /// Where the words stand.
    pub position: CuePosition,
    /// How strongly they speak: 2 strong, 1 weak, negative against.
    pub weight: i8,
    /// The words.
    pub words: Vec<String>,
}

/// What the rules of a gazetteer say, before compilation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Closed-class words as written.
    pub function: Vec<String>,
    /// Open-class words, as written, that look like names.
    pub common: Vec<String>,
    /// Cue groups.
    #[serde(rename = "cue")]
    pub cues: Vec<Cue>,
    /// Fixed phrases in which no name is meant.
    pub phrases: Vec<String>,
}

/// How ordinary a written word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordClass {
    /// A noun, verb or adjective that looks like a name.
    Common,
    /// A closed-class word.
    Function,
}

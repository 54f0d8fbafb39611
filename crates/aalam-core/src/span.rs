//! Ranges into the source text and into its letters: two types, so that the two cannot be mixed.

use serde::{Deserialize, Serialize};

/// A half-open range of units of the *source* text (bytes of UTF-8; code points of a Python str's buffer); both ends lie on
/// character boundaries.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct SourceSpan {
    /// First unit.
    pub start: u32,
    /// One past the last unit.
    pub end: u32,
}

impl SourceSpan {
    /// The same range as `usize`, for slicing the source text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies inside this span (equal spans contain each other).
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share a unit.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Length in units.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span holds no unit.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A half-open range of positions in [`Letters`](crate::letters::Letters).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LetterSpan {
    /// First letter.
    pub start: u32,
    /// One past the last letter.
    pub end: u32,
}

impl LetterSpan {
    /// The same range as `usize`, for slicing the codes.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

//! The one error type of the library.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What went wrong, for code that branches on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file could not be read or written.
    Io,
    /// A gazetteer source, or a name given at run time, is malformed.
    SourceSyntax,
    /// Gazetteer sources contradict each other.
    SourceConflict,
    /// The bytes are not an aalam artifact.
    ArtifactMagic,
    /// The artifact was written in a format that this version cannot read.
    ArtifactVersion,
    /// The artifact is damaged: lengths, checksums or references do not agree.
    ArtifactChecksum,
    /// The artifact was compiled with another orthographic profile than the recognizer's.
    ProfileMismatch,
    /// A document is not valid UTF-8.
    InvalidEncoding,
    /// A document record (JSONL) is malformed.
    InvalidDocument,
    /// An option has a value outside its range.
    InvalidOption,
}

impl ErrorKind {
    /// Every kind, for tables and tests.
    pub const ALL: [Self; 10] = [
        Self::Io,
        Self::SourceSyntax,
        Self::SourceConflict,
        Self::ArtifactMagic,
        Self::ArtifactVersion,
        Self::ArtifactChecksum,
        Self::ProfileMismatch,
        Self::InvalidEncoding,
        Self::InvalidDocument,
        Self::InvalidOption,
    ];

    /// A stable lower-case name, the same in Rust, Python and the documentation.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Io => "io",
            Self::SourceSyntax => "source-syntax",
            Self::SourceConflict => "source-conflict",
            Self::ArtifactMagic => "artifact-magic",
            Self::ArtifactVersion => "artifact-version",
            Self::ArtifactChecksum => "artifact-checksum",
            Self::ProfileMismatch => "profile-mismatch",
            Self::InvalidEncoding => "invalid-encoding",
            Self::InvalidDocument => "invalid-document",
            Self::InvalidOption => "invalid-option",
        }
    }
}

/// One fault found in a gazetteer source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What kind of fault it is.
    pub kind: ErrorKind,
    /// The source file, relative to the gazetteer's folder.
    pub path: PathBuf,
    /// Line, counted from 1; 0 where the whole file is meant.
    pub line: u32,
    /// Column in code points, counted from 1; 0 where the whole line is meant.
    pub column: u32,
    /// What was found and what was allowed.
    pub message: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// An error: its [kind](Error::kind), where it was found, and a message for people.
///
/// Cheap to clone and one word wide.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    kind: ErrorKind,
    path: Option<PathBuf>,
    line: u32,
    message: String,
    reports: Vec<Report>,
    source: Option<std::io::Error>,
}

/// `Result` with the library's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of `kind` with a message: lower case, no full stop, what was found and what was allowed.
    #[doc(hidden)]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::build(kind, None, 0, message.into(), Vec::new(), None)
    }

    /// A failed read or write of `path`.
    #[doc(hidden)]
    pub fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        let message = source.to_string();
        Self::build(ErrorKind::Io, Some(path.into()), 0, message, Vec::new(), Some(source))
    }

    /// All the faults of gazetteer sources; `None` when there are none.
    #[doc(hidden)]
    pub fn from_reports(reports: Vec<Report>) -> Option<Self> {
        let first = reports.first()?;
        let more = match reports.len() - 1 {
            0 => String::new(),
            1 => " (and 1 more fault)".to_owned(),
            n => format!(" (and {n} more faults)"),
        };
        let message = format!("{}{more}", first.message);
        let (kind, path, line) = (first.kind, first.path.clone(), first.line);
        Some(Self::build(kind, Some(path), line, message, reports, None))
    }

    /// The same error, located in a file.
    #[doc(hidden)]
    #[must_use]
    pub fn at(self, path: impl Into<PathBuf>, line: u32) -> Self {
        let Inner { kind, message, reports, .. } = &*self.0;
        Self::build(*kind, Some(path.into()), line, message.clone(), reports.clone(), None)
    }

    fn build(
        kind: ErrorKind,
        path: Option<PathBuf>,
        line: u32,
        message: String,
        reports: Vec<Report>,
        source: Option<std::io::Error>,
    ) -> Self {
        Self(Arc::new(Inner { kind, path, line, message, reports, source }))
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The file concerned, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// The line concerned, counted from 1, if there is one.
    pub fn line(&self) -> Option<u32> {
        (self.0.line > 0).then_some(self.0.line)
    }

    /// The message without its location.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Every fault of the gazetteer sources, in file and line order; empty for other kinds.
    pub fn reports(&self) -> &[Report] {
        &self.0.reports
    }

    /// The kind of I/O error behind [`ErrorKind::Io`].
    pub fn io_kind(&self) -> Option<std::io::ErrorKind> {
        self.0.source.as_ref().map(std::io::Error::kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.0.path {
            write!(f, "{}", path.display())?;
            if self.0.line > 0 {
                write!(f, ":{}", self.0.line)?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}: {self})", self.0.kind.as_str())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}

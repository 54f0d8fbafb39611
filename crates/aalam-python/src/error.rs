//! `aalam::Error` to Python exceptions: one function, one table.

use aalam::{Error, ErrorKind};
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyOSError};
use pyo3::prelude::*;

create_exception!(aalam, AalamError, PyException, "Base of all exceptions of aalam.

Attributes:
    kind: a stable lower-case name of the fault, the same as in Rust (``\"source-syntax\"``, ``\"artifact-magic\"`` ...).
    path: the file concerned, or None.
    line: the line concerned, counted from 1, or None.
    reports: every fault of gazetteer sources, one string each (file, line, reason).");
create_exception!(aalam, GazetteerError, AalamError, "A gazetteer source or a name is malformed.");
create_exception!(
    aalam,
    ArtifactError,
    AalamError,
    "A compiled gazetteer cannot be used: not one, of another version, or damaged."
);
create_exception!(aalam, ConfigError, AalamError, "An option has a value outside its range.");
create_exception!(aalam, DocumentError, AalamError, "A document cannot be read.");

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("AalamError", py.get_type::<AalamError>())?;
    module.add("GazetteerError", py.get_type::<GazetteerError>())?;
    module.add("ArtifactError", py.get_type::<ArtifactError>())?;
    module.add("ConfigError", py.get_type::<ConfigError>())?;
    module.add("DocumentError", py.get_type::<DocumentError>())
}

/// The exception for an error, with the attributes `kind`, `path`, `line` and `reports`. I/O errors become the builtin class that fits.
pub(crate) fn to_python(py: Python<'_>, error: &Error) -> PyErr {
    let message = error.to_string();
    let exception = match error.kind() {
        ErrorKind::Io => return io_to_python(error),
        ErrorKind::SourceSyntax | ErrorKind::SourceConflict => GazetteerError::new_err(message),
        ErrorKind::ArtifactMagic
        | ErrorKind::ArtifactVersion
        | ErrorKind::ArtifactChecksum
        | ErrorKind::ProfileMismatch => ArtifactError::new_err(message),
        ErrorKind::InvalidOption => ConfigError::new_err(message),
        ErrorKind::InvalidEncoding | ErrorKind::InvalidDocument => DocumentError::new_err(message),
        _ => AalamError::new_err(message),
    };
    let value = exception.value(py);
    let reports: Vec<String> = error.reports().iter().map(ToString::to_string).collect();
    let path = error.path().map(|path| path.display().to_string());
    let set = value
        .setattr("kind", error.kind().as_str())
        .and_then(|()| value.setattr("path", path))
        .and_then(|()| value.setattr("line", error.line()))
        .and_then(|()| value.setattr("reports", reports));
    set.map_or_else(|failed| failed, |()| exception)
}

/// `OSError(errno, message, path)`, which Python turns into `FileNotFoundError`, `PermissionError` and so on by itself.
fn io_to_python(error: &Error) -> PyErr {
    use std::error::Error as _;
    let source = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    let code = source.and_then(std::io::Error::raw_os_error);
    let path = error.path().map(|path| path.display().to_string());
    match code {
        Some(code) => PyOSError::new_err((code, error.message().to_owned(), path)),
        None => PyOSError::new_err(error.to_string()),
    }
}

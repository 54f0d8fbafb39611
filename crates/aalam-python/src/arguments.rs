//! Arguments from Python, with errors that name them.

use std::fmt::Display;
use std::path::PathBuf;

use aalam::{Date, EntityType, Error, ErrorKind, Gazetteer};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyIterator, PyString};

use crate::error::to_python;

/// Compiled gazetteers: the bytes of each, or the path of its file.
#[derive(Default)]
pub(crate) struct Gazetteers(Vec<Compiled>);

enum Compiled {
    Bytes(Vec<u8>),
    Path(PathBuf),
}

impl FromPyObject<'_, '_> for Gazetteers {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let items = items("gazetteers", "paths or bytes", &object)?;
        let read = |item: &Bound<'_, PyAny>| {
            if let Ok(bytes) = item.cast::<PyBytes>() {
                return Ok(Compiled::Bytes(bytes.as_bytes().to_vec()));
            }
            let path = item.extract().map_err(|_| wrong("gazetteers: a path or bytes", item));
            path.map(Compiled::Path)
        };
        items.iter().map(read).collect::<PyResult<_>>().map(Self)
    }
}

impl Gazetteers {
    pub(crate) fn open(self, py: Python<'_>) -> PyResult<Vec<Gazetteer>> {
        let open = |one| match one {
            Compiled::Bytes(bytes) => Gazetteer::from_bytes(bytes),
            Compiled::Path(path) => Gazetteer::from_path(path),
        };
        py.detach(|| self.0.into_iter().map(open).collect::<aalam::Result<_>>())
            .map_err(|error| to_python(py, &error))
    }
}

/// Types of entities, by their labels.
pub(crate) struct Types(pub(crate) Vec<EntityType>);

impl FromPyObject<'_, '_> for Types {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let items = items("types", "types", &object)?;
        let read = |item: &Bound<'_, PyAny>| {
            let label: String = item.extract().map_err(|_| wrong("types: str", item))?;
            EntityType::from_label(&label).ok_or_else(|| {
                let known = "PER, ORG, GPE, NORP, MISC or OFFICE";
                bad_option(item.py(), format!("types: unknown type {label:?}: {known}"))
            })
        };
        items.iter().map(read).collect::<PyResult<_>>().map(Self)
    }
}

/// That an option has a value outside its range.
pub(crate) fn bad_option(py: Python<'_>, message: String) -> PyErr {
    to_python(py, &Error::new(ErrorKind::InvalidOption, message))
}

/// The iterator of an iterable argument. A str, bytes or a mapping is iterable, too, but its letters or keys are not what is meant.
pub(crate) fn iterate<'py>(
    expected: impl Display,
    object: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyIterator>> {
    if object.is_instance_of::<PyString>()
        || object.is_instance_of::<PyBytes>()
        || object.is_instance_of::<PyDict>()
    {
        return Err(not_one(expected, object));
    }
    object.try_iter().map_err(|_| wrong(expected, object))
}

/// The items of an iterable argument.
fn items<'py>(
    name: &str,
    of: &str,
    object: &Bound<'py, PyAny>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    iterate(format_args!("{name}: a sequence of {of}"), object)?.collect()
}

/// Whether a value is missing: None, or what tables have for it, which is not equal to itself: NaN, `NaT`, `pandas.NA`.
fn is_missing(object: &Bound<'_, PyAny>) -> bool {
    object.is_none()
        || (!object.is_instance_of::<PyString>()
            && (object.ne(object).is_ok_and(|differs| differs) || kind_of(object) == "NAType"))
}

/// That something else was expected.
pub(crate) fn wrong(expected: impl Display, object: &Bound<'_, PyAny>) -> PyErr {
    PyTypeError::new_err(format!("{expected} expected, not {}", kind_of(object)))
}

/// That many were expected, where there is one: a str, though Python would take it for its letters.
fn not_one(expected: impl Display, object: &Bound<'_, PyAny>) -> PyErr {
    PyTypeError::new_err(format!("{expected} expected, not one {}", kind_of(object)))
}

fn kind_of(object: &Bound<'_, PyAny>) -> String {
    object.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string())
}

/// A text; `name` says which argument it is.
pub(crate) fn as_str<'a, 'py>(
    name: impl Display,
    text: &'a Bound<'py, PyAny>,
) -> PyResult<&'a Bound<'py, PyString>> {
    text.cast::<PyString>().map_err(|_| wrong(format_args!("{name}: str"), text))
}

/// A text or None.
pub(crate) fn as_title(name: impl Display, title: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    if is_missing(title) {
        return Ok(None);
    }
    title.extract().map(Some).map_err(|_| wrong(format_args!("{name}: str or None"), title))
}

/// A date: `datetime.date`, `datetime.datetime`, a str that begins with `YYYY-MM-DD`, or None.
pub(crate) fn as_date(name: impl Display, date: &Bound<'_, PyAny>) -> PyResult<Option<Date>> {
    if is_missing(date) {
        return Ok(None);
    }
    let text = date.str()?.extract::<String>()?;
    text.parse().map(Some).map_err(|_| bad_date(date.py(), name, &text))
}

/// The headline and the day that are given with one text.
pub(crate) fn beside(
    title: Option<&Bound<'_, PyAny>>,
    date: Option<&Bound<'_, PyAny>>,
) -> PyResult<(Option<String>, Option<Date>)> {
    let date = date.map(|date| as_date("date", date)).transpose()?.flatten();
    let title = title.map(|title| as_title("title", title)).transpose()?.flatten();
    Ok((title, date))
}

/// That a text is no date.
pub(crate) fn bad_date(py: Python<'_>, name: impl Display, text: &str) -> PyErr {
    let message = format!("{name}: not a date: {text:?}; a day like 2009-07-01 expected");
    to_python(py, &Error::new(ErrorKind::InvalidDocument, message))
}

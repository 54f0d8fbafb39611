//! Texts from Python, and what goes with them, read and recognized a lot at a time.

use aalam::{About, Date, Mentions, Recognizer};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyString};

use crate::error::to_python;
use crate::text;

/// Texts of a lot: the threads wait for each other after it. Between two lots it is looked whether the user pressed Ctrl-C.
const LOT: usize = 4096;

/// An iterable of texts; titles and dates, one a text, where there are any.
pub(crate) struct Lots<'py> {
    texts: Bound<'py, PyIterator>,
    titles: Beside<'py>,
    dates: Beside<'py>,
}

/// Some texts; none after the last.
struct Lot<'py> {
    texts: Vec<Bound<'py, PyString>>,
    titles: Vec<Option<String>>,
    dates: Vec<Option<Date>>,
}

impl<'py> Lots<'py> {
    pub(crate) fn new(
        texts: &Bound<'py, PyAny>,
        titles: Option<&Bound<'py, PyAny>>,
        dates: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Self> {
        if texts.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err("texts must be an iterable of str, not one str"));
        }
        Ok(Self {
            texts: texts.try_iter()?,
            titles: Beside::new("titles", titles)?,
            dates: Beside::new("dates", dates)?,
        })
    }

    fn next(&mut self, py: Python<'py>) -> PyResult<Lot<'py>> {
        let mut texts = Vec::with_capacity(LOT);
        for text in self.texts.by_ref().take(LOT) {
            texts.push(as_str(&text?)?.clone());
        }
        let titles = self.titles.take(texts.len(), |title| title.extract::<Option<String>>())?;
        let dates = self.dates.take(texts.len(), |date| read_date(py, &date))?;
        Ok(Lot { texts, titles, dates })
    }

    /// Recognizes all texts in parallel; hands each lot over with what was found, in their order.
    pub(crate) fn recognize(
        mut self,
        py: Python<'py>,
        recognizer: &Recognizer,
        mut take: impl FnMut(Vec<Bound<'py, PyString>>, Vec<Mentions>) -> PyResult<()>,
    ) -> PyResult<()> {
        loop {
            let lot = self.next(py)?;
            if lot.texts.is_empty() {
                return Ok(());
            }
            let sources = lot.texts.iter().map(text::read).collect::<PyResult<Vec<_>>>()?;
            let units: Vec<About<'_>> = sources
                .iter()
                .zip(lot.titles.iter().zip(&lot.dates))
                .map(|(source, (title, date))| About {
                    text: source.text(),
                    title: title.as_deref(),
                    date: *date,
                })
                .collect();
            let found = py.detach(|| recognizer.recognize_units_batch(&units));
            take(lot.texts, found)?;
            py.check_signals()?;
        }
    }
}

/// What goes with the texts, one item a text, or nothing for all.
struct Beside<'py> {
    name: &'static str,
    items: Option<Bound<'py, PyIterator>>,
}

impl<'py> Beside<'py> {
    fn new(name: &'static str, items: Option<&Bound<'py, PyAny>>) -> PyResult<Self> {
        Ok(Self { name, items: items.map(PyAnyMethods::try_iter).transpose()? })
    }

    /// The next `count` items; where fewer than a lot are asked for, no other may follow.
    fn take<T: Default + Clone>(
        &mut self,
        count: usize,
        read: impl Fn(Bound<'py, PyAny>) -> PyResult<T>,
    ) -> PyResult<Vec<T>> {
        let Some(items) = &mut self.items else { return Ok(vec![T::default(); count]) };
        let taken =
            items.by_ref().take(count).map(|item| read(item?)).collect::<PyResult<Vec<T>>>()?;
        if taken.len() < count || (count < LOT && items.next().is_some()) {
            let message = format!("{}: not as many as there are texts", self.name);
            return Err(PyValueError::new_err(message));
        }
        Ok(taken)
    }
}

/// A date: `datetime.date`, `datetime.datetime`, a str that begins with `YYYY-MM-DD`, or None.
pub(crate) fn read_date(py: Python<'_>, date: &Bound<'_, PyAny>) -> PyResult<Option<Date>> {
    if date.is_none() {
        return Ok(None);
    }
    let text = date.str()?.extract::<String>()?;
    text.parse().map(Some).map_err(|error| to_python(py, &error))
}

/// A text, or an error that says what it is instead.
pub(crate) fn as_str<'a, 'py>(text: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, PyString>> {
    text.cast::<PyString>().map_err(|_| {
        let kind =
            text.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string());
        PyTypeError::new_err(format!("text must be str, not {kind}"))
    })
}

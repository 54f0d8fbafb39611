//! Texts from Python, and what goes with them, read and recognized a lot at a time.

use std::fmt::Arguments;
use std::panic::resume_unwind;
use std::thread;

use aalam::{About, Date, Mentions, Recognizer};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyString};

use crate::arguments::{as_date, as_str, as_title, iterate};
use crate::text;

/// Texts of a lot: the threads wait for each other after it. Between two lots it is looked whether the user pressed Ctrl-C.
const LOT: usize = 4096;

/// An iterable of texts; titles and dates, one a text, where there are any.
pub(crate) struct Lots<'py> {
    texts: Bound<'py, PyIterator>,
    /// How many were read.
    read: usize,
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
        Ok(Self {
            texts: iterate("texts: an iterable of str", texts)?,
            read: 0,
            titles: Beside::new("titles", titles)?,
            dates: Beside::new("dates", dates)?,
        })
    }

    fn next(&mut self) -> PyResult<Lot<'py>> {
        let mut texts = Vec::with_capacity(LOT);
        for (text, index) in self.texts.by_ref().take(LOT).zip(self.read..) {
            texts.push(as_str(format_args!("texts: item {index}"), &text?)?.clone());
        }
        let titles =
            self.titles.take(self.read, texts.len(), |name, title| as_title(name, title))?;
        let dates = self.dates.take(self.read, texts.len(), |name, date| as_date(name, date))?;
        self.read += texts.len();
        Ok(Lot { texts, titles, dates })
    }

    /// Recognizes all texts in parallel; hands each lot over with what was found, in their order. While one lot is recognized, the one
    /// before is handed over and the next one is read: Python's own work takes no time of its own.
    pub(crate) fn recognize(
        mut self,
        py: Python<'py>,
        recognizer: &Recognizer,
        mut take: impl FnMut(Vec<Bound<'py, PyString>>, Vec<Mentions>) -> PyResult<()>,
    ) -> PyResult<()> {
        let mut lot = self.next()?;
        let mut ready = None;
        while !lot.texts.is_empty() {
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
            let work = || recognizer.recognize_units_batch(&units);
            let mut meanwhile = || {
                if let Some((texts, found)) = ready.take() {
                    take(texts, found)?;
                }
                self.next()
            };
            let (found, next) = thread::scope(|scope| {
                // Few texts are not worth a thread; a system that gives none goes on without.
                let spawned = (units.len() == LOT)
                    .then(|| thread::Builder::new().spawn_scoped(scope, work).ok())
                    .flatten();
                let Some(spawned) = spawned else { return (py.detach(work), meanwhile()) };
                let next = meanwhile();
                let found = py.detach(|| spawned.join());
                (found.unwrap_or_else(|panic| resume_unwind(panic)), next)
            });
            let read = std::mem::replace(&mut lot, next?);
            ready = Some((read.texts, found));
            py.check_signals()?;
        }
        ready.map_or(Ok(()), |(texts, found)| take(texts, found))
    }
}

/// What goes with the texts, one item a text, or nothing for all.
struct Beside<'py> {
    name: &'static str,
    items: Option<Bound<'py, PyIterator>>,
}

impl<'py> Beside<'py> {
    fn new(name: &'static str, items: Option<&Bound<'py, PyAny>>) -> PyResult<Self> {
        let items = items
            .map(|items| iterate(format_args!("{name}: an iterable of one item a text"), items));
        Ok(Self { name, items: items.transpose()? })
    }

    /// The next `count` items, the first of them number `first`; where fewer than a lot are asked for, no other may follow.
    fn take<T>(
        &mut self,
        first: usize,
        count: usize,
        read: impl Fn(Arguments<'_>, &Bound<'py, PyAny>) -> PyResult<Option<T>>,
    ) -> PyResult<Vec<Option<T>>> {
        let Some(items) = &mut self.items else { return Ok((0..count).map(|_| None).collect()) };
        let mut taken = Vec::with_capacity(count);
        for (item, index) in items.by_ref().take(count).zip(first..) {
            let item = item?;
            let name = format_args!("{}: item {index}", self.name);
            taken.push(read(name, &item)?);
        }
        if taken.len() < count || (count < LOT && items.next().is_some()) {
            let message = format!("{}: not as many as there are texts", self.name);
            return Err(PyValueError::new_err(message));
        }
        Ok(taken)
    }
}

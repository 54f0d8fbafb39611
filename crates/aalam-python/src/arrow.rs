//! Columns of texts in, columns of mentions out, through Arrow's C data interface: no copy, and no Arrow library in Python needed.

mod capsule;
mod input;
mod output;

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use aalam::{About, Recognizer};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use input::{Dates, Texts};
use output::{Builder, Shape};

/// How often it is looked whether the user pressed Ctrl-C.
const LOOK: Duration = Duration::from_millis(50);

/// Texts that one task of the pool works on: enough to share its buffers, few enough to keep many threads busy.
fn lot(texts: usize) -> usize {
    (texts / 128).clamp(64, 1024)
}

/// A table of mentions, by Arrow's PyCapsule protocol: ``pyarrow.table(t)``, ``polars.DataFrame(t)``, DuckDB …
///
/// It is there to be handed over: it cannot be pickled or copied, the table that an Arrow library makes of it can.
#[pyclass(frozen, module = "aalam")]
pub(crate) struct ArrowTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl ArrowTable {
    /// Arrow's `PyCapsule` protocol: the schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &self.schema)
    }

    /// Arrow's `PyCapsule` protocol: a stream of record batches. A schema that is asked for is ignored, as the protocol allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = self.batches.clone().into_iter().map(Ok::<_, ArrowError>);
        let reader: Box<dyn RecordBatchReader + Send> =
            Box::new(RecordBatchIterator::new(batches, Arc::clone(&self.schema)));
        capsule::stream(py, reader)
    }

    /// How many rows it has.
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        let names: Vec<&str> =
            self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        format!("ArrowTable({} rows: {})", self.__len__(), names.join(", "))
    }
}

/// Recognizes a column of texts. With `explode` one row a mention, else one row a text.
pub(crate) fn recognize(
    py: Python<'_>,
    recognizer: &Recognizer,
    texts: &Bound<'_, PyAny>,
    dates: Option<&Bound<'_, PyAny>>,
    explode: bool,
) -> PyResult<ArrowTable> {
    let texts = Texts::read(capsule::arrays("texts", texts)?)?;
    let dates = dates.map(|dates| Dates::read(py, capsule::arrays("dates", dates)?)).transpose()?;
    if let Some(dates) = &dates
        && ![1, texts.len()].contains(&dates.len())
    {
        let message = format!("dates: {} rows, texts has {}", dates.len(), texts.len());
        return Err(PyValueError::new_err(message));
    }
    let shape = if explode { Shape::Exploded } else { Shape::Lists };
    let schema = Arc::new(Schema::new(output::fields(shape)));
    let lot = lot(texts.len());
    let lots: Vec<usize> = (0..texts.len()).step_by(lot).collect();
    let is_stopped = AtomicBool::new(false);
    let work = || {
        recognizer.map_batch(&lots, |start, scratch| {
            if is_stopped.load(Ordering::Relaxed) {
                return None;
            }
            let mut builder = Builder::new(shape, recognizer.gazetteers(), lot);
            for row in *start..texts.len().min(start + lot) {
                let Some(text) = texts.get(row) else {
                    builder.push_null();
                    continue;
                };
                let date = dates.as_ref().and_then(|dates| dates.get(row % dates.len()));
                let about = About { text: text.into(), title: None, date };
                let found = recognizer.recognize_text_with(about, scratch);
                builder.push(row, text, &found);
            }
            Some(builder.finish(Arc::clone(&schema)))
        })
    };
    let batches = watched(py, lots.len() < 2, work, || is_stopped.store(true, Ordering::Relaxed))?;
    let batches = batches.into_iter().flatten().collect::<Result<Vec<_>, ArrowError>>();
    let batches = batches.map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(ArrowTable { schema, batches })
}

/// Does work without the GIL; while it lasts it is watched whether the user presses Ctrl-C; then `stop` tells the work to come to its end.
fn watched<T: Send>(
    py: Python<'_>,
    is_short: bool,
    work: impl FnOnce() -> T + Send,
    stop: impl Fn(),
) -> PyResult<T> {
    if is_short {
        return Ok(py.detach(work));
    }
    thread::scope(|scope| {
        let (say, hear) = mpsc::channel();
        let worker = scope.spawn(move || {
            let done = work();
            drop(say);
            done
        });
        let hear = Mutex::new(hear);
        let mut pressed = Ok(());
        // The other end is dropped when the work is done, or when it panics.
        while py.detach(|| {
            let hear = hear.lock().unwrap_or_else(PoisonError::into_inner);
            hear.recv_timeout(LOOK) == Err::<(), _>(RecvTimeoutError::Timeout)
        }) {
            if pressed.is_ok() {
                pressed = py.check_signals();
                if pressed.is_err() {
                    stop();
                }
            }
        }
        let done = worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        pressed.map(|()| done)
    })
}

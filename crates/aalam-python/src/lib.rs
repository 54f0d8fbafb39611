//! The extension module `aalam._core`: thin, all work is in the crate `aalam`. Doc comments of what Python sees are Python's docstrings, the
//! same as in `python/aalam/_core.pyi`; a test compares them.
#![expect(
    clippy::doc_markdown,
    clippy::doc_link_with_quotes,
    reason = "docstrings of Python are no Markdown"
)]

mod arguments;
mod arrow;
mod columns;
mod document;
mod error;
mod lots;
mod names;
mod recognizer;
mod text;

use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// Compile a folder of gazetteer sources to an artifact file, whole or not at all.
///
/// Arguments:
///     folder: folder of sources (``*.tsv``, ``rules/*.toml``).
///     output: the artifact to write.
///     name: the ``source`` of its mentions; the output's name without ending by default.
///
/// Raises:
///     GazetteerError: the sources have faults; all of them are in ``reports``.
///     OSError: a file cannot be read or written.
#[pyfunction]
#[pyo3(signature = (folder, output, *, name = None))]
#[expect(clippy::needless_pass_by_value, reason = "arguments come by value from Python")]
fn compile(
    py: Python<'_>,
    folder: std::path::PathBuf,
    output: std::path::PathBuf,
    name: Option<String>,
) -> PyResult<()> {
    let work = || aalam_cli::compile_folder(&folder, &output, name.as_deref()).map(|_| ());
    py.detach(work).map_err(|error| error::to_python(py, &error))
}

/// Compile names given at run time, once for many recognizers or to be kept in a file.
///
/// Arguments:
///     names: as in :meth:`Recognizer.from_names`.
///
/// Returns:
///     The artifact, for ``Recognizer(gazetteers=[...])``; the ``source`` of its mentions is ``"names"``.
///
/// Raises:
///     GazetteerError: as :meth:`Recognizer.from_names`.
///
/// >>> compiled = compile_names([("حزب الوردة", "ORG")])
/// >>> [e.text for e in Recognizer(gazetteers=[compiled], bundled=False)("عقد حزب الوردة مؤتمره")]
/// ['حزب الوردة']
#[pyfunction]
fn compile_names<'py>(py: Python<'py>, names: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let names = names::read_names(names)?;
    let compiled = py.detach(|| aalam::compile_names(names));
    let compiled = compiled.map_err(|error| error::to_python(py, &error))?;
    Ok(PyBytes::new(py, &compiled))
}

/// Run the command line (the first argument is the program's name) and return the exit status.
#[pyfunction]
fn run(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> u8 {
    py.detach(|| aalam_cli::run(arguments))
}

#[pymodule(gil_used = false)]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<recognizer::Recognizer>()?;
    module.add_class::<document::Document>()?;
    module.add_class::<document::Entity>()?;
    module.add_class::<document::Candidate>()?;
    module.add_class::<arrow::ArrowTable>()?;
    module.add_function(wrap_pyfunction!(compile, module)?)?;
    module.add_function(wrap_pyfunction!(compile_names, module)?)?;
    module.add_function(wrap_pyfunction!(run, module)?)?;
    error::register(module)
}

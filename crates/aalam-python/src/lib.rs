//! The extension module `aalam._core`: thin, all work is in the crate `aalam`. Docstrings are in `python/aalam/_core.pyi`, and here in
//! short for `help()`.

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

/// Compile a folder of gazetteer sources to an artifact file.
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

/// Compile names given at run time to the bytes of an artifact.
#[pyfunction]
fn compile_names<'py>(py: Python<'py>, names: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let names = names::read_names(names)?;
    let compiled = py.detach(|| aalam::compile_names(names));
    let compiled = compiled.map_err(|error| error::to_python(py, &error))?;
    Ok(PyBytes::new(py, &compiled))
}

/// Run the command line; returns the exit status.
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

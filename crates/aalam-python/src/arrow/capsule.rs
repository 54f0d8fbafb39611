//! Arrow's `PyCapsule` protocol: arrays in, streams out.
//!
//! The C structures are handed over by raw pointer: this is the one place of the bindings, beside the buffer of a str, that needs `unsafe`.

use std::ffi::CStr;
use std::sync::Arc;

use arrow_array::array::make_array;
use arrow_array::ffi::{FFI_ArrowArray, from_ffi};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, NullArray, RecordBatchReader};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, DataType, Schema};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

fn fault(error: &ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// The chunks of an object that speaks the protocol: an array, a chunked array, a series.
pub(super) fn arrays(argument: &str, object: &Bound<'_, PyAny>) -> PyResult<Vec<ArrayRef>> {
    if object.hasattr("__arrow_c_stream__")? {
        let capsule = object.call_method0("__arrow_c_stream__")?;
        return read_stream(argument, capsule.cast::<PyCapsule>()?);
    }
    if object.hasattr("__arrow_c_array__")? {
        let pair = object.call_method0("__arrow_c_array__")?;
        let pair = pair.cast::<PyTuple>()?;
        let (schema, array) = (pair.get_item(0)?, pair.get_item(1)?);
        let schema = schema.cast::<PyCapsule>()?.pointer_checked(Some(SCHEMA))?;
        let array = array.cast::<PyCapsule>()?.pointer_checked(Some(ARRAY))?;
        // SAFETY: the protocol says that capsules of these names hold these structures; they live as long as the capsules, which outlive
        // this block. `from_raw` moves the array out and leaves it released, so that the capsule does not free it again.
        #[expect(unsafe_code, reason = "Arrow's C data interface; see DESIGN.md")]
        let (array, schema) =
            unsafe { (FFI_ArrowArray::from_raw(array.cast().as_ptr()), schema.cast().as_ref()) };
        return Ok(vec![import(array, schema)?]);
    }
    let kind = object.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "{argument}: an Arrow array or series expected (with __arrow_c_stream__ or __arrow_c_array__), not {kind}"
    )))
}

fn read_stream(argument: &str, capsule: &Bound<'_, PyCapsule>) -> PyResult<Vec<ArrayRef>> {
    let pointer = capsule.pointer_checked(Some(STREAM))?;
    // SAFETY: the protocol says that a capsule of this name holds a stream; it is moved out and left released.
    #[expect(unsafe_code, reason = "Arrow's C stream interface; see DESIGN.md")]
    let mut stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.cast().as_ptr()) };
    let broken = || PyValueError::new_err(format!("{argument}: the Arrow stream has an error"));
    let (Some(get_schema), Some(get_next)) = (stream.get_schema(), stream.get_next()) else {
        return Err(broken());
    };
    let mut schema = FFI_ArrowSchema::empty();
    // SAFETY: `stream` is not released, and both structures are ours to write to.
    #[expect(unsafe_code, reason = "Arrow's C stream interface; see DESIGN.md")]
    let status = unsafe { get_schema(&raw mut stream, &raw mut schema) };
    if status != 0 {
        return Err(broken());
    }
    let mut chunks = Vec::new();
    loop {
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: as above; an array that comes back released marks the end.
        #[expect(unsafe_code, reason = "Arrow's C stream interface; see DESIGN.md")]
        let status = unsafe { get_next(&raw mut stream, &raw mut array) };
        if status != 0 {
            return Err(broken());
        }
        if array.is_released() {
            return Ok(chunks);
        }
        chunks.push(import(array, &schema)?);
    }
}

fn import(array: FFI_ArrowArray, schema: &FFI_ArrowSchema) -> PyResult<ArrayRef> {
    // Some libraries give a column of nothing a buffer that it may not have.
    if matches!(DataType::try_from(schema), Ok(DataType::Null)) {
        return Ok(Arc::new(NullArray::new(array.len())));
    }
    // SAFETY: array and schema come from one object: a pair of capsules, or a stream.
    #[expect(unsafe_code, reason = "Arrow's C data interface; see DESIGN.md")]
    let data = unsafe { from_ffi(array, schema) };
    Ok(make_array(data.map_err(|error| fault(&error))?))
}

/// A capsule with a stream of record batches.
pub(super) fn stream(
    py: Python<'_>,
    reader: Box<dyn RecordBatchReader + Send>,
) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
}

/// A capsule with a schema.
pub(super) fn schema<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(|error| fault(&error))?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

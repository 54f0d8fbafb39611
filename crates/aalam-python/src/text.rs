//! Reading a Python str.
//!
//! A str may hold lone surrogates, which UTF-8 cannot; each becomes U+FFFD, one code point like itself, so that code-point offsets stay
//! right. Both builds decide alike.

use pyo3::prelude::*;
use pyo3::types::PyString;

/// The text as UTF-8, read from the str's own buffer: Python makes no UTF-8 copy to keep.
#[cfg(not(feature = "abi3"))]
pub(crate) fn read(text: &Bound<'_, PyString>) -> PyResult<String> {
    use pyo3::types::PyStringMethods;
    use pyo3::types::string::PyStringData;
    let valid = |point: u32| char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
    // SAFETY: the buffer of a str is immutable and lives as long as the object, which `text` keeps alive for the whole borrow; it
    // was made by Python, so its kind and length agree.
    #[expect(unsafe_code, reason = "the only way to a str's buffer; see DESIGN.md")]
    let data = unsafe { text.data() }?;
    Ok(match data {
        PyStringData::Ucs1(units) => units.iter().map(|unit| char::from(*unit)).collect(),
        PyStringData::Ucs2(units) => {
            let mut out = String::with_capacity(units.len() * 2);
            out.extend(units.iter().map(|unit| valid(u32::from(*unit))));
            out
        }
        PyStringData::Ucs4(units) => units.iter().map(|unit| valid(*unit)).collect(),
    })
}

/// The text as UTF-8, through the stable interface.
#[cfg(feature = "abi3")]
pub(crate) fn read(text: &Bound<'_, PyString>) -> PyResult<String> {
    use pyo3::types::PyStringMethods;
    if let Ok(text) = text.to_str() {
        return Ok(text.to_owned());
    }
    let encoded = text.call_method1("encode", ("utf-32-le", "surrogatepass"))?;
    let bytes: Vec<u8> = encoded.extract()?;
    let point = |unit: &[u8]| unit.try_into().map_or(0xFFFD, u32::from_le_bytes);
    Ok(bytes
        .chunks_exact(4)
        .map(|unit| char::from_u32(point(unit)).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect())
}

//! Reading a Python str.
//!
//! A str may hold lone surrogates, which UTF-8 cannot; each reads as U+FFFD, one code point like itself, so that code-point offsets stay
//! right. Both builds decide alike.

use aalam::Text;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyStringMethods};

/// A text: the str's own buffer, or a copy where there is no way to it.
pub(crate) enum Source<'a> {
    Borrowed(Text<'a>),
    #[cfg(feature = "abi3")]
    Owned(String),
}

impl Source<'_> {
    pub(crate) fn text(&self) -> Text<'_> {
        match self {
            Self::Borrowed(text) => *text,
            #[cfg(feature = "abi3")]
            Self::Owned(text) => Text::Utf8(text),
        }
    }
}

/// The text in the str's own buffer: nothing is copied, and Python makes no UTF-8 to keep. Offsets in it are code points.
#[cfg(not(feature = "abi3"))]
pub(crate) fn read<'a>(text: &'a Bound<'_, PyString>) -> PyResult<Source<'a>> {
    use pyo3::types::string::PyStringData;
    // SAFETY: the buffer of a str is immutable and lives as long as the object, which `text` keeps alive for the whole borrow; it
    // was made by Python, so its kind and length agree.
    #[expect(unsafe_code, reason = "the only way to a str's buffer; see DESIGN.md")]
    let data = unsafe { text.data() }?;
    Ok(Source::Borrowed(match data {
        PyStringData::Ucs1(units) => Text::Ucs1(units),
        PyStringData::Ucs2(units) => Text::Ucs2(units),
        PyStringData::Ucs4(units) => Text::Ucs4(units),
    }))
}

/// The text as UTF-8, through the stable interface.
#[cfg(feature = "abi3")]
pub(crate) fn read<'a>(text: &'a Bound<'_, PyString>) -> PyResult<Source<'a>> {
    if let Ok(text) = text.to_str() {
        return Ok(Source::Borrowed(Text::Utf8(text)));
    }
    let encoded = text.call_method1("encode", ("utf-32-le", "surrogatepass"))?;
    let bytes: Vec<u8> = encoded.extract()?;
    let point = |unit: &[u8]| unit.try_into().map_or(0xFFFD, u32::from_le_bytes);
    let valid = |point| char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
    Ok(Source::Owned(bytes.chunks_exact(4).map(|unit| valid(point(unit))).collect()))
}

/// The text as an owned string.
pub(crate) fn to_string(text: &Bound<'_, PyString>) -> PyResult<String> {
    Ok(read(text)?.text().chars().collect())
}

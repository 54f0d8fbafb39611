//! Documents from bytes: plain text, one document a line, JSONL. One bad document never costs another.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};

/// A text with its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// From the input, or made of the file's name and the line.
    pub id: String,
    /// The text.
    pub text: String,
}

/// How input is cut into documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// The whole input is one document.
    Text,
    /// Every line that is not blank is a document.
    Lines,
    /// Every line that is not blank is a JSON object.
    Jsonl {
        /// Field that holds the text.
        text_field: String,
        /// Field that holds the id (a string or a number); where it is missing the id is made of name and line.
        id_field: String,
    },
}

/// Reads documents from `input`; `path` is for ids and messages.
///
/// Each item is a document, or the error that one document (or the input) has: after an error the documents that follow are still
/// read, except after [`ErrorKind::Io`].
pub fn read_documents<R: BufRead>(input: R, path: &Path, format: InputFormat) -> Documents<R> {
    Documents { input, path: path.to_path_buf(), format, line: 0, done: false }
}

/// Iterator of [`read_documents`].
#[derive(Debug)]
pub struct Documents<R> {
    input: R,
    path: PathBuf,
    format: InputFormat,
    line: u32,
    done: bool,
}

impl<R: BufRead> Iterator for Documents<R> {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        if self.format == InputFormat::Text {
            self.done = true;
            let mut bytes = Vec::new();
            return Some(match self.input.read_to_end(&mut bytes) {
                Err(error) => Err(Error::io(&self.path, error)),
                Ok(_) => decode(bytes)
                    .map(|text| Document { id: self.path.display().to_string(), text })
                    .map_err(|error| error.at(&self.path, 0)),
            });
        }
        loop {
            let mut bytes = Vec::new();
            match self.input.read_until(b'\n', &mut bytes) {
                Err(error) => {
                    self.done = true;
                    return Some(Err(Error::io(&self.path, error)));
                }
                Ok(0) => {
                    self.done = true;
                    return None;
                }
                Ok(_) => {}
            }
            self.line += 1;
            while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
                bytes.pop();
            }
            let located = |error: Error| error.at(&self.path, self.line);
            let text = match decode(bytes) {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => text,
                Err(error) => return Some(Err(located(error))),
            };
            return Some(self.document(text).map_err(located));
        }
    }
}

impl<R> Documents<R> {
    fn document(&self, line: String) -> Result<Document> {
        let own_id = || format!("{}:{}", self.path.display(), self.line);
        let InputFormat::Jsonl { text_field, id_field } = &self.format else {
            return Ok(Document { id: own_id(), text: line });
        };
        let fault = |message: String| Error::new(ErrorKind::InvalidDocument, message);
        let line = line.strip_prefix('\u{FEFF}').unwrap_or(&line);
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line)
            .map_err(|error| fault(format!("not a JSON object: {error}")))?;
        let text = match object.get(text_field) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(_) => return Err(fault(format!("field {text_field:?} is not a string"))),
            None => return Err(fault(format!("no field {text_field:?}"))),
        };
        let id = match object.get(id_field) {
            Some(serde_json::Value::String(id)) => id.clone(),
            Some(serde_json::Value::Number(id)) => id.to_string(),
            None | Some(serde_json::Value::Null) => own_id(),
            Some(_) => {
                return Err(fault(format!("field {id_field:?} is neither string nor number")));
            }
        };
        Ok(Document { id, text })
    }
}

/// Bytes to text.
///
/// # Errors
///
/// [`ErrorKind::InvalidEncoding`] with the byte offset for anything but UTF-8, and a hint at the encoding that it may be. Arabic in
/// UTF-16 without a byte-order mark is valid UTF-8 by accident (each letter an ASCII character and a control): it is refused by its
/// density of such pairs.
pub fn decode(bytes: Vec<u8>) -> Result<String> {
    let fault = |message: String| Error::new(ErrorKind::InvalidEncoding, message);
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(fault(
            "not UTF-8 at byte 0: a UTF-16 byte-order mark; convert with iconv -f UTF-16".into(),
        ));
    }
    let utf16_units = |shift: usize| {
        let pairs = bytes.get(shift..).unwrap_or_default().chunks_exact(2);
        pairs.filter(|pair| matches!(pair, [_, 0x06 | 0x00])).count()
    };
    let pairs = bytes.len() / 2;
    if pairs >= 4 && bytes.contains(&0x06) {
        for (name, shift) in [("UTF-16LE", 0), ("UTF-16BE", 1)] {
            if utf16_units(shift) * 10 > pairs * 8 {
                return Err(fault(format!(
                    "not UTF-8 at byte 0: looks like {name} without a byte-order mark; convert with iconv -f {name}"
                )));
            }
        }
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let high = error.as_bytes().iter().filter(|byte| **byte >= 0x80).count();
        let hint = if high * 4 > error.as_bytes().len() {
            "; looks like CP1256 (windows-1256) or ISO-8859-6; convert with iconv -f CP1256"
        } else {
            ""
        };
        fault(format!("not UTF-8 at byte {offset}{hint}"))
    })
}

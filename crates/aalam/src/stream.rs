//! Documents from bytes: plain text, one document a line, JSONL. One bad document never costs another.

use std::collections::VecDeque;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::document::Document;
use crate::error::{Error, ErrorKind, Result};

/// How input is cut into documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// The whole input is one document.
    Text,
    /// Every line that is not blank is a document.
    Lines,
    /// Every line that is not blank is a JSON object.
    Jsonl(JsonFields),
}

/// The fields of JSONL documents; an empty name stands for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonFields {
    /// Holds the text.
    pub text: String,
    /// Holds the id (a string or a number); where it is missing the id is made of name and line.
    pub id: String,
    /// Holds the headline.
    pub title: String,
    /// Holds the day of publication, `YYYY-MM-DD`, perhaps with a time of day behind it.
    pub date: String,
    /// Holds the name of who published it.
    pub source: String,
}

impl Default for JsonFields {
    /// `text` and `id`; no others.
    fn default() -> Self {
        let none = String::new;
        Self { text: "text".into(), id: "id".into(), title: none(), date: none(), source: none() }
    }
}

/// Reads documents from `input`; `path` is for ids and messages.
///
/// Each item is a document, or the error that one document (or the input) has: after an error the documents that follow are still
/// read, except after [`ErrorKind::Io`]. A document whose id, headline, date or source cannot be read comes without it, after the
/// error that says so.
pub fn read_documents<R: BufRead>(input: R, path: &Path, format: InputFormat) -> Documents<R> {
    Documents {
        input,
        path: path.to_path_buf(),
        format,
        line: 0,
        done: false,
        read: VecDeque::new(),
    }
}

/// Iterator of [`read_documents`].
#[derive(Debug)]
pub struct Documents<R> {
    input: R,
    path: PathBuf,
    format: InputFormat,
    line: u32,
    done: bool,
    /// Items of the last line.
    read: VecDeque<Result<Document>>,
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
                    .map(|text| Document::new(text).with_id(self.path.display().to_string()))
                    .map_err(|error| error.at(&self.path, 0)),
            });
        }
        loop {
            if let Some(item) = self.read.pop_front() {
                return Some(item);
            }
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
            let (document, faults) = self.document(text);
            let items = faults.into_iter().map(Err).chain([document]);
            self.read = items.map(|item| item.map_err(located)).collect();
        }
    }
}

impl<R> Documents<R> {
    /// The document of a line, and what of it cannot be read.
    fn document(&self, line: String) -> (Result<Document>, Vec<Error>) {
        let own_id = || format!("{}:{}", self.path.display(), self.line);
        let InputFormat::Jsonl(fields) = &self.format else {
            return (Ok(Document::new(line).with_id(own_id())), Vec::new());
        };
        let line = line.strip_prefix('\u{FEFF}').unwrap_or(&line);
        let object: serde_json::Map<String, Value> = match serde_json::from_str(line) {
            Ok(object) => object,
            Err(error) => return (Err(fault(format!("not a JSON object: {error}"))), Vec::new()),
        };
        let mut document = match object.get(&fields.text) {
            Some(Value::String(text)) => Document::new(text.clone()),
            Some(_) => {
                let message = format!("field {:?} is not a string", fields.text);
                return (Err(fault(message)), Vec::new());
            }
            None => return (Err(fault(format!("no field {:?}", fields.text))), Vec::new()),
        };
        let mut faults = Vec::new();
        let mut without = |name: &str, why: String| {
            faults.push(fault(format!("field {name:?} {why}; read without it")));
        };
        document.id = match object.get(&fields.id) {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            None | Some(Value::Null) => own_id(),
            Some(_) => {
                without(&fields.id, "is neither string nor number".to_owned());
                own_id()
            }
        };
        let mut field = |name: &String| match object.get(name).filter(|_| !name.is_empty()) {
            Some(Value::String(value)) => Some(value.clone()),
            None | Some(Value::Null) => None,
            Some(_) => {
                without(name, "is not a string".to_owned());
                None
            }
        };
        (document.title, document.source) = (field(&fields.title), field(&fields.source));
        let date = field(&fields.date);
        document.date = date.and_then(|date| match date.parse() {
            Ok(date) => Some(date),
            Err(error) => {
                without(&fields.date, format!("is {error}"));
                None
            }
        });
        (Ok(document), faults)
    }
}

fn fault(message: String) -> Error {
    Error::new(ErrorKind::InvalidDocument, message)
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

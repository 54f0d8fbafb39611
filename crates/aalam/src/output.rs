//! Results as JSONL, CoNLL, brat standoff and right-to-left HTML.
//!
//! Every function takes the [`EntityRecord`]s of one text and returns a string; nothing is written anywhere.

mod conll;
mod html;

pub use conll::conll;
pub use html::{escape, html, html_page};

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::mention::EntityRecord;

/// One line of JSONL: a document's id and its entities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// The document's id.
    pub id: String,
    /// Its entities in text order.
    pub entities: Vec<EntityRecord>,
}

/// A document as one line of JSON (without the line break): `{"id": …, "entities": […]}`.
///
/// ```
/// let recognizer = aalam::Recognizer::from_names(["وادي القمر"])?;
/// let line = aalam::output::jsonl("a1", recognizer.recognize("زار وادي القمر").to_records());
/// assert!(line.starts_with(r#"{"id":"a1","entities":[{"start":4,"end":14,"#));
/// # Ok::<(), aalam::Error>(())
/// ```
pub fn jsonl(id: &str, entities: Vec<EntityRecord>) -> String {
    let record = DocumentRecord { id: id.to_owned(), entities };
    // Serializing strings and numbers to memory cannot fail.
    serde_json::to_string(&record).unwrap_or_default()
}

/// A document as brat standoff annotation (`.ann`), offsets in code points.
///
/// A mention that runs over a line break has one fragment a line, as brat asks. Ids are given as normalizations
/// (`N1  Reference T1 Wikidata:Q159  Russia`).
pub fn brat(entities: &[EntityRecord]) -> String {
    let mut out = String::new();
    let mut notes = 0;
    for (index, entity) in (1..).zip(entities) {
        let (mut fragments, mut at) = (Vec::new(), entity.start);
        for line in entity.text.split('\n') {
            let end = at + line.chars().count();
            fragments.push(format!("{at} {end}"));
            at = end + 1;
        }
        let text = entity.text.replace('\n', " ");
        // Writing to a string cannot fail.
        let _ = writeln!(out, "T{index}\t{} {}\t{text}", entity.entity_type, fragments.join(";"));
        if let Some(wikidata) = &entity.wikidata {
            notes += 1;
            let name = entity.name_en.as_ref().unwrap_or(&entity.name_ar);
            let _ = writeln!(out, "N{notes}\tReference T{index} Wikidata:{wikidata}\t{name}");
        }
    }
    out
}

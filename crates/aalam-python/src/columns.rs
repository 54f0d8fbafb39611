//! Results of many texts as columns.

use aalam::{Gazetteer, Mentions, Text};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyMemoryView};

/// One row a mention; entities are numbered in the order in which they are met.
pub(crate) struct Columns<'g> {
    gazetteers: &'g [Gazetteer],
    documents: u32,
    document: Vec<u32>,
    start: Vec<u32>,
    end: Vec<u32>,
    entity: Vec<u32>,
    score: Vec<f32>,
    /// For each gazetteer and entity: its number, `u32::MAX` for one that was not met.
    numbers: Vec<Vec<u32>>,
    met: Vec<(u16, u32)>,
}

impl<'g> Columns<'g> {
    pub(crate) fn new(gazetteers: &'g [Gazetteer]) -> Self {
        let numbers = gazetteers.iter().map(|one| vec![u32::MAX; one.entity_count()]).collect();
        Self {
            gazetteers,
            documents: 0,
            document: Vec::new(),
            start: Vec::new(),
            end: Vec::new(),
            entity: Vec::new(),
            score: Vec::new(),
            numbers,
            met: Vec::new(),
        }
    }

    /// Appends the mentions of the next text.
    pub(crate) fn push(&mut self, text: Text<'_>, mentions: &Mentions) {
        for entity in mentions.iter(text) {
            let Some(key) = entity.best_key() else { continue };
            let range = entity.char_range();
            self.document.push(self.documents);
            self.start.push(range.start as u32);
            self.end.push(range.end as u32);
            self.score.push(entity.score());
            let number = self.number(key);
            self.entity.push(number);
        }
        self.documents += 1;
    }

    fn number(&mut self, key: (u16, u32)) -> u32 {
        let (layer, entity) = (usize::from(key.0), key.1 as usize);
        let slot = self.numbers.get_mut(layer).and_then(|layer| layer.get_mut(entity));
        match slot {
            Some(slot) if *slot == u32::MAX => {
                *slot = self.met.len() as u32;
                self.met.push(key);
                *slot
            }
            Some(slot) => *slot,
            None => u32::MAX,
        }
    }

    pub(crate) fn into_dict(self, py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
        let dict = PyDict::new(py);
        let numbers = [
            ("document", &self.document),
            ("start", &self.start),
            ("end", &self.end),
            ("entity", &self.entity),
        ];
        for (name, column) in numbers {
            dict.set_item(name, view(py, column.iter().map(|one| one.to_ne_bytes()), "I")?)?;
        }
        dict.set_item("score", view(py, self.score.iter().map(|one| one.to_ne_bytes()), "f")?)?;
        let entities = self.met.iter().filter_map(|(layer, entity)| {
            Some(self.gazetteers.get(usize::from(*layer))?.entity(*entity))
        });
        let ids = PyList::empty(py);
        let types = PyList::empty(py);
        for entity in entities {
            ids.append(entity.id)?;
            types.append(entity.entity_type.as_str())?;
        }
        dict.set_item("entity_id", ids)?;
        dict.set_item("type", types)?;
        Ok(dict)
    }
}

/// Numbers of four bytes as a memory view of a format.
fn view<'py>(
    py: Python<'py>,
    numbers: impl ExactSizeIterator<Item = [u8; 4]>,
    format: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let length = numbers.len() * 4;
    let bytes = PyBytes::new_with(py, length, |room| {
        for (slot, number) in room.chunks_exact_mut(4).zip(numbers) {
            slot.copy_from_slice(&number);
        }
        Ok(())
    })?;
    PyMemoryView::from(bytes.as_any())?.call_method1("cast", (format,))
}

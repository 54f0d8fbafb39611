//! Results: `Document`, `Entity`, `Candidate`.

use std::sync::OnceLock;

use aalam::output;
use aalam::{CandidateRecord, EntityRecord, Mentions};
use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyList, PyString, PyTuple};

use crate::text;

/// What `__reduce__` returns: a callable and its arguments.
type Pickle<'py, Arguments> = (Bound<'py, PyAny>, Arguments);

/// One entity that a mention may mean. Unknown values are None.
#[pyclass(frozen, eq, module = "aalam", from_py_object)]
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Candidate(CandidateRecord);

#[pymethods]
impl Candidate {
    /// The gazetteer's own id, like ``country/ru``.
    #[getter]
    fn entity_id(&self) -> &str {
        &self.0.entity_id
    }

    /// ``PER``, ``ORG``, ``GPE``, ``NORP``, ``MISC`` or ``OFFICE``.
    #[getter(r#type)]
    fn entity_type(&self) -> &'static str {
        self.0.entity_type.as_str()
    }

    /// ``country``, ``city`` or ``region`` of a place; sort of organization; what a person is known for.
    #[getter]
    fn subtype(&self) -> Option<&str> {
        self.0.subtype.as_deref()
    }

    /// Wikidata item, like ``Q159``.
    #[getter]
    fn wikidata(&self) -> Option<&str> {
        self.0.wikidata.as_deref()
    }

    /// ISO 3166 code of the place, or of the country that a nisba points to.
    #[getter]
    fn iso(&self) -> Option<&str> {
        self.0.iso.as_deref()
    }

    /// Canonical Arabic name.
    #[getter]
    fn name_ar(&self) -> &str {
        &self.0.name_ar
    }

    /// Canonical English name.
    #[getter]
    fn name_en(&self) -> Option<&str> {
        self.0.name_en.as_deref()
    }

    /// The fields of one entry of ``candidates`` in JSONL.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("entity_id", self.entity_id())?;
        dict.set_item("type", self.entity_type())?;
        dict.set_item("subtype", self.subtype())?;
        dict.set_item("wikidata", self.wikidata())?;
        dict.set_item("iso", self.iso())?;
        dict.set_item("name_ar", self.name_ar())?;
        dict.set_item("name_en", self.name_en())?;
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        format!("Candidate({} {} {:?})", self.entity_type(), self.entity_id(), self.name_ar())
    }

    fn __hash__(&self) -> u64 {
        hash_of(&self.0.entity_id)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickle<'py, (String,)>> {
        let make = py.get_type::<Self>().getattr("_from_json")?;
        Ok((make, (serde_json::to_string(&self.0).unwrap_or_default(),)))
    }

    #[staticmethod]
    fn _from_json(json: &str) -> PyResult<Self> {
        parse(json).map(Self)
    }
}

/// One found entity: a mention and what it is linked to.
///
/// ``text[e.start:e.end] == e.text``: ``start`` and ``end`` are code points of the original text, half-open.
/// Proclitics (و ف ب ل ك) are outside the span. Unknown values are None.
#[pyclass(frozen, eq, module = "aalam", from_py_object)]
#[derive(Clone, PartialEq)]
pub(crate) struct Entity(EntityRecord);

#[pymethods]
impl Entity {
    /// First code point.
    #[getter]
    fn start(&self) -> usize {
        self.0.start
    }

    /// One past the last code point.
    #[getter]
    fn end(&self) -> usize {
        self.0.end
    }

    /// First byte of the text in UTF-8.
    #[getter]
    fn start_byte(&self) -> usize {
        self.0.start_byte
    }

    /// One past the last byte of the text in UTF-8.
    #[getter]
    fn end_byte(&self) -> usize {
        self.0.end_byte
    }

    /// First UTF-16 code unit.
    #[getter]
    fn start_utf16(&self) -> usize {
        self.0.start_utf16
    }

    /// One past the last UTF-16 code unit.
    #[getter]
    fn end_utf16(&self) -> usize {
        self.0.end_utf16
    }

    /// The mention as written.
    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    /// ``PER``, ``ORG``, ``GPE``, ``NORP``, ``MISC`` or ``OFFICE``.
    #[getter(r#type)]
    fn entity_type(&self) -> &'static str {
        self.0.entity_type.as_str()
    }

    /// ``country``, ``city`` or ``region`` of a place; sort of organization; what a person is known for.
    #[getter]
    fn subtype(&self) -> Option<&str> {
        self.0.subtype.as_deref()
    }

    /// The gazetteer's own id, like ``country/ru``.
    #[getter]
    fn entity_id(&self) -> &str {
        &self.0.entity_id
    }

    /// Wikidata item, like ``Q159``.
    #[getter]
    fn wikidata(&self) -> Option<&str> {
        self.0.wikidata.as_deref()
    }

    /// ISO 3166 code of the place, or of the country that a nisba points to.
    #[getter]
    fn iso(&self) -> Option<&str> {
        self.0.iso.as_deref()
    }

    /// ISO 3166 code of the country that the entity belongs to: of a person, an organization, a city, a region.
    #[getter]
    fn country(&self) -> Option<&str> {
        self.0.country.as_deref()
    }

    /// Canonical Arabic name.
    #[getter]
    fn name_ar(&self) -> &str {
        &self.0.name_ar
    }

    /// Canonical English name.
    #[getter]
    fn name_en(&self) -> Option<&str> {
        self.0.name_en.as_deref()
    }

    /// The proclitics before the span: ``"و"``, ``"ل"``, ``"وب"`` ...
    #[getter]
    fn proclitic(&self) -> Option<&str> {
        self.0.proclitic.as_deref()
    }

    /// How the mention came to its entity: by a name, by a surname after an earlier mention (``alias``), by a nisba, by an office.
    #[getter]
    fn link(&self) -> &'static str {
        self.0.link.as_str()
    }

    /// What kind of name was matched: the canonical one (``name``), the full ``official`` one, a ``short`` form, an ``exonym``, an
    /// ``acronym``, another spelling (``variant``), a ``kunya``, a ``surname``, a ``nisba`` or its indefinite ``accusative``.
    #[getter]
    fn surface_kind(&self) -> &'static str {
        self.0.surface_kind.as_str()
    }

    /// Index of the mention that this one lies in, among those of the document (policies ``nested`` and ``all``).
    #[getter]
    fn outer(&self) -> Option<usize> {
        self.0.outer
    }

    /// How sure the recognizer is, in [0, 1].
    #[getter]
    fn score(&self) -> f64 {
        score(&self.0)
    }

    /// Name of the gazetteer: ``"bundled"``, ``"names"``, or the compiled one's.
    #[getter]
    fn source(&self) -> &str {
        &self.0.source
    }

    /// Every entity that the mention may mean, the best (this one) first.
    #[getter]
    fn candidates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.candidates.iter().cloned().map(Candidate))
    }

    /// The fields of one entry of ``entities`` in JSONL.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("start", self.0.start)?;
        dict.set_item("end", self.0.end)?;
        dict.set_item("start_byte", self.0.start_byte)?;
        dict.set_item("end_byte", self.0.end_byte)?;
        dict.set_item("start_utf16", self.0.start_utf16)?;
        dict.set_item("end_utf16", self.0.end_utf16)?;
        dict.set_item("text", &self.0.text)?;
        dict.set_item("type", self.entity_type())?;
        dict.set_item("subtype", self.subtype())?;
        dict.set_item("entity_id", self.entity_id())?;
        dict.set_item("wikidata", self.wikidata())?;
        dict.set_item("iso", self.iso())?;
        dict.set_item("country", self.country())?;
        dict.set_item("name_ar", self.name_ar())?;
        dict.set_item("name_en", self.name_en())?;
        dict.set_item("proclitic", self.proclitic())?;
        dict.set_item("link", self.link())?;
        dict.set_item("surface_kind", self.surface_kind())?;
        dict.set_item("outer", self.outer())?;
        dict.set_item("score", self.score())?;
        dict.set_item("source", self.source())?;
        let candidates = PyList::empty(py);
        for candidate in &self.0.candidates {
            candidates.append(Candidate(candidate.clone()).to_dict(py)?)?;
        }
        dict.set_item("candidates", candidates)?;
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        format!(
            "Entity({}..{} {} {:?} {})",
            self.0.start,
            self.0.end,
            self.entity_type(),
            self.0.text,
            self.0.entity_id
        )
    }

    fn __hash__(&self) -> u64 {
        hash_of(&(self.0.start, self.0.end, &self.0.entity_id))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickle<'py, (String,)>> {
        let make = py.get_type::<Self>().getattr("_from_json")?;
        Ok((make, (serde_json::to_string(&self.0).unwrap_or_default(),)))
    }

    #[staticmethod]
    fn _from_json(json: &str) -> PyResult<Self> {
        parse(json).map(Self)
    }
}

/// The score as its two decimals say it; an f32 widened by itself would read 0.949999…
fn score(record: &EntityRecord) -> f64 {
    (f64::from(record.score) * 100.0).round() / 100.0
}

fn hash_of(value: &impl std::hash::Hash) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn parse<T: serde::de::DeserializeOwned>(json: &str) -> PyResult<T> {
    serde_json::from_str(json)
        .map_err(|error| PyValueError::new_err(format!("bad pickle: {error}")))
}

/// A text with its entities: a sequence of :class:`Entity` in text order. In a notebook it shows the text right to left, highlighted.
#[pyclass(frozen, sequence, module = "aalam")]
pub(crate) struct Document {
    text: Py<PyString>,
    /// What was found; nothing for a document from a pickle, which has records.
    mentions: Option<Mentions>,
    /// Made when they are first asked for.
    records: OnceLock<Vec<EntityRecord>>,
}

impl Document {
    pub(crate) fn new(text: Py<PyString>, mentions: Mentions) -> Self {
        Self { text, mentions: Some(mentions), records: OnceLock::new() }
    }

    fn read(&self, py: Python<'_>) -> PyResult<String> {
        text::to_string(self.text.bind(py))
    }

    fn records(&self, py: Python<'_>) -> PyResult<&[EntityRecord]> {
        if let Some(records) = self.records.get() {
            return Ok(records);
        }
        let source = text::read(self.text.bind(py))?;
        let records = self.mentions.as_ref().map(|mentions| mentions.to_records(source.text()));
        Ok(self.records.get_or_init(|| records.unwrap_or_default()))
    }

    fn len(&self) -> usize {
        match &self.mentions {
            Some(mentions) => mentions.len(),
            None => self.records.get().map_or(0, Vec::len),
        }
    }
}

#[pymethods]
impl Document {
    /// The text, the very object that was given.
    #[getter]
    fn text(&self, py: Python<'_>) -> Py<PyString> {
        self.text.clone_ref(py)
    }

    /// The entities in text order.
    #[getter]
    fn entities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.records(py)?.iter().cloned().map(Entity))
    }

    /// ``{"text": ..., "entities": [...]}`` with the fields of JSONL.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let entities = PyList::empty(py);
        for record in self.records(py)? {
            entities.append(Entity(record.clone()).to_dict(py)?)?;
        }
        let dict = PyDict::new(py);
        dict.set_item("text", self.text.bind(py))?;
        dict.set_item("entities", entities)?;
        Ok(dict)
    }

    /// One line of JSON without a line break: ``{"id": ..., "entities": [...]}``, as the command line writes it.
    #[pyo3(signature = (id = ""))]
    fn to_jsonl(&self, py: Python<'_>, id: &str) -> PyResult<String> {
        Ok(output::jsonl(id, self.records(py)?.to_vec()))
    }

    /// CoNLL: a token, a tab and a BIO tag a line; an empty line after each line of the text.
    ///
    /// A written word is split where a mention begins or ends inside it, so a proclitic is a token of its own.
    #[pyo3(signature = (id = ""))]
    fn to_conll(&self, py: Python<'_>, id: &str) -> PyResult<String> {
        Ok(output::conll(id, &self.read(py)?, self.records(py)?))
    }

    /// brat standoff annotation, offsets in code points.
    fn to_brat(&self, py: Python<'_>) -> PyResult<String> {
        Ok(output::brat(self.records(py)?))
    }

    /// An HTML fragment, right to left, with highlighted entities; all text is escaped.
    fn to_html(&self, py: Python<'_>) -> PyResult<String> {
        Ok(output::html(&self.read(py)?, self.records(py)?))
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        self.to_html(py)
    }

    fn __len__(&self) -> usize {
        self.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.entities(py)?.try_iter()
    }

    fn __getitem__(&self, py: Python<'_>, index: isize) -> PyResult<Entity> {
        let records = self.records(py)?;
        let length = records.len();
        let position = if index < 0 { index + length.cast_signed() } else { index };
        let record = usize::try_from(position).ok().and_then(|position| records.get(position));
        let message = || {
            PyIndexError::new_err(format!("entity index {index} out of range ({length} entities)"))
        };
        record.cloned().map(Entity).ok_or_else(message)
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let Ok(other) = other.cast::<Self>() else { return Ok(false) };
        let other = other.get();
        Ok(self.records(py)? == other.records(py)?
            && self.text.bind(py).as_any().eq(other.text.bind(py))?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.text.bind(py).hash()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text = self.read(py)?;
        let head: String = text.chars().take(40).collect();
        let more = if head.len() < text.len() { "…" } else { "" };
        Ok(format!("Document({:?}{more}, {} entities)", head, self.len()))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickle<'py, (Py<PyString>, String)>> {
        let make = py.get_type::<Self>().getattr("_from_json")?;
        let json = serde_json::to_string(self.records(py)?).unwrap_or_default();
        Ok((make, (self.text(py), json)))
    }

    #[staticmethod]
    fn _from_json(text: Py<PyString>, json: &str) -> PyResult<Self> {
        Ok(Self { text, mentions: None, records: OnceLock::from(parse::<Vec<_>>(json)?) })
    }
}

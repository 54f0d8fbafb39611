//! `Recognizer`.

use aalam::{About, EngineKind, EntityType, Gazetteer, OverlapPolicy};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};

use crate::arguments::{Gazetteers, Types, as_str, bad_option, beside};
use crate::arrow::{self, ArrowTable};
use crate::columns::Columns;
use crate::document::Document;
use crate::error::to_python;
use crate::lots::Lots;
use crate::names::read_names;
use crate::text;

/// Finds and links entities. Build one and keep it; it may be shared between threads and survives fork.
///
/// Arguments:
///     gazetteers: compiled gazetteers to use as well, each the path of a file (:func:`compile`) or bytes (:func:`compile_names`); where
///         several name the same span, the later one comes first.
///     bundled: whether the bundled gazetteer is used.
///     overlap: what happens where mentions overlap.
///     types: report only these types; all by default.
///     min_score: report only mentions with at least this score, 0 to 1: 0.9 for precision, 0.25 for recall.
///     threads: threads of :meth:`batch`, at most 1,024; 0 means one a core.
///     offices: whether offices that stand for their holders («الرئيس الروسي») are reported beside the names. Each is linked to the
///         person named right after it, there or elsewhere in the text, else to who held it on the document's date.
///     resolve: whether a definite head noun that stands alone («الحلف») is linked to the last organization whose name began with it.
///     context: whether the words around a name decide about ambiguous names; without it all of them are reported.
///     engine: how names are looked up; both find the same.
///
/// Raises:
///     ArtifactError: a gazetteer is not sound.
///     ConfigError: an option is outside its range, or there is no gazetteer at all.
///     OSError: a file cannot be read.
#[pyclass(frozen, module = "aalam")]
pub(crate) struct Recognizer {
    inner: aalam::Recognizer,
    /// What it was built from, for pickling: gazetteers and options.
    recipe: Recipe,
}

#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
struct Recipe {
    bundled: bool,
    artifacts: Vec<Gazetteer>,
    overlap: OverlapPolicy,
    types: Option<Vec<EntityType>>,
    min_score: f32,
    threads: usize,
    offices: bool,
    resolve: bool,
    context: bool,
    engine: EngineKind,
}

impl Recipe {
    fn build(self, py: Python<'_>) -> PyResult<Recognizer> {
        if !self.bundled && self.artifacts.is_empty() {
            let message = "no gazetteer: pass gazetteers=[...] or bundled=True".to_owned();
            return Err(bad_option(py, message));
        }
        let recipe = self.clone();
        let build = || {
            let mut builder = aalam::Recognizer::builder()
                .overlap(self.overlap)
                .min_score(self.min_score)
                .threads(self.threads)
                .offices(self.offices)
                .resolve(self.resolve)
                .context(self.context)
                .engine(self.engine);
            if self.bundled {
                builder = builder.bundled()?;
            }
            for artifact in self.artifacts {
                builder = builder.gazetteer(artifact);
            }
            if let Some(types) = self.types {
                builder = builder.types(types);
            }
            builder.build()
        };
        let inner = py.detach(build).map_err(|error| to_python(py, &error))?;
        Ok(Recognizer { inner, recipe })
    }
}

/// The options that every way to a recognizer has.
struct Options<'a> {
    overlap: &'a str,
    types: Option<Types>,
    min_score: f32,
    threads: usize,
    offices: bool,
    resolve: bool,
    context: bool,
    engine: &'a str,
}

fn options(py: Python<'_>, options: Options<'_>) -> PyResult<Recipe> {
    let Options { overlap, types, min_score, threads, offices, resolve, context, engine } = options;
    let engine = engine.parse().map_err(|error| to_python(py, &error))?;
    let overlap = overlap.parse().map_err(|error| to_python(py, &error))?;
    Ok(Recipe {
        bundled: false,
        artifacts: Vec::new(),
        overlap,
        types: types.map(|types| types.0),
        min_score,
        threads,
        offices,
        resolve,
        context,
        engine,
    })
}

#[pymethods]
impl Recognizer {
    /// A recognizer with the bundled gazetteer, and with compiled gazetteers beside it.
    #[new]
    #[expect(
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "arguments come by name from Python"
    )]
    #[pyo3(
        signature = (*, gazetteers = Gazetteers::default(), bundled = true, overlap = "leftmost-longest", types = None, min_score = 0.5, threads = 0, offices = false, resolve = false, context = true, engine = "lexicon"),
        text_signature = "(*, gazetteers=(), bundled=True, overlap='leftmost-longest', types=None, min_score=0.5, threads=0, offices=False, resolve=False, context=True, engine='lexicon')"
    )]
    fn new(
        py: Python<'_>,
        gazetteers: Gazetteers,
        bundled: bool,
        overlap: &str,
        types: Option<Types>,
        min_score: f32,
        threads: usize,
        offices: bool,
        resolve: bool,
        context: bool,
        engine: &str,
    ) -> PyResult<Self> {
        let artifacts = gazetteers.open(py)?;
        let options =
            Options { overlap, types, min_score, threads, offices, resolve, context, engine };
        let options = self::options(py, options)?;
        Recipe { bundled, artifacts, ..options }.build(py)
    }

    /// A recognizer for names given at run time.
    ///
    /// Arguments:
    ///     names: each a str (type ``MISC``), a pair ``(name, type)``, or a dict with ``name`` and any of ``type``, ``id``,
    ///         ``aliases``, ``name_en``, ``wikidata``, ``iso``. ``(ال)`` before a name makes its article optional.
    ///     gazetteers: compiled gazetteers to use beside them, as in :class:`Recognizer`; the names come first.
    ///     bundled: whether the bundled gazetteer is used beside them.
    ///
    /// Raises:
    ///     ArtifactError: a gazetteer is not sound.
    ///     GazetteerError: a name cannot be indexed (no letters, too long, letters of an unknown script) or an id appears twice; the
    ///         message gives the number of the name, counted from 1.
    ///
    /// >>> ner = Recognizer.from_names(["وادي القمر", ("حزب الوردة", "ORG")])
    /// >>> [e.text for e in ner("عقد حزب الوردة مؤتمره بوادي القمر")]
    /// ['حزب الوردة', 'وادي القمر']
    #[staticmethod]
    #[expect(
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "arguments come by name from Python"
    )]
    #[pyo3(
        signature = (names, *, gazetteers = Gazetteers::default(), bundled = false, overlap = "leftmost-longest", types = None, min_score = 0.5, threads = 0, offices = false, resolve = false, context = true, engine = "lexicon"),
        text_signature = "(names, *, gazetteers=(), bundled=False, overlap='leftmost-longest', types=None, min_score=0.5, threads=0, offices=False, resolve=False, context=True, engine='lexicon')"
    )]
    fn from_names(
        py: Python<'_>,
        names: &Bound<'_, PyAny>,
        gazetteers: Gazetteers,
        bundled: bool,
        overlap: &str,
        types: Option<Types>,
        min_score: f32,
        threads: usize,
        offices: bool,
        resolve: bool,
        context: bool,
        engine: &str,
    ) -> PyResult<Self> {
        let names = read_names(names)?;
        let mut artifacts = gazetteers.open(py)?;
        let options =
            Options { overlap, types, min_score, threads, offices, resolve, context, engine };
        let options = self::options(py, options)?;
        let compile = || Gazetteer::from_bytes(aalam::compile_names(names)?);
        artifacts.push(py.detach(compile).map_err(|error| to_python(py, &error))?);
        Recipe { bundled, artifacts, ..options }.build(py)
    }

    /// The gazetteers in use, those that come first last: ``name``, ``entities`` and ``surfaces`` (how many) of each.
    ///
    /// >>> [layer["name"] for layer in Recognizer.from_names(["وادي القمر"], bundled=True).gazetteers]
    /// ['bundled', 'names']
    #[getter]
    fn gazetteers<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let describe = |layer: &Gazetteer| {
            let dict = PyDict::new(py);
            dict.set_item("name", layer.name())?;
            dict.set_item("entities", layer.entity_count())?;
            dict.set_item("surfaces", layer.surface_count())?;
            Ok(dict)
        };
        self.inner.gazetteers().iter().map(describe).collect()
    }

    /// Find the entities of one text. Never fails on a str; a lone surrogate counts as no letter.
    ///
    /// Arguments:
    ///     text: the text.
    ///     title: its headline, whose names support those of the text; they are not reported.
    ///     date: the day it was published, a ``datetime.date`` or a str ``YYYY-MM-DD``, alone or followed by a time; decides who held an office.
    ///
    /// Raises:
    ///     TypeError: ``text`` is not a str.
    ///     DocumentError: ``date`` is no date.
    ///
    /// >>> doc = Recognizer(offices=True)("استقبل الرئيس الروسي الوفد", date="2009-07-01")
    /// >>> [(e.text, e.link, e.name_en) for e in doc if e.type == "OFFICE"]
    /// [('الرئيس الروسي', 'office', 'Dmitry Medvedev')]
    #[pyo3(signature = (text, *, title = None, date = None))]
    fn __call__(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        title: Option<&Bound<'_, PyAny>>,
        date: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Document> {
        let text = as_str("text", text)?;
        let source = text::read(text)?;
        let (title, date) = beside(title, date)?;
        let about = About { text: source.text(), title: title.as_deref(), date };
        let found = py.detach(|| self.inner.recognize_text(about));
        Ok(Document::new(text.clone().unbind(), found))
    }

    /// Find the entities of many texts in parallel, without the GIL; results in the order of the texts.
    ///
    /// The result is a list; a notebook draws the first texts of it.
    ///
    /// Arguments:
    ///     texts: the texts.
    ///     titles: their headlines, one a text; None, NaN and what else tables have for a missing value is none.
    ///     dates: the days they were published, one a text; missing values as for titles.
    ///
    /// Raises:
    ///     TypeError: an item is not a str, or ``texts`` is one str.
    ///     ValueError: there are not as many titles or dates as texts.
    ///     DocumentError: a date is no date.
    ///     KeyboardInterrupt: Ctrl-C was pressed; it is looked for every few thousand texts.
    #[pyo3(signature = (texts, *, titles = None, dates = None))]
    fn batch<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        titles: Option<&Bound<'py, PyAny>>,
        dates: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut documents = Vec::new();
        let lots = Lots::new(texts, titles, dates)?;
        lots.recognize(py, &self.inner, |texts, found| {
            without_gc(py, || {
                for (text, found) in texts.into_iter().zip(found) {
                    documents.push(Py::new(py, Document::new(text.unbind(), found))?);
                }
                Ok(())
            })
        })?;
        py.import("aalam._documents")?.getattr("Documents")?.call1((documents,))
    }

    /// Find the entities of many texts in parallel, as columns: one row an entity, in the order of the texts.
    ///
    /// Arguments and errors as :meth:`batch`. The fastest way from a table of texts to a table of entities; ``numpy.asarray`` takes each column without a copy.
    ///
    /// Returns:
    ///     ``document`` (index of the text), ``start``, ``end`` (code points, half-open) and ``entity`` as memory views of 32-bit
    ///     unsigned numbers, ``score`` of 32-bit floats; ``entity_id`` and ``type`` as lists with one item for each number in
    ///     ``entity``.
    ///
    /// Raises:
    ///     TypeError: an item is not a str, or ``texts`` is one str.
    ///     KeyboardInterrupt: Ctrl-C was pressed; it is looked for every few thousand texts.
    #[pyo3(signature = (texts, *, titles = None, dates = None))]
    fn columns<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        titles: Option<&Bound<'py, PyAny>>,
        dates: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let mut columns = Columns::new(self.inner.gazetteers());
        let lots = Lots::new(texts, titles, dates)?;
        lots.recognize(py, &self.inner, |texts, found| {
            for (text, found) in texts.iter().zip(found) {
                columns.push(text::read(text)?.text(), &found);
            }
            Ok(())
        })?;
        columns.into_dict(py)
    }

    /// Find the entities of an Arrow column of texts in parallel.
    ///
    /// Nothing is copied on the way in, and no Arrow library is needed: anything with ``__arrow_c_stream__`` or ``__arrow_c_array__`` will do (a
    /// ``pyarrow`` array or chunked array, a Polars series, a pandas series with pyarrow installed).
    ///
    /// Args:
    ///     texts: ``string``, ``large_string``, ``string_view`` or a dictionary of these; nulls are allowed.
    ///     dates: the day of each text, or one for all: ``date32``, ``date64``, timestamps (those with a time zone count in UTC), or strings
    ///         ``YYYY-MM-DD``, alone or followed by a time.
    ///     explode: one row for each mention instead of one for each text.
    ///
    /// Returns:
    ///     A table for any Arrow library. Without ``explode`` one column ``mentions``: a list of structs for each text, null where the text is. With it
    ///     the fields of the structs as columns, and before them ``document``, the row of the text. Fields: ``start``, ``end`` (code points of the
    ///     text, half-open), ``text``, ``type``, ``subtype``, ``entity_id``, ``wikidata``, ``iso``, ``country``, ``name_ar``, ``name_en``,
    ///     ``proclitic``, ``link``, ``source``, ``score``; unknown values are null.
    ///
    /// Raises:
    ///     TypeError: ``texts`` or ``dates`` is no Arrow data of these kinds.
    ///     ValueError: there are not as many dates as texts, and more than one.
    ///     DocumentError: a date is no date; the message names its row.
    ///     KeyboardInterrupt: Ctrl-C was pressed; it is looked for 20 times a second.
    #[pyo3(signature = (texts, *, dates = None, explode = false))]
    fn arrow(
        &self,
        py: Python<'_>,
        texts: &Bound<'_, PyAny>,
        dates: Option<&Bound<'_, PyAny>>,
        explode: bool,
    ) -> PyResult<ArrowTable> {
        arrow::recognize(py, &self.inner, texts, dates, explode)
    }

    /// Why names of a text are found or not: every candidate, kept or dropped, in text order.
    ///
    /// Arguments and errors as :meth:`__call__`.
    ///
    /// Returns:
    ///     A dictionary for each candidate: ``start``, ``end`` (code points, half-open), ``start_byte``, ``end_byte``, ``text``,
    ///     ``entity_id``, ``type``, ``kept``, ``reason`` (``"clear"``, ``"cue"``, ``"counter-cue"``, ``"no-support"`` ...), ``score``,
    ///     ``support`` (the sum of the weights) and ``evidence``: dictionaries with ``id`` (the group of cues), ``word``, ``weight``.
    ///
    /// >>> [(e["text"], e["reason"]) for e in Recognizer().explain("اشترى كيلو حمص من السوق")]
    /// [('حمص', 'counter-cue')]
    #[pyo3(signature = (text, *, title = None, date = None))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        title: Option<&Bound<'_, PyAny>>,
        date: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let mut document = aalam::Document::new(text::to_string(as_str("text", text)?)?);
        (document.title, document.date) = beside(title, date)?;
        let explained = py.detach(|| self.inner.explain(&document));
        let list = PyList::empty(py);
        for one in explained {
            let dict = PyDict::new(py);
            dict.set_item("start", one.start)?;
            dict.set_item("end", one.end)?;
            dict.set_item("start_byte", one.start_byte)?;
            dict.set_item("end_byte", one.end_byte)?;
            dict.set_item("text", one.text)?;
            dict.set_item("entity_id", one.entity_id)?;
            dict.set_item("type", one.entity_type.as_str())?;
            dict.set_item("kept", one.kept)?;
            dict.set_item("reason", one.reason.as_str())?;
            dict.set_item("score", (f64::from(one.score) * 100.0).round() / 100.0)?;
            dict.set_item("support", one.support)?;
            let evidence = PyList::empty(py);
            for voice in one.evidence {
                let item = PyDict::new(py);
                item.set_item("id", voice.id)?;
                item.set_item("word", voice.word)?;
                item.set_item("weight", voice.weight)?;
                evidence.append(item)?;
            }
            dict.set_item("evidence", evidence)?;
            list.append(dict)?;
        }
        Ok(list)
    }

    /// What the gazetteers know about an entity.
    ///
    /// Args:
    ///     entity_id: the gazetteer's own id, as mentions have it.
    ///
    /// Returns:
    ///     ``entity_id``, ``type``, ``subtype``, ``name_ar``, ``name_en``, ``wikidata``, ``iso``, ``geonames``, ``country``, ``born`` and
    ///     ``died`` (years of a person), ``rank``; unknown values are None. None where no gazetteer holds the id.
    ///
    /// >>> from aalam import Recognizer
    /// >>> Recognizer().lookup("person/kofi-annan")["born"]
    /// 1938
    fn lookup<'py>(
        &self,
        py: Python<'py>,
        entity_id: &str,
    ) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(entity) = self.inner.lookup(entity_id) else { return Ok(None) };
        let known = |value: &'_ str| (!value.is_empty()).then(|| value.to_owned());
        let dict = PyDict::new(py);
        dict.set_item("entity_id", entity.id)?;
        dict.set_item("type", entity.entity_type.as_str())?;
        dict.set_item("subtype", known(entity.subtype))?;
        dict.set_item("name_ar", entity.name_ar)?;
        dict.set_item("name_en", known(entity.name_en))?;
        dict.set_item("wikidata", known(entity.wikidata))?;
        dict.set_item("iso", known(entity.iso))?;
        dict.set_item("geonames", known(entity.geonames))?;
        dict.set_item("country", known(entity.country))?;
        dict.set_item("born", entity.born)?;
        dict.set_item("died", entity.died)?;
        dict.set_item("rank", entity.rank)?;
        Ok(Some(dict))
    }

    fn __repr__(&self) -> String {
        let layers: Vec<String> = self
            .inner
            .gazetteers()
            .iter()
            .map(|layer| format!("{} ({} entities)", layer.name(), layer.entity_count()))
            .collect();
        format!("Recognizer({}, overlap={:?})", layers.join(" + "), self.recipe.overlap.as_str())
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyDict>,))> {
        let recipe = PyDict::new(py);
        let artifacts: Vec<Bound<'_, PyBytes>> =
            self.recipe.artifacts.iter().map(|one| PyBytes::new(py, one.as_bytes())).collect();
        let types = self.recipe.types.as_ref();
        let types = types.map(|types| types.iter().map(|one| one.as_str()).collect::<Vec<_>>());
        recipe.set_item("bundled", self.recipe.bundled)?;
        recipe.set_item("artifacts", artifacts)?;
        recipe.set_item("overlap", self.recipe.overlap.as_str())?;
        recipe.set_item("types", types)?;
        recipe.set_item("min_score", self.recipe.min_score)?;
        recipe.set_item("threads", self.recipe.threads)?;
        recipe.set_item("offices", self.recipe.offices)?;
        recipe.set_item("resolve", self.recipe.resolve)?;
        recipe.set_item("context", self.recipe.context)?;
        recipe.set_item("engine", self.recipe.engine.as_str())?;
        Ok((py.get_type::<Self>().getattr("_from_recipe")?, (recipe,)))
    }

    #[staticmethod]
    fn _from_recipe(py: Python<'_>, recipe: &Bound<'_, PyDict>) -> PyResult<Self> {
        let get = |key: &str| {
            recipe
                .get_item(key)?
                .ok_or_else(|| PyValueError::new_err(format!("bad pickle: no {key:?}")))
        };
        let (overlap, engine): (String, String) =
            (get("overlap")?.extract()?, get("engine")?.extract()?);
        let options = Options {
            overlap: &overlap,
            types: get("types")?.extract()?,
            min_score: get("min_score")?.extract()?,
            threads: get("threads")?.extract()?,
            offices: get("offices")?.extract()?,
            resolve: get("resolve")?.extract()?,
            context: get("context")?.extract()?,
            engine: &engine,
        };
        let options = self::options(py, options)?;
        let artifacts: Vec<Vec<u8>> = get("artifacts")?.extract()?;
        let open =
            || artifacts.into_iter().map(Gazetteer::from_bytes).collect::<aalam::Result<_>>();
        let artifacts = py.detach(open).map_err(|error| to_python(py, &error))?;
        Recipe { bundled: get("bundled")?.extract()?, artifacts, ..options }.build(py)
    }
}

/// Makes many objects without the cyclic garbage collector, which would look at each of them again and again. They hold no cycles.
fn without_gc(py: Python<'_>, make: impl FnOnce() -> PyResult<()>) -> PyResult<()> {
    let gc = py.import("gc")?;
    if !gc.call_method0("isenabled")?.is_truthy()? {
        return make();
    }
    gc.call_method0("disable")?;
    let done = make();
    gc.call_method0("enable")?;
    done
}

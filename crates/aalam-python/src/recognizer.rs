//! `Recognizer`.

use aalam::{About, Date, EngineKind, EntityType, Gazetteer, Mentions, Name, OverlapPolicy};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyIterator, PyList, PyString};

use crate::arrow::{self, ArrowTable};
use crate::columns::Columns;
use crate::document::Document;
use crate::error::{ConfigError, to_python};
use crate::text;

/// Documents between two looks at whether the user pressed Ctrl-C.
const CHUNK: usize = 1024;

/// Finds and links entities. Build one and keep it; it may be shared between threads.
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
    types: Option<Vec<String>>,
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
    let parse = |label: &String| {
        EntityType::from_label(label).ok_or_else(|| {
            ConfigError::new_err(format!(
                "types: unknown type {label:?}: PER, ORG, GPE, NORP, MISC or OFFICE"
            ))
        })
    };
    let types =
        types.map(|labels| labels.iter().map(parse).collect::<PyResult<_>>()).transpose()?;
    Ok(Recipe {
        bundled: false,
        artifacts: Vec::new(),
        overlap,
        types,
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
        clippy::needless_pass_by_value,
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "arguments come by value and by name from Python"
    )]
    #[pyo3(signature = (*, gazetteers = Vec::new(), bundled = true, overlap = "leftmost-longest", types = None, min_score = 0.5, threads = 0, offices = false, resolve = false, context = true, engine = "lexicon"))]
    fn new(
        py: Python<'_>,
        gazetteers: Vec<std::path::PathBuf>,
        bundled: bool,
        overlap: &str,
        types: Option<Vec<String>>,
        min_score: f32,
        threads: usize,
        offices: bool,
        resolve: bool,
        context: bool,
        engine: &str,
    ) -> PyResult<Self> {
        let open = || gazetteers.iter().map(Gazetteer::from_path).collect::<aalam::Result<_>>();
        let artifacts = py.detach(open).map_err(|error| to_python(py, &error))?;
        let options =
            Options { overlap, types, min_score, threads, offices, resolve, context, engine };
        let options = self::options(py, options)?;
        Recipe { bundled, artifacts, ..options }.build(py)
    }

    /// A recognizer for names given at run time; `bundled=True` uses the bundled gazetteer beside them.
    #[staticmethod]
    #[expect(
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "arguments come by name from Python"
    )]
    #[pyo3(signature = (names, *, bundled = false, overlap = "leftmost-longest", types = None, min_score = 0.5, threads = 0, offices = false, resolve = false, context = true, engine = "lexicon"))]
    fn from_names(
        py: Python<'_>,
        names: &Bound<'_, PyAny>,
        bundled: bool,
        overlap: &str,
        types: Option<Vec<String>>,
        min_score: f32,
        threads: usize,
        offices: bool,
        resolve: bool,
        context: bool,
        engine: &str,
    ) -> PyResult<Self> {
        if names.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err("names must be an iterable of names, not one str"));
        }
        let names = names
            .try_iter()?
            .enumerate()
            .map(|(index, item)| read_name(index + 1, &item?))
            .collect::<PyResult<Vec<Name>>>()?;
        let options =
            Options { overlap, types, min_score, threads, offices, resolve, context, engine };
        let options = self::options(py, options)?;
        let compile = || Gazetteer::from_bytes(aalam::compile_names(names)?);
        let compiled = py.detach(compile).map_err(|error| to_python(py, &error))?;
        Recipe { bundled, artifacts: vec![compiled], ..options }.build(py)
    }

    /// Find the entities of one text.
    #[pyo3(signature = (text, *, title = None, date = None))]
    fn __call__(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        title: Option<&str>,
        date: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Document> {
        let text = as_str(text)?;
        let source = text::read(text)?;
        let date = date.map(|date| read_date(py, date)).transpose()?.flatten();
        let about = About { text: source.text(), title, date };
        let found = py.detach(|| self.inner.recognize_text(about));
        Ok(Document::new(text.clone().unbind(), found))
    }

    /// Find the entities of many texts in parallel; results in the order of the texts.
    #[pyo3(signature = (texts, *, titles = None, dates = None))]
    fn batch(
        &self,
        py: Python<'_>,
        texts: &Bound<'_, PyAny>,
        titles: Option<&Bound<'_, PyAny>>,
        dates: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Vec<Document>> {
        let mut documents = Vec::new();
        self.chunks(py, texts, titles, dates, |objects, found| {
            let texts = objects.iter().map(|text| text.clone().unbind());
            documents.extend(texts.zip(found).map(|(text, found)| Document::new(text, found)));
            Ok(())
        })?;
        Ok(documents)
    }

    /// Find the entities of many texts in parallel, as columns: one row an entity, in text order.
    #[pyo3(signature = (texts, *, titles = None, dates = None))]
    fn columns<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        titles: Option<&Bound<'py, PyAny>>,
        dates: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let mut columns = Columns::new(self.inner.gazetteers());
        self.chunks(py, texts, titles, dates, |objects, found| {
            for (text, found) in objects.iter().zip(found) {
                columns.push(text::read(text)?.text(), &found);
            }
            Ok(())
        })?;
        columns.into_dict(py)
    }

    /// Find the entities of an Arrow column of texts in parallel, as an Arrow table.
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

    /// Why names of a text are found or not: a dictionary for every candidate.
    #[pyo3(signature = (text, *, title = None, date = None))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        title: Option<&str>,
        date: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let mut document = aalam::Document::new(text::to_string(as_str(text)?)?);
        document.title = title.map(str::to_owned);
        document.date = date.map(|date| read_date(py, date)).transpose()?.flatten();
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

    /// What the gazetteers know about the entity that has an id; None where none has it.
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

impl Recognizer {
    /// Recognizes texts some at a time; hands each lot over with what was found.
    fn chunks<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        titles: Option<&Bound<'py, PyAny>>,
        dates: Option<&Bound<'py, PyAny>>,
        mut take: impl FnMut(&[Bound<'py, PyString>], Vec<Mentions>) -> PyResult<()>,
    ) -> PyResult<()> {
        if texts.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err("texts must be an iterable of str, not one str"));
        }
        let mut texts = texts.try_iter()?;
        let mut titles = Beside::new("titles", titles)?;
        let mut dates = Beside::new("dates", dates)?;
        loop {
            let mut objects = Vec::with_capacity(CHUNK);
            for text in texts.by_ref().take(CHUNK) {
                objects.push(as_str(&text?)?.clone());
            }
            let title_of = |title: Bound<'py, PyAny>| title.extract::<Option<String>>();
            let titles = titles.take(objects.len(), title_of)?;
            let dates = dates.take(objects.len(), |date| read_date(py, &date))?;
            if objects.is_empty() {
                return Ok(());
            }
            let sources = objects.iter().map(text::read).collect::<PyResult<Vec<_>>>()?;
            let units: Vec<About<'_>> = sources
                .iter()
                .zip(titles.iter().zip(&dates))
                .map(|(source, (title, date))| About {
                    text: source.text(),
                    title: title.as_deref(),
                    date: *date,
                })
                .collect();
            let found = py.detach(|| self.inner.recognize_units_batch(&units));
            take(&objects, found)?;
            py.check_signals()?;
        }
    }
}

/// What goes with the texts of a batch, one item a text, or nothing for all.
struct Beside<'py> {
    name: &'static str,
    items: Option<Bound<'py, PyIterator>>,
}

impl<'py> Beside<'py> {
    fn new(name: &'static str, items: Option<&Bound<'py, PyAny>>) -> PyResult<Self> {
        Ok(Self { name, items: items.map(PyAnyMethods::try_iter).transpose()? })
    }

    /// The next `count` items; where fewer than a lot are asked for, no other may follow.
    fn take<T: Default + Clone>(
        &mut self,
        count: usize,
        read: impl Fn(Bound<'py, PyAny>) -> PyResult<T>,
    ) -> PyResult<Vec<T>> {
        let Some(items) = &mut self.items else { return Ok(vec![T::default(); count]) };
        let taken =
            items.by_ref().take(count).map(|item| read(item?)).collect::<PyResult<Vec<T>>>()?;
        if taken.len() < count || (count < CHUNK && items.next().is_some()) {
            let message = format!("{}: not as many as there are texts", self.name);
            return Err(PyValueError::new_err(message));
        }
        Ok(taken)
    }
}

/// A date: `datetime.date`, `datetime.datetime`, a str that begins with `YYYY-MM-DD`, or None.
fn read_date(py: Python<'_>, date: &Bound<'_, PyAny>) -> PyResult<Option<Date>> {
    if date.is_none() {
        return Ok(None);
    }
    let text = date.str()?.extract::<String>()?;
    text.parse().map(Some).map_err(|error| to_python(py, &error))
}

fn as_str<'a, 'py>(text: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, PyString>> {
    text.cast::<PyString>().map_err(|_| {
        let kind =
            text.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string());
        PyTypeError::new_err(format!("text must be str, not {kind}"))
    })
}

/// A name: str, (str, type), or a dictionary with `name` and any of `type`, `id`, `aliases`, `name_en`, `wikidata`, `iso`.
fn read_name(number: usize, item: &Bound<'_, PyAny>) -> PyResult<Name> {
    let parse_type = |label: &str| {
        EntityType::from_label(label).ok_or_else(|| {
            let message =
                format!("name {number}: unknown type {label:?}: PER, ORG, GPE, NORP or MISC");
            ConfigError::new_err(message)
        })
    };
    if let Ok(text) = item.cast::<PyString>() {
        return Ok(Name::new(text::to_string(text)?));
    }
    if let Ok((text, label)) = item.extract::<(String, String)>() {
        return Ok(Name::new(text).entity_type(parse_type(&label)?));
    }
    let Ok(dict) = item.cast::<PyDict>() else {
        let message = format!(
            "name {number}: expected str, (str, type) or dict, not {}",
            item.get_type().name()?
        );
        return Err(PyTypeError::new_err(message));
    };
    let mut name = match dict.get_item("name")? {
        Some(text) => Name::new(text.extract::<String>()?),
        None => return Err(PyValueError::new_err(format!("name {number}: no \"name\""))),
    };
    for (key, value) in dict {
        let key: String = key.extract()?;
        name = match key.as_str() {
            "name" => name,
            "type" => name.entity_type(parse_type(&value.extract::<String>()?)?),
            "id" => name.id(value.extract::<String>()?),
            "aliases" => value.extract::<Vec<String>>()?.into_iter().fold(name, Name::alias),
            "name_en" => name.name_en(value.extract::<String>()?),
            "wikidata" => name.wikidata(value.extract::<String>()?),
            "iso" => name.iso(value.extract::<String>()?),
            _ => {
                let allowed = "name, type, id, aliases, name_en, wikidata, iso";
                return Err(PyValueError::new_err(format!(
                    "name {number}: unknown key {key:?}, allowed: {allowed}"
                )));
            }
        };
    }
    Ok(name)
}

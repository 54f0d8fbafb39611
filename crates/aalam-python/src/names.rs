//! Names given at run time.

use aalam::{EntityType, Name};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::arguments::{bad_option, iterate, wrong};
use crate::text;

/// An iterable of names.
pub(crate) fn read_names(names: &Bound<'_, PyAny>) -> PyResult<Vec<Name>> {
    let names = iterate("names: an iterable of names", names)?;
    names.enumerate().map(|(index, item)| read_name(index + 1, &item?)).collect()
}

/// A name: str, (str, type), or a dictionary with `name` and any of `type`, `id`, `aliases`, `name_en`, `wikidata`, `iso`.
fn read_name(number: usize, item: &Bound<'_, PyAny>) -> PyResult<Name> {
    let parse_type = |label: &str| {
        EntityType::from_label(label).ok_or_else(|| {
            let message =
                format!("name {number}: unknown type {label:?}: PER, ORG, GPE, NORP or MISC");
            bad_option(item.py(), message)
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
        Some(text) => Name::new(string(number, "name", &text)?),
        None => return Err(PyValueError::new_err(format!("name {number}: no \"name\""))),
    };
    for (key, value) in dict {
        let key: String = key.extract()?;
        let string = || string(number, &key, &value);
        name = match key.as_str() {
            "name" => name,
            "type" => name.entity_type(parse_type(&string()?)?),
            "id" => name.id(string()?),
            "aliases" => {
                let aliases =
                    iterate(format_args!("name {number}: aliases: a list of str"), &value)?;
                for alias in aliases {
                    name = name.alias(self::string(number, "aliases", &alias?)?);
                }
                name
            }
            "name_en" => name.name_en(string()?),
            "wikidata" => name.wikidata(string()?),
            "iso" => name.iso(string()?),
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

fn string(number: usize, key: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    value.extract().map_err(|_| wrong(format_args!("name {number}: {key}: str"), value))
}

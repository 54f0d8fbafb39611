//! What the page holds: articles, mentions, entities, countries.

use std::collections::HashMap;

use aalam::{Document, Entities, Entity, EntityRef, EntityType, Gazetteer, Recognizer};
use serde::Serialize;

use crate::Stop;

/// UTF-8 bytes of text in one piece of JSON: the page parses a piece when it needs one of its articles, in a few milliseconds.
const PIECE_BYTES: usize = 256 << 10;

/// An entity that the corpus names. Unknown values are left out.
#[derive(Serialize)]
struct EntityRow {
    id: String,
    /// Index into [`EntityType::ALL`].
    #[serde(rename = "t")]
    entity_type: u8,
    ar: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wd: Option<String>,
    /// ISO code of the country that it is, belongs to, or is the nisba of.
    #[serde(skip_serializing_if = "Option::is_none")]
    iso: Option<String>,
    /// Index of the country that a mention counts for on the map.
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    country: Option<usize>,
}

#[derive(Serialize)]
struct CountryRow {
    iso: String,
    ar: String,
    en: String,
}

#[derive(Serialize)]
struct ArticleRow {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// `2009-07-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    /// Four numbers a mention: first UTF-16 unit of the text, one past the last, entity, index of its type in [`EntityType::ALL`].
    m: Vec<usize>,
}

/// Everything but the texts.
#[derive(Serialize)]
struct Index<'c> {
    version: &'static str,
    files: usize,
    faults: usize,
    types: [&'static str; EntityType::ALL.len()],
    entities: &'c [EntityRow],
    countries: &'c [CountryRow],
    articles: &'c [ArticleRow],
    /// For each piece of texts, its first article.
    pieces: Vec<usize>,
}

/// What was read and found, in the order of the input.
#[derive(Default)]
pub(super) struct Corpus {
    articles: Vec<ArticleRow>,
    texts: Vec<String>,
    entities: Vec<EntityRow>,
    countries: Vec<CountryRow>,
    /// Two gazetteers may use one id for two things.
    entity_of: HashMap<(String, String), usize>,
    country_of: HashMap<String, usize>,
}

impl Corpus {
    /// Adds an article; one without any letter in text and headline says nothing and is left out.
    pub(super) fn add(&mut self, document: &Document, entities: &Entities<'_>) {
        let title = document.title.clone().filter(|title| !title.trim().is_empty());
        if title.is_none() && document.text.trim().is_empty() {
            return;
        }
        let mut m = Vec::with_capacity(entities.len() * 4);
        for entity in entities.iter() {
            let range = entity.utf16_range();
            m.extend([range.start, range.end, self.entity(&entity)]);
            m.push(entity.entity_type() as usize);
        }
        let day = document.date.map(|date| date.to_string());
        self.articles.push(ArticleRow { id: document.id.clone(), title, day, m });
        self.texts.push(document.text.clone());
    }

    fn entity(&mut self, entity: &Entity<'_>) -> usize {
        let key = (entity.source().to_owned(), entity.id().to_owned());
        if let Some(&index) = self.entity_of.get(&key) {
            return index;
        }
        let index = self.entities.len();
        let best = entity.candidates().next();
        let country = best.and_then(place_country).map(|iso| self.country(iso));
        let owned = |value: Option<&str>| value.map(str::to_owned);
        self.entities.push(EntityRow {
            id: entity.id().to_owned(),
            entity_type: best.map_or(entity.entity_type(), |best| best.entity_type) as u8,
            ar: entity.name_ar().to_owned(),
            en: owned(entity.name_en()),
            sub: owned(entity.subtype()),
            wd: owned(entity.wikidata()),
            iso: owned(entity.iso().or(entity.country())),
            country,
        });
        self.entity_of.insert(key, index);
        index
    }

    fn country(&mut self, iso: &str) -> usize {
        if let Some(&index) = self.country_of.get(iso) {
            return index;
        }
        let index = self.countries.len();
        // Until the gazetteers are asked, and for a code that they do not know.
        self.countries.push(CountryRow { iso: iso.into(), ar: iso.into(), en: iso.into() });
        self.country_of.insert(iso.to_owned(), index);
        index
    }

    /// Gives the countries the names that the recognizer's gazetteers have for them, else those of the bundled one: a country may be
    /// named by its nisba or its cities only.
    pub(super) fn name_countries(&mut self, recognizer: &Recognizer) -> Result<(), Stop> {
        let bundled = Recognizer::bundled()?;
        // Later ones win, as they do among mentions.
        let gazetteers = bundled.gazetteers().iter().chain(recognizer.gazetteers());
        for country in gazetteers.flat_map(countries) {
            let row = self.country_of.get(country.iso).and_then(|row| self.countries.get_mut(*row));
            if let Some(row) = row {
                row.ar = country.name_ar.to_owned();
                let english = Some(country.name_en).filter(|name| !name.is_empty());
                row.en = english.unwrap_or(country.name_ar).to_owned();
            }
        }
        Ok(())
    }

    pub(super) fn articles(&self) -> usize {
        self.articles.len()
    }

    pub(super) fn mentions(&self) -> usize {
        self.articles.iter().map(|article| article.m.len() / 4).sum()
    }

    /// The index as JSON, and the texts as pieces: each a JSON array of strings.
    pub(super) fn to_json(
        &self,
        files: usize,
        faults: usize,
    ) -> Result<(String, Vec<String>), Stop> {
        let mut pieces = Vec::new();
        let mut texts = Vec::new();
        let mut rest = &self.texts[..];
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = rest.iter().take_while(|text| {
                bytes += text.len();
                bytes <= PIECE_BYTES
            });
            let (piece, others) = rest.split_at(fits.count().max(1));
            pieces.push(self.texts.len() - rest.len());
            texts.push(json(&piece)?);
            rest = others;
        }
        let index = Index {
            version: env!("CARGO_PKG_VERSION"),
            files,
            faults,
            types: EntityType::ALL.map(EntityType::as_str),
            entities: &self.entities,
            countries: &self.countries,
            articles: &self.articles,
            pieces,
        };
        Ok((json(&index)?, texts))
    }
}

/// JSON that may stand in a script element: without `<` it can neither end it nor begin a comment. Outside of strings JSON has no `<`.
pub(super) fn json(value: &impl Serialize) -> Result<String, Stop> {
    let plain = serde_json::to_string(value).map_err(|error| Stop::Refused(error.to_string()))?;
    Ok(plain.replace('<', "\\u003c"))
}

fn countries(gazetteer: &Gazetteer) -> impl Iterator<Item = EntityRef<'_>> {
    let entities = (0..gazetteer.entity_count()).map(|index| gazetteer.entity(index as u32));
    entities.filter(|entity| entity.subtype == "country" && !entity.iso.is_empty())
}

/// The country that a mention of a place or a nisba counts for. Newspapers write «واشنطن» and «الموقف الأمريكي» for the state; a person or an
/// organization of a country is not the country.
fn place_country(entity: EntityRef<'_>) -> Option<&str> {
    if !matches!(entity.entity_type, EntityType::Place | EntityType::Nisba) {
        return None;
    }
    // A province has a longer code of its own (ISO 3166-2).
    [entity.iso, entity.country].into_iter().find(|code| code.len() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_all_texts_in_order() {
        let mut corpus = Corpus::default();
        for size in [10, PIECE_BYTES, 5, PIECE_BYTES * 2, 1, 1] {
            corpus.texts.push("a".repeat(size));
        }
        let (index, texts) = corpus.to_json(1, 0).ok().unwrap();
        let sizes = texts.iter().map(|piece| {
            serde_json::from_str::<Vec<String>>(piece).unwrap().iter().map(String::len).collect()
        });
        let sizes: Vec<Vec<usize>> = sizes.collect();
        assert_eq!(
            sizes,
            [vec![10], vec![PIECE_BYTES], vec![5], vec![PIECE_BYTES * 2], vec![1, 1]]
        );
        assert!(index.contains(r#""pieces":[0,1,2,3,4]"#), "{index}");
    }

    #[test]
    fn json_cannot_leave_its_element() {
        let text = "</script><!--<b>\0\u{2028}";
        let written = json(&text).ok().unwrap();
        assert!(!written.contains('<'), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}

//! News that nobody wrote: the sentences of `templates.txt`, filled with names of the bundled gazetteer.
//!
//! The same bytes for the same gazetteer: about 5 names in 100 words, 11 bytes a word, documents of 2.7 KB on average. The
//! vocabulary is some 1,500 words, so caches and branch predictors have an easier life than with real news.

use aalam::gazetteer::{Ambiguity, Article};
use aalam::{EntityType, Gazetteer, Recognizer, SurfaceKind};

use crate::random::Random;

const TEMPLATES: &str = include_str!("templates.txt");
const SEED: u64 = 2024;
/// Fewest sentences of a document, and how many counts there are: 3 to 16, about 280 bytes each.
const SENTENCES: (usize, usize) = (3, 14);

/// Documents with at least `bytes` bytes together.
pub fn generated(bytes: usize) -> Vec<String> {
    let mut pools = Pools::new(&bundled());
    let mut random = Random::new(SEED);
    let templates: Vec<&str> =
        TEMPLATES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut documents = Vec::new();
    let mut size = 0;
    while size < bytes {
        let mut document = String::new();
        for index in 0..SENTENCES.0 + random.below(SENTENCES.1) {
            if index > 0 {
                document.push(if random.once_in(3) { '\n' } else { ' ' });
            }
            if let Some(template) = random.pick(&templates) {
                pools.fill(template, &mut random, &mut document);
            }
        }
        size += document.len();
        documents.push(document);
    }
    documents
}

fn bundled() -> Vec<Gazetteer> {
    Recognizer::bundled().map(|bundled| bundled.gazetteers().to_vec()).unwrap_or_default()
}

/// The names of the bundled gazetteer that need no context, in its order, each once.
pub(crate) fn bundled_names() -> Vec<String> {
    let pools = Pools::new(&bundled());
    [pools.persons, pools.countries, pools.cities, pools.organizations, pools.nisbas].concat()
}

/// The names that each slot is filled with, as written with their article.
#[derive(Default)]
struct Pools {
    persons: Vec<String>,
    countries: Vec<String>,
    cities: Vec<String>,
    organizations: Vec<String>,
    nisbas: Vec<String>,
}

impl Pools {
    fn new(gazetteers: &[Gazetteer]) -> Self {
        let mut pools = Self::default();
        for gazetteer in gazetteers {
            for key in 0..gazetteer.key_count() as u32 {
                for surface in gazetteer.surfaces(key) {
                    let Some(entity) = surface.entity.map(|entity| gazetteer.entity(entity)) else {
                        continue;
                    };
                    let is_name = matches!(
                        surface.kind,
                        SurfaceKind::Name | SurfaceKind::Official | SurfaceKind::Short
                    );
                    let pool = match entity.entity_type {
                        EntityType::Person => &mut pools.persons,
                        EntityType::Organization => &mut pools.organizations,
                        EntityType::Place if entity.id.starts_with("country/") => {
                            &mut pools.countries
                        }
                        EntityType::Place if entity.id.starts_with("city/") => &mut pools.cities,
                        EntityType::Nisba if surface.text() == entity.name_ar => {
                            pools.nisbas.push(surface.text().to_owned());
                            continue;
                        }
                        _ => continue,
                    };
                    if is_name && surface.ambiguity == Ambiguity::Clear {
                        pool.push(match surface.article {
                            Article::Forbidden => surface.text().to_owned(),
                            Article::Optional | Article::Required => {
                                format!("ال{}", surface.text())
                            }
                        });
                    }
                }
            }
        }
        for pool in [
            &mut pools.persons,
            &mut pools.countries,
            &mut pools.cities,
            &mut pools.organizations,
            &mut pools.nisbas,
        ] {
            pool.dedup();
        }
        pools
    }

    /// Appends a sentence with its slots filled.
    fn fill(&mut self, template: &str, random: &mut Random, out: &mut String) {
        let mut rest = template;
        while let Some((before, (slot, after))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            out.push_str(before);
            let name = match slot {
                "per" => random.pick(&self.persons),
                "gov" => random.pick(&self.countries),
                "city" => random.pick(&self.cities),
                "org" => random.pick(&self.organizations),
                "nisba" => random.pick(&self.nisbas),
                _ => None,
            };
            match name {
                Some(name) => push_after_proclitic(name, out),
                None => out.push_str(&number(slot, random)),
            }
            rest = after;
        }
        out.push_str(rest);
    }
}

/// ل and ال melt into لل; every other proclitic is simply written against the name.
fn push_after_proclitic(name: &str, out: &mut String) {
    let word = out.rsplit([' ', '\n']).next().unwrap_or_default();
    match name.strip_prefix("ال") {
        Some(bare) if matches!(word, "ل" | "ول" | "فل") => {
            out.push('ل');
            out.push_str(bare);
        }
        _ => out.push_str(name),
    }
}

fn number(slot: &str, random: &mut Random) -> String {
    match slot {
        "n" => (2 + random.below(98)).to_string(),
        "big" => format!("{},{:03}", 1 + random.below(90), random.below(1000)),
        "pct" => format!("{}.{}", 1 + random.below(9), random.below(10)),
        "year" => (1970 + random.below(60)).to_string(),
        "day" => (1 + random.below(28)).to_string(),
        unknown => format!("{{{unknown}}}"),
    }
}

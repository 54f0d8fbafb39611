//! Sentences with gold: what is named in them, and what only looks like a name.

use aalam::Recognizer;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    case: Vec<Sentence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    about: String,
    negative: bool,
    text: String,
    #[serde(default)]
    expect: Vec<Named>,
    #[serde(default)]
    known_miss: bool,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    text: String,
    r#type: String,
    id: String,
}

#[test]
fn sentences_mean_what_an_editor_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/meaning");
    let recognizer = Recognizer::bundled().unwrap();
    let mut failures = Vec::new();
    for file in ["first.toml", "second.toml", "third.toml"] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let sentences: Sentences = toml::from_str(&text).unwrap();
        for sentence in &sentences.case {
            let found = recognizer.recognize(&sentence.text);
            let found = found.iter().map(|entity| Named {
                text: entity.text().to_owned(),
                r#type: entity.entity_type().to_string(),
                id: entity.id().to_owned(),
            });
            let found: Vec<Named> = found.collect();
            // A miss that is mended is to be marked so.
            if (found == sentence.expect) == sentence.known_miss {
                failures.push(format!("{}: {}: {found:#?}", sentence.about, sentence.text));
            }
        }
        let negatives = sentences.case.iter().filter(|sentence| sentence.negative).count();
        assert!(negatives >= 150 && sentences.case.len() >= 300, "{file}");
    }
    assert!(failures.is_empty(), "{} fail:\n{}", failures.len(), failures.join("\n"));
}

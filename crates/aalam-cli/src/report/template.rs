//! The page around the data: template, style, scripts, words.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::data::{Corpus, json};
use crate::Stop;
use crate::feed::Counts;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const STRINGS: &str = include_str!("strings.json");
const WORLD: &str = include_str!("world.json");

/// The scripts, in the order in which they run. They share one scope: each file is a part of one program, not a module, because a page
/// that is a single file cannot import.
const SCRIPTS: [&str; 13] = [
    include_str!("js/fold.js"),
    include_str!("js/words.js"),
    include_str!("js/dom.js"),
    include_str!("js/store.js"),
    include_str!("js/filters.js"),
    include_str!("js/articles.js"),
    include_str!("js/overview.js"),
    include_str!("js/entities.js"),
    include_str!("js/zoom.js"),
    include_str!("js/timeline.js"),
    include_str!("js/network.js"),
    include_str!("js/map.js"),
    include_str!("js/main.js"),
];
const LIBRARIES: &str = include_str!("libraries.js");

/// The words of the page by language and key; plurals are objects by plural category.
type Strings = BTreeMap<String, BTreeMap<String, serde_json::Value>>;

/// The whole page. Without `title` it has the one of its language.
pub(super) fn page(
    lang: &str,
    title: Option<&str>,
    corpus: &Corpus,
    counts: Counts,
) -> Result<String, Stop> {
    let broken = |what: &str| Stop::Refused(format!("the page's template is broken: {what}"));
    let mut strings: Strings =
        serde_json::from_str(STRINGS).map_err(|error| broken(&error.to_string()))?;
    let words = strings.remove(lang).ok_or_else(|| broken(lang))?;
    let (index, texts) = corpus.to_json(counts.files, counts.faults)?;
    let script = format!("{LIBRARIES}(()=>{{\"use strict\";\n{}}})();\n", SCRIPTS.concat());

    let mut out = String::with_capacity(
        PAGE.len() + index.len() + script.len() + texts.iter().map(String::len).sum::<usize>(),
    );
    // Placeholders are filled in one pass over the template, so that nothing in the data is taken for one.
    let mut parts = PAGE.split("{{");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (key, rest) = part.split_once("}}").ok_or_else(|| broken(part))?;
        match key {
            "lang" => out.push_str(lang),
            "dir" => out.push_str(if lang == "ar" { "rtl" } else { "ltr" }),
            "policy" => {
                let (scripts, styles) = (source(&script), source(STYLE));
                // Writing to a string cannot fail.
                let _ = write!(
                    out,
                    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src data:; base-uri 'none'; form-action 'none'"
                );
            }
            "title" => match (title, words.get("title")) {
                (Some(title), _) => escape(title, &mut out),
                (None, Some(serde_json::Value::String(title))) => escape(title, &mut out),
                _ => return Err(broken("title")),
            },
            "style" => out.push_str(STYLE),
            "script" => out.push_str(&script),
            "world" => out.push_str(WORLD.trim_end()),
            "words" => out.push_str(&json(&words)?),
            "index" => out.push_str(&index),
            "texts" => {
                for piece in &texts {
                    let _ = writeln!(
                        out,
                        "<script type=\"application/json\" class=\"texts\">{piece}</script>"
                    );
                }
            }
            key => match words.get(key) {
                Some(serde_json::Value::String(word)) => escape(word, &mut out),
                _ => return Err(broken(key)),
            },
        }
        out.push_str(rest);
    }
    Ok(out)
}

/// An inline script or style, as a Content-Security-Policy names it: by its hash.
fn source(text: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let value = (bits >> (18 - 6 * digit)) & 63;
            // Two bytes fill three digits, one fills two; the rest is padding.
            let digit = DIGITS.get(value as usize).filter(|_| digit <= three.len());
            out.push(digit.map_or('=', |digit| char::from(*digit)));
        }
    }
    out
}

/// Text for element content and attributes. NUL, which cannot be in a page, becomes U+FFFD.
fn escape(text: &str, out: &mut String) {
    aalam::output::escape(&text.replace('\0', "\u{FFFD}"), out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads() {
        for (bytes, wanted) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(bytes.as_bytes()), wanted);
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let strings: Strings = serde_json::from_str(STRINGS).unwrap();
        let keys = |lang: &str| strings[lang].keys().collect::<Vec<_>>();
        assert_eq!(keys("en"), keys("ar"));
        for (key, arabic) in &strings["ar"] {
            assert_eq!(arabic.is_object(), strings["en"][key].is_object(), "{key}");
            if let Some(forms) = arabic.as_object() {
                for category in ["zero", "one", "two", "few", "many", "other"] {
                    assert!(forms.contains_key(category), "{key}: no {category}");
                }
            }
        }
    }

    #[test]
    fn every_part_ends_where_it_should() {
        for script in SCRIPTS.into_iter().chain([LIBRARIES]) {
            assert!(!script.contains("</script") && !script.contains("<!--"));
        }
        assert!(!STYLE.contains("</style"));
        assert!(!WORLD.contains('<'));
        for lang in ["en", "ar"] {
            let title = Some("{{words}}</title><script>\0");
            let page = page(lang, title, &Corpus::default(), Counts::default()).ok().unwrap();
            assert!(
                page.contains("<title>{{words}}&lt;/title&gt;&lt;script&gt;\u{FFFD}</title>"),
                "{page}"
            );
        }
    }
}

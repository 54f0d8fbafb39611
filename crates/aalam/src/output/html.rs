//! HTML, right to left, with highlighted mentions.

use std::fmt::Write;

use aalam_core::entity::EntityType;

use crate::mention::EntityRecord;

/// Highlights without padding or margin, so that the letters of a word stay joined across a mention's edge.
const STYLE: &str = "\
.aalam{direction:rtl;text-align:start;line-height:2;white-space:pre-wrap;overflow-wrap:anywhere}\
.aalam mark{color:inherit;background:var(--aalam-color);border-bottom:2px solid var(--aalam-line);padding:0;margin:0}\
.aalam .PER{--aalam-color:#fde9c8;--aalam-line:#c77700}\
.aalam .ORG{--aalam-color:#dbe7fd;--aalam-line:#2456b8}\
.aalam .GPE{--aalam-color:#d9f2df;--aalam-line:#1d7a3a}\
.aalam .NORP{--aalam-color:#f1def7;--aalam-line:#86309e}\
.aalam .MISC{--aalam-color:#e6e6e6;--aalam-line:#555}\
.aalam .OFFICE{--aalam-color:#fbdfe0;--aalam-line:#a32a35}\
.aalam-legend{direction:ltr;font-size:.8em}\
@media(prefers-color-scheme:dark){\
.aalam .PER{--aalam-color:#5c3d00}.aalam .ORG{--aalam-color:#18315f}.aalam .GPE{--aalam-color:#124722}\
.aalam .NORP{--aalam-color:#4d1c5b}.aalam .MISC{--aalam-color:#444}.aalam .OFFICE{--aalam-color:#5e1a20}}";

/// A document as an HTML fragment: its text, right to left, mentions as `<mark>` with type and names on hover, and a legend.
///
/// All text is escaped. Inner mentions (policies `all` and `nested`) are not drawn.
pub fn html(text: &str, entities: &[EntityRecord]) -> String {
    let mut out = format!("<style>{STYLE}</style><div class=\"aalam\" dir=\"rtl\" lang=\"ar\">");
    let mut at = 0;
    let mut counts = [0usize; EntityType::ALL.len()];
    for entity in entities {
        if entity.start_byte < at {
            continue;
        }
        escape(text.get(at..entity.start_byte).unwrap_or_default(), &mut out);
        mark(entity, &mut out);
        at = entity.end_byte;
        if let Some(count) = counts.get_mut(entity.entity_type as usize) {
            *count += 1;
        }
    }
    escape(text.get(at..).unwrap_or_default(), &mut out);
    out.push_str("<div class=\"aalam-legend\">");
    for (entity_type, count) in EntityType::ALL.into_iter().zip(counts) {
        if count > 0 {
            // Writing to a string cannot fail.
            let _ = write!(out, "<mark class=\"{entity_type}\">{entity_type}</mark> {count} ");
        }
    }
    out.push_str("</div></div>");
    out
}

/// A complete page around fragments of [`html`], each with its title.
pub fn html_page(title: &str, documents: &[(String, String)]) -> String {
    let mut out = String::from(
        "<!DOCTYPE html>\n<html lang=\"ar\" dir=\"rtl\"><head><meta charset=\"utf-8\"><title>",
    );
    escape(title, &mut out);
    out.push_str(
        "</title><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <style>body{max-width:50em;margin:2em auto;padding:0 1em;font-family:\"Noto Naskh Arabic\",Amiri,\"Geeza Pro\",serif;font-size:1.2em}</style></head><body>\n",
    );
    for (id, fragment) in documents {
        out.push_str("<article><h2>");
        escape(id, &mut out);
        out.push_str("</h2>");
        out.push_str(fragment);
        out.push_str("</article>\n");
    }
    out.push_str("</body></html>\n");
    out
}

fn mark(entity: &EntityRecord, out: &mut String) {
    let facts = [
        Some(entity.entity_type.as_str()),
        entity.subtype.as_deref(),
        Some(&entity.name_ar),
        entity.name_en.as_deref(),
        entity.iso.as_deref(),
        entity.wikidata.as_deref(),
        Some(&entity.entity_id),
    ];
    let title = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let _ = write!(out, "<mark class=\"{}\" title=\"", entity.entity_type);
    escape(&title, out);
    out.push_str("\">");
    escape(&entity.text, out);
    out.push_str("</mark>");
}

/// Appends text for element content and attributes.
#[doc(hidden)]
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
}

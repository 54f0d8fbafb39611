//! The tables that `aalam tag` and `aalam explain` print for people.

use std::fmt::Write;

use aalam::{Entities, Entity, Explanation};

/// Columns wider than this are not padded, so that one long name does not push the others away.
const WIDEST: usize = 34;

/// One line a mention: offsets in code points, type, text, what it is linked to.
pub(crate) fn table(id: &str, entities: &Entities<'_>) -> String {
    let count = entities.len();
    let title = format!("{id}: {count} mention{}\n", if count == 1 { "" } else { "s" });
    aligned(title, &entities.iter().map(|entity| row(&entity)).collect::<Vec<_>>())
}

/// One line a candidate: `+` kept or `-` dropped, why, offsets, type, text, id, what speaks for and against it.
pub(crate) fn explanations(id: &str, explained: &[Explanation]) -> String {
    let count = explained.len();
    let title = format!("{id}: {count} candidate{}\n", if count == 1 { "" } else { "s" });
    let row = |one: &Explanation| {
        let evidence = one.evidence.iter();
        let evidence = evidence.map(|one| format!("{:+} {} ({})", one.weight, one.word, one.id));
        [
            format!("{} {}", if one.kept { '+' } else { '-' }, one.reason.as_str()),
            format!("{:.2}", one.score),
            format!("{}..{}", one.start, one.end),
            one.entity_type.to_string(),
            printable(&one.text),
            one.entity_id.clone(),
            evidence.collect::<Vec<_>>().join(", "),
        ]
    };
    aligned(title, &explained.iter().map(row).collect::<Vec<_>>())
}

/// Appends rows to `out`, their cells in columns.
fn aligned<const N: usize>(mut out: String, rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(shown(cell)).min(WIDEST);
        }
    }
    for row in rows {
        let mut line = String::from(" ");
        for (width, cell) in widths.iter().zip(row) {
            // Writing to a string cannot fail.
            let _ = write!(line, " {cell}{}", " ".repeat(width.saturating_sub(shown(cell))));
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn row(entity: &Entity<'_>) -> [String; 6] {
    let range = entity.char_range();
    [
        format!("{}..{}", range.start, range.end),
        entity.entity_type().to_string(),
        printable(entity.text()),
        entity.name_en().unwrap_or("-").to_owned(),
        entity.iso().or(entity.wikidata()).unwrap_or("-").to_owned(),
        entity.id().to_owned(),
    ]
}

/// Columns that a text takes on a terminal: marks and controls take none.
fn shown(text: &str) -> usize {
    text.chars().filter(|c| !matches!(c, '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')).count()
}

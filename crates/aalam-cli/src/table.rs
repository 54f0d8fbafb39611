//! The table that `aalam tag` prints for people.

use std::fmt::Write;

use aalam::{Entities, Entity};

/// Columns wider than this are not padded, so that one long name does not push the others away.
const WIDEST: usize = 34;

/// One line a mention: offsets in code points, type, text, what it is linked to.
pub(crate) fn table(id: &str, entities: &Entities<'_>) -> String {
    let count = entities.len();
    let mut out = format!("{id}: {count} mention{}\n", if count == 1 { "" } else { "s" });
    let rows: Vec<[String; 6]> = entities.iter().map(|entity| row(&entity)).collect();
    let mut widths = [0; 6];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(shown(cell)).min(WIDEST);
        }
    }
    for row in &rows {
        let mut line = String::from(" ");
        for (width, cell) in widths.iter().zip(row) {
            // Writing to a string cannot fail.
            let _ = write!(line, " {cell}{}", " ".repeat(width.saturating_sub(shown(cell))));
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

fn row(entity: &Entity<'_>) -> [String; 6] {
    let range = entity.char_range();
    let printable = |text: &str| -> String {
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
    };
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

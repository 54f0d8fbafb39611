//! Rules (`*.toml`): ordinary words, cues, blocked phrases.

use std::collections::BTreeMap;

use super::{Reports, SourceFile, check_surface};
use crate::gazetteer::rules::Rules;

pub(super) fn parse_rules(file: &SourceFile, rules: &mut Rules, reports: &mut Reports) {
    let parsed: Rules = match toml::from_str(&file.text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            let line = file.text.get(..offset).unwrap_or_default().matches('\n').count() as u32 + 1;
            reports.add(&file.path, line, error.message().replace('\n', " "));
            return;
        }
    };
    // TOML values keep no positions: a faulty value is found again by its text.
    let line_of = |needle: &str| {
        file.text.lines().position(|line| line.contains(needle)).map_or(0, |index| index as u32 + 1)
    };
    let mut ids = BTreeMap::new();
    for cue in &parsed.cues {
        let count = ids.entry(cue.id.as_str()).or_insert(0);
        *count += 1;
        let at = cue_line(&file.text, &cue.id, *count);
        // The line of a field is looked for after the line of the cue's id.
        let field = |name: &str| {
            let mut after = file.text.lines().enumerate().skip(at as usize);
            let found = after.find(|(_, line)| line.trim_start().starts_with(name));
            found.map_or(at, |(index, _)| index as u32 + 1)
        };
        if *count > 1 {
            reports.add(&file.path, at, format!("duplicate id {:?} of a cue", cue.id));
        }
        if cue.words.is_empty() {
            reports.add(&file.path, field("words"), format!("cue {:?} has no words", cue.id));
        }
        if cue.types.is_empty() {
            reports.add(&file.path, field("types"), format!("cue {:?} has no types", cue.id));
        }
        if cue.weight == 0 {
            reports.add(&file.path, field("weight"), format!("cue {:?} has the weight 0", cue.id));
        }
    }
    let one_word = parsed.function.iter().chain(&parsed.common).map(|word| (word, true));
    let cue_words = parsed.cues.iter().flat_map(|cue| &cue.words);
    let any_words = parsed.phrases.iter().chain(cue_words).map(|word| (word, false));
    for (word, must_be_one) in one_word.chain(any_words) {
        let fault = if word.is_empty() {
            Err("empty string".to_owned())
        } else if must_be_one && word.trim().contains(char::is_whitespace) {
            Err(format!("{word:?}: one word expected"))
        } else {
            check_surface(word)
        };
        if let Err(message) = fault {
            reports.add(&file.path, line_of(&format!("\"{word}\"")), message);
        }
    }
    rules.function.extend(parsed.function);
    rules.common.extend(parsed.common);
    rules.cues.extend(parsed.cues);
    rules.phrases.extend(parsed.phrases);
}

/// The line of the `count`th cue with this id.
fn cue_line(text: &str, id: &str, count: usize) -> u32 {
    let quoted = format!("\"{id}\"");
    let lines = (1u32..).zip(text.lines());
    let mut ids =
        lines.filter(|(_, line)| line.trim_start().starts_with("id") && line.contains(&quoted));
    ids.nth(count - 1).map_or(0, |(line, _)| line)
}

//! Entities that share a name (عمان, طرابلس, جورجيا, حزب العمال): which of them the text is about.

use aalam_core::entity::EntityType;
use aalam_core::gazetteer::{EntityRef, Gazetteer};
use aalam_core::text::Text;

use crate::around::Around;
use crate::candidates::Candidate;
use crate::mention::EntityKey;

/// Head nouns of cities and their parts, before a name or one word before it: العاصمة الأردنية عمان.
const CITY_HEADS: [&str; 8] =
    ["العاصمة", "عاصمة", "عاصمتها", "عاصمته", "مدينة", "المدينة", "مدينتي", "بلدية"];
/// Head nouns of states, and what is named after one: خام عمان.
const STATE_HEADS: [&str; 10] =
    ["سلطنة", "دولة", "جمهورية", "مملكة", "السلطنة", "حكومة", "برلمان", "رئيس", "خام", "خامي"];
/// Head nouns of the states of a federation.
const REGION_HEADS: [&str; 4] = ["ولاية", "ولايات", "ولايتي", "محافظة"];
/// What a head noun adds: more than a mention nearby.
const HEAD: i32 = 12;
/// What the other one of two names in a list adds (بين دمشق وعمان, قطر وعمان): more than a mention nearby, less than a head noun.
const LISTED: i32 = 5;
/// A person who is better known than a namesake by more than this is meant wherever the text takes place.
const KNOWN: u8 = 1;

/// Sets the evidence of candidates whose span names several entities of one type. Candidates are in text order.
///
/// `told` is a buffer: which entities are named once and for sure, and where.
pub(super) fn weigh(
    around: Around<'_>,
    layers: &[Gazetteer],
    candidates: &mut [Candidate],
    told: &mut Vec<(u32, EntityKey)>,
) {
    let told_apart = [EntityType::Place, EntityType::Organization, EntityType::Person];
    let shared = |a: &Candidate, b: &Candidate| {
        a.span == b.span
            && a.entity_type == b.entity_type
            && a.entity != b.entity
            && told_apart.contains(&a.entity_type)
    };
    if !candidates.windows(2).any(|pair| matches!(pair, [a, b] if shared(a, b))) {
        return;
    }
    let country_of = |key: EntityKey| {
        layers.get(usize::from(key.layer)).map_or("", |layer| layer.country(key.entity))
    };
    told.clear();
    let alone = candidates.iter().enumerate().filter(|(index, one)| {
        let neighbours = [index.checked_sub(1), index.checked_add(1)].into_iter().flatten();
        let mut neighbours = neighbours.filter_map(|near| candidates.get(near));
        !neighbours.any(|near| near.span == one.span)
    });
    told.extend(alone.filter_map(|(_, one)| {
        let key = one.entity.filter(|key| !country_of(*key).is_empty())?;
        Some((one.first_word, key))
    }));
    for index in 0..candidates.len() {
        let Some(one) = candidates.get(index).copied() else { break };
        let near = candidates.iter().skip(index.saturating_sub(4)).take(9);
        let rivals = near.filter(|other| shared(&one, other));
        let rivals = rivals.filter_map(|rival| entity_of(layers, rival.entity?));
        let Some(entity) = one.entity.and_then(|key| entity_of(layers, key)) else { continue };
        let country = home(entity);
        let (mut is_shared, mut with_state, mut best) = (false, false, 0);
        // A state and a city elsewhere are told apart by lists, a state and the city that it is named after (تونس) are not.
        let mut abroad = one.entity_type == EntityType::Place;
        for rival in rivals {
            is_shared = true;
            with_state |= rival.subtype == "country";
            abroad &= home(rival) != country;
            best = best.max(rival.rank);
        }
        if !is_shared {
            continue;
        }
        let nearness = |word: u32| match word.abs_diff(one.first_word) {
            0..=12 => 4,
            13..=60 => 2,
            _ => 1,
        };
        let may_tell = match one.entity_type {
            // The Georgia of the United States is not meant wherever they are named.
            EntityType::Place => !(with_state && entity.subtype == "region"),
            EntityType::Person => entity.rank + KNOWN >= best,
            _ => true,
        };
        let mentions = told.iter().filter(|(_, other)| may_tell && country_of(*other) == country);
        let told: i32 = mentions.map(|(word, _)| nearness(*word)).sum();
        let heads: &[&str] = match entity.subtype {
            "city" => &CITY_HEADS,
            "country" => &STATE_HEADS,
            _ => &REGION_HEADS,
        };
        let beside =
            || listed_with(around, candidates, index).and_then(|key| entity_of(layers, key));
        let with_state = with_state || entity.subtype == "country";
        let listed =
            abroad && with_state && beside().is_some_and(|other| other.subtype == entity.subtype);
        let evidence = told
            + if one.headed || has_head(around, &one, heads) { HEAD } else { 0 }
            + if listed { LISTED } else { 0 };
        if let Some(one) = candidates.get_mut(index) {
            one.evidence = evidence;
        }
    }
}

/// Whether a head noun stands before the name, or before the one word before it.
fn has_head(around: Around<'_>, one: &Candidate, heads: &[&str]) -> bool {
    let is_head = |word: u32| heads.iter().any(|head| around.word_text(word).ends_with(head));
    let Some(before) = one.first_word.checked_sub(1) else { return false };
    if !around.is_bridged(before, one.first_word) {
        return false;
    }
    let second = before.checked_sub(1).filter(|second| around.is_bridged(*second, before));
    is_head(before) || second.is_some_and(is_head)
}

/// The entity that a list names right before or right after a candidate, where its name leaves no choice.
fn listed_with(around: Around<'_>, candidates: &[Candidate], index: usize) -> Option<EntityKey> {
    let one = candidates.get(index)?;
    let follows = |first: &Candidate, second: &Candidate| {
        let comma = |text: Text<'_>| text.chars().any(|c| matches!(c, '،' | ','));
        first.last_word + 1 == second.first_word
            && (second.start.proclitic.has_conjunction()
                || around.between(first.last_word, second.first_word).is_some_and(comma))
    };
    let near = candidates.iter().skip(index.saturating_sub(4)).take(9);
    let mut beside = near.filter(|other| follows(other, one) || follows(one, other));
    let first = beside.find(|other| other.entity.is_some())?;
    let is_alone = beside.all(|other| other.span != first.span);
    first.entity.filter(|_| is_alone && first.entity_type == EntityType::Place)
}

/// The code of the country that an entity belongs to, or of itself.
fn home(entity: EntityRef<'_>) -> &str {
    if entity.country.is_empty() { entity.iso } else { entity.country }
}

fn entity_of(layers: &[Gazetteer], key: EntityKey) -> Option<EntityRef<'_>> {
    Some(layers.get(usize::from(key.layer))?.entity(key.entity))
}

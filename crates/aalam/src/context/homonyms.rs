//! Entities that share a name (عمان, طرابلس, جورجيا, حزب العمال): which of them the text is about.

use aalam_core::entity::EntityType;
use aalam_core::gazetteer::{EntityRef, Gazetteer};

use crate::around::Around;
use crate::candidates::Candidate;
use crate::mention::EntityKey;

/// Head nouns of cities and their parts, before a name or one word before it: العاصمة الأردنية عمان.
const CITY_HEADS: [&str; 8] =
    ["العاصمة", "عاصمة", "عاصمتها", "عاصمته", "مدينة", "المدينة", "مدينتي", "بلدية"];
/// Head nouns of states.
const STATE_HEADS: [&str; 8] =
    ["سلطنة", "دولة", "جمهورية", "مملكة", "السلطنة", "حكومة", "برلمان", "رئيس"];
/// Head nouns of the states of a federation.
const REGION_HEADS: [&str; 4] = ["ولاية", "ولايات", "ولايتي", "محافظة"];
/// What a head noun adds: more than a mention nearby.
const HEAD: i32 = 12;
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
        let (mut is_shared, mut with_state, mut best) = (false, false, 0);
        for rival in rivals {
            is_shared = true;
            with_state |= rival.subtype == "country";
            best = best.max(rival.rank);
        }
        if !is_shared {
            continue;
        }
        let Some(entity) = one.entity.and_then(|key| entity_of(layers, key)) else { continue };
        let country = if entity.country.is_empty() { entity.iso } else { entity.country };
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
        let evidence = told + if one.headed || has_head(around, &one, heads) { HEAD } else { 0 };
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

fn entity_of(layers: &[Gazetteer], key: EntityKey) -> Option<EntityRef<'_>> {
    Some(layers.get(usize::from(key.layer))?.entity(key.entity))
}

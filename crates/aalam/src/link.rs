//! What a mention is linked to beyond its own name: the holder of an office.

use aalam_core::date::Date;
use aalam_core::entity::{EntityType, SurfaceKind};
use aalam_core::gazetteer::Gazetteer;

use crate::around::Around;
use crate::candidates::Candidate;
use crate::mention::{EntityKey, LinkKind};

/// How a candidate came to its entity.
pub(crate) fn kind_of(candidate: &Candidate) -> LinkKind {
    match (candidate.entity_type, candidate.kind) {
        (EntityType::Office, _) => LinkKind::Office,
        (EntityType::Nisba, _) => LinkKind::Nisba,
        (_, SurfaceKind::Surname) if candidate.antecedent > 0 => LinkKind::Alias,
        _ => LinkKind::Name,
    }
}

/// After the name of an office: its holder is another one than today's.
const NOT_NOW: [&str; 18] = [
    "السابق",
    "السابقة",
    "الأسبق",
    "الأسبقة",
    "المخلوع",
    "المعزول",
    "الراحل",
    "الراحلة",
    "المنتخب",
    "المنتخبة",
    "المقبل",
    "المقبلة",
    "القادم",
    "الجديد",
    "الجديدة",
    "المستقيل",
    "المؤقت",
    "المكلف",
];
/// Before the name of an office: another office.
const DEPUTY: [&str; 12] = [
    "نائب",
    "نائبة",
    "نائبا",
    "نواب",
    "وكيل",
    "وكيلة",
    "مساعد",
    "مساعدة",
    "معاون",
    "منصب",
    "مرشح",
    "مرشحة",
];

/// Links offices to their holders; offices that are not those of the day are dropped. `offices` and `named` are selected and in text
/// order; behind each holder stands its office, with the same span.
pub(crate) fn offices(
    around: Around<'_>,
    layers: &[Gazetteer],
    date: Option<Date>,
    named: &[Candidate],
    offices: &mut Vec<Candidate>,
) {
    offices.retain(|office| {
        let before = office.first_word.checked_sub(1);
        let attached = office.start.has_attached_proclitic();
        let is_deputy = before.is_some_and(|before| {
            !attached
                && around.is_bridged(before, office.first_word)
                && is_one_of(around, before, &DEPUTY)
        });
        let after = office.last_word + 1;
        let is_past =
            around.is_bridged(office.last_word, after) && is_one_of(around, after, &NOT_NOW);
        !is_deputy && !is_past
    });
    // «الرئيس الروسي فلاديمير بوتين» tells the holder, here and in what follows.
    let told = |office: &Candidate| -> Option<EntityKey> {
        let after = office.last_word + 1;
        let next = named.iter().find(|name| name.first_word >= after)?;
        let is_told = next.first_word == after
            && next.entity_type == EntityType::Person
            && next.start.skip == 0
            && around.is_bridged(office.last_word, after);
        next.entity.filter(|_| is_told)
    };
    let holders: Vec<Option<EntityKey>> = offices.iter().map(told).collect();
    let mut linked = Vec::with_capacity(offices.len() * 2);
    for (index, office) in offices.iter().enumerate() {
        let same = |(other, holder): (&Candidate, &Option<EntityKey>)| {
            holder.filter(|_| other.entity == office.entity)
        };
        let mut earlier = offices.iter().zip(&holders).take(index + 1).rev();
        let mut later = offices.iter().zip(&holders).skip(index + 1);
        let holder = earlier.find_map(same).or_else(|| later.find_map(same)).or_else(|| {
            let key = office.entity?;
            let entity = layers.get(usize::from(key.layer))?.holder(key.entity, date?)?;
            Some(EntityKey { entity, ..key })
        });
        let office = Candidate { kept: true, ..*office };
        if holder.is_some() {
            linked.push(Candidate { entity: holder, ..office });
        }
        linked.push(office);
    }
    *offices = linked;
}

fn is_one_of(around: Around<'_>, word: u32, list: &[&str]) -> bool {
    let written = around.word_text(word);
    list.iter().any(|one| written == **one)
}

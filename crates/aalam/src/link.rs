//! What a mention is linked to beyond its own name: the holder of an office, the organization that was named before.

use std::cmp::Reverse;

use aalam_core::date::Date;
use aalam_core::entity::{Ambiguity, EntityType, SurfaceKind};
use aalam_core::gazetteer::Gazetteer;
use aalam_core::letters::{Letters, Reader};
use aalam_core::span::LetterSpan;
use aalam_core::words::{Definite, Start, starts};

use crate::around::Around;
use crate::candidates::Candidate;
use crate::mention::{EntityKey, LinkKind};
use crate::reason::Reason;

/// How a candidate came to its entity.
pub(crate) fn kind_of(candidate: &Candidate) -> LinkKind {
    match (candidate.entity_type, candidate.kind) {
        (EntityType::Office, _) => LinkKind::Office,
        (EntityType::Nisba, _) => LinkKind::Nisba,
        (_, SurfaceKind::Surname) if candidate.antecedent > 0 => LinkKind::Alias,
        _ if candidate.reason == Reason::Antecedent => LinkKind::Alias,
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

/// Head nouns that name an organization again once it was named: «حلف شمال الأطلسي … الحلف».
const HEADS: [&str; 24] = [
    "حلف",
    "منظمة",
    "اتحاد",
    "حركة",
    "حزب",
    "جماعة",
    "وكالة",
    "هيئة",
    "مجلس",
    "شركة",
    "بنك",
    "صندوق",
    "محكمة",
    "جامعة",
    "جمعية",
    "تنظيم",
    "جبهة",
    "كتلة",
    "تحالف",
    "تيار",
    "مفوضية",
    "رابطة",
    "نقابة",
    "لجنة",
];

/// The letters of [`HEADS`] as a recognizer reads them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heads(Vec<Vec<u8>>);

impl Heads {
    pub(crate) fn new(reader: &Reader) -> Self {
        let mut letters = Letters::default();
        let read = |head: &&str| {
            reader.read(*head, &mut letters);
            letters.codes().to_vec()
        };
        Self(HEADS.iter().map(read).collect())
    }
}

/// Appends a mention for each definite head noun that stands alone, linked to the last organization whose name began with it.
/// `candidates` are selected and in text order, and so they are left.
pub(crate) fn resolve(around: Around<'_>, heads: &Heads, candidates: &mut Vec<Candidate>) {
    let words = &around.scan.words;
    let is_head = |codes: &[u8]| heads.0.iter().position(|head| head.as_slice() == codes);
    let bare = |word: u32| -> Option<(Start, usize)> {
        let codes = around.scan.word(word as usize);
        starts(codes)
            .filter(|start| start.definite != Definite::No || start.skip == 0)
            .find_map(|start| Some((start, is_head(codes.get(usize::from(start.skip)..)?)?)))
    };
    let mut found = Vec::new();
    // The last organization of each head noun.
    let mut last: Vec<Option<Candidate>> = vec![None; heads.0.len()];
    let mut next = 0;
    let mut covered = 0;
    for word in 0..words.len() as u32 {
        while let Some(one) = candidates.get(next).filter(|one| one.first_word <= word) {
            covered = covered.max(one.last_word + 1);
            let head = bare(one.first_word).map(|(_, head)| head);
            if one.entity_type == EntityType::Organization
                && !one.is_single_word()
                && let Some(slot) = head.and_then(|head| last.get_mut(head))
            {
                *slot = Some(*one);
            }
            next += 1;
        }
        if word < covered {
            continue;
        }
        let Some((start, head)) = bare(word).filter(|(start, _)| start.definite == Definite::Yes)
        else {
            continue;
        };
        // «الحركة الإسلامية» and «الحزب الحاكم» are names of their own.
        let after = word + 1;
        let goes_on = around.is_bridged(word, after)
            && starts(around.scan.word(after as usize))
                .any(|start| start.definite == Definite::Yes && start.proclitic.is_none());
        let (Some(Some(named)), Some(span)) = (last.get(head), words.span(word as usize)) else {
            continue;
        };
        if goes_on {
            continue;
        }
        let letters = LetterSpan { start: span.start + u32::from(start.span_skip), ..span };
        found.push(Candidate {
            span: around.scan.letters.source_span(around.text, letters),
            first_word: word,
            last_word: word,
            start,
            kind: SurfaceKind::Short,
            support: 2,
            antecedent: named.span.end,
            reason: Reason::Antecedent,
            ambiguity: Ambiguity::Ambiguous,
            ..*named
        });
    }
    candidates.append(&mut found);
    candidates.sort_by_key(|one| (one.span.start, Reverse(one.span.end)));
}

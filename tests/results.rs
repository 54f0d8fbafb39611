//! The public API: gazetteers together, run-time names, filters, threads.

use aalam::{EntityType, Name, Recognizer};
use aalam_tests::mini_gazetteer;

fn assert_shareable<T: Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}

fn assert_send_sync<T: Send + Sync>() {}

#[test]
fn public_types_can_be_shared_between_threads() {
    assert_shareable::<aalam::Gazetteer>();
    assert_shareable::<aalam::Mentions>();
    assert_shareable::<aalam::Entities<'_>>();
    assert_send_sync::<Recognizer>();
    assert_send_sync::<aalam::Error>();
}

#[test]
fn a_gazetteer_added_later_comes_first() {
    let own = Name::new("بيروت").entity_type(EntityType::Organization).id("org/beirut-paper");
    let recognizer = Recognizer::builder()
        .gazetteer(mini_gazetteer().unwrap())
        .names([own])
        .unwrap()
        .build()
        .unwrap();
    let found = recognizer.recognize("وصل إلى بيروت");
    let entity = found.get(0).unwrap();
    assert_eq!((entity.id(), entity.source()), ("org/beirut-paper", "names"));
    let ids: Vec<&str> = entity.candidates().map(|candidate| candidate.id).collect();
    assert_eq!(ids, ["org/beirut-paper", "city/beirut"]);
}

#[test]
fn run_time_names_take_proclitics_and_folds() {
    let recognizer = Recognizer::from_names(["(ال)وردة الحمراء", "وادي القمر"]).unwrap();
    let texts = ["للوردة الحمرا شأن", "والورده الحمراء", "بوادي القمر"];
    let spans: Vec<String> = texts
        .iter()
        .flat_map(|text| recognizer.recognize(text).to_records())
        .map(|record| record.text)
        .collect();
    assert_eq!(spans, ["لوردة الحمرا", "الورده الحمراء", "وادي القمر"]);
}

#[test]
fn types_filter_after_overlap() {
    let only = |types: &[EntityType]| {
        let builder = Recognizer::builder().gazetteer(mini_gazetteer().unwrap());
        builder.types(types.iter().copied()).build().unwrap()
    };
    let text = "قال جورج واشنطن إن لبنان بعيد";
    let places = only(&[EntityType::Place]).recognize(text).to_records();
    assert_eq!(places.iter().map(|record| record.text.as_str()).collect::<Vec<_>>(), ["لبنان"]);
}

#[test]
fn min_score_only_takes_away() {
    let build = |score| {
        let builder = Recognizer::builder().gazetteer(mini_gazetteer().unwrap());
        builder.min_score(score).build().unwrap()
    };
    let text = "وصل باراك أوباما إلى بيروت";
    let (all, sure) =
        (build(0.0).recognize(text).to_records(), build(0.97).recognize(text).to_records());
    assert!(
        sure.len() < all.len()
            && sure.iter().all(|record| all.contains(record) && record.score >= 0.97)
    );
}

#[test]
fn results_do_not_depend_on_threads() {
    let texts: Vec<String> =
        (0..300).map(|index| format!("زار الوفد رقم {index} روسيا وبيروت والناتو")).collect();
    let run = |threads| {
        let builder = Recognizer::builder().gazetteer(mini_gazetteer().unwrap()).threads(threads);
        let recognizer = builder.build().unwrap();
        let found = recognizer.recognize_batch(&texts);
        found.iter().map(aalam::Entities::to_records).collect::<Vec<_>>()
    };
    let one = run(1);
    assert!(one.iter().all(|records| records.len() == 3));
    assert_eq!(one, run(2));
    assert_eq!(one, run(8));
}

#[test]
fn nothing_in_nothing_out() {
    let recognizer = Recognizer::builder().gazetteer(mini_gazetteer().unwrap()).build().unwrap();
    for text in ["", " ", "\u{0640}", "\u{064E}", "\u{FEFF}", "ل", "ال", "لل", "\n\n", "😀"]
    {
        assert!(recognizer.recognize(text).is_empty(), "{text:?}");
    }
    assert!(recognizer.recognize_batch::<&str>(&[]).is_empty());
}

#[test]
fn names_of_a_user_are_protected_from_ordinary_words() {
    let recognizer = aalam::Recognizer::from_names(["علي", "جدة", "أمل"]).unwrap();
    let found = |text: &str| -> Vec<String> {
        recognizer.recognize(text).iter().map(|entity| entity.to_text()).collect()
    };
    assert!(found("وضع الكتاب على الطاولة وزار جده").is_empty());
    assert_eq!(found("وصل علي إلى جدة ثم تحدثت أمل"), ["علي", "جدة", "أمل"]);
}

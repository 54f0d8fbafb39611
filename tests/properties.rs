//! Laws that hold for every text.

use aalam::Recognizer;
use aalam::gazetteer::{Fold, Profile};
use aalam_core::automaton::Automaton;
use aalam_core::gazetteer::Gazetteer;
use aalam_core::letters::{FIRST_SEPARATOR, Letters, Reader, SPACE, is_mark};
use aalam_core::matcher::{Hit, Matcher, Scan, Work};
use aalam_core::span::LetterSpan;
use aalam_tests::mini_gazetteer;
use proptest::prelude::*;

/// Texts that look like news gone wrong: names, clitics, marks, controls, ligatures, other scripts, any character at all.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "روسيا", "لبنان", "الناتو", "للناتو", "ناتو", "بيروت", "القاهرة", "باراك أوباما", "أوباما", "الأمم المتحدة",
            "عمان", "طرابلس", "روسي", "الروسية", "أمل", "حركة", "في", "قال",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec!["و", "ف", "ب", "ل", "ك", "ال", "لل", "لـ", "بالـ"]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            " ", "  ", "\n", "\n\n", "-", "،", ". ", "«", "»", "\"", "(", ")", "\u{0640}", "\u{064E}", "\u{0651}", "\u{0654}",
            "\u{200F}", "\u{FEFB}", "\u{FDF2}", "\u{FDFA}", "\u{FEEB}", "ء", "😀", "A", "7", "٧", "\u{2029}", "Ж", "\u{0}",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// The same contract as the engines, by comparing every key at every start.
fn naive(gazetteer: &Gazetteer, scan: &Scan) -> Vec<Hit> {
    let mut hits = Vec::new();
    for first in 0..scan.words.len() {
        for start in scan.starts(first) {
            let mut key = Vec::new();
            let mut last = first;
            loop {
                let skip = if last == first { usize::from(start.skip) } else { 0 };
                key.extend_from_slice(&scan.word(last)[skip..]);
                for id in 0..gazetteer.key_count() as u32 {
                    if gazetteer.key(id) == key && gazetteer.accepts(id, start.definite) {
                        let (begin, end) = (scan.words.starts()[first], scan.words.ends()[last]);
                        let letters = LetterSpan { start: begin + u32::from(start.span_skip), end };
                        hits.push(Hit {
                            key: id,
                            first_word: first as u32,
                            last_word: last as u32,
                            start,
                            letters,
                        });
                    }
                }
                if !scan.joins_next(last) {
                    break;
                }
                key.push(SPACE);
                last += 1;
            }
        }
    }
    hits
}

thread_local! {
    static MINI: Gazetteer = mini_gazetteer().unwrap();
    static ENGINE: Automaton = MINI.with(|mini| Automaton::new(mini).unwrap());
    static RECOGNIZER: Recognizer =
        Recognizer::builder().gazetteer(MINI.with(Clone::clone)).build().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn offsets_agree_in_every_unit(text in text()) {
        RECOGNIZER.with(|recognizer| {
            let mut end_of_last = 0;
            for entity in recognizer.recognize(&text).iter() {
                let range = entity.byte_range();
                let by_bytes = text.get(range.clone()).expect("ends on character boundaries");
                let chars = entity.char_range();
                let by_chars: String = text.chars().skip(chars.start).take(chars.len()).collect();
                let utf16: Vec<u16> = text.encode_utf16().collect();
                prop_assert_eq!(by_bytes, &by_chars);
                prop_assert_eq!(by_bytes, String::from_utf16(&utf16[entity.utf16_range()]).unwrap());
                prop_assert!(!range.is_empty() && range.start >= end_of_last, "mentions do not overlap");
                end_of_last = range.end;
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_used_scratch_changes_nothing(first in text(), second in text()) {
        RECOGNIZER.with(|recognizer| {
            let mut scratch = recognizer.scratch();
            recognizer.recognize_with(&first, &mut scratch);
            let reused = recognizer.recognize_with(&second, &mut scratch).to_records();
            prop_assert_eq!(reused, recognizer.recognize(&second).to_records());
            Ok(())
        })?;
    }

    #[test]
    fn the_engine_finds_what_a_naive_search_finds(text in text()) {
        MINI.with(|mini| ENGINE.with(|engine| {
            let mut scan = Scan::default();
            scan.read(mini.reader(), text.as_str());
            let mut hits = Vec::new();
            engine.scan(&scan, &mut Work::default(), &mut hits);
            let mut of_lexicon = Vec::new();
            mini.lexicon().scan(&scan, &mut Work::default(), &mut of_lexicon);
            prop_assert_eq!(&of_lexicon, &hits);
            prop_assert_eq!(hits, naive(mini, &scan));
            Ok(())
        }))?;
    }

    #[test]
    fn letters_keep_their_order_and_their_characters(text in text(), bits in 0u32..1 << 12) {
        let profile = Profile::from_fingerprint(bits).unwrap();
        let mut letters = Letters::default();
        Reader::new(profile).read(text.as_str(), &mut letters);
        let mut last = 0;
        for position in 0..letters.len() as u32 {
            let span = letters.source_span(text.as_str(), LetterSpan { start: position, end: position + 1 });
            prop_assert!(span.start >= last && !span.is_empty());
            prop_assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize));
            last = span.start;
        }
    }

    #[test]
    fn a_text_without_anything_to_fold_is_read_letter_by_letter(text in "[بتثجحخدذرز ]{0,40}") {
        let mut letters = Letters::default();
        Reader::new(Profile::default()).read(text.as_str(), &mut letters);
        prop_assert_eq!(letters.len(), text.chars().count());
        for (position, (offset, _)) in text.char_indices().enumerate() {
            prop_assert_eq!(letters.source_offset(text.as_str(), position as u32), Some(offset as u32));
        }
    }

    #[test]
    fn vowel_marks_and_tatweel_change_no_code(words in prop::collection::vec("[بتثجحخدرزسمنهوي]{1,6}", 1..5)) {
        let plain = words.join(" ");
        let decorated: String = plain.chars().flat_map(|c| [c, if c == ' ' { ' ' } else { '\u{0651}' }, '\u{0640}']).collect();
        let (mut one, mut other) = (Letters::default(), Letters::default());
        let reader = Reader::new(Profile::default());
        reader.read(plain.as_str(), &mut one);
        reader.read(decorated.as_str(), &mut other);
        let letters = |letters: &Letters| -> Vec<u8> {
            letters.codes().iter().copied().filter(|code| *code < FIRST_SEPARATOR).collect()
        };
        prop_assert_eq!(letters(&one), letters(&other));
    }
}

#[test]
fn each_fold_is_a_switch_of_its_own() {
    let pairs = [
        (Fold::Marks, "رُوس", "روس"),
        (Fold::Tatweel, "رو\u{0640}س", "روس"),
        (Fold::Controls, "رو\u{200C}س", "روس"),
        (Fold::PresentationForms, "\u{FEAD}وس", "روس"),
        (Fold::AlefCarriers, "أحمد", "احمد"),
        (Fold::PersianLetters, "پاریس", "باريس"),
        (Fold::Digits, "٢٤", "24"),
        (Fold::AlefMaqsura, "موسى", "موسي"),
        (Fold::TehMarbuta, "جدة", "جده"),
        (Fold::BorrowedLetters, "گاز", "غاز"),
        (Fold::HamzaSeats, "رؤساء", "روسا"),
        (Fold::FinalAlef, "فرنسة", "فرنسا"),
    ];
    let codes = |profile: Profile, text: &str| {
        let mut letters = Letters::default();
        Reader::new(profile).read(text, &mut letters);
        letters.codes().to_vec()
    };
    for (fold, written, plain) in pairs {
        let on = Profile::default().with(Fold::PersianLetters).with(Fold::AlefMaqsura).with(fold);
        let off = on.without(fold);
        assert_eq!(codes(on, written), codes(on, plain), "{} on", fold.as_str());
        assert_ne!(codes(off, written), codes(off, plain), "{} off", fold.as_str());
        assert_eq!(Fold::from_name(fold.as_str()), Some(fold));
    }
}

#[test]
fn marks_are_marks() {
    assert!("\u{064E}\u{0651}\u{0670}\u{0654}".chars().all(is_mark));
    assert!(!"ء\u{0640}ا".chars().any(is_mark));
}

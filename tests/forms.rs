//! Every form of the kernels gives what the scalar form gives, from every form of a text.

use aalam::gazetteer::Profile;
use aalam_core::letters::{Letters, Reader};
use aalam_core::simd::{Form, Kernels};
use aalam_core::text::Text;
use aalam_core::words::Words;
use proptest::prelude::*;

use crate::properties::text;

/// Codes, source offsets, dropped tatweels and words of a text.
type Reading = (Vec<u8>, Vec<Option<u32>>, Vec<u32>, Vec<(u32, u32)>);

fn read(reader: &Reader, text: Text<'_>) -> Reading {
    let (mut letters, mut words) = (Letters::default(), Words::default());
    reader.read(text, &mut letters);
    words.split(&letters, reader.kernels());
    let offsets = (0..=letters.len() as u32).map(|at| letters.source_offset(text, at)).collect();
    let spans = words.spans().map(|span| (span.start, span.end)).collect();
    (letters.codes().to_vec(), offsets, letters.tatweels().to_vec(), spans)
}

fn readers(profile: Profile) -> Vec<Reader> {
    let forms = Form::ALL.into_iter().filter_map(Kernels::forced);
    forms.map(|form| Reader::new(profile).with_kernels(form)).collect()
}

/// All forms agree on a text, and all kinds of buffer on its codes.
fn check(readers: &[Reader], text: &str) {
    let points: Vec<u32> = text.chars().map(u32::from).collect();
    let narrow: Option<Vec<u16>> = points.iter().map(|point| u16::try_from(*point).ok()).collect();
    let latin: Option<Vec<u8>> = points.iter().map(|point| u8::try_from(*point).ok()).collect();
    let scalar = read(&readers[0], text.into());
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for reader in readers {
        let form = reader.kernels().form();
        assert_eq!(read(reader, text.into()), scalar, "{form:?} {text:?}");
        let mut buffers = vec![Text::Ucs4(&points)];
        buffers.extend(narrow.as_deref().map(Text::Ucs2));
        buffers.extend(latin.as_deref().map(Text::Ucs1));
        for buffer in buffers {
            let (codes, offsets, tatweels, words) = read(reader, buffer);
            assert_eq!(
                (&codes, &tatweels, &words),
                (&scalar.0, &scalar.2, &scalar.3),
                "{form:?} {text:?}"
            );
            for (point, byte) in offsets.iter().zip(&scalar.1) {
                let byte_of_point = point.map(|point| places[point as usize] as u32);
                assert_eq!(byte_of_point, *byte, "{form:?} {text:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn all_forms_read_alike(pieces in prop::collection::vec(text(), 1..12), bits in 0u32..1 << 12) {
        let text = pieces.concat();
        check(&readers(Profile::default()), &text);
        check(&readers(Profile::from_fingerprint(bits).unwrap()), &text);
    }
}

#[test]
fn every_character_at_every_place_around_a_block() {
    let readers = readers(Profile::default());
    let around = "قال إن وفدا من بيروت زار دمشق أمس وعاد، ";
    let mut sample: Vec<char> = ('\u{0}'..='\u{24FF}').collect();
    sample.extend(('\u{2500}'..='\u{FFFF}').step_by(37));
    sample.extend('\u{FB50}'..='\u{FEFF}');
    sample.extend(('\u{10000}'..='\u{1FFFF}').step_by(997));
    for (index, c) in sample.into_iter().enumerate() {
        // The character stands across one of the borders of 64 bytes, a little elsewhere each time.
        let ascii = "x".repeat(index % 7 + 58);
        check(&readers, &format!("{ascii}{c}{around}{c}{around}"));
    }
}

#[test]
fn lone_surrogates_are_separators() {
    for reader in readers(Profile::default()) {
        let units: Vec<u16> =
            "دمشق".encode_utf16().chain([0xD83D]).chain("دمشق".encode_utf16()).collect();
        let (_, _, _, words) = read(&reader, Text::Ucs2(&units));
        assert_eq!(words, [(0, 4), (5, 9)]);
    }
}

#[test]
fn long_texts_keep_their_way_back() {
    let sentence = "زارَ الرئيسُ «بيروت» – عاصمة لبنـان – في 24 أيار ٢٠٢٤ مع وفد NATO.\n";
    check(&readers(Profile::default()), &sentence.repeat(200));
}

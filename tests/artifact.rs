//! Artifacts: deterministic, and refused whenever a single byte is not as written.

use aalam::gazetteer::{Profile, SourceFile, compile, parse, read_folder};
use aalam::{ErrorKind, Gazetteer};
use aalam_tests::data;

fn small() -> Vec<u8> {
    let table = "id\ttype\tsubtype\tname_ar\tname_en\tnames\n\
                 city/sur\tGPE\tcity\tصور~\tTyre\t\n\
                 org/nato\tORG\t\tحلف شمال الأطلسي\tNATO\t(ال)ناتو\n";
    let rules = "function = [\"على\"]\nphrases = [\"عدة صور\"]\n\
                 [[cue]]\nid = \"city\"\ntypes = [\"GPE\"]\nposition = \"before\"\nweight = 2\nwords = [\"مدينة\"]\n";
    let file = |path: &str, text: &str| SourceFile { path: path.into(), text: text.into() };
    let source = parse(&[file("a.tsv", table), file("rules.toml", rules)]).unwrap();
    compile("small", &source, Profile::default()).unwrap()
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    let files = read_folder(&data("gazetteers/mini")).unwrap();
    let once = compile("mini", &parse(&files).unwrap(), Profile::default()).unwrap();
    let again = compile("mini", &parse(&files).unwrap(), Profile::default()).unwrap();
    assert_eq!(once, again);
}

#[test]
fn every_changed_byte_is_refused() {
    let sound = small();
    assert!(Gazetteer::from_bytes(sound.clone()).is_ok());
    for at in 0..sound.len() {
        for flip in [0x01, 0x80, 0xFF] {
            let mut broken = sound.clone();
            broken[at] ^= flip;
            assert!(Gazetteer::from_bytes(broken).is_err(), "byte {at} ^ {flip:#x} was accepted");
        }
    }
}

#[test]
fn every_truncation_is_refused() {
    let sound = small();
    for length in 0..sound.len() {
        assert!(
            Gazetteer::from_bytes(sound[..length].to_vec()).is_err(),
            "{length} bytes were accepted"
        );
    }
    let mut longer = sound;
    longer.push(0);
    assert!(Gazetteer::from_bytes(longer).is_err());
}

#[test]
fn refusals_say_why() {
    let kind = |bytes: Vec<u8>| Gazetteer::from_bytes(bytes).unwrap_err().kind();
    assert_eq!(kind(b"id\ttype\n".to_vec()), ErrorKind::ArtifactMagic);
    let mut newer = small();
    newer[8] = 9;
    let error = Gazetteer::from_bytes(newer).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ArtifactVersion);
    assert!(error.to_string().contains("version 9"), "{error}");
    let mut damaged = small();
    let last = damaged.len() - 100;
    damaged[last] ^= 1;
    assert_eq!(kind(damaged), ErrorKind::ArtifactChecksum);
}

#[test]
fn a_missing_file_is_an_io_error_with_its_path() {
    let error = Gazetteer::from_path("no/such.aalam").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert_eq!(error.path(), Some(std::path::Path::new("no/such.aalam")));
}

//! Output formats and document input.

use std::path::Path;

use aalam::output::{DocumentRecord, brat, conll, html, jsonl};
use aalam::stream::{InputFormat, JsonFields, decode, read_documents};
use aalam::{EntityRecord, ErrorKind, Recognizer};
use aalam_tests::mini_gazetteer;

fn records(text: &str) -> Vec<EntityRecord> {
    let recognizer = Recognizer::builder().gazetteer(mini_gazetteer().unwrap()).build().unwrap();
    recognizer.recognize(text).to_records()
}

#[test]
fn jsonl_has_the_documented_fields_and_reads_back() {
    let found = records("زار روسيا");
    let line = jsonl("a\"1", found.clone());
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    let entity = value["entities"][0].as_object().unwrap();
    let fields: Vec<&str> = entity.keys().map(String::as_str).collect();
    let mut documented = [
        "start",
        "end",
        "start_byte",
        "end_byte",
        "start_utf16",
        "end_utf16",
        "text",
        "type",
        "subtype",
        "entity_id",
        "wikidata",
        "iso",
        "country",
        "name_ar",
        "name_en",
        "proclitic",
        "link",
        "surface_kind",
        "outer",
        "score",
        "source",
        "candidates",
    ];
    documented.sort_unstable();
    let mut sorted = fields.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, documented);
    assert!(entity["proclitic"].is_null());
    let back: DocumentRecord = serde_json::from_str(&line).unwrap();
    assert_eq!((back.id.as_str(), back.entities), ("a\"1", found));
    assert!(!line.contains('\n'));
}

#[test]
fn conll_splits_proclitics_off() {
    let text = "التقى بالناتو في بيروت.\nوعاد";
    let lines = "# id = d\nالتقى\tO\nب\tO\nالناتو\tB-ORG\nفي\tO\nبيروت\tB-GPE\n.\tO\n\nوعاد\tO\n\n";
    assert_eq!(conll("d", text, &records(text)), lines);
    let text = "باراك أوباما";
    assert_eq!(conll("d", text, &records(text)), "# id = d\nباراك\tB-PER\nأوباما\tI-PER\n\n");
}

#[test]
fn brat_counts_code_points_and_breaks_fragments_at_lines() {
    let text = "😀 باراك\nأوباما";
    let ann = brat(&records(text));
    assert!(ann.starts_with("T1\tPER 2 7;8 14\tباراك أوباما\n"), "{ann}");
}

#[test]
fn html_is_right_to_left_and_escaped() {
    let text = "<script>alert('روسيا')</script> & \"بيروت\"";
    let page = html(text, &records(text));
    assert!(page.contains("dir=\"rtl\"") && page.contains(">روسيا</mark>"));
    assert!(
        !page.contains("<script>") && page.contains("&lt;script&gt;") && page.contains("&amp;")
    );
}

#[test]
fn encodings_are_named() {
    let say = |bytes: &[u8]| decode(bytes.to_vec()).unwrap_err().to_string();
    let arabic = "وصل الوفد إلى القاهرة";
    let utf16: Vec<u8> = arabic.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = arabic.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(say(&utf16).contains("UTF-16LE"));
    assert!(say(&big).contains("UTF-16BE"));
    assert!(say(&[&[0xFF, 0xFE][..], &utf16].concat()).contains("byte-order mark"));
    let cp1256 = [0xE6, 0xD5, 0xE1, 0x20, 0xC7, 0xE1, 0xE6, 0xDD, 0xCF];
    assert!(say(&cp1256).contains("byte 0") && say(&cp1256).contains("CP1256"));
    let one_bad = [arabic.as_bytes(), &[0xFF], arabic.as_bytes()].concat();
    assert!(say(&one_bad).contains(&format!("byte {}", arabic.len())));
    assert_eq!(decode(arabic.into()).unwrap(), arabic);
}

#[test]
fn a_bad_field_costs_no_text() {
    let input = "{\"id\":[],\"title\":5,\"date\":\"17/05/2016\",\"text\":\"زار بيروت\"}\n{\"date\":null,\"text\":\"عاد\"}\n";
    let fields = JsonFields { title: "title".into(), date: "date".into(), ..JsonFields::default() };
    let format = InputFormat::Jsonl(fields);
    let read: Vec<_> = read_documents(input.as_bytes(), Path::new("in.jsonl"), format).collect();
    let faults: Vec<String> =
        read.iter().filter_map(|one| one.as_ref().err()).map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "in.jsonl:1: field \"id\" is neither string nor number; read without it",
            "in.jsonl:1: field \"title\" is not a string; read without it",
            "in.jsonl:1: field \"date\" is not a date: \"17/05/2016\"; a day like 2009-07-01 expected; read without it",
        ]
    );
    let documents: Vec<_> = read.into_iter().flatten().collect();
    assert_eq!(documents.len(), 2);
    assert_eq!((documents[0].id.as_str(), documents[0].text.as_str()), ("in.jsonl:1", "زار بيروت"));
    assert_eq!((&documents[0].title, documents[0].date), (&None, None));
}

#[test]
fn one_bad_document_costs_no_other() {
    let input = b"{\"id\":\"a\",\"text\":\"x\"}\nnot json\n\n{\"text\":\"y\"}\n{\"text\":5}\n{\"id\":7,\"text\":\"z\"}\n\xFF\n";
    let format = InputFormat::Jsonl(JsonFields::default());
    let read: Vec<_> = read_documents(&input[..], Path::new("in.jsonl"), format).collect();
    let ids: Vec<&str> = read.iter().flatten().map(|document| document.id.as_str()).collect();
    assert_eq!(ids, ["a", "in.jsonl:4", "7"]);
    let faults: Vec<String> =
        read.iter().filter_map(|one| one.as_ref().err()).map(ToString::to_string).collect();
    assert_eq!(faults.len(), 3);
    assert!(faults[0].starts_with("in.jsonl:2: not a JSON object"), "{}", faults[0]);
    assert!(faults[1].starts_with("in.jsonl:5: field \"text\" is not a string"), "{}", faults[1]);
    assert!(faults[2].starts_with("in.jsonl:7: not UTF-8 at byte 0"), "{}", faults[2]);
    assert_eq!(
        read.iter().filter_map(|one| one.as_ref().err()).next_back().unwrap().kind(),
        ErrorKind::InvalidEncoding
    );
}

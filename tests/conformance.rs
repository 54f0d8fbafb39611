//! Every conformance case, on every configuration; the same files are run by `python/test_conformance.py`.

use std::collections::BTreeSet;

use aalam::{Document, Entities, Recognizer};
use aalam_tests::{Case, conformance, mini_gazetteer};

/// Gazetteer, policy, offices, context, resolve.
type Setup<'a> = (&'a str, &'a str, bool, bool, bool);

fn setup(case: &Case) -> Setup<'_> {
    (&case.gazetteer, &case.policy, case.offices, case.context, case.resolve)
}

fn recognizer((gazetteer, policy, offices, context, resolve): Setup<'_>) -> Recognizer {
    let builder = Recognizer::builder().overlap(policy.parse().unwrap()).threads(2);
    let builder = builder.offices(offices).context(context).resolve(resolve);
    let builder = match gazetteer {
        "mini" => builder.gazetteer(mini_gazetteer().unwrap()),
        "bundled" => builder.bundled().unwrap(),
        other => panic!("unknown gazetteer {other}"),
    };
    builder.build().unwrap()
}

fn document(case: &Case) -> Document {
    let mut document = Document::new(case.text.as_str());
    document.title.clone_from(&case.title);
    document.date = case.date.as_ref().map(|date| date.parse().unwrap());
    document
}

fn describe(found: &Entities<'_>) -> Vec<String> {
    found
        .iter()
        .map(|entity| {
            let (bytes, chars) = (entity.byte_range(), entity.char_range());
            format!(
                "{:?} {}..{} {}..{} {} {}",
                entity.text(),
                bytes.start,
                bytes.end,
                chars.start,
                chars.end,
                entity.entity_type(),
                entity.id()
            )
        })
        .collect()
}

fn expected(case: &Case) -> Vec<String> {
    let mentions = case.expect.iter();
    mentions
        .map(|mention| {
            let ([start, end], [from, to]) = (mention.bytes, mention.chars);
            let by_chars: String = case.text.chars().skip(from).take(to - from).collect();
            assert_eq!(
                case.text.get(start..end),
                Some(mention.text.as_str()),
                "{}: bytes",
                case.name
            );
            assert_eq!(by_chars, mention.text, "{}: chars", case.name);
            format!(
                "{:?} {start}..{end} {from}..{to} {} {}",
                mention.text, mention.r#type, mention.id
            )
        })
        .collect()
}

fn check(case: &Case, found: &Entities<'_>) -> Result<(), String> {
    let (found_list, expected_list) = (describe(found), expected(case));
    if found_list != expected_list {
        return Err(format!("expected {expected_list:#?}\nfound {found_list:#?}"));
    }
    for (mention, entity) in case.expect.iter().zip(found.iter()) {
        if let Some(proclitic) = &mention.proclitic
            && proclitic != entity.proclitic()
        {
            return Err(format!(
                "{:?}: proclitic {:?}, expected {proclitic:?}",
                mention.text,
                entity.proclitic()
            ));
        }
        if let Some(outer) = &mention.outer
            && entity.outer().and_then(|outer| found.get(outer)).map(|outer| outer.text())
                != Some(outer.as_str())
        {
            return Err(format!("{:?}: does not lie in {outer:?}", mention.text));
        }
        if let Some(candidates) = &mention.candidates {
            let ids: Vec<&str> = entity.candidates().map(|candidate| candidate.id).collect();
            if ids != *candidates {
                return Err(format!(
                    "{:?}: candidates {ids:?}, expected {candidates:?}",
                    mention.text
                ));
            }
        }
    }
    Ok(())
}

#[test]
fn every_case_gives_exactly_what_it_expects() {
    let mut failures = Vec::new();
    let mut count = 0;
    let files = conformance().unwrap();
    let all =
        || files.iter().flat_map(|(file, cases)| cases.case.iter().map(move |case| (file, case)));
    let setups: BTreeSet<Setup<'_>> = all().map(|(_, case)| setup(case)).collect();
    for wanted in setups {
        let recognizer = recognizer(wanted);
        let (cases, documents): (Vec<_>, Vec<_>) = all()
            .filter(|(_, case)| setup(case) == wanted)
            .map(|(file, case)| ((file, case), document(case)))
            .unzip();
        let batch = recognizer.recognize_documents(&documents);
        for (((file, case), document), in_batch) in cases.iter().zip(&documents).zip(&batch) {
            count += 1;
            let alone = recognizer.recognize_document(document);
            assert_eq!(alone.to_records(), in_batch.to_records(), "{}", case.name);
            if let Err(why) = check(case, &alone) {
                failures.push(format!("{file} {}: {:?}\n{why}", case.name, case.text));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {count} cases fail:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
    assert!(count >= 250, "only {count} cases");
}

#[test]
fn names_are_unique_in_each_file() {
    for (file, cases) in conformance().unwrap() {
        let mut names: Vec<&str> = cases.case.iter().map(|case| case.name.as_str()).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "{file} has a name twice");
    }
}

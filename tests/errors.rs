//! Broken sources: each fault is reported with file, line and reason.

use aalam::gazetteer::{SourceFile, parse};
use aalam::{ErrorKind, Report};
use aalam_tests::{ErrorCases, ExpectedError, data};

#[test]
fn every_broken_source_names_its_faults() {
    let cases: ErrorCases =
        toml::from_str(&std::fs::read_to_string(data("errors/sources.toml")).unwrap()).unwrap();
    let mut failures = Vec::new();
    for case in cases.case {
        let files: Vec<SourceFile> = case
            .files
            .iter()
            .map(|(path, text)| SourceFile { path: path.into(), text: text.clone() })
            .collect();
        let reports = match parse(&files) {
            Ok(_) => Vec::new(),
            Err(error) => error.reports().to_vec(),
        };
        let matches = |expected: &ExpectedError, report: &Report| {
            report.path.to_string_lossy() == expected.file
                && (expected.line == 0 || report.line == expected.line)
        };
        let all_found = case.errors.iter().all(|expected| {
            let mut found = reports.iter().filter(|report| matches(expected, report));
            found.any(|report| report.message.contains(&expected.contains))
        });
        let none_else = reports
            .iter()
            .all(|report| case.errors.iter().any(|expected| matches(expected, report)));
        let fits = all_found && none_else;
        if !fits {
            let found: Vec<String> = reports.iter().map(ToString::to_string).collect();
            failures.push(format!("{}: expected {:#?}\nfound {found:#?}", case.name, case.errors));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn kinds_have_distinct_stable_names() {
    let mut names: Vec<&str> = ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ErrorKind::ALL.len());
}

#[test]
fn run_time_names_are_refused_with_their_number() {
    let error = aalam::Recognizer::from_names(["بيروت", "..."]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SourceSyntax);
    assert!(error.to_string().starts_with("name 2: "), "{error}");
    let twice = [aalam::Name::new("أ ب").id("x"), aalam::Name::new("ج د").id("x")];
    let error = aalam::Recognizer::from_names(twice).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SourceConflict);
    // The first has no id of its own: it is `name/1`.
    let number = [aalam::Name::new("أ ب"), aalam::Name::new("ج د").id("name/1")];
    let error = aalam::Recognizer::from_names(number).unwrap_err();
    assert!(error.to_string().starts_with("name 2: duplicate id \"name/1\", first at name 1"));
    let swapped = [aalam::Name::new("أ ب").id("name/2"), aalam::Name::new("ج د").id("name/1")];
    assert!(aalam::Recognizer::from_names(swapped).is_ok());
}

#[test]
fn options_are_checked() {
    let error = aalam::Recognizer::builder().build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    let error = aalam::Recognizer::builder().bundled().unwrap().min_score(1.5).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    assert!("longest".parse::<aalam::OverlapPolicy>().is_err());
}

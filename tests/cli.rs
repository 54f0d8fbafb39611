//! The command line, run as a program: outputs, messages, exit statuses.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn binary() -> PathBuf {
    // The test binary lies in target/<profile>/deps, the program one folder up.
    let own = std::env::current_exe().unwrap();
    let folder = own.parent().and_then(Path::parent).unwrap();
    let program = folder.join(format!("aalam{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "{} is missing: run `cargo build -p aalam-cli` with the same profile first",
        program.display()
    );
    program
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(binary());
    let command =
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The program may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn tags_standard_input() {
    let output = run(&["tag"], "وصل الوفد إلى بيروت".as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("Beirut"), "{}", text(&output.stdout));
    assert!(output.stderr.is_empty());
}

#[test]
fn jsonl_in_jsonl_out_in_order() {
    let lines: Vec<String> = (0..600)
        .map(|index| format!("{{\"key\":{index},\"body\":\"زار وفد رقم {index} بيروت\"}}\n"))
        .collect();
    let arguments = [
        "tag",
        "--input",
        "jsonl",
        "--text-field",
        "body",
        "--id-field",
        "key",
        "-f",
        "jsonl",
        "--threads",
        "2",
    ];
    let output = run(&arguments, lines.concat().as_bytes());
    let out = text(&output.stdout);
    let ids: Vec<String> = out
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(ids, (0..600).map(|index| index.to_string()).collect::<Vec<_>>());
}

#[test]
fn every_format_and_filter_runs() {
    let input = "قال الرئيس الروسي في بيروت إن الأمم المتحدة حاضرة".as_bytes();
    for format in ["table", "jsonl", "conll", "brat", "html"] {
        let output = run(&["tag", "-f", format], input);
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert!(text(&output.stdout).contains("بيروت"), "{format}");
    }
    let output = run(
        &["tag", "-f", "conll", "--type", "org,NORP", "--overlap", "nested", "--min-score", "0.5"],
        input,
    );
    assert!(text(&output.stdout).contains("B-ORG") && !text(&output.stdout).contains("GPE"));
}

#[test]
fn bad_files_are_named_and_the_others_tagged() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(folder.path(), "good.txt", "زار بيروت".as_bytes());
    let bad = write(folder.path(), "bad.txt", b"\xE6\xD5\xE1 \xC7\xE1");
    let empty = write(folder.path(), "empty.txt", b"");
    let nothing = folder.path().join("nothing");
    std::fs::create_dir(&nothing).unwrap();
    let missing = folder.path().join("missing.txt");
    let (nothing, missing) = (nothing.to_str().unwrap(), missing.to_str().unwrap());
    let output = run(&["tag", &bad, missing, &empty, nothing, &good], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("Beirut"));
    let messages = text(&output.stderr);
    assert_eq!(messages.lines().count(), 4, "{messages}");
    assert!(messages.contains("bad.txt: not UTF-8 at byte 0; looks like CP1256"), "{messages}");
    assert!(
        messages.contains("missing.txt: ") && messages.contains("empty.txt: empty"),
        "{messages}"
    );
    assert!(messages.contains("nothing: no text in this folder"), "{messages}");
    assert_eq!(run(&["tag", missing], b"").status.code(), Some(2));
    let output = run(&["tag", "-f", "jsonl", &empty], b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(
        text(&output.stdout).ends_with("empty.txt\",\"entities\":[]}\n")
            && !output.stderr.is_empty()
    );
}

#[test]
fn folders_are_read_in_order() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b.txt", "a/z.txt", "a/c.txt", "x.bin"] {
        write(folder.path(), name, "بيروت".as_bytes());
    }
    let output = run(&["tag", "-f", "jsonl", folder.path().to_str().unwrap()], b"");
    let out = text(&output.stdout);
    let order: Vec<usize> =
        ["c.txt", "z.txt", "b.txt"].iter().map(|name| out.find(name).unwrap()).collect();
    assert!(order.is_sorted() && !out.contains("x.bin"), "{out}");
}

#[test]
fn packed_files_are_read_like_others() {
    let pack = |text: &str| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut packer, text.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let line = "{\"id\":\"a\",\"text\":\"زار الوفد بيروت\"}\n";
    // Members of one file follow each other, as `cat a.gz b.gz` makes them.
    let two = [pack(line), pack(&line.replace("\"a\"", "\"b\""))].concat();
    write(folder.path(), "news.jsonl.gz", &two);
    write(folder.path(), "text.txt.gz", &pack("عاد إلى دمشق"));
    write(folder.path(), "table.csv.gz", &pack("x"));
    let output = run(&["tag", folder.path().to_str().unwrap()], b"");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    let said = text(&output.stdout);
    assert!(said.starts_with("a: 1 mention") && said.contains("\nb: 1 mention"), "{said}");
    assert!(said.contains("Damascus"), "{said}");
    let output = run(&["tag"], &pack("عاد إلى دمشق"));
    assert!(text(&output.stdout).contains("Damascus"), "{}", text(&output.stderr));
    let output = run(&["tag"], line.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "aalam: -: looks like JSON; --input jsonl?\n");
    let cut = write(folder.path(), "cut.jsonl.gz", &two[..two.len() - 20]);
    let output = run(&["tag", &cut], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("Beirut"));
    assert!(text(&output.stderr).contains("cut.jsonl.gz"), "{}", text(&output.stderr));
}

#[test]
fn usage_and_broken_gazetteers_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let broken = write(folder.path(), "broken.aalam", b"AALAMGZ\nxx");
    for arguments in [
        &["tag", "--no-such-option"][..],
        &["tag", "--type", "XYZ"],
        &["tag", "--overlap", "longest"],
        &["tag", "--min-score", "7"],
        &["tag", "-g", &broken],
        &["tag", "-g", "no/such.aalam"],
        &["nonsense"],
    ] {
        let output = run(arguments, "بيروت".as_bytes());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(run(&["--help"], b"").status.code(), Some(0));
}

#[test]
fn a_users_gazetteer_compiles_checks_and_tags() {
    let folder = tempfile::tempdir().unwrap();
    let row = "id\ttype\tname_ar\tname_en\norg/rose\tORG\tحزب الوردة\tRose Party\n";
    write(folder.path(), "src/own.tsv", row.as_bytes());
    let source = folder.path().join("src").to_str().unwrap().to_owned();
    let artifact = folder.path().join("own.aalam").to_str().unwrap().to_owned();
    assert_eq!(run(&["check", &source], b"").status.code(), Some(0));
    assert_eq!(run(&["compile", &source, "-o", &artifact], b"").status.code(), Some(0));
    let input = "زار حزب الوردة بيروت".as_bytes();
    let both = text(&run(&["tag", "-g", &artifact], input).stdout);
    assert!(both.contains("Rose Party") && both.contains("Beirut"), "{both}");
    let alone = text(&run(&["tag", "-g", &artifact, "--no-bundled"], input).stdout);
    assert!(alone.contains("Rose Party") && !alone.contains("Beirut"), "{alone}");

    write(folder.path(), "src/own.tsv", b"id\ttype\nx\tORG\n");
    let output = run(&["compile", &source, "-o", &artifact], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("own.tsv:1: missing column \"name_ar\""),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(run(&["check", &source], b"").status.code(), Some(1));
}

#[test]
fn check_finds_what_an_editor_should_see() {
    let folder = tempfile::tempdir().unwrap();
    let people = "id\ttype\tsubtype\tname_ar\tname_en\tborn\tdied\tnames\n\
        person/a\tPER\tminister\tعمر النجار\tOmar al-Najjar\t1958\t2001\tsurname:النجار\n\
        person/b\tPER\tking-of-spain\tسليم القاضي\tBoris Kowalski\t\t\t\n";
    write(folder.path(), "src/people.tsv", people.as_bytes());
    let state = "id\ttype\tsubtype\tname_ar\tname_en\tiso\ncountry/xx\tGPE\tcountry\tبلاد الورد\tRoseland\tXX\n";
    write(folder.path(), "src/states.tsv", state.as_bytes());
    let roles = "id\tdefinite\tconstruct\nminister\tوزير المياه\tوزير مياه\n";
    write(folder.path(), "src/roles.tsv", roles.as_bytes());
    let offices = "id\trole\tof\noffice/xx-minister\tminister\tcountry/xx\n";
    write(folder.path(), "src/offices.tsv", offices.as_bytes());
    let terms = "office\tholder\tfrom\tto\n\
        office/xx-minister\tperson/a\t1970\t1980\n\
        office/xx-minister\tperson/a\t1999-05\t2003\n";
    write(folder.path(), "src/terms.tsv", terms.as_bytes());
    let output = run(&["check", folder.path().join("src").to_str().unwrap()], b"");
    let said = text(&output.stderr);
    for wanted in [
        "error: terms.tsv:2 person/a: holds office/xx-minister in 1970, born in 1958",
        "error: terms.tsv:3 person/a: holds office/xx-minister in 2003, died in 2001",
        "error: people.tsv:3 person/b: unknown subtype \"king-of-spain\" of a person",
        "does not sound like \"Boris Kowalski\"",
        "warning: people.tsv:3 person/b: a person without surname or short form",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("{{\"text\":\"{}\"}}\n", "زار بيروت ".repeat(200));
    let path = write(folder.path(), "many.jsonl", line.repeat(2000).as_bytes());
    let mut command = Command::new(binary());
    let mut child = command
        .args(["tag", "-f", "jsonl", &path])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn the_readme_shows_todays_output() {
    let readme = include_str!("../README.md");
    let (_, block) = readme.split_once("$ echo '").unwrap();
    let (input, rest) = block.split_once("' | aalam tag\n").unwrap();
    let (shown, _) = rest.split_once("```").unwrap();
    assert_eq!(text(&run(&["tag"], format!("{input}\n").as_bytes()).stdout), shown);

    let (_, block) = readme.split_once("ner(\"").unwrap();
    let (input, rest) = block.split_once("\")\n").unwrap();
    let (_, rest) = rest.split_once("```text\n").unwrap();
    let (shown, _) = rest.split_once("```").unwrap();
    let lines: String = aalam::Recognizer::bundled()
        .unwrap()
        .recognize(input)
        .to_records()
        .into_iter()
        .map(|one| {
            let none = || "None".to_owned();
            let (name, iso) = (one.name_en.unwrap_or_else(none), one.iso.unwrap_or_else(none));
            format!("{} {} {} {} {name} {iso}\n", one.start, one.end, one.entity_type, one.text)
        })
        .collect::<Vec<_>>()
        .concat();
    assert_eq!(lines, shown);
}

#[test]
fn explains_every_candidate() {
    let output = run(&["explain"], "اشترى كيلو حمص ثم عاد إلى حمص".as_bytes());
    assert_eq!(output.status.code(), Some(0));
    let lines = text(&output.stdout);
    assert!(lines.starts_with("-: 2 candidates\n"), "{lines}");
    assert!(lines.contains("- counter-cue") && lines.contains("-6 كيلو"), "{lines}");
    assert!(lines.contains("+ likely"), "{lines}");
    let output = run(&["explain", "-f", "jsonl"], "زار دمشق".as_bytes());
    assert!(text(&output.stdout).contains("\"reason\":\"clear\""));
    assert_eq!(run(&["explain", "-f", "brat"], b"").status.code(), Some(2));
}

#[test]
fn links_offices_by_date() {
    let line = r#"{"id": 1, "text": "استقبل الرئيس الروسي الوفد", "day": "2009-07-01"}"#;
    let arguments = ["tag", "--input", "jsonl", "-f", "jsonl", "--offices", "--date-field", "day"];
    let output = run(&arguments, line.as_bytes());
    assert!(text(&output.stdout).contains("person/dmitry-medvedev"));
    let output = run(&arguments, line.replace("2009-07-01", "July").as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("-:1: field \"day\" is not a date: \"July\""), "{said}");
    assert!(said.contains("read without it"), "{said}");
    assert!(text(&output.stdout).contains("office/ru-president"), "{}", text(&output.stdout));
}

/// The page's data: the index, and the texts of all articles.
fn report_data(page: &str) -> (serde_json::Value, Vec<String>) {
    let between = |start: &str| {
        page.split(start)
            .skip(1)
            .map(|rest| rest.split("</script>").next().unwrap())
            .collect::<Vec<_>>()
    };
    let index = between("<script type=\"application/json\" id=\"index\">");
    let pieces = between("<script type=\"application/json\" class=\"texts\">");
    let texts =
        pieces.into_iter().flat_map(|piece| serde_json::from_str::<Vec<String>>(piece).unwrap());
    (serde_json::from_str(index[0]).unwrap(), texts.collect())
}

#[test]
fn reports_on_a_corpus() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"id\":\"a\",\"title\":\"قمة\",\"date\":\"1996-03-13\",\"text\":\"😀 زار كوفي عنان بيروت\"}\n{\"id\":7,\"text\":\"عاد الوفد الروسي من واشنطن\"}\n";
    let news = write(folder.path(), "news.jsonl", lines.as_bytes());
    let page = folder.path().join("report.html");
    let output = run(&["report", &news, "-o", page.to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).contains("report.html: 2 articles, 4 mentions, "));
    let page = std::fs::read_to_string(page).unwrap();
    let (index, texts) = report_data(&page);
    assert_eq!(texts, ["😀 زار كوفي عنان بيروت", "عاد الوفد الروسي من واشنطن"]);
    let articles = &index["articles"];
    assert_eq!((&articles[0]["title"], &articles[0]["day"]), (&"قمة".into(), &"1996-03-13".into()));
    assert_eq!(articles[1]["id"], "7");
    // The emoji is two UTF-16 units.
    let utf16: Vec<u16> = texts[0].encode_utf16().collect();
    let mention = &articles[0]["m"];
    let at = |index: usize| usize::try_from(mention[index].as_u64().unwrap()).unwrap();
    assert_eq!(String::from_utf16(&utf16[at(0)..at(1)]).unwrap(), "كوفي عنان");
    assert_eq!(index["entities"][at(2)]["id"], "person/kofi-annan");
    assert_eq!(index["types"][at(3)], "PER");
    // A nisba and a city count for their countries, by the names of the gazetteer; a person does not.
    let countries = index["countries"].as_array().unwrap();
    let named: Vec<_> =
        countries.iter().map(|country| (country["iso"].as_str(), country["en"].as_str())).collect();
    let wanted = [("LB", "Lebanon"), ("RU", "Russia"), ("US", "United States")];
    assert_eq!(named, wanted.map(|(iso, name)| (Some(iso), Some(name))));
    assert!(index["entities"][at(2)]["c"].is_null());
}

#[test]
fn a_report_on_standard_output_is_the_same_page() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let input = "زار الوفد بيروت".as_bytes();
    let arguments = ["report", "--lang", "ar", "--title", "أخبار <b>", "-o"];
    run(&[&arguments[..], &[page.to_str().unwrap()]].concat(), input);
    let output = run(&[&arguments[..], &["-"]].concat(), input);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    let page = std::fs::read_to_string(page).unwrap();
    assert_eq!(text(&output.stdout), page);
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(page.contains("<title>أخبار &lt;b&gt;</title>"));
    let address = |scheme: &str| format!("{scheme}://");
    // Names of XML namespaces and the addresses in licences are the only ones, and nobody asks for them.
    for scheme in [
        "src=\"http",
        "href=\"http",
        "url(http",
        "import(",
        "fetch(",
        "XMLHttpRequest",
        "WebSocket",
    ] {
        assert!(!page.contains(scheme), "{scheme}");
    }
    assert!(!page.contains(&address("ws")));
}

#[test]
fn a_report_names_bad_lines_and_keeps_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"text\":\"زار بيروت\"}\n{\"text\":5}\nno json\n{\"text\":\"زار دمشق\",\"date\":\"yesterday\"}\n{\"text\":\"عاد إلى عمان\"}\n";
    let news = write(folder.path(), "news.jsonl", lines.as_bytes());
    let page = folder.path().join("report.html");
    let page = page.to_str().unwrap();
    let output = run(&["report", &news, "-o", page], b"");
    assert_eq!(output.status.code(), Some(1));
    let messages = text(&output.stderr);
    for wanted in [
        "news.jsonl:2: field \"text\"",
        "news.jsonl:3: not a JSON object",
        "news.jsonl:4: field \"date\" is not a date",
    ] {
        assert!(messages.contains(wanted), "{wanted}: {messages}");
    }
    let (index, texts) = report_data(&std::fs::read_to_string(page).unwrap());
    assert_eq!(texts.len(), 3);
    assert_eq!((&index["files"], &index["faults"]), (&1.into(), &3.into()));

    // Where nothing can be read, an old page stays as it is.
    std::fs::write(page, "old").unwrap();
    let bad = write(folder.path(), "bad.jsonl", b"{\n");
    assert_eq!(run(&["report", &bad, "-o", page], b"").status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(page).unwrap(), "old");
    // No output, or one that cannot be written.
    let output = run(&["report", &news], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--output <FILE>"));
    let nowhere = folder.path().join("no/such/folder/report.html");
    let output = run(&["report", &news, "-o", nowhere.to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("report.html: "), "{}", text(&output.stderr));
    // Nothing to read is a report on nothing.
    let output = run(&["report", "-o", "-"], b"");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(report_data(&text(&output.stdout)).1.len(), 0);
}

#[test]
fn nothing_in_a_corpus_leaves_its_element() {
    let hostile = "</script><script>alert(1)</script><!-- \u{0} \u{2028}\u{202E}\"'&lt; {{index}}";
    // An argument of a program holds no NUL.
    let title = &hostile.replace('\0', "");
    let line = serde_json::json!({ "id": hostile, "title": hostile, "text": format!("{hostile} زار بيروت") });
    let output = run(
        &["report", "--input", "jsonl", "--title", title, "-o", "-"],
        line.to_string().as_bytes(),
    );
    let page = text(&output.stdout);
    let (index, texts) = report_data(&page);
    assert_eq!(texts, [format!("{hostile} زار بيروت")]);
    assert_eq!(index["articles"][0]["id"], hostile);
    assert_eq!(index["articles"][0]["title"], hostile);
    assert!(!page.contains("<script>alert"));
    assert!(page.contains("script-src 'sha256-") && !page.contains("unsafe-"));
    assert_eq!(page.matches("<script").count(), page.matches("</script>").count());
}

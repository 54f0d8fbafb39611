//! The lexicon in every form, the automaton, and a search of every key at every start find the same.
//!
//! `AALAM_CASES` sets the number of random cases (100,000 by default; the full measure is 1,000,000). The corpus is read where it
//! is there.

use std::collections::HashMap;
use std::io::Read;

use aalam::gazetteer::{Profile, SourceFile, compile, parse};
use aalam::{EngineKind, Gazetteer, Name, OverlapPolicy, Recognizer, compile_names};
use aalam_core::automaton::Automaton;
use aalam_core::letters::SPACE;
use aalam_core::matcher::{Hit, Matcher, Scan, Work};
use aalam_core::simd::{Form, Kernels};
use aalam_core::span::LetterSpan;

/// A generator of numbers that is the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed >> 33) as usize % limit
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const LETTERS: [&str; 12] = ["ا", "ل", "و", "ف", "ب", "ك", "ت", "ن", "أ", "ة", "ه", "ى"];
const GAPS: [&str; 16] = [
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "-",
    "، ",
    ". ",
    " «",
    "» ",
    "\u{0640}",
    "\u{064E} ",
];
const SEAMS: [&str; 10] = ["و ", "لل ", "بال ", "ل", "وبال ", "ال ", "ك ", "للـ ", "7", "x"];

fn word(random: &mut Random) -> String {
    let longest = if random.below(40) == 0 { 24 } else { 6 };
    (0..=random.below(longest)).map(|_| random.pick(&LETTERS)).collect()
}

fn name(random: &mut Random) -> String {
    let words = [1, 1, 1, 2, 2, 3, 4, 6][random.below(8)];
    let article = ["", "", "ال", "(ال)"][random.below(4)];
    let words: Vec<String> = (0..words).map(|_| word(random)).collect();
    format!("{article}{}", words.join(" "))
}

fn dictionary(random: &mut Random) -> Gazetteer {
    loop {
        let names: Vec<Name> = (0..=random.below(40)).map(|_| Name::new(name(random))).collect();
        if let Ok(bytes) = compile_names(names) {
            return Gazetteer::from_bytes(bytes).unwrap();
        }
    }
}

/// A text of names, parts of names and words, stuck together in every way.
fn text(random: &mut Random, names: &[String]) -> String {
    let mut text = String::new();
    for _ in 0..random.below(12) {
        if random.below(4) == 0 {
            text.push_str(random.pick(&SEAMS));
        }
        match random.below(3) {
            0 => text.push_str(&word(random)),
            _ => text.push_str(&names[random.below(names.len())]),
        }
        text.push_str(random.pick(&GAPS));
    }
    text
}

fn oracle(keys: &HashMap<&[u8], u32>, gazetteer: &Gazetteer, scan: &Scan) -> Vec<Hit> {
    let mut hits = Vec::new();
    for first in 0..scan.words.len() {
        for start in scan.starts(first) {
            let mut key = scan.word(first)[usize::from(start.skip)..].to_vec();
            for last in first.. {
                if let Some(found) = keys.get(&*key)
                    && gazetteer.accepts(*found, start.definite)
                {
                    let begin = scan.words.starts()[first] + u32::from(start.span_skip);
                    hits.push(Hit {
                        key: *found,
                        first_word: first as u32,
                        last_word: last as u32,
                        start,
                        letters: LetterSpan { start: begin, end: scan.words.ends()[last] },
                    });
                }
                if !scan.joins_next(last) {
                    break;
                }
                key.push(SPACE);
                key.extend_from_slice(scan.word(last + 1));
            }
        }
    }
    hits
}

/// One dictionary under test.
struct Engines {
    gazetteer: Gazetteer,
    automaton: Automaton,
    forms: Vec<Kernels>,
    work: Work,
}

impl Engines {
    fn new(gazetteer: Gazetteer) -> Self {
        let automaton = Automaton::new(&gazetteer).unwrap();
        let forms = Form::ALL.into_iter().filter_map(Kernels::forced).collect();
        Self { gazetteer, automaton, forms, work: Work::default() }
    }

    /// What the automaton finds, after all forms of the lexicon have found the same.
    fn scan(&mut self, text: &str, scan: &mut Scan) -> Vec<Hit> {
        let (mut wanted, mut found) = (Vec::new(), Vec::new());
        scan.read(self.gazetteer.reader(), text);
        self.automaton.scan(scan, &mut self.work, &mut wanted);
        for form in &self.forms {
            let reader = self.gazetteer.reader().clone().with_kernels(*form);
            scan.read(&reader, text);
            found.clear();
            self.gazetteer.lexicon().scan(scan, &mut self.work, &mut found);
            assert_eq!(found, wanted, "{} {text:?}", form.form().as_str());
        }
        wanted
    }
}

fn keys(gazetteer: &Gazetteer) -> HashMap<&[u8], u32> {
    (0..gazetteer.key_count() as u32).map(|key| (gazetteer.key(key), key)).collect()
}

/// The names of a dictionary as a text may have them.
fn written(gazetteer: &Gazetteer) -> Vec<String> {
    let surfaces = (0..gazetteer.key_count() as u32).flat_map(|key| gazetteer.surfaces(key));
    surfaces.flat_map(|one| [one.text().to_owned(), format!("ال{}", one.text())]).collect()
}

#[test]
fn random_dictionaries_and_texts() {
    let cases = std::env::var("AALAM_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases: usize = cases.unwrap_or(100_000);
    let (texts, mut random, mut scan, mut found) = (200, Random(1), Scan::default(), 0);
    for _ in 0..cases.div_ceil(texts) {
        let mut engines = Engines::new(dictionary(&mut random));
        let gazetteer = engines.gazetteer.clone();
        let (keys, names) = (keys(&gazetteer), written(&gazetteer));
        for _ in 0..texts {
            let text = text(&mut random, &names);
            let hits = engines.scan(&text, &mut scan);
            assert_eq!(hits, oracle(&keys, &gazetteer, &scan), "{text:?}");
            found += hits.len();
        }
    }
    assert!(found > cases, "the texts hold names: {found}");
}

#[test]
fn every_profile() {
    let mut random = Random(2);
    let mut scan = Scan::default();
    for bits in 0..1u32 << 12 {
        let profile = Profile::from_fingerprint(bits).unwrap();
        let names: Vec<String> = (0..6).map(|_| name(&mut random)).collect();
        let row = |(id, name): (u32, &String)| {
            format!("x/{id}\tORG\t\t{}\tX\t", name.replace("(ال)", ""))
        };
        let rows: Vec<String> = (1..).zip(&names).map(row).collect();
        let table = format!("id\ttype\tsubtype\tname_ar\tname_en\tnames\n{}\n", rows.join("\n"));
        let file = SourceFile { path: "a.tsv".into(), text: table };
        let Ok(source) = parse(&[file]) else { continue };
        let bytes = compile("profile", &source, profile).unwrap();
        let mut engines = Engines::new(Gazetteer::from_bytes(bytes).unwrap());
        let gazetteer = engines.gazetteer.clone();
        let (keys, names) = (keys(&gazetteer), written(&gazetteer));
        for _ in 0..4 {
            let text = text(&mut random, &names);
            let hits = engines.scan(&text, &mut scan);
            assert_eq!(hits, oracle(&keys, &gazetteer, &scan), "{bits:#x} {text:?}");
        }
    }
}

#[test]
fn a_seam_at_the_border_of_a_chunk() {
    let names = ["النور", "نور الدين", "(ال)نور الكبير"];
    let bytes = compile_names(names.map(Name::new)).unwrap();
    let mut engines = Engines::new(Gazetteer::from_bytes(bytes).unwrap());
    let gazetteer = engines.gazetteer.clone();
    let (keys, mut scan) = (keys(&gazetteer), Scan::default());
    for before in 505..518 {
        for seam in ["لل", "ال", "و", "وبال", "بال"] {
            let text = format!("{}{seam} نور الكبير نور الدين", "تن ".repeat(before));
            let hits = engines.scan(&text, &mut scan);
            assert_eq!(hits, oracle(&keys, &gazetteer, &scan), "{before} {seam}");
            assert!(!hits.is_empty());
        }
    }
}

#[test]
fn a_large_dictionary_finds_each_of_its_names() {
    let mut random = Random(3);
    let names: Vec<Name> = (0..20_000).map(|_| Name::new(name(&mut random))).collect();
    let gazetteer = Gazetteer::from_bytes(compile_names(names).unwrap()).unwrap();
    let mut engines = Engines::new(gazetteer.clone());
    let mut scan = Scan::default();
    for key in 0..gazetteer.key_count() as u32 {
        let surface = gazetteer.surfaces(key).next().unwrap();
        let article =
            if gazetteer.accepts(key, aalam_core::words::Definite::No) { "" } else { "ال" };
        let hits = engines.scan(&format!("{article}{}", surface.text()), &mut scan);
        assert!(hits.iter().any(|hit| hit.key == key), "{}", surface.text());
    }
}

#[test]
fn small_dictionaries() {
    for names in [&[][..], &["بيروت"][..], &["بيروت", "دمشق القديمة"][..]] {
        let bytes = compile_names(names.iter().map(|name| Name::new(*name))).unwrap();
        let mut engines = Engines::new(Gazetteer::from_bytes(bytes).unwrap());
        let hits = engines.scan("من بيروت إلى دمشق القديمة", &mut Scan::default());
        assert_eq!(hits.len(), names.len());
    }
}

/// The recognizers that must agree: every engine and every form.
fn recognizers(policy: OverlapPolicy, context: bool) -> Vec<Recognizer> {
    let builder = || Recognizer::builder().bundled().unwrap().overlap(policy).context(context);
    let mut all = vec![builder().engine(EngineKind::Automaton).form(Form::Scalar).build().unwrap()];
    let forms = Form::ALL.into_iter().filter(|form| form.is_available());
    all.extend(forms.map(|form| builder().form(form).build().unwrap()));
    all
}

#[test]
fn the_corpus_under_every_policy() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/news.dev.jsonl.gz");
    let Ok(file) = std::fs::File::open(path) else {
        println!("../shared/corpus is absent: compared on the example article only");
        compare(&[include_str!("../examples/summit.txt").to_owned()]);
        return;
    };
    let mut lines = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut lines).unwrap();
    let texts = lines.lines().map(|line| {
        let article: serde_json::Value = serde_json::from_str(line).unwrap();
        article["text"].as_str().unwrap().to_owned()
    });
    // All of it with AALAM_CASES, else every tenth.
    let step = if std::env::var_os("AALAM_CASES").is_some() { 1 } else { 10 };
    compare(&texts.step_by(step).collect::<Vec<_>>());
}

fn compare(texts: &[String]) {
    for policy in OverlapPolicy::ALL {
        for context in [true, false] {
            let recognizers = recognizers(policy, context);
            for text in texts {
                let wanted =
                    format!("{:?}", recognizers[0].recognize(text).iter().collect::<Vec<_>>());
                for other in &recognizers[1..] {
                    let found = format!("{:?}", other.recognize(text).iter().collect::<Vec<_>>());
                    assert_eq!(found, wanted);
                }
            }
        }
    }
}

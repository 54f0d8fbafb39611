"""spaCy: the component, its alignment, its files."""

import datetime as dt
import doctest
import multiprocessing
import pickle
import shutil
import sys
import warnings
from pathlib import Path
from typing import Any

import aalam
import aalam.spacy
import pandas as pd
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example
from spacy.util import registry

TEXTS = [
    "زار وزير الخارجية الروسي دمشق",
    "",
    "عاد من بيروت وبالقاهرة، وللقاهرة موقفها",
    "\U0001f30d ثم بغداد  والأمم المتحدة",
    "«الأمم المتحدة»/ايران-العراق",
    "قال مجلس الأمن التابع للأمم المتحدة إن الجامعة العربية",
]
GLUED = "«الأمم المتحدة»/ايران-العراق"
OFFICE = "استقبل الرئيس الروسي الوفد"
ALIGN = ["expand", "strict", "retokenize"]


def pipeline(**config: Any) -> Language:
    nlp = spacy.blank("ar")
    nlp.add_pipe("aalam", config=config)
    return nlp


def mentions(doc: Doc) -> list[tuple[Any, ...]]:
    """What a document holds, to compare documents of two pipelines."""
    spans = [*doc.ents, *doc.spans["aalam"]]
    found = [(s.start_char, s.end_char, s.label_, s.kb_id_, s.id_, s._.aalam) for s in spans]
    return [[token.text for token in doc], *found, doc._.aalam_unaligned]


def test_the_entry_point_is_the_factory() -> None:
    assert "aalam" in registry.factories
    nlp = spacy.blank("ar")
    assert isinstance(nlp.add_pipe("aalam"), aalam.spacy.Aalam)
    assert nlp.get_pipe_meta("aalam").assigns[0] == "doc.ents"


@pytest.mark.filterwarnings("ignore:aalam:UserWarning")
@pytest.mark.parametrize("align", ALIGN)
@pytest.mark.parametrize("overlap", ["leftmost-longest", "nested", "all"])
def test_nothing_is_lost(align: str, overlap: str) -> None:
    ner = aalam.Recognizer(overlap=overlap, offices=True)
    nlp = pipeline(align=align, overlap=overlap, offices=True)
    for text in TEXTS:
        doc = nlp(text)
        assert doc.text == text
        entities = ner(text).entities
        assert len(doc.spans["aalam"]) == len(entities)
        for span, entity in zip(doc.spans["aalam"], entities, strict=True):
            about = span._.aalam
            assert (about["start"], about["end"], about["text"]) == (entity.start, entity.end, entity.text)
            assert doc.text[about["start"] : about["end"]] == entity.text
            assert about["exact"] == (span.text == entity.text)
            assert (span.label_, span.id_) == (entity.type, entity.entity_id)
            assert span.kb_id_ == (entity.wikidata or entity.entity_id)
            for field in ("iso", "country", "name_en", "name_ar", "score", "proclitic"):
                assert about[field] == getattr(entity, field)
            if align == "retokenize":
                assert about["exact"]
        # Whatever is not in doc.ents lies in a longer mention, or is counted.
        ents = [span._.aalam for span in doc.ents]
        inside = sum(any(m["start"] < e.end and e.start < m["end"] for m in ents) for e in entities)
        assert inside + doc._.aalam_unaligned == len(entities)
        if align == "retokenize":
            assert doc._.aalam_unaligned == 0
        if align == "strict":
            assert all(about["exact"] for about in ents)


def test_a_proclitic_is_expanded_kept_out_or_split() -> None:
    text = "عاد من بيروت وبالقاهرة"
    doc = pipeline()(text)
    assert [ent.text for ent in doc.ents] == ["بيروت", "وبالقاهرة"]
    cairo = doc.ents[1]._.aalam
    assert (cairo["text"], cairo["proclitic"], cairo["exact"], cairo["country"]) == (
        "القاهرة",
        "وب",
        False,
        "EG",
    )
    assert (cairo["start"], cairo["end"]) == (15, 22)
    assert doc._.aalam_unaligned == 0

    with pytest.warns(
        UserWarning, match="'القاهرة' is not in doc.ents, because the tokens there are 'وبالقاهرة'"
    ):
        doc = pipeline(align="strict")(text)
    assert [ent.text for ent in doc.ents] == ["بيروت"]
    assert doc._.aalam_unaligned == 1
    assert doc.spans["aalam"][1]._.aalam == cairo

    doc = pipeline(align="retokenize")(text)
    assert [token.text for token in doc] == ["عاد", "من", "بيروت", "وب", "القاهرة"]
    assert doc.text == text
    assert [ent.text for ent in doc.ents] == ["بيروت", "القاهرة"]
    assert doc.ents[1]._.aalam == {**cairo, "exact": True}


def test_two_mentions_in_one_token_are_counted_and_warned_about_once() -> None:
    nlp = pipeline()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        docs = [*nlp.pipe([GLUED, GLUED, "زار دمشق"]), nlp(GLUED)]
    assert [str(w.message)[:14] for w in caught if w.category is UserWarning] == ["aalam: 'ايران'"]
    assert [doc._.aalam_unaligned for doc in docs] == [1, 1, 0, 1]
    iran = docs[0].spans["aalam"][1]
    assert (iran.text, iran._.aalam["text"]) == ("المتحدة»/ايران", "ايران")
    split = pipeline(align="retokenize")(GLUED)
    assert [ent.text for ent in split.ents] == ["الأمم المتحدة", "ايران", "العراق"]


def test_mentions_with_the_same_tokens_are_told_apart() -> None:
    with pytest.warns(UserWarning, match="'دمشق' is not in doc.ents|'بيروت' is not in doc.ents"):
        doc = pipeline(overlap="all")(Doc(spacy.blank("ar").vocab, words=["دمشق/بيروت"], spaces=[False]))
    assert [span._.aalam["text"] for span in doc.spans["aalam"]] == ["دمشق", "بيروت"]


def test_doc_ents_take_the_longest_and_doc_spans_all() -> None:
    doc = pipeline(offices=True, overlap="nested")(OFFICE)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("الرئيس الروسي", "OFFICE")]
    assert [span.label_ for span in doc.spans["aalam"]] == ["OFFICE", "NORP"]
    assert doc._.aalam_unaligned == 0


def test_options_reach_the_recognizer(mini: Path) -> None:
    text = "زار وزير الخارجية الروسي دمشق ثم مقر الأمم المتحدة"
    assert {ent.label_ for ent in pipeline(types=["ORG"])(text).ents} == {"ORG"}
    nlp = pipeline(label_map={"GPE": "LOC"}, types=["GPE", "ORG"], min_score=0)
    assert {ent.label_ for ent in nlp(text).ents} == {"LOC", "ORG"}
    assert nlp.pipe_labels["aalam"] == ["LOC", "ORG"]
    assert pipeline(offices=True).pipe_labels["aalam"] == ["GPE", "MISC", "NORP", "OFFICE", "ORG", "PER"]
    own = pipeline(gazetteers=[str(mini)], bundled=False)("قالت الجامعة العربية")
    assert [span._.aalam["source"] for span in own.ents] == ["mini"]
    assert "places" in pipeline(spans_key="places")("زار دمشق").spans
    later = "عقد حلف شمال الأطلسي قمة. وقال الحلف"
    assert len(pipeline(resolve=True)(later).ents) == len(pipeline()(later).ents) + 1


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ({"min_score": 2.0}, aalam.ConfigError),
        ({"overlap": "some"}, aalam.ConfigError),
        ({"types": ["CITY"]}, aalam.ConfigError),
        ({"min_score": 2.0, "gazetteers": ["missing.aalam"]}, aalam.ConfigError),
        ({"align": "contract"}, ValueError),
        ({"label_map": {"CITY": "LOC"}}, ValueError),
        ({"unknown": 1}, ValueError),
    ],
    ids=str,
)
def test_bad_options_are_refused_at_once(config: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        pipeline(**config)
    with pytest.raises(TypeError, match="unknown options: unknown"):
        aalam.spacy.Aalam(unknown=1)


def test_a_missing_gazetteer_is_told_at_the_first_text(tmp_path: Path) -> None:
    nlp = pipeline(gazetteers=[str(tmp_path / "none.aalam")])
    with pytest.raises(FileNotFoundError):
        nlp("زار دمشق")


def test_entities_of_others_are_kept_or_replaced() -> None:
    for overwrite, wanted in [(False, ["زار دمشق", "بيروت"]), (True, ["دمشق", "بيروت"])]:
        nlp = spacy.blank("ar")
        ruler = nlp.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": "X", "pattern": "زار دمشق"}])
        nlp.add_pipe("aalam", config={"overwrite_ents": overwrite})
        doc = nlp("زار دمشق ثم بيروت")
        assert [ent.text for ent in doc.ents] == wanted
        assert doc._.aalam_unaligned == 0
        assert len(doc.spans["aalam"]) == 2
    assert doc[0:1]._.aalam is None


def test_the_date_says_who_held_an_office() -> None:
    nlp = pipeline(offices=True, types=["OFFICE"], date_key="day")
    docs = [nlp.make_doc(OFFICE) for _ in range(3)]
    docs[0]._.aalam_date = dt.date(2009, 7, 1)
    docs[1]._.aalam_date = "2005-07-01T10:00:00"
    assert [doc._.aalam_date for doc in docs] == ["2009-07-01", "2005-07-01", None]
    pairs = list(nlp.pipe([(doc, number) for number, doc in enumerate(docs)], as_tuples=True))
    assert [number for _, number in pairs] == [0, 1, 2]
    names = [doc.ents[0]._.aalam["name_en"] for doc, _ in pairs]
    assert names == ["Dmitry Medvedev", "Vladimir Putin", nlp(OFFICE).ents[0]._.aalam["name_en"]]
    contexts = [{"day": dt.datetime(2009, 7, 1, 10), "id": 7}, {"id": 8}, None]
    pairs = list(nlp.pipe([(OFFICE, context) for context in contexts], as_tuples=True))
    assert [doc._.aalam_date for doc, _ in pairs] == ["2009-07-01", None, None]
    assert [context for _, context in pairs] == contexts
    assert pairs[0][0].ents[0]._.aalam["name_en"] == "Dmitry Medvedev"


def test_bad_dates_are_refused() -> None:
    nlp = pipeline(date_key="day")
    doc = nlp.make_doc(OFFICE)
    for bad, error in [
        ("now", aalam.DocumentError),
        ("2009-13-01", aalam.DocumentError),
        ("20090701", aalam.DocumentError),
        ("2009-07-01garbage", aalam.DocumentError),
        (7, TypeError),
    ]:
        with pytest.raises(error, match=f"date: .*({bad}|int)"):
            doc._.aalam_date = bad
    for missing in [None, pd.NaT]:
        doc._.aalam_date = missing
        assert doc._.aalam_date is None
    with pytest.raises(aalam.DocumentError, match='not a date: "now"'):
        list(nlp.pipe([(OFFICE, {"day": "now"})], as_tuples=True))
    failed: list[str] = []
    nlp.set_error_handler(lambda name, pipe, docs, error: failed.extend(doc.text for doc in docs))
    pairs = [("زار دمشق", {"day": "2009-07-01"}), ("زار بيروت", {"day": "now"}), ("زار تونس", {})]
    good = list(nlp.pipe(pairs, as_tuples=True))
    assert [doc.text for doc, _ in good] == ["زار دمشق", "زار تونس"]
    assert failed == ["زار بيروت"]


@pytest.mark.filterwarnings("ignore:aalam:UserWarning")
@pytest.mark.parametrize("align", ALIGN)
@pytest.mark.parametrize("batch_size", [1, 3, 1000])
def test_pipe_gives_what_single_calls_give(align: str, batch_size: int) -> None:
    nlp = pipeline(align=align, offices=True)
    texts = TEXTS * 5
    docs = nlp.pipe(iter(texts), batch_size=batch_size)
    assert [mentions(doc) for doc in docs] == [mentions(nlp(text)) for text in texts]


@pytest.mark.filterwarnings("ignore:aalam:UserWarning", "ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_processes_give_what_one_gives(start: str, mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if start not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {start} here")
    monkeypatch.setattr("spacy.language.mp", multiprocessing.get_context(start))
    nlp = pipeline(
        align="retokenize", offices=True, gazetteers=[str(mini)], date_key="day", label_map={"PER": "PERSON"}
    )
    pairs = [(text, {"day": dt.date(2009, 7, 1)}) for text in [*TEXTS, OFFICE]]
    wanted = [mentions(doc) for doc, _ in nlp.pipe(pairs, as_tuples=True)]
    found = list(nlp.pipe(pairs, as_tuples=True, n_process=2, batch_size=2))
    assert [mentions(doc) for doc, _ in found] == wanted
    assert found[-1][0].ents[0]._.aalam["name_en"] == "Dmitry Medvedev"


@pytest.fixture
def compiled(mini: Path, tmp_path: Path) -> Path:
    """A gazetteer at a place where it will be missing later."""
    return Path(shutil.copy(mini, tmp_path / "own.aalam"))


def test_a_folder_holds_all_that_is_needed(compiled: Path, tmp_path: Path) -> None:
    nlp = pipeline(gazetteers=[str(compiled)], bundled=False, align="retokenize", label_map={"GPE": "LOC"})
    wanted = [mentions(nlp(text)) for text in TEXTS]
    assert len(wanted[-1]) > 4
    content = compiled.read_bytes()
    nlp.to_disk(tmp_path / "pipe")
    compiled.unlink()
    folder = tmp_path / "pipe" / "aalam"
    assert [path.read_bytes() for path in folder.glob("*.aalam")] == [content]
    (tmp_path / "pipe").rename(tmp_path / "elsewhere")
    again = spacy.load(tmp_path / "elsewhere")
    assert [mentions(again(text)) for text in TEXTS] == wanted
    again.to_disk(tmp_path / "elsewhere")
    again.to_disk(tmp_path / "third")
    shutil.rmtree(tmp_path / "elsewhere")
    third = spacy.load(tmp_path / "third")
    assert [mentions(third(text)) for text in TEXTS] == wanted
    assert len(list((tmp_path / "third" / "aalam").iterdir())) == 2


def test_the_bundled_gazetteer_is_not_copied(tmp_path: Path) -> None:
    nlp = pipeline(min_score=0.25, offices=True)
    nlp.to_disk(tmp_path / "pipe")
    assert [path.name for path in (tmp_path / "pipe" / "aalam").iterdir()] == ["cfg.json"]
    assert len(nlp.get_pipe("aalam").to_bytes()) < 1_000
    again = spacy.load(tmp_path / "pipe")
    assert again.get_pipe("aalam").options == nlp.get_pipe("aalam").options
    assert mentions(again(TEXTS[2])) == mentions(nlp(TEXTS[2]))


def test_bytes_and_pickles_hold_all_that_is_needed(compiled: Path) -> None:
    nlp = pipeline(
        gazetteers=[str(compiled)], bundled=False, align="retokenize", offices=True, min_score=0.25
    )
    wanted = [mentions(nlp(text)) for text in TEXTS]
    assert len(wanted[-1]) > 4
    data, pickled, component = nlp.to_bytes(), pickle.dumps(nlp), pickle.dumps(nlp.get_pipe("aalam"))
    compiled.unlink()
    again = pipeline().from_bytes(data)
    assert [mentions(again(text)) for text in TEXTS] == wanted
    assert again.get_pipe("aalam").to_bytes() == nlp.get_pipe("aalam").to_bytes()
    copy = pickle.loads(pickled)
    assert [mentions(copy(text)) for text in TEXTS] == wanted
    alone = pickle.loads(component)
    assert [mentions(alone(nlp.make_doc(text))) for text in TEXTS] == wanted
    assert alone.options == nlp.get_pipe("aalam").options


def test_a_damaged_copy_is_refused(mini: Path, tmp_path: Path) -> None:
    pipeline(gazetteers=[str(mini)]).to_disk(tmp_path / "pipe")
    copy = next((tmp_path / "pipe" / "aalam").glob("*.aalam"))
    copy.write_bytes(copy.read_bytes()[:-9])
    with pytest.raises(aalam.ArtifactError):
        spacy.load(tmp_path / "pipe")


def test_documents_keep_their_mentions() -> None:
    nlp = pipeline()
    docs = [nlp(TEXTS[2]), nlp(TEXTS[0])]
    wanted = [span._.aalam for doc in docs for span in doc.spans["aalam"]]
    stored = DocBin(store_user_data=True, docs=docs).to_bytes()
    loaded = list(DocBin().from_bytes(stored).get_docs(nlp.vocab))
    assert [mentions(doc) for doc in loaded] == [mentions(doc) for doc in docs]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        joined = Doc.from_docs(docs)
    found = [span._.aalam for span in joined.spans["aalam"]]
    assert [about["entity_id"] for about in found] == [about["entity_id"] for about in wanted]
    assert all(joined.text[about["start"] : about["end"]] == about["text"] for about in found)
    assert wanted[1]["start"] == 15
    cut = docs[0][3:].as_doc(copy_user_data=True)
    assert [ent._.aalam["text"] for ent in cut.ents] == ["القاهرة", "لقاهرة"]
    assert all(cut.text[e._.aalam["start"] : e._.aalam["end"]] == e._.aalam["text"] for e in cut.ents)


def test_annotating_twice_changes_nothing() -> None:
    nlp = pipeline(align="retokenize", offices=True)
    for text in TEXTS:
        doc = nlp(text)
        once, data = mentions(doc), dict(doc.user_data)
        nlp.get_pipe("aalam")(doc)
        assert (mentions(doc), dict(doc.user_data)) == (once, data)


def test_two_components_in_one_pipeline(mini: Path) -> None:
    nlp = pipeline()
    nlp.add_pipe(
        "aalam", name="own", config={"gazetteers": [str(mini)], "bundled": False, "spans_key": "own"}
    )
    doc = nlp("زار دمشق وفد الجامعة العربية")
    assert [ent._.aalam["entity_id"] for ent in doc.ents] == ["city/damascus", "org/arab-league"]
    assert doc.spans["own"][0]._.aalam["source"] in {"bundled", "mini"}
    assert {key: len(group) for key, group in doc.spans.items()} == {"aalam": 2, "own": 1}


def test_two_components_with_one_key_are_warned_about() -> None:
    nlp = pipeline(spans_key="names")
    with pytest.warns(UserWarning, match=r"^aalam and own both write doc.spans\['names'\]") as said:
        nlp.add_pipe("aalam", name="own", config={"spans_key": "names"})
    assert len(said) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nlp.add_pipe("aalam", name="third", config={"spans_key": "third"})


def test_splitting_keeps_what_others_annotated() -> None:
    vocab = spacy.blank("ar").vocab
    doc = Doc(
        vocab,
        words=["عاد", "الوفد", "لبيروت", "وصل", "بالقاهرة", "."],
        spaces=[True, True, True, True, False, False],
        tags=["V", "N", "N", "VV", "N", "."],
        pos=["VERB", "NOUN", "PROPN", "VERB", "PROPN", "PUNCT"],
        morphs=["", "", "Case=Gen", "Voice=Act", "Case=Gen", ""],
        heads=[0, 0, 0, 3, 3, 3],
        deps=["ROOT", "nsubj", "obl", "ROOT", "obl", "punct"],
        ents=["O", "O", "O", "B-X", "O", "O"],
    )
    text = doc.text
    doc.spans["other"] = [Span(doc, 2, 4, label="S", kb_id="K", span_id="I")]
    sentences = [sentence.text for sentence in doc.sents]
    aalam.spacy.Aalam(align="retokenize")(doc)
    assert doc.text == text
    assert [t.text for t in doc] == ["عاد", "الوفد", "ل", "بيروت", "وصل", "ب", "القاهرة", "."]
    assert [t.tag_ for t in doc] == ["V", "N", "N", "N", "VV", "N", "N", "."]
    assert [t.pos_ for t in doc][2:4] == ["PROPN", "PROPN"]
    assert [str(t.morph) for t in doc][2:5] == ["Case=Gen", "Case=Gen", "Voice=Act"]
    assert [sentence.text for sentence in doc.sents] == sentences
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("بيروت", "GPE"),
        ("وصل", "X"),
        ("القاهرة", "GPE"),
    ]
    other = doc.spans["other"][0]
    assert (other.text, other.label_, other.kb_id_, other.id_) == ("لبيروت وصل", "S", "K", "I")
    assert [t.head.i for t in doc] == [0, 0, 0, 2, 4, 4, 5, 4]


def test_splitting_the_last_word_of_a_sentence_makes_no_sentence() -> None:
    nlp = spacy.blank("ar")
    nlp.add_pipe("sentencizer", config={"punct_chars": ["لبيروت"]})
    nlp.add_pipe("aalam", config={"align": "retokenize"})
    doc = nlp("عاد الوفد لبيروت ثم استراح")
    assert [sentence.text for sentence in doc.sents] == ["عاد الوفد لبيروت", "ثم استراح"]


def test_the_scorer_of_spacy_counts_entities() -> None:
    nlp = pipeline(align="retokenize")
    words = ["عاد", "من", "بيروت", "وب", "القاهرة", "أمس"]
    spaces = [True, True, True, False, True, False]
    gold = Doc(nlp.vocab, words=words, spaces=spaces, ents=["O", "O", "B-GPE", "O", "B-GPE", "B-X"])
    scores = nlp.evaluate([Example(nlp.make_doc(gold.text), gold)])
    assert scores["ents_p"] == 1
    assert scores["ents_r"] == pytest.approx(2 / 3)
    assert scores["ents_per_type"]["GPE"] == {"p": 1.0, "r": 1.0, "f": 1.0}
    assert nlp.config["training"]["score_weights"]["ents_f"] == 1


def test_examples_of_the_module() -> None:
    result = doctest.testmod(aalam.spacy)
    assert result.attempted > 3
    assert result.failed == 0


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    monkeypatch.delitem(sys.modules, "aalam.spacy")
    with pytest.raises(ImportError, match=r"aalam\.spacy needs spacy.*pip install 'aalam\[spacy\]'"):
        __import__("aalam.spacy")

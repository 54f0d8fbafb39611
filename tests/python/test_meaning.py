"""Offices, headlines, resolution, explanations."""

import datetime
import pickle

import aalam
import pytest

TEXT = "استقبل الرئيس الروسي الوفد"


def test_offices_are_linked_by_date() -> None:
    ner = aalam.Recognizer(offices=True)
    for date in ("2009-07-01", datetime.date(2009, 7, 1), datetime.datetime(2009, 7, 1, 10)):
        office = ner(TEXT, date=date)[0]
        assert (office.type, office.link, office.name_en) == ("OFFICE", "office", "Dmitry Medvedev")
        assert [one.entity_id for one in office.candidates] == [
            "person/dmitry-medvedev",
            "office/ru-president",
        ]
    assert ner(TEXT)[0].entity_id == "office/ru-president"
    assert aalam.Recognizer()(TEXT, date="2009-07-01")[0].type == "NORP"


def test_batches_take_titles_and_dates() -> None:
    ner = aalam.Recognizer(offices=True)
    documents = ner.batch([TEXT, TEXT], titles=[None, "قمة"], dates=["2009-07-01", None])
    assert [doc[0].entity_id for doc in documents] == ["person/dmitry-medvedev", "office/ru-president"]
    assert len(ner.columns([TEXT] * 2, dates=["2009-07-01", None])["start"]) == 4
    for dates in (["2009-07-01"], ["2009-07-01"] * 3):
        with pytest.raises(ValueError, match="dates"):
            ner.batch([TEXT, TEXT], dates=dates)
    with pytest.raises(aalam.DocumentError, match="not a date"):
        ner(TEXT, date="yesterday")


def test_a_headline_supports_the_text_and_is_not_reported() -> None:
    ner = aalam.Recognizer()
    text = "وأضاف الأسد أن الأزمة مستمرة"
    found = ner(text, title="بشار الأسد في موسكو")
    assert [(e.text, e.link) for e in found] == [("الأسد", "alias")]
    assert text[found[0].start : found[0].end] == "الأسد"


def test_options_survive_pickling() -> None:
    ner = aalam.Recognizer(offices=True, resolve=True, context=False, engine="automaton", min_score=0.3)
    again = pickle.loads(pickle.dumps(ner))
    assert again(TEXT)[0].type == "OFFICE"
    with pytest.raises(aalam.ConfigError, match="engine"):
        aalam.Recognizer(engine="regex")  # type: ignore[arg-type]


def test_engines_find_the_same() -> None:
    text = "وصل وفد من الأمم المتحدة إلى دمشق ثم عاد إلى بيروت"
    found = [aalam.Recognizer(engine=engine)(text).entities for engine in ("lexicon", "automaton")]
    assert found[0] == found[1]


def test_explanations() -> None:
    explained = aalam.Recognizer().explain("اشترى كيلو حمص ثم عاد إلى حمص")
    assert [(e["kept"], e["reason"]) for e in explained] == [(False, "counter-cue"), (True, "likely")]
    assert explained[0]["evidence"][0]["word"] == "كيلو"
    assert explained[1]["support"] > 0


def test_a_low_score_asks_for_what_nothing_speaks_for() -> None:
    text = "تأخر الوفد كثيرا"
    assert not aalam.Recognizer()(text)
    assert [e.text for e in aalam.Recognizer(min_score=0.1)(text)] == ["الوفد"]

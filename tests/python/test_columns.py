"""``Recognizer.columns`` gives what ``batch`` gives, as columns."""

import aalam
import pytest

TEXTS = [
    "زار وفد من الأمم المتحدة بيروت",
    "",
    "لا شيء هنا",
    "عاد من دمشق 😀 إلى بيروت",
    "NATO",
    "عاد\ud83d من دمشق",
    "رُوسِيا ولـ«لبنان»",
]


def test_columns_say_what_documents_say():
    recognizer = aalam.Recognizer()
    columns = recognizer.columns(TEXTS)
    rows = zip(*(columns[name] for name in ("document", "start", "end", "entity")), strict=True)
    found = [
        (document, start, end, columns["entity_id"][entity], columns["type"][entity])
        for document, start, end, entity in rows
    ]
    wanted = [
        (index, entity.start, entity.end, entity.entity_id, entity.type)
        for index, document in enumerate(recognizer.batch(TEXTS))
        for entity in document
    ]
    assert found == wanted
    assert len(found) > 5
    scores = [entity.score for document in recognizer.batch(TEXTS) for entity in document]
    assert list(columns["score"]) == pytest.approx(scores)


def test_columns_have_formats():
    columns = aalam.Recognizer().columns(iter(TEXTS))
    assert {columns[name].format for name in ("document", "start", "end", "entity")} == {"I"}
    assert columns["score"].format == "f"
    assert len(set(columns["entity_id"])) == len(columns["entity_id"]) == len(columns["type"])


def test_no_texts_give_empty_columns():
    columns = aalam.Recognizer().columns([])
    assert len(columns["start"]) == 0
    assert columns["entity_id"] == []


def test_one_str_is_refused():
    with pytest.raises(TypeError, match="not one str"):
        aalam.Recognizer().columns("بيروت")
    with pytest.raises(TypeError, match="texts: item 1: str expected, not int"):
        aalam.Recognizer().columns(["بيروت", 1])

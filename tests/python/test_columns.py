"""``Recognizer.columns`` gives what ``batch`` gives, as columns."""

import subprocess
import sys

import aalam
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
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


def test_a_column_of_nothing_and_one_date_for_all() -> None:
    ner = aalam.Recognizer(offices=True)
    assert len(ner.arrow(pl.Series([None, None]))) == 2
    assert len(ner.arrow(pa.nulls(2), explode=True)) == 0
    texts = pa.array(["استقبل الرئيس الروسي الوفد", None, "قال الرئيس الروسي إن بلاده مستعدة"])
    undated = pa.table(ner.arrow(texts, dates=pl.Series([None, None, None]), explode=True))
    assert undated.equals(pa.table(ner.arrow(texts, explode=True)))
    one = pa.table(ner.arrow(texts, dates=pa.array(["2009-07-01"]), explode=True))
    assert one.equals(pa.table(ner.arrow(texts, dates=pa.array(["2009-07-01"] * 3), explode=True)))
    assert "Dmitry Medvedev" in one["name_en"].to_pylist()


def test_ctrl_c_ends_a_long_column() -> None:
    text = "زار الوفد الروسي بيروت ثم عاد إلى موسكو " * 200
    code = f"""
import os, signal, threading, aalam, pyarrow as pa
ner = aalam.Recognizer()
column = pa.array([{text!r}] * 20_000)
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    ner.arrow(column)
except KeyboardInterrupt:
    print("stopped", len(ner.arrow(column[:10])))
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8")
    assert (done.stdout, done.stderr) == ("stopped 10\n", "")


def test_missing_values_of_tables(ner: aalam.Recognizer) -> None:
    texts = ["زار الوفد بيروت"] * 5
    missing = [None, float("nan"), pd.NaT, pd.NA, np.datetime64("NaT")]
    assert ner.batch(texts, titles=missing[:4] + [None]) == ner.batch(texts)
    assert ner.batch(texts, dates=missing) == ner.batch(texts)
    assert ner.columns(texts, dates=missing)["entity_id"] == ner.columns(texts)["entity_id"]

"""Columns: the Arrow kernel in every form, and the data frames on it."""

import datetime as dt
import doctest
import pickle
import sys
from typing import Any

import aalam
import aalam.duckdb
import aalam.pandas
import aalam.polars
import datasets
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from aalam.datasets import Mapper

TEXTS = ["زار وزير الخارجية الروسي دمشق", None, "عاد من بيروت وللقاهرة موقفها", "", "\U0001f30d ثم بغداد"]
NER = aalam.Recognizer()


def expected(text: str | None) -> list[dict] | None:
    """The mentions of a text, as the recognizer alone gives them."""
    if text is None:
        return None
    names = pa.table(NER.arrow(pa.array(["بيروت"])))["mentions"].type.value_type
    fields = {names.field(index).name for index in range(names.num_fields)}
    return [{key: value for key, value in e.to_dict().items() if key in fields} for e in NER(text)]


def rounded(mentions: list[dict] | None) -> list[dict] | None:
    return mentions and [{**mention, "score": round(mention["score"], 2)} for mention in mentions]


FORMS = {
    "string": pa.array(TEXTS, pa.string()),
    "large_string": pa.array(TEXTS, pa.large_string()),
    "string_view": pa.array(TEXTS, pa.string()).cast(pa.string_view()),
    "dictionary": pa.array(TEXTS).dictionary_encode(),
    "dictionary of int8": pa.DictionaryArray.from_arrays(
        pa.array([0, None, 2, 3, 4], pa.int8()), pa.array(["" if t is None else t for t in TEXTS])
    ),
    "chunked": pa.chunked_array([TEXTS[:2], [], TEXTS[2:]], pa.string()),
    "sliced": pa.array(["زار تونس", *TEXTS, "زار مصر"]).slice(1, len(TEXTS)),
    "polars": pl.Series(TEXTS),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_what_single_calls_give(form: str) -> None:
    table = pa.table(NER.arrow(FORMS[form]))
    assert [rounded(m) for m in table["mentions"].to_pylist()] == [rounded(expected(t)) for t in TEXTS]
    exploded = pa.table(NER.arrow(FORMS[form], explode=True))
    rows = exploded.to_pylist()
    assert len(rows) == sum(len(expected(text) or []) for text in TEXTS)
    for row in rows:
        text = TEXTS[row["document"]]
        assert text is not None
        assert text[row["start"] : row["end"]] == row["text"]


def test_many_rows_keep_their_order() -> None:
    texts = [TEXTS[index % len(TEXTS)] for index in range(5_000)]
    column = pa.table(NER.arrow(pa.array(texts)))["mentions"].to_pylist()
    wanted = [rounded(expected(text)) for text in TEXTS]
    assert [rounded(m) for m in column] == [wanted[index % len(TEXTS)] for index in range(5_000)]


@pytest.mark.parametrize(
    "dates",
    [
        pa.array([dt.date(2009, 7, 1)]),
        pa.array([dt.datetime(2009, 7, 1, 10)], pa.timestamp("ns")),
        pa.array([dt.datetime(2009, 7, 1, 10)], pa.timestamp("s", tz="UTC")),
        pa.array(["2009-07-01T10:00:00"]),
        pa.array([dt.date(2009, 7, 1)], pa.date64()),
    ],
    ids=str,
)
def test_dates_say_who_held_an_office(dates: pa.Array) -> None:
    ner = aalam.Recognizer(offices=True)
    table = pa.table(ner.arrow(pa.array(["استقبل الرئيس الروسي الوفد"]), dates=dates, explode=True))
    assert table["name_en"].to_pylist()[0] == "Dmitry Medvedev"


def test_bad_columns_are_named() -> None:
    with pytest.raises(TypeError, match="texts: a column of strings expected .* not Int64"):
        NER.arrow(pa.array([1, 2]))
    with pytest.raises(TypeError, match="texts: an Arrow array or series expected .* not list"):
        NER.arrow(["زار دمشق"])
    with pytest.raises(ValueError, match="dates: 2 rows, texts has 3"):
        NER.arrow(pa.array(["", "", ""]), dates=pa.array([dt.date(2009, 7, 1)] * 2))
    with pytest.raises(aalam.DocumentError, match='dates: row 1: not a date: "now"'):
        NER.arrow(pa.array(["", ""]), dates=pa.array(["2009-07-01", "now"]))
    with pytest.raises(TypeError, match="dates: dates, timestamps or strings expected, not Boolean"):
        NER.arrow(pa.array([""]), dates=pa.array([True]))


def test_a_table_can_be_read_twice() -> None:
    table = NER.arrow(pa.array(TEXTS))
    assert pa.table(table) == pa.table(table)
    assert len(table) == len(TEXTS)
    assert pa.schema(table) == pa.table(table).schema


def test_polars_lazily_and_by_group() -> None:
    frame = pl.DataFrame({"day": [1, 1, 2, 2, 2], "text": TEXTS})
    found = frame.lazy().select("day", m=pl.col("text").aalam.recognize()).explode("m").drop_nulls("m")
    counts = found.unnest("m").group_by("day").agg(pl.len()).sort("day").collect()
    wanted = [len(expected(text) or []) for text in TEXTS]
    assert counts.rows() == [(1, wanted[0]), (2, sum(wanted[2:]))]
    assert frame.select(pl.col("text").aalam.recognize()).schema["text"] == aalam.polars.mention_dtype()


def test_polars_keeps_categories_dates_and_other_columns() -> None:
    frame = pl.DataFrame({"text": TEXTS, "date": [dt.date(2009, 7, 1)] * 5, "type": list("abcde")})
    tidy = aalam.polars.tidy(frame, "text", date="date", recognizer=aalam.Recognizer(offices=True))
    assert set(tidy["type_document"].to_list()) == {"a", "c", "e"}
    as_categories = frame.with_columns(pl.col("text").cast(pl.Categorical))
    assert aalam.polars.tidy(as_categories, "text").height == aalam.polars.tidy(frame, "text").height


@pytest.mark.parametrize("dtype", ["object", "string[pyarrow]", "string[python]", "category", None])
def test_pandas_in_every_dtype(dtype: str | None) -> None:
    series = pd.Series(TEXTS, index=list("abcde"), name="text", dtype=dtype)
    found = series.aalam.recognize()
    assert list(found.index) == list("abcde")
    assert [rounded(m) for m in found] == [rounded(expected(t)) for t in TEXTS]
    tidy = series.aalam.tidy()
    assert list(tidy.index) == [list("abcde")[row] for row in tidy["document"]]


def test_pandas_refuses_numbers() -> None:
    with pytest.raises(TypeError, match="texts"):
        pd.Series([1, 2]).aalam.recognize()


OFFICE = "استقبل الرئيس الروسي الوفد"


def holders(found: pd.DataFrame) -> list[str | None]:
    return found.loc[found["type"] == "OFFICE", "name_en"].tolist()


def test_pandas_dates_belong_to_their_texts() -> None:
    ner = aalam.Recognizer(offices=True)
    texts = pd.Series([OFFICE, OFFICE], index=["a", "b"])
    days = pd.Series(["2009-07-01", "2005-07-01"], index=["a", "b"])
    wanted = ["Dmitry Medvedev", "Vladimir Putin"]
    as_times = pd.to_datetime(days)
    for date in [days, days.tolist(), days.to_numpy(), as_times, as_times.to_numpy(), pd.Index(as_times)]:
        assert holders(texts.aalam.tidy(date=date, recognizer=ner)) == wanted
    assert holders(texts.aalam.tidy(date=pa.array(days.tolist()), recognizer=ner)) == wanted
    with pytest.raises(ValueError, match=r"^date: its index differs from that of the texts; date.reindex"):
        texts.aalam.tidy(date=days[::-1])
    with pytest.raises(ValueError, match="date: 1 rows, the texts have 2"):
        texts.aalam.recognize(date=["2009-07-01"])
    for bad in [5, {"a": "2009-07-01"}, [True, False]]:
        with pytest.raises(TypeError, match="date"):
            texts.aalam.recognize(date=bad)


def test_pandas_one_date_is_for_all() -> None:
    ner = aalam.Recognizer(offices=True)
    texts = pd.Series([OFFICE, None, OFFICE])
    day = dt.date(2009, 7, 1)
    for date in [day, "2009-07-01", pd.Timestamp(day), dt.datetime(2009, 7, 1, 23)]:
        assert holders(texts.aalam.tidy(date=date, recognizer=ner)) == ["Dmitry Medvedev"] * 2
    undated = texts.aalam.tidy(recognizer=ner)
    for date in [pd.NaT, [None] * 3, [float("nan")] * 3, pd.Series([pd.NaT] * 3)]:
        assert texts.aalam.tidy(date=date, recognizer=ner).equals(undated)


def test_pandas_columns_without_a_value_are_missing() -> None:
    for dtype in ["float64", "object", "category", "Float64"]:
        series = pd.Series([None, None], dtype=dtype)
        assert series.aalam.tidy().empty
        assert series.aalam.recognize().tolist() == [None, None]
    with pytest.raises(TypeError, match="texts"):
        pd.Series([1.5, None]).aalam.tidy()


def test_pandas_the_day_is_that_of_the_zone() -> None:
    ner = aalam.Recognizer(offices=True)
    texts = pd.Series([OFFICE])
    # Half past one in Damascus on the first day of an office is the evening before in UTC.
    local = pd.Series(pd.to_datetime(["2008-05-07 01:30"])).dt.tz_localize("Asia/Damascus")
    wanted = holders(texts.aalam.tidy(date="2008-05-07", recognizer=ner))
    assert wanted != holders(texts.aalam.tidy(date="2008-05-06", recognizer=ner))
    for date in [
        local,
        local.astype(object),
        local.astype("timestamp[us, tz=Asia/Damascus][pyarrow]"),
        local[0],
    ]:
        assert holders(texts.aalam.tidy(date=date, recognizer=ner)) == wanted


def test_polars_refuses_what_is_no_column_of_strings() -> None:
    frame = pl.DataFrame({"id": [7, 8], "text": ["زار دمشق", None]})
    with pytest.raises(TypeError, match="text: column 'id': strings expected, not Int64"):
        aalam.polars.tidy(frame, "id")
    for query in [frame.lazy(), frame]:
        with pytest.raises(TypeError, match="text: column 'id': strings expected, not Int64"):
            query.select(pl.col("id").aalam.recognize()).lazy().collect()
    with pytest.raises(TypeError, match=r"frame: .* not LazyFrame: collect\(\) it first, or use recognize"):
        aalam.polars.tidy(frame.lazy(), "text")
    kinds = [pl.Enum(["زار دمشق"]), pl.Categorical, pl.String]
    assert all(aalam.polars.tidy(frame.cast({"text": kind}), "text").height == 1 for kind in kinds)
    assert aalam.polars.tidy(pl.DataFrame({"text": [None, None]}), "text").height == 0


def test_polars_dates_of_every_kind() -> None:
    ner = aalam.Recognizer(offices=True)
    times = pl.Series([dt.datetime(2008, 5, 7, 1, 30)] * 2).dt.replace_time_zone("Asia/Damascus")
    frame = pl.DataFrame({"text": [OFFICE] * 2, "none": [None] * 2, "local": times})
    day = dt.date(2008, 5, 7)
    literals = [day, dt.datetime(2008, 5, 7, 1), pl.lit(day), pl.lit("2008-05-07"), pl.lit(times[0])]
    cases: dict[str, list[Any]] = {"Dmitry Medvedev": ["local", pl.col("local").dt.date(), *literals]}
    cases["President of Russia"] = [None, "none", pl.lit(None)]
    for name, dates in cases.items():
        for date in dates:
            found = aalam.polars.tidy(frame, "text", date=date, recognizer=ner)
            assert holders(found.to_pandas()) == [name] * 2
            lazily = frame.lazy().select(m=pl.col("text").aalam.recognize(date=date, recognizer=ner))
            assert holders(lazily.explode("m").unnest("m").collect().to_pandas()) == [name] * 2


def test_polars_names_that_clash() -> None:
    frame = pl.DataFrame({"body": ["زار دمشق"], "document": ["x"], "text": ["y"]})
    found = aalam.polars.tidy(frame, "body")
    assert found.select("document", "text", "document_document", "text_document").row(0) == (
        0,
        "دمشق",
        "x",
        "y",
    )
    with pytest.raises(ValueError, match="frame: column 'text' would become 'text_document'"):
        aalam.polars.tidy(frame.with_columns(text_document=1), "body")
    beside = frame.drop("text").rename({"body": "text"}).with_columns(text_document=1)
    assert aalam.polars.tidy(beside, "text")["text_document"].to_list() == [1]


def test_duckdb_counts_in_sql() -> None:
    con = duckdb.connect()
    aalam.duckdb.register(con, "ner", recognizer=aalam.Recognizer(offices=True))
    con.register("articles", pa.table({"text": TEXTS, "day": [dt.date(2009, 7, 1)] * 5}))
    counts = con.sql("SELECT len(ner(text)) FROM articles").fetchall()
    assert counts[1] == (None,)
    holder = con.sql(
        "SELECT m.name_en FROM (SELECT unnest(ner_dated('التقى الرئيس الروسي', DATE '2009-07-01')) AS m) WHERE m.type = 'OFFICE'"
    )
    assert holder.fetchall() == [("Dmitry Medvedev",)]


def test_duckdb_registers_again() -> None:
    con = duckdb.connect()
    aalam.duckdb.register(con)
    query = "SELECT len(recognize('زار دمشق')), len(recognize_dated('زار دمشق', '2009-07-01'::DATE))"
    assert con.sql(query).fetchall() == [(1, 1)]
    for _ in range(2):
        aalam.duckdb.register(con, recognizer=aalam.Recognizer.from_names(["زار", "دمشق"]))
    assert con.sql(query).fetchall() == [(2, 2)]


def test_datasets_say_what_is_wrong() -> None:
    for texts in [["زار دمشق"], [None]]:
        data = datasets.Dataset.from_dict({"text": texts, "day": [None]})
        with pytest.raises(TypeError, match=r"map\(..., batched=True\) is needed"):
            data.map(Mapper())
        with pytest.raises(ValueError, match="no column 'body'; there are: 'text', 'day'"):
            data.map(Mapper("body"), batched=True)
        with pytest.raises(ValueError, match="no column 'date'; there are: 'text', 'day'"):
            data.map(Mapper(date="date"), batched=True)
        mapper = Mapper(date="day")
        assert len(data.map(mapper, batched=True, features=mapper.features(data))) == 1
        features = mapper.features(data.remove_columns("text"))
        removed = data.map(mapper, batched=True, remove_columns="text", features=features)
        assert removed.column_names == ["day", "mentions"]


def test_datasets_find_their_cache_again() -> None:
    data = datasets.Dataset.from_dict({"text": TEXTS})
    mapper = Mapper()
    once = data.map(mapper, batched=True, batch_size=2, features=mapper.features(data))
    again = data.map(Mapper(), batched=True, batch_size=2, features=Mapper().features(data))
    assert once._fingerprint == again._fingerprint
    assert once[1]["mentions"] is None
    assert once[2]["mentions"][0]["entity_id"] == "city/beirut"
    own = Mapper(recognizer=aalam.Recognizer.from_names(["دمشق"]), output="own")
    assert pickle.dumps(own) == pickle.dumps(pickle.loads(pickle.dumps(own)))


@pytest.mark.parametrize("module", ["polars", "pandas", "duckdb", "datasets"])
def test_examples_of_the_modules(module: str) -> None:
    result = doctest.testmod(sys.modules[f"aalam.{module}"])
    assert result.attempted > 3
    assert result.failed == 0

"""Spark: a local session with several Python workers."""

import datetime as dt
import os
import runpy
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import aalam
import aalam.spark
import pytest
from conftest import NEWS, ROOT
from pyspark.sql import SparkSession

SCRIPT = ROOT / "examples" / "entities_a_day.py"
ARTICLES = [
    (1, "زار وزير الخارجية الروسي دمشق", dt.date(2009, 7, 1)),
    (2, None, dt.date(2009, 7, 1)),
    (3, "عاد من بيروت وللقاهرة موقفها", dt.date(2010, 1, 5)),
    (4, "", dt.date(2010, 1, 5)),
    (5, "استقبل الرئيس الروسي الوفد", dt.date(2009, 7, 1)),
]


# Continuous integration has Java and must run these.
pytestmark = pytest.mark.skipif(
    shutil.which("java") is None and not os.environ.get("CI"),
    reason="Spark needs Java 17: no java on this machine",
)


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").appName("aalam")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.host": "localhost",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def test_rows_are_those_of_single_calls(spark: SparkSession) -> None:
    frame = spark.createDataFrame(ARTICLES, "id long, body string, day date").repartition(4)
    found = aalam.spark.explode(frame, "body", keep=["id", "day"])
    rows = {(row.id, row.start, row.end, row.entity_id) for row in found.collect()}
    ner = aalam.Recognizer()
    wanted = {(id_, e.start, e.end, e.entity_id) for id_, text, _ in ARTICLES if text for e in ner(text)}
    assert rows == wanted
    assert found.columns == ["id", "day", *aalam.spark.MENTION_FIELDS.names]


def test_work_is_spread_over_several_processes(spark: SparkSession) -> None:
    texts = [(index, f"وصل الوفد رقم {index} إلى بغداد") for index in range(2_000)]
    frame = spark.createDataFrame(texts, "id long, text string").repartition(4)

    def with_process(batches):
        import pyarrow as pa

        for batch in aalam.spark.mapper("text", keep=["id"])(batches):
            process = pa.array([os.getpid()] * batch.num_rows, pa.int64())
            yield pa.record_batch(
                [batch["id"], process, batch["entity_id"]], names=["id", "process", "entity_id"]
            )

    rows = frame.mapInArrow(with_process, "id long, process long, entity_id string").collect()
    assert sorted(row.id for row in rows if row.entity_id == "city/baghdad") == list(range(2_000))
    assert len({row.process for row in rows}) >= 2
    assert os.getpid() not in {row.process for row in rows}


def test_a_function_of_columns_and_in_sql(spark: SparkSession) -> None:
    frame = spark.createDataFrame(ARTICLES, "id long, text string, day date")
    recognize = aalam.spark.recognize(offices=True)
    rows = frame.orderBy("id").select("id", recognize("text", "day").alias("m")).collect()
    assert rows[1].m is None
    assert rows[3].m == []
    assert [m.name_en for m in rows[4].m if m.type == "OFFICE"] == ["Dmitry Medvedev"]
    assert (
        frame.select(aalam.spark.recognize()("text").alias("m")).schema["m"].dataType == aalam.spark.MENTIONS
    )


def test_a_gazetteer_is_shipped_to_the_workers(spark: SparkSession, tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    (source / "own.tsv").write_text("id\ttype\tname_ar\norg/rose\tORG\tحزب الوردة\n", encoding="utf-8")
    artifact = tmp_path / "roses.aalam"
    aalam.compile(source, artifact)
    spark.sparkContext.addFile(str(artifact))
    frame = spark.createDataFrame([("دعا حزب الوردة إلى لقاء في بيروت",)], "text string")
    rows = aalam.spark.explode(frame, gazetteers=["roses.aalam"]).collect()
    assert [(row.entity_id, row.source) for row in rows] == [
        ("org/rose", "roses"),
        ("city/beirut", "bundled"),
    ]


def test_a_folder_of_jsonl_becomes_a_table_of_entities_a_day(
    spark: SparkSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    entities_a_day: Counter[tuple[str, str]],
) -> None:
    """The script of examples/, over the articles of the notebooks."""
    table = tmp_path / "table"
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), str(NEWS), str(table)])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    rows = spark.read.parquet(str(table)).collect()
    assert {(row.day, row.entity_id): row.mentions for row in rows} == entities_a_day
    invasion = {row.entity_id: row for row in rows if row.day == "1990-08-02"}
    assert invasion["country/kw"].name_en == "Kuwait" and invasion["country/kw"].articles == 1


def test_a_title_is_read_with_its_text(spark: SparkSession) -> None:
    script = runpy.run_path(str(SCRIPT))
    lines = [
        ("a", "1999-02-07", "قمة في القاهرة", "وصل الوفد إلى القاهرة"),
        ("b", "1999-02-07", None, "عاد من بيروت"),
    ]
    articles = spark.createDataFrame(lines, "id string, day string, title string, text string")
    rows = script["entities_a_day"](articles).collect()
    assert [(row.name_en, row.articles, row.mentions) for row in rows] == [("Cairo", 1, 2), ("Beirut", 1, 1)]


def test_options_are_checked_before_anything_runs(spark: SparkSession) -> None:
    with pytest.raises(aalam.ConfigError, match="overlap"):
        aalam.spark.mapper(overlap="shortest")
    with pytest.raises(TypeError, match="colour"):
        aalam.spark.recognize(colour="red")
    frame = spark.createDataFrame([("", "PER")], "text string, type string")
    with pytest.raises(ValueError, match="keep: type"):
        aalam.spark.explode(frame, keep=["type"])

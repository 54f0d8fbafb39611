"""Ray Data: a local Ray with two actors."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aalam
import aalam.ray
import pandas as pd
import pyarrow as pa
import pytest
import ray
import ray.data
from conftest import COLUMN as TEXTS
from conftest import run_example_of_the_docs

TABLE = pa.table(
    {
        "id": range(len(TEXTS)),
        "body": pa.array(TEXTS, pa.string()),
        "day": [dt.date(2009, 7, 1)] * len(TEXTS),
    }
)


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # Four CPUs for the scheduler's count, whatever the machine has: two actors, and tasks beside them.
    ray.init(
        num_cpus=4,
        include_dashboard=False,
        log_to_driver=False,
        logging_level="ERROR",
        object_store_memory=100_000_000,
        _node_ip_address="127.0.0.1",
    )
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def expected(ner: aalam.Recognizer) -> list[tuple[object, ...]]:
    """The mentions of all texts, as ``Recognizer.batch`` gives them."""
    numbers = [row for row, text in enumerate(TEXTS) if text is not None]
    documents = ner.batch([TEXTS[row] or "" for row in numbers], dates=["2009-07-01"] * len(numbers))
    return [
        (row, e.start, e.end, e.text, e.entity_id, e.name_en)
        for row, document in zip(numbers, documents, strict=True)
        for e in document
    ]


def rows(found: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    fields = ("id", "start", "end", "text", "entity_id", "name_en")
    return sorted(tuple(row[field] for field in fields) for row in found)


def test_rows_are_those_of_a_batch() -> None:
    # A block a row: some hold a null or nothing, and give no mention.
    blocks = ray.data.from_arrow([TABLE.slice(row, 1) for row in range(len(TEXTS))])
    mentions = aalam.ray.mentions(
        blocks, "body", keep=["id", "day"], date="day", offices=True, concurrency=2, batch_size=None
    ).materialize()
    found = mentions.take_all()
    assert rows(found) == sorted(expected(aalam.Recognizer(offices=True)))
    assert mentions.columns() == ["id", "day", *aalam.ray.FIELDS]
    for row in found:
        text = TEXTS[row["id"]]
        assert text is not None and text[row["start"] : row["end"]] == row["text"]
    assert [row["start"] for row in found if row["id"] == 4] == [5]


def test_two_actors_with_a_gazetteer_of_ones_own(tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    (source / "own.tsv").write_text("id\ttype\tname_ar\norg/rose\tORG\tحزب الوردة\n", encoding="utf-8")
    artifact = tmp_path / "roses.aalam"
    aalam.compile(source, artifact)

    class Traced(aalam.ray.Tagger):
        """Says which process made each row, and how many recognizers it made."""

        made = 0

        def __init__(self, **arguments: Any) -> None:
            type(self).made += 1
            super().__init__(**arguments)

        def __call__(self, batch: pa.Table) -> pa.Table:
            import time

            time.sleep(0.05)  # long enough for the other actor to come
            found = super().__call__(batch)
            for name, value in (("process", os.getpid()), ("made", self.made)):
                found = found.append_column(name, pa.array([value] * len(found), pa.int64()))
            return found

    table = pa.table({"text": ["دعا حزب الوردة إلى لقاء في بيروت"] * 5})
    found = (
        ray.data.from_arrow([table] * 12)
        .map_batches(
            Traced,
            batch_format="pyarrow",
            batch_size=None,
            concurrency=2,
            fn_constructor_kwargs={"gazetteers": [str(artifact)]},
        )
        .take_all()
    )
    assert sorted((row["entity_id"], row["source"]) for row in found) == sorted(
        [("org/rose", "roses"), ("city/beirut", "bundled")] * 60
    )
    processes = {row["process"] for row in found}
    assert len(processes) == 2 and os.getpid() not in processes
    assert {row["made"] for row in found} == {1}


def test_types_are_the_same_in_every_batch() -> None:
    tagger = aalam.ray.Tagger("body", keep=["id"])
    wanted = tagger(TABLE).schema
    assert wanted.names == ["id", *aalam.ray.FIELDS]
    for part in (TABLE.slice(0, 0), TABLE.slice(1, 1), TABLE.slice(3, 1), TABLE.slice(4, 1)):
        assert tagger(part).schema == wanted
    # Ray types a column of nulls alone as null.
    nulls = pa.table({"id": [1], "body": pa.nulls(1)})
    assert tagger(nulls).schema == wanted and len(tagger(nulls)) == 0


def test_nothing_in_gives_nothing_out() -> None:
    empty = ray.data.from_arrow(TABLE.slice(0, 0))
    assert aalam.ray.mentions(empty, "body", keep=["id"]).take_all() == []
    none_left = ray.data.from_arrow(TABLE).filter(lambda row: row["id"] > 100)
    assert aalam.ray.mentions(none_left, "body", keep=["id"], concurrency=1).take_all() == []


def test_faults_are_seen_before_anything_runs() -> None:
    data = ray.data.from_arrow(TABLE)
    with pytest.raises(aalam.ConfigError, match="overlap"):
        aalam.ray.mentions(data, "body", overlap="shortest")
    with pytest.raises(TypeError, match="colour"):
        aalam.ray.mentions(data, "body", colour="red")
    with pytest.raises(ValueError, match="keep: type"):
        aalam.ray.Tagger(keep=["type"])
    with pytest.raises(TypeError, match="keep must be"):
        aalam.ray.Tagger(keep="id")


def test_the_example_of_the_docs(tmp_path: Path, entities_a_day: Counter[tuple[str, str]]) -> None:
    table = pd.read_parquet(run_example_of_the_docs("aalam.ray", tmp_path))
    # Ray's reader makes dates of days.
    counts = zip(table["day"], table["entity_id"], table["count()"], strict=True)
    assert {(str(day)[:10], entity): count for day, entity, count in counts} == entities_a_day

"""Dask: the threaded, the processes and the distributed scheduler."""

import datetime as dt
import doctest
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import aalam
import aalam.dask
import dask
import dask.dataframe as dd
import pandas as pd
import pytest
from conftest import COLUMN as TEXTS
from conftest import run_example_of_the_docs
from distributed import Client, LocalCluster

FIELDS = aalam.dask.FIELDS


def articles(partitions: int = 3) -> dd.DataFrame:
    """Texts under an index of their own; the last of three partitions has one mention, and a null beside it."""
    frame = pd.DataFrame({"text": TEXTS, "day": pd.to_datetime(["2009-07-01"] * len(TEXTS))})
    frame.index = pd.Index([10, 11, 12, 13, 14, 15], name="number")
    return dd.from_pandas(frame, npartitions=partitions)


def expected(options: aalam.Recognizer) -> list[tuple[object, ...]]:
    """The mentions of all texts, as ``Recognizer.batch`` gives them."""
    numbers = [row for row, text in enumerate(TEXTS) if text is not None]
    documents = options.batch([TEXTS[row] or "" for row in numbers], dates=["2009-07-01"] * len(numbers))
    return [
        (row + 10, e.start, e.end, e.text, e.entity_id, e.name_en)
        for row, document in zip(numbers, documents, strict=True)
        for e in document
    ]


def rows(found: pd.DataFrame) -> list[tuple[object, ...]]:
    wanted = found[["start", "end", "text", "entity_id", "name_en"]].astype(object)
    return list(wanted.where(wanted.notna(), None).itertuples(name=None))


@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_rows_are_those_of_a_batch(scheduler: str) -> None:
    found = aalam.dask.mentions(articles(), keep=["day"], date="day", offices=True).compute(
        scheduler=scheduler
    )
    assert rows(found) == expected(aalam.Recognizer(offices=True))
    assert list(found.columns) == ["day", *FIELDS]
    for number, mention in found.iterrows():
        text = TEXTS[int(str(number)) - 10]
        assert text is not None and text[mention["start"] : mention["end"]] == mention["text"]
    assert found["start"].loc[14] == TEXTS[4].index("بغداد") == 5  # type: ignore[union-attr]


def test_every_partition_has_the_types_that_were_promised() -> None:
    found = aalam.dask.mentions(articles(6), keep=["day"])
    assert found.npartitions == 6 and found.divisions == articles(6).divisions
    parts = dask.compute(*found.to_delayed(), scheduler="synchronous")
    assert [len(part) for part in parts] == [len(rows(part)) for part in parts]
    assert sum(len(part) == 0 for part in parts) == 3
    for part in parts:
        pd.testing.assert_series_equal(part.dtypes, found.dtypes)
        assert part.index.name == "number"
    # Columns that are chosen afterwards: Dask may ask for fewer columns of the texts, never for fewer of the mentions.
    assert found["entity_id"].compute(scheduler="synchronous").tolist()[-1] == "city/baghdad"


def test_counts_a_day_among_processes(tmp_path: Path, mini: Path) -> None:
    """A gazetteer of one's own, by its path; the workers are new processes."""
    texts = ["قال الرئيس الروسي في موسكو", "وصل الوفد إلى موسكو وبيروت"] * 4
    frame = dd.from_pandas(pd.DataFrame({"text": texts, "day": ["a", "b"] * 4}), npartitions=4)
    found = aalam.dask.mentions(frame, keep=["day"], gazetteers=[str(mini)], bundled=False)
    with dask.config.set(scheduler="processes", num_workers=2):
        table = found.groupby(["day", "entity_id"]).size().compute()
    ner = aalam.Recognizer(gazetteers=[mini], bundled=False)
    wanted = pd.Series(
        [(day, e.entity_id) for day, text in zip("ab", texts, strict=False) for e in ner(text)]
    )
    assert len(wanted) > 2
    assert table.to_dict() == {key: 4 * count for key, count in wanted.value_counts().items()}


@pytest.fixture
def client() -> Iterator[Client]:
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None, host="127.0.0.1"
    )
    with cluster, Client(cluster) as one:
        yield one


def _process(part: pd.DataFrame) -> pd.DataFrame:
    return part.assign(process=os.getpid())


def test_distributed_with_a_gazetteer_that_is_shipped(client: Client, tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    (source / "own.tsv").write_text("id\ttype\tname_ar\norg/rose\tORG\tحزب الوردة\n", encoding="utf-8")
    aalam.compile(source, tmp_path / "roses.aalam")
    client.upload_file(str(tmp_path / "roses.aalam"))
    frame = dd.from_pandas(pd.DataFrame({"text": ["دعا حزب الوردة إلى لقاء في بيروت"] * 40}), npartitions=20)
    found = aalam.dask.mentions(frame, gazetteers=["roses.aalam"]).map_partitions(_process).compute()
    assert (
        found[["entity_id", "source"]].values.tolist()
        == [
            ["org/rose", "roses"],
            ["city/beirut", "bundled"],
        ]
        * 40
    )
    assert found["process"].nunique() == 2 and os.getpid() not in set(found["process"])


def test_faults_are_seen_before_anything_runs() -> None:
    with pytest.raises(aalam.ConfigError, match="overlap"):
        aalam.dask.mentions(articles(), overlap="shortest")
    with pytest.raises(TypeError, match="colour"):
        aalam.dask.mentions(articles(), colour="red")
    with pytest.raises(KeyError, match="body"):
        aalam.dask.mentions(articles(), "body")
    with pytest.raises(ValueError, match="keep: text"):
        aalam.dask.mentions(articles(), keep=["text"])
    with pytest.raises(TypeError, match="keep must be"):
        aalam.dask.mentions(articles(), keep="day")
    with pytest.raises(TypeError, match="gazetteers must be"):
        aalam.dask.mentions(articles(), gazetteers="my.aalam")


def test_the_example_of_the_module() -> None:
    result = doctest.testmod(aalam.dask)
    assert result.attempted > 3
    assert result.failed == 0


def test_dates_are_read() -> None:
    frame = pd.DataFrame({"text": ["استقبل الرئيس الروسي الوفد"] * 2, "day": [dt.date(2009, 7, 1), None]})
    found = aalam.dask.mentions(dd.from_pandas(frame, npartitions=1), date="day", offices=True).compute(
        scheduler="synchronous"
    )
    assert found["name_en"].tolist()[0] == "Dmitry Medvedev"


def test_the_example_of_the_docs(tmp_path: Path, entities_a_day: Counter[tuple[str, str]]) -> None:
    table = pd.read_parquet(run_example_of_the_docs("aalam.dask", tmp_path))
    counts = zip(table["day"], table["entity_id"], table["count"], strict=True)
    assert {(day, entity): count for day, entity, count in counts} == entities_a_day

"""Spark: mentions of a column of texts on many machines (``pip install 'aalam[spark]'``; PySpark 4, Java 17).

Two ways to the same mentions: :func:`explode` maps a data frame to one with a row for each mention, :func:`recognize` is a function of a column.

    >>> found = aalam.spark.explode(articles, "text", keep=["id", "day"])        # doctest: +SKIP
    >>> found.groupBy("day", "entity_id").count()                                # doctest: +SKIP
    >>> articles.select(aalam.spark.recognize()("text").alias("mentions"))       # doctest: +SKIP

Each Python worker of an executor makes its recognizer once, with one thread: Spark runs as many workers as it has cores. A gazetteer of your own is shipped once
an executor with ``spark.sparkContext.addFile("my.aalam")`` and named by that name in ``gazetteers=["my.aalam"]``; a path that the workers can read does as well.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aalam._extras import TEXT_FIELDS, require
from aalam._tidy import kept_columns, maker, tidy

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame
    from pyspark.sql import functions as sf
    from pyspark.sql import types as st
else:
    pa = require("pyarrow", "spark")
    require("pyspark", "spark")
    sf = require("pyspark.sql.functions", "spark")
    st = require("pyspark.sql.types", "spark")

__all__ = ["MENTIONS", "MENTION_FIELDS", "explode", "mapper", "recognize"]

MENTION_FIELDS = st.StructType(
    [
        st.StructField("start", st.IntegerType(), True),
        st.StructField("end", st.IntegerType(), True),
        *(st.StructField(name, st.StringType(), True) for name in TEXT_FIELDS),
        st.StructField("score", st.FloatType(), True),
    ]
)
"""The fields of a mention. ``start`` and ``end`` are code points of the text, half-open."""

MENTIONS = st.ArrayType(MENTION_FIELDS)
"""The type of a column of mentions."""


def _shipped(name: str) -> str:
    """The path of an artifact on a worker: as it is, or where ``addFile`` put it."""
    if Path(name).exists():
        return name
    from pyspark import SparkFiles

    return SparkFiles.get(name)


def mapper(
    text: str = "text",
    *,
    keep: Iterable[str] = (),
    date: str | None = None,
    gazetteers: Sequence[str] = (),
    **options: Any,
) -> Callable[[Iterator["pa.RecordBatch"]], Iterator["pa.RecordBatch"]]:
    """A function for ``DataFrame.mapInArrow``: one row a mention.

    Args:
        text: the column of texts; nulls give no row.
        keep: columns that each mention keeps of its row; they come first.
        date: a column with the day of each text (date, timestamp, or strings that begin with ``YYYY-MM-DD``).
        gazetteers: names of artifacts that were shipped with ``addFile``, or paths that the workers can read.
        options: as for ``aalam.Recognizer``; ``threads`` is 1 where it is not said.

    Returns:
        A function from batches with these columns to batches of ``keep`` and the fields of a mention: the schema is that of the kept columns and
        :data:`MENTION_FIELDS`, which :func:`explode` puts together.

    Raises:
        ConfigError: an option is not sound.
        TypeError: an option is not known.
        ValueError: a column that is kept is called like a field of a mention.
    """
    kept = kept_columns(keep)
    make = maker(gazetteers, options, _shipped)

    def run(batches: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
        ner = make()
        for batch in batches:
            yield from tidy(ner, batch, text, kept, date).to_batches()

    return run


def explode(
    frame: "DataFrame",
    text: str = "text",
    *,
    keep: Iterable[str] = (),
    date: str | None = None,
    **options: Any,
) -> "DataFrame":
    """One row for each mention: arguments as :func:`mapper`.

    Returns:
        A data frame with the kept columns and the fields of a mention.

    Raises:
        ValueError: a column that is kept is called like a field of a mention.
    """
    kept = kept_columns(keep)
    needed = list(dict.fromkeys([text, *([date] if date else []), *kept]))
    schema = st.StructType([*(frame.schema[name] for name in kept), *MENTION_FIELDS.fields])
    return frame.select(*needed).mapInArrow(mapper(text, keep=kept, date=date, **options), schema)


def recognize(*, gazetteers: Sequence[str] = (), **options: Any) -> Callable[..., "Column"]:
    """A function of a column of texts (and of a column of dates), for ``select`` and SQL.

    Args:
        gazetteers: as for :func:`mapper`.
        options: as for ``aalam.Recognizer``.

    Returns:
        A user-defined function that gives :data:`MENTIONS`: a list of structs for each text, null where the text is. ``spark.udf.register("recognize", ...)``
        makes it known to SQL.
    """
    make = maker(gazetteers, options, _shipped)

    def run(texts: "pa.Array", dates: "pa.Array | None" = None) -> "pa.Array":
        found = pa.table(make().arrow(texts, dates=dates))
        return found["mentions"].combine_chunks()

    def of_texts(texts: "pa.Array") -> "pa.Array":
        return run(texts)

    def of_dated(texts: "pa.Array", dates: "pa.Array") -> "pa.Array":
        return run(texts, dates)

    one, two = (_typed(function, count) for count, function in ((1, of_texts), (2, of_dated)))

    def choose(text: "Column | str", date: "Column | str | None" = None) -> "Column":
        column: Column = one(text) if date is None else two(text, date)
        return column

    return choose


def _typed(function: Callable[..., "pa.Array"], count: int) -> Any:
    """The function as a UDF on Arrow arrays, whose kind PySpark reads off annotations that exist at run time."""
    function.__annotations__ = dict.fromkeys(["texts", "dates"][:count], pa.Array) | {"return": pa.Array}
    arrow_udf: Any = vars(sf)["arrow_udf"]  # newer than the stubs of PySpark 4.0
    return arrow_udf(function, returnType=MENTIONS)

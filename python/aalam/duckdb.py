"""DuckDB: a function for SQL (``pip install 'aalam[duckdb]'``).

>>> import duckdb
>>> import aalam.duckdb
>>> con = duckdb.connect()
>>> aalam.duckdb.register(con)
>>> con.sql('''
...     SELECT m.text, m.entity_id
...     FROM (SELECT unnest(recognize(t)) AS m FROM (VALUES ('زار الوفد دمشق'), ('عاد من بيروت')) AS texts(t))
... ''').fetchall()
[('دمشق', 'city/damascus'), ('بيروت', 'city/beirut')]
"""

import contextlib
import functools
from typing import TYPE_CHECKING

from aalam._core import Recognizer
from aalam._extras import TEXT_FIELDS, bundled, require

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from duckdb.func import FunctionNullHandling, PythonUDFType
else:
    duckdb = require("duckdb", "duckdb")
    pa = require("pyarrow", "duckdb")
    require("numpy", "duckdb")  # DuckDB's functions in Python ask for it
    functions = require("duckdb.func" if duckdb.__version__ >= "1.4" else "duckdb.functional", "duckdb")
    FunctionNullHandling, PythonUDFType = functions.FunctionNullHandling, functions.PythonUDFType

__all__ = ["MENTIONS", "register"]

_FIELDS = [
    '"start" INTEGER',
    '"end" INTEGER',
    *(f'"{name}" VARCHAR' for name in TEXT_FIELDS),
    '"score" FLOAT',
]

MENTIONS = f"STRUCT({', '.join(_FIELDS)})[]"
"""The SQL type of what the function returns."""


def register(
    connection: "duckdb.DuckDBPyConnection", name: str = "recognize", *, recognizer: Recognizer | None = None
) -> None:
    """Make ``name(text)`` known to SQL; ``name_dated(text, date)`` takes the day of the text.

    Args:
        connection: where it becomes known.
        name: what it is called.
        recognizer: what finds the mentions; by default ``Recognizer()``.

    The functions work on vectors of rows through Arrow; NULL stays NULL. Functions of these names that were registered before are replaced.
    """
    ner = recognizer or bundled()

    def recognize(texts: "pa.ChunkedArray") -> "pa.ChunkedArray":
        return pa.table(ner.arrow(texts))["mentions"]

    def recognize_dated(texts: "pa.ChunkedArray", dates: "pa.ChunkedArray") -> "pa.ChunkedArray":
        return pa.table(ner.arrow(texts, dates=dates))["mentions"]

    by_arrow = functools.partial(
        connection.create_function,
        return_type=MENTIONS,
        type=PythonUDFType.ARROW,
        null_handling=FunctionNullHandling.SPECIAL,
    )
    for old in (name, f"{name}_dated"):
        with contextlib.suppress(duckdb.InvalidInputException):  # there is none
            connection.remove_function(old)
    by_arrow(name, recognize, parameters=["VARCHAR"])
    by_arrow(f"{name}_dated", recognize_dated, parameters=["VARCHAR", "DATE"])

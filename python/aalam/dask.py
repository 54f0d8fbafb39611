"""Dask: mentions of a column of texts, partition by partition (``pip install 'aalam[dask]'``).

>>> import dask.dataframe as dd
>>> import pandas as pd
>>> import aalam.dask
>>> frame = pd.DataFrame({"day": ["1999-02-07", "1999-02-08"], "text": ["زار الوفد دمشق", "عاد من بيروت والقاهرة"]})
>>> found = aalam.dask.mentions(dd.from_pandas(frame, npartitions=2), "text", keep=["day"])
>>> found[["day", "text", "entity_id"]].compute().values.tolist()
[['1999-02-07', 'دمشق', 'city/damascus'], ['1999-02-08', 'بيروت', 'city/beirut'], ['1999-02-08', 'القاهرة', 'city/cairo']]

Each worker process makes its recognizer once, with one thread: Dask has as many threads or processes as there are cores. A gazetteer of your own is named by a path that
the workers can read; with ``dask.distributed`` and no shared disk, ``client.upload_file("my.aalam")`` ships it, and ``gazetteers=["my.aalam"]`` names it.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aalam._core import Recognizer
from aalam._extras import TEXT_FIELDS, require
from aalam._tidy import FIELDS, kept_columns, maker

if TYPE_CHECKING:
    import dask.dataframe as dd
    import pandas as pd
else:
    require("pyarrow", "dask")
    pd = require("pandas", "dask")
    dd = require("dask.dataframe", "dask")

import aalam.pandas  # the accessor

__all__ = ["FIELDS", "mentions"]

_DTYPES: dict[str, Any] = {name: "string[pyarrow]" for name in TEXT_FIELDS}


def _shipped(name: str) -> str:
    """The path of an artifact on a worker: as it is, or where ``Client.upload_file`` put it."""
    distributed: Any = sys.modules.get("distributed")
    if Path(name).exists() or distributed is None:
        return name
    try:
        folder = distributed.get_worker().local_directory
    except ValueError:  # another scheduler
        return name
    return str(Path(folder, name))


def _tidy(
    part: "pd.DataFrame", make: Callable[[], Recognizer], text: str, keep: list[str], date: str | None
) -> "pd.DataFrame":
    """The mentions of a partition, under the index of their texts."""
    dates = None if date is None else part[date]
    found = aalam.pandas.AalamSeries(part[text]).tidy(date=dates, recognizer=make())
    kept = part[keep].iloc[found["document"].to_numpy()]
    return pd.concat([kept, found[FIELDS].astype(_DTYPES)], axis=1)


def mentions(
    frame: "dd.DataFrame",
    text: str = "text",
    *,
    keep: Iterable[str] = (),
    date: str | None = None,
    gazetteers: Sequence[str] = (),
    **options: Any,
) -> "dd.DataFrame":
    """One row for each mention, under the index of its text.

    Args:
        frame: a data frame with a column of texts.
        text: the name of that column; missing texts give no row.
        keep: columns that each mention keeps of its row; they come first.
        date: a column with the day of each text (datetimes, or strings that begin with ``YYYY-MM-DD``).
        gazetteers: paths of artifacts that the workers can read, or names of those that ``Client.upload_file`` shipped.
        options: as for ``aalam.Recognizer``; ``threads`` is 1 where it is not said.

    Returns:
        A data frame, not computed yet, with the partitions and divisions of ``frame``: the kept columns, then ``start`` and ``end`` (code points of the text,
        half-open), ``text`` and the other fields of ``Recognizer.arrow``.

    Raises:
        ConfigError: an option is not sound.
        KeyError: there is no such column.
        TypeError: an option is not known, or the column is not one of strings.
        ValueError: a column that is kept is called like a field of a mention.
    """
    kept = kept_columns(keep)
    needed = list(dict.fromkeys([text, *([date] if date else []), *kept]))
    narrow = frame[needed]
    # The types of the columns are read off an empty partition; the bundled gazetteer does, since artifacts may be on the workers only.
    empty = _tidy(narrow._meta, maker((), {**options, "bundled": True}), text, kept, date)
    make = maker(gazetteers, options, _shipped)
    found: dd.DataFrame = narrow.map_partitions(_tidy, make, text, kept, date, meta=empty)
    return found

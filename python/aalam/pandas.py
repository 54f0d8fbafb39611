"""pandas: an accessor for series of texts (``pip install 'aalam[pandas]'``).

>>> import pandas as pd
>>> import aalam.pandas
>>> texts = pd.Series(["زار الوفد دمشق", None, "عاد من بيروت والقاهرة"], index=["a", "b", "c"])
>>> [len(mentions) if mentions is not None else None for mentions in texts.aalam.recognize()]
[1, None, 2]
>>> texts.aalam.tidy()[["text", "entity_id"]].to_records().tolist()
[('a', 'دمشق', 'city/damascus'), ('c', 'بيروت', 'city/beirut'), ('c', 'القاهرة', 'city/cairo')]
"""

import datetime
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from aalam._core import Recognizer
from aalam._extras import bundled, require

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc
else:
    pd = require("pandas", "pandas")
    pa = require("pyarrow", "pandas")
    pc = require("pyarrow.compute", "pandas")

__all__ = ["AalamSeries"]


def _missing(series: "pd.Series[Any]") -> bool:
    """Whether nothing is known of a column; ``read_csv`` makes such columns floats."""
    untold = isinstance(series.dtype, pd.CategoricalDtype) or pd.api.types.is_float_dtype(series.dtype)
    return untold and bool(series.isna().all())


def _arrow(series: "pd.Series[Any]", what: str, expected: str) -> "pa.Array":
    try:
        return pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise TypeError(f"{what}: a series of {expected} expected: {error}") from error


def _texts(series: "pd.Series[Any]") -> "pa.Array":
    if _missing(series):
        return pa.nulls(len(series), pa.string())
    texts = _arrow(series, "texts", "strings")
    kind = texts.type.value_type if pa.types.is_dictionary(texts.type) else texts.type
    return pa.nulls(len(series), pa.string()) if pa.types.is_null(kind) else texts


def _local(series: "pd.Series[Any]") -> "pd.Series[Any]":
    """Datetimes with a zone as the zone's clock shows them: the day is the day there."""
    if isinstance(series.dtype, pd.DatetimeTZDtype):
        local: pd.Series[Any] = series.dt.tz_localize(None)
        return local
    if series.dtype == object:
        days = [
            value.date() if isinstance(value, datetime.datetime) and not pd.isna(value) else value
            for value in series
        ]
        return pd.Series(days, index=series.index, dtype=object)
    return series


def _dates(date: object, index: "pd.Index[Any]") -> "pa.Array":
    """A date for each text."""
    rows = len(index)
    if isinstance(date, str | datetime.date):
        day = date if isinstance(date, str) else date.isoformat()[:10]
        return pa.nulls(rows, pa.date32()) if pd.isna(date) else pa.array([day] * rows, pa.string())
    if isinstance(date, pd.Series):
        if not date.index.equals(index):
            raise ValueError(
                "date: its index differs from that of the texts; date.reindex(...) or date.to_numpy()"
            )
        dates = date
    elif isinstance(date, pa.Array | pa.ChunkedArray):
        dates = date.to_pandas()
    elif isinstance(date, Iterable) and not isinstance(date, bytes | Mapping | AbstractSet | pd.DataFrame):
        values: Any = date if isinstance(date, pd.Index) or hasattr(date, "dtype") else list(date)
        dates = pd.Series(values, dtype=None if len(values) else object)
    else:
        raise TypeError(f"date: a date or a column of dates expected, not {type(date).__name__}")
    if len(dates) != rows:
        raise ValueError(f"date: {len(dates)} rows, the texts have {rows}")
    if _missing(dates):
        return pa.nulls(rows, pa.date32())
    array = _arrow(_local(dates), "date", "dates, datetimes or strings")
    if pa.types.is_timestamp(array.type) and array.type.tz is not None:  # a dtype of Arrow's
        return pc.local_timestamp(array)
    return array.cast(pa.date32()) if pa.types.is_null(array.type) else array


@pd.api.extensions.register_series_accessor("aalam")
class AalamSeries:
    """``series.aalam``."""

    def __init__(self, series: "pd.Series[Any]") -> None:
        """Take the series that the accessor stands behind."""
        self._series = series

    def _table(self, date: object, recognizer: Recognizer | None, *, explode: bool) -> "pa.Table":
        ner = recognizer or bundled()
        dates = None if date is None else _dates(date, self._series.index)
        return pa.table(ner.arrow(_texts(self._series), dates=dates, explode=explode))

    def recognize(
        self,
        *,
        date: "pd.Series[Any] | Iterable[Any] | datetime.date | str | None" = None,
        recognizer: Recognizer | None = None,
    ) -> "pd.Series[Any]":
        """The mentions of each text.

        Args:
            date: the day of each text: a series with the index of the texts, or an array or list in their order, of datetimes (of those with a zone
                the day there counts), dates or strings ``YYYY-MM-DD``, alone or followed by a time. One date is that of all texts.
            recognizer: what finds them; by default ``Recognizer()``.

        Returns:
            A series with the same index: for each text a list of dictionaries with the fields of ``Recognizer.arrow``, None for a missing text.

        Raises:
            DocumentError: a date is no date.
            TypeError: the series is not one of strings, or ``date`` not one of dates.
            ValueError: ``date`` has another index than the texts, or another length.
        """
        mentions = self._table(date, recognizer, explode=False)["mentions"].to_pylist()
        return pd.Series(mentions, index=self._series.index, name=self._series.name, dtype=object)

    def tidy(
        self,
        *,
        date: "pd.Series[Any] | Iterable[Any] | datetime.date | str | None" = None,
        recognizer: Recognizer | None = None,
    ) -> "pd.DataFrame":
        """One row for each mention, under the index of its text.

        Args:
            date: as in :meth:`recognize`.
            recognizer: as in :meth:`recognize`.

        Returns:
            A frame with the fields of a mention and ``document``, the number of the text's row. ``frame.join`` puts the other columns beside it.

        Raises:
            DocumentError: as in :meth:`recognize`.
            TypeError: as in :meth:`recognize`.
            ValueError: as in :meth:`recognize`.
        """
        frame: pd.DataFrame = self._table(date, recognizer, explode=True).to_pandas()
        frame.index = self._series.index[frame["document"]]
        return frame

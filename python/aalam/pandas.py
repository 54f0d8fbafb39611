"""pandas: an accessor for series of texts (``pip install 'aalam[pandas]'``).

>>> import pandas as pd
>>> import aalam.pandas
>>> texts = pd.Series(["زار الوفد دمشق", None, "عاد من بيروت والقاهرة"], index=["a", "b", "c"])
>>> [len(mentions) if mentions is not None else None for mentions in texts.aalam.recognize()]
[1, None, 2]
>>> texts.aalam.tidy()[["text", "entity_id"]].to_records().tolist()
[('a', 'دمشق', 'city/damascus'), ('c', 'بيروت', 'city/beirut'), ('c', 'القاهرة', 'city/cairo')]
"""

from typing import TYPE_CHECKING, Any

from aalam._core import Recognizer
from aalam._extras import bundled, require

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
else:
    pd = require("pandas", "pandas")
    pa = require("pyarrow", "pandas")

__all__ = ["AalamSeries"]


def _arrow(series: "pd.Series[Any]", what: str) -> "pa.Array":
    try:
        return pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise TypeError(f"{what}: a series of strings expected: {error}") from error


@pd.api.extensions.register_series_accessor("aalam")
class AalamSeries:
    """``series.aalam``."""

    def __init__(self, series: "pd.Series[Any]") -> None:
        """Take the series that the accessor stands behind."""
        self._series = series

    def _table(
        self, date: "pd.Series[Any] | None", recognizer: Recognizer | None, *, explode: bool
    ) -> "pa.Table":
        ner = recognizer or bundled()
        texts = _arrow(self._series, "texts")
        if pa.types.is_null(texts.type):
            texts = texts.cast(pa.string())
        dates = None if date is None else _arrow(date, "date")
        return pa.table(ner.arrow(texts, dates=dates, explode=explode))

    def recognize(
        self, *, date: "pd.Series[Any] | None" = None, recognizer: Recognizer | None = None
    ) -> "pd.Series[Any]":
        """The mentions of each text.

        Args:
            date: the day of each text, in the order of the texts: datetimes, dates or strings that begin with ``YYYY-MM-DD``.
            recognizer: what finds them; by default ``Recognizer()``.

        Returns:
            A series with the same index: for each text a list of dictionaries with the fields of ``Recognizer.arrow``, None for a missing text.
        """
        mentions = self._table(date, recognizer, explode=False)["mentions"].to_pylist()
        return pd.Series(mentions, index=self._series.index, name=self._series.name, dtype=object)

    def tidy(
        self, *, date: "pd.Series[Any] | None" = None, recognizer: Recognizer | None = None
    ) -> "pd.DataFrame":
        """One row for each mention, under the index of its text.

        Args:
            date: as in :meth:`recognize`.
            recognizer: as in :meth:`recognize`.

        Returns:
            A frame with the fields of a mention and ``document``, the number of the text's row. ``frame.join`` puts the other columns beside it.
        """
        frame: pd.DataFrame = self._table(date, recognizer, explode=True).to_pandas()
        frame.index = self._series.index[frame["document"]]
        return frame

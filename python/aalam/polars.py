"""Polars: expressions and tidy frames (``pip install 'aalam[polars]'``).

>>> import polars as pl
>>> import aalam.polars
>>> df = pl.DataFrame({"text": ["زار الوفد دمشق", None, "عاد من بيروت والقاهرة"]})
>>> df.select(pl.col("text").aalam.recognize().list.len())["text"].to_list()
[1, None, 2]
>>> aalam.polars.tidy(df, "text").select("document", "text", "entity_id").rows()
[(0, 'دمشق', 'city/damascus'), (2, 'بيروت', 'city/beirut'), (2, 'القاهرة', 'city/cairo')]
"""

import datetime
from typing import TYPE_CHECKING

from aalam._core import Recognizer
from aalam._extras import bundled, require

if TYPE_CHECKING:
    import polars as pl
else:
    pl = require("polars", "polars")

__all__ = ["AalamExpr", "mention_dtype", "recognize", "tidy"]


def mention_dtype() -> "pl.List":
    """The type of a column of mentions: a list of structs, one for each mention."""
    empty = pl.DataFrame(bundled().arrow(pl.Series([], dtype=pl.String)))
    dtype = empty.schema["mentions"]
    assert isinstance(dtype, pl.List)
    return dtype


def _texts(column: "pl.Series") -> "pl.Series":
    if column.dtype not in (pl.String, pl.Categorical, pl.Enum, pl.Null):
        raise TypeError(f"text: column {column.name!r}: strings expected, not {column.dtype}")
    return column.cast(pl.String)


def _dates(column: "pl.Series", rows: int) -> "pl.Series":
    """A date for each text; one alone is that of all, and of datetimes with a zone the day there counts."""
    if column.dtype == pl.Null:
        column = column.cast(pl.Date)
    elif column.dtype in (pl.Categorical, pl.Enum):
        column = column.cast(pl.String)
    elif isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone is not None:
        column = column.dt.replace_time_zone(None)
    return column.new_from_index(0, rows) if len(column) == 1 != rows else column


def _date_expr(date: "pl.Expr | datetime.date | str") -> "pl.Expr":
    if isinstance(date, datetime.datetime):
        date = date.date()
    if isinstance(date, datetime.date):
        return pl.lit(date)
    return pl.col(date) if isinstance(date, str) else date


def _column(recognizer: Recognizer, texts: "pl.Series", dates: "pl.Series | None" = None) -> "pl.Series":
    dates = None if dates is None else _dates(dates, len(texts))
    table = recognizer.arrow(_texts(texts), dates=dates)
    return pl.DataFrame(table)["mentions"].rename(texts.name)


def recognize(
    text: "pl.Expr | str",
    *,
    date: "pl.Expr | datetime.date | str | None" = None,
    recognizer: Recognizer | None = None,
) -> "pl.Expr":
    """An expression for the mentions of a column of texts.

    Args:
        text: a column of strings (String, Categorical or Enum), or its name. Nulls stay null.
        date: the day of each text, a column or its name: Date, Datetime (of those with a zone the day there counts) or strings ``YYYY-MM-DD``, alone
            or followed by a time. A ``datetime.date`` or ``pl.lit(...)`` is the day of all texts.
        recognizer: what finds them; by default ``Recognizer()``.

    Returns:
        A list of structs for each text, with the fields of ``Recognizer.arrow``. ``start`` and ``end`` are code points of the text, half-open.

    Raises:
        DocumentError: a date is no date; like the next, when the expression is evaluated.
        TypeError: ``text`` is not a column of strings, or ``date`` not one of dates.
    """
    ner = recognizer or bundled()
    text = pl.col(text) if isinstance(text, str) else text
    if date is None:
        return text.map_batches(lambda texts: _column(ner, texts), return_dtype=mention_dtype())
    return pl.map_batches(
        [text, _date_expr(date)],
        lambda columns: _column(ner, columns[0], columns[1]),
        return_dtype=mention_dtype(),
    )


def _beside(names: list[str], mentions: list[str]) -> dict[str, str]:
    """What columns are called beside those of the mentions: as before, or with a suffix where that name is taken."""
    new = {name: f"{name}_document" if name in mentions else name for name in names}
    for name, other in new.items():
        if name != other and other in names:
            raise ValueError(
                f"frame: column {name!r} would become {other!r} beside the mentions, and there is a column of that name; "
                "rename one of them first"
            )
    return new


def tidy(
    frame: "pl.DataFrame",
    text: str,
    *,
    date: "pl.Expr | datetime.date | str | None" = None,
    recognizer: Recognizer | None = None,
) -> "pl.DataFrame":
    """One row for each mention.

    Args:
        frame: a frame with a column of texts.
        text: the name of that column.
        date: as in :func:`recognize`.
        recognizer: what finds the mentions; by default ``Recognizer()``.

    Returns:
        ``document`` (the row of the text in ``frame``), then the fields of a mention, then the other columns of ``frame``; a column of ``frame``
        that is called like one of these gets the suffix ``_document``.

    Raises:
        DocumentError: a date is no date.
        TypeError: ``frame`` is not a DataFrame, ``text`` not a column of strings, or ``date`` not one of dates.
        ValueError: with the suffix a column would be called like another.
    """
    if isinstance(frame, pl.LazyFrame):
        raise TypeError("frame: a DataFrame expected, not LazyFrame: collect() it first, or use recognize")
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(f"frame: a DataFrame expected, not {type(frame).__name__}")
    ner = recognizer or bundled()
    dates = None if date is None else _dates(frame.select(_date_expr(date)).to_series(), frame.height)
    mentions = pl.DataFrame(ner.arrow(_texts(frame[text]), dates=dates, explode=True))
    others = frame.drop(text)
    others = others.rename(_beside(others.columns, mentions.columns)).with_row_index("document")
    return mentions.join(others, on="document", how="left", maintain_order="left")


@pl.api.register_expr_namespace("aalam")
class AalamExpr:
    """``pl.col("text").aalam``."""

    def __init__(self, expr: "pl.Expr") -> None:
        """Take the expression that the namespace stands behind."""
        self._expr = expr

    def recognize(
        self,
        *,
        date: "pl.Expr | datetime.date | str | None" = None,
        recognizer: Recognizer | None = None,
    ) -> "pl.Expr":
        """The mentions of each text: see :func:`aalam.polars.recognize`."""
        return recognize(self._expr, date=date, recognizer=recognizer)

"""Polars: expressions and tidy frames (``pip install 'aalam[polars]'``).

>>> import polars as pl
>>> import aalam.polars
>>> df = pl.DataFrame({"text": ["زار الوفد دمشق", None, "عاد من بيروت والقاهرة"]})
>>> df.select(pl.col("text").aalam.recognize().list.len())["text"].to_list()
[1, None, 2]
>>> aalam.polars.tidy(df, "text").select("document", "text", "entity_id").rows()
[(0, 'دمشق', 'city/damascus'), (2, 'بيروت', 'city/beirut'), (2, 'القاهرة', 'city/cairo')]
"""

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


def _column(recognizer: Recognizer, texts: "pl.Series", dates: "pl.Series | None" = None) -> "pl.Series":
    table = recognizer.arrow(texts.cast(pl.String), dates=dates)
    return pl.DataFrame(table)["mentions"].rename(texts.name)


def recognize(
    text: "pl.Expr | str", *, date: "pl.Expr | str | None" = None, recognizer: Recognizer | None = None
) -> "pl.Expr":
    """An expression for the mentions of a column of texts.

    Args:
        text: a column of strings (String or Categorical), or its name. Nulls stay null.
        date: the day of each text: Date, Datetime or strings that begin with ``YYYY-MM-DD``.
        recognizer: what finds them; by default ``Recognizer()``.

    Returns:
        A list of structs for each text, with the fields of ``Recognizer.arrow``. ``start`` and ``end`` are code points of the text, half-open.
    """
    ner = recognizer or bundled()
    text = pl.col(text) if isinstance(text, str) else text
    if date is None:
        return text.map_batches(lambda texts: _column(ner, texts), return_dtype=mention_dtype())
    date = pl.col(date) if isinstance(date, str) else date
    return pl.map_batches(
        [text, date], lambda columns: _column(ner, columns[0], columns[1]), return_dtype=mention_dtype()
    )


def tidy(
    frame: "pl.DataFrame", text: str, *, date: str | None = None, recognizer: Recognizer | None = None
) -> "pl.DataFrame":
    """One row for each mention.

    Args:
        frame: a frame with a column of texts.
        text: the name of that column.
        date: the name of a column with the day of each text.
        recognizer: what finds the mentions; by default ``Recognizer()``.

    Returns:
        ``document`` (the row of the text in ``frame``), then the fields of a mention, then the other columns of ``frame``; a column of ``frame``
        that is called like one of these gets the suffix ``_document``.
    """
    ner = recognizer or bundled()
    dates = None if date is None else frame[date]
    mentions = pl.DataFrame(ner.arrow(frame[text].cast(pl.String), dates=dates, explode=True))
    others = frame.drop(text).with_row_index("document")
    return mentions.join(others, on="document", how="left", suffix="_document", maintain_order="left")


@pl.api.register_expr_namespace("aalam")
class AalamExpr:
    """``pl.col("text").aalam``."""

    def __init__(self, expr: "pl.Expr") -> None:
        """Take the expression that the namespace stands behind."""
        self._expr = expr

    def recognize(
        self, *, date: "pl.Expr | str | None" = None, recognizer: Recognizer | None = None
    ) -> "pl.Expr":
        """The mentions of each text: see :func:`aalam.polars.recognize`."""
        return recognize(self._expr, date=date, recognizer=recognizer)

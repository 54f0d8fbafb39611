"""What Spark, Ray and Dask share: a recognizer for each worker process, and tidy rows of a batch."""

import functools
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aalam._core import Recognizer
from aalam._extras import TEXT_FIELDS

if TYPE_CHECKING:
    import pyarrow as pa

FIELDS = ["start", "end", *TEXT_FIELDS, "score"]
"""The fields of a mention, in their order."""

Locate = Callable[[str], str]
"""Gives the path of an artifact on a worker."""

_LOCK = threading.Lock()


@functools.cache
def _made(gazetteers: tuple[str, ...], options: tuple[tuple[str, Any], ...], locate: Locate) -> Recognizer:
    return Recognizer(gazetteers=[locate(name) for name in gazetteers], **dict(options))


def _recognizer(
    gazetteers: tuple[str, ...], options: tuple[tuple[str, Any], ...], locate: Locate
) -> Recognizer:
    """The recognizer of a worker process, made at its first batch and shared by its threads."""
    with _LOCK:
        return _made(gazetteers, options, locate)


def maker(
    gazetteers: Sequence[str], options: Mapping[str, Any], locate: Locate = str
) -> Callable[[], Recognizer]:
    """What makes the recognizer of a worker; it pickles, and is small. Options are checked here, where the error is seen.

    Raises:
        ConfigError: an option is not sound.
        TypeError: an option is not known, or ``gazetteers`` is one str.
    """
    if isinstance(gazetteers, str):
        raise TypeError("gazetteers must be a sequence of str, not one str")
    options = {"threads": 1, **options}
    Recognizer(**{**options, "bundled": True})
    frozen = tuple(
        sorted((key, tuple(value) if isinstance(value, list) else value) for key, value in options.items())
    )
    return functools.partial(_recognizer, tuple(gazetteers), frozen, locate)


def kept_columns(keep: Iterable[str]) -> list[str]:
    """The names of columns that mentions keep.

    Raises:
        TypeError: ``keep`` is one str.
        ValueError: a column is called like a field of a mention.
    """
    if isinstance(keep, str):
        raise TypeError("keep must be an iterable of str, not one str")
    kept = list(keep)
    clash = sorted(set(kept) & set(FIELDS))
    if clash:
        raise ValueError(
            f"keep: {', '.join(clash)}: a mention has fields of these names; rename the columns first"
        )
    return kept


def tidy(
    ner: Recognizer, batch: "pa.RecordBatch | pa.Table", text: str, keep: Sequence[str], date: str | None
) -> "pa.Table":
    """One row a mention: the columns ``keep`` of its row, then :data:`FIELDS`, with the same types for every batch."""
    import pyarrow as pa

    dates = None if date is None else batch.column(date)
    found = pa.table(ner.arrow(batch.column(text), dates=dates, explode=True)).combine_chunks()
    rows = found["document"].combine_chunks()
    columns = [batch.column(name).take(rows) for name in keep]
    mentions = found.select(FIELDS)
    return pa.table([*columns, *mentions.columns], names=[*keep, *FIELDS])

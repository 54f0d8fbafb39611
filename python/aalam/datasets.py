"""Hugging Face datasets: a function for ``Dataset.map`` (``pip install 'aalam[datasets]'``).

>>> import datasets
>>> from aalam.datasets import Mapper
>>> datasets.disable_progress_bars()
>>> ds = datasets.Dataset.from_dict({"text": ["زار الوفد دمشق", None]})
>>> mapper = Mapper("text")
>>> ds = ds.map(mapper, batched=True, features=mapper.features(ds))
>>> ds[0]["mentions"][0]["entity_id"]
'city/damascus'

The features say what the new column is, so that a batch in which a field is never known agrees with the others.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aalam._core import Recognizer
from aalam._extras import bundled, require

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa
else:
    datasets = require("datasets", "datasets")
    pa = require("pyarrow", "datasets")

__all__ = ["Mapper"]


class Mapper:
    """Adds a column ``mentions`` to batches of rows.

    Pickles to the same bytes each time, so that ``datasets`` finds its cache again; and is cheap to pickle where it uses the bundled gazetteer.
    """

    def __init__(
        self,
        column: str = "text",
        *,
        date: str | None = None,
        output: str = "mentions",
        recognizer: Recognizer | None = None,
    ) -> None:
        """Say which columns are read and written.

        Args:
            column: the column of texts; None stays None.
            date: a column with the day of each text.
            output: the column that is added: for each text a list of structs with the fields of ``Recognizer.arrow``.
            recognizer: what finds the mentions; by default ``Recognizer()``.
        """
        self.column = column
        self.date = date
        self.output = output
        self.recognizer = recognizer

    def _column(self, batch: Mapping[str, Sequence[Any]], name: str) -> Sequence[Any]:
        if name not in batch:
            raise ValueError(f"no column {name!r}; there are: {', '.join(map(repr, batch))}")
        values = batch[name]
        if values is None or isinstance(values, str | datetime.date):
            raise TypeError(f"column {name!r} holds one value, not a batch: map(..., batched=True) is needed")
        return values

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """The new column of a batch: ``{output: [[{...}, ...], ...]}``.

        Raises:
            DocumentError: a date is no date.
            TypeError: the batch is one row, for want of ``batched=True``, or a column is not one of strings or dates.
            ValueError: there is no such column.
        """
        texts = pa.array(self._column(batch, self.column), pa.string())
        dates = None if self.date is None else pa.array(self._column(batch, self.date))
        table = pa.table((self.recognizer or bundled()).arrow(texts, dates=dates))
        return {self.output: table["mentions"].to_pylist()}

    def features(self, dataset: "datasets.Dataset") -> "datasets.Features":
        """The features of a dataset with the new column, for ``map(..., features=...)``."""
        schema = pa.schema(bundled().arrow(pa.array([], pa.string())))
        mentions = datasets.Features.from_arrow_schema(schema)["mentions"]
        return datasets.Features({**dataset.features, self.output: mentions})

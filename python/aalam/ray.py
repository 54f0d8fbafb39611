"""Ray Data: mentions of a data set of texts, on actors (``pip install 'aalam[ray]'``).

    >>> found = aalam.ray.mentions(articles, "text", keep=["id", "day"])              # doctest: +SKIP
    >>> found.groupby(["day", "entity_id"]).count().write_parquet("entities_a_day")   # doctest: +SKIP

:class:`Tagger` is the same for ``map_batches``, with all that Ray can set:

    >>> articles.map_batches(                                                         # doctest: +SKIP
    ...     aalam.ray.Tagger, batch_format="pyarrow", concurrency=4, fn_constructor_kwargs={"keep": ["id"], "offices": True}
    ... )

Each actor makes its recognizer once, with one thread, and holds one CPU. A gazetteer of your own is named by a path that all nodes can read; without a shared disk
put it into the working directory of the job, ``ray.init(runtime_env={"working_dir": "job"})``, and name it relative to that: ``gazetteers=["my.aalam"]``.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from aalam._extras import require
from aalam._tidy import FIELDS, kept_columns, maker, tidy

if TYPE_CHECKING:
    import pyarrow as pa
    import ray
    from ray.data import Dataset
else:
    pa = require("pyarrow", "ray")
    ray = require("ray", "ray")
    require("ray.data", "ray")

__all__ = ["FIELDS", "Tagger", "mentions"]


class Tagger:
    """A callable class for ``Dataset.map_batches(..., batch_format="pyarrow")``: one row a mention."""

    def __init__(
        self,
        text: str = "text",
        *,
        keep: Iterable[str] = (),
        date: str | None = None,
        gazetteers: Sequence[str] = (),
        **options: Any,
    ) -> None:
        """Make the recognizer; Ray does this once an actor.

        Args:
            text: the column of texts; nulls give no row.
            keep: columns that each mention keeps of its row; they come first.
            date: a column with the day of each text (date, timestamp, or strings that begin with ``YYYY-MM-DD``).
            gazetteers: paths of artifacts that the actor can read.
            options: as for ``aalam.Recognizer``; ``threads`` is 1 where it is not said.

        Raises:
            ConfigError: an option is not sound.
            TypeError: an option is not known.
            ValueError: a column that is kept is called like a field of a mention.
        """
        self._text = text
        self._keep = kept_columns(keep)
        self._date = date
        self._recognizer = maker(gazetteers, options)()

    def __call__(self, batch: "pa.Table") -> "pa.Table":
        """The mentions of a batch: ``keep``, then the fields of ``Recognizer.arrow`` with ``start`` and ``end`` in code points, half-open."""
        return tidy(self._recognizer, batch, self._text, self._keep, self._date)


def mentions(
    dataset: "Dataset",
    text: str = "text",
    *,
    keep: Iterable[str] = (),
    date: str | None = None,
    gazetteers: Sequence[str] = (),
    concurrency: int | tuple[int, int] | None = None,
    batch_size: int | None = 1024,
    **options: Any,
) -> "Dataset":
    """One row for each mention.

    Args:
        dataset: a data set with a column of texts.
        text: as for :class:`Tagger`, like ``keep``, ``date``, ``gazetteers`` and ``options``.
        keep: see ``text``.
        date: see ``text``.
        gazetteers: see ``text``.
        concurrency: how many actors, or the least and the most of them; by default from one to one less than there are CPUs. Leave a CPU for the tasks
            that read or repartition: where actors hold all of them, these tasks may wait without end.
        batch_size: how many texts an actor gets at once; None for whole blocks.
        options: see ``text``.

    Returns:
        A data set, not computed yet: the kept columns, then ``start`` and ``end`` (code points of the text, half-open), ``text`` and the other fields
        of ``Recognizer.arrow``, of the same types in every block.

    Raises:
        ConfigError: an option is not sound.
        TypeError: an option is not known.
        ValueError: a column that is kept is called like a field of a mention.
    """
    kept = kept_columns(keep)
    maker(gazetteers, options)  # options are checked here, not on an actor
    cluster: Any = ray
    cpus = int(cluster.cluster_resources().get("CPU", 1))
    if concurrency is None:
        concurrency = (1, max(1, cpus - 1))
    arguments = {"keep": kept, "date": date, "gazetteers": list(gazetteers), **options}
    return dataset.map_batches(
        Tagger,
        batch_format="pyarrow",
        batch_size=batch_size,
        concurrency=concurrency,
        num_cpus=1 if cpus > 1 else 0,  # an actor on the only CPU would keep it from all other tasks
        fn_constructor_args=(text,),
        fn_constructor_kwargs=arguments,
    )

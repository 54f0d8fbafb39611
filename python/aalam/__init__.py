"""Find and link the organizations, places and people named in Arabic political news.

>>> import aalam
>>> ner = aalam.Recognizer()
>>> doc = ner("وصل وفد من الأمم المتحدة إلى دمشق")
>>> [(e.text, e.type, e.name_en) for e in doc.entities]
[('الأمم المتحدة', 'ORG', 'United Nations'), ('دمشق', 'GPE', 'Damascus')]

Offsets are code points: ``text[e.start:e.end] == e.text``.
"""

from aalam._core import (
    AalamError,
    ArrowTable,
    ArtifactError,
    Candidate,
    ConfigError,
    Document,
    DocumentError,
    Entity,
    GazetteerError,
    Recognizer,
    __version__,
    compile,
    compile_names,
)

TYPE_CHECKING = False  # as type checkers take it; the module of that name would double the time of the import
if TYPE_CHECKING:
    from aalam import dask as dask
    from aalam import datasets as datasets
    from aalam import duckdb as duckdb
    from aalam import notebook as notebook
    from aalam import pandas as pandas
    from aalam import polars as polars
    from aalam import ray as ray
    from aalam import spacy as spacy
    from aalam import spark as spark
    from aalam.notebook import show

__all__ = [
    "AalamError",
    "ArrowTable",
    "ArtifactError",
    "Candidate",
    "ConfigError",
    "Document",
    "DocumentError",
    "Entity",
    "GazetteerError",
    "Recognizer",
    "__version__",
    "compile",
    "compile_names",
    "show",
]


_INTEGRATIONS = {"dask", "datasets", "duckdb", "notebook", "pandas", "polars", "ray", "spacy", "spark"}


def __getattr__(name: str) -> object:
    # What needs more than this package is imported when it is asked for: `import aalam` stays quick.
    if name == "show":
        from aalam.notebook import show

        return show
    if name in _INTEGRATIONS:
        import importlib

        return importlib.import_module(f"aalam.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    # Without the integrations: help() would ask for each, and their packages may not be installed.
    return sorted({*globals(), *__all__} - {"TYPE_CHECKING"})

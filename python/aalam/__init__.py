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


def __getattr__(name: str) -> object:
    # What only notebooks need is imported when it is asked for: `import aalam` stays quick.
    if name == "show":
        from aalam.notebook import show

        return show
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

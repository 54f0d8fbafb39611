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
]

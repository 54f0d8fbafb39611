"""What the integrations share: clear words about a missing package, and one recognizer for those who give none."""

import functools
import importlib
from types import ModuleType

from aalam._core import Recognizer

TEXT_FIELDS = [
    "text", "type", "subtype", "entity_id", "wikidata", "iso", "country", "name_ar", "name_en", "proclitic", "link",
    "source",
]  # fmt: skip
"""The fields of a mention that are text, in their order, as a table of mentions names them."""


def require(module: str, extra: str) -> ModuleType:
    """Import a package that an integration needs.

    Raises:
        ImportError: it is not installed; the message names the extra that brings it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        # Where the package is there but lacks one of its own, that one is named.
        missing = error.name or module
        message = f"aalam.{extra} needs {missing}, which is not installed: pip install 'aalam[{extra}]'"
        raise ImportError(message, name=missing) from error


@functools.cache
def bundled() -> Recognizer:
    """The recognizer over the bundled gazetteer, made at its first use."""
    return Recognizer()

"""Fixtures of the Python tests: the mini gazetteer that Rust's tests use too."""

from pathlib import Path

import aalam
import pytest

DATA = Path(__file__).resolve().parent.parent / "data"


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mini gazetteer, compiled."""
    artifact = tmp_path_factory.mktemp("gazetteer") / "mini.aalam"
    aalam.compile(DATA / "gazetteers" / "mini", artifact)
    return artifact


@pytest.fixture(scope="session")
def ner() -> aalam.Recognizer:
    """The bundled recognizer."""
    return aalam.Recognizer()

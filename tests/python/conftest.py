"""Fixtures of the Python tests: the mini gazetteer that Rust's tests use too."""

import json
import re
import runpy
from collections import Counter
from pathlib import Path

import aalam
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
NEWS = ROOT / "docs" / "notebooks" / "news"


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


@pytest.fixture(scope="session")
def entities_a_day(ner: aalam.Recognizer) -> Counter[tuple[str, str]]:
    """How often an entity is named on a day, in the articles of the notebooks."""
    counts: Counter[tuple[str, str]] = Counter()
    for path in NEWS.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            counts.update((article["day"], e.entity_id) for e in ner(article["text"], date=article["day"]))
    assert len(counts) > 100
    return counts


def run_example_of_the_docs(module: str, folder: Path) -> Path:
    """Run the one example of docs/python.md that imports this module, over the articles of the notebooks; gives the table it writes."""
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (code,) = (block for block in blocks if f"import {module}\n" in block)
    table, script = folder / "table", folder / "example.py"
    code = code.replace('"news/', f'"{NEWS.as_posix()}/').replace('"entities_a_day"', repr(str(table)))
    script.write_text(code, encoding="utf-8")
    runpy.run_path(str(script))
    return table

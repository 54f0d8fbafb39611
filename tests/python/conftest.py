"""Fixtures of the Python tests: the mini gazetteer that Rust's tests use too."""

import json
import os
import re
import runpy
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import aalam
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from report_pages import Opener

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
NEWS = ROOT / "docs" / "notebooks" / "news"
BROWSERS = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"]
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

# A column of texts with all that may be in one.
COLUMN = [
    "زار وزير الخارجية الروسي دمشق",
    None,
    "عاد من بيروت وللقاهرة موقفها",
    "",
    "\U0001f30d ثم بغداد",
    None,
]


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


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    program = next(filter(None, map(shutil.which, [*BROWSERS, MAC])), None)
    if program is None:
        missing = "no Chromium or Chrome on this machine (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return program


# For the tests of a module only: while Playwright is at work no other event loop can run.
@pytest.fixture(scope="module")
def browser(chromium: str) -> "Iterator[Browser]":
    """The browser, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of ``aalam report`` about a small corpus."""
    from report_pages import NEWS, write_report

    return write_report(tmp_path_factory.mktemp("report"), NEWS)


@pytest.fixture(scope="session")
def report_ar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in Arabic."""
    from report_pages import NEWS, write_report

    return write_report(tmp_path_factory.mktemp("report"), NEWS, "--lang", "ar")


@pytest.fixture
def open_page(browser: "Browser") -> "Iterator[Opener]":
    """Opens pages and closes them; they must have had no fault."""
    from report_pages import Opener

    opener = Opener(browser)
    yield opener
    for page in opener.pages:
        page.context.close()
    assert opener.faults == []

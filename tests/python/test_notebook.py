"""Notebooks: the view as HTML, as a browser draws it, the progress bar, and the notebooks of the documentation."""

import base64
import datetime as dt
import doctest
import json
import pickle
import re
import subprocess
import sys
import types
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Self

import aalam
import aalam.notebook
import nbclient
import nbformat
import pandas as pd
import pytest
from PIL import Image

NOTEBOOKS = Path(__file__).resolve().parents[2] / "docs" / "notebooks"
HOSTILE = [
    "<script>alert(1)</script> دمشق <img src=x onerror=alert(1)>",
    "دمشق</mark></div></section><style>*{display:none}</style>",
    "\"دمشق\" onmouseover='alert(1)' & &amp; &lt;b&gt; &#1583;",
    "]]> <!-- دمشق --> <![CDATA[ x ]]> <?php ?> </textarea></title>",
    "دمشق $x$ و $$y$$ \\(z\\) `код`",
    "\u202eدمشق\u202c \u2066بيروت\u2069 \u200fبغداد\u200e",
    "\n\n  دمشق\t\tبيروت\r\nبغداد\rحلب \n",
    "\x00دمشق\x00 \ud800 \ufffe \x1b[31m",
    "\U0001f30d دَمِشْقُ \U0001f1f8\U0001f1fe e\u0301 بيروت",
    "",
    " ",
]
KINDS = ["PER", "ORG", "GPE", "NORP", "OFFICE", "MISC"]


class Texts(HTMLParser):
    """What a fragment of HTML holds: texts, titles, marks; its tags and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.sections: list[str] = []
        self.titles: list[str] = []
        self.legend = ""
        self.marks: list[tuple[str, str, str]] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        self.tags.add(tag)
        self.attributes |= set(values)
        self.open.append((tag, values.get("class", "")))
        if tag == "section":
            self.sections.append("")
        if tag == "mark" and "title" in values:
            self.marks.append((values["class"], values["title"], ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = {name for _, name in self.open}
        if "aalam-text" in classes:
            self.sections[-1] += data
            if self.open[-1][0] == "mark":
                kind, title, text = self.marks.pop()
                self.marks.append((kind, title, text + data))
        elif "aalam-title" in classes:
            self.titles.append(data)
        elif "aalam-legend" in classes:
            self.legend += data


def printable(text: str) -> str:
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)


# The view.


@pytest.mark.parametrize("fold", [None, 1, 12, 600])
@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_escaped_and_whole(ner: aalam.Recognizer, text: str, fold: int | None) -> None:
    html = aalam.notebook.show([ner(text), ner("بيروت")], titles=[text, None], fold=fold).to_html()
    html.encode()  # no lone surrogates
    found = Texts(html)
    assert found.sections == [printable(text), "بيروت"]
    assert "".join(found.titles) == printable(text)
    assert found.tags <= {"div", "style", "span", "mark", "section", "details", "summary", "bdi"}
    assert found.attributes <= {"class", "dir", "lang", "title"}
    assert "://" not in html
    assert "url(" not in html


def test_names_of_own_are_escaped() -> None:
    ner = aalam.Recognizer.from_names([{"name": "وادي القمر", "name_en": "\"><script>x</script>' & more"}])
    html = aalam.notebook.show(ner("في وادي القمر"))._repr_html_()
    assert "<script" not in html
    assert Texts(html).marks == [
        ("MISC", "MISC · \"><script>x</script>' & more · " + ner("في وادي القمر")[0].entity_id, "وادي القمر")
    ]


def test_hover_says_what_a_mention_is() -> None:
    ner = aalam.Recognizer(offices=True)
    doc = ner("استقبل الرئيس الروسي وفدا من بيروت", date="2009-07-01")
    office, city = Texts(aalam.notebook.show(doc).to_html()).marks
    assert office[0] == "OFFICE"
    assert office[2] == "الرئيس الروسي"
    assert office[1].splitlines()[0] == "OFFICE · Dmitry Medvedev · person/dmitry-medvedev · RU"
    assert office[1].splitlines()[1].startswith("NORP · Russian · nisba/ru · RU")
    assert city == ("GPE", "GPE · Beirut · city/beirut · LB", "بيروت")


@pytest.mark.parametrize("overlap", ["leftmost-longest", "nested", "all"])
def test_overlapping_mentions_leave_the_text_whole(overlap: str) -> None:
    names = [
        ("وزارة خارجية القمر", "ORG"),
        ("خارجية القمر الكبرى", "ORG"),
        ("القمر", "GPE"),
        ("الكبرى", "MISC"),
    ]
    ner = aalam.Recognizer.from_names(names, overlap=overlap)
    text = "زار وزارة خارجية القمر الكبرى ثم القمر"
    doc = ner(text)
    found = Texts(aalam.notebook.show(doc).to_html())
    assert found.sections == [text]
    assert found.marks[0][2] == "وزارة خارجية القمر"
    assert [mark[2] for mark in found.marks].count("القمر") == 1
    spans = {(e.start, e.end) for e in doc}
    at = 0
    for _, _, drawn in found.marks:
        at = text.index(drawn, at)
        assert (at, at + len(drawn)) in spans
        at += len(drawn)


def test_the_legend_counts_by_type() -> None:
    names = [(f"اسم {word}", kind) for word, kind in zip("ابتثجح", KINDS, strict=True)]
    ner = aalam.Recognizer.from_names(names, offices=True)
    docs = ner.batch([" ثم ".join(name for name, _ in names), "اسم ا", "لا شيء"])
    assert sum(map(len, docs)) == len(KINDS) + 1
    assert Texts(aalam.notebook.show(docs).to_html()).legend.split() == [
        "PER",
        "2",
        "ORG",
        "1",
        "GPE",
        "1",
        "NORP",
        "1",
        "OFFICE",
        "1",
        "MISC",
        "1",
    ]
    assert Texts(aalam.notebook.show(docs[2]).to_html()).legend == "no mentions"
    assert Texts(aalam.notebook.show([]).to_html()).sections == []


def test_long_texts_fold_at_spaces_outside_of_mentions(ner: aalam.Recognizer) -> None:
    text = "زار الوفد الأمم المتحدة وللأمم المتحدة موقفها. " * 20
    doc = ner(text)
    for fold in range(1, 120):
        html = aalam.notebook.show(doc, fold=fold).to_html()
        visible = Texts(html[: html.index("<details>")] + "</section></div>").sections[0]
        assert html.count("<details>") == 1
        assert visible.endswith((" ", "\n"))
        assert len(visible) <= max(fold, 26)
        assert not any(e.start < len(visible) < e.end for e in doc)
        assert Texts(html).sections == [text]
        assert len(Texts(html).marks) == len(doc)
    assert "<details>" not in aalam.notebook.show(doc, fold=len(text)).to_html()
    assert "<details>" not in aalam.notebook.show(ner("ا" * 1000), fold=10).to_html()


def test_one_document_or_many(ner: aalam.Recognizer) -> None:
    doc = ner("زار دمشق")
    one = aalam.notebook.show(doc, titles="عنوان").to_html()
    assert one == aalam.notebook.show([doc], titles=["عنوان"]).to_html()
    assert one == aalam.notebook.show(iter([doc]), titles=iter(["عنوان"])).to_html()
    assert repr(aalam.notebook.show([doc, doc])) == "<aalam.notebook.View: 2 texts, 2 mentions>"


def test_wrong_arguments_are_named(ner: aalam.Recognizer) -> None:
    doc = ner("زار دمشق")
    with pytest.raises(TypeError, match="docs: a Document or many expected, not str"):
        aalam.notebook.show(["دمشق"])
    with pytest.raises(TypeError, match="titles must be an iterable of str, not one str"):
        aalam.notebook.show([doc], titles="ا")
    with pytest.raises(ValueError, match="titles: not as many as there are documents"):
        aalam.notebook.show([doc], titles=["ا", "ب"])
    with pytest.raises(ValueError, match="fold: at least 1"):
        aalam.notebook.show(doc, fold=0)
    with pytest.raises(TypeError, match="fold: an int expected, or None, not str"):
        aalam.notebook.show(doc, fold="a")
    with pytest.raises(TypeError, match="docs: a Document or many expected, not NoneType"):
        aalam.notebook.show(None)
    with pytest.raises(TypeError, match="titles must be an iterable of str, not one date"):
        aalam.notebook.show([doc], titles=dt.date(2009, 7, 1))


def test_titles_are_whatever_has_a_str(ner: aalam.Recognizer) -> None:
    docs = ner.batch(["زار دمشق"] * 7)
    missing = [None, float("nan"), pd.NaT, pd.NA]
    html = aalam.show(docs, titles=[dt.date(2009, 7, 1), pd.Timestamp("2009-07-02"), 5, *missing]).to_html()
    assert re.findall('dir="auto">(.*?)</div>', html) == ["2009-07-01", "2009-07-02 00:00:00", "5"]
    days = pd.Series(pd.to_datetime(["2009-07-01"] * 7))
    assert aalam.show(docs, titles=days).to_html().count("2009-07-01") == 7
    assert "2009-07-01" in aalam.show(docs[0], titles=dt.date(2009, 7, 1)).to_html()


def test_batches_stay_batches(ner: aalam.Recognizer) -> None:
    docs = ner.batch(["زار دمشق", "عاد من بيروت"])
    kind = type(docs)
    for more in [docs + docs, docs + list(docs), docs * 2, 2 * docs]:
        assert type(more) is kind and more == [*docs, *docs]
    assert type(docs.copy()) is kind and docs.copy() == docs
    assert type(docs + [5]) is list and docs + [5] == [*docs, 5]
    assert repr(docs) == repr(list(docs))
    many = docs * 700
    assert repr(many) == f"{repr(list(many[:3]))[:-1]}, … and 1,397 more]"


# The view in a browser.


class Browser:
    """Chromium without a window: pages in, pixels or the DOM out."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder, self.count = program, folder, 0

    def _run(self, body: str, attributes: str, *flags: str) -> str:
        self.count += 1
        page = self.folder / f"{self.count}.html"
        head = "<meta charset=utf-8><style>body{margin:0}.hide .aalam-legend{display:none}</style>"
        page.write_text(
            f"<!DOCTYPE html><html><head>{head}</head><body {attributes}>{body}</body></html>", "utf-8"
        )
        quiet = ["quic", "background-networking", "component-update", "sync"]
        command = [self.program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", *flags]
        command += [f"--disable-{what}" for what in quiet]
        command += [
            f"--user-data-dir={self.folder / f'profile{self.count}'}",
            "--window-size=800,400",
            page.as_uri(),
        ]
        run = subprocess.run(command, capture_output=True, timeout=120, check=False)
        assert run.returncode == 0, run.stderr.decode(errors="replace")
        return run.stdout.decode()

    def draw(self, body: str, attributes: str = "", *flags: str) -> Image.Image:
        target = self.folder / f"{self.count}.png"
        self._run(body, attributes, f"--screenshot={target}", *flags)
        with Image.open(target) as image:
            return image.convert("RGB")

    def dom(self, body: str) -> str:
        return self._run(body, "", "--dump-dom")


@pytest.fixture(scope="module")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    return Browser(chromium, tmp_path_factory.mktemp("browser"))


def places(image: Image.Image, colour: str) -> list[tuple[int, int]]:
    """Where a colour like ``#fde9c8`` is, as (x, y) in pixels."""
    wanted = tuple(bytes.fromhex(colour[1:]))
    width, height = image.size
    pixels = image.load()
    return [(x, y) for y in range(height) for x in range(width) if pixels[x, y] == wanted]


def ink(image: Image.Image) -> list[tuple[int, int]]:
    """Where black letters are, as (x, y) in pixels."""
    width, height = image.size
    pixels = image.load()
    return [(x, y) for y in range(height) for x in range(width) if max(pixels[x, y]) < 100]


def middle(points: list[tuple[int, int]], axis: int = 0) -> float:
    return sum(point[axis] for point in points) / len(points)


LINE = "كوفي عنان في زيارة قصيرة إلى دمشق"


def test_drawn_right_to_left_in_colours(browser: Browser, ner: aalam.Recognizer) -> None:
    image = browser.draw(aalam.notebook.show(ner(LINE)).to_html(), 'class="hide"')
    assert len(ink(image)) > 200
    first, last = places(image, "#fde9c8"), places(image, "#d9f2df")
    assert min(len(first), len(last)) > 200
    assert min(x for x, _ in first) > max(x for x, _ in last)
    assert abs(middle(first, 1) - middle(last, 1)) < 10
    assert max(x for x, _ in first) > 700  # the line begins at the right


def test_drawn_with_a_legend(browser: Browser, ner: aalam.Recognizer) -> None:
    view = aalam.notebook.show(ner(LINE)).to_html()
    with_legend, without = browser.draw(view), browser.draw(view, 'class="hide"')
    assert len(places(with_legend, "#fde9c8")) > len(places(without, "#fde9c8"))
    assert min(x for x, _ in places(with_legend, "#fde9c8")) < 100


@pytest.mark.parametrize(
    ("attributes", "flags", "dark"),
    [
        ("", [], False),
        ('data-jp-theme-light="true"', [], False),
        ('data-jp-theme-light="false"', [], True),
        ('class="vscode-dark"', [], True),
        ("", ["--force-dark-mode"], True),
        ('data-jp-theme-light="true"', ["--force-dark-mode"], False),
        ('class="vscode-light"', ["--force-dark-mode"], False),
    ],
    ids=str,
)
def test_drawn_dark_where_it_is_dark(
    browser: Browser, ner: aalam.Recognizer, attributes: str, flags: list[str], dark: bool
) -> None:
    image = browser.draw(aalam.notebook.show(ner(LINE)).to_html(), attributes, *flags)
    assert image.getpixel((5, 5)) == ((17, 17, 17) if dark else (255, 255, 255))
    for_light, for_dark = len(places(image, "#fde9c8")), len(places(image, "#5c3d00"))
    assert (for_light == 0, for_dark > 200) == (dark, dark)
    letters = places(image, "#e4e4e4" if dark else "#1a1a1a")
    assert len(letters) > 20


def test_letters_stay_joined_across_a_mention(browser: Browser) -> None:
    names = [("موسكو", "GPE"), ("لأمم المتحدة", "ORG")]
    text = "بموسكو وبموسكو ثم بموسكو"
    marked = aalam.notebook.show(aalam.Recognizer.from_names(names)(text)).to_html()
    plain = aalam.notebook.show(aalam.Recognizer.from_names(["غير ذلك"])(text)).to_html()
    assert marked.count('title="GPE') == 3
    with_marks, without = (ink(browser.draw(view, 'class="hide"')) for view in (marked, plain))
    assert abs(len(with_marks) - len(without)) < 0.1 * len(without)
    assert abs(min(with_marks)[0] - min(without)[0]) <= 1
    # And were they torn apart, this would show it.
    torn = ink(browser.draw(f"{marked}<style>mark{{display:inline-block}}</style>", 'class="hide"'))
    assert abs(min(torn)[0] - min(without)[0]) > 3


def test_the_browser_reads_what_was_written(browser: Browser, ner: aalam.Recognizer) -> None:
    docs = ner.batch(HOSTILE)
    dom = browser.dom(aalam.notebook.show(docs, titles=HOSTILE, fold=12).to_html())
    assert "<script" not in dom
    assert "<img" not in dom
    body = dom[dom.index('<div class="aalam-show') : dom.index("</body>")]
    assert Texts(body).sections == [printable(text) for text in HOSTILE]


# The bar.


TEXTS = ["زار كوفي عنان دمشق", "عاد من بيروت", "التقى الرئيس الروسي الوفد", "", "لا شيء"]


@pytest.mark.parametrize("bar", ["tqdm", "none"])
@pytest.mark.parametrize("count", [0, 1, 1023, 1024, 1025, 2500])
def test_progress_gives_what_batch_gives(count: int, bar: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if bar == "none":
        monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    ner = aalam.Recognizer(offices=True)
    texts = [TEXTS[number % len(TEXTS)] + f" {number}" for number in range(count)]
    titles = [None if number % 3 else "عنان" for number in range(count)]
    dates = ["2009-07-01" if number % 2 else None for number in range(count)]
    wanted = ner.batch(texts, titles=titles, dates=dates)
    assert aalam.notebook.progress(ner, texts, titles=titles, dates=dates) == wanted
    lazily = aalam.notebook.progress(ner, iter(texts), titles=iter(titles), dates=iter(dates))
    assert lazily == wanted
    assert all(doc.text is text for doc, text in zip(lazily, texts, strict=True))
    assert aalam.notebook.progress(ner, texts) == ner.batch(texts)


def test_progress_moves_as_texts_are_read(monkeypatch: pytest.MonkeyPatch, ner: aalam.Recognizer) -> None:
    steps: list[int] = []

    class Bar:
        def __init__(self, **options: object) -> None:
            assert options["total"] == 2500
            assert options["desc"] == "news"

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            steps.append(-1)

        def update(self, count: int) -> None:
            steps.append(count)

    module = types.ModuleType("tqdm.auto")
    module.tqdm = Bar  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tqdm.auto", module)
    aalam.notebook.progress(ner, ["دمشق"] * 2500, description="news")
    assert sum(steps[:-1]) == 2500 and steps[-1] == -1


def test_progress_shows_a_bar_or_is_silent(
    monkeypatch: pytest.MonkeyPatch, ner: aalam.Recognizer, capsys: pytest.CaptureFixture[str]
) -> None:
    aalam.notebook.progress(ner, ["دمشق"] * 3, description="news")
    assert "3/3" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    aalam.notebook.progress(ner, ["دمشق"] * 3)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "arguments",
    [
        {"texts": "دمشق"},
        {"texts": 5},
        {"texts": ["دمشق", 5]},
        {"texts": ["دمشق"], "titles": []},
        {"texts": ["دمشق"], "dates": [None, None]},
        {"texts": ["دمشق"], "dates": ["now"]},
    ],
    ids=str,
)
def test_progress_fails_as_batch_fails(ner: aalam.Recognizer, arguments: dict) -> None:
    with pytest.raises(Exception) as wanted:
        ner.batch(**arguments)
    with pytest.raises(type(wanted.value), match=re.escape(str(wanted.value))):
        aalam.notebook.progress(ner, **arguments)


def test_examples_of_the_module() -> None:
    result = doctest.testmod(aalam.notebook)
    assert result.attempted > 3
    assert result.failed == 0


def test_batches_are_lists_that_are_drawn(ner: aalam.Recognizer) -> None:
    texts = [f"زار الوفد رقم {number} بيروت" for number in range(1_200)]
    docs = ner.batch(texts)
    assert isinstance(docs, list) and docs == [ner(text) for text in texts]
    drawn = docs._repr_html_()
    assert drawn.startswith(aalam.show(docs[:10]).to_html()) and drawn.endswith(
        "<div>10 of 1,200 texts</div>"
    )
    few = docs[-3:]
    assert few._repr_html_() == aalam.show(few).to_html() and few == list(docs)[-3:]
    assert docs[0] is docs[0] and docs[-1].text == texts[-1]
    back = pickle.loads(pickle.dumps(few))
    assert type(back) is type(few) and back == few
    assert "10 of" not in ner.batch(texts[:10])._repr_html_()
    assert "no mentions" in ner.batch([])._repr_html_()


def test_show_is_at_hand() -> None:
    code = "import sys, aalam; assert 'aalam.notebook' not in sys.modules; aalam.show([]); aalam.nothing"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8")
    assert done.stderr.endswith("AttributeError: module 'aalam' has no attribute 'nothing'\n")


def test_the_integrations_are_at_hand() -> None:
    code = (
        "import sys; before = set(sys.modules); import aalam; assert not {'typing', 'importlib.util'} & (set(sys.modules) - before);"
        "assert 'TYPE_CHECKING' not in dir(aalam) and 'polars' not in sys.modules;"
        "print(aalam.polars.tidy.__module__, aalam.notebook.show is aalam.show)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8")
    assert done.stdout == "aalam.polars True\n", done.stderr


# The notebooks of the documentation.


def test_the_news_are_whole() -> None:
    files = sorted((NOTEBOOKS / "news").glob("*.jsonl"))
    news = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    assert len(news) == 40
    assert len({article["id"] for article in news}) == 40
    for article in news:
        assert article.keys() == {"id", "day", "text"}
        assert re.fullmatch(r"(199\d|2000)-[01]\d-[0-3]\d", article["day"])
        assert 2 <= len(re.findall(r"\.(?:\s|$)", article["text"])) <= 4


@pytest.mark.parametrize(("name", "figures"), [("tour", 0), ("who_with_whom", 2)])
def test_notebooks_run(name: str, figures: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (
        "IPYTHONDIR",
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "MPLCONFIGDIR",
    ):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code), "stored with outputs"
    resources = {"metadata": {"path": str(NOTEBOOKS)}}
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    outputs = [output for cell in code for output in cell.outputs]
    assert not any(output.output_type == "error" for output in outputs)
    assert any("aalam-show" in output.get("data", {}).get("text/html", "") for output in outputs)
    drawn = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert len(drawn) == figures
    for png in drawn:
        with Image.open(BytesIO(base64.b64decode(png))) as image:
            assert len(image.convert("RGB").getcolors(1 << 24)) > 20

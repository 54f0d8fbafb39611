"""The Python API: results, options, pickling, threads, fork, command line."""

import contextlib
import copy
import doctest
import gc
import io
import json
import multiprocessing
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aalam
import pytest

TEXT = "قال الرئيس الروسي فلاديمير بوتين في موسكو إن بلاده تعاون الأمم المتحدة 😀 وبيروت"


def test_entities_index_the_text(ner: aalam.Recognizer) -> None:
    doc = ner(TEXT)
    assert [e.text for e in doc] == ["الروسي", "فلاديمير بوتين", "موسكو", "الأمم المتحدة", "بيروت"]
    assert [e.type for e in doc] == ["NORP", "PER", "GPE", "ORG", "GPE"]
    for entity in doc.entities:
        assert TEXT[entity.start : entity.end] == entity.text
    assert (doc[0].iso, doc[0].name_en, doc[-1].proclitic) == ("RU", "Russian", "و")
    assert doc.text is TEXT and len(doc) == 5
    with pytest.raises(IndexError):
        doc[5]


def test_dictionary_jsonl_and_command_line_agree(ner: aalam.Recognizer) -> None:
    doc = ner(TEXT)
    record = json.loads(doc.to_jsonl("d"))
    assert record["id"] == "d" and record["entities"] == doc.to_dict()["entities"]
    line = json.dumps({"id": "d", "text": TEXT}) + "\n"
    command = [sys.executable, "-m", "aalam", "tag", "--input", "jsonl", "-f", "jsonl"]
    run = subprocess.run(command, input=line.encode(), stdout=subprocess.PIPE, check=True)
    assert json.loads(run.stdout) == record


def test_outputs(ner: aalam.Recognizer) -> None:
    doc = ner("وصل إلى بيروت <b>")
    assert "بيروت\tB-GPE" in doc.to_conll("x") and doc.to_brat().startswith("T1\tGPE 8 13\tبيروت")
    page = doc._repr_html_()
    assert page == doc.to_html() and 'dir="rtl"' in page and "&lt;b&gt;" in page and "<mark" in page
    assert repr(doc).startswith("Document(") and repr(doc[0]).startswith("Entity(8..13 GPE")


def test_pickling_copying_and_equality(ner: aalam.Recognizer) -> None:
    doc = ner(TEXT)
    for value in (doc, doc[0], doc[0].candidates[0]):
        data = pickle.dumps(value)
        back = pickle.loads(data)
        assert back == value and hash(back) == hash(value) and pickle.dumps(back) == data
        assert copy.deepcopy(value) == value
    assert doc != ner("بيروت") and doc != "text" and doc[0] != doc[1]
    own = aalam.Recognizer.from_names([("وادي القمر", "GPE")], overlap="all", types=["GPE"], min_score=0.25)
    again = pickle.loads(pickle.dumps(own))
    assert pickle.dumps(again) == pickle.dumps(own)
    assert again("وادي القمر") == own("وادي القمر") and len(own("وادي القمر")) == 1


def test_batch_keeps_order_and_equals_single_calls(ner: aalam.Recognizer) -> None:
    texts = [f"زار وفد {index} {name}" for index, name in enumerate(["بيروت", "موسكو", "القاهرة"] * 1000)]
    docs = ner.batch(iter(texts))
    assert [doc.text for doc in docs] == texts
    assert docs[:30] == [ner(text) for text in texts[:30]]
    assert ner.batch([]) == []


def test_batch_leaves_the_garbage_collector_as_it_was(ner: aalam.Recognizer) -> None:
    assert gc.isenabled()
    ner.batch(["بيروت"] * 5_000)
    assert gc.isenabled()
    gc.disable()
    try:
        ner.batch(["بيروت"] * 5_000)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_batch_reads_texts_while_it_works(ner: aalam.Recognizer) -> None:
    texts = [f"زار الوفد رقم {number} بيروت" for number in range(10_000)]

    def articles() -> Iterator[str]:
        for number, text in enumerate(texts):
            if number % 2_500 == 0:
                assert len(ner.batch(texts[:5_000])) == 5_000  # while another batch is at work
            yield text

    found = ner.batch(articles(), titles=(None for _ in texts))
    assert [document.text for document in found] == texts
    assert all(document[0].entity_id == "city/beirut" for document in found)

    def broken() -> Iterator[str]:
        yield from texts[:9_000]
        raise LookupError("no more articles")

    with pytest.raises(LookupError, match="no more articles"):
        ner.batch(broken())
    with pytest.raises(LookupError, match="no more articles"):
        ner.columns(broken())


def test_options(ner: aalam.Recognizer) -> None:
    only = aalam.Recognizer(types=["ORG"])
    assert [e.type for e in only(TEXT)] == ["ORG"]
    sure = aalam.Recognizer(min_score=0.97)
    assert 0 < len(sure(TEXT)) < len(ner(TEXT))
    nested = aalam.Recognizer(overlap="nested")
    assert len(nested("عقدت جامعة الدول العربية قمة")) > 1


def test_own_names(mini: Path) -> None:
    names = [
        "وادي القمر",
        ("حزب الوردة", "ORG"),
        {
            "name": "(ال)شبكة الخضراء",
            "type": "ORG",
            "id": "org/green",
            "aliases": ["الخضراء"],
            "name_en": "Green",
        },
    ]
    own = aalam.Recognizer.from_names(names)
    doc = own("زار وفد للشبكة الخضراء حزب الوردة بوادي القمر")
    assert [(e.text, e.type, e.entity_id) for e in doc] == [
        ("لشبكة الخضراء", "ORG", "org/green"),
        ("حزب الوردة", "ORG", "name/2"),
        ("وادي القمر", "MISC", "name/1"),
    ]
    both = aalam.Recognizer.from_names(["وادي القمر"], bundled=True)
    assert [e.source for e in both("وادي القمر في بيروت")] == ["names", "bundled"]
    loaded = aalam.Recognizer(gazetteers=[mini], bundled=False)
    assert loaded("بيروت")[0].source == "mini"


def test_gazetteers_from_memory_and_beside_names(mini: Path) -> None:
    loaded = aalam.Recognizer(gazetteers=[mini.read_bytes()], bundled=False)
    assert loaded("بيروت")[0].source == "mini"
    both = aalam.Recognizer.from_names([("بيروت", "ORG")], gazetteers=[mini])
    assert [layer["name"] for layer in both.gazetteers] == ["mini", "names"]
    assert all(layer["surfaces"] >= layer["entities"] > 0 for layer in both.gazetteers)
    assert [candidate.type for candidate in both("بيروت")[0].candidates] == ["ORG", "GPE"]
    compiled = aalam.compile_names([("بيروت", "ORG")])
    assert aalam.Recognizer(gazetteers=[mini, compiled], bundled=False)("بيروت") == both("بيروت")
    assert pickle.loads(pickle.dumps(both))("بيروت") == both("بيروت")
    with pytest.raises(aalam.ArtifactError):
        aalam.Recognizer(gazetteers=[compiled[:-1]])
    with pytest.raises(aalam.GazetteerError, match="name 1"):
        aalam.compile_names(["…"])


def test_kinds_of_surfaces(ner: aalam.Recognizer) -> None:
    doc = ner("التقى محمود عباس الوفد الروسي ثم عاد عباس إلى بيروت")
    assert [(e.text, e.surface_kind, e.link) for e in doc] == [
        ("محمود عباس", "name", "name"),
        ("الروسي", "nisba", "nisba"),
        ("عباس", "surname", "alias"),
        ("بيروت", "name", "name"),
    ]


def test_any_str_is_recognized(ner: aalam.Recognizer) -> None:
    for text in [
        "",
        "\ud800",
        "بيروت \udfff بيروت",
        "\x00بيروت",
        "😀" * 3 + "بيروت",
        "plain",
        "café",
        "بيروت" * 10,
    ]:
        for entity in ner(text):
            assert text[entity.start : entity.end] == entity.text
    assert [e.start for e in ner("\ud800 بيروت \udfff بيروت")] == [2, 10]


def test_errors(tmp_path: Path, ner: aalam.Recognizer) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        aalam.Recognizer(gazetteers=[tmp_path / "no.aalam"])
    assert missing.value.filename == str(tmp_path / "no.aalam")
    for options in ({"overlap": "longest"}, {"types": ["XYZ"]}, {"min_score": 2.0}, {"bundled": False}):
        with pytest.raises(aalam.ConfigError) as config:
            aalam.Recognizer(**options)  # type: ignore[arg-type]
        assert isinstance(config.value, aalam.AalamError)
    broken = tmp_path / "broken.aalam"
    broken.write_bytes(b"AALAMGZ\nxx")
    with pytest.raises(aalam.ArtifactError) as artifact:
        aalam.Recognizer(gazetteers=[broken])
    assert artifact.value.path == str(broken) and artifact.value.kind.startswith("artifact-")
    source = tmp_path / "src"
    source.mkdir()
    (source / "a.tsv").write_text("id\ttype\tname_ar\nBAD\tXYZ\t\nx\tORG\tب\n", encoding="utf-8")
    with pytest.raises(aalam.GazetteerError) as gazetteer:
        aalam.compile(source, tmp_path / "out.aalam")
    assert (gazetteer.value.kind, gazetteer.value.line) == ("source-syntax", 2)
    assert "a.tsv:2" in gazetteer.value.reports[0] and not (tmp_path / "out.aalam").exists()
    with pytest.raises(aalam.GazetteerError, match="name 2"):
        aalam.Recognizer.from_names(["بيروت", "…"])


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        ("ner(b'x')", TypeError, "text: str expected, not bytes"),
        ("ner('', title=3)", TypeError, "title: str or None expected, not int"),
        (
            "ner('', date='now')",
            aalam.DocumentError,
            'date: not a date: "now"; a day like 2009-07-01 expected',
        ),
        ("ner.batch('x')", TypeError, "texts: an iterable of str expected, not one str"),
        ("ner.batch(5)", TypeError, "texts: an iterable of str expected, not int"),
        ("ner.batch(['', 1])", TypeError, "texts: item 1: str expected, not int"),
        ("ner.batch(5000 * [''] + [None])", TypeError, "texts: item 5000: str expected, not NoneType"),
        ("ner.batch(['', ''], titles=[None, 3])", TypeError, "titles: item 1: str or None expected, not int"),
        ("ner.batch([''], dates=[''])", aalam.DocumentError, 'dates: item 0: not a date: ""'),
        ("ner.batch({'a': ''})", TypeError, "texts: an iterable of str expected, not one dict"),
        (
            "ner.batch([''], titles='x')",
            TypeError,
            "titles: an iterable of one item a text expected, not one str",
        ),
        ("ner.batch([''], dates='2009-07-01')", TypeError, "dates: an iterable .* not one str"),
        ("aalam.Recognizer(bundled=False)", aalam.ConfigError, "no gazetteer: pass gazetteers="),
        ("aalam.Recognizer(types=[])", aalam.ConfigError, "types: none given"),
        (
            "aalam.Recognizer(types=['OFFICE'])",
            aalam.ConfigError,
            "types: OFFICE is found only where offices",
        ),
        ("aalam.Recognizer(threads=5000)", aalam.ConfigError, "5000 threads, at most 1024 allowed"),
        (
            "aalam.compile_names({'x': 'ORG'})",
            TypeError,
            "names: an iterable of names expected, not one dict",
        ),
        ("aalam.compile_names([('بيروت', 'LOC')])", aalam.ConfigError, 'name 1: unknown type "LOC"'),
        (
            "aalam.compile_names([{'name': 'بيروت', 'aliases': 'x'}])",
            TypeError,
            "name 1: aliases: a list of str expected, not one str",
        ),
        ("aalam.compile_names([{'name': 5}])", TypeError, "name 1: name: str expected, not int"),
        ("ner.batch([''], dates=[])", ValueError, "dates: not as many as there are texts"),
        ("ner.batch([], dates=[None])", ValueError, "dates: not as many as there are texts"),
        ("aalam.Recognizer(gazetteers='x.aalam')", TypeError, "gazetteers: a sequence .* not one str"),
        ("aalam.Recognizer(gazetteers=[5])", TypeError, "gazetteers: a path or bytes expected, not int"),
        ("aalam.Recognizer(types='PER')", TypeError, "types: a sequence of types expected, not one str"),
        ("aalam.Recognizer(types=['XYZ'])", aalam.ConfigError, 'types: unknown type "XYZ"'),
        ("aalam.Recognizer.from_names([5])", TypeError, "name 1: expected str, .* not int"),
    ],
)
def test_errors_name_the_argument(
    call: str, kind: type[Exception], message: str, ner: aalam.Recognizer
) -> None:
    with pytest.raises(kind, match=message) as raised:
        eval(call)
    if isinstance(raised.value, aalam.AalamError):
        assert raised.value.kind and raised.value.reports is not None and raised.value.path is None


def test_threads_share_one_recognizer(ner: aalam.Recognizer) -> None:
    expected = ner(TEXT)
    with ThreadPoolExecutor(8) as pool:
        assert all(doc == expected for doc in pool.map(ner, [TEXT] * 200))
        assert all(docs == [expected] * 8 for docs in pool.map(lambda _: ner.batch([TEXT] * 8), range(20)))


def _count(texts: list[str]) -> int:
    return sum(len(doc) for doc in SHARED.batch(texts))


SHARED = aalam.Recognizer(threads=2)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_batch_works_in_a_forked_child() -> None:
    texts = [TEXT] * 64
    expected = _count(texts)  # the pool is warm before the fork
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(_count, [texts] * 4).get(timeout=60) == [expected] * 4


def test_command_line_statuses(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "aalam", *arguments]
        return subprocess.run(
            command, check=False, capture_output=True, text=True, encoding="utf-8", input="زار بيروت"
        )

    assert run("tag").returncode == 0 and "Beirut" in run("tag").stdout
    assert run("tag", str(tmp_path / "missing.txt")).returncode == 2
    assert run("--version").stdout.strip() == f"aalam {aalam.__version__}"


def test_examples_of_the_documentation_print_what_they_show() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n((?:(?!```).)*)```\n\n```text\n((?:(?!```).)*)```", page, re.DOTALL)
    assert examples
    for code, shown in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "docs/python.md", "exec"), {})  # noqa: S102
        assert printed.getvalue() == shown


def test_docstring_examples() -> None:
    assert doctest.testmod(aalam).failed == 0


def test_everything_public_is_documented() -> None:
    stub = (Path(aalam.__file__).parent / "_core.pyi").read_text(encoding="utf-8")
    for name in aalam.__all__:
        assert name in {"__version__", "show"} or f"class {name}" in stub or f"def {name}" in stub
        assert name == "__version__" or getattr(aalam, name).__doc__
    for cls in (aalam.Entity, aalam.Candidate, aalam.Document, aalam.Recognizer):
        members = [name for name in vars(cls) if not name.startswith("_")]
        assert members and all(getattr(cls, name).__doc__ for name in members)

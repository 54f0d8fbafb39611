"""What Rust offers is in Python or has a reason not to be; what Python offers is listed, pickles, copies and awaits."""

import ast
import asyncio
import copy
import inspect
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aalam
import aalam._core
import pyarrow as pa
import pytest

SOURCE = Path(__file__).resolve().parents[2] / "crates" / "aalam" / "src"
STUB = ast.parse((Path(aalam.__file__).parent / "_core.pyi").read_text(encoding="utf-8"))
TEXT = "قال الرئيس الروسي فلاديمير بوتين في موسكو إن بلاده تعاون الأمم المتحدة وبيروت"

# Rust's public methods and where Python has them: members of a class, or parameters of one as `member(parameter)`.
PYTHON = {
    "Recognizer::bundled": ["Recognizer.__new__(bundled)"],
    "Recognizer::from_names": ["Recognizer.from_names"],
    "Recognizer::gazetteers": ["Recognizer.gazetteers"],
    "Recognizer::lookup": ["Recognizer.lookup"],
    "Recognizer::recognize": ["Recognizer.__call__"],
    "Recognizer::recognize_document": ["Recognizer.__call__(title)", "Recognizer.__call__(date)"],
    "Recognizer::recognize_batch": ["Recognizer.batch"],
    "Recognizer::recognize_documents": ["Recognizer.batch(titles)", "Recognizer.batch(dates)"],
    "Recognizer::explain": ["Recognizer.explain"],
    "RecognizerBuilder::bundled": ["Recognizer.__new__(bundled)", "Recognizer.from_names(bundled)"],
    "RecognizerBuilder::gazetteer": ["Recognizer.__new__(gazetteers)"],
    "RecognizerBuilder::gazetteer_path": ["Recognizer.__new__(gazetteers)"],
    "RecognizerBuilder::names": ["Recognizer.from_names(names)", "Recognizer.from_names(gazetteers)"],
    "RecognizerBuilder::overlap": ["Recognizer.__new__(overlap)"],
    "RecognizerBuilder::types": ["Recognizer.__new__(types)"],
    "RecognizerBuilder::min_score": ["Recognizer.__new__(min_score)"],
    "RecognizerBuilder::context": ["Recognizer.__new__(context)"],
    "RecognizerBuilder::offices": ["Recognizer.__new__(offices)"],
    "RecognizerBuilder::resolve": ["Recognizer.__new__(resolve)"],
    "RecognizerBuilder::engine": ["Recognizer.__new__(engine)"],
    "RecognizerBuilder::threads": ["Recognizer.__new__(threads)"],
    "RecognizerBuilder::build": ["Recognizer.__new__"],
    "Entity::byte_range": ["Entity.start_byte", "Entity.end_byte"],
    "Entity::char_range": ["Entity.start", "Entity.end"],
    "Entity::utf16_range": ["Entity.start_utf16", "Entity.end_utf16"],
    "Entity::text": ["Entity.text"],
    "Entity::proclitic": ["Entity.proclitic"],
    "Entity::surface_kind": ["Entity.surface_kind"],
    "Entity::score": ["Entity.score"],
    "Entity::candidates": ["Entity.candidates"],
    "Entity::outer": ["Entity.outer"],
    "Entity::link": ["Entity.link"],
    "Entity::entity_type": ["Entity.type"],
    "Entity::subtype": ["Entity.subtype"],
    "Entity::id": ["Entity.entity_id"],
    "Entity::wikidata": ["Entity.wikidata"],
    "Entity::iso": ["Entity.iso"],
    "Entity::country": ["Entity.country"],
    "Entity::name_ar": ["Entity.name_ar"],
    "Entity::name_en": ["Entity.name_en"],
    "Entity::source": ["Entity.source"],
    "Entity::to_record": ["Entity.to_dict"],
}

# Rust's public functions that belong to no type, and where Python has them.
FUNCTIONS = {
    "compile_names": ["compile_names"],
    "output::jsonl": ["Document.to_jsonl"],
    "output::conll": ["Document.to_conll"],
    "output::brat": ["Document.to_brat"],
    "output::html": ["Document.to_html"],
}

# Rust's public methods and functions that Python does not have, and why.
ABSENT = {
    "output::html_page": "a page of many documents: `aalam.notebook.show`, `aalam tag --format html`, `aalam report`",
    "stream::read_documents": "tables of articles are read by data frames; `aalam tag` reads files",
    "stream::decode": "Python decodes files itself",
    "Recognizer::builder": "the builder's methods are keyword arguments of Recognizer(...)",
    "Recognizer::scratch": "memory that is used again has no meaning in Python",
    "Recognizer::recognize_with": "takes a scratch",
    "Recognizer::recognize_document_with": "takes a scratch",
    "Recognizer::map_batch": "a Python function would hold the GIL; `columns` and `arrow` are what it is for",
    "Entity::to_text": "for texts that are not UTF-8; `text` is a str whatever the document holds",
    "Entity::born": "`Recognizer.lookup(entity_id)` has it",
    "Entity::died": "`Recognizer.lookup(entity_id)` has it",
}

# What only Python has.
PYTHON_ONLY = {
    "Recognizer.columns": "columns for numpy without objects",
    "Recognizer.arrow": "columns by Arrow's protocol",
}

# Classes that do not pickle, and why; their docstrings say so.
UNPICKLED = {"ArrowTable": "an Arrow library's table made of it does"}


def rust_methods() -> Iterator[str]:
    """``Type::method`` for each ``pub fn`` of the three types' own impl blocks that is not hidden."""
    for path in sorted(SOURCE.rglob("*.rs")):
        owner, hidden = None, False
        for line in path.read_text(encoding="utf-8").splitlines():
            header = re.match(r"impl(?:<.*?>)? (Recognizer|RecognizerBuilder|Entity)\b(?!.* for )", line)
            if header:
                owner, hidden = header[1], False
            elif line == "}":
                owner = None
            elif owner is None:
                continue
            elif line == "    #[doc(hidden)]":
                hidden = True
            elif method := re.match(r"    pub (?:\w+ )*fn (\w+)", line):
                if not hidden:
                    yield f"{owner}::{method[1]}"
            elif line == "    }" or re.match(r"    (?:pub )?(?:const|type) .*;$", line):
                hidden = False


def rust_functions() -> Iterator[str]:
    """``module::function`` for each ``pub fn`` outside of impl blocks that is not hidden; a function of the crate's own name space without its module."""
    for path in sorted(SOURCE.rglob("*.rs")):
        module = path.relative_to(SOURCE).parts[0].removesuffix(".rs")
        is_public = f"pub mod {module};" in (SOURCE / "lib.rs").read_text(encoding="utf-8")
        for name in re.findall(
            r"(?<!hidden\)\]\n)^pub fn (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            yield f"{module}::{name}" if is_public else name


def python_names() -> tuple[set[str], set[str]]:
    """Members of the stub's Recognizer and Entity, and the parameters of these as ``member(parameter)``."""
    members: set[str] = set()
    parameters: set[str] = set()
    for node in STUB.body:
        if not isinstance(node, ast.ClassDef) or node.name not in {"Recognizer", "Entity"}:
            continue
        for item in node.body:
            if not isinstance(item, ast.FunctionDef):
                continue
            member = f"{node.name}.{item.name}"
            members.add(member)
            every = (*item.args.posonlyargs, *item.args.args, *item.args.kwonlyargs)
            parameters.update(f"{member}({one.arg})" for one in every)
    return members, parameters


def public(names: set[str]) -> set[str]:
    return {name for name in names if not name.rpartition(".")[2].startswith("_")}


def test_every_method_of_rust_is_in_python_or_has_a_reason() -> None:
    rust = list(rust_methods())
    assert len(rust) == len(set(rust)), "a method was read twice"
    assert not PYTHON.keys() & ABSENT.keys()
    rust += rust_functions()
    assert not FUNCTIONS.keys() & ABSENT.keys()
    listed = PYTHON.keys() | FUNCTIONS.keys() | ABSENT.keys()
    assert set(rust) - listed == set(), "in Rust; give its Python name or a reason"
    assert listed - set(rust) == set(), "listed, but no longer in Rust"


def test_every_python_name_in_the_table_exists() -> None:
    members, parameters = python_names()
    targets = {name for names in PYTHON.values() for name in names}
    assert targets - members - parameters == set()
    # A keyword of Recognizer(...) that no method of the builder stands behind, and a member that nothing names.
    keywords = {name for name in parameters if name.startswith("Recognizer.__new__(")}
    assert keywords - targets == {"Recognizer.__new__(cls)"}
    assert public(members) - targets == PYTHON_ONLY.keys()


def test_every_function_of_rust_is_in_python_under_its_name() -> None:
    for rust, names in FUNCTIONS.items():
        for name in names:
            owner, _, member = name.rpartition(".")
            home = getattr(aalam, owner) if owner else aalam
            assert callable(getattr(home, member)) and member.removeprefix("to_") == rust.split("::")[-1]


def test_every_reason_says_something() -> None:
    assert all(ABSENT.values()) and all(PYTHON_ONLY.values()) and all(UNPICKLED.values())


def test_reasons_hold(ner: aalam.Recognizer) -> None:
    entity = ner(TEXT)[1]
    known = ner.lookup(entity.entity_id)
    assert known is not None and (known["born"], known["died"]) == (1952, None)
    own, bundled = (
        inspect.signature(make).parameters for make in (aalam.Recognizer.from_names, aalam.Recognizer)
    )
    assert own.keys() ^ bundled.keys() == {"names"}
    assert [own[name].default for name in own.keys() & bundled.keys() - {"bundled"}] == [
        bundled[name].default for name in own.keys() & bundled.keys() - {"bundled"}
    ]
    fields = {
        name.removeprefix("Entity.") for name in public(python_names()[0]) if name.startswith("Entity.")
    }
    assert entity.to_dict().keys() == fields - {"to_dict"}


def test_the_lists_of_names_agree() -> None:
    (stub,) = (
        ast.literal_eval(node.value)
        for node in STUB.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    core = {name for name in dir(aalam._core) if not name.startswith("_")} | {"__version__"}
    assert sorted(stub) == sorted(core) == sorted(vars(aalam._core)["__all__"])
    names = set(aalam.__all__) - {"show"}  # `show` is of the notebook
    assert sorted([*names, "run"]) == sorted(stub)  # `run` is the command line, for `__main__`
    assert all(getattr(aalam, name) is getattr(aalam._core, name) for name in names)


@pytest.fixture(scope="module")
def samples(ner: aalam.Recognizer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One value of each public class."""
    broken = tmp_path_factory.mktemp("broken") / "broken.aalam"
    broken.write_bytes(b"AALAMGZ\nxx")
    document = ner(TEXT)
    values: list[Any] = [ner, document, document[0], document[0].candidates[0], ner.arrow(pa.array([TEXT]))]
    faults = (
        lambda: aalam.Recognizer(gazetteers=[broken]),
        lambda: aalam.Recognizer(min_score=2.0),
        lambda: aalam.Recognizer.from_names(["…"]),
        lambda: ner(TEXT, date="yesterday"),
    )
    for fault in faults:
        with pytest.raises(aalam.AalamError) as raised:
            fault()
        values.append(raised.value)
    values.append(aalam.AalamError("a fault"))
    return {type(value).__name__: value for value in values}


CLASSES = sorted(name for name in aalam.__all__ if isinstance(getattr(aalam, name), type))


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_pickles_or_says_why_not(name: str, samples: dict[str, Any]) -> None:
    value = samples[name]
    if name in UNPICKLED:
        with pytest.raises(TypeError, match=f"cannot pickle.*{name}"):
            pickle.dumps(value)
        (node,) = (node for node in STUB.body if isinstance(node, ast.ClassDef) and node.name == name)
        assert "pickle" in (ast.get_docstring(node) or "")
        return
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        back = pickle.loads(pickle.dumps(value, protocol))
        assert type(back) is type(value)
        if isinstance(value, Exception):
            assert (back.args, vars(back)) == (value.args, vars(value))
        elif isinstance(value, aalam.Recognizer):
            assert back(TEXT) == value(TEXT)
        else:
            assert back == value and hash(back) == hash(value)


@pytest.mark.parametrize("how", [copy.copy, copy.deepcopy])
def test_copies_are_equal(how: Any, ner: aalam.Recognizer, samples: dict[str, Any]) -> None:
    for name in ("Document", "Entity", "Candidate"):
        value = samples[name]
        again = how(value)
        assert type(again) is type(value) and again == value and repr(again) == repr(value)
    document = how(samples["Document"])
    assert document.text == TEXT and document.to_dict() == ner(TEXT).to_dict()
    assert how(ner)(TEXT) == ner(TEXT) and repr(how(ner)) == repr(ner)


@pytest.mark.parametrize("how", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_copied_recognizer_keeps_every_option(how: Any, mini: Path) -> None:
    options: dict[str, Any] = {
        "gazetteers": [mini],
        "bundled": False,
        "overlap": "all",
        "types": ["GPE", "PER"],
        "min_score": 0.25,
        "threads": 1,
        "offices": True,
        "resolve": True,
        "context": False,
        "engine": "automaton",
    }
    parameters = inspect.signature(aalam.Recognizer).parameters
    assert options.keys() == parameters.keys(), (
        "a new option belongs here, with a value that is not its default"
    )
    assert all(parameters[name].default != value for name, value in options.items())
    ner = aalam.Recognizer(**options)
    again = how(ner)
    kept: Any = again.__reduce__()[1][0]
    assert {name: kept[name] for name in options.keys() - {"gazetteers"}} == {
        name: value for name, value in options.items() if name != "gazetteers"
    }
    assert kept["artifacts"] == [mini.read_bytes()]
    assert again(TEXT) == ner(TEXT) and len(ner(TEXT)) > 0


def test_awaiting_many_texts_gives_the_results_of_single_calls(ner: aalam.Recognizer) -> None:
    texts = [
        f"زار الوفد رقم {number} {name}" for number in range(5) for name in ("بيروت", "موسكو", "دمشق", "")
    ]

    async def recognize() -> list[aalam.Document]:
        return await asyncio.gather(*(asyncio.to_thread(ner, text) for text in texts))

    found = asyncio.run(recognize())
    assert len(found) == 20 and found == [ner(text) for text in texts]
    assert [len(document) for document in found] == [1, 1, 1, 0] * 5

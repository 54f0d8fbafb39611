"""What editors and type checkers see: types of everything public, docstrings, and their examples."""

import ast
import doctest
import importlib.util
import inspect
import json
import os
import pydoc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aalam
import pytest

PACKAGE = Path(aalam.__file__).parent
STUB = PACKAGE / "_core.pyi"
MODULES = sorted(path for path in PACKAGE.glob("*.py") if not path.name.startswith("_"))

Documented = ast.Module | ast.ClassDef | ast.FunctionDef


def definitions(path: Path) -> Iterator[tuple[str, Documented]]:
    """The module with its classes, functions and methods, by dotted name."""

    def inside(node: Documented, name: str) -> Iterator[tuple[str, Documented]]:
        yield name, node
        if not isinstance(node, ast.FunctionDef):
            for item in node.body:
                if isinstance(item, ast.ClassDef | ast.FunctionDef):
                    yield from inside(item, f"{name}.{item.name}")

    return inside(ast.parse(path.read_text(encoding="utf-8")), path.stem)


def test_pyright_knows_every_public_type(tmp_path: Path) -> None:
    if importlib.util.find_spec("pyright") is None:
        missing = "pyright is not installed: pip install -r tests/python/requirements.txt"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    # Pyright asks the first `python` on the path for its packages, and looks for modules in the working directory.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = os.environ | {"PATH": path, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    command = [sys.executable, "-m", "pyright", "--verifytypes", "aalam", "--ignoreexternal", "--outputjson"]
    run = subprocess.run(
        command, check=False, capture_output=True, encoding="utf-8", env=environment, cwd=tmp_path
    )
    assert run.stdout.startswith("{"), run.stdout + run.stderr
    report = json.loads(run.stdout)
    types = report["typeCompleteness"]
    unknown = [
        f"{symbol['name']}: {[one['message'] for one in symbol['diagnostics']]}"
        for symbol in types["symbols"]
        if symbol["diagnostics"] and (not symbol["isTypeKnown"] or symbol["isTypeAmbiguous"])
    ]
    assert unknown == [] and report["generalDiagnostics"] == []
    assert all(symbol["isTypeKnown"] for symbol in types["symbols"])
    assert types["completenessScore"] == 1 and run.returncode == 0
    assert types["missingFunctionDocStringCount"] == types["missingClassDocStringCount"] == 0
    # It looked at this package, and at all of it.
    assert Path(types["packageRootDirectory"]).samefile(PACKAGE)
    seen = {module["name"] for module in types["modules"]}
    assert {"aalam", *(f"aalam.{path.stem}" for path in MODULES)} <= seen
    names = {symbol["name"] for symbol in types["symbols"]}
    assert {f"aalam.{name}" for name in aalam.__all__} - {"aalam.__version__"} <= names


def test_help_shows_everything_public() -> None:
    text = pydoc.plain(pydoc.render_doc(aalam))
    for name in aalam.__all__:
        value = getattr(aalam, name)
        if name == "__version__":
            assert value in text
            continue
        assert name in text
        members = [value] if not isinstance(value, type) else [value, *_public_members(value)]
        for member in members:
            documentation = pydoc.getdoc(member)
            assert documentation, f"{name}: {member!r} has no docstring"
            assert documentation.splitlines()[0] in text


def _public_members(cls: type) -> list[object]:
    return [getattr(cls, name) for name in vars(cls) if not name.startswith("_")]


@pytest.mark.parametrize("path", [PACKAGE / "__init__.py", STUB, *MODULES], ids=lambda path: path.name)
def test_everything_public_has_a_docstring(path: Path) -> None:
    bare = [
        name
        for name, node in definitions(path)
        if not ast.get_docstring(node) and not any(part.startswith("_") for part in name.split(".")[1:])
    ]
    assert bare == []


EXAMPLES = [
    pytest.param(name, node, id=name)
    for name, node in definitions(STUB)
    if ">>>" in (ast.get_docstring(node) or "")
]


def test_the_stub_has_examples() -> None:
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize(("name", "node"), EXAMPLES)
def test_examples_of_the_stub(name: str, node: Documented) -> None:
    line = getattr(node, "lineno", 0)
    documentation = ast.get_docstring(node) or ""
    examples = {one: getattr(aalam, one) for one in aalam.__all__}
    test = doctest.DocTestParser().get_doctest(documentation, examples, name, str(STUB), line)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted > 0 and result.failed == 0, "".join(said)


@pytest.mark.parametrize(
    ("name", "node"),
    [
        pytest.param(name.removeprefix("_core."), node, id=name)
        for name, node in definitions(STUB)
        if not isinstance(node, ast.Module) and ast.get_docstring(node) and not name.endswith("__call__")
    ],  # Python has its own words for calls
)
def test_help_says_what_the_stub_says(name: str, node: Documented) -> None:
    value: object = aalam._core
    for part in name.split("."):
        value = getattr(value, part)
    assert inspect.getdoc(value) == ast.get_docstring(node)

"""What a user reads where an extra is missing: one sentence that names it."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import aalam
import pytest

PACKAGE = Path(aalam.__file__).parent
PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"

# What each module imports; the first word of what `require` says is missing.
NEEDS = {
    "polars": ["polars"],
    "pandas": ["pandas", "pyarrow"],
    "duckdb": ["duckdb", "pyarrow", "numpy"],
    "datasets": ["datasets", "pyarrow"],
    "spark": ["pyspark", "pyarrow"],
    "ray": ["ray", "pyarrow"],
    "dask": ["dask", "pandas", "pyarrow"],
    "spacy": ["spacy"],
}
PACKAGES = sorted({package for packages in NEEDS.values() for package in packages})

# Imports modules in a process where the first argument's packages cannot be found, and prints what each import says.
SCRIPT = """
import importlib, sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

blocked = sys.argv[1].split(",")
sys.meta_path.insert(0, Absent())
for module in sys.argv[2:]:
    try:
        importlib.import_module(f"aalam.{module}")
        print(f"{module}: imported")
    except ImportError as error:
        print(f"{module}: {error}")
"""


def said_without(packages: list[str], modules: list[str]) -> dict[str, str]:
    """What the import of each module says where these packages are missing."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, ",".join(packages), *modules],
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    lines = done.stdout.splitlines()
    assert len(lines) == len(modules), done.stdout
    return {module: said for module, _, said in (line.partition(": ") for line in lines)}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_extra_is_named(package: str) -> None:
    modules = [module for module, packages in NEEDS.items() if package in packages]
    for module, said in said_without([package], modules).items():
        first, _, rest = said.partition(", ")
        assert first.startswith(f"aalam.{module} needs {package}")
        assert rest == f"which is not installed: pip install 'aalam[{module}]'"


def test_the_attribute_says_the_same() -> None:
    script = SCRIPT.replace(
        'importlib.import_module(f"aalam.{module}")', "getattr(importlib.import_module('aalam'), module)"
    )
    command = [sys.executable, "-c", script, ",".join(PACKAGES), *NEEDS]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=60)
    wanted = said_without(PACKAGES, list(NEEDS))
    assert done.stdout.splitlines() == [f"{module}: {said}" for module, said in wanted.items()]


def test_nothing_else_is_needed() -> None:
    said = said_without([*PACKAGES, "numpy", "tqdm", "IPython"], ["_core", "notebook", "__main__"])
    assert set(said.values()) == {"imported"}


def test_the_table_is_complete() -> None:
    extras = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert extras.keys() == {*NEEDS, "notebook", "all"}
    assert sorted(extras["all"][0].removeprefix("aalam[").removesuffix("]").split(",")) == sorted(
        extras.keys() - {"all"}
    )
    for path in PACKAGE.glob("*.py"):
        calls = [
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "require"
        ]
        assert bool(calls) == (path.stem in NEEDS), path.name
        named = {ast.literal_eval(call.args[1]) for call in calls}
        assert named <= {path.stem}
        # An extra brings every package that its module asks for.
        for package in NEEDS.get(path.stem, []):
            brings = [requirement.partition(">")[0].partition("[")[0] for requirement in extras[path.stem]]
            assert package in brings, f"{path.stem}: {package}"

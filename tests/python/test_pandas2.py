"""pandas 2: the tests of the frames and of Dask again, with the last pandas 2 in front of pandas 3 (`make python` installs it)."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
FOLDER = Path(sys.prefix) / "pandas2"
INSTALL = f"pip install --no-deps --target {FOLDER} -r tests/python/requirements-pandas2.txt"


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    if not FOLDER.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"pandas 2 is not installed: {INSTALL}")
        pytest.skip(f"pandas 2 is not installed: {INSTALL}")
    return os.environ | {"PYTHONPATH": str(FOLDER)}


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        cwd=HERE,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_pandas_2(environment: dict[str, str]) -> None:
    version = run(environment, "-c", "import pandas; print(pandas.__version__)")
    assert version.startswith("2.")


def test_frames_and_dask_on_pandas_2(environment: dict[str, str]) -> None:
    said = run(environment, "-m", "pytest", "-p", "no:cacheprovider", "test_frames.py", "test_dask.py")
    counts = re.search(r"^(\d+) passed(?:, \d+ warnings?)? in ", said, re.MULTILINE)
    assert counts and int(counts[1]) >= 35, said  # none failed, none left out

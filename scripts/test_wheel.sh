#!/usr/bin/env bash
# Builds the wheel as users get it, looks at what is in it, and runs the README's Python examples with nothing but the wheel installed.
# Needs maturin (in .venv: `make python` brings it). Usage: scripts/test_wheel.sh
set -euo pipefail
cd "$(dirname "$0")/.."
folder=target/wheel-test
rm -rf "$folder"
.venv/bin/maturin build --quiet --release --out "$folder/dist"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-index "$folder"/dist/*.whl
"$folder/venv/bin/python" - "$folder"/dist/*.whl README.md << 'PYTHON'
import contextlib, io, re, sys, zipfile
from importlib.metadata import metadata
from pathlib import Path

wheel, readme = map(Path, sys.argv[1:])
size = wheel.stat().st_size / 1e6
assert size <= 6, f"the wheel has {size:.1f} MB, at most 6 allowed"
names = zipfile.ZipFile(wheel).namelist()
for wanted in ["LICENSE-MIT", "LICENSE-APACHE", "NOTICE.md", "SOURCES.md", "py.typed", "_core.pyi", "entry_points.txt"]:
    assert any(name.endswith(wanted) for name in names), f"{wanted} is not in the wheel"
needed = [line for line in metadata("aalam").get_all("Requires-Dist") or [] if "extra ==" not in line]
assert not needed, f"the wheel needs other packages: {needed}"
examples = re.findall(r"```python\n((?:(?!```).)*)```\n\n```text\n((?:(?!```).)*)```", readme.read_text(encoding="utf-8"), re.S)
assert examples, "no Python example with its output in the README"
space: dict = {}
for code, shown in examples:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), space)
    assert printed.getvalue() == shown, f"the README shows {shown!r}, the wheel prints {printed.getvalue()!r}"
print(f"wheel: {size:.2f} MB, {len(examples)} examples of the README run in a clean environment")
PYTHON
"$folder/venv/bin/aalam" --version
"$folder/venv/bin/python" -m aalam --version

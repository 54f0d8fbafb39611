#!/usr/bin/env python3
"""Look at a wheel: size, licences, types, no other package needed. With `--examples` also run the README's Python examples.

usage: scripts/check_wheel.py WHEEL [--examples]      (the examples need the wheel installed, and nothing else)
"""

import contextlib
import io
import re
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

MOST_MEGABYTES = 6
WANTED = [
    *("LICENSE-MIT", "LICENSE-APACHE", "NOTICE.md", "SOURCES.md"),
    *("aalam/py.typed", "aalam/_core.pyi", "aalam/__main__.py", "entry_points.txt"),
]
EXAMPLE = re.compile(r"```python\n((?:(?!```).)*)```\n\n```text\n((?:(?!```).)*)```", re.DOTALL)


def faults(wheel: Path) -> list[str]:
    found = []
    size = wheel.stat().st_size / 1e6
    if size > MOST_MEGABYTES:
        found.append(f"{size:.1f} MB, at most {MOST_MEGABYTES} allowed")
    if "-abi3-" not in wheel.name:
        found.append("not for the stable ABI (build it with --features abi3)")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        found += [f"no {wanted}" for wanted in WANTED if not any(name.endswith(wanted) for name in names)]
        found += [
            f"{name} does not belong there" for name in names if "__pycache__" in name or "/tests/" in name
        ]
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        needed = Parser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist") or []
    found += [f"needs {line}" for line in needed if "extra ==" not in line]
    return found


def run_examples() -> int:
    """Runs the README's examples in one name space; each must print what stands below it."""
    readme = Path(__file__).resolve().parents[1] / "README.md"
    examples = EXAMPLE.findall(readme.read_text(encoding="utf-8"))
    space: dict[str, object] = {}
    for code, shown in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "README.md", "exec"), space)  # noqa: S102
        if printed.getvalue() != shown:
            raise SystemExit(f"the README shows {shown!r}, the wheel prints {printed.getvalue()!r}")
    return len(examples)


def main() -> int:
    path = Path(sys.argv[1])
    if found := faults(path):
        raise SystemExit(f"{path.name}: " + "; ".join(found))
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, contents as they should be")
    if "--examples" in sys.argv:
        count = run_examples()
        assert count, "no Python example with its output in the README"
        print(f"{count} examples of the README run")
    return 0


if __name__ == "__main__":
    sys.exit(main())

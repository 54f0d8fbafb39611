#!/usr/bin/env python3
"""Print what criterion measured as one table, and append it to the record in `benches/record`.

usage: scripts/bench_table.py [--target FOLDER] [--dry-run]      (after `cargo bench -p aalam-benches`)

MB/s are of the median; results more than an hour older than the newest are left out. A ratio is to the scan of `aho-corasick`
with as many names, from the last run of `benches/peers` that the record of the same day holds. The two run minutes apart, on
the same texts: ratios between engines are those that `benches/peers` prints.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import bench_record

HOUR = 3600


def measurements(target: Path) -> list[dict]:
    """One a benchmark of this criterion folder: group, function, seconds, bytes (None where no throughput is set)."""
    found = []
    for path in target.glob("criterion/**/new/benchmark.json"):
        benchmark = json.loads(path.read_text(encoding="utf-8"))
        estimates = json.loads((path.parent / "estimates.json").read_text(encoding="utf-8"))
        found.append(
            {
                "group": benchmark["group_id"],
                "function": benchmark["function_id"],
                "seconds": estimates["median"]["point_estimate"] / 1e9,
                "bytes": (benchmark["throughput"] or {}).get("Bytes"),
                "at": path.stat().st_mtime,
            }
        )
    newest = max((one["at"] for one in found), default=0)
    return [one for one in found if one["at"] > newest - HOUR]


def reference() -> dict[int, float]:
    """MB/s of aho-corasick by number of names, from the last run of today."""
    found: dict[int, float] = {}
    if bench_record.RECORD.exists():
        for line in map(json.loads, bench_record.RECORD.read_text(encoding="utf-8").splitlines()):
            if "corpus" in line:
                found = {}
            elif line.get("bench") == "scan" and line["engine"] == "aho-corasick":
                found[line["names"]] = line["mb_s"]
    return found


def figure(one: dict, references: dict[int, float]) -> dict:
    function = one["function"] or one["group"]
    names = int(function) if function.isdigit() else None
    speed = one["bytes"] / 1e6 / one["seconds"] if one["bytes"] else None
    ratio = speed / references[names] if one["group"] == "scan" and names in references else None
    return {
        "bench": one["group"],
        "tool": "criterion",
        "engine": "lexicon" if names else function,
        "form": os.environ.get("AALAM_SIMD"),
        "names": names,
        "mb_s": speed and round(speed, 1),
        "ratio": ratio and round(ratio, 2),
        "ms": round(one["seconds"] * 1e3, 3),
    }


def cell(value: float | None) -> str:
    return "" if value is None else str(value)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.environ.get("CARGO_TARGET_DIR", bench_record.ROOT / "target")
    parser.add_argument("--target", type=Path, default=Path(default))
    parser.add_argument("--dry-run", action="store_true", help="print the table only")
    arguments = parser.parse_args()
    found = measurements(arguments.target)
    if not found:
        print(
            f"nothing measured under {arguments.target}/criterion: run `cargo bench -p aalam-benches` first"
        )
        return 1
    references = reference()
    figures = [figure(one, references) for one in found]
    figures.sort(key=lambda line: (line["bench"], line["names"] or 0, line["engine"]))
    print(f"{'bench':12} {'engine':12} {'names':>8} {'ms':>10} {'MB/s':>8} {'ratio':>6}")
    for line in figures:
        print(f"{line['bench']:12} {line['engine']:12} {cell(line['names']):>8}", end=" ")
        print(f"{line['ms']:10.3f} {cell(line['mb_s']):>8} {cell(line['ratio']):>6}")
    if not arguments.dry_run:
        bench_record.append([bench_record.machine(tool="criterion"), *figures])
    return 0


if __name__ == "__main__":
    sys.exit(main())

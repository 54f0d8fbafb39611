#!/usr/bin/env python3
"""Count what the bundled gazetteer holds, by chapter and by country: docs/contents.md.

usage: scripts/contents.py [--check]      (--check writes nothing and fails where the page is not up to date)
"""

import collections
import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GAZETTEER = ROOT / "crates/aalam-gazetteer/gazetteer"
PAGE = ROOT / "docs/contents.md"
KINDS = ["places", "organizations", "persons", "offices", "terms", "lexicon"]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        kept = (line for line in lines if line.strip() and not line.startswith("#"))
        return list(csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE))


def country(row: dict[str, str]) -> str:
    """The country that an entity belongs to; of a state body that of its state."""
    of = row.get("of", "")
    return row.get("country") or row.get("iso") or (of[8:].upper() if of.startswith("country/") else "")


def page() -> str:
    tables = {
        kind: {path.stem: rows(path) for path in sorted((GAZETTEER / kind).glob("*.tsv"))} for kind in KINDS
    }
    out = ["# What the bundled gazetteer holds", ""]
    out += ["Made by `scripts/contents.py` from the tables; `make lint` checks that it is up to date.", ""]
    out += ["## By chapter", "", "| kind | chapter | rows | listed names |", "| --- | --- | --- | --- |"]
    for kind, chapters in tables.items():
        total = listed = 0
        for chapter, entries in chapters.items():
            names = sum(
                sum(bool(item) for item in row.get("names", "").split("|")) + ("name_ar" in row)
                for row in entries
            )
            out.append(f"| {kind} | {chapter} | {len(entries)} | {names or ''} |")
            total, listed = total + len(entries), listed + names
        out.append(f"| **{kind}** | | **{total}** | **{listed or ''}** |")
    people = [row for entries in tables["persons"].values() for row in entries]
    known = collections.Counter(row["subtype"] or "not said" for row in people)
    born, died = (sum(bool(row[column]) for row in people) for column in ("born", "died"))
    out += ["", "## People by what they are known for", ""]
    out += [f"Year of birth known of {born} of {len(people)}, year of death of {died}.", ""]
    out += ["| known for | people |", "| --- | --- |"]
    out += [
        f"| {fame} | {count} |" for fame, count in sorted(known.items(), key=lambda item: (-item[1], item[0]))
    ]
    bodies = [row for entries in tables["organizations"].values() for row in entries]
    sorts = collections.Counter(row.get("subtype") or "state-body" for row in bodies)
    out += ["", "## Organizations by kind", "", "| kind | organizations |", "| --- | --- |"]
    out += [
        f"| {sort} | {count} |" for sort, count in sorted(sorts.items(), key=lambda item: (-item[1], item[0]))
    ]
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for kind in KINDS[:3]:
        for entries in tables[kind].values():
            for row in entries:
                counts[country(row)][kind] += 1
    names = {row["iso"]: row["name_en"] for row in tables["places"]["countries"] if row["iso"]}
    out += [
        "",
        "## By country",
        "",
        "| country | places | organizations | people |",
        "| --- | --- | --- | --- |",
    ]
    order = sorted(counts, key=lambda code: (code == "", -counts[code].total(), code))
    small = collections.Counter[str]()
    for code in order:
        if counts[code].total() < 20 and code:
            small.update(counts[code])
            continue
        label = f"{names.get(code, code)} ({code})" if code else "none, or several"
        out.append(f"| {label} | " + " | ".join(str(counts[code][kind]) for kind in KINDS[:3]) + " |")
    out.append("| all others (under 20 each) | " + " | ".join(str(small[kind]) for kind in KINDS[:3]) + " |")
    return "\n".join(out) + "\n"


def main() -> int:
    text = page()
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            print(f"{PAGE.relative_to(ROOT)} is not up to date: run scripts/contents.py")
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""List the strings of a corpus that look like names and are in no mention.

usage: scripts/coverage.py [CORPUS.jsonl.gz] [--top N] [--binary PATH]      (default: shared/corpus/news.dev.jsonl.gz beside the project)

A cue string is a word of the lexicon of names (`gazetteer/lexicon`: titles, offices, head nouns of organizations and of places) with the words
behind it, or what stands in quotes behind a proclitic (لـ«حماس»). Prints, for each kind, how many cue strings there are, what share of them
holds a mention, and the N most frequent ones that hold none. Says so and ends well where the corpus is absent.
"""

import argparse
import collections
import csv
import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GAZETTEER = ROOT / "crates/aalam-gazetteer/gazetteer"
WORD = re.compile(r"[\u0621-\u063A\u0641-\u064A\u064B-\u0652\u0670]+")
QUOTED = re.compile(r"(?<![\u0621-\u064A])[وف]?[لبك]ـ?\s?[«\"“(]([^«»\"“”()]{2,40})[»\"”)]")
PAIRS = ("عبد", "أبو", "أبي", "أبا", "بن", "ابن", "آل", "بو", "ابو")


def fold(word: str) -> str:
    word = re.sub("[\u064b-\u0652\u0670]", "", word)
    return re.sub("[أإآ]", "ا", word).replace("ى", "ي").replace("ة", "ه")


def lexicon() -> tuple[dict[str, str], set[str]]:
    """Cue words (folded) with their kind, and closed-class words."""
    cues: dict[str, str] = {}
    for path in sorted((GAZETTEER / "lexicon").glob("*.tsv")):
        for row in csv.DictReader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE):
            kind = {"title": "title", "head-noun": f"head noun, {row['type']}"}.get(row["class"])
            if kind and " " not in row["word"] and row["weight"] != "1":
                cues[fold(row["word"])] = kind
    words = (GAZETTEER / "rules/words.toml").read_text(encoding="utf-8")
    closed = words.split("function = [")[1].split("]")[0]
    return cues, {fold(word) for word in re.findall('"([^"]+)"', closed)}


def strings(text: str, cues: dict[str, str], closed: set[str]):
    """Cue strings: kind, range of the name behind the cue, printed form."""
    words = list(WORD.finditer(text))
    for index, match in enumerate(words):
        cue = fold(match.group())
        kind = cues.get(cue)
        if kind is None and len(cue) > 4 and cue[0] in "وفبل":
            kind = cues.get(cue[1:])
        if kind is None:
            continue
        wanted = 1 if kind == "head noun, GPE" else 2
        end = index
        while wanted and end + 1 < len(words):
            word = words[end + 1]
            if text[words[end].end() : word.start()].strip(' \t\u0640«"“(') or fold(word.group()) in closed:
                break
            end += 1
            if word.group() not in PAIRS:
                wanted -= 1
        if end > index:
            name = text[words[index + 1].start() : words[end].end()]
            yield kind, (words[index + 1].start(), words[end].end()), f"{match.group()} {name}"
    for match in QUOTED.finditer(text):
        yield "quotes", match.span(1), match.group()


def tag(lines: str, binary: Path) -> list[dict]:
    command = [str(binary), "tag", "--input", "jsonl", "-f", "jsonl"]
    run = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = ROOT.parent / "shared/corpus/news.dev.jsonl.gz"
    parser.add_argument("corpus", nargs="?", type=Path, default=default)
    parser.add_argument("--top", type=int, default=500)
    parser.add_argument("--binary", type=Path, default=ROOT / "target/release/aalam")
    arguments = parser.parse_args()
    if not arguments.corpus.exists():
        print(f"no corpus at {arguments.corpus}: nothing to measure")
        return 0
    cues, closed = lexicon()
    with gzip.open(arguments.corpus, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    records = tag(
        "".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(texts)),
        arguments.binary,
    )
    found, total = collections.Counter(), collections.Counter()
    open_ = collections.Counter()
    for text, record in zip(texts, records, strict=True):
        spans = [(entity["start"], entity["end"]) for entity in record["entities"]]
        for kind, (start, end), printed in strings(text, cues, closed):
            total[kind] += 1
            if any(a < end and start < b for a, b in spans):
                found[kind] += 1
            else:
                open_[kind, " ".join(printed.split())] += 1
    for kind in sorted(total):
        print(f"{kind:20} {total[kind]:7} strings, {found[kind] / total[kind]:.3f} hold a mention")
    print(f"{'all':20} {total.total():7} strings, {found.total() / total.total():.3f} hold a mention")
    for (kind, printed), count in open_.most_common(arguments.top):
        print(f"{count}\t{kind}\t{printed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

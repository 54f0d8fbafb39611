#!/usr/bin/env python3
"""Score the recognizer on development sets that are not part of this repository.

usage: scripts/eval.py [SHARED_FOLDER] [--fails N]      (default: the folder `shared` beside the project)

Runs the release binary over `eval/spans` (conformance cases, articles, seed) and `eval/conll` (ANERcorp train), and prints the
tables of the scorers that lie there. Says so and ends well where the folder is absent.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONLL_TYPES = {"PER": "PER", "GPE": "LOC", "ORG": "ORG"}
# ANERcorp annotates the proper part of a place alone («قطاع [غزة]», «دولة [قطر]», «شمال [أفريقيا]», «[مكة] المكرمة»): what a mention of ours
# holds before and after it. A state keeps its compass word («جنوب أفريقيا»).
STATE_HEADS = "دولة جمهورية مملكة سلطنة"
HEADS = f"{STATE_HEADS} قطاع إقليم جزيرة جزر نهر بحيرة بحر مدينة وادي أعالي بلاد محافظة ولاية جبل جبال مزارع ميناء منطقة مخيم"
COMPASS = "شمال جنوب شرق غرب وسط شمالي جنوبي شرقي غربي"
EPITHETS = "المكرمة الشعبية الإسلامية"


def tag(lines: str) -> list[dict]:
    """Documents as JSONL through `aalam tag`, records out."""
    command = ["cargo", "run", "-q", "--release", "-p", "aalam-cli", "--"]
    command += ["tag", "--input", "jsonl", "-f", "jsonl"]
    run = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True, cwd=ROOT)
    return [json.loads(line) for line in run.stdout.splitlines()]


def spans(folder: Path, fails: int) -> None:
    """The span scorer: its `id` is a Wikidata item, its `name` the English one."""
    records = tag((folder / "inputs.jsonl").read_text(encoding="utf-8"))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as predictions:
        for record in records:
            entities = [
                {
                    "start": entity["start"],
                    "end": entity["end"],
                    "type": entity["type"],
                    "id": entity["wikidata"],
                    "iso": entity["iso"],
                    "name": entity["name_en"],
                }
                for entity in record["entities"]
            ]
            print(json.dumps({"id": record["id"], "entities": entities}), file=predictions)
        predictions.flush()
        score = [sys.executable, str(folder / "score.py"), predictions.name, "--fails", str(fails)]
        subprocess.run(score, check=True)


def proper_part(entity: dict) -> tuple[int, int]:
    """The range of a mention, of a place without generic words."""
    words = entity["text"].split(" ")
    if entity["type"] != "GPE":
        return entity["start"], entity["end"]
    heads = (STATE_HEADS if entity["subtype"] == "country" else f"{HEADS} {COMPASS}").split()
    start, end = entity["start"], entity["end"]
    while len(words) > 1 and words[0] in heads:
        start += len(words.pop(0)) + 1
    while len(words) > 1 and words[-1] in EPITHETS.split():
        end -= len(words.pop()) + 1
    return start, end


def conll(folder: Path, name: str, *, proper: bool) -> None:
    """The token scorer: a token belongs to a mention that covers any of its letters."""
    gold = folder / name
    if not gold.exists():
        return
    sentences: list[list[str]] = [[]]
    for line in gold.read_text(encoding="utf-8").splitlines():
        if line.strip():
            sentences[-1].append(line.split("\t")[0])
        elif sentences[-1]:
            sentences.append([])
    sentences = [sentence for sentence in sentences if sentence]
    lines = "".join(
        json.dumps({"id": str(index), "text": " ".join(tokens)}) + "\n"
        for index, tokens in enumerate(sentences)
    )
    found = {record["id"]: record["entities"] for record in tag(lines)}
    if proper:
        for entity in (entity for entities in found.values() for entity in entities):
            entity["start"], entity["end"] = proper_part(entity)
    with tempfile.NamedTemporaryFile("w", suffix=".conll", encoding="utf-8") as predictions:
        for index, tokens in enumerate(sentences):
            at = 0
            begun = None
            for token in tokens:
                end = at + len(token)
                hits = [e for e in found.get(str(index), []) if e["start"] < end and at < e["end"]]
                label = CONLL_TYPES.get(hits[0]["type"]) if hits else None
                if label is None:
                    tag_ = "O"
                else:
                    tag_ = ("I-" if begun == (hits[0]["start"], label) else "B-") + label
                begun = (hits[0]["start"], label) if label else None
                print(f"{token}\t{tag_}", file=predictions)
                at = end + 1
            print(file=predictions)
        predictions.flush()
        print(f"== {name}{', places without generic words' if proper else ''}", flush=True)
        command = [sys.executable, str(folder / "score.py"), str(gold), predictions.name]
        subprocess.run([*command, "--types", "PER,LOC,ORG"], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", nargs="?", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--fails", type=int, default=0, help="how many failures of each kind to list")
    arguments = parser.parse_args()
    folder = arguments.shared / "eval"
    if not folder.is_dir():
        print(f"no development sets at {folder}: nothing to evaluate")
        return 0
    spans(folder / "spans", arguments.fails)
    for proper in (False, True):
        conll(folder / "conll", "anercorp.train.conll", proper=proper)
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Compare aalam with its peers in Python, on the texts and dictionaries of `benches/corpus`.

usage: scripts/bench_python.py [NAMES ...] [--rounds 5] [--seconds 1.0] [--all]      (`make bench-python` installs the peers)

Every round times each engine once, in turns; the time of an engine is the median of its rounds. Slow engines get fewer documents,
so that a round takes them about `--seconds`. Each round searches fresh str objects: no UTF-8 form is left from the last one.
One thread each, but for `aalam-batch-2`. The peers search the raw text: they fold no spelling and strip no proclitics;
`aalam` does, and weighs what it finds by context.
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import bench_record

SIZES = [5_000, 50_000, 500_000]
REFERENCE = "ahocorasick_rs"
# What would cost more patience or memory than it tells.
HOPELESS = {("spacy-phrase", 500_000): "about 3 GB of memory"}
# Documents on which every engine is tried first.
SAMPLE = 100

Texts = list[str]
Search = Callable[[Texts], int]


def ahocorasick_rs(names: list[str]) -> Search:
    from ahocorasick_rs import AhoCorasick, MatchKind

    automaton = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)
    return lambda texts: sum(len(automaton.find_matches_as_indexes(text)) for text in texts)


def pyahocorasick(names: list[str]) -> Search:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for index, name in enumerate(names):
        automaton.add_word(name, (index, len(name)))
    automaton.make_automaton()
    return lambda texts: sum(len(list(automaton.iter_long(text))) for text in texts)


def flashtext(names: list[str]) -> Search:
    from flashtext import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=True)
    for letter in range(0x621, 0x653):  # its words are Latin by default
        processor.add_non_word_boundary(chr(letter))
    for name in names:
        processor.add_keyword(name)
    return lambda texts: sum(len(processor.extract_keywords(text, span_info=True)) for text in texts)


def flashtext2(names: list[str]) -> Search:
    from flashtext2 import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=True)
    for name in names:
        processor.add_keyword(name, name)
    return lambda texts: sum(len(processor.extract_keywords_with_span(text)) for text in texts)


def spacy_phrase(names: list[str]) -> Search:
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("ar")
    matcher = PhraseMatcher(language.vocab)
    matcher.add("NAME", [language.make_doc(name) for name in names])
    return lambda texts: sum(len(matcher(language.make_doc(text))) for text in texts)


def aalam_batch(names: list[str], threads: int = 1) -> Search:
    import aalam

    recognizer = aalam.Recognizer.from_names(names, threads=threads)
    return lambda texts: sum(map(len, recognizer.batch(texts)))


def aalam_batch_2(names: list[str]) -> Search:
    return aalam_batch(names, threads=2)


def aalam_columns(names: list[str]) -> Search:
    import aalam

    recognizer = aalam.Recognizer.from_names(names, threads=1)
    return lambda texts: len(recognizer.columns(texts)["start"])


# Engines and what they find: those of one task must find the same. `iter_long` of pyahocorasick is a task of its own: it loses
# a name that begins inside a longer one that failed (2 % of them with 5,000 names).
ENGINES: dict[str, tuple[str, Callable[[list[str]], Search]]] = {
    "ahocorasick_rs": ("raw", ahocorasick_rs),
    "pyahocorasick": ("iter_long", pyahocorasick),
    "flashtext": ("words of flashtext", flashtext),
    "flashtext2": ("words of flashtext2", flashtext2),
    "spacy-phrase": ("all phrases of tokens", spacy_phrase),
    "aalam-batch": ("names", aalam_batch),
    "aalam-batch-2": ("names", aalam_batch_2),
    "aalam-columns": ("names", aalam_columns),
}


@dataclass
class Entrant:
    engine: str
    search: Search
    texts: list[bytes]
    hits: int
    built: float
    times: list[float] = field(default_factory=list)

    def megabytes(self) -> float:
        return sum(map(len, self.texts)) / 1e6

    def speed(self) -> float:
        return self.megabytes() / statistics.median(self.times)


def timed(search: Search, encoded: list[bytes]) -> tuple[float, int]:
    """Seconds and hits of one search of fresh str objects."""
    texts = [text.decode() for text in encoded]
    start = time.perf_counter()
    hits = search(texts)
    return time.perf_counter() - start, hits


def spread(items: list[bytes], count: int) -> list[bytes]:
    """`count` of the items, from everywhere."""
    return items[:: max(1, len(items) // max(1, count))][: max(1, count)]


def enter(engine: str, names: list[str], texts: list[bytes], seconds: float) -> tuple[Entrant, int]:
    """The engine with its dictionary and as many texts as it searches in time, and its hits in the sample."""
    start = time.perf_counter()
    search = ENGINES[engine][1](names)
    built = time.perf_counter() - start
    sample = spread(texts, SAMPLE)
    timed(search, sample)
    took, sampled = timed(search, sample)
    if not sampled:
        raise SystemExit(f"{engine} finds nothing")
    own = spread(texts, int(len(sample) * seconds / took))
    return Entrant(engine, search, own, timed(search, own)[1], built), sampled


def missing(engine: str, size: int, everything: bool) -> str | None:
    """Why an engine is left out."""
    try:
        import aalam
    except ImportError:
        aalam = None
    if engine.startswith("aalam") and aalam is None:
        return "aalam is not installed"
    if engine == "aalam-columns" and not hasattr(aalam.Recognizer, "columns"):
        return "this aalam has no Recognizer.columns"
    return None if everything else HOPELESS.get((engine, size))


def compare(size: int, names: list[str], texts: list[bytes], options: argparse.Namespace) -> list[dict]:
    entrants: list[Entrant] = []
    tasks: dict[str, tuple[str, int]] = {}
    for engine, (task, _) in ENGINES.items():
        if reason := missing(engine, size, options.all):
            print(f"{size:7}  {engine:16} left out: {reason}")
            continue
        entrant, sampled = enter(engine, names, texts, options.seconds)
        entrants.append(entrant)
        other, expected = tasks.setdefault(task, (engine, sampled))
        if sampled != expected:
            raise SystemExit(f"{other} finds {expected} names in the sample, {engine} {sampled}")
    # Millions of objects in the dictionaries of some: the collector shall not walk them on the time of others.
    gc.collect()
    gc.freeze()
    for _ in range(options.rounds):
        for entrant in entrants:
            took, hits = timed(entrant.search, entrant.texts)
            if hits != entrant.hits:
                raise SystemExit(f"{entrant.engine} finds {entrant.hits} names, then {hits}")
            entrant.times.append(took)
    gc.unfreeze()
    reference = next((e.speed() for e in entrants if e.engine == REFERENCE), None)
    lines = []
    for entrant in entrants:
        speed = entrant.speed()
        ratio = round(speed / reference, 2) if reference else None
        figures = (
            f"{speed:8.1f} {ratio or '':>7} {entrant.built:8.2f} {entrant.megabytes():6.1f} {entrant.hits:8}"
        )
        print(f"{size:7}  {entrant.engine:16} {figures}")
        form = os.environ.get("AALAM_SIMD") if entrant.engine.startswith("aalam") else None
        line = {"bench": "python", "engine": entrant.engine, "form": form, "names": size}
        lines.append(line | {"mb_s": round(speed, 1), "ratio": ratio})
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, metavar="NAMES", help="5000, 50000 or 500000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of one engine in one round")
    parser.add_argument("--all", action="store_true", help="hopeless combinations too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # Texts of the folder `shared` are read for this run only, and go with the temporary folder.
        command = ["cargo", "run", "-q", "--release", "-p", "aalam-benches", "--example", "corpus_dump"]
        subprocess.run([*command, folder], check=True, cwd=bench_record.ROOT)
        about = json.loads(Path(folder, "source.json").read_text(encoding="utf-8"))
        lines = Path(folder, "texts.jsonl").read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line).encode() for line in lines]
        print(f"{len(texts)} texts from {about['corpus']}, dictionaries from {about['names']}")
        print(f"{'names':>7}  {'engine':16} {'MB/s':>8} {'ratio':>7} {'build s':>8} {'MB':>6} {'hits':>8}")
        figures = []
        for size in options.sizes or SIZES:
            names = Path(folder, f"names_{size}.txt").read_text(encoding="utf-8").splitlines()
            figures += compare(size, names, texts, options)
    python = f"{sys.implementation.name} {sys.version.split()[0]}"
    bench_record.append([bench_record.machine(python=python, **about), *figures])
    return 0


if __name__ == "__main__":
    sys.exit(main())

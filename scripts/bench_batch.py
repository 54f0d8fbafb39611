#!/usr/bin/env python3
"""Compare Python's ways to tag many short articles with the Rust batch, in turns, with the bundled gazetteer.

usage: scripts/bench_batch.py [--articles 100000] [--rounds 5] [--threads 2]      (the package must be installed)

The articles are pieces of about 500 code points of the texts of `benches/corpus`. All ways must find as many mentions before they
are timed. A way's figure is the median over the rounds of Rust's time of that round divided by its own: 1 is Rust's throughput.
`calls` tags articles one by one from a warm recognizer; its figure is Rust's `recognize` over Python's call.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import aalam
import bench_record
import pyarrow as pa

PIECE = 500


def pieces(texts: list[str]) -> Iterator[str]:
    """Runs of whole words of at least `PIECE` code points."""
    for text in texts:
        start = 0
        while len(text) - start >= PIECE:
            end = text.find(" ", start + PIECE)
            end = len(text) if end < 0 else end
            yield text[start:end]
            start = end


def example(name: str, *arguments: str) -> list[str]:
    return ["cargo", "run", "-q", "--release", "-p", "aalam-benches", "--example", name, *arguments]


def timed(search: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    found = search()
    return time.perf_counter() - start, found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(example("corpus_dump", folder, "50"), check=True, cwd=bench_record.ROOT)
        about = json.loads(Path(folder, "source.json").read_text(encoding="utf-8"))
        lines = Path(folder, "texts.jsonl").read_text(encoding="utf-8").splitlines()
        some = list(pieces([json.loads(line) for line in lines]))
        encoded = [some[number % len(some)].encode() for number in range(options.articles)]
        texts_path = Path(folder, "articles.jsonl")
        dumped = (json.dumps(text.decode(), ensure_ascii=False) + "\n" for text in encoded)
        texts_path.write_text("".join(dumped), encoding="utf-8")
        rust = subprocess.Popen(
            example("batch_rounds", str(texts_path), str(options.threads)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=bench_record.ROOT,
        )

        def in_rust(line: str) -> tuple[float, int]:
            assert rust.stdin and rust.stdout
            rust.stdin.write(line + "\n")
            rust.stdin.flush()
            seconds, found = rust.stdout.readline().split()
            return float(seconds), int(found)

        ner = aalam.Recognizer(threads=options.threads)
        calls = min(10_000, len(encoded))

        def batch(texts: list[str]) -> int:
            return sum(map(len, ner.batch(texts)))

        def columns(texts: list[str]) -> int:
            return len(ner.columns(texts)["start"])

        def lists(_: list[str]) -> int:
            table = pa.table(ner.arrow(column))
            return sum(len(chunk.values) for chunk in table["mentions"].iterchunks())

        column = pa.array([text.decode() for text in encoded])
        ways: dict[str, tuple[str, Callable[[list[str]], int]]] = {
            "batch": ("batch", batch),
            "columns": ("batch", columns),
            "arrow lists": ("batch", lists),
            "arrow rows": ("batch", lambda _: len(ner.arrow(column, explode=True))),
            "calls": (f"calls {calls}", lambda texts: sum(len(ner(text)) for text in texts[:calls])),
        }
        ratios: dict[str, list[float]] = {name: [] for name in ways}
        megabytes = sum(map(len, encoded)) / 1e6
        print(
            f"{len(encoded)} articles, {megabytes:.0f} MB, from {about['corpus']}; {options.threads} threads"
        )
        for number in range(options.rounds + 1):
            for name, (line, search) in ways.items():
                # Fresh objects: no UTF-8 form is left from the last round.
                texts = [text.decode() for text in encoded]
                theirs, expected = in_rust(line)
                ours, found = timed(lambda search=search, texts=texts: search(texts))
                if found != expected:
                    raise SystemExit(f"{name} finds {found} mentions, Rust {expected}")
                if number:
                    ratios[name].append(theirs / ours)
        assert rust.stdin
        rust.stdin.close()
        rust.wait()
    figures = []
    for name, (line, _) in ways.items():
        ratio = round(statistics.median(ratios[name]), 2)
        print(f"{name:12} {ratio:5.2f} of Rust's {line.split()[0]}")
        figures.append({"bench": "batch", "engine": name, "ratio": ratio})
    python = f"{sys.implementation.name} {sys.version.split()[0]}"
    bench_record.append([bench_record.machine(python=python, **about), *figures])
    return 0


if __name__ == "__main__":
    sys.exit(main())

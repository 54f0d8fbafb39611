"""The record of results: one line of JSON a figure, in `benches/record/<date>.jsonl`. Its Rust twin: `benches/corpus/record.rs`."""

import datetime
import json
import os
import platform
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TODAY = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
RECORD = ROOT / "benches" / "record" / f"{TODAY}.jsonl"


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(": ", 1)[1] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def commit() -> str | None:
    """The commit that is measured, with a + where the crates differ from it; None outside a clone."""

    def git(*arguments: str) -> str:
        run = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True, check=True)
        return run.stdout.strip()

    try:
        return git("rev-parse", "--short", "HEAD") + "+" * bool(git("status", "--porcelain", "--", "crates"))
    except (OSError, subprocess.CalledProcessError):
        return None


def machine(**more: object) -> dict:
    """The first line of a run."""
    about = {"machine": processor(), "cores": os.cpu_count(), "date": TODAY, "commit": commit()}
    return about | more


def append(lines: list[dict]) -> None:
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    with RECORD.open("a", encoding="utf-8") as record:
        for line in lines:
            print(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")), file=record)

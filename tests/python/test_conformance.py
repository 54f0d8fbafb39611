"""The conformance cases that Rust runs (tests/harness/lib.rs describes them), with code-point offsets."""

import tomllib
from pathlib import Path
from typing import Any

import aalam
import pytest
from conftest import DATA

CASES = [
    pytest.param(case, id=f"{path.stem}:{case['name']}")
    for path in sorted((DATA / "conformance").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
]
RECOGNIZERS: dict[tuple[str, str], aalam.Recognizer] = {}


def recognizer(gazetteer: str, policy: str, mini: Path) -> aalam.Recognizer:
    key = (gazetteer, policy)
    if key not in RECOGNIZERS:
        own = [mini] if gazetteer == "mini" else []
        RECOGNIZERS[key] = aalam.Recognizer(gazetteers=own, bundled=not own, overlap=policy)
    return RECOGNIZERS[key]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 250


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any], mini: Path) -> None:
    text = case["text"]
    ner = recognizer(case.get("gazetteer", "mini"), case.get("policy", "leftmost-longest"), mini)
    doc = ner(text)
    found = [
        (e.text, [e.start_byte, e.end_byte], [e.start, e.end], e.type, e.entity_id) for e in doc.entities
    ]
    assert found == [(m["text"], m["bytes"], m["chars"], m["type"], m["id"]) for m in case["expect"]]
    for mention, entity in zip(case["expect"], doc.entities, strict=True):
        assert text[entity.start : entity.end] == entity.text
        assert text.encode()[entity.start_byte : entity.end_byte].decode() == entity.text
        utf16 = text.encode("utf-16-le")[2 * entity.start_utf16 : 2 * entity.end_utf16]
        assert utf16.decode("utf-16-le") == entity.text
        if mention.get("proclitic"):
            assert entity.proclitic == mention["proclitic"]
        if "candidates" in mention:
            assert [candidate.entity_id for candidate in entity.candidates] == mention["candidates"]
    assert ner.batch([text])[0] == doc

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
RECOGNIZERS: dict[tuple[Any, ...], aalam.Recognizer] = {}


def recognizer(case: dict[str, Any], mini: Path) -> aalam.Recognizer:
    policy = case.get("policy", "leftmost-longest")
    own = [mini] if case.get("gazetteer", "mini") == "mini" else []
    key = (
        policy,
        bool(own),
        case.get("offices", False),
        case.get("context", True),
        case.get("resolve", False),
    )
    if key not in RECOGNIZERS:
        RECOGNIZERS[key] = aalam.Recognizer(
            gazetteers=own, bundled=not own, overlap=policy, offices=key[2], context=key[3], resolve=key[4]
        )
    return RECOGNIZERS[key]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 250


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any], mini: Path) -> None:
    text = case["text"]
    ner = recognizer(case, mini)
    title, date = case.get("title"), case.get("date")
    doc = ner(text, title=title, date=date)
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
        if "outer" in mention:
            assert entity.outer is not None
            assert doc.entities[entity.outer].text == mention["outer"]
        if "candidates" in mention:
            assert [candidate.entity_id for candidate in entity.candidates] == mention["candidates"]
    assert ner.batch([text], titles=[title], dates=[date])[0] == doc

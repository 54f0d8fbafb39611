"""spaCy: a pipeline component (``pip install 'aalam[spacy]'``).

>>> import spacy
>>> nlp = spacy.blank("ar")
>>> component = nlp.add_pipe("aalam", config={"align": "retokenize"})
>>> doc = nlp("سافر الوفد من دمشق، ووصل بالطائرة إلى مطار بيروت وللقاهرة موقفها")
>>> [(span.text, span.label_, span.kb_id_) for span in doc.ents]
[('دمشق', 'GPE', 'Q3766'), ('بيروت', 'GPE', 'city/beirut'), ('لقاهرة', 'GPE', 'Q85')]
>>> cairo = doc.ents[2]._.aalam
>>> cairo["name_en"], cairo["proclitic"], doc.text[cairo["start"] : cairo["end"]]
('Cairo', 'ول', 'لقاهرة')

Where the package's entry point is not installed, ``import aalam.spacy`` makes the factory known.

What a document gets:

* ``doc.ents``: mentions that do not overlap, the longest first; ``kb_id_`` is the Wikidata item or else the gazetteer's own id, ``id_`` always the own id.
* ``doc.spans["aalam"]``: all mentions, in text order, each made of the tokens that it touches.
* ``span._.aalam`` of each of these: a dictionary with the exact code points, see :func:`mention`; None of any other span.
* ``doc._.aalam_unaligned``: how many mentions are not in ``doc.ents`` because tokens do not begin and end where they do.

``doc._.aalam_date`` may be set before, to a ``datetime.date`` or a str ``YYYY-MM-DD``, alone or followed by a time: the day of the text, which decides who held an
office. What is no date raises an ``aalam.DocumentError``.
"""

import datetime
import hashlib
import json
import os
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from aalam._core import Entity, Recognizer
from aalam._extras import bundled, require

if not TYPE_CHECKING:
    require("spacy", "spacy")

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span, SpanGroup

__all__ = ["Aalam", "make_aalam", "mention"]

_TYPES = ("PER", "ORG", "GPE", "NORP", "MISC", "OFFICE")
_ALIGN = ("expand", "strict", "retokenize")
_FIELDS = (
    *("entity_id", "type", "subtype", "wikidata", "iso", "country", "name_ar", "name_en"),
    *("proclitic", "link", "source", "score"),
)
_DEFAULTS: dict[str, Any] = {
    "types": None,
    "min_score": 0.5,
    "overlap": "leftmost-longest",
    "offices": False,
    "resolve": False,
    "context": True,
    "bundled": True,
    "gazetteers": [],
    "threads": 0,
    "align": "expand",
    "label_map": {},
    "spans_key": "aalam",
    "overwrite_ents": False,
    "date_key": None,
}
_NOT_FOR_RECOGNIZER = ("gazetteers", "align", "label_map", "spans_key", "overwrite_ents", "date_key")
_DATE = ("._.", "aalam_date", None, None)
_UNALIGNED = ("._.", "aalam_unaligned", None, None)


def mention(span: Span) -> dict[str, Any] | None:
    """What the recognizer said about a span of ``doc.ents`` or ``doc.spans["aalam"]``: ``span._.aalam``.

    Returns:
        ``start`` and ``end`` (code points of ``doc.text``, half-open, without the proclitics), ``text`` between them, ``exact`` (whether the span of
        tokens is that text), ``entity_id``, ``type``, ``subtype``, ``wikidata``, ``iso``, ``country``, ``name_ar``, ``name_en``, ``proclitic``,
        ``link``, ``source``, ``score`` as of ``aalam.Entity``; unknown values are None. None of a span that is no mention.
    """
    stored = _user_data(span.doc).get(("._.", "aalam", span.start_char, span.end_char))
    if not stored:
        return None
    same = (one for one in stored if one["entity_id"] == span.id_ and one["label"] == span.label_)
    best = next(same, stored[0])
    lead, trail = best["lead"], best["trail"]
    text = span.text
    return {
        "start": span.start_char + lead,
        "end": span.end_char - trail,
        "text": text[lead : len(text) - trail],
        "exact": lead == trail == 0,
        **{field: best[field] for field in _FIELDS},
    }


def _user_data(doc: Doc) -> dict[Any, Any]:
    return cast(dict[Any, Any], doc.user_data)


def _day(value: object) -> str | None:
    """A day as ``YYYY-MM-DD``, which unlike a date can go to another process and into a file."""
    if value is None or (isinstance(value, datetime.date) and value != value):  # noqa: PLR0124 - NaT
        return None
    if not isinstance(value, datetime.date | str):
        raise TypeError(f"date: a datetime.date or a str expected, not {type(value).__name__}")
    bundled()("", date=value)  # read as every recognizer reads it
    return value.strip()[:10] if isinstance(value, str) else value.isoformat()[:10]


def _get_date(doc: Doc) -> str | None:
    return cast(str | None, _user_data(doc).get(_DATE))


def _set_date(doc: Doc, value: object) -> None:
    _user_data(doc)[_DATE] = _day(value)


Span.set_extension("aalam", getter=mention, force=True)
Doc.set_extension("aalam_unaligned", default=0, force=True)
Doc.set_extension("aalam_date", getter=_get_date, setter=_set_date, force=True)


class _Placed(NamedTuple):
    """A mention and the tokens it touches: ``doc[first:end]``; ``lead`` and ``trail`` are the code points of these outside of it."""

    entity: Entity
    first: int
    end: int
    lead: int
    trail: int


class Aalam(Pipe):
    """The component. Made by ``nlp.add_pipe("aalam")``; its options are those of :func:`make_aalam`."""

    def __init__(
        self, name: str = "aalam", *, scorer: Callable[..., Any] | None = None, **options: Any
    ) -> None:
        """Take the options of :func:`make_aalam`, all of them optional.

        A gazetteer whose file is missing is looked for again at the first text: a pipeline that is being loaded brings copies.
        """
        self.name = name
        self.scorer = scorer
        self._warned = False
        self._recognizer: Recognizer | None = None
        self._configure(options)
        try:
            self._recognizer = self._build(self.options["gazetteers"])
        except FileNotFoundError:
            Recognizer(
                **{**self._for_recognizer(), "bundled": True}
            )  # The options are looked at all the same.

    def _configure(self, options: Mapping[str, Any]) -> None:
        unknown = sorted(options.keys() - _DEFAULTS.keys())
        if unknown:
            raise TypeError(f"unknown options: {', '.join(unknown)}")
        self.options: dict[str, Any] = {**_DEFAULTS, **options}
        self.options["gazetteers"] = [os.fspath(path) for path in self.options["gazetteers"]]
        if self.options["align"] not in _ALIGN:
            raise ValueError(f"align: one of {', '.join(_ALIGN)} expected, not {self.options['align']!r}")
        for type_, label in self.options["label_map"].items():
            if type_ not in _TYPES or not label:
                raise ValueError(f"label_map: {type_!r}: {label!r} is not a type and its label")

    def _for_recognizer(self) -> dict[str, Any]:
        return {key: value for key, value in self.options.items() if key not in _NOT_FOR_RECOGNIZER}

    def _build(self, gazetteers: Iterable[str]) -> Recognizer:
        return Recognizer(gazetteers=list(gazetteers), **self._for_recognizer())

    def _build_in_memory(self, artifacts: list[bytes]) -> Recognizer:
        """A recognizer over gazetteers that are bytes, made as its pickle makes it."""
        options = self._for_recognizer()
        rebuild, (recipe,) = cast(Any, Recognizer(**{**options, "bundled": True}).__reduce__())
        recipe = {**recipe, "bundled": options["bundled"], "artifacts": artifacts}
        return cast(Recognizer, rebuild(recipe))

    @property
    def recognizer(self) -> Recognizer:
        """What finds the mentions.

        Raises:
            FileNotFoundError: a gazetteer is missing.
        """
        if self._recognizer is None:
            self._recognizer = self._build(self.options["gazetteers"])
        return self._recognizer

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that spans may get, sorted."""
        types = self.options["types"] or (_TYPES if self.options["offices"] else _TYPES[:-1])
        return tuple(sorted({self._label(type_) for type_ in types}))

    def _label(self, type_: str) -> str:
        return cast(str, self.options["label_map"].get(type_, type_))

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document, in place."""
        self._annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Annotate documents, ``batch_size`` at a time on all cores without the GIL."""
        handle = self.get_error_handler()
        stream = iter(stream)
        while docs := list(islice(stream, batch_size)):
            try:
                self._annotate(docs)
            except Exception:  # noqa: BLE001 - one at a time, to tell the handler which
                for doc in docs:
                    try:
                        self._annotate([doc])
                    except Exception as error:  # noqa: BLE001 - spaCy's handler decides
                        handle(self.name, self, [doc], error)
                    else:
                        yield doc
            else:
                yield from docs

    def _annotate(self, docs: list[Doc]) -> None:
        found = self.recognizer.batch([doc.text for doc in docs], dates=[self._date(doc) for doc in docs])
        for doc, mentions in zip(docs, found, strict=True):
            self._fill(doc, mentions.entities)

    def _date(self, doc: Doc) -> str | None:
        context = doc._context
        key = self.options["date_key"]
        if doc._.aalam_date is None and key is not None and isinstance(context, Mapping):
            doc._.aalam_date = context.get(key)
        return cast(str | None, doc._.aalam_date)

    def _fill(self, doc: Doc, entities: list[Entity]) -> None:
        if self.options["align"] == "retokenize":
            _split(doc, [place for entity in entities for place in (entity.start, entity.end)])
        placed = _place(doc, entities)
        stored: dict[tuple[int, int], list[dict[str, Any]]] = {}
        spans = []
        for one in placed:
            entity = one.entity
            label = self._label(entity.type)
            kb_id = entity.wikidata or entity.entity_id
            span = Span(doc, one.first, one.end, label=label, kb_id=kb_id, span_id=entity.entity_id)
            spans.append(span)
            fields = {field: getattr(entity, field) for field in _FIELDS}
            fields |= {"label": label, "lead": one.lead, "trail": one.trail}
            stored.setdefault((span.start_char, span.end_char), []).append(fields)
        # The keys of an extension, so that Doc.from_docs and Span.as_doc move them; distances, not offsets, for the same reason.
        data = _user_data(doc)
        for place, new in stored.items():
            key = ("._.", "aalam", *place)
            data[key] = new + [old for old in data.get(key, []) if old not in new]
        doc.spans[self.options["spans_key"]] = spans
        self._set_ents(doc, placed, spans)

    def _set_ents(self, doc: Doc, placed: list[_Placed], spans: list[Span]) -> None:
        keep = not self.options["overwrite_ents"]
        others = list(doc.ents)
        taken = {token.i for span in others for token in span} if keep else set()
        strict = self.options["align"] == "strict"
        owner: dict[int, Entity] = {}
        chosen: list[Span] = []
        missed: list[_Placed] = []
        order = sorted(range(len(placed)), key=lambda n: placed[n].entity.start - placed[n].entity.end)
        for number in order:
            one = placed[number]
            tokens = range(one.first, one.end)
            if not taken.isdisjoint(tokens):
                continue
            rivals = [owner[token] for token in tokens if token in owner]
            if any(_overlap(one.entity, other) for other in rivals):
                continue
            if rivals or (strict and (one.lead or one.trail)):
                missed.append(one)
            else:
                owner.update(dict.fromkeys(tokens, one.entity))
                chosen.append(spans[number])
        others = [span for span in others if owner.keys().isdisjoint(range(span.start, span.end))]
        doc.ents = others + chosen
        _user_data(doc).pop(_UNALIGNED, None)
        if missed:
            doc._.aalam_unaligned = len(missed)
        if missed and not self._warned:
            self._warned = True
            first = min(missed, key=lambda one: one.first)
            self._warn(first.entity, doc[first.first : first.end].text)

    def _warn(self, entity: Entity, tokens: str) -> None:
        warnings.warn(
            f"{self.name}: {entity.text!r} is not in doc.ents, because the tokens there are {tokens!r}; such mentions are in "
            f'doc.spans["{self.options["spans_key"]}"], doc._.aalam_unaligned counts them, and align="retokenize" splits the tokens. '
            "This is said once.",
            UserWarning,
            stacklevel=4,
        )

    def _state(self) -> tuple[dict[str, Any], list[bytes]]:
        """Options and compiled gazetteers; the bundled one is not among them."""
        _, (recipe,) = cast(Any, self.recognizer.__reduce__())
        return self.options, recipe["artifacts"]

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Options and compiled gazetteers as bytes; the bundled gazetteer is not copied."""
        options, artifacts = self._state()
        head = json.dumps({"options": options, "sizes": [len(one) for one in artifacts]}).encode()
        return b"".join([head, b"\n", *artifacts])

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Aalam":
        """Take options and gazetteers from :meth:`to_bytes`."""
        head, _, body = data.partition(b"\n")
        state = json.loads(head)
        ends = list(accumulate(state["sizes"], initial=0))
        artifacts = [body[start:end] for start, end in pairwise(ends)]
        self._configure(state["options"])
        self._recognizer = self._build_in_memory(artifacts)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write a folder with ``cfg.json`` and a copy of each compiled gazetteer, named by what is in it.

        Raises:
            OSError: the folder or a file cannot be written.
        """
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        options, artifacts = self._state()
        names = []
        for artifact in artifacts:
            name = f"{hashlib.sha256(artifact).hexdigest()[:16]}.aalam"
            names.append(name)
            if not (folder / name).exists():  # Never written over: a living recognizer may have it mapped.
                (folder / f"{name}.part").write_bytes(artifact)
                (folder / f"{name}.part").replace(folder / name)
        text = json.dumps({"options": options, "files": names}, ensure_ascii=False, indent=1)
        (folder / "cfg.json").write_text(text, encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Aalam":
        """Take options and gazetteers from the folder that :meth:`to_disk` wrote.

        Raises:
            OSError: a file is missing or cannot be read.
            ArtifactError: a gazetteer is damaged.
        """
        folder = Path(path)
        state = json.loads((folder / "cfg.json").read_text(encoding="utf-8"))
        files = [str(folder / name) for name in state["files"]]
        self._configure({**state["options"], "gazetteers": files})
        self._recognizer = self._build(files)
        return self


def _overlap(one: Entity, other: Entity) -> bool:
    return one.start < other.end and other.start < one.end


def _place(doc: Doc, entities: Iterable[Entity]) -> list[_Placed]:
    """The tokens that each mention touches."""
    starts = [token.idx for token in doc]
    ends = [token.idx + len(token) for token in doc]
    placed = []
    for entity in entities:
        first = bisect_right(starts, entity.start) - 1
        last = bisect_left(ends, entity.end)
        lead, trail = entity.start - starts[first], ends[last] - entity.end
        placed.append(_Placed(entity, first, last + 1, lead, trail))
    return placed


def _split(doc: Doc, places: Iterable[int]) -> None:
    """Split tokens at code points of the text, and carry over what ``retokenize().split`` loses.

    The first part keeps the head of the token and becomes the head of the others. All of them get its tag, part of speech, morphology, dependency and
    entity. Spans of ``doc.spans`` keep the tokens they have.
    """
    starts = [token.idx for token in doc]
    cuts: dict[int, set[int]] = {}
    for place in places:
        number = bisect_right(starts, place) - 1
        offset = place - starts[number]
        if 0 < offset < len(doc[number]):
            cuts.setdefault(number, set()).add(offset)
    if not cuts:
        return
    groups = {
        key: (
            group.name,
            group.attrs,
            [(span.start, span.end, span.label, span.kb_id, span.id) for span in group],
        )
        for key, group in doc.spans.items()
    }
    before = {number: _annotation(doc, number) for number in cuts}
    moved = list(accumulate((1 + len(cuts.get(number, ())) for number in range(len(doc))), initial=0))
    parsed = doc.has_annotation("DEP")
    with doc.retokenize() as retokenizer:
        for number, offsets in cuts.items():
            token = doc[number]
            parts = [token.text[a:b] for a, b in pairwise([0, *sorted(offsets), len(token)])]
            retokenizer.split(token, parts, [token.head, *[(token, 0)] * len(offsets)])
    for number, (attributes, morph, is_start) in before.items():
        for new in range(moved[number], moved[number + 1]):
            token = doc[new]
            for attribute, value in attributes.items():
                setattr(token, attribute, value)
            token.morph = morph
            if not parsed:
                token.is_sent_start = is_start if new == moved[number] or is_start is None else False
    for key, (name, attrs, spans) in groups.items():
        again = [
            Span(doc, moved[start], moved[end], label=label, kb_id=kb_id, span_id=span_id)
            for start, end, label, kb_id, span_id in spans
        ]
        doc.spans[key] = SpanGroup(doc, name=name, attrs=attrs, spans=again)


def _annotation(doc: Doc, number: int) -> tuple[dict[str, int], Any, bool | None]:
    token = doc[number]
    names = ("tag", "pos", "dep", "ent_type", "ent_id", "ent_kb_id")
    return {name: getattr(token, name) for name in names}, token.morph, token.is_sent_start


@Language.factory(
    "aalam",
    default_config={**_DEFAULTS, "scorer": {"@scorers": "spacy.entity_ruler_scorer.v1"}},
    assigns=["doc.ents", "doc.spans", "token.ent_type", "token.ent_iob", "token.ent_kb_id", "token.ent_id"],
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def make_aalam(
    nlp: Language,
    name: str,
    types: list[str] | None,
    min_score: float,
    overlap: str,
    offices: bool,
    resolve: bool,
    context: bool,
    bundled: bool,
    gazetteers: list[str],
    threads: int,
    align: Literal["expand", "strict", "retokenize"],
    label_map: dict[str, str],
    spans_key: str,
    overwrite_ents: bool,
    date_key: str | None,
    scorer: Callable[..., Any] | None,
) -> Aalam:
    """The factory behind ``nlp.add_pipe("aalam", config={...})``.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        types, min_score, overlap, offices, resolve, context, bundled, threads: as of ``aalam.Recognizer``.
        gazetteers: paths of compiled gazetteers to use as well.
        align: what becomes of a mention that begins or ends inside a token, like «القاهرة» in «بالقاهرة». ``"expand"``: its span in ``doc.ents`` is the
            whole token, ``span._.aalam`` has the exact offsets. ``"strict"``: it is in ``doc.spans`` only, and counted. ``"retokenize"``: the token is
            split there; best before components that tag or parse.
        label_map: labels of spans in place of types: ``{"GPE": "LOC"}``.
        spans_key: the key of ``doc.spans``; each component of a pipeline needs one of its own.
        overwrite_ents: whether entities of earlier components that overlap with a mention are replaced; they are kept otherwise.
        date_key: the key of the date in contexts that are dictionaries: ``nlp.pipe([(text, {"date": "2009-07-01"})], as_tuples=True)``.
        scorer: what ``nlp.evaluate`` uses; spaCy's scores of ``doc.ents`` by default.

    Raises:
        ConfigError: an option of the recognizer is outside its range.
        ArtifactError: a gazetteer is not sound.
        ValueError: an option of the component is outside its range.
    """
    for other, component in nlp.components:
        if isinstance(component, Aalam) and component.options["spans_key"] == spans_key:
            warnings.warn(
                f"{other} and {name} both write doc.spans[{spans_key!r}], and the mentions of the one that runs first are lost there: "
                "give one of them another spans_key",
                UserWarning,
                stacklevel=2,
            )
            break
    return Aalam(
        name,
        types=types,
        min_score=min_score,
        overlap=overlap,
        offices=offices,
        resolve=resolve,
        context=context,
        bundled=bundled,
        gazetteers=gazetteers,
        threads=threads,
        align=align,
        label_map=label_map,
        spans_key=spans_key,
        overwrite_ents=overwrite_ents,
        date_key=date_key,
        scorer=scorer,
    )

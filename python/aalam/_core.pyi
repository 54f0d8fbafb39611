"""Type stubs of the extension module, with the documentation of the Python API."""

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal, TypeAlias, final

from aalam._documents import Documents

__all__ = [
    "AalamError",
    "ArrowTable",
    "ArtifactError",
    "Candidate",
    "ConfigError",
    "Document",
    "DocumentError",
    "Entity",
    "GazetteerError",
    "Recognizer",
    "__version__",
    "compile",
    "compile_names",
    "run",
]

__version__: str

_Path: TypeAlias = str | os.PathLike[str]
_Overlap: TypeAlias = Literal["leftmost-longest", "all", "nested"]
_Type: TypeAlias = Literal["PER", "ORG", "GPE", "NORP", "MISC", "OFFICE"]
_SurfaceKind: TypeAlias = Literal[
    "name", "official", "short", "exonym", "acronym", "variant", "kunya", "surname", "nisba", "accusative"
]
_Link: TypeAlias = Literal["name", "alias", "nisba", "office"]
_Engine: TypeAlias = Literal["lexicon", "automaton"]
_Date: TypeAlias = datetime.date | str
_Name: TypeAlias = str | tuple[str, str] | Mapping[str, Any]

class AalamError(Exception):
    """Base of all exceptions of aalam.

    Attributes:
        kind: a stable lower-case name of the fault, the same as in Rust (``"source-syntax"``, ``"artifact-magic"`` ...).
        path: the file concerned, or None.
        line: the line concerned, counted from 1, or None.
        reports: every fault of gazetteer sources, one string each (file, line, reason).
    """

    kind: str
    path: str | None
    line: int | None
    reports: list[str]

class GazetteerError(AalamError):
    """A gazetteer source or a name is malformed."""

class ArtifactError(AalamError):
    """A compiled gazetteer cannot be used: not one, of another version, or damaged."""

class ConfigError(AalamError):
    """An option has a value outside its range."""

class DocumentError(AalamError):
    """A document cannot be read."""

@final
class Candidate:
    """One entity that a mention may mean. Unknown values are None."""

    @property
    def entity_id(self) -> str:
        """The gazetteer's own id, like ``country/ru``."""
    @property
    def type(self) -> _Type:
        """``PER``, ``ORG``, ``GPE``, ``NORP``, ``MISC`` or ``OFFICE``."""
    @property
    def subtype(self) -> str | None:
        """``country``, ``city`` or ``region`` of a place; sort of organization; what a person is known for."""
    @property
    def wikidata(self) -> str | None:
        """Wikidata item, like ``Q159``."""
    @property
    def iso(self) -> str | None:
        """ISO 3166 code of the place, or of the country that a nisba points to."""
    @property
    def name_ar(self) -> str:
        """Canonical Arabic name."""
    @property
    def name_en(self) -> str | None:
        """Canonical English name."""
    def to_dict(self) -> dict[str, Any]:
        """The fields of one entry of ``candidates`` in JSONL."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class ArrowTable:
    """A table of mentions, by Arrow's PyCapsule protocol: ``pyarrow.table(t)``, ``polars.DataFrame(t)``, DuckDB …

    It is there to be handed over: it cannot be pickled or copied, the table that an Arrow library makes of it can.
    """

    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...

@final
class Entity:
    """One found entity: a mention and what it is linked to.

    ``text[e.start:e.end] == e.text``: ``start`` and ``end`` are code points of the original text, half-open.
    Proclitics (و ف ب ل ك) are outside the span. Unknown values are None.
    """

    @property
    def start(self) -> int:
        """First code point."""
    @property
    def end(self) -> int:
        """One past the last code point."""
    @property
    def start_byte(self) -> int:
        """First byte of the text in UTF-8."""
    @property
    def end_byte(self) -> int:
        """One past the last byte of the text in UTF-8."""
    @property
    def start_utf16(self) -> int:
        """First UTF-16 code unit."""
    @property
    def end_utf16(self) -> int:
        """One past the last UTF-16 code unit."""
    @property
    def text(self) -> str:
        """The mention as written."""
    @property
    def type(self) -> _Type:
        """``PER``, ``ORG``, ``GPE``, ``NORP``, ``MISC`` or ``OFFICE``."""
    @property
    def subtype(self) -> str | None:
        """``country``, ``city`` or ``region`` of a place; sort of organization; what a person is known for."""
    @property
    def entity_id(self) -> str:
        """The gazetteer's own id, like ``country/ru``."""
    @property
    def wikidata(self) -> str | None:
        """Wikidata item, like ``Q159``."""
    @property
    def iso(self) -> str | None:
        """ISO 3166 code of the place, or of the country that a nisba points to."""
    @property
    def country(self) -> str | None:
        """ISO 3166 code of the country that the entity belongs to: of a person, an organization, a city, a region."""
    @property
    def name_ar(self) -> str:
        """Canonical Arabic name."""
    @property
    def name_en(self) -> str | None:
        """Canonical English name."""
    @property
    def proclitic(self) -> str | None:
        """The proclitics before the span: ``"و"``, ``"ل"``, ``"وب"`` ..."""
    @property
    def link(self) -> _Link:
        """How the mention came to its entity: by a name, by a surname after an earlier mention (``alias``), by a nisba, by an office."""
    @property
    def surface_kind(self) -> _SurfaceKind:
        """What kind of name was matched: the canonical one (``name``), the full ``official`` one, a ``short`` form, an ``exonym``, an
        ``acronym``, another spelling (``variant``), a ``kunya``, a ``surname``, a ``nisba`` or its indefinite ``accusative``."""
    @property
    def outer(self) -> int | None:
        """Index of the mention that this one lies in, among those of the document (policies ``nested`` and ``all``)."""
    @property
    def score(self) -> float:
        """How sure the recognizer is, in [0, 1]."""
    @property
    def source(self) -> str:
        """Name of the gazetteer: ``"bundled"``, ``"names"``, or the compiled one's."""
    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Every entity that the mention may mean, the best (this one) first."""
    def to_dict(self) -> dict[str, Any]:
        """The fields of one entry of ``entities`` in JSONL."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Document:
    """A text with its entities: a sequence of :class:`Entity` in text order. In a notebook it shows the text right to left, highlighted."""

    __hash__: ClassVar[Any]
    @property
    def text(self) -> str:
        """The text, the very object that was given."""
    @property
    def entities(self) -> list[Entity]:
        """The entities in text order."""
    def to_dict(self) -> dict[str, Any]:
        """``{"text": ..., "entities": [...]}`` with the fields of JSONL."""
    def to_jsonl(self, id: str = "") -> str:
        """One line of JSON without a line break: ``{"id": ..., "entities": [...]}``, as the command line writes it."""
    def to_conll(self, id: str = "") -> str:
        """CoNLL: a token, a tab and a BIO tag a line; an empty line after each line of the text.

        A written word is split where a mention begins or ends inside it, so a proclitic is a token of its own.
        """
    def to_brat(self) -> str:
        """brat standoff annotation, offsets in code points."""
    def to_html(self) -> str:
        """An HTML fragment, right to left, with highlighted entities; all text is escaped."""
    def _repr_html_(self) -> str: ...
    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> Entity: ...
    def __iter__(self) -> Iterator[Entity]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Recognizer:
    """Finds and links entities. Build one and keep it; it may be shared between threads and survives fork.

    Arguments:
        gazetteers: compiled gazetteers to use as well, each the path of a file (:func:`compile`) or bytes (:func:`compile_names`); where
            several name the same span, the later one comes first.
        bundled: whether the bundled gazetteer is used.
        overlap: what happens where mentions overlap.
        types: report only these types; all by default.
        min_score: report only mentions with at least this score, 0 to 1: 0.9 for precision, 0.25 for recall.
        threads: threads of :meth:`batch`, at most 1,024; 0 means one a core.
        offices: whether offices that stand for their holders («الرئيس الروسي») are reported beside the names. Each is linked to the
            person named right after it, there or elsewhere in the text, else to who held it on the document's date.
        resolve: whether a definite head noun that stands alone («الحلف») is linked to the last organization whose name began with it.
        context: whether the words around a name decide about ambiguous names; without it all of them are reported.
        engine: how names are looked up; both find the same.

    Raises:
        ArtifactError: a gazetteer is not sound.
        ConfigError: an option is outside its range, or there is no gazetteer at all.
        OSError: a file cannot be read.
    """

    def __new__(
        cls,
        *,
        gazetteers: Sequence[_Path | bytes] = (),
        bundled: bool = True,
        overlap: _Overlap = "leftmost-longest",
        types: Sequence[_Type] | None = None,
        min_score: float = 0.5,
        threads: int = 0,
        offices: bool = False,
        resolve: bool = False,
        context: bool = True,
        engine: _Engine = "lexicon",
    ) -> Recognizer: ...
    @staticmethod
    def from_names(
        names: Iterable[_Name],
        *,
        gazetteers: Sequence[_Path | bytes] = (),
        bundled: bool = False,
        overlap: _Overlap = "leftmost-longest",
        types: Sequence[_Type] | None = None,
        min_score: float = 0.5,
        threads: int = 0,
        offices: bool = False,
        resolve: bool = False,
        context: bool = True,
        engine: _Engine = "lexicon",
    ) -> Recognizer:
        """A recognizer for names given at run time.

        Arguments:
            names: each a str (type ``MISC``), a pair ``(name, type)``, or a dict with ``name`` and any of ``type``, ``id``,
                ``aliases``, ``name_en``, ``wikidata``, ``iso``. ``(ال)`` before a name makes its article optional.
            gazetteers: compiled gazetteers to use beside them, as in :class:`Recognizer`; the names come first.
            bundled: whether the bundled gazetteer is used beside them.

        Raises:
            ArtifactError: a gazetteer is not sound.
            GazetteerError: a name cannot be indexed (no letters, too long, letters of an unknown script) or an id appears twice; the
                message gives the number of the name, counted from 1.

        >>> ner = Recognizer.from_names(["وادي القمر", ("حزب الوردة", "ORG")])
        >>> [e.text for e in ner("عقد حزب الوردة مؤتمره بوادي القمر")]
        ['حزب الوردة', 'وادي القمر']
        """
    @property
    def gazetteers(self) -> list[dict[str, Any]]:
        """The gazetteers in use, those that come first last: ``name``, ``entities`` and ``surfaces`` (how many) of each.

        >>> [layer["name"] for layer in Recognizer.from_names(["وادي القمر"], bundled=True).gazetteers]
        ['bundled', 'names']
        """
    def __call__(self, text: str, *, title: str | None = None, date: _Date | None = None) -> Document:
        """Find the entities of one text. Never fails on a str; a lone surrogate counts as no letter.

        Arguments:
            text: the text.
            title: its headline, whose names support those of the text; they are not reported.
            date: the day it was published, a ``datetime.date`` or a str ``YYYY-MM-DD``, alone or followed by a time; decides who held an office.

        Raises:
            TypeError: ``text`` is not a str.
            DocumentError: ``date`` is no date.

        >>> doc = Recognizer(offices=True)("استقبل الرئيس الروسي الوفد", date="2009-07-01")
        >>> [(e.text, e.link, e.name_en) for e in doc if e.type == "OFFICE"]
        [('الرئيس الروسي', 'office', 'Dmitry Medvedev')]
        """
    def batch(
        self,
        texts: Iterable[str],
        *,
        titles: Iterable[str | None] | None = None,
        dates: Iterable[_Date | None] | None = None,
    ) -> Documents:
        """Find the entities of many texts in parallel, without the GIL; results in the order of the texts.

        The result is a list; a notebook draws the first texts of it.

        Arguments:
            texts: the texts.
            titles: their headlines, one a text; None, NaN and what else tables have for a missing value is none.
            dates: the days they were published, one a text; missing values as for titles.

        Raises:
            TypeError: an item is not a str, or ``texts`` is one str.
            ValueError: there are not as many titles or dates as texts.
            DocumentError: a date is no date.
            KeyboardInterrupt: Ctrl-C was pressed; it is looked for every few thousand texts.
        """
    def columns(
        self,
        texts: Iterable[str],
        *,
        titles: Iterable[str | None] | None = None,
        dates: Iterable[_Date | None] | None = None,
    ) -> dict[str, memoryview | list[str]]:
        """Find the entities of many texts in parallel, as columns: one row an entity, in the order of the texts.

        Arguments and errors as :meth:`batch`. The fastest way from a table of texts to a table of entities; ``numpy.asarray`` takes each column without a copy.

        Returns:
            ``document`` (index of the text), ``start``, ``end`` (code points, half-open) and ``entity`` as memory views of 32-bit
            unsigned numbers, ``score`` of 32-bit floats; ``entity_id`` and ``type`` as lists with one item for each number in
            ``entity``.

        Raises:
            TypeError: an item is not a str, or ``texts`` is one str.
            KeyboardInterrupt: Ctrl-C was pressed; it is looked for every few thousand texts.
        """
    def arrow(self, texts: Any, *, dates: Any = None, explode: bool = False) -> ArrowTable:
        """Find the entities of an Arrow column of texts in parallel.

        Nothing is copied on the way in, and no Arrow library is needed: anything with ``__arrow_c_stream__`` or ``__arrow_c_array__`` will do (a
        ``pyarrow`` array or chunked array, a Polars series, a pandas series with pyarrow installed).

        Args:
            texts: ``string``, ``large_string``, ``string_view`` or a dictionary of these; nulls are allowed.
            dates: the day of each text, or one for all: ``date32``, ``date64``, timestamps (those with a time zone count in UTC), or strings
                ``YYYY-MM-DD``, alone or followed by a time.
            explode: one row for each mention instead of one for each text.

        Returns:
            A table for any Arrow library. Without ``explode`` one column ``mentions``: a list of structs for each text, null where the text is. With it
            the fields of the structs as columns, and before them ``document``, the row of the text. Fields: ``start``, ``end`` (code points of the
            text, half-open), ``text``, ``type``, ``subtype``, ``entity_id``, ``wikidata``, ``iso``, ``country``, ``name_ar``, ``name_en``,
            ``proclitic``, ``link``, ``source``, ``score``; unknown values are null.

        Raises:
            TypeError: ``texts`` or ``dates`` is no Arrow data of these kinds.
            ValueError: there are not as many dates as texts, and more than one.
            DocumentError: a date is no date; the message names its row.
            KeyboardInterrupt: Ctrl-C was pressed; it is looked for 20 times a second.
        """
    def lookup(self, entity_id: str) -> dict[str, Any] | None:
        """What the gazetteers know about an entity.

        Args:
            entity_id: the gazetteer's own id, as mentions have it.

        Returns:
            ``entity_id``, ``type``, ``subtype``, ``name_ar``, ``name_en``, ``wikidata``, ``iso``, ``geonames``, ``country``, ``born`` and
            ``died`` (years of a person), ``rank``; unknown values are None. None where no gazetteer holds the id.

        >>> from aalam import Recognizer
        >>> Recognizer().lookup("person/kofi-annan")["born"]
        1938
        """
    def explain(
        self, text: str, *, title: str | None = None, date: _Date | None = None
    ) -> list[dict[str, Any]]:
        """Why names of a text are found or not: every candidate, kept or dropped, in text order.

        Arguments and errors as :meth:`__call__`.

        Returns:
            A dictionary for each candidate: ``start``, ``end`` (code points, half-open), ``start_byte``, ``end_byte``, ``text``,
            ``entity_id``, ``type``, ``kept``, ``reason`` (``"clear"``, ``"cue"``, ``"counter-cue"``, ``"no-support"`` ...), ``score``,
            ``support`` (the sum of the weights) and ``evidence``: dictionaries with ``id`` (the group of cues), ``word``, ``weight``.

        >>> [(e["text"], e["reason"]) for e in Recognizer().explain("اشترى كيلو حمص من السوق")]
        [('حمص', 'counter-cue')]
        """

def compile(folder: _Path, output: _Path, *, name: str | None = None) -> None:
    """Compile a folder of gazetteer sources to an artifact file, whole or not at all.

    Arguments:
        folder: folder of sources (``*.tsv``, ``rules/*.toml``).
        output: the artifact to write.
        name: the ``source`` of its mentions; the output's name without ending by default.

    Raises:
        GazetteerError: the sources have faults; all of them are in ``reports``.
        OSError: a file cannot be read or written.
    """

def compile_names(names: Iterable[_Name]) -> bytes:
    """Compile names given at run time, once for many recognizers or to be kept in a file.

    Arguments:
        names: as in :meth:`Recognizer.from_names`.

    Returns:
        The artifact, for ``Recognizer(gazetteers=[...])``; the ``source`` of its mentions is ``"names"``.

    Raises:
        GazetteerError: as :meth:`Recognizer.from_names`.

    >>> compiled = compile_names([("حزب الوردة", "ORG")])
    >>> [e.text for e in Recognizer(gazetteers=[compiled], bundled=False)("عقد حزب الوردة مؤتمره")]
    ['حزب الوردة']
    """

def run(arguments: Sequence[str]) -> int:
    """Run the command line (the first argument is the program's name) and return the exit status."""

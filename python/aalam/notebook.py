"""Notebooks: documents as one coloured view, and batches with a progress bar (``pip install 'aalam[notebook]'`` for the bar).

>>> import aalam, aalam.notebook
>>> ner = aalam.Recognizer()
>>> docs = aalam.notebook.progress(ner, ["زار الوفد دمشق", "عاد من بيروت وللقاهرة موقفها"])
>>> [[e.name_en for e in doc] for doc in docs]
[['Damascus'], ['Beirut', 'Cairo']]
>>> view = aalam.notebook.show(docs, titles=["اليوم الأول", "اليوم الثاني"])
>>> view  # the last expression of a cell is drawn, right to left
<aalam.notebook.View: 2 texts, 3 mentions>
>>> view.to_html().count("<mark class=\\"GPE\\" title=")
3
"""

import datetime
import html
import importlib
import operator
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Sized
from typing import Any, Self, TypeGuard

from aalam._core import Document, Entity, Recognizer

__all__ = ["View", "progress", "show"]

# Type: background and line on light, background and line on dark.
_COLOURS = {
    "PER": ("#fde9c8", "#c77700", "#5c3d00", "#e39b2e"),
    "ORG": ("#dbe7fd", "#2456b8", "#18315f", "#6f9cf0"),
    "GPE": ("#d9f2df", "#1d7a3a", "#124722", "#4fb56f"),
    "NORP": ("#f1def7", "#86309e", "#4d1c5b", "#c27bd8"),
    "OFFICE": ("#fcdfe0", "#b3262d", "#621a1e", "#ec7d83"),
    "MISC": ("#e6e6e6", "#555555", "#444444", "#a8a8a8"),
}


def _scheme(dark: bool) -> str:
    page = (
        "#111111;--aalam-ink:#e4e4e4;--aalam-quiet:#a8a8a8"
        if dark
        else "#fff;--aalam-ink:#1a1a1a;--aalam-quiet:#595959"
    )
    pairs = ((kind, colours[2:] if dark else colours[:2]) for kind, colours in _COLOURS.items())
    marks = "".join(f";--aalam-{kind}:{fill};--aalam-{kind}-line:{line}" for kind, (fill, line) in pairs)
    return f".aalam-show{{color-scheme:{'dark' if dark else 'light'};--aalam-page:{page}{marks}}}"


# The browser's scheme first; what the page around says of its theme (JupyterLab, VS Code, Colab, Sphinx) wins over it.
# Marks have no padding, margin or border at their sides, so that the letters of a word stay joined across a mention's edge.
_STYLE = (
    _scheme(dark=False)
    + f"@media(prefers-color-scheme:dark){{{_scheme(dark=True)}}}"
    + ':is([data-jp-theme-light="true"],.vscode-light) '
    + _scheme(dark=False)
    + ':is([data-jp-theme-light="false"],.vscode-dark,html[theme="dark"],html[data-theme="dark"]) '
    + _scheme(dark=True)
    + ".aalam-show{direction:rtl;text-align:start;background:var(--aalam-page);color:var(--aalam-ink);padding:.5em 1em;"
    'font-family:"Noto Naskh Arabic",Amiri,"Geeza Pro",serif;font-size:1.15em}'
    ".aalam-show .aalam-text{line-height:2;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".aalam-show .aalam-title{text-align:right;font-weight:bold;margin:.8em 0 0}"
    ".aalam-show .aalam-legend,.aalam-show summary{direction:ltr;font:.75em sans-serif;color:var(--aalam-quiet)}"
    ".aalam-show .aalam-legend span{margin-right:1em;white-space:nowrap}"
    ".aalam-show summary{cursor:pointer;direction:rtl}"
    ".aalam-show section+section{border-top:1px solid var(--aalam-MISC);margin-top:.5em}"
    ".aalam-show mark{color:var(--aalam-ink);border:0 solid;border-bottom-width:2px;padding:0;margin:0}"
    + "".join(
        f".aalam-show mark.{kind}{{background:var(--aalam-{kind});border-color:var(--aalam-{kind}-line)}}"
        for kind in _COLOURS
    )
)


def _escape(text: str) -> str:
    """Text for HTML: what cannot be in a page (NUL, lone surrogates) becomes U+FFFD."""
    return html.escape(re.sub("[\0\ud800-\udfff]", "\ufffd", text)).replace("\r", "&#13;")


def _outermost(document: Document) -> list[list[Entity]]:
    """The mentions to draw, in text order, each followed by those that lie in it or reach out of it."""
    groups: list[list[Entity]] = []
    for entity in sorted(document.entities, key=lambda e: (e.start, -e.end)):
        if groups and entity.start < groups[-1][0].end:
            groups[-1].append(entity)
        else:
            groups.append([entity])
    return groups


def _facts(entity: Entity) -> str:
    facts = (entity.type, entity.name_en or entity.name_ar, entity.entity_id, entity.country or entity.iso)
    return " · ".join(fact for fact in facts if fact)


def _marked(text: str, groups: Sequence[Sequence[Entity]], start: int, end: int) -> str:
    """``text[start:end]`` with its mentions as ``<mark>``; no mention may cross ``start`` or ``end``."""
    parts = []
    at = start
    for first, *others in groups:
        if first.start < start or first.end > end:
            continue
        title = "\n".join([_facts(first), *(f"{_facts(other)} · {other.text}" for other in others)])
        parts.append(_escape(text[at : first.start]))
        parts.append(f'<mark class="{first.type}" title="{_escape(title)}">{_escape(first.text)}</mark>')
        at = first.end
    parts.append(_escape(text[at:end]))
    return "".join(parts)


def _fold_at(text: str, groups: Sequence[Sequence[Entity]], fold: int | None) -> int:
    """Where the visible part of a text ends: after a space about ``fold``, never in a word or a mention."""
    if fold is None or len(text) <= fold:
        return len(text)
    before, after = range(fold, fold // 2, -1), range(fold + 1, len(text))
    for places in (before, after):
        for at in places:
            if text[at - 1].isspace() and not any(g[0].start < at < g[0].end for g in groups):
                return at
    return len(text)


class View:
    """Documents as a notebook shows them: made by :func:`show`, drawn where it is the last expression of a cell."""

    def __init__(self, documents: Sequence[Document], titles: Sequence[str | None], fold: int | None) -> None:
        """Take what :func:`show` has looked over."""
        self._documents = documents
        self._titles = titles
        self._fold = fold

    def __repr__(self) -> str:
        """How much there is, for consoles."""
        texts, mentions = len(self._documents), sum(len(document) for document in self._documents)
        return f"<aalam.notebook.View: {texts} texts, {mentions} mentions>"

    def to_html(self) -> str:
        """An HTML fragment with its style, without scripts and links; all text is escaped."""
        # The classes of MathJax keep it from reading a text between two dollar signs as a formula.
        parts = [
            f'<div class="aalam-show tex2jax_ignore mathjax_ignore" dir="rtl" lang="ar"><style>{_STYLE}</style>',
            self._legend(),
            *map(self._section, self._documents, self._titles),
            "</div>",
        ]
        return "".join(parts)

    def _repr_html_(self) -> str:
        return self.to_html()

    def _legend(self) -> str:
        counts = Counter[str](entity.type for document in self._documents for entity in document)
        drawn = Counter[str](group[0].type for document in self._documents for group in _outermost(document))
        items = [
            f'<span title="{counts[kind]:,} mentions, {counts[kind] - drawn[kind]:,} of them under others">'
            f'<mark class="{kind}">{kind}</mark> {counts[kind]:,}</span>'
            for kind in _COLOURS
            if counts[kind]
        ]
        return f'<div class="aalam-legend" dir="ltr">{" ".join(items) or "no mentions"}</div>'

    def _section(self, document: Document, title: str | None) -> str:
        text, groups = document.text, _outermost(document)
        cut = _fold_at(text, groups, self._fold)
        parts = ["<section>"]
        if title is not None:
            parts.append(f'<div class="aalam-title" dir="auto">{_escape(title)}</div>')
        parts.append(f'<div class="aalam-text">{_marked(text, groups, 0, cut)}</div>')
        if cut < len(text):
            parts.append(f"<details><summary><bdi>{len(text) - cut:,} more characters</bdi></summary>")
            parts.append(f'<div class="aalam-text">{_marked(text, groups, cut, len(text))}</div></details>')
        parts.append("</section>")
        return "".join(parts)


def _is_many(value: object) -> TypeGuard[Iterable[object]]:
    return isinstance(value, Iterable) and not isinstance(value, str)


def _title(value: object) -> str | None:
    """A headline as a str; a missing value (None, NaN, NaT, NA) is none."""
    if value is None or isinstance(value, str):
        return value
    try:
        missing = bool(value != value)  # noqa: PLR0124 - true of NaN and NaT alone
    except TypeError:  # pandas' NA
        missing = True
    except ValueError:  # an array
        missing = False
    return None if missing else str(value)


def show(
    docs: Document | Iterable[Document],
    titles: Iterable[object] | datetime.date | str | None = None,
    fold: int | None = 600,
) -> View:
    """One view of a document or of many: right to left, mentions coloured by type, with a legend.

    The legend counts all mentions. Where mentions overlap, the outermost is drawn (of those that cross, the first); the hover of a mention
    gives type, English name, id and country, and a line for each mention that it covers.

    Args:
        docs: a document, or any number of them; each is drawn in full, so take the first hundred of a large batch.
        titles: a headline above each text, a str or what ``str`` makes one of, like dates; None and NaN are none. For one document its headline.
        fold: texts with more code points than this are folded after a space about there; None folds none.

    Returns:
        A view for the notebook; ``to_html()`` gives its HTML.

    Raises:
        TypeError: ``docs`` is or holds something that is not a Document, ``titles`` is one headline for many documents, or ``fold`` is no int.
        ValueError: there are not as many titles as documents, or ``fold`` is below 1.
    """
    headlines: Iterable[object] | None
    if isinstance(docs, Document):
        documents = [docs]
        headlines = titles if titles is None or _is_many(titles) else [titles]
    else:
        if isinstance(docs, str) or not isinstance(docs, Iterable):
            raise TypeError(f"docs: a Document or many expected, not {type(docs).__name__}")
        documents = list(docs)
        if titles is not None and not _is_many(titles):
            raise TypeError(f"titles must be an iterable of str, not one {type(titles).__name__}")
        headlines = titles
    for document in documents:
        if not isinstance(document, Document):
            raise TypeError(f"docs: a Document or many expected, not {type(document).__name__}")
    names = [None] * len(documents) if headlines is None else [_title(one) for one in headlines]
    if len(names) != len(documents):
        raise ValueError("titles: not as many as there are documents")
    if fold is not None:
        try:
            fold = operator.index(fold)
        except TypeError:
            raise TypeError(f"fold: an int expected, or None, not {type(fold).__name__}") from None
        if fold < 1:
            raise ValueError("fold: at least 1 expected, or None")
    return View(documents, names, fold)


class _Silent:
    """The bar where tqdm is not installed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update(self, _: int) -> None:
        pass


def _bar(total: int | None, description: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without ipywidgets tqdm warns, and draws its bar in text
            tqdm: Any = importlib.import_module("tqdm.auto").tqdm
    except ImportError:
        return _Silent()
    return tqdm(total=total, desc=description, unit=" texts")


def progress(
    ner: Recognizer,
    texts: Iterable[str],
    *,
    titles: Iterable[str | None] | None = None,
    dates: Iterable[datetime.date | str | None] | None = None,
    description: str = "aalam",
) -> list[Document]:
    """Like ``ner.batch(texts, ...)``, with a progress bar where tqdm is installed. It counts the texts that were read: some thousand more
    than are done, a tenth of a second's work.

    Args:
        ner: what finds the mentions.
        texts: the texts.
        titles: their headlines, one a text.
        dates: the days they were published, one a text.
        description: what stands before the bar.

    Returns:
        The documents of ``ner.batch``, in the order of the texts.

    Raises:
        TypeError: an item is not a str, or ``texts`` is one str.
        ValueError: there are not as many titles or dates as texts.
        DocumentError: a date is no date.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    if isinstance(texts, str) or not isinstance(texts, Iterable):
        return ner.batch(texts)  # it says what is wrong
    with _bar(len(texts) if isinstance(texts, Sized) else None, description) as bar:

        def told() -> Iterator[str]:
            for text in texts:
                yield text
                bar.update(1)

        return ner.batch(told(), titles=titles, dates=dates)

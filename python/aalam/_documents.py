"""The documents of a batch."""

from collections.abc import Iterable
from typing import Any, SupportsIndex, TypeVar, overload

from aalam._core import Document

DRAWN = 10
"""How many texts of a batch a notebook draws; ``aalam.show`` draws as many as it is given."""

_WRITTEN = 3
_T = TypeVar("_T")


class Documents(list[Document]):
    """A list of documents that a notebook draws: the first ten texts, as ``aalam.show`` does. Its slices, copies and sums are drawn, too."""

    __slots__ = ()

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Document: ...
    @overload
    def __getitem__(self, index: slice, /) -> "Documents": ...
    def __getitem__(self, index: SupportsIndex | slice, /) -> "Document | Documents":
        found: Document | Iterable[Document] = super().__getitem__(index)
        return found if isinstance(found, Document) else Documents(found)

    @overload
    def __add__(self, other: list[Document], /) -> "Documents": ...
    @overload
    def __add__(self, other: list[_T], /) -> "list[Document | _T]": ...
    def __add__(self, other: list[Document] | list[_T], /) -> "Documents | list[Document | _T]":
        if not isinstance(other, list):
            return NotImplemented
        both: list[Any] = [*self, *other]
        return Documents(both) if all(isinstance(one, Document) for one in other) else both

    def __mul__(self, count: SupportsIndex, /) -> "Documents":
        return Documents(super().__mul__(count))

    def __rmul__(self, count: SupportsIndex, /) -> "Documents":
        return Documents(super().__rmul__(count))

    def copy(self) -> "Documents":
        """A list of the same documents."""
        return Documents(self)

    def __repr__(self) -> str:
        if len(self) <= _WRITTEN:
            return super().__repr__()
        shown = ", ".join(map(repr, self[:_WRITTEN]))
        return f"[{shown}, \u2026 and {len(self) - _WRITTEN:,} more]"

    def _repr_html_(self) -> str:
        from aalam.notebook import show

        more = f"<div>{DRAWN} of {len(self):,} texts</div>" if len(self) > DRAWN else ""
        return show(self[:DRAWN]).to_html() + more

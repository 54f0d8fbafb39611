"""The documents of a batch."""

from collections.abc import Iterable
from typing import SupportsIndex, overload

from aalam._core import Document

DRAWN = 10
"""How many texts of a batch a notebook draws; ``aalam.show`` draws as many as it is given."""


class Documents(list[Document]):
    """A list of documents that a notebook draws: the first ten texts, as ``aalam.show`` does. Its slices are drawn, too."""

    __slots__ = ()

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Document: ...
    @overload
    def __getitem__(self, index: slice, /) -> "Documents": ...
    def __getitem__(self, index: SupportsIndex | slice, /) -> "Document | Documents":
        found: Document | Iterable[Document] = super().__getitem__(index)
        return found if isinstance(found, Document) else Documents(found)

    def _repr_html_(self) -> str:
        from aalam.notebook import show

        more = f"<div>{DRAWN} of {len(self):,} texts</div>" if len(self) > DRAWN else ""
        return show(self[:DRAWN]).to_html() + more

"""Where the tags of every element stand in a text: for edits, which need the end tags too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.source.markup import start_tags, tags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_SITE = frozenset({"site"})


class Tags(NamedTuple):
    """Offsets in characters: the start tag is ``[start, inner)``, the content ends at ``close``, all at ``end``.

    In an empty-element tag (``<ssl/>``) ``inner``, ``close`` and ``end`` are the same.
    """

    start: int
    inner: int
    close: int
    end: int

    @property
    def alone(self) -> bool:
        """Whether the element is one tag, ``<ssl/>``."""
        return self.inner == self.end


class Places:
    """The tags of each element below *root*, looked up when they are asked for. *text* is well-formed and *root* its
    document element. Sites are read one by one: most edits are in a few of many.
    """

    def __init__(self, text: str, root: _Element) -> None:
        self._text = text
        self._root = root
        self._found: dict[_Element, Tags] = {}
        self._starts: dict[_Element, int] = {}
        self._sites: dict[_Element, int] | None = None

    def __getitem__(self, element: _Element) -> Tags:
        """Raises KeyError for an element that the text does not hold."""
        found = self._found.get(element)
        if found is None:
            self._found.update(_tags(self._text, *self._outer(element)))
            found = self._found[element]
        return found

    def start(self, element: _Element) -> int:
        """The offset of the start tag of *element*. Raises KeyError for one that the text does not hold."""
        start = self._starts.get(element)
        if start is None:
            outer, at = self._outer(element)
            self._starts.update(zip(outer.iter("*"), start_tags(self._text, at=at), strict=False))
            start = self._starts[element]
        return start

    def get(self, element: _Element) -> Tags | None:
        """The tags of *element*, None if the text does not hold it."""
        try:
            return self[element]
        except KeyError:
            return None

    def starts(self) -> Iterator[tuple[_Element, int]]:
        """The elements with the offsets of their start tags, in the order of the text."""
        return zip(self._root.iter("*"), start_tags(self._text), strict=False)

    def _outer(self, element: _Element) -> tuple[_Element, int]:
        """The site that *element* is in, and where it begins; the whole text if it is in none."""
        if self._sites is None:
            sites = list(self._root.iter("site"))
            marks = list(start_tags(self._text, _SITE))
            same = len(sites) == len(marks)  # not where some of them are in a namespace
            self._sites = dict(zip(sites, marks, strict=True)) if same else {}
        outer: _Element | None = element
        while outer is not None and outer not in self._sites:
            outer = outer.getparent()
        return (self._root, 0) if outer is None else (outer, self._sites[outer])


def _tags(text: str, root: _Element, at: int) -> dict[_Element, Tags]:
    """The tags of *root*, the first one from *at* on, and of all elements below it."""
    elements = root.iter("*")
    found: dict[_Element, Tags] = {}
    open_: list[tuple[_Element, int, int]] = []
    for start, end in tags(text, at):
        if text[start + 1] == "/":
            element, opened, inner = open_.pop()
            found[element] = Tags(opened, inner, start, end)
        elif text[end - 2] == "/":
            found[next(elements)] = Tags(start, end, end, end)
        else:
            open_.append((next(elements), start, end))
        if not open_:
            break
    return found

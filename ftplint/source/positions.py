"""Where elements and attributes stand: line and column of every start tag, name and value.

lxml's own line numbers are those of the end of a start tag and wrong past line 65,535. This index is built only
when something is reported: the n-th start tag in the text is the n-th element. A tag is read once for all its places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source.markup import StartTag, start_tag, start_tags
from ftplint.source.place import Part, Place, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from ftplint.source.read import Source

_NAMES = 40
"""So many names are looked for at once; beyond it looking at every tag is quicker."""


class Positions:
    """The positions in one source; ``root`` is the element that the text's first start tag became, if there is one."""

    def __init__(self, source: Source, root: _Element | None) -> None:
        self._source = source
        self._root = root

    def spans(self, places: Sequence[Place]) -> list[Span]:
        """The spans of *places*, in their order."""
        starts = self._tag_starts({place.element for place in places if place.element is not None})
        read: dict[int, StartTag] = {}
        ranges = [self._range(starts, read, place) for place in places]
        lines = self._lines(sorted({offset for pair in ranges for offset in pair}))
        return [Span(*lines[start], *lines[end]) for start, end in ranges]

    def _tag_starts(self, wanted: set[_Element]) -> dict[_Element, int]:
        """The offset of the start tag of each element of *wanted*: the n-th tag of these names is the n-th element."""
        if self._root is None or not wanted:
            return {}
        text = self._source.text
        names = frozenset(str(element.tag) for element in wanted)
        if len(names) > _NAMES or "xmlns" in text:  # with xmlns a name in the text is not the one in the tree
            elements, tags = self._root.iter("*"), start_tags(text)
        else:
            elements, tags = self._root.iter(*names), start_tags(text, names)
        found: dict[_Element, int] = {}
        for element, start in zip(elements, tags, strict=False):
            if element in wanted:
                found[element] = start
                if len(found) == len(wanted):
                    break
        return found

    def _range(self, starts: dict[_Element, int], read: dict[int, StartTag], place: Place) -> tuple[int, int]:
        """Start and end of *place* in characters; *read* holds the tags that were read already."""
        text = self._source.text
        if place.element is None or place.element not in starts:
            return min(place.start, len(text)), min(place.end, len(text))
        start = starts[place.element]
        tag = read.get(start)
        if tag is None:
            tag = read[start] = start_tag(text, start)
        if place.part is Part.NAME and place.attribute is None:
            return start + 1, tag.name_end
        attribute = None if place.attribute is None else tag.attributes.get(place.attribute)
        if attribute is None:
            return start, tag.last if tag.end is None else tag.end
        if place.part is Part.NAME:
            return attribute.name_start, attribute.name_end
        return attribute.start, attribute.end

    def _lines(self, offsets: Sequence[int]) -> dict[int, tuple[int, int]]:
        """Line and column of each of the sorted offsets; lines are counted by LF (iis-config-system section 6.1)."""
        text = self._source.text
        found, line, last, newline = {}, 1, 0, -1
        for offset in offsets:
            line += text.count("\n", last, offset)
            newline = max(newline, text.rfind("\n", last, offset))
            last = offset
            found[offset] = (line, offset - newline)
        return found

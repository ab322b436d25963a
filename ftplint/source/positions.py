"""Where elements and attributes stand: line, column and bytes of every start tag, name and value.

lxml's own line numbers are those of the end of a start tag and wrong past line 65,535. This index is built only
when something is reported: one regular expression finds the start tags, and the n-th of them is the n-th element.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.source.place import Part, Place, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from ftplint.source.read import Source

_MARKUP = r"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|(%s))"
"""Markup that begins with '<', the end tags left out; only start tags have the group."""
_NAME = re.compile(r"[^\s/>=]+")
_ATTRIBUTE = re.compile(r"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG_END = re.compile(r"\s*/?>")


class Positions:
    """The positions in one source; ``root`` is the element that the text's first start tag became, if there is one."""

    def __init__(self, source: Source, root: _Element | None) -> None:
        self._source = source
        self._root = root

    def spans(self, places: Sequence[Place]) -> list[Span]:
        """The spans of *places*, in their order."""
        starts = self._tag_starts({place.element for place in places if place.element is not None})
        text = self._source.text
        ranges = [self._range(text, starts, place) for place in places]
        offsets = sorted({offset for pair in ranges for offset in pair})
        lines = self._lines(offsets)
        bytes_ = self._bytes(offsets)
        return [Span(*lines[start], *lines[end], bytes_[start], bytes_[end]) for start, end in ranges]

    def _tag_starts(self, wanted: set[_Element]) -> dict[_Element, int]:
        """The offset of the start tag of each element of *wanted*: the n-th tag of these names is the n-th element."""
        if self._root is None or not wanted:
            return {}
        names = {str(element.tag) for element in wanted}
        if any(name.startswith("{") for name in names):  # the text has a prefix there, so look at every tag
            elements, markup = self._root.iter("*"), re.compile(_MARKUP % "[^/!?]", re.DOTALL)
        else:
            alternatives = "|".join(sorted(map(re.escape, names)))
            elements = self._root.iter(*names)
            markup = re.compile(_MARKUP % rf"(?:{alternatives})(?=[\s/>])", re.DOTALL)
        found: dict[_Element, int] = {}
        tags = (match.start() for match in markup.finditer(self._source.text) if match.lastindex)
        for element, start in zip(elements, tags, strict=False):
            if element in wanted:
                found[element] = start
                if len(found) == len(wanted):
                    break
        return found

    @staticmethod
    def _range(text: str, starts: dict[_Element, int], place: Place) -> tuple[int, int]:
        """Start and end of *place* in characters."""
        if place.element is None or place.element not in starts:
            return min(place.start, len(text)), min(place.end, len(text))
        start = starts[place.element]
        name = _NAME.match(text, start + 1)
        at = name.end() if name else start + 1
        if place.part is Part.NAME and place.attribute is None:
            return start + 1, at
        while match := _ATTRIBUTE.match(text, at):
            if match.group(1) == place.attribute:
                if place.part is Part.NAME:
                    return match.span(1)
                return match.start(2) + 1, match.end(2) - 1
            at = match.end()
        end = _TAG_END.match(text, at)
        return start, end.end() if end else at

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

    def _bytes(self, offsets: Sequence[int]) -> dict[int, int]:
        """The offset in bytes, the byte-order mark included, of each offset in characters."""
        source, mark = self._source, len(self._source.bom)
        if source.text.isascii() and not source.encoding.startswith("utf-16"):
            return {offset: offset + mark for offset in offsets}
        found, total, last = {}, mark, 0
        for offset in offsets:
            total += len(source.text[last:offset].encode(source.encoding, "replace"))
            last = offset
            found[offset] = total
        return found

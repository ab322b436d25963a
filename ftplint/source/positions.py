"""Where elements and attributes stand: line, column and bytes of every start tag, name and value.

lxml's own line numbers are those of the end of a start tag and wrong past line 65,535. This index is built only
when something is reported: one regular expression finds the start tags, and the n-th of them is the n-th element.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from ftplint.source.place import Part, Place, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from ftplint.source.read import Source

_MARKUP = re.compile(r"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|[^/!?])", re.DOTALL)
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
        """The offset of the start tag of each element of *wanted*."""
        if self._root is None or not wanted:
            return {}
        ordinals: dict[int, _Element] = {}
        for ordinal, element in enumerate(self._root.iter("*")):
            if element in wanted:
                ordinals[ordinal] = element
                if len(ordinals) == len(wanted):
                    break
        last = max(ordinals, default=-1)
        found: dict[_Element, int] = {}
        ordinal = -1
        text = self._source.text
        for match in _MARKUP.finditer(text):
            if match.end() - match.start() != 2:  # a comment, CDATA section or processing instruction
                continue
            ordinal += 1
            element_ = ordinals.get(ordinal)
            if element_ is not None:
                found[element_] = match.start()
            if ordinal >= last:
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
        """Line and column of each offset; lines are counted by LF (iis-config-system section 6.1)."""
        text = self._source.text
        if len(offsets) > 2000:
            breaks = [match.start() for match in re.finditer("\n", text)]
            found = {}
            for offset in offsets:
                line = bisect_right(breaks, offset - 1)
                found[offset] = (line + 1, offset - (breaks[line - 1] if line else -1))
            return found
        found, line, last = {}, 1, 0
        for offset in offsets:
            line += text.count("\n", last, offset)
            last = offset
            found[offset] = (line, offset - text.rfind("\n", 0, offset))
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

"""How a file is written: line ends, indentation, quotes, the blank in front of ``/>``. New text looks the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from ftplint.source.tags import Tags


class Style(NamedTuple):
    """``unit`` is one step of indentation, ``blank`` what stands in front of ``/>``."""

    text: str
    newline: str
    unit: str
    quote: str
    blank: str

    @classmethod
    def of(cls, text: str, root: _Element, places: Mapping[_Element, Tags]) -> Style:
        """The style of *text*: that of the first step inwards, and otherwise of most places."""
        newline = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
        quote = "'" if text.count("='") > text.count('="') else '"'
        blank = " " if text.count(" />") >= text.count("/>") / 2 else ""
        style = cls(text, newline, "    ", quote, blank)
        return style._replace(unit=style._step(root, places))

    def _step(self, root: _Element, places: Mapping[_Element, Tags]) -> str:
        """How much further in the first child that begins a line stands than its parent."""
        flat = False
        for element in root.iter("*"):
            parent = element.getparent()
            around = None if parent is None else places.get(parent)
            start = places[element].start
            if around is None or not (self.begins_line(start) and self.begins_line(around.start)):
                continue
            outer, inner = self.indent(around.start), self.indent(start)
            if inner.startswith(outer) and inner != outer:
                return inner.removeprefix(outer)
            flat = True
        return "" if flat else self.unit

    def begins_line(self, at: int) -> bool:
        """Whether only white space is in front of *at* on its line."""
        return not self.text[self.text.rfind("\n", 0, at) + 1 : at].strip(" \t")

    def indent(self, at: int) -> str:
        """The white space at the beginning of the line of *at*."""
        before = self.text[self.text.rfind("\n", 0, at) + 1 : at]
        return before[: len(before) - len(before.lstrip(" \t"))]

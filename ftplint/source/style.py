"""How a file is written: line ends, indentation, quotes, the blank in front of ``/>``. New text looks the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element


_SAMPLE = 1_000_000
"""Characters that tell the style of a file."""


class Style(NamedTuple):
    """``unit`` is one step of indentation, ``blank`` what stands in front of ``/>``."""

    text: str
    newline: str
    unit: str
    quote: str
    blank: str

    @classmethod
    def of(cls, text: str, starts: Iterable[tuple[_Element, int]]) -> Style:
        """The style of *text*: that of the first step inwards, and otherwise of most places. *starts* are its elements
        with the offsets of their start tags.
        """
        some = text[:_SAMPLE]
        newline = "\r\n" if 2 * some.count("\r\n") > some.count("\n") else "\n"
        quote = "'" if some.count("='") > some.count('="') else '"'
        blank = " " if some.count(" />") >= some.count("/>") / 2 else ""
        style = cls(text, newline, "    ", quote, blank)
        return style._replace(unit=style._step(starts))

    def _step(self, starts: Iterable[tuple[_Element, int]]) -> str:
        """How much further in the first child that begins a line stands than its parent."""
        flat = False
        known: dict[_Element, int] = {}
        for element, start in starts:
            known[element] = start
            parent = element.getparent()
            around = None if parent is None else known.get(parent)
            if around is None or not (self.begins_line(start) and self.begins_line(around)):
                continue
            outer, inner = self.indent(around), self.indent(start)
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

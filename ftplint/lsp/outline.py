"""The elements of a text that may be half typed: a parser that recovers, for all that does not judge.

It never fails and never goes back. A tag that is not closed ends before the next ``<``; a value that is not closed ends
with its line; an end tag closes the nearest element of its name and those inside, else it means nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = re.compile(
    r"<(?:(?P<hidden>!--.*?(?:-->|\Z)|!\[CDATA\[.*?(?:\]\]>|\Z)|\?.*?(?:\?>|\Z)|![^<>]*+>?)"
    r"|/(?P<end>[^ \t\r\n<>/]*+)[^<>]*+>?|(?P<start>[^ \t\r\n<>/!?\"'=]*+))",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""[ \t\r\n]*+(?P<name>[^ \t\r\n=/<>"']++)(?P<sign>[ \t\r\n]*+=[ \t\r\n]*+)?""")
_VALUE = {quote: re.compile(rf"{quote}([^{quote}<]*+)({quote}?)") for quote in "\"'"}
_BARE = re.compile(r"[^ \t\r\n<>\"'/]*+")
_JUNK = re.compile(r"[ \t\r\n]*+[^ \t\r\n<>]")
_BLANKS = re.compile(r"[ \t\r\n]*+")
_CLOSE = re.compile(r"[ \t\r\n]*+(/?)>")


DEEPEST = 32
"""Elements that the schema declares are not nearly as deep: nothing is known of deeper ones."""


class Attribute(NamedTuple):
    """Offsets of a name and of a value between its quotes; ``start`` is None where there is no value yet."""

    name: str
    at: int
    start: int | None
    end: int
    value: str

    @property
    def stop(self) -> int:
        """The end of the name."""
        return self.at + len(self.name)


class Node:
    """An element. Its start tag is ``[start, inner)``, its content ends at ``close``, all at ``end``.

    ``alone`` says that it is one tag, ``<ssl/>`` or one without an end (``unfinished``): where its content would end,
    nobody can tell.
    """

    __slots__ = (
        *("alone", "attributes", "children", "close", "depth", "end", "inner", "name", "number", "parent", "start"),
        "unfinished",
    )

    def __init__(self, name: str, start: int, number: int, parent: Node | None) -> None:
        self.name = name
        self.start = start
        self.number = number
        self.parent = parent
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.attributes: list[Attribute] = []
        self.children: list[Node] = []
        self.inner = self.close = self.end = start
        self.alone = self.unfinished = False

    @property
    def name_end(self) -> int:
        """The end of the name in the start tag."""
        return self.start + 1 + len(self.name)

    def get(self, name: str) -> str | None:
        """The value of an attribute as it is written, references not replaced."""
        return next((one.value for one in self.attributes if one.name == name), None)

    def around(self) -> Iterator[Node]:
        """The element and those around it, from the inside out."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def names(self) -> list[str]:
        """The names on the way to the element, from the outside in, its own last."""
        return [node.name for node in self.around()][::-1]

    def first(self, *names: str) -> Node | None:
        """The innermost element with one of *names* that this one is, or is in."""
        return next((node for node in self.around() if node.name in names), None)


class Outline:
    """The elements of a text in their order, and its comments and the like as stretches that hold none."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes: list[Node] = []
        self.roots: list[Node] = []
        self.hidden: list[tuple[int, int]] = []
        self._read()
        self._starts = [node.start for node in self.nodes]
        self._hidden_starts = [start for start, _ in self.hidden]

    def at(self, offset: int) -> Node | None:
        """The innermost element whose tags or content *offset* is in, the end of what is not closed included."""
        number = bisect_right(self._starts, offset - 1) - 1
        node = self.nodes[number] if number >= 0 else None
        while node is not None and not (offset < node.end or (offset == node.end and self._open(node))):
            node = node.parent
        return node

    def hidden_at(self, offset: int) -> tuple[int, int] | None:
        """The comment, declaration or CDATA section that *offset* is inside."""
        number = bisect_right(self._hidden_starts, offset) - 1
        if number < 0:
            return None
        start, end = self.hidden[number]
        closed = self.text.startswith(("-->", "]]>"), end - 3) or self.text.startswith(">", end - 1)
        return (start, end) if start < offset and (offset < end or (offset == end and not closed)) else None

    def _open(self, node: Node) -> bool:
        """Whether *node* is not closed."""
        return node.unfinished or (node.close == node.end and not node.alone)

    def _read(self) -> None:
        text = self.text
        open_: list[Node] = []
        by_name: dict[str, int] = {}
        at = 0
        while found := _PIECE.search(text, at):
            at = found.end()
            if found["hidden"] is not None:
                self.hidden.append(found.span())
            elif found["end"] is not None:
                self._close(open_, by_name, found["end"], found.start(), at)
            else:
                node = Node(found["start"], found.start(), len(self.nodes), open_[-1] if open_ else None)
                at = self._tag(node, at)
                self.nodes.append(node)
                (self.roots if node.parent is None else node.parent.children).append(node)
                if not node.alone:
                    open_.append(node)
                    by_name[node.name] = by_name.get(node.name, 0) + 1
        for node in open_:
            node.close = node.end = len(text)

    @staticmethod
    def _close(open_: list[Node], by_name: dict[str, int], name: str, start: int, end: int) -> None:
        if not by_name.get(name):
            return
        while open_:
            node = open_.pop()
            by_name[node.name] -= 1
            node.close = start
            node.end = end if node.name == name else start
            if node.name == name:
                return

    def _tag(self, node: Node, at: int) -> int:
        """Reads the attributes of a start tag; returns where it ends."""
        text = self.text
        while True:
            close = _CLOSE.match(text, at)
            if close is not None:
                node.inner = node.close = node.end = close.end()
                node.alone = bool(close[1])
                return close.end()
            found = _ATTRIBUTE.match(text, at)
            if found is not None:
                at = self._attribute(node, found)
                continue
            junk = _JUNK.match(text, at)
            if junk is None:
                blank = _BLANKS.match(text, at)
                node.inner = node.close = node.end = at if blank is None else blank.end()
                node.alone = node.unfinished = True
                return node.end
            at = junk.end()

    def _attribute(self, node: Node, found: re.Match[str]) -> int:
        text, at = self.text, found.end()
        start, end, after = None, at, at
        if found["sign"] is not None:
            value = _VALUE[text[at]].match(text, at) if text[at : at + 1] in ("'", '"') else None
            if value is None:
                bare = _BARE.match(text, at)
                start, end = at, at if bare is None else bare.end()
                after = end
            else:
                start, (end, after) = at + 1, _end_of_value(value)
        node.attributes.append(
            Attribute(found["name"], found.start("name"), start, end, "" if start is None else text[start:end])
        )
        return after


def _end_of_value(value: re.Match[str]) -> tuple[int, int]:
    """Where a value ends, and where the text behind it begins. Values rarely have lines, and never ``=`` after one."""
    line, newline, rest = value[1].partition("\n")
    if value[2] and not (newline and "=" in rest):
        return value.end(1), value.end()
    end = value.start(1) + len(line.rstrip())
    end -= len(line.rstrip()) - len(line.rstrip().removesuffix(">").removesuffix("/").rstrip())
    return end, end

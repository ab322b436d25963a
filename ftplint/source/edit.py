"""Minimal edits of an XML text: values replaced, attributes and elements added in the style of their surroundings.

Nothing else is touched: encoding, byte order mark, comments, line ends and the order of what is there stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ftplint.source.tags import Tags, tags

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lxml.etree import _Element

    from ftplint.source.read import Source

_ATTRIBUTE = re.compile(r"""(\s+)([^\s=/>]+)(\s*=\s*)("[^"]*"|'[^']*')""")
_NAME = re.compile(r"<[^\s/>]+")
_LINE_START = re.compile(r"[ \t]*\Z")


class Wanted:
    """What an element is to have: attributes, and children by name (an element that is not there is made).

    *made* are the attributes that a new element begins with and an existing one is found by (``location path``).
    """

    def __init__(self, made: dict[str, str] | None = None) -> None:
        self.made = made or {}
        self.attributes: dict[str, str] = {}
        self.children: dict[tuple[str, str], Wanted] = {}

    def child(self, tag: str, made: dict[str, str] | None = None) -> Wanted:
        """The child *tag* (with the attributes *made*), to be filled in."""
        return self.children.setdefault((tag, str(sorted((made or {}).items()))), Wanted(made))

    def with_attributes(self, attributes: dict[str, str]) -> Wanted:
        """Itself, with *attributes* wanted."""
        self.attributes.update(attributes)
        return self

    def at(self, path: Sequence[str]) -> Wanted:
        """The descendant at *path*."""
        node = self
        for name in path:
            node = node.child(name)
        return node


class Replacement(NamedTuple):
    """The text between two offsets (characters), and what takes its place."""

    start: int
    end: int
    text: str


def replacements(
    source: Source,
    root: _Element,
    wanted: Wanted,
    direct: Mapping[_Element, dict[str, str]],
    order: Callable[[_Element], Sequence[str]],
) -> list[Replacement]:
    """The edits that give *root* what is *wanted*, and elements below it the attributes of *direct*.

    In the order of the text. *order* tells the names of an element's children in the order of the schema.
    """
    editor = _Editor(source.text, tags(source.text, root), order)
    editor.element(root, wanted)
    for element, attributes in direct.items():
        editor.element(element, Wanted().with_attributes(attributes))
    return sorted(editor.found, key=lambda edit: edit.start)


def apply(source: Source, edits: Sequence[Replacement]) -> bytes:
    """The file with *edits* applied; every byte outside them is the one that was there. Raises UnicodeEncodeError."""
    pieces, last = [], 0
    for edit in edits:
        pieces += [source.text[last : edit.start], edit.text]
        last = edit.end
    pieces.append(source.text[last:])
    if not edits:
        return source.data
    return source.bom + "".join(pieces).encode(source.encoding)


class _Editor:
    def __init__(self, text: str, places: dict[_Element, Tags], order: Callable[[_Element], Sequence[str]]) -> None:
        self._text = text
        self._places = places
        self._order = order
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._blank = " " if text.count(" />") >= text.count("/>") / 2 else ""
        self._unit = _unit(text)
        self.found: list[Replacement] = []

    def element(self, element: _Element, wanted: Wanted) -> None:
        """What *element* lacks of *wanted*."""
        place = self._places[element]
        added = self._attributes(element, place, wanted.attributes)
        missing: list[tuple[str, Wanted]] = []
        for (name, _), child in wanted.children.items():
            existing = next((one for one in element.iterchildren(name) if _is(one, child)), None)
            if existing is not None:
                self.element(existing, child)
            else:
                missing.append((name, child))
        names = list(self._order(element))
        missing.sort(key=lambda pair: names.index(pair[0]) if pair[0] in names else len(names))
        if missing:
            self._children(element, place, missing, names, added)
        elif added:
            self.found.append(added)

    def _attributes(self, element: _Element, place: Tags, wanted: dict[str, str]) -> Replacement | None:
        """Replaces values; returns the one insertion of attributes that are not there yet."""
        name = _NAME.match(self._text, place.start)
        assert name is not None
        at, blank, quote = name.end(), " ", '"'
        written: dict[str, tuple[int, int]] = {}
        while match := _ATTRIBUTE.match(self._text, at):
            written[match[2]] = match.span(4)
            at, blank, quote = match.end(), match[1], match[4][0]
        new = ""
        for attribute, value in wanted.items():
            span = written.get(attribute)
            if span is None:
                new += f"{blank}{attribute}={quote}{_escaped(value, quote)}{quote}"
            elif element.get(attribute) != value:
                mark = self._text[span[0]]
                self.found.append(Replacement(span[0] + 1, span[1] - 1, _escaped(value, mark)))
        return Replacement(at, at, new) if new else None

    def _children(
        self,
        element: _Element,
        place: Tags,
        missing: list[tuple[str, Wanted]],
        names: list[str],
        added: Replacement | None,
    ) -> None:
        outer = self._indent(place.start)
        children = list(element.iterchildren("*"))
        if place.empty and self._text[place.end - 2 : place.end] == "/>":
            self._open(place, missing, outer, added)
            return
        if added is not None:
            self.found.append(added)
        inline = "\n" not in self._text[place.inner : place.close] and bool(children)
        inner = self._indent(self._places[children[0]].start) if children and not inline else outer + self._unit
        for name, wanted in missing:
            later = set(names[names.index(name) + 1 :]) if name in names else set()
            follower = next((child for child in children if child.tag in later), None)
            rendered = self._rendered(name, wanted, inner, inline)
            if inline:
                where = place.close if follower is None else self._places[follower].start
                self.found.append(Replacement(where, where, rendered))
            elif follower is not None:
                where = self._places[follower].start
                self.found.append(Replacement(where, where, f"{rendered}{self._newline}{self._indent(where)}"))
            elif children:
                where = self._places[children[-1]].end
                self.found.append(Replacement(where, where, f"{self._newline}{inner}{rendered}"))
            else:
                where = place.close
                start = _LINE_START.search(self._text, place.inner, where)
                bare = start is not None and "\n" in self._text[place.inner : where]
                if bare and start is not None:
                    where = start.start()
                    self.found.append(Replacement(where, where, f"{inner}{rendered}{self._newline}"))
                else:
                    text = f"{self._newline}{inner}{rendered}"
                    last = (name, wanted) == missing[-1]
                    self.found.append(Replacement(where, where, text + (f"{self._newline}{outer}" if last else "")))

    def _open(self, place: Tags, missing: list[tuple[str, Wanted]], outer: str, added: Replacement | None) -> None:
        """``<ssl />`` becomes ``<ssl>...</ssl>``."""
        slash = place.end - 2
        while self._text[slash - 1] in " \t\r\n":
            slash -= 1
        inner = outer + self._unit
        lines = [f"{self._newline}{inner}{self._rendered(name, wanted, inner, False)}" for name, wanted in missing]
        tag = self._text[place.start + 1 : place.end].split("/")[0].split()[0]
        attributes = "" if added is None else added.text
        text = f"{attributes}>{''.join(lines)}{self._newline}{outer}</{tag}>"
        self.found.append(Replacement(slash, place.end, text))

    def _rendered(self, name: str, wanted: Wanted, indent: str, inline: bool) -> str:
        """A new element with all that is wanted in it."""
        said = {**wanted.made, **wanted.attributes}
        start = f"<{name}" + "".join(f' {key}="{_escaped(value, chr(34))}"' for key, value in said.items())
        if not wanted.children:
            return f"{start}{self._blank}/>"
        inner = indent + self._unit
        between = "" if inline else f"{self._newline}{inner}"
        children = "".join(
            f"{between}{self._rendered(child, inside, inner, inline)}" for (child, _), inside in wanted.children.items()
        )
        return f"{start}>{children}{'' if inline else self._newline + indent}</{name}>"

    def _indent(self, at: int) -> str:
        """The white space in front of *at* on its line; nothing if there is anything else."""
        start = self._text.rfind("\n", 0, at) + 1
        before = self._text[start:at]
        return before if not before.strip() else before[: len(before) - len(before.lstrip())]


def _is(element: _Element, wanted: Wanted) -> bool:
    """Whether an existing element is the one that is meant: names of sites do not depend on letter case."""
    return all((element.get(key) or "").lower() == value.lower() for key, value in wanted.made.items())


def _escaped(value: str, quote: str) -> str:
    text = value.replace("&", "&amp;").replace("<", "&lt;")
    for raw, named in (("\n", "&#10;"), ("\r", "&#13;"), ("\t", "&#9;")):
        text = text.replace(raw, named)
    return text.replace(quote, "&quot;" if quote == '"' else "&apos;")


def _unit(text: str) -> str:
    """One step of indentation: the white space that the first indented tag of the text has."""
    found = re.search(r"\n([ \t]+)<[^!?/]", text)
    return found[1] if found else "    "

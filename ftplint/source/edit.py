"""Minimal edits of an XML text: values replaced, attributes and elements added in the style of their surroundings.

Nothing else is touched: encoding, byte order mark, comments, line ends and the order of what is there stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple
from ftplint.source.escaping import escape
from ftplint.source.markup import start_tag
from ftplint.source.style import Style
from ftplint.source.tags import Places, Tags

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lxml.etree import _Element

    from ftplint.source.read import Source

_BLANK = re.compile(r"[ \t\r\n]*+")
_REMARKS = re.compile(r"(?:[ \t]*+<!--.*?-->)*+", re.DOTALL)
"""Comments that belong to what stands before them on the line."""
_REST_OF_LINE = re.compile(r"[ \t]*+(?:\r?\n|\Z)")


class NotEditableError(FtplintError):
    """A text that would not come back byte for byte; ``str`` says why."""


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
        key = str(sorted((name, value.lower()) for name, value in made.items())) if made else ""
        return self.children.setdefault((tag, key), Wanted(made))


class Replacement(NamedTuple):
    """The text between two offsets (characters), and what takes its place."""

    start: int
    end: int
    text: str


class Editor:
    """Edits of one text with *root* as its document element.

    *order* tells the names of an element's children in the order of the schema; the element is given by the names on
    the way to it, from the outside in.
    """

    def __init__(self, source: Source, root: _Element, order: Callable[[Sequence[str]], Sequence[str]]) -> None:
        self._text = source.text
        self._places = Places(source.text, root)
        self._order = order
        self._style = Style.of(source.text, self._places.starts())
        self._pending: dict[_Element, Wanted] = {}
        self._found: list[Replacement] = []

    def replacements(self, wanted: Mapping[_Element, Wanted]) -> list[Replacement]:
        """The edits that give each element what is *wanted* of it, in the order of the text; none overlap."""
        self._pending, self._found = dict(wanted), []
        while self._pending:
            element = next(iter(self._pending))
            self._element(element, Wanted())
        return sorted(self._found, key=lambda edit: edit.start)

    def _element(self, element: _Element, wanted: Wanted) -> None:
        """What *element* lacks of *wanted*, and of what is pending for it: one visit, so that edits cannot overlap."""
        attributes = dict(wanted.attributes)
        inside = list(wanted.children.items())
        if element in self._pending:
            also = self._pending.pop(element)
            attributes.update(also.attributes)
            inside += also.children.items()
        added = self._attributes(element, attributes) if attributes else None
        missing: dict[tuple[str, str], Wanted] = {}
        there: dict[_Element, Wanted] = {}
        for key, child in inside:
            existing = _existing(element, key[0], child)
            if existing is None:
                _merge(missing.setdefault(key, Wanted(child.made)), child)
            else:
                there[existing] = _together(there[existing], child) if existing in there else child
        for existing, child in there.items():
            self._element(existing, child)
        if missing:
            self._children(
                element, self._places[element], [(name, child) for (name, _), child in missing.items()], added
            )
        elif added:
            self._found.append(added)

    def _attributes(self, element: _Element, wanted: dict[str, str]) -> Replacement | None:
        """Replaces values; returns the one insertion of attributes that are not there yet."""
        tag = start_tag(self._text, self._places.start(element))
        blank, quote = " ", self._style.quote
        if tag.attributes:
            last = next(reversed(tag.attributes.values()))
            blank, quote = last.blank, self._text[last.end]
        new = ""
        for attribute, value in wanted.items():
            written = tag.attributes.get(attribute)
            if written is None:
                new += f"{blank}{attribute}={quote}{escape(value, quote)}{quote}"
            elif element.get(attribute) != value:
                text = escape(value, self._text[written.end])
                self._found.append(Replacement(written.start, written.end, text))
        return Replacement(tag.last, tag.last, new) if new else None

    def _children(
        self, element: _Element, place: Tags, missing: list[tuple[str, Wanted]], added: Replacement | None
    ) -> None:
        """Makes the children that are *missing*, each behind its neighbour in the order of the schema."""
        path = [str(one.tag) for one in (element, *element.iterancestors())][::-1]
        names = list(self._order(path))
        missing.sort(key=lambda pair: _rank(names, pair[0]))
        outer = self._style.indent(place.start)
        children = list(element.iterchildren("*"))
        inline = self._inline(element, place)
        first = None if inline or not children else self._places[children[0]].start
        inner = outer + self._style.unit if first is None else self._style.indent(first)
        if first is not None and inner == outer and not self._style.begins_line(first):
            inner = outer + self._style.unit
        if place.alone:
            self._open(place, missing, path, outer, inline, added)
            return
        if added is not None:
            self._found.append(added)
        positions: dict[int, list[str]] = {}
        for name, wanted in missing:
            later = set(names[names.index(name) + 1 :]) if name in names else set()
            before = None
            for child in children:
                if child.tag in later:
                    break
                before = child
            at = place.inner if before is None else self._places[before].end
            remarks = _REMARKS.match(self._text, at)
            at = at if remarks is None else remarks.end()
            positions.setdefault(at, []).append(self._rendered([*path, name], wanted, inner, inline))
        for at, rendered in positions.items():
            if inline:
                self._found.append(Replacement(at, at, "".join(rendered)))
                continue
            text = "".join(f"{self._style.newline}{inner}{one}" for one in rendered)
            if _REST_OF_LINE.match(self._text, at):
                self._found.append(Replacement(at, at, text))
                continue
            blank = _BLANK.match(self._text, at)
            end = at if blank is None else blank.end()
            margin = outer if end == place.close else inner
            self._found.append(Replacement(at, end, f"{text}{self._style.newline}{margin}"))

    def _inline(self, element: _Element, place: Tags) -> bool:
        """Whether children go on the line of *element*: where those that are there do, or else those around it."""
        if not place.alone and len(element):
            return self._text.find("\n", place.inner, place.close) < 0
        if "\n" not in self._text:
            return True
        outer = element.getparent()
        around = None if outer is None else self._places.get(outer)
        return around is not None and self._text.find("\n", around.inner, around.close) < 0

    def _open(
        self,
        place: Tags,
        missing: list[tuple[str, Wanted]],
        path: list[str],
        outer: str,
        inline: bool,
        added: Replacement | None,
    ) -> None:
        """``<ssl />`` becomes ``<ssl>...</ssl>``."""
        slash = place.end - 2
        while self._text[slash - 1] in " \t\r\n":
            slash -= 1
        inner = outer + self._style.unit
        between, after = ("", "") if inline else (self._style.newline + inner, self._style.newline + outer)
        lines = [f"{between}{self._rendered([*path, name], wanted, inner, inline)}" for name, wanted in missing]
        name = self._text[place.start + 1 : start_tag(self._text, place.start).name_end]
        attributes = "" if added is None else added.text
        text = f"{attributes}>{''.join(lines)}{after}</{name}>"
        self._found.append(Replacement(slash, place.end, text))

    def _rendered(self, path: list[str], wanted: Wanted, indent: str, inline: bool) -> str:
        """A new element with all that is wanted in it."""
        every, quote = {**wanted.made, **wanted.attributes}, self._style.quote
        start = f"<{path[-1]}" + "".join(f" {key}={quote}{escape(text, quote)}{quote}" for key, text in every.items())
        if not wanted.children:
            return f"{start}{self._style.blank}/>"
        inner = indent + self._style.unit
        between, after = ("", "") if inline else (self._style.newline + inner, self._style.newline + indent)
        names = list(self._order(path))
        inside = sorted(wanted.children.items(), key=lambda pair: _rank(names, pair[0][0]))
        children = (between + self._rendered([*path, name], child, inner, inline) for (name, _), child in inside)
        return f"{start}>{''.join(children)}{after}</{path[-1]}>"


def apply(source: Source, edits: Sequence[Replacement]) -> bytes:
    """The file with *edits* applied; every byte outside them is the one that was there.

    A letter that the encoding lacks becomes a character reference. Raises NotEditableError for an encoding that
    does not write the same bytes again.
    """
    if not edits:
        return source.data
    if source.bom + source.text.encode(source.encoding, "replace") != source.data:
        raise NotEditableError(f"its encoding {source.encoding} would not come back byte for byte")
    pieces, last = [], 0
    for edit in edits:
        pieces += [source.text[last : edit.start], edit.text]
        last = edit.end
    pieces.append(source.text[last:])
    return source.bom + "".join(pieces).encode(source.encoding, "xmlcharrefreplace")


def written(source: Source, edit: Replacement) -> str:
    """The new text as the encoding can hold it."""
    return edit.text.encode(source.encoding, "xmlcharrefreplace").decode(source.encoding)


def _rank(names: list[str], name: str) -> int:
    return names.index(name) if name in names else len(names)


def _existing(element: _Element, name: str, wanted: Wanted) -> _Element | None:
    """The child that is meant: of several, the one that holds most of what is wanted below."""
    made = [(key, value.lower()) for key, value in wanted.made.items()]
    found = [
        child
        for child in element.iterchildren(name)
        if not made or all((child.get(key) or "").lower() == value for key, value in made)
    ]
    if len(found) < 2:
        return found[0] if found else None
    return max(found, key=lambda child: _count_of(child, wanted))


def _count_of(element: _Element, wanted: Wanted) -> int:
    found = 0
    for (name, _), child in wanted.children.items():
        existing = _existing(element, name, child)
        if existing is not None:
            found += 1 + _count_of(existing, child)
    return found


def _together(one: Wanted, other: Wanted) -> Wanted:
    """What both want."""
    both = Wanted(one.made)
    _merge(both, one)
    _merge(both, other)
    return both


def _merge(one: Wanted, other: Wanted) -> None:
    """Adds what *other* wants to *one*."""
    one.attributes.update(other.attributes)
    for (name, _), child in other.children.items():
        _merge(one.child(name, child.made), child)

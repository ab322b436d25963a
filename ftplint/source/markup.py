"""The one scanner of XML markup: where tags, attributes and comments stand in a text.

The text is well-formed wherever a place is asked for; on any other the scanner gives up at the first odd character.
It never goes back: repetitions are possessive, and what is opened and never closed reaches to the end of the text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

BLANKS: Final = " \t\r\n"
"""The white space of XML. ``\\s`` takes more, some of which may stand in a name (U+1680)."""
_HIDDEN = r"!--.*?(?:-->|\Z)|!\[CDATA\[.*?(?:\]\]>|\Z)|\?.*?(?:\?>|\Z)"
"""What may hold anything that looks like a tag, behind its '<'."""
_TAG = re.compile(rf"""<(?:{_HIDDEN}|(/?[^!?/](?:[^>"']|"[^"]*+"|'[^']*+')*+>))""", re.DOTALL)
_COMMENT = re.compile(rf"<(?:!--(.*?)(?:-->|\Z)|{_HIDDEN})", re.DOTALL)
_NAME = re.compile(r"<([^ \t\r\n/>]++)")
_ATTRIBUTE = re.compile(r"""([ \t\r\n]++)([^ \t\r\n=/>]++)([ \t\r\n]*+=[ \t\r\n]*+)(?:"([^"]*+)"|'([^']*+)')""")
_TAG_END = re.compile(r"[ \t\r\n]*+(/?)>")


class Attribute(NamedTuple):
    """One attribute of a tag: offsets of its name and of its value between the quotes; the white space before it."""

    name_start: int
    name_end: int
    start: int
    end: int
    blank: str


class StartTag(NamedTuple):
    """A start tag ``[start, end)``. ``name_end`` is behind its name, ``last`` behind its last attribute.

    ``end`` is None where the tag is not well-formed: what could be read of it is there all the same.
    """

    start: int
    name_end: int
    attributes: dict[str, Attribute]
    last: int
    end: int | None
    alone: bool


def start_tag(text: str, start: int) -> StartTag:
    """The start tag at the '<' at *start*, read once from its beginning to its end."""
    name = _NAME.match(text, start)
    at = name_end = name.end() if name else start + 1
    attributes: dict[str, Attribute] = {}
    match = _ATTRIBUTE.match
    while found := match(text, at):
        value = found.span(4) if found[4] is not None else found.span(5)
        attributes[found[2]] = Attribute(*found.span(2), *value, found[1])
        at = found.end()
    end = _TAG_END.match(text, at)
    return StartTag(start, name_end, attributes, at, end and end.end(), bool(end and end[1]))


def start_tags(text: str, names: frozenset[str] | None = None, at: int = 0) -> Iterator[int]:
    """The offsets of the start tags with one of the *names* (as written), or of all, from *at* on."""
    return (match.start() for match in _starts(names).finditer(text, at) if match.lastindex)


@lru_cache(maxsize=64)
def _starts(names: frozenset[str] | None) -> re.Pattern[str]:
    wanted = "[^/!?]" if names is None else rf"(?:{'|'.join(sorted(map(re.escape, names)))})(?=[ \t\r\n/>])"
    return re.compile(rf"<(?:{_HIDDEN}|({wanted}))", re.DOTALL)


def tags(text: str, at: int = 0) -> Iterator[tuple[int, int]]:
    """Start and end of each tag from *at* on: ``</`` begins an end tag, ``/>`` ends a tag without content."""
    return (match.span() for match in _TAG.finditer(text, at) if match.lastindex)


def comments(text: str) -> Iterator[tuple[int, int, str]]:
    """Start and end of each comment, and what is between its marks. One that is not closed is none."""
    for match in _COMMENT.finditer(text):
        if match[1] is not None and text.endswith("-->", match.start() + 7 - 3, match.end()):
            yield match.start(), match.end(), match[1]

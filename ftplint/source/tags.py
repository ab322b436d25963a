"""Where the tags of every element stand in a text: for edits, which need the end tags too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAG = r"""(/?)([^\s/>!?]+)((?:[^>"']|"[^"]*"|'[^']*')*)>"""
_MARKUP = re.compile(rf"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|{_TAG})", re.DOTALL)


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


def tags(text: str, root: _Element) -> dict[_Element, Tags]:
    """The tags of *root* and of all elements below it. *text* is well-formed and *root* its document element."""
    elements = root.iter("*")
    found: dict[_Element, Tags] = {}
    open_: list[tuple[_Element, int, int]] = []
    for match in _MARKUP.finditer(text):
        if match[2] is None:
            continue
        if match[1]:
            element, start, inner = open_.pop()
            found[element] = Tags(start, inner, match.start(), match.end())
            if not open_:
                break
            continue
        element = next(elements)
        if match[3].endswith("/"):
            found[element] = Tags(match.start(), match.end(), match.end(), match.end())
            if not open_:
                break
        else:
            open_.append((element, match.start(), match.end()))
    return found

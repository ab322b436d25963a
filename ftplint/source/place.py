"""A place in a file: an element, an attribute, or a stretch of text. Positions turn places into spans."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element


class Part(Enum):
    """Which part of an element or attribute a place means."""

    TAG = "tag"  # the whole start tag, from "<" to ">"
    NAME = "name"  # the attribute's name (or, without an attribute, the element's name in its start tag)
    VALUE = "value"  # the attribute's value between the quotes; an empty value is an empty span


class Place(NamedTuple):
    """A place given by the tree (``element``, ``attribute``) or, where there is no tree, by the text.

    ``start`` and ``end`` are offsets into ``Source.text`` in characters, used only if ``element`` is None.
    """

    element: _Element | None = None
    attribute: str | None = None
    part: Part = Part.TAG
    start: int = 0
    end: int = 0

    @classmethod
    def of_tag(cls, element: _Element) -> Place:
        """The start tag of *element*."""
        return cls(element)

    @classmethod
    def of_value(cls, element: _Element, attribute: str) -> Place:
        """The value of *attribute* on *element*; falls back to the start tag where it is not written."""
        return cls(element, attribute, Part.VALUE)

    @classmethod
    def of_name(cls, element: _Element, attribute: str | None = None) -> Place:
        """The name of *attribute* on *element*, or the element's own name."""
        return cls(element, attribute, Part.NAME)

    @classmethod
    def of_text(cls, start: int, end: int) -> Place:
        """A stretch of the decoded text, in characters."""
        return cls(None, None, Part.TAG, start, end)


class Span(NamedTuple):
    """Lines and columns count from 1, columns in characters (code points); the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

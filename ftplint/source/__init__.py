"""The file as written: bytes, tree, and the place of every element and attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked
from ftplint.source.escaping import escape, escape_ascii, legal
from ftplint.source.markup import comments
from ftplint.source.other_formats import other_format
from ftplint.source.parsing import parse
from ftplint.source.place import Part, Place, Span
from ftplint.source.positions import Positions
from ftplint.source.problem import Meant, Problem, Stops
from ftplint.source.read import Source, UnreadableError, decode, read_bytes, writes_xml
from ftplint.source.redact import SourceLines, is_secret_attribute, redacted, redacted_value

if TYPE_CHECKING:
    from ftplint.source.edit import Editor, NotEditableError, Replacement, Wanted, apply, written
    from ftplint.source.tags import Places

__all__ = [
    "Editor",
    "Meant",
    "NotEditableError",
    "Part",
    "Place",
    "Places",
    "Positions",
    "Problem",
    "Replacement",
    "Source",
    "SourceLines",
    "Span",
    "Stops",
    "UnreadableError",
    "Wanted",
    "apply",
    "comments",
    "decode",
    "escape",
    "escape_ascii",
    "is_secret_attribute",
    "legal",
    "other_format",
    "parse",
    "read_bytes",
    "redacted",
    "redacted_value",
    "writes_xml",
    "written",
]

_WHEN_ASKED = {
    "edit": ("Editor", "NotEditableError", "Replacement", "Wanted", "apply", "written"),
    "tags": ("Places",),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)

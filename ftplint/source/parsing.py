"""Text to a tree with lxml: no entities, no network, no XInclude, limits on depth and length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from ftplint.named_tuple import NamedTuple
from ftplint.source.place import Place
from ftplint.source.problem import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ftplint.source.read import Source


_SILENCES = "ftplint:"
"""What comments that silence rules begin with."""


class Parsed(NamedTuple):
    """The root element, or the problem that there is none."""

    root: _Element | None
    problem: Problem | None


def parse(source: Source) -> Parsed:
    """The tree of *source*, without the white space between elements, which is half of the nodes.

    It stays where comments silence rules: which element such a comment speaks of depends on line breaks. huge_tree is
    off, so libxml2 refuses more than 256 levels and values over 10 MB.
    """
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    options["remove_blank_text"] = _SILENCES not in source.text
    if source.encoding == "utf-8" and not source.bom:
        parser, data = etree.XMLParser(**options), source.data  # type: ignore[arg-type]
    else:  # the declaration no longer fits the bytes that the parser gets
        parser, data = etree.XMLParser(encoding="utf-8", **options), source.text.encode("utf-8")  # type: ignore[arg-type]
    try:
        return Parsed(etree.fromstring(data, parser), None)
    except etree.XMLSyntaxError as error:
        return Parsed(None, _problem(source, error))
    except ValueError as error:  # lxml refuses some bytes before parsing
        return Parsed(None, Problem("xml-malformed", Place.of_text(0, 0), {"reason": str(error)}))


def _problem(source: Source, error: etree.XMLSyntaxError) -> Problem:
    from ftplint.source.syntax_error import explain, offset_of

    text = error.msg or ""
    limits = ("Excessive depth", "length too long", "too long", "Huge input", "Maximum element depth", "Resource limit")
    if any(sign in text for sign in limits):
        deep = "depth" in text.lower()
        reason = (
            "elements are nested more than 256 deep"
            if deep
            else "a name, value or text is longer than 10,000,000 characters"
        )
        line, column = error.position
        at = offset_of(source.text, line or 1, column or 1)
        return Problem("limit-exceeded", Place.of_text(at, at), {"reason": reason})
    return explain(source, text, error.position)

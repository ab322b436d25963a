"""The elements of a text, and what they mean: of one that is half typed, what those mean that can be recognised."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.configuration import Configuration, surround
from ftplint.lsp.outline import Outline
from ftplint.schema import declarations

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from ftplint.analysis import ParsedFile
    from ftplint.configuration import Site
    from ftplint.lsp.outline import Node

_DEEPEST = 256
"""Levels of elements that are kept of a text that is not well-formed, as many as libxml2 allows."""


class Tree:
    """Of a text that is not ``whole``, what it means is a guess from what can be recognised.

    *parsed* parses the text; what needs the ``outline`` alone does not wait for that.
    """

    def __init__(self, text: str, parsed: Callable[[], ParsedFile]) -> None:
        self.outline = Outline(text)
        self._parse = parsed

    @cached_property
    def _parsed(self) -> ParsedFile:
        return self._parse()

    @property
    def whole(self) -> bool:
        """Whether the text is well-formed."""
        return self._parsed.written is not None

    @cached_property
    def _elements(self) -> dict[int, _Element]:
        """The elements by the numbers of their nodes."""
        written = self._parsed.written
        if written is None:
            return _rebuilt(self.outline)
        elements = list(written.iter("*"))
        return dict(enumerate(elements)) if len(elements) == len(self.outline.nodes) else {}

    @cached_property
    def _nodes(self) -> dict[_Element, Node]:
        return {element: self.outline.nodes[number] for number, element in self._elements.items()}

    @cached_property
    def configuration(self) -> Configuration | None:
        """What the file means, None where nothing can be recognised."""
        if self.whole:
            return self._parsed.configuration
        root = next(iter(self._elements.values()), None)
        surrounded = None if root is None else surround(root)
        if surrounded is None or surrounded.root is None:
            return None
        return Configuration(surrounded.root, declarations(), fragment=surrounded.is_fragment)

    @cached_property
    def _sites(self) -> dict[_Element, Site]:
        configuration = self.configuration
        return {} if configuration is None else {site.element: site for site in configuration.sites}

    def element(self, node: Node) -> _Element | None:
        """The element that *node* is."""
        return self._elements.get(node.number)

    def node(self, element: _Element) -> Node | None:
        """Where *element* is written; None for what is around a fragment."""
        return self._nodes.get(element)

    def site(self, node: Node) -> Site | None:
        """The site that *node* is, or is in. What is around a fragment is one too."""
        element = self.element(node)
        while element is not None:
            if element in self._sites:
                return self._sites[element]
            element = element.getparent()
        return None


def _rebuilt(outline: Outline) -> dict[int, _Element]:
    """The elements of the first root that can be recognised, but for those with a name that XML does not allow."""
    found: dict[int, _Element] = {}
    depths: dict[int, int] = {}
    top = next((node for node in outline.roots if node.name), None)
    for node in outline.nodes:
        parent = None if node.parent is None else found.get(node.parent.number)
        if parent is None and node is not top:
            continue
        depth = 0 if node.parent is None else depths[node.parent.number] + 1
        if depth >= _DEEPEST:
            continue
        try:
            element = etree.Element(node.name)
            for one in node.attributes:
                if one.name not in element.attrib and one.start is not None:
                    element.set(one.name, _read(one.value))
        except ValueError:
            continue
        if parent is not None:
            parent.append(element)
        found[node.number], depths[node.number] = element, depth
    return found


_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def _read(value: str) -> str:
    for reference, character in _REFERENCES:
        value = value.replace(reference, character)
    return value

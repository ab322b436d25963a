"""The nodes of a document as XPath sees them, and where its axes lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from lxml import etree

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element


class Attribute(NamedTuple):
    """An attribute as a node."""

    element: _Element
    name: str


ROOT: Final[_Element] = etree.Element("document")
"""Stands for the document node, the parent of the outermost element."""

if TYPE_CHECKING:
    Node: TypeAlias = _Element | Attribute


def along(axis: str, context: Iterable[Node], outermost: _Element) -> list[Node]:
    """The nodes on *axis* of the nodes of *context*, each once; *outermost* is the child of the document node."""
    found: dict[Node, None] = {}
    for start in context:
        # What was found leads nowhere new: its descendants, ancestors, siblings were found with it.
        if start not in found or axis not in _CHAINS:
            found.update(dict.fromkeys(_one(axis, start, outermost)))
    return list(found)


_CHAINS = frozenset(
    {
        *("ancestor", "ancestor-or-self", "descendant", "descendant-or-self", "following", "following-sibling"),
        *("preceding", "preceding-sibling"),
    }
)


def is_named(node: Node, name: str) -> bool:
    """Whether *node* passes the test for *name*, which may be ``*``."""
    if isinstance(node, Attribute):
        return name in ("*", node.name)
    return node is not ROOT and name in ("*", node.tag)


def _one(axis: str, node: Node, outermost: _Element) -> Iterator[Node]:
    if axis == "self" or axis.endswith("-or-self"):
        yield node
    if axis == "parent":
        yield from _parents(node, outermost)[:1]
    elif axis in ("ancestor", "ancestor-or-self"):
        yield from _parents(node, outermost)
    if isinstance(node, Attribute):
        return
    if node is ROOT:
        if axis in ("child", "descendant", "descendant-or-self"):
            yield outermost
        if axis in ("descendant", "descendant-or-self"):
            yield from outermost.iterdescendants("*")
    elif axis == "child":
        yield from node.iterchildren("*")
    elif axis in ("descendant", "descendant-or-self"):
        yield from node.iterdescendants("*")
    elif axis == "attribute":
        yield from (Attribute(node, str(name)) for name in node.attrib)
    elif axis in ("following-sibling", "preceding-sibling"):
        yield from node.itersiblings("*", preceding=axis == "preceding-sibling")
    elif axis in ("following", "preceding"):
        for around in (node, *node.iterancestors()):
            for sibling in around.itersiblings("*", preceding=axis == "preceding"):
                yield from sibling.iter("*")


def _parents(node: Node, outermost: _Element) -> Sequence[Node]:
    if node is ROOT:
        return []
    if isinstance(node, Attribute):
        return [node.element, *_parents(node.element, outermost)]
    return [*node.iterancestors(), ROOT]

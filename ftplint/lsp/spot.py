"""What stands at an offset of a text: a name, a value, the space between attributes, content, a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from ftplint.lsp.outline import Attribute, Node, Outline

Kind = Literal["content", "tag", "attribute", "value", "blank", "hidden", "end"]


class Spot(NamedTuple):
    """``kind`` is ``tag`` in the name of an element, ``blank`` between attributes, ``hidden`` in a comment or the like.

    ``node`` is the element that the tag belongs to, or whose content this is. ``start`` and ``end`` are the stretch of
    the name, value or comment.
    """

    kind: Kind
    node: Node | None
    start: int
    end: int
    attribute: Attribute | None = None


def spot(outline: Outline, offset: int, *, under: bool = False) -> Spot:
    """What stands at *offset*. *under* means the character behind it, as of a mouse; else a cursor that is typing."""
    hidden = outline.hidden_at(offset)
    if hidden is not None:
        return Spot("hidden", outline.at(offset), *hidden)
    node = outline.at(offset + 1 if under else offset)
    if node is None:
        return Spot("content", None, offset, offset)
    if offset > node.inner or (offset == node.inner and not node.unfinished):
        if offset > node.close and not node.alone:
            return Spot("end", node, node.close, node.end)
        return Spot("content", node, offset, offset)
    if offset <= node.name_end:
        return Spot("tag", node, node.start + 1, node.name_end)
    for one in node.attributes:
        if one.start is not None and one.start <= offset <= one.end:
            return Spot("value", node, one.start, one.end, one)
        if one.at <= offset <= one.stop:
            return Spot("attribute", node, one.at, one.stop, one)
    return Spot("blank", node, offset, offset)

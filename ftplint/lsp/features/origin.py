"""Go to definition: from a value to where it is set; from one that is set here to what it overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from ftplint.configuration import location_key
from ftplint.lsp.effective import effective
from ftplint.lsp.spot import spot

if TYPE_CHECKING:
    from ftplint.lsp.analysis import Analysis
    from ftplint.lsp.outline import Node


def named_at(analysis: Analysis, position: types.Position) -> tuple[Node, str | None] | None:
    """The element whose tag stands at *position*, and the attribute if it is one; None in all other places."""
    found = spot(analysis.tree.outline, analysis.text.offset(position), under=True)
    if found.node is None or found.kind not in ("tag", "end", "attribute", "value"):
        return None
    return found.node, None if found.attribute is None else found.attribute.name


def origin(analysis: Analysis, position: types.Position) -> list[types.Location]:
    """Of an attribute the place that gives its value, or the next level that it overrides; of an element all levels
    that write it; of the path of a location the site.
    """
    tree = analysis.tree
    found = named_at(analysis, position)
    if found is None:
        return []
    node, name = found
    if node.name == "location" and name == "path":
        return [place_of(analysis, one, "name") for one in _sites(analysis, node)]
    here = effective(tree, node)
    if here is None:
        return []
    writing = [one for element in here.tags() if (one := tree.node(element)) is not None]
    if name is None:
        return [place_of(analysis, one, None) for one in writing if one is not node] or _itself(analysis, node)
    writing = [one for one in writing if one.get(name) is not None]
    below = writing[: writing.index(node)] if node in writing else writing
    return [place_of(analysis, below[-1], name)] if below else _itself(analysis, node, name)


def place_of(analysis: Analysis, node: Node, attribute: str | None) -> types.Location:
    """The place of an attribute with its value, or of the name of an element."""
    for one in node.attributes:
        if one.name == attribute:
            return types.Location(analysis.uri, analysis.text.range(one.at, max(one.end, one.stop)))
    return types.Location(analysis.uri, analysis.text.range(node.start + 1, node.name_end))


def _itself(analysis: Analysis, node: Node, attribute: str | None = None) -> list[types.Location]:
    return [place_of(analysis, node, attribute)]


def _sites(analysis: Analysis, location: Node) -> list[Node]:
    """The site that a location is for."""
    name = location_key(location.get("path")).partition("/")[0]
    nodes = analysis.tree.outline.nodes
    return [one for one in nodes if one.name == "site" and (one.get("name") or "").lower() == name and name]

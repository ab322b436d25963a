"""References: who inherits what is set here; of a site its locations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration import location_key
from ftplint.lsp.effective import heirs
from ftplint.lsp.features.origin import named_at, place_of

if TYPE_CHECKING:
    from lsprotocol import types

    from ftplint.lsp.analysis import Analysis
    from ftplint.lsp.outline import Node


def references(analysis: Analysis, position: types.Position, *, itself: bool) -> list[types.Location]:
    """The sites and locations for which what stands at *position* applies though they do not write it."""
    tree = analysis.tree
    found = named_at(analysis, position)
    if found is None:
        return []
    node, name = found
    own = [place_of(analysis, node, name)] if itself else []
    if node.name == "site":
        return [*own, *(place_of(analysis, one, "path") for one in _locations(analysis, node))]
    nodes = [one for heir in heirs(tree, node, name) if (one := tree.node(heir.element)) is not None]
    named = {"site": "name", "location": "path"}
    return [*own, *(place_of(analysis, one, named.get(one.name)) for one in dict.fromkeys(nodes))]


def _locations(analysis: Analysis, site: Node) -> list[Node]:
    name = (site.get("name") or "").lower()
    nodes = (one for one in analysis.tree.outline.nodes if one.name == "location")
    return [one for one in nodes if name and location_key(one.get("path")).partition("/")[0] == name]

"""Document symbols: sites with what is in them, siteDefaults, locations, the server level; of half-typed texts too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from ftplint.lsp.declared import element_of
from ftplint.source import is_secret_attribute

if TYPE_CHECKING:
    from ftplint.lsp.analysis import Analysis
    from ftplint.lsp.outline import Attribute, Node

_MOST = 10_000
_DEEPEST = 16
_KINDS = {
    "site": types.SymbolKind.Module,
    "siteDefaults": types.SymbolKind.Namespace,
    "location": types.SymbolKind.Package,
    "system.ftpServer": types.SymbolKind.Namespace,
}
_TOPS = ("site", "siteDefaults", "location", "system.ftpServer", "ftpServer")
_NAMED_BY = {"site": ("name",), "location": ("path",), "binding": ("protocol", "bindingInformation")}


def symbols(analysis: Analysis) -> list[types.DocumentSymbol]:
    """The symbols of a text, sites and the like at the top."""
    found: dict[int, types.DocumentSymbol] = {}
    depths: dict[int, int] = {}
    tops: list[types.DocumentSymbol] = []
    below: dict[int, list[types.DocumentSymbol]] = {}
    for node in analysis.tree.outline.nodes:
        parent = None if node.parent is None else found.get(node.parent.number)
        if not node.name or (parent is None and node.name not in _TOPS):
            continue
        depth = 0 if parent is None or node.parent is None else depths[node.parent.number] + 1
        if depth > _DEEPEST or len(found) >= _MOST:
            continue
        symbol = _symbol(analysis, node)
        found[node.number], depths[node.number] = symbol, depth
        if parent is None:
            tops.append(symbol)
        else:
            below.setdefault(node.parent.number if node.parent else 0, []).append(symbol)
    for number, children in below.items():
        found[number].children = children
    return tops


def _symbol(analysis: Analysis, node: Node) -> types.DocumentSymbol:
    kind = _KINDS.get(node.name, types.SymbolKind.Object if node.children else types.SymbolKind.Field)
    names = [value for key in _NAMED_BY.get(node.name, ()) if (value := node.get(key))]
    detail = "" if node.name in _NAMED_BY else " ".join(f'{one.name}="{one.value}"' for one in _shown(node))
    return types.DocumentSymbol(
        " ".join(names) or node.name,
        kind,
        analysis.text.range(node.start, node.end),
        analysis.text.range(node.start + 1, node.name_end),
        detail=(node.name if names else detail[:200]) or None,
    )


def _shown(node: Node) -> list[Attribute]:
    """The attributes without those that may be secret."""
    element = element_of(node)
    if element is None:
        return []
    declared = element.attributes
    return [
        one
        for one in node.attributes
        if one.name in declared and not (is_secret_attribute(one.name) or declared[one.name].encrypted)
        if node.first("providerDefinitions", "activation") is None
    ]

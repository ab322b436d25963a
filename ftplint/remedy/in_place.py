"""Changes of settings as edits of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.schema.load import declarations
from ftplint.source.edit import Wanted, apply, replacements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from ftplint.engine.understand import Understood
    from ftplint.remedy.change import SettingChange
    from ftplint.schema.declarations import Element

_SITES = ("system.applicationHost", "sites")
_TOP = ("configSections", "configProtectedData", "system.applicationHost", "system.ftpServer", "location")
_SITES_ORDER = ("site", "siteDefaults", "applicationDefaults", "virtualDirectoryDefaults")
_SITE_ORDER = ("application", "virtualDirectoryDefaults", "applicationDefaults", "bindings", "limits", "logFile")


class NotHereError(Exception):
    """A change whose place is not in the file: a fragment that lacks the site, or siteDefaults."""


def edited(understood: Understood, wanted: Sequence[SettingChange]) -> bytes:
    """The bytes of the file after *wanted*. Raises NotHereError."""
    root = understood.written
    assert root is not None
    tree = Wanted()
    direct: dict[_Element, dict[str, str]] = {}
    for change in wanted:
        if change.element is not None:
            direct.setdefault(change.element, {})[change.attribute] = change.value
        else:
            _home(tree, change, root).at(change.path.split("/")).attributes[change.attribute] = change.value
    top = _below(tree, root)
    return apply(understood.source, replacements(understood.source, root, top, direct, _order))


def _home(tree: Wanted, change: SettingChange, root: _Element) -> Wanted:
    """The element that holds ``ftpServer`` or ``system.ftpServer`` for *change*."""
    match change.level:
        case "site":
            return tree.at(_SITES).child("site", {"name": change.home})
        case "siteDefaults":
            return tree.at((*_SITES, "siteDefaults"))
        case "location":
            return tree.child("location", {"path": change.home})
        case _:
            return _server_home(tree, change, root)


def _server_home(tree: Wanted, change: SettingChange, root: _Element) -> Wanted:
    """The body of the file, or a location for the server itself that holds the section already."""
    if root.find(change.path) is None:
        for location in root.iterfind("location"):
            path = location.get("path")
            if path in ("", ".") and location.find(change.path) is not None:
                return tree.child("location", {"path": path})
    return tree


def _below(tree: Wanted, root: _Element) -> Wanted:
    """The part of *tree* that is about *root*: all of it, unless the file is a fragment."""
    chain = [root]
    while (parent := chain[-1].getparent()) is not None:
        chain.append(parent)
    node = tree
    for element in list(reversed(chain))[1:]:
        found = None
        for (name, _), child in node.children.items():
            made = child.made.get("name")
            if name == element.tag and (made is None or made.lower() == (element.get("name") or "").lower()):
                found = child
            else:
                raise NotHereError(f"the fragment does not hold {name}" + (f" '{made}'" if made else ""))
        if found is None:
            return Wanted()
        node = found
    return node


def _order(element: _Element) -> Sequence[str]:
    """The children of *element* in the order of the schema."""
    path = [str(element.tag)]
    for outer in element.iterancestors():
        path.append(str(outer.tag))
    path.reverse()
    known = declarations()
    if path == ["configuration"]:
        return _TOP
    if path[-1] == "sites":
        return _SITES_ORDER
    if path[-1] in ("site", "siteDefaults"):
        return (*_SITE_ORDER, "ftpServer")
    for start, declared in (("ftpServer", known.ftp_server), ("system.ftpServer", known.server)):
        if start in path:
            return _children(declared, path[path.index(start) + 1 :])
    return ()


def _children(declared: Element, path: list[str]) -> Sequence[str]:
    for name in path:
        child = declared.children.get(name)
        if child is None:
            return ()
        declared = child
    return tuple(declared.children)

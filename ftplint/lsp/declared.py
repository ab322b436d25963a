"""What the schema declares at a place of the text: the element, what may stand in it, and what it may say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.lsp.outline import DEEPEST
from ftplint.schema import FTP_GROUP, declarations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftplint.lsp.outline import Node
    from ftplint.schema import Attribute, Element

_OUTER = {
    "": {"configuration": "The root of applicationHost.config."},
    "configuration": {
        "configSections": "Which sections there are, and whether locations may set them. IIS setup writes it.",
        "system.applicationHost": "Sites, application pools and other settings of the whole server.",
        FTP_GROUP: "The settings of the FTP service at the server level.",
        "location": "Settings for one site, or for a path below it.",
    },
    "system.applicationHost": {"sites": "All sites, web and FTP, and what they have by default."},
    "sites": {
        "site": "One site.",
        "siteDefaults": "What every site has that does not set it itself.",
    },
    "location": {FTP_GROUP: "The sections of the FTP service for this site or path."},
}
"""The elements around the declared ones, and what is in them."""
_OUTER_ATTRIBUTES = {
    "location": {
        "path": "The site, or a path below it: 'site' or 'site/folder'. Empty or '.' is the server.",
        "overrideMode": "Whether web.config and deeper locations may set these sections: Inherit, Allow or Deny.",
    }
}


class Child(NamedTuple):
    """An element that may stand in another: its name and what it is for; ``element`` where the schema declares it."""

    name: str
    documentation: str
    element: Element | None = None


def element_of(node: Node) -> Element | None:
    """The declaration of *node*; of an entry of a list that of its entries. None for what FTP does not know."""
    return None if node.depth > DEEPEST else _declared(node.names())


def _declared(names: Sequence[str]) -> Element | None:
    known = declarations()
    tops = {
        "site": known.site,
        "siteDefaults": known.site,
        "ftpServer": known.ftp_server,
        FTP_GROUP: known.server,
    }
    current: Element | None = None
    for name in names:
        if current is None:
            current = tops.get(name)
            continue
        collection = current.collection
        if collection is not None and name in (collection.add, collection.remove, collection.clear):
            current = collection.item
        else:
            current = current.children.get(name)
            if current is None:
                return None
    return current


def directive(node: Node) -> str:
    """``add``, ``remove`` or ``clear`` for an entry of a list, else empty."""
    parent = None if node.parent is None else element_of(node.parent)
    collection = None if parent is None else parent.collection
    if collection is None:
        return ""
    roles = {collection.add: "add", collection.remove: "remove", collection.clear: "clear"}
    return roles.get(node.name, "") if node.name else ""


def attributes_of(node: Node) -> dict[str, Attribute]:
    """The attributes that *node* may have, by name."""
    element = element_of(node)
    if element is None:
        return {}
    role = directive(node)
    if role == "clear":
        return {}
    if role == "remove" and node.parent is not None:
        parent = element_of(node.parent)
        keys = {name for key in parent.collection.keys for name in key} if parent and parent.collection else set()
        return {name: one for name, one in element.attributes.items() if name in keys}
    if node.name == "siteDefaults":
        of_site = {name: one for name, one in element.attributes.items() if name not in ("name", "id")}
        return {**of_site, **element.of_defaults}
    inside = node.first("siteDefaults") is not None
    return {**element.attributes, **(element.of_defaults if inside else {})}


def outer_attributes(node: Node) -> dict[str, str]:
    """The attributes of an element around the declared ones, each with what it is for."""
    return _OUTER_ATTRIBUTES.get(node.name, {})


def children_of(node: Node | None) -> list[Child]:
    """The elements that may stand in *node*; None is the file itself."""
    if node is None:
        return [Child(name, text) for name, text in _OUTER[""].items()]
    element = element_of(node)
    if element is None:
        return [Child(name, text, _declared([name])) for name, text in _OUTER.get(node.name, {}).items()]
    found = [Child(one.name, one.documentation, one) for one in element.children.values()]
    if element.name == "site":
        found = [one for one in found if one.name != "virtualDirectory"]
    if node.name == "siteDefaults":
        found = [one for one in found if one.name != "application"]
    collection = element.collection
    if collection is not None:
        item = collection.item
        found.append(Child(collection.add, item.documentation or "Adds an entry to the list.", item))
        if collection.remove:
            found.append(Child(collection.remove, "Removes an inherited entry from the list.", item))
        if collection.clear:
            found.append(Child(collection.clear, "Removes all inherited entries from the list.", item))
    return found


def documentation(node: Node) -> str:
    """What *node* is for; empty for what FTP does not know."""
    role = directive(node)
    around: Sequence[Child] = children_of(node.parent)
    if role in ("remove", "clear"):
        return next((one.documentation for one in around if one.name == node.name), "")
    element = element_of(node)
    if element is not None and node.name not in ("site", "siteDefaults"):
        return element.documentation
    return next(
        (one.documentation for one in around if one.name == node.name), element.documentation if element else ""
    )


def versions(element: Element | None, attribute: Attribute | None = None) -> str:
    """The first version of IIS that has it, ``8.0``; empty where all have."""
    since = [one.since for one in (element, attribute) if one is not None and one.since != "7.0"]
    return max(since, key=lambda text: [int(part) for part in text.split(".")], default="")

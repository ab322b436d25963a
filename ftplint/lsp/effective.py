"""The effective value at a place of the text: what applies there, which level gave it, and who inherits it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.configuration import location_key
from ftplint.lsp.outline import DEEPEST
from ftplint.schema import FTP_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.configuration import Configuration, EffectiveElement, Site, Value
    from ftplint.lsp.outline import Node
    from ftplint.lsp.tree import Tree

LEVELS = {
    "schema": "the default",
    "siteDefaults": "siteDefaults",
    "site": "the site",
    "server": "the server level",
    "location": "the location",
}
"""The levels in words."""


class Effective(NamedTuple):
    """An element as IIS sees it: of a site, of siteDefaults, of the server, or of a location (``where`` says it)."""

    element: EffectiveElement
    site: Site | None
    where: str

    def origin(self, value: Value) -> _Element | None:
        """The element that writes *value*; None for a default of the schema."""
        return None if value.origin is None else written(value.origin.element, self.site)

    def tags(self) -> list[_Element]:
        """The elements that write this one, the shallowest level first."""
        return [one for tag in self.element.tags if (one := written(tag.element, self.site)) is not None]


def written(element: object, site: Site | None) -> _Element | None:
    """The element of an origin, which may be that of a site."""
    try:
        return element(None if site is None else site.ftp_element)  # type: ignore[operator,no-any-return]
    except (LookupError, StopIteration):
        return None


def effective(tree: Tree, node: Node) -> Effective | None:
    """What applies at *node*; None outside the settings of FTP, or where the text cannot be understood."""
    configuration, element = tree.configuration, tree.element(node)
    if configuration is None or element is None or node.depth > DEEPEST:
        return None
    home = node.first("site", "siteDefaults", "location", "ftpServer", FTP_GROUP)
    path = _path_to(tree, node, "ftpServer")
    site = tree.site(node)
    if path is not None:
        if node.first("siteDefaults") is not None:
            top, where = configuration.site_defaults, "siteDefaults"
        else:
            top, where = (None, "") if site is None else (site.ftp, f"site '{site.name}'")
        found = None if top is None else _down(top, path, site)
        return None if found is None else Effective(found, site, where)
    path = _path_to(tree, node, FTP_GROUP)
    if path is None or home is None:
        return None
    location = node.first("location")
    key = "" if location is None else location_key(location.get("path"))
    found = _down(configuration.sections.group(key), path, None)
    where = f"location '{location.get('path')}'" if key and location is not None else "the server"
    return None if found is None else Effective(found, None, where)


def _path_to(tree: Tree, node: Node, top: str) -> list[tuple[str, _Element]] | None:
    """The names and elements on the way from the outermost *top* to *node*; None where it is not inside one."""
    if node.depth > DEEPEST:
        return None
    steps: list[tuple[str, _Element]] = []
    found: list[tuple[str, _Element]] | None = None
    for one in node.around():
        element = tree.element(one)
        if element is None:
            return None
        if one.name == top:
            found = steps[::-1]
        steps.append((one.name, element))
    return found


def _down(top: EffectiveElement, path: Sequence[tuple[str, _Element]], site: Site | None) -> EffectiveElement | None:
    node = top
    for name, element in path:
        collection = node.declaration.collection
        if collection is not None and name in (collection.add, collection.remove, collection.clear):
            entry = next((one for one in node.items if _writes(one, element, site)), None)
            if entry is None:
                return None
            node = entry
        elif name in node.declaration.children:
            node = node.child(name)
        else:
            return None
    return node


def _writes(item: EffectiveElement, element: _Element, site: Site | None) -> bool:
    return any(written(tag.element, site) is element for tag in item.tags)


class Heir(NamedTuple):
    """A site, or a location of one, that has a value from another place, and the element that shows it best."""

    site: Site
    element: _Element


def heirs(tree: Tree, node: Node, attribute: str | None) -> list[Heir]:
    """The FTP sites and their locations for which what *node* writes applies though they do not write it.

    With *attribute* those that have the value of it, else those that have anything of the element.
    """
    configuration, element = tree.configuration, tree.element(node)
    if configuration is None or element is None or node.first("site") is not None:
        return []
    path = _path_to(tree, node, "ftpServer")
    if path is not None:
        return [
            Heir(site, found.tags()[-1] if found.tags() and _inside(found.tags()[-1], site) else site.element)
            for site in configuration.ftp_sites
            if (found := _of_site(site, path)) is not None and _has(found, element, attribute)
        ]
    path = _path_to(tree, node, FTP_GROUP)
    return [] if path is None else list(_of_sections(configuration, path, element, attribute))


def _of_sections(
    configuration: Configuration, path: Sequence[tuple[str, _Element]], element: _Element, attribute: str | None
) -> Iterator[Heir]:
    locations = {place: one.location for (place, _), one in configuration.document.sections.items()}
    around = set(element.iterancestors("location"))
    for site in configuration.ftp_sites:
        for place in configuration.location_paths(site):
            below = _down(configuration.sections.group(place), path, None)
            if below is None or not _has(Effective(below, None, ""), element, attribute):
                continue
            own = locations.get(place)
            if own is None or own not in around:
                yield Heir(site, site.element if own is None else own)


def _of_site(site: Site, path: Sequence[tuple[str, _Element]]) -> Effective | None:
    found = _down(site.ftp, path, site)
    return None if found is None else Effective(found, site, "")


def _inside(element: _Element, site: Site) -> bool:
    return site.element in element.iterancestors()


def _has(found: Effective, element: _Element, attribute: str | None) -> bool:
    """Whether *found* has a value, that of *attribute* or any, from *element*; an entry of a list, or itself."""
    if attribute is not None:
        return attribute in found.element.declaration.attributes and (
            found.origin(found.element.value(attribute)) is element
        )
    return any(found.origin(value) is element for value in found.element.values.values()) or (
        element in found.tags() and not found.element.values
    )

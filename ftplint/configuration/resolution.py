"""From a node of the effective document back to the file: which setting it is, which level gave it, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.origin import SITE
from ftplint.named_tuple import NamedTuple
from ftplint.schema import FTP_GROUP
from ftplint.source import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from ftplint.configuration.effective import Configuration
    from ftplint.configuration.layers import EffectiveElement
    from ftplint.configuration.origin import Level, Origin
    from ftplint.configuration.sites import Binding, Site


class Step(NamedTuple):
    """One step of a path in the effective document: the element's name and its place among siblings so named."""

    name: str
    number: int


class Resolved(NamedTuple):
    """A node of the effective document in terms of the file.

    ``origin`` is None where nobody wrote the value; ``ancestors`` are then the effective elements from the
    outermost to the one that would hold it. ``fixed`` is a place that needs no origin (bindings, the site itself).
    """

    setting: str
    level: Level
    origin: Origin | None
    attribute: str | None
    ancestors: tuple[EffectiveElement, ...]
    fixed: Place | None = None
    outer: Place | None = None
    """Outside the sites: where the setting is at home if nobody writes anything around it."""

    @property
    def shared(self) -> bool:
        """Whether the place is the same for every site (it lies outside the sites)."""
        return self.origin is not None and self.origin.layer is not SITE

    @property
    def common(self) -> bool:
        """Whether the setting is one of the server level or of siteDefaults, wherever its value comes from."""
        return self.outer is not None

    def place(self, site: Site | None) -> Place:
        """Where the value was written, or the innermost written element that could hold it."""
        if self.fixed is not None:
            return self.fixed
        site_element = None if site is None else site.ftp_element
        if self.origin is not None:
            return self.origin.place(site_element, self.attribute)
        return self.nearest(site, *(("server", "siteDefaults") if self.common else ("site", "location")))

    def nearest(self, site: Site | None, *levels: Level) -> Place:
        """The start tag of the innermost element around the setting that one of *levels* writes."""
        for element in reversed(self.ancestors):
            for tag in reversed(element.tags):
                if tag.layer.level in levels:
                    return tag.place(None if site is None else site.ftp_element)
        if self.outer is not None:
            return self.outer
        if site is None:
            raise LookupError(f"nothing of {self.setting} is written at the levels {levels}")
        return Place.of_tag(site.element)


def resolve(configuration: Configuration, site: Site | None, steps: Sequence[Step], attribute: str | None) -> Resolved:
    """The node at *steps* below ``site`` (or below ``server`` if *site* is None), or its *attribute*."""
    if site is None:
        if steps and steps[0].name == FTP_GROUP:
            home = configuration.document.root.find(FTP_GROUP)
            outer = Place.of_tag(configuration.document.root if home is None else home)
            return _in_tree(configuration.sections.group(""), steps[1:], attribute)._replace(outer=outer)
        return Resolved("configuration", "server", None, None, (), Place.of_tag(configuration.document.root))
    if not steps:
        place = Place.of_value(site.element, attribute) if attribute in ("name", "id") else Place.of_tag(site.element)
        return Resolved(f"site/@{attribute}" if attribute else "site", "site", None, None, (), place)
    head = steps[0]
    if head.name == "ftpServer":
        return _in_tree(site.ftp, steps[1:], attribute)
    if head.name == "binding":
        return of_binding(site.bindings[head.number], attribute)
    if head.name == "location":
        path = configuration.location_paths(site)[head.number]
        if len(steps) == 1:
            return Resolved("location", "location", None, attribute, (), _location(configuration, path, site))
        return _in_tree(configuration.sections.group(path), steps[2:], attribute)
    return Resolved(head.name, "site", None, None, (), _written(site.element, steps, attribute))


def _location(configuration: Configuration, path: str, site: Site) -> Place:
    """The first ``location`` element that says something for *path*; the site if none does."""
    written = (w.location for (where, _), w in configuration.document.sections.items() if where == path)
    return Place.of_tag(next((element for element in written if element is not None), site.element))


def of_binding(binding: Binding, attribute: str | None = "bindingInformation") -> Resolved:
    """A binding, or the written attribute that *attribute* of the effective one comes from."""
    written = "protocol" if attribute == "protocol" else "bindingInformation"
    place = Place.of_value(binding.element, written) if attribute else Place.of_tag(binding.element)
    return Resolved(f"bindings/binding/@{written}", "site", None, None, (), place)


def in_site_defaults(configuration: Configuration, steps: Sequence[Step], attribute: str | None) -> Resolved:
    """The node at *steps* below ``siteDefaults``, which the file writes."""
    assert configuration.site_defaults is not None
    sites = configuration.document.sites
    written = None if sites is None else sites.find("siteDefaults/ftpServer")
    outer = Place.of_tag(configuration.document.root if written is None else written)
    return _in_tree(configuration.site_defaults, steps[1:], attribute)._replace(outer=outer)


def _in_tree(root: EffectiveElement, steps: Sequence[Step], attribute: str | None) -> Resolved:
    element = root
    ancestors = [root]
    for step in steps:
        collection = element.declaration.collection
        if collection is not None and step.name == collection.add:
            element = element.items[step.number]
        else:
            element = element.child(step.name)
        ancestors.append(element)
    path = element.declaration.path
    if attribute is not None:
        value = element.value(attribute)
        return Resolved(f"{path}/@{attribute}", value.level, value.origin, attribute, tuple(ancestors))
    origin = element.tags[-1] if element.tags else None
    level: Level = "schema" if origin is None else origin.layer.level
    return Resolved(path, level, origin, None, tuple(ancestors))


def _written(top: _Element, steps: Sequence[Step], attribute: str | None) -> Place:
    """The place below an element whose structure the effective document keeps (applications)."""
    element = top
    for step in steps:
        element = list(element.iterchildren(step.name))[step.number]
    return Place.of_value(element, attribute) if attribute else Place.of_tag(element)

"""The effective values of a site or of the server one by one, each with its level and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.rendering import item_text
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration.effective import Configuration
    from ftplint.configuration.layers import EffectiveElement
    from ftplint.configuration.origin import Level
    from ftplint.configuration.sites import Site
    from ftplint.source import Place


NO_ENTRIES = "(no entries)"
"""The text of a collection that is written, and empty: cleared, as a rule. Its path is that of the element."""


class Setting(NamedTuple):
    """One effective value. ``location`` is the path below the site for values of a location, else None."""

    path: str
    text: str
    level: Level
    place: Place | None
    location: str | None = None


def site_settings(configuration: Configuration, site: Site) -> Iterator[Setting]:
    """All settings of a site: ftpServer, then the sections of system.ftpServer at each of its location paths."""
    yield from _settings(site.ftp, site.ftp.declaration.path, site, None)
    for path in configuration.location_paths(site):
        shown = path[len(site.name) :] or "/"
        for section in configuration.location_sections(path):
            yield from _settings(section, section.declaration.path, site, shown)


def server_settings(configuration: Configuration) -> Iterator[Setting]:
    """All settings of system.ftpServer at the server level."""
    group = configuration.sections.group("")
    yield from _settings(group, group.declaration.path, None, None)


def _settings(element: EffectiveElement, path: str, site: Site | None, location: str | None) -> Iterator[Setting]:
    site_element = None if site is None else site.ftp_element
    for name in element.declaration.attributes:
        value = element.value(name)
        place = None if value.origin is None else value.origin.place(site_element, name)
        yield Setting(f"{path}/@{name}", item_text(element, name), value.level, place, location)
    for name in element.declaration.children:
        yield from _settings(element.child(name), f"{path}/{name}", site, location)
    if element.declaration.collection is not None and element.tags and not element.items:
        origin = element.tags[-1]
        yield Setting(path, NO_ENTRIES, origin.layer.level, origin.place(site_element), location)
    for number, item in enumerate(element.items, 1):
        yield from _settings(item, f"{path}/{item.declaration.name}[{number}]", site, location)

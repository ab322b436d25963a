"""The effective sections of system.ftpServer along a location path: server, then SITE, SITE/a, SITE/a/b."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.layers import Conflict, EffectiveElement, Overlay, schema_default
from ftplint.configuration.origin import Layer
from ftplint.schema import FTP_GROUP

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator

    from ftplint.configuration.document import Document
    from ftplint.schema import Declarations, Element


class Sections:
    """Folds the chain of each path once and remembers it (iis-config-system section 1.5)."""

    def __init__(self, document: Document, declarations: Declarations) -> None:
        self._written = document.sections
        by_site: dict[str, list[str]] = {}
        for path in document.location_paths:
            by_site.setdefault(path.split("/", 1)[0], []).append(path)
        self._by_site = {site: tuple(sorted(paths)) for site, paths in by_site.items()}
        self._paths = frozenset(document.location_paths)
        self._declarations = declarations
        self._folded: dict[tuple[str, str], EffectiveElement] = {}
        self._conflicts: dict[tuple[str, str], tuple[Conflict, ...]] = {}

    def section(self, section: str, path: str) -> EffectiveElement:
        """The effective *section* at the normalised location *path* (``""`` is the server level)."""
        known = self._folded.get((path, section))
        if known is not None:
            return known
        if path:
            inherited = self.section(section, path.rpartition("/")[0])
        else:
            inherited = schema_default(self._declarations.sections[section].element)
        written = self._written.get((path, section))
        if written is not None:
            overlay = Overlay(Layer("location" if path else "server", written.element))
            inherited = overlay.merge(inherited, written.element)
            self._conflicts[path, section] = tuple(overlay.conflicts)
        self._folded[path, section] = inherited
        return inherited

    @property
    def sites(self) -> Collection[str]:
        """The names, in lower case, of the sites that have a location with FTP sections."""
        return self._by_site

    def written_at(self, path: str) -> str:
        """The deepest path at or above *path* that the file has a location for: both have the same sections."""
        while path and path not in self._paths:
            path = path.rpartition("/")[0]
        return path

    def group(self, path: str) -> EffectiveElement:
        """All sections at *path* as one ``system.ftpServer`` element, groups without attributes in between."""
        root = _empty(self._declarations.server)
        for name in self._declarations.sections:
            node = root
            *groups, last = name.removeprefix(FTP_GROUP + "/").split("/")
            for step in groups:
                node = node.children.setdefault(step, _empty(node.declaration.children[step]))
            node.children[last] = self.section(name, path)
        return root

    def paths_below(self, site: str) -> tuple[str, ...]:
        """The normalised location paths at or below the site named *site* that hold FTP sections."""
        return self._by_site.get(site.lower(), ())

    def places(self, site: str) -> tuple[str, ...]:
        """The own path of the site named *site*, and each path below it at which the file sets something."""
        top = site.lower()
        return (top, *(path for path in self.paths_below(site) if path != top))

    def conflicts(self, sites: Container[str] | None) -> Iterator[Conflict]:
        """What went wrong in merging any written section.

        *sites* are the names of all sites in lower case, if they are known: IIS never consults a location of another
        site, so nothing goes wrong there.
        """
        for path, section in self._written:
            if path and sites is not None and path.split("/", 1)[0] not in sites:
                continue
            self.section(section, path)
            yield from self._conflicts.get((path, section), ())


def _empty(group: Element) -> EffectiveElement:
    """A section group, to be filled."""
    return EffectiveElement(group, {}, {}, (), ())

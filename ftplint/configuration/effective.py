"""The effective configuration of a file: every FTP site with every value, and the document that rules read."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ftplint.configuration.applications import read_applications
from ftplint.configuration.conditions import Conditions
from ftplint.configuration.document import read_document
from ftplint.configuration.rendering import applications_xml, element_xml
from ftplint.configuration.sections import Sections
from ftplint.configuration.sites import Site, SiteReader, conflict_problem
from ftplint.schema import FTP_GROUP
from ftplint.source import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from lxml.etree import _Element

    from ftplint.configuration.applications import Application
    from ftplint.configuration.document import Document
    from ftplint.configuration.layers import EffectiveElement
    from ftplint.schema import Declarations
    from ftplint.source import Problem


_UNLIMITED = "4294967295"
"""``maxConnections`` by default: no limit."""


class Configuration:
    """What a file means. ``sites`` are all sites in file order, FTP or not."""

    def __init__(self, root: _Element, declarations: Declarations, *, fragment: bool = False) -> None:
        self.document: Document = read_document(root, declarations, fragment=fragment)
        self.declarations = declarations
        self.fragment = fragment
        reader = SiteReader(self.document.sites, declarations)
        self.sites: tuple[Site, ...] = tuple(reader.read())
        self.site_defaults = None if reader.defaults_element is None else reader.defaults
        """What ``siteDefaults/ftpServer`` amounts to, if the file writes it."""
        sites = self.document.sites
        self._directory_defaults = None if sites is None else sites.find("virtualDirectoryDefaults")
        self.sections = Sections(self.document, declarations)
        self.conditions = Conditions(self.sections, fragment=fragment)
        self.problems: list[Problem] = [
            *self.document.problems,
            *reader.problems,
            *self._site_conflicts(),
            *(conflict_problem(c) for c in self.sections.conflicts(self._known_sites())),
        ]

    def _known_sites(self) -> dict[str, str] | None:
        """The names of the sites, None where those of locations need not be among them."""
        return self.document.site_names() if self.sections.sites and not self.fragment else None

    @cached_property
    def ftp_sites(self) -> tuple[Site, ...]:
        """The sites with a binding of protocol ftp."""
        return tuple(site for site in self.sites if site.is_ftp)

    @cached_property
    def distinct_ftp(self) -> tuple[EffectiveElement, ...]:
        """The ``ftpServer`` elements of the FTP sites, those that several sites share once."""
        return tuple({id(site.ftp): site.ftp for site in self.ftp_sites}.values())

    def ftp_sites_where(self, holds: Callable[[EffectiveElement], bool]) -> list[Site]:
        """The FTP sites whose ``ftpServer`` *holds* is true of, which is asked once for those that are alike."""
        chosen = {id(ftp) for ftp in self.distinct_ftp if holds(ftp)}
        return [site for site in self.ftp_sites if id(site.ftp) in chosen] if chosen else []

    @property
    def serves_ftp(self) -> bool:
        """Whether the FTP service is registered in this file; if not, FTP bindings are dead letters."""
        return self.document.registrations.registers_ftp()

    def shut_sites(self) -> dict[str, str]:
        """The FTP sites that let nobody in, by name, and what keeps everybody out (``shut-by``)."""
        found = ((site.name, self.conditions.of(site).shut_by) for site in self.ftp_sites)
        return {name: reason for name, reason in found if reason != "nothing"}

    @property
    def has_ftp(self) -> bool:
        """Whether there is an FTP site, or any setting of FTP."""
        root = self.document.root
        names = ("ftpServer", FTP_GROUP)
        return bool(self.ftp_sites) or any(next(root.iter(name), None) is not None for name in names)

    def _site_conflicts(self) -> Iterator[Problem]:
        for site in self.sites:
            for conflict in site.conflicts:
                yield conflict_problem(conflict, site.name, site.ftp_element)

    def site_xml(self, site: Site) -> str:
        """The ``site`` element of the effective document."""
        web = "true" if site.is_web else "false"
        conditions = self.conditions.of(site)
        parts = [f'<site name="{escape(site.name)}" id="{escape(site.id)}" web="{web}"{conditions.attributes()}>']
        parts.extend(
            f'<binding protocol="ftp" address="{escape(b.address)}" port="{escape(b.port)}" host="{escape(b.host)}"/>'
            for b in site.bindings
        )
        parts.append(element_xml(site.ftp))
        parts.extend(self.applications_xml(site))
        for path in self.location_paths(site):
            shown = path[len(site.name) :] or "/"
            of_location = conditions.at(path, site.name).attributes()
            parts.append(f'<location path="{escape(shown)}"{of_location}>{self.sections_xml(path)}</location>')
        parts.append("</site>")
        return "".join(parts)

    def server_start(self) -> str:
        """The start tag of the effective document: whether the file is whole, so that absence proves something."""
        return f'<server file="{"fragment" if self.fragment else "whole"}" client-limit="{self._client_limit}">'

    @cached_property
    def _client_limit(self) -> int:
        limits: dict[int, int] = {}
        for ftp in self.distinct_ftp:
            text = ftp.child("connections").value("maxConnections").text
            limits[id(ftp)] = int(text) if text.isdecimal() and text != _UNLIMITED else 0
        return sum(limits[id(site.ftp)] for site in self.ftp_sites if limits[id(site.ftp)] and site.starts)

    def site_defaults_xml(self) -> str:
        """The ``siteDefaults`` element of the effective document; nothing if the file writes no FTP defaults."""
        return "" if self.site_defaults is None else f"<siteDefaults>{element_xml(self.site_defaults)}</siteDefaults>"

    def location_paths(self, site: Site) -> tuple[str, ...]:
        """The site's own path and each path below it at which the file sets something, normalised."""
        return self.sections.places(site.name)

    def location_sections(self, path: str) -> Iterator[EffectiveElement]:
        """The effective sections that a location can set, at a normalised location path."""
        for section in self.declarations.sections.values():
            if section.in_locations:
                yield self.sections.section(section.path, path)

    def everywhere(self, section: str) -> Iterator[tuple[str | None, EffectiveElement]]:
        """The effective *section* at the server level and at each location of the file, with the site it belongs to."""
        sites = {site.name.lower(): site.name for site in self.sites}
        for path in ("", *self.document.location_paths):
            yield sites.get(path.split("/", 1)[0]) if path else None, self.sections.section(section, path)

    def sections_xml(self, path: str) -> str:
        """The effective ``system.ftpServer`` group at a normalised location path."""
        return element_xml(self.sections.group(path))

    def applications(self, site: Site) -> Iterator[Application]:
        """The applications of *site* with their virtual directories."""
        return read_applications(site.element, self._directory_defaults)

    def applications_xml(self, site: Site, names: Container[str] | None = None) -> Iterator[str]:
        """The ``application`` elements of *site*; of virtual directories the attributes among *names*, or all."""
        declared = self.declarations.virtual_directory.attributes.values()
        yield from applications_xml(list(self.applications(site)), declared, self.conditions.of(site).domains, names)

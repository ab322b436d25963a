"""The effective configuration of a file: every FTP site with every value, and the document that rules read.

The document has the same names as the file. It never holds a secret: where the file has one, it says
``(set)`` for a secret in clear text and ``(encrypted)`` for one that IIS can decrypt.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ftplint.configuration.document import read_document
from ftplint.configuration.encryption import TOKEN
from ftplint.configuration.layers import EffectiveElement, effective_text
from ftplint.configuration.origin import SITE
from ftplint.configuration.sections import Sections
from ftplint.configuration.sites import Site, SiteReader, conflict_problem, read_applications
from ftplint.source import escape, is_secret_attribute, redacted_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.configuration.document import Document
    from ftplint.configuration.endpoints import Ports, Users
    from ftplint.configuration.sites import Application, VirtualDirectory
    from ftplint.schema import Attribute, Declarations, Element
    from ftplint.source import Problem

CLEAR_SECRET = "(set)"
ENCRYPTED_SECRET = "(encrypted)"


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
        self.problems: list[Problem] = [
            *self.document.problems,
            *reader.problems,
            *self._site_conflicts(),
            *(conflict_problem(c) for c in self.sections.conflicts(None if fragment else self.document.site_names())),
        ]

    @property
    def ftp_sites(self) -> tuple[Site, ...]:
        """The sites with a binding of protocol ftp."""
        return tuple(site for site in self.sites if site.is_ftp)

    @property
    def serves_ftp(self) -> bool:
        """Whether the FTP service is registered in this file; if not, FTP bindings are dead letters."""
        return self.document.registrations.registers_ftp()

    def _site_conflicts(self) -> Iterator[Problem]:
        for site in self.sites:
            for conflict in site.conflicts:
                yield conflict_problem(conflict, site.name, site.ftp_element)

    def site_xml(self, site: Site) -> str:
        """The ``site`` element of the effective document."""
        web = "true" if site.is_web else "false"
        parts = [f'<site name="{escape(site.name)}" id="{escape(site.id)}" web="{web}">']
        parts.extend(
            f'<binding protocol="ftp" address="{escape(b.address)}" port="{escape(b.port)}" host="{escape(b.host)}"/>'
            for b in site.bindings
        )
        parts.append(element_xml(site.ftp))
        parts.extend(self._applications(site))
        for path in self.location_paths(site):
            shown = path[len(site.name) :] or "/"
            parts.append(f'<location path="{escape(shown)}">{self.sections_xml(path)}</location>')
        parts.append("</site>")
        return "".join(parts)

    def server_start(self) -> str:
        """The start tag of the effective document: whether the file is whole, so that absence proves something."""
        return f'<server file="{"fragment" if self.fragment else "whole"}">'

    def site_defaults_xml(self) -> str:
        """The ``siteDefaults`` element of the effective document; nothing if the file writes no FTP defaults."""
        return "" if self.site_defaults is None else f"<siteDefaults>{element_xml(self.site_defaults)}</siteDefaults>"

    def location_paths(self, site: Site) -> tuple[str, ...]:
        """The site's own path and each path below it at which the file sets something, normalised."""
        top = site.name.lower()
        return (top, *(path for path in self.sections.paths_below(site.name) if path != top))

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

    def _applications(self, site: Site) -> Iterator[str]:
        for application in self.applications(site):
            yield f'<application path="{escape(application.path)}">'
            for directory in application.virtual_directories:
                texts = (
                    f' {name}="{escape(shown_directory_text(directory, declared))}"'
                    for name, declared in self.declarations.virtual_directory.attributes.items()
                )
                yield f"<virtualDirectory{''.join(texts)}/>"
            yield "</application>"


def ports_xml(found: Ports) -> str:
    """The ``port`` elements of the effective document."""
    certificates: dict[int, str] = {}
    return "".join(
        f'<port number="{escape(port)}">'
        + "".join(_address_xml(address, hosts, certificates) for address, hosts in addresses.items())
        + "</port>"
        for port, addresses in found.items()
    )


def _address_xml(address: str, hosts: dict[str, Users], certificates: dict[int, str]) -> str:
    """*certificates* are those of effective elements that came up before, by identity."""
    parts = [f'<address ip="{escape(address)}">']
    for host, bound in hosts.items():
        parts.append(f'<host name="{escape(host)}">')
        for site, _ in bound:
            certificate = certificates.get(id(site.ftp))
            if certificate is None:
                certificate = certificates[id(site.ftp)] = _certificate(site)
            parts.append(f'<binding site="{escape(site.name)}" certificate="{certificate}"/>')
        parts.append("</host>")
    parts.append("</address>")
    return "".join(parts)


def _certificate(site: Site) -> str:
    return escape(site.ftp.find("security/ssl").value("serverCertHash").text)


def shown_directory_text(directory: VirtualDirectory, declared: Attribute) -> str:
    """The effective value of an attribute of a virtual directory, canonical, or a word for a secret."""
    return shown_text(declared, effective_text(declared, directory.attributes.get(declared.name, declared.default)))


def element_xml(element: EffectiveElement) -> str:
    """An effective element as XML text, every declared attribute and child written.

    What no site writes is rendered once and kept; what a site writes is needed once, and memory counts.
    """
    if element.xml is not None:
        return element.xml
    text = _rendered(element)
    if not element.tags or element.tags[-1].layer is not SITE:
        element.xml = text
    return text


def _rendered(element: EffectiveElement) -> str:
    declaration = element.declaration
    parts = [f"<{declaration.name}"]
    values = element.values
    for name, default in default_attributes(declaration):
        parts.append(f' {name}="{escape(item_text(element, name))}"' if name in values else default)
    inner = [element_xml(element.child(name)) for name in declaration.children]
    inner.extend(element_xml(item) for item in element.items)
    if inner:
        parts.append(f">{''.join(inner)}</{declaration.name}>")
    else:
        parts.append("/>")
    return "".join(parts)


@cache
def default_attributes(declaration: Element) -> tuple[tuple[str, str], ...]:
    """Each attribute's name, and its text in the document where nobody writes it."""
    return tuple(
        (name, f' {name}="{escape(shown_text(declared, declared.default))}"')
        for name, declared in declaration.attributes.items()
    )


def item_text(element: EffectiveElement, name: str) -> str:
    """The effective text of the attribute *name*, or a word that stands for it where it is a secret."""
    text = element.value(name).text
    if name == "value" and text and _holds_secret(element):
        return CLEAR_SECRET
    return shown_text(element.declaration.attributes[name], text)


def shown_text(declared: Attribute, text: str) -> str:
    """*text*, or a word that stands for it where it is a secret."""
    if not text or not (declared.encrypted or is_secret_attribute(declared.name)):
        return redacted_value(text) if declared.type.kind == "string" else text
    return ENCRYPTED_SECRET if TOKEN.fullmatch(text) else CLEAR_SECRET


def _holds_secret(item: EffectiveElement) -> bool:
    """Whether an item is a parameter of a provider (key and value): nobody can tell which of them are secrets."""
    return "key" in item.declaration.attributes

"""Small helpers for tests: XML text in, a Configuration out."""

from __future__ import annotations

from lxml import etree

from ftplint.configuration.effective import Configuration
from ftplint.configuration.layers import EffectiveElement
from ftplint.configuration.sites import Site
from ftplint.schema.load import declarations

SITE = (
    '<site name="{name}" id="{id}"><application path="/"><virtualDirectory path="/" physicalPath="c:\\ftp"/></application>'
    '<bindings><binding protocol="ftp" bindingInformation="*:21:{name}"/></bindings>{inner}</site>'
)


def site(name: str, inner: str = "", id: int = 1) -> str:
    """A complete FTP site with *inner* beside its bindings."""
    return SITE.format(name=name, id=id, inner=inner)


def configuration(body: str = "", sites: str = "") -> Configuration:
    """The configuration with *sites* (site and siteDefaults elements) and *body* (system.ftpServer, location)."""
    text = (
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost>{body}</configuration>"
    )
    return Configuration(etree.fromstring(text), declarations())


def sections(path: str | None, inner: str) -> str:
    """``system.ftpServer/security`` with *inner*, in a location of *path* unless that is None."""
    group = f"<system.ftpServer><security>{inner}</security></system.ftpServer>"
    return group if path is None else f'<location path="{path}">{group}</location>'


def named(found: Configuration, name: str) -> Site:
    """The site called *name*."""
    return next(site for site in found.sites if site.name == name)


def items(element: EffectiveElement, *attributes: str) -> list[tuple[str, ...]]:
    """The items of a collection as tuples of the values of *attributes*."""
    return [tuple(item.value(attribute).text for attribute in attributes) for item in element.items]


def kinds(found: Configuration) -> list[str]:
    """The kinds of the problems that resolving the configuration showed."""
    return [problem.kind for problem in found.problems]

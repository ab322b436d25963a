"""Finds foreign names where applicationHost.xsd lets them pass, to see whether one is a known name misspelt.

Also what siteDefaults may hold and a site may not: in the XSD both have the same ftpServer.

On the way of every check, so it is a few XPath expressions that select nothing in an ordinary file.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from lxml import etree

from ftplint.schema.load import declarations
from ftplint.schema.model import LOCK_ATTRIBUTES
from ftplint.schema.nearest import FAMILIAR, miscased, misspelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element, _ElementUnicodeResult

    from ftplint.schema.model import Element

_SITES = "system.applicationHost/sites/site"
_DEFAULTS = "system.applicationHost/sites/siteDefaults"
GROUPS = ("system.applicationHost", "system.ftpServer")
TOP = ("configSections", "location", *GROUPS)
"""The children of ``configuration`` that FTP depends on, in the letter case that they must have."""


def has_suspicious_names(root: _Element) -> bool:
    """Whether something in the file below *root* looks like a known name misspelt, and deserves the walk."""
    return (
        any(miscased(name, TOP) for name in _names(_groups(), root))
        or any(misspelt(name, _known()) for name in _foreign_names(root))
        or bool(_names(_of_defaults(), root))
    )


def has_suspicious_names_outside_sites(root: _Element) -> bool:
    """The same where no site has a foreign name."""
    special = {path.rpartition("/")[2] for path, _ in _below(declarations().ftp_server)}
    return (
        any(miscased(name, TOP) for name in _names(_groups(), root))
        or any(misspelt(name, _known()) for name in _names(_foreign((_DEFAULTS,)), root))
        or (next(root.iter(*special), None) is not None and bool(_names(_of_defaults(), root)))
    )


@lru_cache(maxsize=1)
def _known() -> tuple[str, ...]:
    """The names that open elements have: children and attributes."""
    d = declarations()
    opened = (d.site, d.application, d.virtual_directory, d.binding)
    names = {name for element in opened for name in (*element.children, *element.attributes)}
    return ("sites", *names, *(name for more in FAMILIAR.values() for name in more))


def _foreign_names(root: _Element) -> set[str]:
    names = _names(_foreign((_SITES, _DEFAULTS)), root)
    return names if _sites_are_plain()(root) else names | _names(_foreign_of_sites(), root)


@lru_cache(maxsize=1)
def _groups() -> etree.XPath:
    """The children of configuration and of its locations, but for the usual ones."""
    usual = _none_of(("location", "system.ftpServer", "system.webServer"))
    return etree.XPath(f"*[{usual}] | location/*[{usual}]")


@lru_cache(maxsize=2)
def _foreign(above: tuple[str, ...]) -> etree.XPath:
    """Foreign children and attributes of open elements in *above* (_SITES, _DEFAULTS), but for the children of sites.

    A name or id in the wrong letter case is a missing one, which the schema finds; so only an element with more
    than its required attributes can hold a misspelt one, and no other is looked at.
    """
    d = declarations()
    directories = [f"{one}/application/virtualDirectory[@*[3] or not(@physicalPath)]" for one in above]
    defaults = ("system.applicationHost/sites", *above, *(f"{one}/application" for one in above))
    directories += [f"{one}/virtualDirectoryDefaults" for one in defaults]
    children = [
        f"{_DEFAULTS}/*[{_none_of((*d.site.children, *FAMILIAR['site']))}]",
        *(f"{one}/application/*[{_none_of(('virtualDirectory', *FAMILIAR['application']))}]" for one in above),
    ]
    attributes = [
        *_attributes([f"{one}[@*[3]]" if one == _SITES else one for one in above], d.site.attributes),
        *_attributes([f"{one}/bindings/binding[@*[3]]" for one in above], d.binding.attributes),
        *_attributes(directories, d.virtual_directory.attributes),
    ]
    applications = "system.applicationHost/*[not(self::sites or self::applicationPools)]"
    return etree.XPath(" | ".join([applications, *children, *attributes]))


@lru_cache(maxsize=1)
def _foreign_of_sites() -> etree.XPath:
    """Foreign children of sites."""
    return etree.XPath(f"{_SITES}/*[{_none_of((*declarations().site.children, *FAMILIAR['site']))}]")


@lru_cache(maxsize=1)
def _sites_are_plain() -> etree.XPath:
    """Whether sites have no children but these three: of thousands of sites the numbers are quicker to ask."""
    usual = " + ".join(f"count({_SITES}/{name})" for name in ("application", "bindings", "ftpServer"))
    return etree.XPath(f"count({_SITES}/*) = {usual}")


@lru_cache(maxsize=1)
def _of_defaults() -> etree.XPath:
    """Attributes that siteDefaults alone may hold, in a site."""
    found = [f"{path}/@{name}" for path, name in _below(declarations().ftp_server)]
    return etree.XPath(" | ".join(f"system.applicationHost/sites/site/{path}" for path in found))


def _below(element: Element) -> Iterator[tuple[str, str]]:
    """The path of each element with attributes of siteDefaults alone, and such an attribute."""
    yield from ((element.path, name) for name in element.of_defaults)
    for child in element.children.values():
        yield from _below(child)


def _attributes(elements: Iterable[str], known: Iterable[str]) -> list[str]:
    usual = " or ".join(f"local-name() = '{name}'" for name in (*known, *sorted(LOCK_ATTRIBUTES)))
    return [f"{element}/@*[not({usual})]" for element in elements]


def _none_of(names: Iterable[str]) -> str:
    return f"not({' or '.join(f'self::{name}' for name in names)})"


def _names(xpath: etree.XPath, root: _Element) -> set[str]:
    """The names of the attributes and elements that *xpath* selects."""
    selected = cast("list[_Element | _ElementUnicodeResult]", xpath(root))
    return {str(node.attrname if isinstance(node, str) else node.tag) for node in selected}

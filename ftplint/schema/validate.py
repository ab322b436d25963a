"""Validates a file against applicationHost.xsd: libxml2 says whether, and only if it says no, a walk says why."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from lxml import etree

from ftplint.schema.load import declarations, schema_tree

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ftplint.source.problem import Problem


@lru_cache(maxsize=1)
def compiled() -> etree.XMLSchema:
    """applicationHost.xsd, compiled by libxml2."""
    return etree.XMLSchema(schema_tree())


def validate(root: _Element) -> list[Problem]:
    """What IIS refuses in the file below *root* (``configuration``), in document order.

    The verdict is that of the walk in ``explain``: it knows what a wildcard cannot say, such as elements that
    configSections registers. Where libxml2 finds nothing wrong, neither would the walk (tested).
    """
    if compiled().validate(root) and not _misspelt(root):
        return []
    from ftplint.schema.explain import explain

    return list(explain(root))


def _misspelt(root: _Element) -> bool:
    """Whether a site or siteDefaults has a child that looks like a misspelt known one; the wildcard lets it pass."""
    known = declarations().site.children
    strange = " or ".join(f"self::{name}" for name in (*known, *_FAMILIAR))
    xpath = _xpath(f"system.applicationHost/sites/*[self::site or self::siteDefaults]/*[not({strange})]")
    found = cast("list[_Element]", xpath(root))
    if not found:
        return False
    from ftplint.schema.nearest import misspelt

    return any(misspelt(name, known) for name in {str(element.tag) for element in found})


_FAMILIAR = (
    "limits",
    "logFile",
    "traceFailedRequestsLogging",
    "applicationDefaults",
    "virtualDirectoryDefaults",
    "hsts",
)
"""Children of sites that are none of FTP's business and need no second look."""


@lru_cache(maxsize=1)
def _xpath(text: str) -> etree.XPath:
    return etree.XPath(text)

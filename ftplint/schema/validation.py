"""Validates a file against applicationHost.xsd: libxml2 says whether, and only if it says no, a walk says why."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.schema.load import schema_tree
from ftplint.schema.suspicious_names import has_suspicious_names

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ftplint.source import Problem


@lru_cache(maxsize=1)
def compiled() -> etree.XMLSchema:
    """applicationHost.xsd, compiled by libxml2."""
    return etree.XMLSchema(schema_tree())


def validate(root: _Element) -> list[Problem]:
    """What IIS refuses in the file below *root* (``configuration``), in document order.

    The verdict is that of the walk in ``explain``: it knows what a wildcard cannot say, such as elements that
    configSections registers. Where libxml2 finds nothing wrong and no name is strange, neither would the walk (tested).
    """
    if compiled().validate(root) and not has_suspicious_names(root):
        return []
    from ftplint.schema.explain import explain

    return list(explain(root))

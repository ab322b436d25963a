"""Validates a file against applicationHost.xsd: libxml2 says whether, and only if it says no, a walk says why."""

from __future__ import annotations

import itertools
from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.schema.load import XS, schema_tree
from ftplint.schema.suspicious_names import has_suspicious_names, has_suspicious_names_outside_sites

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ftplint.source import Problem


@lru_cache(maxsize=1)
def compiled() -> etree.XMLSchema:
    """applicationHost.xsd, compiled by libxml2."""
    return etree.XMLSchema(schema_tree())


@lru_cache(maxsize=1)
def closed() -> etree.XMLSchema:
    """applicationHost.xsd with nothing in sites but what it declares: a file that it takes has no foreign names there.

    Asking it is quicker than looking at every name.
    """
    tree = deepcopy(schema_tree())
    for element in tree.iter(f"{XS}element"):
        children = _CHILDREN.get(element.get("name", ""))
        content = element.find(f"{XS}complexType/{XS}complexContent")
        extension = None if content is None else content.find(f"{XS}extension[@base='open']")
        if children is None or content is None or extension is None:
            continue
        choice = etree.Element(f"{XS}choice", minOccurs="0", maxOccurs="unbounded")
        for name in children:
            etree.SubElement(choice, f"{XS}element", ref=name)
        inside = choice if children else etree.Element(f"{XS}group", ref="nothing")
        parts = [inside, *extension, etree.Element(f"{XS}attributeGroup", ref="locks")]
        parent = element.find(f"{XS}complexType")
        assert parent is not None
        parent[:] = parts
    return etree.XMLSchema(tree)


_CHILDREN: dict[str, tuple[str, ...]] = {
    "site": ("application", "bindings", "ftpServer"),
    "application": ("virtualDirectory",),
    "virtualDirectory": (),
    "binding": (),
}
"""The open elements of sites, and which children they have if they have none of another schema file."""
_MANY = 2000
"""So many sites are worth a schema of their own."""


def validate(root: _Element) -> list[Problem]:
    """What IIS refuses in the file below *root* (``configuration``), in document order.

    The verdict is that of the walk in ``explain``: it knows what a wildcard cannot say, such as elements that
    configSections registers. Where libxml2 finds nothing wrong and no name is strange, neither would the walk (tested).
    """
    many = next(itertools.islice(root.iter("site"), _MANY, None), None) is not None
    if many and closed().validate(root) and not has_suspicious_names_outside_sites(root):
        return []
    if compiled().validate(root) and not has_suspicious_names(root):
        return []
    from ftplint.schema.explain import explain

    return list(explain(root))

"""What a script does, as operations, and a plain way to apply them to a file: nothing of it is ftplint's own editor."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree


class Operation(NamedTuple):
    """One attribute that a script sets."""

    section: str
    location: str
    site: str
    defaults: bool
    steps: tuple[str, ...]
    attribute: str
    value: str


def apply(data: bytes, operations: list[Operation]) -> bytes:
    """The file with *operations* applied as the configuration system would. Raises LookupError for an unknown site."""
    root = etree.fromstring(data)
    for operation in operations:
        node = root
        if operation.location:
            found = [
                one for one in root.iterfind("location") if one.get("path", "").lower() == operation.location.lower()
            ]
            holding = [one for one in found if one.find(operation.section) is not None]
            node = (holding or found or [etree.SubElement(root, "location", path=operation.location)])[0]
        for name in operation.section.split("/"):
            node = _child(node, name)
        if operation.site:
            sites = [one for one in node.iterfind("site") if one.get("name", "").lower() == operation.site.lower()]
            if not sites:
                raise LookupError(operation.site)
            node = sites[0]
        elif operation.defaults:
            node = _child(node, "siteDefaults")
        for name in operation.steps:
            node = _child(node, name)
        node.set(operation.attribute, operation.value)
    return etree.tostring(root)


def _child(node: etree._Element, name: str) -> etree._Element:
    found = node.find(name)
    return etree.SubElement(node, name) if found is None else found

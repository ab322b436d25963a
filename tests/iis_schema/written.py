"""Schema files in Microsoft's format, written from ftplint's own declarations: nothing of Microsoft's is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from ftplint.schema import declarations

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

    from ftplint.schema import Attribute, Element

_WHOLE = {"int": (-(2**31), 2**31 - 1), "uint": (0, 2**32 - 1), "int64": (-(2**63), 2**63 - 1)}


def write(folder: Path) -> Path:
    """Two files with all FTP: the sections, and the sites, which the second opens again to add ``ftpServer``."""
    folder.mkdir(exist_ok=True)
    known = declarations()
    iis = etree.Element("configSchema")
    sites = etree.SubElement(iis, "sectionSchema", name="system.applicationHost/sites")
    site = etree.SubElement(sites, "collection", addElement="site")
    for name, kind, key in (("name", "string", "siteName"), ("id", "uint", ""), ("serverAutoStart", "bool", "")):
        node = etree.SubElement(site, "attribute", name=name, type=kind)
        if name != "serverAutoStart":
            node.set("required", "true")
            node.set("isUniqueKey", "true")
        if key:
            node.set("validationType", key)
    bindings = etree.SubElement(etree.SubElement(site, "element", name="bindings"), "collection", addElement="binding", clearElement="clear")  # fmt: skip
    for name in ("protocol", "bindingInformation"):
        etree.SubElement(
            bindings, "attribute", name=name, type="string", required="true", isCombinedKey="true",
            validationType="nonEmptyString",
        )  # fmt: skip
    application = etree.SubElement(site, "collection", addElement="application")
    etree.SubElement(application, "attribute", name="path", type="string", required="true", isUniqueKey="true")
    directory = etree.SubElement(application, "collection", addElement="virtualDirectory")
    for name in known.virtual_directory.attributes:
        etree.SubElement(directory, "attribute", name=name, type="string", **({"isUniqueKey": "true"} if name == "path" else {}))  # fmt: skip
    defaults = etree.SubElement(sites, "element", name="siteDefaults", isCollectionDefault="true")
    etree.SubElement(defaults, "attribute", name="serverAutoStart", type="bool")
    (folder / "IIS_schema.xml").write_bytes(etree.tostring(iis))

    ftp = etree.Element("configSchema")
    again = etree.SubElement(ftp, "sectionSchema", name="system.applicationHost/sites")
    item = etree.SubElement(again, "collection", addElement="site")
    _element(item, known.ftp_server)
    _element(etree.SubElement(again, "element", name="siteDefaults"), known.ftp_server, defaults=True)
    for path, section in known.sections.items():
        _fill(etree.SubElement(ftp, "sectionSchema", name=path), section.element)
    (folder / "FTP_schema.xml").write_bytes(etree.tostring(ftp, pretty_print=True))
    return folder


def _element(parent: _Element, element: Element, *, defaults: bool = False) -> None:
    _fill(etree.SubElement(parent, "element", name=element.name), element, defaults=defaults)


def _fill(node: _Element, element: Element, *, defaults: bool = False) -> None:
    keys = () if element.collection is None else element.collection.keys
    for attribute in (*element.attributes.values(), *(element.of_defaults.values() if defaults else ())):
        _attribute(node, attribute)
    for child in element.children.values():
        _element(node, child, defaults=defaults)
    collection = element.collection
    if collection is None:
        return
    inner = etree.SubElement(node, "collection", addElement=collection.add)
    for name, said in (("removeElement", collection.remove), ("clearElement", collection.clear)):
        if said:
            inner.set(name, said)
    _fill(inner, collection.item, defaults=defaults)
    for names in keys:
        for attribute_node in inner.iterchildren("attribute"):
            if attribute_node.get("name") in names:
                attribute_node.set("isCombinedKey" if len(names) > 1 else "isUniqueKey", "true")


def _attribute(parent: _Element, attribute: Attribute) -> None:
    kind = "string" if attribute.type.kind == "thumbprint" else attribute.type.kind
    node = etree.SubElement(parent, "attribute", name=attribute.name, type=kind, defaultValue=attribute.default)
    if attribute.required:
        node.set("required", "true")
    if attribute.encrypted:
        node.set("encrypted", "true")
    if attribute.type.filled:
        node.set("validationType", "nonEmptyString")
    limits = (attribute.type.minimum, attribute.type.maximum)
    if kind in _WHOLE and limits != _WHOLE[kind]:
        node.set("validationType", "integerRange")
        node.set("validationParameter", f"{limits[0]},{limits[1]}")
    for name, number in attribute.type.names:
        etree.SubElement(node, "enum" if kind == "enum" else "flag", name=name, value=str(number))

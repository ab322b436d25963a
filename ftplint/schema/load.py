"""Reads the declarations out of applicationHost.xsd, with lxml alone: this is on the way of every check."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.resources import SCHEMAS
from ftplint.schema.model import Attribute, Collection, Declarations, Element, Section, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

XS = "{http://www.w3.org/2001/XMLSchema}"
IIS = "{urn:ftplint:schema}"

_ZERO = {"bool": "false", "int": "0", "uint": "0", "int64": "0", "timeSpan": "00:00:00"}
"""The default of a type where the schema gives none (iis-config-system section 2.1)."""


@lru_cache(maxsize=1)
def schema_tree() -> _Element:
    """The parsed applicationHost.xsd; nobody may change it."""
    return etree.parse(SCHEMAS / "applicationHost.xsd").getroot()


@lru_cache(maxsize=1)
def declarations() -> Declarations:
    """All that applicationHost.xsd declares of FTP."""
    return _Reader(schema_tree()).read()


class _Reader:
    def __init__(self, schema: _Element) -> None:
        self._globals = {element.get("name", ""): element for element in schema.iterchildren(f"{XS}element")}
        self._types = {
            element.get("name", ""): _value_type(element) for element in schema.iterchildren(f"{XS}simpleType")
        }
        self._sections: dict[str, Section] = {}

    def read(self) -> Declarations:
        ftp_server = self._element(self._globals["ftpServer"], "ftpServer")
        server = self._element(self._globals["system.ftpServer"], "system.ftpServer")
        tops = {
            name: self._element(self._globals[name], name) for name in ("bindings", "application", "virtualDirectory")
        }
        site_node = next(e for e in self._globals["sites"].iter(f"{XS}element") if e.get("name") == "site")
        site = self._element(site_node, "site")
        site.children.update(tops, ftpServer=ftp_server)
        tops["application"].children["virtualDirectory"] = tops["virtualDirectory"]
        bindings = tops["bindings"].collection
        assert bindings is not None
        return Declarations(
            ftp_server,
            server,
            site,
            bindings.item,
            tops["application"],
            tops["virtualDirectory"],
            self._sections,
        )

    def _element(self, node: _Element, path: str) -> Element:
        info, documentation = _annotations(node)
        attributes: dict[str, Attribute] = {}
        of_defaults: dict[str, Attribute] = {}
        children: dict[str, Element] = {}
        directives: dict[str, tuple[str, _Element]] = {}
        for item in _content(node):
            name = item.get("name") or ""
            if item.tag == _ATTRIBUTE:
                told, text = _annotations(item)
                of = told.get("attribute", {})
                where = of_defaults if of.get("siteDefaultsOnly") == "true" else attributes
                where[name] = self._attribute(item, of, text)
            elif item.tag == _CHOICE:
                for child in item.iterchildren(_ELEMENT):
                    name = child.get("name") or ""
                    role = _annotations(child)[0].get("directive", {}).get("role")
                    if role:
                        directives[role] = (name, child)
                    elif name:
                        children[name] = self._element(child, f"{path}/{name}")
        element = Element(
            node.get("name", ""),
            path,
            attributes,
            children,
            self._collection(directives, path),
            frozenset(info.get("runtime", {}).get("names", "").split()),
            "open" in info,
            info.get("element", {}).get("since", "7.0"),
            documentation,
            of_defaults,
        )
        if "section" in info:
            section = info["section"]
            anywhere = section["allowDefinition"] != "AppHostOnly" and section.get("serverOnly") != "true"
            self._sections[path] = Section(path, element, anywhere)
        return element

    def _collection(self, directives: dict[str, tuple[str, _Element]], path: str) -> Collection | None:
        if "add" not in directives:
            return None
        name, node = directives["add"]
        keys = (tuple(_annotations(node)[0]["directive"]["key"].split()),)
        remove, clear = (directives.get(role, (None, None))[0] for role in ("remove", "clear"))
        return Collection(name, self._element(node, f"{path}/{name}"), keys, remove, clear)

    def _attribute(self, node: _Element, info: dict[str, str], documentation: str) -> Attribute:
        type_ = self._types[node.get("type", "")]
        default = node.get("default", info.get("default"))
        if default is None:
            default = _ZERO.get(type_.kind, "")
        return Attribute(
            node.get("name", ""),
            type_,
            default,
            node.get("use") == "required",
            info.get("encrypted") == "true",
            info.get("since", "7.0"),
            documentation,
        )


def _value_type(node: _Element) -> ValueType:
    annotated = node.find(f"{XS}annotation/{XS}appinfo")
    assert annotated is not None
    kind = annotated.find(f"{IIS}type")
    assert kind is not None
    names = tuple(
        (value.get("name", ""), int(value.get("number", ""))) for value in annotated.iterchildren(f"{IIS}value")
    )
    facets = {str(facet.tag).removeprefix(XS): facet.get("value") for facet in node.iterfind(f"{XS}restriction/*")}
    low, high = facets.get("minInclusive"), facets.get("maxInclusive")
    return ValueType(
        node.get("name", ""),
        kind.get("kind"),  # type: ignore[arg-type]
        names,
        None if low is None else int(low),
        None if high is None else int(high),
        tuple((v.get("name", "").lower(), v.get("since", "")) for v in annotated.iterfind(f"{IIS}value[@since]")),
        "minLength" in facets,
    )


def _annotations(node: _Element) -> tuple[dict[str, dict[str, str]], str]:
    """The annotations of *node* by local name, and its documentation."""
    info: dict[str, dict[str, str]] = {}
    documentation = ""
    for annotation in node.iterchildren(_ANNOTATION):
        for part in annotation:
            if part.tag == _DOCUMENTATION:
                documentation = " ".join((part.text or "").split())
            else:
                for item in part:
                    info[str(item.tag).removeprefix(IIS)] = dict(item.attrib)  # type: ignore[arg-type]
    return info, documentation


def _content(node: _Element) -> Iterator[_Element]:
    """The attributes and the choice of children of an element, wherever its type has them."""
    for type_ in node.iterchildren(_TYPE):
        extended = type_.find(_EXTENSION)
        yield from type_ if extended is None else extended


_ANNOTATION, _DOCUMENTATION = f"{XS}annotation", f"{XS}documentation"
_ELEMENT, _ATTRIBUTE, _CHOICE = f"{XS}element", f"{XS}attribute", f"{XS}choice"
_TYPE, _EXTENSION = f"{XS}complexType", f"{XS}complexContent/{XS}extension"

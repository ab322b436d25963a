"""Writes schemas/effective.xsd, the schema of the effective document, from the declarations of applicationHost.xsd."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.configuration import OF_DIRECTORY, OF_ELEMENT, OF_LOCATION, OF_SERVER, OF_SITE, Configuration
from ftplint.observed import ELEMENTS
from ftplint.resources import SCHEMAS
from ftplint.rules import load_rules
from ftplint.schema import declarations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from ftplint.configuration import Condition
    from ftplint.observed import FactElement
    from ftplint.schema import Attribute, Element, ValueType

TARGET: Path = SCHEMAS / "effective.xsd"

FACTS = (
    "site",
    "setting",
    "element",
    "attribute",
    "value",
    "permitted",
    "expected",
    "reason",
    "section",
    "path",
    "hint",
    "fact",
    "consequence",
)
"""The facts that a problem can have, as ``ftplint.source.problem.Problem`` lists them."""

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!--
The effective document: what rules are written against, and what `ftplint effective` prints in the format xml.
Every element and attribute is present, with its effective value in canonical form. A secret is never in it: "(set)"
stands for one in clear text, "(encrypted)" for one that IIS can decrypt, "(no password)" for a connection string
that needs none. A value that IIS refuses is kept as written, so only files without such values are promised to be
valid here.

Generated from applicationHost.xsd and the rules on the file by: python -m ftplint.tooling
-->
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="unqualified">
"""

_SERVER = """
  <xs:element name="server">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="siteDefaults" minOccurs="0">
          <xs:complexType>
            <xs:sequence>
              <xs:element name="ftpServer" type="ftpServer"/>
            </xs:sequence>
          </xs:complexType>
        </xs:element>
        <xs:element name="site" type="site" minOccurs="0" maxOccurs="unbounded"/>
        <xs:element name="port" type="port" minOccurs="0" maxOccurs="unbounded"/>
        <xs:element name="system.ftpServer" type="system.ftpServer"/>
        <xs:element name="problem" type="problem" minOccurs="0" maxOccurs="unbounded"/>
        <!-- Facts from outside the file: of a bundle, or of an option. Without them it is not there. -->
        <xs:element name="evidence" type="evidence" minOccurs="0"/>
      </xs:sequence>
      <xs:attribute name="file" type="extent" use="required"/>
{of_server}    </xs:complexType>
  </xs:element>

  <!-- Only sites with an FTP binding, and only on a server that has the FTP service. -->
  <xs:complexType name="site">
    <xs:sequence>
      <xs:element name="binding" maxOccurs="unbounded">
        <xs:complexType>
          <xs:attribute name="protocol" type="protocol" use="required"/>
          <xs:attribute name="address" type="xs:string" use="required"/>
          <xs:attribute name="port" type="xs:string" use="required"/>
          <xs:attribute name="host" type="xs:string" use="required"/>
        </xs:complexType>
      </xs:element>
      <xs:element name="ftpServer" type="ftpServer"/>
      <xs:element name="application" minOccurs="0" maxOccurs="unbounded">
        <xs:complexType>
          <xs:sequence>
            <xs:element name="virtualDirectory" type="virtualDirectory" minOccurs="0" maxOccurs="unbounded"/>
          </xs:sequence>
          <xs:attribute name="path" type="xs:string" use="required"/>
        </xs:complexType>
      </xs:element>
      <xs:element name="location" maxOccurs="unbounded">
        <xs:complexType>
          <xs:sequence>
            <xs:element name="system.ftpServer" type="system.ftpServer"/>
          </xs:sequence>
          <xs:attribute name="path" type="xs:string" use="required"/>
{of_location}        </xs:complexType>
      </xs:element>
    </xs:sequence>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="id" type="xs:string" use="required"/>
    <!-- Whether the site has a binding of protocol http or https as well. -->
    <xs:attribute name="web" type="bool" use="required"/>
{of_site}  </xs:complexType>

  <!-- The same bindings the other way round: who shares a port, an address and a host name in lower case. -->
  <xs:complexType name="port">
    <xs:sequence>
      <xs:element name="address" maxOccurs="unbounded">
        <xs:complexType>
          <xs:sequence>
            <xs:element name="host" maxOccurs="unbounded">
              <xs:complexType>
                <xs:sequence>
                  <xs:element name="binding" maxOccurs="unbounded">
                    <xs:complexType>
                      <xs:attribute name="site" type="xs:string" use="required"/>
                      <xs:attribute name="certificate" type="thumbprint" use="required"/>
                      <!-- Whether the site is started with the service. -->
                      <xs:attribute name="starts" type="bool" use="required"/>
                    </xs:complexType>
                  </xs:element>
                </xs:sequence>
                <xs:attribute name="name" type="xs:string" use="required"/>
              </xs:complexType>
            </xs:element>
          </xs:sequence>
          <xs:attribute name="ip" type="xs:string" use="required"/>
        </xs:complexType>
      </xs:element>
    </xs:sequence>
    <xs:attribute name="number" type="xs:string" use="required"/>
  </xs:complexType>

  <!-- A fragment is a piece of a file: what is absent from it may well be there. -->
  <xs:simpleType name="extent">
    <xs:restriction base="xs:string"><xs:enumeration value="whole"/><xs:enumeration value="fragment"/></xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="protocol">
    <xs:restriction base="xs:string"><xs:enumeration value="ftp"/></xs:restriction>
  </xs:simpleType>
"""

_BASES = {"int": "xs:int", "uint": "xs:unsignedInt", "int64": "xs:long"}
_PATTERNS = {
    "thumbprint": "[^A-Z]*",
    "timeSpan": r"([1-9][0-9]*\.)?([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
}


def effective_xsd() -> str:
    """The text of effective.xsd."""
    declared = declarations()
    group = Configuration(etree.Element("configuration"), declared).sections.group("").declaration
    tops = (declared.ftp_server, group, declared.virtual_directory)
    types: dict[str, ValueType] = {}
    tables = {"of_server": (OF_SERVER, 6), "of_location": (OF_LOCATION, 10), "of_site": (OF_SITE, 4)}
    parts = [_HEAD, _SERVER.format(**{name: "".join(_conditions(*table)) for name, table in tables.items()})]
    parts.append("\n  <!-- What was seen on the server; an attribute that is absent is not known. -->\n")
    parts.append('  <xs:complexType name="evidence">\n    <xs:sequence>\n')
    parts.extend(line for one in ELEMENTS for line in _fact(one, "      "))
    parts.append("    </xs:sequence>\n  </xs:complexType>\n")
    for top in tops:
        parts.append(f'\n  <xs:complexType name="{top.name}">\n')
        parts.extend(_content(top, "    ", types))
        parts.append("  </xs:complexType>\n")
    parts.append("\n  <!-- A problem of the file as such; its kind is the name of the rule that reports it. -->\n")
    parts.append(
        '  <xs:complexType name="problem">\n    <xs:attribute name="kind" type="problemKind" use="required"/>\n'
    )
    parts.extend(f'    <xs:attribute name="{fact}" type="xs:string"/>\n' for fact in FACTS)
    parts.append("  </xs:complexType>\n")
    parts.extend(_names("problemKind", [rule.name for rule in load_rules() if rule.scope == "problem"]))
    parts.append("\n  <!-- Types of values, in canonical form. -->\n")
    for name in sorted(types):
        parts.extend(_type(types[name]))
    return "".join([*parts, "</xs:schema>\n"])


def _fact(element: FactElement, indent: str) -> Iterator[str]:
    """The declaration of an element of ``evidence``."""
    yield f"{indent}<!-- {element.meaning[:1].upper()}{element.meaning[1:]}. -->\n"
    yield f'{indent}<xs:element name="{element.name}" minOccurs="0" maxOccurs="unbounded">\n'
    yield f"{indent}  <xs:complexType>\n"
    if element.children:
        yield f"{indent}    <xs:sequence>\n"
        for child in element.children.values():
            yield from _fact(child, f"{indent}      ")
        yield f"{indent}    </xs:sequence>\n"
    for one in element.attributes:
        yield from _attribute(one.name, one.values, f"{indent}    ")
    for member in element.children:
        yield from _attribute(member, (), f"{indent}    ")
    yield f"{indent}  </xs:complexType>\n{indent}</xs:element>\n"


def _attribute(name: str, values: Sequence[str], start: str, use: str = "") -> Iterator[str]:
    """The declaration of an attribute with one of *values*, or any text."""
    if not values:
        yield f'{start}<xs:attribute name="{name}" type="xs:string"{use}/>\n'
        return
    yield f'{start}<xs:attribute name="{name}"{use}>\n{start}  <xs:simpleType>\n'
    yield f'{start}    <xs:restriction base="xs:string">\n'
    yield from (f'{start}      <xs:enumeration value="{value}"/>\n' for value in values)
    yield f"{start}    </xs:restriction>\n{start}  </xs:simpleType>\n{start}</xs:attribute>\n"


def _content(element: Element, indent: str, types: dict[str, ValueType]) -> Iterator[str]:
    """What is inside the complex type of *element*; the types of its attributes are gathered in *types*."""
    inner: list[tuple[Element, str]] = [(child, "") for child in element.children.values()]
    if element.collection is not None:
        inner.append((element.collection.item, ' minOccurs="0" maxOccurs="unbounded"'))
    if inner and element.name != "virtualDirectory":
        yield f"{indent}<xs:sequence>\n"
        for child, occurs in inner:
            body = "".join(_content(child, indent + "      ", types))
            start = f'{indent}  <xs:element name="{child.name}"{occurs}>\n'
            yield f"{start}{indent}    <xs:complexType>\n{body}{indent}    </xs:complexType>\n{indent}  </xs:element>\n"
        yield f"{indent}</xs:sequence>\n"
    for attribute in element.attributes.values():
        yield f'{indent}<xs:attribute name="{attribute.name}" type="{_type_name(attribute, types)}" use="required"/>\n'
    of_element = [condition for condition, _ in OF_ELEMENT.get(element.path, ())]
    yield from _conditions(OF_DIRECTORY if element.name == "virtualDirectory" else of_element, len(indent))


def _conditions(conditions: Iterable[Condition], indent: int) -> Iterator[str]:
    """The attributes that no file writes; they are worked out for rules (``ftplint.configuration.conditions``)."""
    start = " " * indent
    for one in conditions:
        yield f"{start}<!-- {one.meaning} -->\n"
        yield from _attribute(one.name, one.values, start, ' use="required"')


def _type_name(attribute: Attribute, types: dict[str, ValueType]) -> str:
    if attribute.type.kind == "string":
        return "xs:string"
    types[attribute.type.name] = attribute.type
    return attribute.type.name


def _type(type: ValueType) -> Iterator[str]:
    if type.kind == "bool":
        yield from _names(type.name, ["true", "false"])
    elif type.kind == "enum":
        yield from _names(type.name, [name for name, _ in type.names])
    elif type.kind == "flags":
        yield from _flags(type.name, [name for name, _ in type.names])
    elif type.kind in _PATTERNS:
        yield from _restriction(type.name, "xs:string", [f'<xs:pattern value="{_PATTERNS[type.kind]}"/>'])
    else:
        facets = ['<xs:pattern value="0|-?[1-9][0-9]*"/>']
        facets += [] if type.minimum is None else [f'<xs:minInclusive value="{type.minimum}"/>']
        facets += [] if type.maximum is None else [f'<xs:maxInclusive value="{type.maximum}"/>']
        yield from _restriction(type.name, _BASES[type.kind], facets)


def _names(type: str, names: list[str]) -> Iterator[str]:
    yield from _restriction(type, "xs:string", [f'<xs:enumeration value="{name}"/>' for name in names])


def _flags(type: str, names: list[str]) -> Iterator[str]:
    """Names joined by commas. That they stand in schema order is left out: libxml2 cannot match such a pattern."""
    either = "|".join(map(re.escape, names))
    yield from _restriction(type, "xs:string", [f'<xs:pattern value="(({either})(, ({either}))*)?"/>'])


def _restriction(type: str, base: str, facets: list[str]) -> Iterator[str]:
    yield f'  <xs:simpleType name="{type}">\n    <xs:restriction base="{base}">\n'
    yield from (f"      {facet}\n" for facet in facets)
    yield "    </xs:restriction>\n  </xs:simpleType>\n"

"""The declarations of applicationHost.xsd as plain data: elements, attributes, collections, sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["bool", "int", "uint", "int64", "enum", "flags", "string", "thumbprint", "timeSpan"]

LOCK_ATTRIBUTES = frozenset(
    {"lockAttributes", "lockAllAttributesExcept", "lockElements", "lockAllElementsExcept", "lockItem"}
)
"""Allowed on every element without being declared (iis-config-system section 4.3)."""


@dataclass(frozen=True, slots=True)
class ValueType:
    """The type of an attribute. ``names`` are the (name, number) pairs of an enum or flags type in schema order."""

    name: str
    kind: Kind
    names: tuple[tuple[str, int], ...] = ()
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute. ``default`` is canonical; where the schema has none, the type has: ``""``, ``0``, ``false``."""

    name: str
    type: ValueType
    default: str
    required: bool = False
    encrypted: bool = False
    since: str = "7.0"
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """That an element is a collection. ``keys`` are the unique keys, each a tuple of attributes (combined key)."""

    add: str
    item: Element
    keys: tuple[tuple[str, ...], ...]
    remove: str | None = None
    clear: str | None = None
    merge_append: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One element. ``path`` is below the site or the configuration: ``ftpServer/security/ssl``.

    ``children`` leaves out the directives of the element's own collection. ``open`` elements (``site``) let
    attributes and children through that other schema files add. ``runtime`` names the attributes and child
    elements that IIS produces at run time and that no file may hold.
    """

    name: str
    path: str
    attributes: dict[str, Attribute] = field(default_factory=dict)
    children: dict[str, Element] = field(default_factory=dict)
    collection: Collection | None = None
    runtime: frozenset[str] = frozenset()
    open: bool = False
    since: str = "7.0"
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of ``system.ftpServer``. ``allow_definition`` is that of the stock registration."""

    path: str
    element: Element
    allow_definition: str


@dataclass(frozen=True, slots=True, eq=False)
class Declarations:
    """All that applicationHost.xsd declares. ``sections`` are keyed by path, ``system.ftpServer/log`` for example."""

    ftp_server: Element
    site: Element
    binding: Element
    application: Element
    virtual_directory: Element
    sections: dict[str, Section]

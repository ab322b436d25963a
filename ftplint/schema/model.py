"""The declarations of applicationHost.xsd as plain data: elements, attributes, collections, sections.

Named tuples, not dataclasses: every run makes them, and making a dataclass takes a millisecond of the start.
"""

from __future__ import annotations

from typing import Literal

from ftplint.named_tuple import NamedTuple

Kind = Literal["bool", "int", "uint", "int64", "enum", "flags", "string", "thumbprint", "timeSpan"]

FTP_GROUP = "system.ftpServer"
"""The group of the sections of FTP at the server level and in locations."""
LOCK_ATTRIBUTES = frozenset(
    {"lockAttributes", "lockAllAttributesExcept", "lockElements", "lockAllElementsExcept", "lockItem"}
)
"""Allowed on every element without being declared (iis-config-system section 4.3)."""


class ValueType(NamedTuple):
    """The type of an attribute. ``names`` are the (name, number) pairs of an enum or flags type in schema order.

    ``newer`` are the names (lower case) that came after IIS 7.0, each with its version. ``filled`` refuses the empty
    text (the validator nonEmptyString).
    """

    name: str
    kind: Kind
    names: tuple[tuple[str, int], ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    newer: tuple[tuple[str, str], ...] = ()
    filled: bool = False


class Attribute(NamedTuple):
    """One attribute. ``default`` is canonical; where the schema has none, the type has: ``""``, ``0``, ``false``."""

    name: str
    type: ValueType
    default: str
    required: bool = False
    encrypted: bool = False
    since: str = "7.0"
    documentation: str = ""


class Collection(NamedTuple):
    """That an element is a collection. ``keys`` are the unique keys, each a tuple of attributes (combined key)."""

    add: str
    item: Element
    keys: tuple[tuple[str, ...], ...]
    remove: str | None = None
    clear: str | None = None
    merge_append: bool = True


class Element:
    """One element. ``path`` is below the site or the configuration: ``ftpServer/security/ssl``.

    ``children`` leaves out the directives of the element's own collection. ``open`` elements (``site``) let
    attributes and children through that other schema files add. ``runtime`` names the attributes and child
    elements that IIS produces at run time and that no file may hold. ``of_defaults`` are attributes that the element
    has in ``siteDefaults`` alone: no site has them, so they are not among ``attributes``.
    """

    __slots__ = (
        "attributes",
        "children",
        "collection",
        "documentation",
        "name",
        "of_defaults",
        "open",
        "path",
        "runtime",
        "since",
    )

    def __init__(
        self,
        name: str,
        path: str,
        attributes: dict[str, Attribute] | None = None,
        children: dict[str, Element] | None = None,
        collection: Collection | None = None,
        runtime: frozenset[str] = frozenset(),
        open: bool = False,
        since: str = "7.0",
        documentation: str = "",
        of_defaults: dict[str, Attribute] | None = None,
    ) -> None:
        self.name = name
        self.path = path
        self.attributes: dict[str, Attribute] = {} if attributes is None else attributes
        self.children: dict[str, Element] = {} if children is None else children
        self.collection = collection
        self.runtime = runtime
        self.open = open
        self.since = since
        self.documentation = documentation
        self.of_defaults: dict[str, Attribute] = {} if of_defaults is None else of_defaults


class Section(NamedTuple):
    """A section of ``system.ftpServer``. ``in_locations`` says whether it may stand in a location of a site."""

    path: str
    element: Element
    in_locations: bool


class Declarations(NamedTuple):
    """All that applicationHost.xsd declares. ``server`` is the group system.ftpServer with its sections.

    ``sections`` are keyed by path, ``system.ftpServer/log`` for example.
    """

    ftp_server: Element
    server: Element
    site: Element
    binding: Element
    application: Element
    virtual_directory: Element
    sections: dict[str, Section]

"""Where a value was written: the layer it came from, and which start tag of that layer holds it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Literal

from ftplint.named_tuple import NamedTuple
from ftplint.source import Place

if TYPE_CHECKING:
    from lxml.etree import _Element

Level = Literal["schema", "siteDefaults", "site", "server", "location"]


class Layer(NamedTuple):
    """One place of the file that writes values: siteDefaults, a site, the server level, a location.

    ``element`` is the topmost element of the layer (``ftpServer``, or a section). It is None for the layer
    ``SITE``, which stands for whichever of several equally written sites is asked about.
    """

    level: Level
    element: _Element | None = None


SITE = Layer("site")
"""The layer of a site whose effective configuration may be shared with sites that are written alike."""


class Origin(NamedTuple):
    """The ``ordinal``-th start tag (document order, from 0) of ``layer``."""

    layer: Layer
    ordinal: int

    def element(self, site_element: _Element | None = None) -> _Element:
        """The element meant; *site_element* stands in for the layer ``SITE``."""
        top = site_element if self.layer.element is None else self.layer.element
        if top is None:
            raise LookupError("a shared site layer needs the site's own element")
        return next(islice(top.iter("*"), self.ordinal, None))

    def place(self, site_element: _Element | None = None, attribute: str | None = None) -> Place:
        """The place of the start tag, or of the value of *attribute* in it."""
        element = self.element(site_element)
        return Place.of_tag(element) if attribute is None else Place.of_value(element, attribute)


class Value(NamedTuple):
    """An effective value: its canonical text, and where it was written (None: nowhere, the schema's default)."""

    text: str
    origin: Origin | None = None

    @property
    def level(self) -> Level:
        """The level that gave the value."""
        return "schema" if self.origin is None else self.origin.layer.level

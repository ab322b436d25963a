"""What the file means: sites, layers, and the effective configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.conditions import NAMES as CONDITIONS
from ftplint.configuration.conditions import (
    OF_DIRECTORY,
    OF_ELEMENT,
    OF_LOCATION,
    OF_SERVER,
    OF_SITE,
    OF_TEXT,
    READS,
    Condition,
)
from ftplint.configuration.document import location_key
from ftplint.configuration.effective import Configuration
from ftplint.configuration.encryption import TOKEN
from ftplint.configuration.endpoints import Ports, is_address, ports, users
from ftplint.configuration.fragment import surround
from ftplint.configuration.layers import EffectiveElement, effective_text
from ftplint.configuration.origin import SITE, Value
from ftplint.configuration.prerequisites import COLUMNS, Cell, Row, rows
from ftplint.configuration.projection import Projection
from ftplint.configuration.rendering import item_text, ports_xml
from ftplint.configuration.resolution import Resolved, Step, in_site_defaults, of_binding, resolve
from ftplint.configuration.sites import Binding, Site
from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.configuration.differences import Difference, SiteDifference, compare
    from ftplint.configuration.listing import Setting, server_settings, site_settings

__all__ = [
    "COLUMNS",
    "CONDITIONS",
    "OF_DIRECTORY",
    "OF_ELEMENT",
    "OF_LOCATION",
    "OF_SERVER",
    "OF_SITE",
    "OF_TEXT",
    "READS",
    "SITE",
    "TOKEN",
    "Binding",
    "Cell",
    "Condition",
    "Configuration",
    "Difference",
    "EffectiveElement",
    "Ports",
    "Projection",
    "Resolved",
    "Row",
    "Setting",
    "Site",
    "SiteDifference",
    "Step",
    "Value",
    "compare",
    "effective_text",
    "in_site_defaults",
    "is_address",
    "item_text",
    "location_key",
    "of_binding",
    "ports",
    "ports_xml",
    "resolve",
    "rows",
    "server_settings",
    "site_settings",
    "surround",
    "users",
]

_WHEN_ASKED = {
    "differences": ("Difference", "SiteDifference", "compare"),
    "listing": ("Setting", "server_settings", "site_settings"),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)

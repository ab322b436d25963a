"""Conditions that many rules ask for, worked out once: attributes of the effective document that no file writes.

Their names have a hyphen, which no setting of IIS has. Rules read them like settings; findings never point at them.
"""

from __future__ import annotations

from ftplint.configuration.conditions.declared import (
    NAMES,
    OF_DIRECTORY,
    OF_LOCATION,
    OF_SERVER,
    OF_SITE,
    Condition,
)
from ftplint.configuration.conditions.of_directory import directory_attributes, directory_conditions
from ftplint.configuration.conditions.of_element import OF_ELEMENT, OF_TEXT, READS, element_conditions
from ftplint.configuration.conditions.of_site import Conditions, OfSite

__all__ = [
    "NAMES",
    "OF_DIRECTORY",
    "OF_ELEMENT",
    "OF_LOCATION",
    "OF_SERVER",
    "OF_SITE",
    "OF_TEXT",
    "READS",
    "Condition",
    "Conditions",
    "OfSite",
    "directory_attributes",
    "directory_conditions",
    "element_conditions",
]

"""The fully populated effective document: every element and attribute of effective.xsd, to hold XPaths against."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from ftplint.schema import object_model

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Declared:
    """What effective.xsd says of one attribute. ``values`` are the names it can have, () where they are not a few."""

    required: bool
    values: tuple[str, ...]
    flags: bool
    type: Any

    def permits(self, text: str) -> bool:
        """Whether the attribute can have the value *text*."""
        return bool(self.type.is_valid(text))


@dataclass(frozen=True, slots=True)
class Populated:
    """The document below ``root`` (``server``), and the declaration of each attribute in it."""

    root: _Element
    attributes: dict[tuple[_Element, str], Declared]
    tops: dict[_Element, _Element]
    """The child of ``server`` that each element is in; ``server`` itself is in none."""

    @property
    def sites(self) -> list[_Element]:
        """The sites, three of them."""
        return self.root.findall("site")

    def names(self) -> frozenset[str]:
        """All names of elements and attributes."""
        return _names()


@lru_cache(maxsize=1)
def populated() -> Populated:
    """The document; what may be repeated is in it twice, so that sibling axes find something; sites three times."""
    attributes: dict[tuple[_Element, str], Declared] = {}
    root = _filled(object_model("effective.xsd").elements["server"], attributes)
    return Populated(root, attributes, {element: top for top in root for element in top.iter("*")})


def _filled(declared: Any, attributes: dict[tuple[_Element, str], Declared]) -> _Element:
    element = etree.Element(declared.local_name)
    for name, attribute in declared.attributes.items():
        known = attributes[element, name] = _declared(attribute)
        element.set(name, known.values[0] if known.values else "")
    for child in declared.type.content.iter_elements():
        for _ in range(1 if child.max_occurs == 1 else 3 if child.local_name == "site" else 2):
            element.append(_filled(child, attributes))
    return element


def _declared(attribute: Any) -> Declared:
    values = attribute.type.enumeration or ()
    patterns = attribute.type.patterns
    flags = False
    if patterns is not None and not values:
        # The generator writes flags as ((A|B)(, (A|B))*)?; nothing else has a list of names in its pattern.
        listed = re.match(r"\(\(([A-Za-z0-9|]+)\)\(, ", patterns.regexps[0])
        flags = listed is not None
        values = listed.group(1).split("|") if listed else ()
    return Declared(attribute.use == "required", tuple(values), flags, attribute.type)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(str(name) for element in populated().root.iter("*") for name in (element.tag, *element.attrib))

"""Effective values in the types of Python. A value that IIS refuses counts as the default of its setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.schema import canonical, seconds

if TYPE_CHECKING:
    from ftplint.configuration import EffectiveElement


def text(element: EffectiveElement, name: str) -> str:
    """The canonical text. Raises KeyError for an attribute that is not declared, as all functions here."""
    found = element.value(name).text
    attribute = element.declaration.attributes[name]
    return attribute.default if canonical(attribute.type, found) is None else found


def flag(element: EffectiveElement, name: str) -> bool:
    """A boolean."""
    return text(element, name) == "true"


def number(element: EffectiveElement, name: str) -> int:
    """A whole number."""
    return int(text(element, name))


def span(element: EffectiveElement, name: str) -> float:
    """A time span in seconds."""
    return seconds(text(element, name))


def parts(element: EffectiveElement, name: str) -> tuple[str, ...]:
    """The parts of a list with commas, without blanks around them."""
    return tuple(part.strip() for part in text(element, name).split(",") if part.strip())


def flags(element: EffectiveElement, name: str) -> frozenset[str]:
    """The names of a flags value."""
    return frozenset(parts(element, name))

"""The schema of a server as plain data, as its files say it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Attribute:
    """One attribute. ``names`` are the (name, number) pairs of an enum or of flags; ``default`` is None without one."""

    name: str
    type: str
    default: str | None = None
    required: bool = False
    unique_key: bool = False
    combined_key: bool = False
    encrypted: bool = False
    case_sensitive: bool = False
    allow_infinite: bool = False
    hexadecimal: bool = False
    time_format: str = "string"
    validator: str = ""
    parameter: str = ""
    names: list[tuple[str, int]] = field(default_factory=list)


@dataclass(slots=True)
class Collection:
    """That an element is a collection; ``item`` is what each of its entries may hold, whatever its name in ``adds``."""

    adds: tuple[str, ...]
    item: Element
    remove: str = ""
    clear: str = ""
    merge_append: bool = True
    allow_duplicates: bool = False


@dataclass(slots=True)
class Element:
    """One element, a section too. ``open`` takes attributes that are not declared."""

    name: str
    attributes: dict[str, Attribute] = field(default_factory=dict)
    children: dict[str, Element] = field(default_factory=dict)
    collections: list[Collection] = field(default_factory=list)
    open: bool = False


@dataclass(slots=True)
class ServerSchema:
    """All sections by path. ``files`` are the names of the files that they are from."""

    sections: dict[str, Element] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def is_group(self, path: str) -> bool:
        """Whether sections lie below *path*."""
        return any(section.startswith(f"{path}/") for section in self.sections)

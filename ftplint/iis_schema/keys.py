"""The entries of collections from level to level, as far as their keys go (iis-config-system section 3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.schema import ValueType, canonical
from ftplint.source import is_secret_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from lxml.etree import _Element

    from ftplint.iis_schema.model import Attribute, Collection, Element

Key = tuple[tuple[str, ...], tuple[str, ...]]
"""The names of the attributes, and their values as they are compared."""
Entries: TypeAlias = "dict[tuple[str, ...], list[tuple[_Element, tuple[Key, ...]]]]"
"""By the way to the collection (element names, its add element last): the entries, each with its keys."""


class Repeated(NamedTuple):
    """An entry with the key of an earlier one."""

    entry: _Element
    first: _Element
    names: tuple[str, ...]
    shown: str


def merged(element: _Element, declared: Element, inherited: Entries) -> tuple[Entries, list[Repeated]]:
    """The entries after *element* has added, removed and cleared, and those that repeat a key."""
    result = {way: list(entries) for way, entries in inherited.items()}
    found: list[Repeated] = []
    _walk(element, declared, (), result, found)
    return result, found


def _walk(element: _Element, declared: Element, way: tuple[str, ...], entries: Entries, found: list[Repeated]) -> None:
    for child in element.iterchildren("*"):
        name = str(child.tag)
        if name in declared.children:
            _walk(child, declared.children[name], (*way, name), entries, found)
            continue
        for collection in declared.collections:
            here = entries.setdefault((*way, collection.adds[0]), [])
            if name in collection.adds:
                keys = tuple(_keys(child, collection))
                if not collection.allow_duplicates:
                    found.extend(_repetitions(child, keys, here, collection))
                here.append((child, keys))
                # What is inside an entry belongs to it alone: no other level can change it.
                _walk(child, collection.item, (), {}, found)
            elif name == collection.clear:
                here.clear()
            elif name == collection.remove:
                gone = tuple(_keys(child, collection))
                here[:] = [one for one in here if one[1] != gone]


def _keys(entry: _Element, collection: Collection) -> Iterator[Key]:
    """The unique keys one by one, then the combined one. What is not written takes part with its default."""
    attributes = collection.item.attributes
    for name, declared in attributes.items():
        if declared.unique_key:
            yield (name,), (_compared(entry, declared),)
    combined = tuple(name for name, declared in attributes.items() if declared.combined_key)
    if combined:
        yield combined, tuple(_compared(entry, attributes[name]) for name in combined)


def _compared(entry: _Element, declared: Attribute) -> str:
    text = entry.get(declared.name)
    if text is None:
        text = declared.default or ""
    if declared.type in ("flags", "bool", "int", "uint", "int64"):
        kind = "int64" if declared.type in ("int", "uint", "int64") else declared.type
        plain = ValueType("", kind, tuple(declared.names))  # type: ignore[arg-type]
        text = canonical(plain, text) or text
    return text if declared.case_sensitive else text.lower()


def _repetitions(
    entry: _Element, keys: tuple[Key, ...], here: list[tuple[_Element, tuple[Key, ...]]], collection: Collection
) -> Iterator[Repeated]:
    for key in keys:
        for first, others in here:
            if key in others:
                names, values = key
                hidden = any(is_secret_attribute(name) or collection.item.attributes[name].encrypted for name in names)
                shown = ", ".join(f"{name}='{value[:80]}'" for name, value in zip(names, values, strict=True))
                yield Repeated(entry, first, names, "(hidden)" if hidden else shown)
                break

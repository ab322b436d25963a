"""The merge: one written element laid over what it inherits, attribute by attribute, directive by directive.

An effective element shares every part that a layer does not write with the layer below, so a site that writes
three attributes costs three attributes (iis-config-system sections 1.5, 1.9 and 3.2).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lxml.etree import tostring

from ftplint.configuration.locks import unknown_names
from ftplint.configuration.origin import Origin, Value
from ftplint.named_tuple import NamedTuple
from ftplint.schema import LOCK_ATTRIBUTES, canonical
from ftplint.source import redacted_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.configuration.origin import Layer
    from ftplint.schema import Attribute, Collection, Element

Key = tuple[str, ...]


class Conflict(NamedTuple):
    """A mistake that only merging can see. ``first`` is the earlier of two, where there are two.

    ``setting`` is the path of the element; ``attribute`` the one whose value is meant, if one is.
    """

    kind: str
    origin: Origin
    facts: dict[str, str]
    setting: str
    first: Origin | None = None
    attribute: str | None = None


class EffectiveElement:
    """One element as IIS sees it. Only what differs from the schema's defaults is stored."""

    __slots__ = ("children", "declaration", "items", "keys", "tags", "values", "xml")

    def __init__(
        self,
        declaration: Element,
        values: dict[str, Value],
        children: dict[str, EffectiveElement],
        items: tuple[EffectiveElement, ...],
        tags: tuple[Origin, ...],
    ) -> None:
        self.declaration = declaration
        self.values = values
        """The explicitly written attributes, the deepest layer's value each."""
        self.children = children
        """The children that some layer writes."""
        self.items = items
        """The items of the collection, in effective order."""
        self.tags = tags
        """The start tags that write this element, shallowest layer first."""
        self.keys: dict[Key, Key] | None = None
        """Its keys as they are compared, by the names of their attributes; filled by ``item_key``."""
        self.xml: str | None = None
        """Filled by ``effective``: the element as XML text, rendered once however many sites share it."""

    def value(self, attribute: str) -> Value:
        """The effective value of *attribute*. Raises KeyError for an attribute that is not declared."""
        written = self.values.get(attribute)
        return written if written is not None else Value(self.declaration.attributes[attribute].default)

    def child(self, name: str) -> EffectiveElement:
        """The child element *name*, at its schema defaults if nobody writes it. Raises KeyError if not declared."""
        written = self.children.get(name)
        return written if written is not None else schema_default(self.declaration.children[name])

    def find(self, path: str) -> EffectiveElement:
        """The descendant at *path* (``security/ssl``), through children only."""
        node = self
        for name in path.split("/"):
            node = node.child(name)
        return node


@cache
def schema_default(declaration: Element) -> EffectiveElement:
    """The element that nobody writes: every attribute at its schema default. One for all; nobody may change it."""
    return EffectiveElement(declaration, {}, {}, (), ())


MergedChildren = dict[tuple[int, int, bytes], tuple["EffectiveElement", "EffectiveElement", int, list["Conflict"]]]
"""By what a child inherits, its place and its text: what it inherits (kept, so that no other element takes its
identity), what comes of it, the place behind it, and the conflicts."""
_KEPT = 1000


class Overlay:
    """Lays one layer over what it inherits, and gathers the conflicts that come up."""

    def __init__(self, layer: Layer, merged: MergedChildren | None = None) -> None:
        """*merged* are children merged before in this layer: of many sites most write the same."""
        self._layer = layer
        self._next = 0
        self._merged = merged
        self.conflicts: list[Conflict] = []

    def merge(self, inherited: EffectiveElement, written: _Element) -> EffectiveElement:
        """*inherited* with all that the element *written* sets, adds, removes and clears."""
        origin = Origin(self._layer, self._next)
        self._next += 1
        declaration = inherited.declaration
        values = self._values(inherited.values, declaration, written, origin)
        children = inherited.children
        seen: dict[str, Origin] = {}
        directives: _Directives | None = None
        collection = declaration.collection
        for element in written.iterchildren("*"):
            name = element.tag
            declared = declaration.children.get(name)
            if declared is not None:
                if children is inherited.children:
                    children = dict(children)
                here = Origin(self._layer, self._next)
                if name in seen:
                    self.conflicts.append(
                        Conflict("element-repeated", here, {"element": name}, declared.path, seen[name])
                    )
                # Written twice: the second is laid over the first. What IIS does is unknown
                # (iis-config-system section 12 point 6); the rule element-repeated reports it.
                seen.setdefault(name, here)
                children[name] = self._child(children.get(name) or schema_default(declared), element)
            elif collection is not None and name in (collection.add, collection.remove, collection.clear):
                if directives is None:
                    directives = _Directives(collection, inherited.items)
                self._directive(directives, collection, element)
            else:  # unknown: the schema reports it, the merge passes over it
                self._next += sum(1 for _ in element.iter("*"))
        items = inherited.items if directives is None else directives.effective()
        return EffectiveElement(declaration, values, children, items, (*inherited.tags, origin))

    def _child(self, inherited: EffectiveElement, written: _Element) -> EffectiveElement:
        """``merge`` of a child, done once for all that are written alike in the same place."""
        if self._merged is None:
            return self.merge(inherited, written)
        key = (id(inherited), self._next, tostring(written, with_tail=False))
        known = self._merged.get(key)
        if known is None:
            before = len(self.conflicts)
            merged = self.merge(inherited, written)
            if len(self._merged) >= _KEPT:
                self._merged.clear()
            self._merged[key] = inherited, merged, self._next, self.conflicts[before:]
            return merged
        _, merged, self._next, conflicts = known
        self.conflicts += conflicts
        return merged

    def _values(
        self, inherited: dict[str, Value], declaration: Element, written: _Element, origin: Origin
    ) -> dict[str, Value]:
        """An attribute that is written wins, also where it repeats the default (section 1.9 rule 2)."""
        attributes = written.items()
        if not attributes:
            return inherited
        values = dict(inherited)
        for key, written_text in attributes:
            name, text = str(key), str(written_text)
            declared = declaration.attributes.get(name)
            if declared is not None:
                values[name] = Value(effective_text(declared, text), origin)
            elif name in LOCK_ATTRIBUTES:
                for unknown, known in unknown_names(declaration, name, text):
                    facts = {"element": declaration.name, "attribute": name, "value": unknown, "permitted": known}
                    path = f"{declaration.path}/@{name}"
                    self.conflicts.append(Conflict("lock-list-unknown-name", origin, facts, path, attribute=name))
        return values

    def _directive(self, directives: _Directives, collection: Collection, written: _Element) -> None:
        origin = Origin(self._layer, self._next)
        item = self.merge(schema_default(collection.item), written)
        if written.tag == collection.clear:
            directives.clear()
        elif written.tag == collection.remove:
            if not directives.remove(item) and (missing := _missing_key(collection, written)):
                facts = {"element": str(written.tag), "attribute": ", ".join(missing)}
                self.conflicts.append(Conflict("remove-incomplete", origin, facts, collection.item.path))
        else:
            for names, first in directives.add(item):
                shown = ", ".join(f"{name}='{item.value(name).text}'" for name in names)
                facts = {"element": str(written.tag), "attribute": ", ".join(names), "value": shown}
                self.conflicts.append(Conflict("key-duplicate", origin, facts, collection.item.path, first.tags[0]))


class _Directives:
    """The directives of one collection at one level, carried out in document order (section 3.2)."""

    def __init__(self, collection: Collection, inherited: tuple[EffectiveElement, ...]) -> None:
        self._collection = collection
        self._inherited = _Items(collection, inherited)
        self._local = _Items(collection, ())

    def clear(self) -> None:
        """Drops the inherited items and the local ones written above."""
        self._inherited = _Items(self._collection, ())
        self._local = _Items(self._collection, ())

    def remove(self, pattern: EffectiveElement) -> bool:
        """Deletes the items with the key of *pattern*; False where there is none, which IIS passes over silently."""
        found = [items.remove(pattern) for items in (self._inherited, self._local)]
        return any(found)

    def add(self, item: EffectiveElement) -> Iterator[tuple[Key, EffectiveElement]]:
        """Appends *item*; yields each unique key that repeats and the earlier item. Adding is never overriding.

        IIS stops there; so that the rules can go on judging, the later item is kept as a further one.
        """
        for names in self._collection.keys:
            other = self._inherited.first(item, names) or self._local.first(item, names)
            if other is not None:
                yield names, other
        self._local.add(item)

    def effective(self) -> tuple[EffectiveElement, ...]:
        """The finished list; local items follow the inherited ones unless mergeAppend is false."""
        if self._collection.merge_append:
            return (*self._inherited, *self._local)
        return (*self._local, *self._inherited)


class _Items:
    """Items in their order, and by each of their keys, so that a list of thousands is not searched for each entry."""

    def __init__(self, collection: Collection, items: tuple[EffectiveElement, ...]) -> None:
        self._keys = collection.keys
        self._items = dict(enumerate(items))
        self._next = len(items)
        self._known: dict[Key, dict[Key, dict[int, EffectiveElement]]] | None = None

    def __iter__(self) -> Iterator[EffectiveElement]:
        return iter(self._items.values())

    def add(self, item: EffectiveElement) -> None:
        """Appends *item*."""
        self._items[self._next] = item
        if self._known is not None:
            self._note(self._known, self._next, item)
        self._next += 1

    def first(self, like: EffectiveElement, names: Key) -> EffectiveElement | None:
        """The first item with the same key *names* as *like*."""
        return next(iter(self._by_key(names).get(item_key(like, names), {}).values()), None)

    def remove(self, like: EffectiveElement) -> bool:
        """Deletes the items that have all keys of *like*; False where there is none. Without keys all are alike."""
        wanted = list(self._items)
        if self._keys:
            found = [self._by_key(names).get(item_key(like, names), {}) for names in self._keys]
            wanted = [number for number in min(found, key=len) if all(number in numbers for numbers in found)]
        for number in wanted:
            item = self._items.pop(number)
            for names in self._keys:
                by_key, key = self._by_key(names), item_key(item, names)
                del by_key[key][number]
                if not by_key[key]:
                    del by_key[key]
        return bool(wanted)

    def _by_key(self, names: Key) -> dict[Key, dict[int, EffectiveElement]]:
        if self._known is None:
            self._known = {}
            for number, item in self._items.items():
                self._note(self._known, number, item)
        return self._known.get(names, {})

    def _note(
        self, known: dict[Key, dict[Key, dict[int, EffectiveElement]]], number: int, item: EffectiveElement
    ) -> None:
        for names in self._keys:
            known.setdefault(names, {}).setdefault(item_key(item, names), {})[number] = item


def item_key(item: EffectiveElement, names: Key) -> Key:
    """The key of *item* as it is compared: typed values (flags by their names in schema order), ignoring case.

    A key attribute that is not written takes part with its default (section 2.4). Case is folded ordinally,
    character by character, not by culture (section 1.7).
    """
    if item.keys is None:
        item.keys = {}
    key = item.keys.get(names)
    if key is None:
        key = item.keys[names] = tuple(item.value(name).text.lower() for name in names)
    return key


def effective_text(declared: Attribute, text: str) -> str:
    """The canonical form of *text*; a text that IIS refuses is kept as it stands, the schema reports it."""
    value = canonical(declared.type, text)
    return redacted_value(text) if value is None else value


def _missing_key(collection: Collection, written: _Element) -> list[str]:
    """The key attributes that a remove directive of a combined key does not write."""
    combined = next((names for names in collection.keys if len(names) > 1), ())
    return [name for name in combined if name not in written.attrib]

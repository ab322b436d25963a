"""Generated configurations for property tests: valid sections with values in any spelling that IIS accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ftplint.schema.model import Attribute, Element

_NAMES = ("a", "b", "A", "c d", "ü", "1")


def value(attribute: Attribute) -> st.SearchStrategy[str]:
    """A text that IIS accepts for *attribute*."""
    kind = attribute.type
    if kind.kind == "bool":
        return st.sampled_from(["true", "false", "TRUE", "False"])
    if kind.kind == "enum":
        names = [name for name, _ in kind.names]
        return st.sampled_from([*names, *(name.lower() for name in names), *(name.upper() for name in names)])
    if kind.kind == "flags":
        names = [name for name, _ in kind.names]
        return st.lists(st.sampled_from(names), max_size=3).flatmap(
            lambda chosen: st.sampled_from([",".join(chosen), " , ".join(chosen), ", ".join(reversed(chosen))])
        )
    if kind.kind in ("int", "uint", "int64"):
        low = 0 if kind.minimum is None else max(kind.minimum, 0)
        high = 2**31 - 1 if kind.maximum is None else min(kind.maximum, 2**31 - 1)
        return st.integers(low, max(low, high)).map(str)
    if kind.kind == "timeSpan":
        return st.sampled_from(["00:00:30", "26:00:00", "1.02:00:00", "0.00:01:00"])
    if kind.kind == "thumbprint":
        return st.sampled_from(
            ["", "a909502dd82ae41433e6f83886b00d4277a32a7b", "A909502DD82AE41433E6F83886B00D4277A32A7B"]
        )
    return st.sampled_from(_NAMES)


@st.composite
def element(
    draw: st.DrawFn, declared: Element, tag: str | None = None, keys: tuple[str, ...] | None = None
) -> _Element:
    """An element of *declared* with some of its attributes, children and directives."""
    result = etree.Element(tag or declared.name)
    for name, attribute in declared.attributes.items():
        if keys is not None and name not in keys:
            continue
        if attribute.required or draw(st.booleans()):
            result.set(name, draw(value(attribute)))
    if keys is not None:
        return result
    for child in declared.children.values():
        if draw(st.integers(0, 2)) == 0:
            result.append(draw(element(child)))
    collection = declared.collection
    if collection is not None:
        key = tuple(name for names in collection.keys for name in names)
        for role in draw(st.lists(st.sampled_from(["add", "add", "add", "remove", "clear"]), max_size=4)):
            if role == "add":
                result.append(draw(element(collection.item, collection.add)))
            elif role == "remove" and collection.remove:
                result.append(draw(element(collection.item, collection.remove, key)))
            elif role == "clear" and collection.clear:
                result.append(etree.Element(collection.clear))
    return result

"""A second merge, deliberately naive: it asks every layer for every value, from the strongest to the weakest.

It shares nothing with ftplint.configuration but the declarations, and takes the shortest way to the definition in
iis-config-system sections 1.5, 1.9 and 3.2, at any cost in time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.schema.values import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ftplint.schema.model import Element

Result = dict[str, Any]


def naive(declared: Element, layers: list[_Element]) -> Result:
    """The effective element as nested dicts, given the elements that write it, weakest layer first."""
    result: Result = {}
    for name, attribute in declared.attributes.items():
        written = [layer.get(name) for layer in layers if layer.get(name) is not None]
        text = written[-1] if written else None
        value = attribute.default if text is None else canonical(attribute.type, text)
        result["@" + name] = text if value is None else value
    for name, child in declared.children.items():
        result[name] = naive(child, [element for layer in layers for element in layer.findall(name)])
    if declared.collection is not None:
        result["[]"] = _items(declared, layers)
    return result


def _items(declared: Element, layers: list[_Element]) -> list[Result]:
    collection = declared.collection
    assert collection is not None
    effective: list[Result] = []
    for layer in layers:
        inherited, local = effective, []
        for directive in layer:
            item = naive(collection.item, [directive]) if isinstance(directive.tag, str) else {}
            if directive.tag == collection.clear:
                inherited, local = [], []
            elif directive.tag == collection.remove:
                inherited = [i for i in inherited if _key(declared, i) != _key(declared, item)]
                local = [i for i in local if _key(declared, i) != _key(declared, item)]
            elif directive.tag == collection.add:
                local.append(item)
        effective = inherited + local if collection.merge_append else local + inherited
    return effective


def _key(declared: Element, item: Result) -> list[list[str]]:
    collection = declared.collection
    assert collection is not None
    return [[item["@" + name].lower() for name in names] for names in collection.keys]

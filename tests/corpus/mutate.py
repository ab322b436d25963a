"""Changes a configuration one setting at a time, over the values that the schema permits and some that it does not.

Attributes of elements that are there once are written at each level; entries of collections are changed, removed and
doubled where they stand.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple, cast

from lxml import etree

from ftplint.api import RuleSet, Settings, lint_bytes
from ftplint.schema.load import declarations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.schema.model import Attribute, Element


class Mutation(NamedTuple):
    """One change: ``value`` is written to ``setting`` at a level; None: it is removed."""

    level: str
    setting: str
    value: str | None


STRINGS = (
    "",
    "x",
    "%UserName%",
    "10.0.0.1",
    "169.254.1.1",
    "203.0.113.7",
    "C:\\x",
    "a909502dd82ae41433e6f83886b00d4277a32a7b",
)


def values(attribute: Attribute) -> Iterator[str]:
    """Values of *attribute*: all names, both booleans, ends of ranges, and typical and odd texts."""
    kind = attribute.type
    if kind.kind == "bool":
        yield from ("true", "false", "yes")
    elif kind.kind in ("enum", "flags"):
        names = [name for name, _ in kind.names]
        yield from (*names, "", "nonsense")
        if kind.kind == "flags" and len(names) > 1:
            yield ", ".join(names)
    elif kind.kind == "timeSpan":
        yield from ("00:00:00", "00:00:30", "12:00:00", "soon")
    elif kind.kind in ("string", "thumbprint"):
        yield from STRINGS
    else:
        low = 0 if kind.minimum is None else kind.minimum
        yield from map(str, (0, 1, 30, 50000, low - 1, 4294967295, "many"))


def mutations() -> Iterator[Mutation]:
    """Every attribute of an element that is there once, at every level that may write it, with each of its values."""
    known = declarations()
    for setting, attribute in _attributes(known.ftp_server):
        for level in ("site", "siteDefaults"):
            yield Mutation(level, setting, None)
            yield from (Mutation(level, setting, value) for value in dict.fromkeys(values(attribute)))
    for setting, attribute in _attributes(known.server):
        yield Mutation("server", setting, None)
        yield from (Mutation("server", setting, value) for value in dict.fromkeys(values(attribute)))


def _attributes(element: Element) -> Iterator[tuple[str, Attribute]]:
    yield from ((f"{element.path}/@{name}", attribute) for name, attribute in element.attributes.items())
    for child in element.children.values():
        yield from _attributes(child)


def mutated(root: _Element, mutation: Mutation) -> _Element | None:
    """A copy of the tree with the change; None if it changes nothing. The first FTP site stands for the sites."""
    root = deepcopy(root)
    path, _, attribute = mutation.setting.rpartition("/@")
    steps = path.split("/")
    if mutation.level == "server":
        element: _Element | None = root
    elif mutation.level == "siteDefaults":
        sites = root.find("system.applicationHost/sites")
        assert sites is not None
        element = _child(sites, "siteDefaults")
    else:
        found = cast(
            "list[_Element]", root.xpath("system.applicationHost/sites/site[bindings/binding/@protocol='ftp']")
        )
        element = found[0] if found else None
    for step in steps:
        element = None if element is None else _child(element, step)
    if element is None or element.get(attribute) == mutation.value:
        return None
    if mutation.value is None:
        del element.attrib[attribute]
    else:
        element.set(attribute, mutation.value)
    return root


def _child(parent: _Element, name: str) -> _Element:
    found = parent.find(name)
    return etree.SubElement(parent, name) if found is None else found


def entry_mutations(root: _Element) -> Iterator[tuple[Mutation, _Element]]:
    """Each change of an entry of an FTP collection in the file, with a copy of the tree that has it.

    Of entries that are written alike in several places only the first ten are changed.
    """
    tree = root.getroottree()
    done = 0
    for holder, declared in _holders(root):
        for entry, item in _entries(holder, declared):
            done += 1
            if done > 10:
                return
            path = tree.getpath(entry)
            shown = path.removeprefix("/configuration/")
            for name, attribute in item.attributes.items():
                for value in (None, *dict.fromkeys(values(attribute))):
                    if value != entry.get(name):
                        yield Mutation("entry", f"{shown}/@{name}", value), _with(root, path, name, value)
            for how in ("removed", "doubled"):
                yield Mutation("entry", shown, how), _with(root, path, None, how)


def _holders(root: _Element) -> Iterator[tuple[_Element, Element]]:
    known = declarations()
    for path, declared in (
        ("system.applicationHost/sites/site/ftpServer", known.ftp_server),
        ("system.applicationHost/sites/siteDefaults/ftpServer", known.ftp_server),
        ("system.ftpServer", known.server),
        ("location/system.ftpServer", known.server),
    ):
        yield from ((element, declared) for element in root.iterfind(path))


def _entries(element: _Element, declared: Element) -> Iterator[tuple[_Element, Element]]:
    for child in element.iterchildren("*"):
        inner = declared.children.get(str(child.tag))
        collection = declared.collection
        if inner is None and collection is not None and child.tag == collection.add:
            yield child, collection.item
            inner = collection.item
        if inner is not None:
            yield from _entries(child, inner)


def _with(root: _Element, path: str, name: str | None, value: str | None) -> _Element:
    copied = deepcopy(root)
    (entry,) = cast("list[_Element]", copied.xpath(path))
    if name is not None and value is not None:
        entry.set(name, value)
    elif name is not None:
        entry.attrib.pop(name, None)
    elif value == "doubled":
        entry.addnext(deepcopy(entry))
    else:
        parent = entry.getparent()
        assert parent is not None
        parent.remove(entry)
    return copied


def fired(data: bytes, rules: RuleSet) -> frozenset[str]:
    """The rules that find something in *data*."""
    return frozenset(f.rule for f in lint_bytes("x.config", data, rules, Settings(fingerprints=False)).report.findings)


def outcomes(data: bytes, chosen: slice = slice(None)) -> dict[Mutation, str]:
    """The rules that each mutation of the configuration *data* adds (``+``) and takes away (``-``); of those *chosen*."""
    rules = RuleSet.load(Settings())
    root = etree.fromstring(data)
    before = fired(data, rules)
    found: dict[Mutation, str] = {}
    changes = ((mutation, mutated(root, mutation)) for mutation in mutations())
    for mutation, changed in (*changes, *entry_mutations(root))[chosen]:
        if changed is None:
            continue
        after = fired(etree.tostring(changed), rules)
        gone, come = sorted(before - after), sorted(after - before)
        found[mutation] = " ".join([*come, *(f"-{rule}" for rule in gone)])
    return found

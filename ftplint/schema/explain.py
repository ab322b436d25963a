"""Says what IIS refuses in a file: each unknown name, each wrong value, each missing attribute, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.schema.declarations import LOCK_ATTRIBUTES
from ftplint.schema.load import declarations
from ftplint.schema.nearest import misspelt, nearest_hint, permitted
from ftplint.schema.values import canonical
from ftplint.schema.values import explain as explain_value
from ftplint.source.place import Place
from ftplint.source.problem import Problem
from ftplint.source.redact import is_secret_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.schema.declarations import Attribute, Declarations, Element

_SITES = "All sites share the section system.applicationHost/sites, so IIS can read none of them."
_FILE = "IIS cannot read the whole file."
_GROUP = "system.ftpServer"


def explain(root: _Element) -> Iterator[Problem]:
    """The problems of the file below *root*, in document order."""
    walk = _Walk(declarations(), _registered(root))
    for child in root.iterchildren("*"):
        if child.tag == "system.applicationHost":
            for sites in child.iterchildren("sites"):
                yield from walk.sites(sites)
        elif child.tag == _GROUP:
            yield from walk.group(child, _GROUP)
        elif child.tag == "location":
            for group in child.iterchildren(_GROUP):
                yield from walk.group(group, _GROUP)


def _registered(root: _Element) -> frozenset[str]:
    """The names that configSections registers: foreign sections inside system.ftpServer pass."""
    return frozenset(
        element.get("name", "")
        for sections in root.iterchildren("configSections")
        for element in sections.iter("section", "sectionGroup")
    )


class _Walk:
    def __init__(self, declared: Declarations, registered: frozenset[str]) -> None:
        self._declared = declared
        self._registered = registered
        self._site: str | None = None
        self._consequence = ""

    def sites(self, sites: _Element) -> Iterator[Problem]:
        self._consequence = _SITES
        known = ("site", "siteDefaults", "applicationDefaults", "virtualDirectoryDefaults")
        for child in sites.iterchildren("*"):
            name = str(child.tag)
            if name == "site":
                self._site = child.get("name")
                yield from self._open(child, self._declared.site, required=True)
                self._site = None
            elif name == "siteDefaults":
                yield from self._open(child, self._declared.site, required=False)
            elif name not in known:
                hint = nearest_hint(name, known)
                yield self._unknown(child, "sites", ", ".join(known), hint, "sites")

    def group(self, group: _Element, path: str) -> Iterator[Problem]:
        """A section group: no attributes, no settings, only groups and sections."""
        sections = self._declared.sections
        prefix = path + "/"
        inner = sorted({known.removeprefix(prefix).split("/")[0] for known in sections if known.startswith(prefix)})
        yield from self._text(group, path)
        for child in group.iterchildren("*"):
            name = str(child.tag)
            section = sections.get(prefix + name)
            if section is not None:
                self._consequence = f"IIS cannot read the section {section.path}; other sections are not affected."
                yield from self._element(child, section.element)
            elif name in inner:
                yield from self.group(child, prefix + name)
            elif name not in self._registered:
                self._consequence = _FILE
                yield self._unknown(child, path, ", ".join(inner), nearest_hint(name, inner), path)

    def _open(self, element: _Element, declared: Element, *, required: bool) -> Iterator[Problem]:
        """An element that other schema files extend: what is known is judged, of the rest only what is misspelt."""
        yield from self._attributes(element, declared, required)
        for child in element.iterchildren("*"):
            name = str(child.tag)
            known = declared.children.get(name)
            if known is None:
                if misspelt(name, declared.children):
                    hint = nearest_hint(name, declared.children)
                    yield self._unknown(child, declared.name, permitted(declared), hint, declared.path)
            elif known.open:
                yield from self._open(child, known, required=required)
            else:
                yield from self._element(child, known)

    def _element(
        self, element: _Element, declared: Element, *, keys: tuple[str, ...] | None = None
    ) -> Iterator[Problem]:
        """A strict element. *keys* are the attributes that a remove directive may have."""
        yield from self._attributes(element, declared, keys is None, keys)
        yield from self._text(element, declared.path)
        collection = declared.collection if keys is None else None
        for child in element.iterchildren("*"):
            name = str(child.tag)
            known = declared.children.get(name) if keys is None else None
            if known is not None:
                yield from self._element(child, known)
            elif collection is not None and name == collection.add:
                yield from self._element(child, collection.item)
            elif collection is not None and name == collection.remove:
                key = tuple(part for parts in collection.keys for part in parts)
                yield from self._element(child, collection.item, keys=key)
            elif collection is not None and name == collection.clear:
                yield from self._element(child, collection.item, keys=())
            elif name in declared.runtime:
                facts = {"element": declared.name, "value": name}
                yield Problem(
                    "runtime-setting-written", Place.of_name(child), facts, self._site, f"{declared.path}/{name}"
                )
            else:
                hint = nearest_hint(name, permitted(declared).split(", "), self._home(name, declared))
                yield self._unknown(child, declared.name, permitted(declared), hint, declared.path)

    def _attributes(
        self, element: _Element, declared: Element, required: bool, keys: tuple[str, ...] | None = None
    ) -> Iterator[Problem]:
        known = declared.attributes if keys is None else {k: declared.attributes[k] for k in keys}
        for key, written in element.items():
            name, text = str(key), str(written)
            attribute = known.get(name)
            if attribute is not None:
                if canonical(attribute.type, text) is None:
                    yield self._wrong_value(element, declared, attribute, text)
            elif name in LOCK_ATTRIBUTES:
                if name == "lockItem" and text.lower() not in ("true", "false"):
                    facts = {"element": declared.name, "attribute": "lockItem", "value": text}
                    facts |= {"expected": "true or false", "consequence": self._consequence}
                    place = Place.of_value(element, "lockItem")
                    yield Problem("value-malformed", place, facts, self._site, f"{declared.path}/@lockItem")
            elif name in declared.runtime:
                facts = {"element": declared.name, "value": name}
                place = Place.of_name(element, name)
                yield Problem("runtime-setting-written", place, facts, self._site, f"{declared.path}/@{name}")
            elif (not declared.open or misspelt(name, known)) and not name.startswith("{"):
                facts = {
                    "element": str(element.tag),
                    "attribute": name,
                    "permitted": ", ".join(known) or "none",
                    "hint": nearest_hint(name, known),
                    "consequence": self._consequence,
                }
                place = Place.of_name(element, name)
                yield Problem("attribute-unknown", place, facts, self._site, f"{declared.path}/@{name}")
            elif not declared.open:
                facts = {
                    "element": str(element.tag),
                    "attribute": name.rpartition("}")[2],
                    "permitted": ", ".join(known),
                }
                facts["consequence"] = self._consequence
                yield Problem("attribute-unknown", Place.of_tag(element), facts, self._site, declared.path)
        missing = [name for name, a in known.items() if a.required and name not in element.attrib] if required else []
        if missing:
            facts = {"element": declared.name, "attribute": ", ".join(missing), "consequence": self._consequence}
            yield Problem(
                "attribute-missing", Place.of_tag(element), facts, self._site, f"{declared.path}/@{missing[0]}"
            )

    def _wrong_value(self, element: _Element, declared: Element, attribute: Attribute, text: str) -> Problem:
        kind, facts = explain_value(attribute.type, text)
        secret = attribute.encrypted or is_secret_attribute(attribute.name)
        facts |= {
            "element": declared.name,
            "attribute": attribute.name,
            "value": "(hidden)" if secret else text[:80],
            "consequence": self._consequence,
        }
        place = Place.of_value(element, attribute.name)
        return Problem(kind, place, facts, self._site, f"{declared.path}/@{attribute.name}")

    def _text(self, element: _Element, path: str) -> Iterator[Problem]:
        texts = [element.text, *(child.tail for child in element)]
        if any(text and text.strip() for text in texts):
            yield Problem(
                "text-between-elements", Place.of_tag(element), {"element": str(element.tag)}, self._site, path
            )

    def _unknown(self, element: _Element, section: str, known: str, hint: str, path: str) -> Problem:
        name = str(element.tag).rpartition("}")[2]
        facts = {"element": name, "section": section, "permitted": known or "none", "hint": hint}
        facts["consequence"] = self._consequence
        return Problem("element-unknown", Place.of_name(element), facts, self._site, f"{path}/{name}")

    def _home(self, name: str, declared: Element) -> str:
        """The element in which *name* is declared elsewhere, if that is one place near by."""
        top = self._declared.ftp_server
        if not declared.path.startswith(top.path):
            return ""
        homes = [element.path for element in _all(top) if name in element.children]
        return homes[0] if len(homes) == 1 else ""


def _all(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children.values():
        yield from _all(child)

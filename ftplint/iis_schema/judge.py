"""A whole file held against the schema of its server: unknown names, wrong values, missing attributes, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.iis_schema.keys import Entries, merged
from ftplint.iis_schema.values import wrong
from ftplint.schema import LOCK_ATTRIBUTES, nearest_hint
from ftplint.source import Place, Problem, Stops, is_secret_attribute, redacted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from ftplint.iis_schema.model import Attribute, Collection, Element, ServerSchema

_SITES = "system.applicationHost/sites"
_SKIPPED = ("configSections", "location")


def judge_file(
    root: _Element,
    schema: ServerSchema,
    registered: Callable[[str], bool],
    location_key: Callable[[str | None], str],
    consulted: Callable[[str], bool],
) -> Iterator[Problem]:
    """The problems of the file below *root*.

    *registered* says whether the file registers a section; *location_key* normalises the path of a location, and
    *consulted* says whether IIS ever looks at that path. Sections outside every group of the schema are passed over.
    """
    walk = _Walk(schema, registered)
    written: dict[str, list[tuple[str, _Element]]] = {}
    for child in root.iterchildren("*"):
        if child.tag != "location":
            yield from walk.top(child, "", written)
            continue
        path = location_key(child.get("path"))
        for group in child.iterchildren("*"):
            yield from walk.top(group, path, written)
    for section, places in written.items():
        yield from _repeated_keys(section, schema.sections[section], places, consulted)


class _Walk:
    def __init__(self, schema: ServerSchema, registered: Callable[[str], bool]) -> None:
        self._schema = schema
        self._registered = registered
        self._section = ""
        self._site: str | None = None

    def top(self, element: _Element, path: str, written: dict[str, list[tuple[str, _Element]]]) -> Iterator[Problem]:
        """An element below ``configuration`` or in the location *path*; notes in *written* where sections are."""
        if element.tag in _SKIPPED:
            return
        pending = [(str(element.tag), element)]
        while pending:
            name, node = pending.pop(0)
            declared = self._schema.sections.get(name)
            if declared is not None:
                written.setdefault(name, []).append((path, node))
                self._section = name
                yield from self._element(node, declared)
            elif self._schema.is_group(name):
                pending[:0] = [(f"{name}/{child.tag}", child) for child in node.iterchildren("*")]
            elif self._registered(name) and (len(node) or node.attrib):
                facts = {"section": name, "element": str(node.tag)}
                yield Problem("section-without-schema", Place.of_tag(node), facts, setting=name)

    def _element(self, element: _Element, declared: Element, *, entry: bool = True) -> Iterator[Problem]:
        outer = self._site
        if self._section == _SITES and element.tag == "site":
            self._site = element.get("name")
        yield from self._attributes(element, declared.attributes, declared.open, required=entry)
        for child in element.iterchildren("*"):
            name = str(child.tag)
            if name in declared.children:
                yield from self._element(child, declared.children[name])
                continue
            collection = next((one for one in declared.collections if name in (*one.adds, one.remove, one.clear)), None)
            if collection is None:
                yield self._unknown(child, element, declared)
            elif name in collection.adds:
                yield from self._element(child, collection.item)
            else:
                yield from self._directive(child, collection)
        self._site = outer

    def _directive(self, element: _Element, collection: Collection) -> Iterator[Problem]:
        """A remove takes the key alone, a clear nothing."""
        keys = {name: a for name, a in collection.item.attributes.items() if a.unique_key or a.combined_key}
        known = keys if element.tag == collection.remove else {}
        open_ = collection.item.open and element.tag == collection.remove
        yield from self._attributes(element, known, open_, required=False, lenient=True)

    def _attributes(
        self, element: _Element, known: dict[str, Attribute], open_: bool, *, required: bool, lenient: bool = False
    ) -> Iterator[Problem]:
        """*lenient*: a value is not held against the validators (a directive, where nobody knows whether they run)."""
        for key, written in element.items():
            name, text = str(key), str(written)
            declared = known.get(name)
            if declared is not None:
                found = wrong(declared, text)
                if found is not None and not (lenient and declared.validator):
                    shown = declared.encrypted or is_secret_attribute(name)
                    facts = {"element": str(element.tag), "attribute": name, "hint": "", **found.facts}
                    facts["value"] = "(hidden)" if shown else redacted(text[:80])
                    yield self._problem(found.kind, Place.of_value(element, name), facts, f"@{name}")
            elif name not in LOCK_ATTRIBUTES and not open_ and not name.startswith("{"):
                facts = {"element": str(element.tag), "attribute": name, "permitted": ", ".join(known) or "none"}
                facts["hint"] = nearest_hint(name, list(known))
                yield self._problem("attribute-unknown", Place.of_name(element, name), facts, f"@{name}")
        missing = [name for name, one in known.items() if required and one.required and name not in element.attrib]
        if missing:
            facts = {"element": str(element.tag), "attribute": ", ".join(missing)}
            yield self._problem("attribute-missing", Place.of_tag(element), facts, f"@{missing[0]}")

    def _unknown(self, element: _Element, parent: _Element, declared: Element) -> Problem:
        name = str(element.tag).rpartition("}")[2]
        directives = [each for one in declared.collections for each in (*one.adds, one.remove, one.clear) if each]
        known = [*declared.children, *directives]
        facts = {"element": name, "section": str(parent.tag), "permitted": ", ".join(known) or "none"}
        facts["hint"] = nearest_hint(name, known)
        return self._problem("element-unknown", Place.of_name(element), facts, name)

    def _problem(self, kind: str, place: Place, facts: dict[str, str], tail: str) -> Problem:
        stops, stopped = of_section(self._section)
        return Problem(kind, place, facts, self._site, f"{self._section}/{tail}", (), stops, stopped)


def of_section(section: str) -> tuple[Stops, str]:
    """What a mistake in *section* stops."""
    return (Stops.SITES, "") if section == _SITES else (Stops.SECTION, section)


def _repeated_keys(
    section: str, declared: Element, places: list[tuple[str, _Element]], consulted: Callable[[str], bool]
) -> Iterator[Problem]:
    """Entries whose key is there already, on the same level or inherited from the next one above that is written."""
    stops, stopped = of_section(section)
    known: dict[str, Entries] = {}
    for path, element in sorted(places, key=lambda place: place[0].count("/") if place[0] else -1):
        if not consulted(path):
            continue
        above = path
        inherited: Entries = {}
        while above:
            above = above.rpartition("/")[0]
            if above in known:
                inherited = known[above]
                break
        known[path], found = merged(element, declared, inherited)
        for repeated in found:
            facts = {
                "element": str(repeated.entry.tag),
                "attribute": ", ".join(repeated.names),
                "value": repeated.shown,
            }
            related = ((Place.of_tag(repeated.first), "the entry with the same key"),)
            place = Place.of_tag(repeated.entry)
            site = next((str(each.get("name")) for each in repeated.entry.iterancestors("site")), None)
            yield Problem("key-duplicate", place, facts, site, section, related, stops, stopped)

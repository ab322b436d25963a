"""Says what IIS refuses in a file: each unknown name, each wrong value, each missing attribute, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.schema.load import declarations
from ftplint.schema.model import FTP_GROUP, LOCK_ATTRIBUTES, Element
from ftplint.schema.nearest import children, home, meant, miscased, misspelt, nearest_hint
from ftplint.schema.suspicious_names import TOP
from ftplint.schema.values import canonical
from ftplint.schema.values import explain as explain_value
from ftplint.source import Meant, Place, Problem, Stops, is_secret_attribute, redacted_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from ftplint.schema.model import Attribute

_DEFAULTS = "virtualDirectoryDefaults"
_IN_SITES = ("site", "siteDefaults", "applicationDefaults", _DEFAULTS)


def explain(root: _Element) -> Iterator[Problem]:
    """The problems of the file below *root*, in document order."""
    return _Walk(root).file(root)


def _registered(root: _Element) -> frozenset[str]:
    """The paths of what configSections registers: foreign sections pass where they are registered."""
    found: set[str] = set()

    def enter(group: _Element, prefix: str) -> None:
        for element in group.iterchildren("section", "sectionGroup"):
            path = prefix + element.get("name", "")
            found.add(path)
            enter(element, path + "/")

    for sections in root.iterchildren("configSections"):
        enter(sections, "")
    return frozenset(found)


class _Walk:
    def __init__(self, root: _Element) -> None:
        self._declared = declarations()
        self._registered = _registered(root)
        self._site: str | None = None
        self._located: str | None = None
        """The site that the location is for; None outside of locations, and in one for the server."""
        self._in_defaults = False
        self._consulted = True
        """False in a location of a site that does not exist: IIS never reads a section there (section 1.4)."""
        self._names: frozenset[str] | None = None
        self._stops = Stops.NOTHING
        self._stopped = ""

    def file(self, root: _Element) -> Iterator[Problem]:
        """The groups that FTP depends on, at the top and in locations. Where they may stand, others judge."""
        yield from self._text(root, "configuration")
        for child in root.iterchildren("*"):
            if child.tag == "system.applicationHost":
                yield from self._hosting(child)
            elif child.tag == FTP_GROUP:
                yield from self._group(child, FTP_GROUP)
            elif child.tag == "location":
                yield from self._text(child, "location")
                self._located = _first(child) or None
                self._consulted = self._is_consulted(root, child)
                for group in child.iterchildren("*"):
                    if group.tag == FTP_GROUP:
                        yield from self._group(group, FTP_GROUP)
                    elif group.tag == "system.applicationHost":
                        yield from self._hosting(group)
                    else:
                        yield from self._miscased(group, "location", TOP)
                self._consulted, self._located = True, None
            else:
                yield from self._miscased(child, "configuration", TOP)

    def _is_consulted(self, root: _Element, location: _Element) -> bool:
        """Whether there is a site that *location* can be for, or it is for the server, or the file has no sites."""
        first = _first(location)
        sites = root.find("system.applicationHost/sites")
        if sites is None or not first:
            return True
        if self._names is None:
            self._names = frozenset((site.get("name") or "").lower() for site in sites.iterchildren("site"))
        return first in self._names

    def _hosting(self, group: _Element) -> Iterator[Problem]:
        yield from self._text(group, "system.applicationHost")
        for child in group.iterchildren("*"):
            if child.tag == "sites":
                yield from self._sites(child)
            else:
                yield from self._miscased(child, "system.applicationHost", ("sites",))

    def _miscased(self, element: _Element, parent: str, known: tuple[str, ...]) -> Iterator[Problem]:
        """A group in the wrong letter case is an unregistered one, which costs the whole file (section 5)."""
        name = str(element.tag)
        path = name if parent in ("configuration", "location") else f"{parent}/{name}"
        if miscased(name, known) and path not in self._registered:
            self._stops = Stops.FILE
            yield self._unknown(element, parent, known, nearest_hint(name, known), path)

    def _sites(self, sites: _Element) -> Iterator[Problem]:
        self._stops = Stops.SITES
        yield from self._attributes(sites, Element("sites", "sites"), {}, "sites")
        yield from self._text(sites, "sites")
        for child in sites.iterchildren("*"):
            name = str(child.tag)
            if name in ("site", "siteDefaults"):
                self._site = child.get("name") if name == "site" else None
                self._in_defaults = name == "siteDefaults"
                yield from self._open(child, self._declared.site, required=name == "site")
                self._site, self._in_defaults = None, False
            elif name == _DEFAULTS:
                yield from self._open(child, self._declared.virtual_directory, required=False)
            elif name == "applicationDefaults":
                yield from self._text(child, name)
            else:
                yield self._unknown(child, "sites", _IN_SITES, nearest_hint(name, _IN_SITES), f"sites/{name}")

    def _group(self, group: _Element, path: str) -> Iterator[Problem]:
        """A section group: no attributes, no settings, only groups and sections."""
        sections = self._declared.sections
        prefix = path + "/"
        inner = sorted({known.removeprefix(prefix).split("/")[0] for known in sections if known.startswith(prefix)})
        self._stops = Stops.NOTHING  # no source says how far a wrong attribute of a group reaches
        yield from self._attributes(group, Element(path.rpartition("/")[2], path), {}, path)
        yield from self._text(group, path)
        for child in group.iterchildren("*"):
            name = str(child.tag)
            section = sections.get(prefix + name)
            if section is not None:
                self._stops, self._stopped = Stops.SECTION if self._consulted else Stops.NOTHING, section.path
                yield from self._element(child, section.element)
            elif name in inner:
                yield from self._group(child, prefix + name)
            elif prefix + name not in self._registered:
                self._stops = Stops.FILE
                at_home = home(name, path, self._declared)
                hint = nearest_hint(name, inner, at_home)
                yield self._unknown(child, path, inner, hint, prefix + name, meant(name, inner, path, at_home))

    def _open(self, element: _Element, declared: Element, *, required: bool) -> Iterator[Problem]:
        """An element that other schema files extend: what is known is judged, of the rest only what is misspelt."""
        yield from self._attributes(element, declared, declared.attributes, declared.path, required=required)
        yield from self._text(element, declared.path)
        names = children(declared)
        for child in element.iterchildren("*"):
            name = str(child.tag)
            known = declared.children.get(name)
            if name == _DEFAULTS and name in names:
                yield from self._open(child, self._declared.virtual_directory, required=False)
            elif known is None:
                if misspelt(name, names):
                    hint, aim = nearest_hint(name, names), meant(name, names, declared.path)
                    aim = aim.removeprefix("site/")
                    yield self._unknown(child, str(element.tag), names, hint, f"{declared.path}/{name}", aim)
            elif known.open:
                yield from self._open(child, known, required=required)
            else:
                yield from self._element(child, known)

    def _element(self, element: _Element, declared: Element) -> Iterator[Problem]:
        """A strict element, its children and directives."""
        known_attributes = declared.attributes
        if self._in_defaults and declared.of_defaults:
            known_attributes = {**known_attributes, **declared.of_defaults}
        yield from self._attributes(element, declared, known_attributes, declared.path, required=True)
        yield from self._text(element, declared.path)
        collection = declared.collection
        for child in element.iterchildren("*"):
            name = str(child.tag)
            known = declared.children.get(name)
            path = f"{declared.path}/{name}"
            if known is not None:
                yield from self._element(child, known)
            elif collection is not None and name == collection.add:
                item = collection.item
                yield from self._open(child, item, required=True) if item.open else self._element(child, item)
            elif collection is not None and name == collection.remove:
                keys = tuple(key for combined in collection.keys for key in combined)
                yield from self._directive(child, collection.item, keys, path)
            elif collection is not None and name == collection.clear:
                yield from self._directive(child, collection.item, (), path)
            elif name in declared.runtime:
                facts = {"element": declared.name, "value": name}
                yield Problem("runtime-setting-written", Place.of_name(child), facts, self._site, path)
            else:
                names = children(declared)
                at_home = home(name, declared.path, self._declared)
                hint = nearest_hint(name, names, at_home)
                yield self._unknown(child, declared.name, names, hint, path, meant(name, names, declared.path, at_home))

    def _directive(self, element: _Element, item: Element, keys: tuple[str, ...], path: str) -> Iterator[Problem]:
        """A remove or clear: only the attributes *keys*, and nothing inside (iis-config-system section 3.2).

        Whether an empty key is refused here too is unknown, so it passes.
        """
        hint = "" if keys else "It takes no attributes of its own."
        known = {key: item.attributes[key] for key in keys}
        known = {key: each._replace(type=each.type._replace(filled=False)) for key, each in known.items()}
        yield from self._attributes(element, item, known, path, hint=hint)
        yield from self._text(element, path)
        for child in element.iterchildren("*"):
            yield self._unknown(child, str(element.tag), (), "", f"{path}/{child.tag}")

    def _attributes(
        self,
        element: _Element,
        declared: Element,
        known: dict[str, Attribute],
        path: str,
        *,
        required: bool = False,
        hint: str | None = None,
    ) -> Iterator[Problem]:
        """The attributes of *element*, of which *known* may be there. *hint* takes the place of a guess."""
        for key, written in element.items():
            name, text = str(key), str(written)
            attribute = known.get(name)
            if attribute is not None:
                if canonical(attribute.type, text) is None:
                    yield self._wrong_value(element, attribute, text, path)
            elif name in LOCK_ATTRIBUTES:
                if name == "lockItem" and text.lower() not in ("true", "false"):
                    facts = {"element": str(element.tag), "attribute": name, "value": redacted_value(text)[:80]}
                    facts["expected"] = "true or false"
                    place = Place.of_value(element, name)
                    yield self._problem("value-malformed", place, facts, self._site, f"{path}/@{name}")
            elif name in declared.runtime:
                facts = {"element": declared.name, "value": name}
                place = Place.of_name(element, name)
                yield Problem("runtime-setting-written", place, facts, self._site, f"{path}/@{name}")
            elif not declared.open or (misspelt(name, known) and not name.startswith("{")):
                sentence = "Only siteDefaults may hold it." if name in declared.of_defaults else hint
                yield self._unknown_attribute(element, name, known, path, sentence)
        missing = [name for name, a in known.items() if required and a.required and name not in element.attrib]
        if missing:
            facts = {"element": declared.name, "attribute": ", ".join(missing)}
            setting = f"{path}/@{missing[0]}"
            yield self._problem("attribute-missing", Place.of_tag(element), facts, self._site, setting, setting)

    def _unknown_attribute(
        self, element: _Element, name: str, known: Iterable[str], path: str, hint: str | None
    ) -> Problem:
        local = name.rpartition("}")[2]
        foreign = local != name  # it is in a namespace: no plain name to point at, nothing to guess
        aim = ""
        if hint is None:
            at_home = home(name, path, self._declared, attribute=True)
            hint = "" if foreign else nearest_hint(name, known, at_home)
            aim = "" if foreign else meant(name, known, path, at_home, attribute=True)
        facts = {"element": str(element.tag), "attribute": local, "permitted": ", ".join(known) or "none", "hint": hint}
        place = Place.of_tag(element) if foreign else Place.of_name(element, name)
        return self._problem("attribute-unknown", place, facts, self._site, f"{path}/@{local}", aim)

    def _wrong_value(self, element: _Element, attribute: Attribute, text: str, path: str) -> Problem:
        kind, facts = explain_value(attribute.type, text)
        shown = "(hidden)" if attribute.encrypted or is_secret_attribute(attribute.name) else redacted_value(text)[:80]
        facts |= {"element": str(element.tag), "attribute": attribute.name, "value": shown}
        place = Place.of_value(element, attribute.name)
        setting = f"{path}/@{attribute.name}"
        return self._problem(kind, place, facts, self._site, setting, setting)

    def _problem(
        self, kind: str, place: Place, facts: dict[str, str], site: str | None, setting: str, aim: str = ""
    ) -> Problem:
        """A problem that stops what the walk is in; *aim* is the setting that was meant."""
        stopped = self._stopped if self._stops is Stops.SECTION else ""
        unread = Meant((aim,), site or self._located) if aim else None
        return Problem(kind, place, facts, site, setting, (), self._stops, stopped, unread)

    def _text(self, element: _Element, path: str) -> Iterator[Problem]:
        texts = [element.text, *(child.tail for child in element)]
        if any(text and text.strip() for text in texts):
            facts = {"element": str(element.tag)}
            yield Problem("text-between-elements", Place.of_tag(element), facts, self._site, path)

    def _unknown(
        self, element: _Element, parent: str, known: Iterable[str], hint: str, path: str, aim: str = ""
    ) -> Problem:
        """An unknown element in *parent*, which may have *known*; *path* is where it stands, *aim* what is meant."""
        name = str(element.tag).rpartition("}")[2]
        facts = {"element": name, "section": parent, "permitted": ", ".join(known) or "none", "hint": hint}
        setting = f"{path.rpartition('/')[0]}/{name}" if "{" in path else path
        return self._problem("element-unknown", Place.of_name(element), facts, self._site, setting, aim)


def _first(location: _Element) -> str:
    """The site that *location* is for, in lower case; nothing if it is for the server."""
    first = (location.get("path") or "").strip().replace("\\", "/").strip("/").partition("/")[0].lower()
    return "" if first == "." else first

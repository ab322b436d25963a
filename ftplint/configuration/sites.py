"""Sites, bindings, applications and virtual directories as FTP needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml.etree import tostring

from ftplint.configuration.applications import Layouts
from ftplint.configuration.layers import Conflict, EffectiveElement, Overlay, schema_default
from ftplint.configuration.origin import SITE, Layer
from ftplint.configuration.validators import binding_problem, name_problem, path_problems
from ftplint.named_tuple import NamedTuple
from ftplint.source import Place, Problem, Stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.configuration.applications import Folders, Layout
    from ftplint.configuration.layers import MergedChildren
    from ftplint.schema import Declarations


class Binding(NamedTuple):
    """One binding of protocol ftp. ``port`` is text: the configuration system takes any (section 1.8)."""

    address: str
    port: str
    host: str
    element: _Element


def _key(binding: _Element) -> tuple[str, str]:
    """What a binding is known by: string values are compared ignoring case (section 1.7)."""
    return (binding.get("protocol") or "").lower(), (binding.get("bindingInformation") or "").lower()


def split_binding(information: str) -> tuple[str, str, str]:
    """``IP:port:host`` in its three parts; an IPv6 address stands in brackets. Missing parts are empty."""
    if information.startswith("[") and "]" in information:
        address, _, rest = information.partition("]")
        address += "]"
        rest = rest.removeprefix(":")
    else:
        address, _, rest = information.partition(":")
    port, _, host = rest.partition(":")
    return address, port, host


class Site:
    """One site of the file: what identifies it, its bindings, and its effective ``ftpServer`` element."""

    __slots__ = (
        *("_starts", "bindings", "conflicts", "element", "folders", "ftp", "ftp_element", "id", "is_web", "layout"),
        *("name", "written"),
    )

    def __init__(
        self,
        element: _Element,
        bindings: tuple[Binding, ...],
        ftp: EffectiveElement,
        ftp_element: _Element | None,
        conflicts: tuple[Conflict, ...],
        written: str,
        is_web: bool,
        layout: Layout,
        folders: Folders,
    ) -> None:
        self.element = element
        self.name: str = element.get("name") or ""
        self.id: str = element.get("id") or ""
        self.bindings = bindings
        self.ftp = ftp
        """Shared with every site that is written alike; its origins of layer ``SITE`` mean ``ftp_element``."""
        self.ftp_element = ftp_element
        self.conflicts = conflicts
        self.written = written
        """The ``ftpServer`` element as it stands in the file; sites that write the same share ``ftp``."""
        self.is_web = is_web
        """Whether the site itself has a binding of protocol http or https as well."""
        self.layout = layout
        """Its applications and virtual directories, shared with sites that have the same."""
        self.folders = folders
        """The ``physicalPath`` of each virtual directory as written, None where it is not."""
        self._starts: bool | None = None

    @property
    def starts(self) -> bool:
        """Whether the site is started with the service.

        Open: whether the FTP service looks at ``serverAutoStart`` of the site too, which is documented for web sites.
        Taken: it does, so a site is started where neither it nor its ``ftpServer`` says false.
        """
        if self._starts is None:
            own = self.element.get("serverAutoStart", "true").strip().lower() in ("true", "1")
            self._starts = own and self.ftp.value("serverAutoStart").text == "true"
        return self._starts

    @property
    def has_root(self) -> bool:
        """Whether there is a root, an application ``/`` with a virtual directory ``/``."""
        return self.layout.has_root

    @property
    def is_ftp(self) -> bool:
        """A site counts as FTP when it has a binding with protocol ftp; without one ftpServer is inert."""
        return bool(self.bindings)


ONCE = {
    "sites": ("siteDefaults", "applicationDefaults", "virtualDirectoryDefaults"),
    "site": (
        "bindings",
        "limits",
        "logFile",
        "traceFailedRequestsLogging",
        "hsts",
        "applicationDefaults",
        "virtualDirectoryDefaults",
    ),
    "siteDefaults": ("bindings", "limits", "logFile", "traceFailedRequestsLogging", "hsts", "ftpServer"),
    "application": ("virtualDirectoryDefaults",),
}
"""Children that are no items of a collection, so that one is all there can be (iis-config-system section 1.8).

``ftpServer`` of a site is compared where it is read.
"""


class SiteReader:
    """Reads the sites of one file. Sites whose ftpServer is written alike share one effective element."""

    def __init__(self, sites: _Element | None, declarations: Declarations) -> None:
        self._sites = sites
        self._declarations = declarations
        self.problems: list[Problem] = []
        self.defaults_element: _Element | None = None
        self._inherited_bindings: tuple[Binding, ...] = ()
        self.defaults = schema_default(declarations.ftp_server)
        if sites is not None:
            self._once(sites)
            for defaults in sites.iterchildren("siteDefaults"):
                self._once(defaults)
                self._site_defaults(defaults)
        self._layouts = Layouts()
        self._merged_children: MergedChildren = {}
        self._cache: dict[str, tuple[EffectiveElement, tuple[Conflict, ...], str]] = {}

    def _site_defaults(self, defaults: _Element) -> None:
        """Lays one ``siteDefaults`` over what is there. A second one is a mistake, and what IIS does is unknown."""
        for bindings in defaults.iterchildren("bindings"):  # a collection too, so its items are inherited (1.9 rule 3)
            self._inherited_bindings, _ = self._bindings(bindings, None, self._inherited_bindings, of_site=False)
        for element in defaults.iterchildren("ftpServer"):
            self.defaults_element = element
            overlay = Overlay(Layer("siteDefaults", element))
            self.defaults = overlay.merge(self.defaults, element)
            self.problems.extend(conflict_problem(conflict) for conflict in overlay.conflicts)

    def _once(self, parent: _Element) -> None:
        """The children of *parent* that are written twice and may not be."""
        seen: dict[str, _Element] = {}
        for element in parent.iterchildren(*ONCE[str(parent.tag)]):
            first = seen.setdefault(str(element.tag), element)
            if first is not element:
                self._written_twice(element, first)

    def _written_twice(self, element: _Element, first: _Element) -> None:
        site = next((each.get("name") for each in element.iterancestors("site")), None)
        related = ((Place.of_tag(first), "the first one"),)
        name = str(element.tag)
        self.problems.append(Problem("element-repeated", Place.of_tag(element), {"element": name}, site, name, related))

    def read(self) -> Iterator[Site]:
        """The sites in file order."""
        if self._sites is None:
            return
        elements = list(self._sites.iterchildren("site"))
        seen: dict[str, dict[str, _Element]] = {name: {} for name in ("name", "id") if _some_alike(elements, name)}
        for element in elements:
            for attribute, of_attribute in seen.items():
                self._unique(element, attribute, of_attribute)
            yield self._site(element)

    def _site(self, element: _Element) -> Site:
        bindings = self._inherited_bindings
        ftp = self.defaults
        conflicts: tuple[Conflict, ...] = ()
        ftp_element: _Element | None = None
        written = ""
        web = False
        children = [(str(child.tag), child) for child in element.iterchildren("*")]
        tags = [tag for tag, _ in children if tag != "application"]
        if len(set(tags)) < len(tags):
            self._once(element)
        layout, folders = self._layouts.read(element, children)
        if not layout.well_formed:
            self._unique_paths(element, "application")
        malformed = name_problem(element)
        if malformed is not None:
            self.problems.append(malformed)
        if not layout.well_formed:
            self.problems.extend(path_problems(element))
        for tag, child in children:
            if tag == "bindings":
                bindings, more = self._bindings(child, element.get("name"), bindings)
                web = web or more
            elif tag != "ftpServer":
                continue
            elif ftp_element is None:
                ftp_element = child
                ftp, conflicts, written = self._merged(child)
            else:
                self._written_twice(child, ftp_element)
        return Site(element, bindings, ftp, ftp_element, conflicts, written, web, layout, folders)

    def _unique_paths(self, parent: _Element, name: str) -> None:
        """Applications of a site and virtual directories of an application have the key path (section 1.8)."""
        seen: dict[str, _Element] = {}
        for element in parent.iterchildren(name):
            path = element.get("path", "")
            first = seen.setdefault(path.lower(), element)
            if first is not element:
                facts = {"element": name, "attribute": "path", "value": f"path='{path}'"}
                related = ((Place.of_tag(first), "the entry with the same key"),)
                site = next(element.iterancestors("site")).get("name")
                place = Place.of_tag(element)
                self.problems.append(Problem("key-duplicate", place, facts, site, name, related, Stops.SITES))
            if name == "application":
                self._once(element)
                self._unique_paths(element, "virtualDirectory")

    def _merged(self, element: _Element) -> tuple[EffectiveElement, tuple[Conflict, ...], str]:
        text = tostring(element, encoding=str, with_tail=False)
        found = self._cache.get(text)
        if found is None:
            overlay = Overlay(SITE, self._merged_children)
            merged = overlay.merge(self.defaults, element)
            found = self._cache[text] = (merged, tuple(overlay.conflicts), text)
        return found

    def _bindings(
        self, bindings: _Element, site: str | None, inherited: tuple[Binding, ...], *, of_site: bool = True
    ) -> tuple[tuple[Binding, ...], bool]:
        """The effective FTP bindings, the *inherited* ones first, and whether there is a binding for the web."""
        web = False
        found = {_key(b.element): b.element for b in inherited} if inherited else {}
        effective = list(inherited)
        for element in bindings.iterchildren("binding", "clear"):
            if element.tag == "clear":
                found.clear()
                effective.clear()
                continue
            protocol = (element.get("protocol") or "").lower()
            information = element.get("bindingInformation") or ""
            if not information and of_site and (empty := binding_problem(element, site)) is not None:
                self.problems.append(empty)
            first = found.setdefault((protocol, information.lower()), element)
            if first is not element:
                self.problems.append(_duplicate_binding(element, first, site))
            if protocol == "ftp":
                address, port, host = split_binding(information)
                effective.append(Binding(address or "*", port, host, element))
            elif protocol in ("http", "https"):
                web = True
        return tuple(effective), web

    def _unique(self, element: _Element, attribute: str, seen: dict[str, _Element]) -> None:
        text = element.get(attribute)
        if text is None:
            return
        first = seen.setdefault(_site_key(attribute, text), element)
        if first is not element:
            related = ((Place.of_value(first, attribute), f"the first site with this {attribute}"),)
            facts = {"element": "site", "attribute": attribute, "value": text}
            place = Place.of_value(element, attribute)
            kind = f"site-{attribute}-duplicate"
            setting = f"site/@{attribute}"
            self.problems.append(Problem(kind, place, facts, element.get("name"), setting, related, Stops.SITES))


def _site_key(attribute: str, text: str) -> str:
    """The name or id of a site as it is compared."""
    return text.lower() if attribute == "name" else text.strip().lstrip("0")


def _some_alike(sites: list[_Element], attribute: str) -> bool:
    """Whether two of *sites* have the same name or id."""
    keys = [_site_key(attribute, text) for site in sites if (text := site.get(attribute)) is not None]
    return len(set(keys)) < len(keys)


def conflict_problem(conflict: Conflict, site: str | None = None, site_element: _Element | None = None) -> Problem:
    """A conflict of the merge as a problem of the file; *site_element* is the site's ftpServer element."""
    related: tuple[tuple[Place, str], ...] = ()
    if conflict.first is not None:
        note = "the first one" if conflict.kind == "element-repeated" else "the entry with the same key"
        related = ((conflict.first.place(site_element), note),)
    place = conflict.origin.place(site_element, conflict.attribute)
    if conflict.kind not in ("key-duplicate", "lock-list-unknown-name"):
        return Problem(conflict.kind, place, conflict.facts, site, conflict.setting, related)
    in_sites = conflict.setting.startswith("ftpServer")
    stops, section = (Stops.SITES, "") if in_sites else (Stops.SECTION, conflict.setting.rpartition("/")[0])
    return Problem(conflict.kind, place, conflict.facts, site, conflict.setting, related, stops, section)


def _duplicate_binding(element: _Element, first: _Element, site: str | None) -> Problem:
    shown = f"protocol='{element.get('protocol')}', bindingInformation='{element.get('bindingInformation')}'"
    facts = {"element": "binding", "attribute": "protocol, bindingInformation", "value": shown}
    related = ((Place.of_tag(first), "the entry with the same key"),)
    return Problem("key-duplicate", Place.of_tag(element), facts, site, "bindings", related, Stops.SITES)

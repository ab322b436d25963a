"""Changes of settings as edits of the file."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ftplint.configuration import location_key
from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple
from ftplint.schema import declarations
from ftplint.source import Editor, Replacement, Wanted, apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element

    from ftplint.analysis import ParsedFile
    from ftplint.remedy.change import SettingChange
    from ftplint.schema import Element

_SITES = ("system.applicationHost", "sites")
_TOP = ("configSections", "configProtectedData", "system.applicationHost", "system.ftpServer", "location")
_SITES_ORDER = ("site", "siteDefaults", "applicationDefaults", "virtualDirectoryDefaults")
_SITE_ORDER = ("application", "virtualDirectoryDefaults", "applicationDefaults", "bindings", "limits", "logFile")


class NotHereError(FtplintError):
    """A change whose place is not in the file: a fragment that lacks the site, or siteDefaults."""


class _Step(NamedTuple):
    tag: str
    made: dict[str, str]


class InPlace:
    """Edits of one file. Its tags are looked up once, when the first edit is asked for."""

    def __init__(self, parsed: ParsedFile) -> None:
        self._understood = parsed
        configuration = parsed.configuration
        assert parsed.written is not None and configuration is not None
        self._root = parsed.written
        self._document = configuration.document
        self._sites = {site.name.lower(): site.element for site in reversed(configuration.sites)}
        self._outside = list(self._root.iterancestors())  # what was put around a fragment, from the inside out
        self._outside.reverse()

    @cached_property
    def _editor(self) -> Editor:
        return Editor(self._understood.source, self._root, _order)

    def check(self, wanted: Iterable[SettingChange]) -> None:
        """Raises NotHereError if the place of a change is not in the file."""
        self._wanted(wanted)

    def replacements(self, wanted: Iterable[SettingChange]) -> list[Replacement]:
        """The edits that make the changes *wanted*. Raises NotHereError."""
        return self._editor.replacements(self._wanted(wanted))

    def _wanted(self, changes: Iterable[SettingChange]) -> dict[_Element, Wanted]:
        found: dict[_Element, Wanted] = {}
        for change in changes:
            element, steps = self._inside(*self._start(change))
            node = found.setdefault(element, Wanted())
            for step in steps:
                node = node.child(step.tag, step.made)
            node.attributes[change.attribute] = change.value
        return found

    def _start(self, change: SettingChange) -> tuple[_Element, list[_Step]]:
        """The nearest element that is there for certain, and the way from it to the one that gets the attribute."""
        top = self._document.root
        steps = _steps(change.path)
        if change.element is not None:
            return change.element, []
        if change.level == "site":
            site = self._sites.get(change.home.lower())
            if site is None:
                raise NotHereError(f"the file does not hold the site '{change.home}'")
            return site, steps
        if change.level == "siteDefaults":
            if self._document.sites is not None:
                return self._document.sites, [_Step("siteDefaults", {}), *steps]
            return top, [*(_Step(name, {}) for name in _SITES), _Step("siteDefaults", {}), *steps]
        section = next(name for name in declarations().sections if f"{change.path}/".startswith(f"{name}/"))
        key = location_key(change.home)
        written = self._document.sections.get((key, section))
        if written is not None:
            return written.element, _steps(change.path[len(section) + 1 :])
        if not key:
            return top, steps
        for location in top.iterchildren("location"):
            if location_key(location.get("path")) == key:
                return location, steps
        return top, [_Step("location", {"path": change.home}), *steps]

    def _inside(self, element: _Element, steps: list[_Step]) -> tuple[_Element, list[_Step]]:
        """The same place, from an element that the file itself holds. Raises NotHereError."""
        around = [*self._outside, self._root]
        if element not in self._outside:
            if self._outside and self._root not in (element, *element.iterancestors()):
                raise NotHereError("the fragment does not hold its site")
            return element, steps
        for outer in around[around.index(element) + 1 :]:
            if not steps or steps[0].tag != outer.tag or steps[0].made:
                name = steps[0].tag if steps else str(element.tag)
                raise NotHereError(f"the fragment does not hold {name}")
            steps = steps[1:]
        return self._root, steps


def edited(parsed: ParsedFile, wanted: Sequence[SettingChange]) -> bytes:
    """The bytes of the file after *wanted*. Raises NotHereError and NotEditableError."""
    return apply(parsed.source, InPlace(parsed).replacements(wanted))


def _steps(path: str) -> list[_Step]:
    return [_Step(name, {}) for name in path.split("/") if name]


def _order(path: Sequence[str]) -> Sequence[str]:
    """The children of the element at *path* in the order of the schema."""
    known = declarations()
    if list(path) == ["configuration"]:
        return _TOP
    if path[-1] == "sites":
        return _SITES_ORDER
    if path[-1] in ("site", "siteDefaults"):
        return (*_SITE_ORDER, "ftpServer")
    for start, declared in (("ftpServer", known.ftp_server), ("system.ftpServer", known.server)):
        if start in path:
            return _children(declared, path[path.index(start) + 1 :])
    return ()


def _children(declared: Element, path: Sequence[str]) -> Sequence[str]:
    for name in path:
        child = declared.children.get(name)
        if child is None:
            return ()
        declared = child
    return tuple(declared.children)

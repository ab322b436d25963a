"""What a fix sets, and where: the home of a setting is a site, siteDefaults, the server level or a location."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ftplint.configuration import SITE, location_key
from ftplint.named_tuple import NamedTuple
from ftplint.schema import FTP_GROUP, declarations
from ftplint.source import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.configuration import Configuration, Site
    from ftplint.judging import PendingFinding
    from ftplint.rules import Change
    from ftplint.schema import Element

Level = Literal["site", "siteDefaults", "server", "location"]
Where = Literal["default", "origin", "site"]


class SettingChange(NamedTuple):
    """One attribute to set. ``home`` is the site's name, a location's path, or empty; ``rule`` the finding's.

    ``path`` is the element below the home: ``ftpServer/security/ssl``, ``system.ftpServer/firewallSupport``.
    ``element`` holds the attribute in the file, where the finding points at a value that is written.
    """

    rule: str
    level: Level
    home: str
    path: str
    attribute: str
    value: str
    element: _Element | None = None


def changes(configuration: Configuration, pending: PendingFinding, at: Where = "default") -> list[SettingChange]:
    """What the fix of *pending* sets; nothing for a manual fix, or one that would have to choose among entries."""
    if pending.fix is None or pending.fix.safety == "manual":
        return []
    if pending.rule.scope == "problem":
        return [change for one in pending.fix.changes for change in _of_problem(pending, one)]
    found: list[SettingChange] = []
    for change in pending.fix.changes:
        path, _, attribute = change.setting.rpartition("/@")
        if "[" in path or not path:
            return []
        if path.split("/")[0] == FTP_GROUP:
            found.extend(_of_server(pending, path, attribute, change.value, at))
        else:
            found.extend(_of_sites(configuration, pending, path, attribute, change.value, at))
    return found


def scriptable(change: SettingChange) -> bool:
    """Whether a script can set it: an entry of a collection has no name that a script could find it by."""
    first, *steps = change.path.split("/")
    known = declarations()
    element: Element | None = {"ftpServer": known.ftp_server, FTP_GROUP: known.server}.get(first)
    for step in steps:
        element = None if element is None else element.children.get(step)
    return element is not None and change.attribute in element.attributes


def _of_problem(pending: PendingFinding, change: Change) -> Iterator[SettingChange]:
    """A mistake in the file is fixed where it stands."""
    element = pending.place.element
    path, _, attribute = change.setting.rpartition("/@")
    if element is None or element.get(attribute) is None:
        return
    outer = [str(one.tag) for one in (element, *element.iterancestors())]
    location = next(element.iterancestors("location"), None)
    home = pending.site or ""
    level: Level = "site" if home else "siteDefaults" if "siteDefaults" in outer else "server"
    if location is not None and location_key(location.get("path")):
        level, home = "location", location.get("path") or ""
    yield SettingChange(pending.rule.id, level, home, path, attribute, change.value, element)


def _of_server(pending: PendingFinding, path: str, attribute: str, value: str, at: Where) -> Iterator[SettingChange]:
    rule = pending.rule.id
    sites = pending.sites or ([] if pending.site is None else [pending.site])
    if at == "site" and sites:
        for name in sites:
            yield SettingChange(rule, "location", name, path, attribute, value)
        return
    written = _written(pending, f"{path}/@{attribute}", attribute)
    outer = None if written is None else next(written.iterancestors("location"), None)
    home = "" if outer is None else outer.get("path") or ""
    level: Level = "location" if location_key(home) else "server"
    yield SettingChange(rule, level, home if level == "location" else "", path, attribute, value, written)


def _of_sites(
    configuration: Configuration, pending: PendingFinding, path: str, attribute: str, value: str, at: Where
) -> list[SettingChange]:
    rule = pending.rule.id
    broken = {name.lower() for name in pending.sites}
    if pending.site is None and (
        at == "origin" or (at == "default" and _all_inherit(configuration, path, attribute, broken))
    ):
        written = _written(pending, f"{path}/@{attribute}", attribute)
        return [SettingChange(rule, "siteDefaults", "", path, attribute, value, written)]
    named = {name.lower(): name for name in reversed(pending.sites)}
    return [SettingChange(rule, "site", name, path, attribute, value) for name in reversed(named.values())]


def _all_inherit(configuration: Configuration, path: str, attribute: str, broken: set[str]) -> bool:
    """Whether every FTP site that takes the value from siteDefaults (or from nowhere) is among the broken ones."""
    return all(site.name.lower() in broken for site in configuration.ftp_sites if _inherits(site, path, attribute))


def _inherits(site: Site, path: str, attribute: str) -> bool:
    origin = site.ftp.find(path.partition("/")[2]).value(attribute).origin if "/" in path else None
    return origin is None or origin.layer is not SITE


def _written(pending: PendingFinding, setting: str, attribute: str) -> _Element | None:
    place = pending.place
    same = pending.setting == setting and place.attribute == attribute and place.part is Part.VALUE
    return place.element if same and place.element is not None and attribute in place.element.attrib else None

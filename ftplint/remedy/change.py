"""What a fix sets, and where: the home of a setting is a site, siteDefaults, the server level or a location."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ftplint.configuration import SITE, location_key
from ftplint.source import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.configuration import Configuration, Site
    from ftplint.judging import Draft

Level = Literal["site", "siteDefaults", "server", "location"]
Where = Literal["default", "origin", "site"]
GROUP = "system.ftpServer"


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


def changes(configuration: Configuration, draft: Draft, at: Where = "default") -> list[SettingChange]:
    """What the fix of *draft* sets; nothing for a manual fix, or one that sets an entry of a collection."""
    if draft.fix is None or draft.fix.safety == "manual":
        return []
    found: list[SettingChange] = []
    for change in draft.fix.changes:
        path, _, attribute = change.setting.rpartition("/@")
        if "[" in path or not path:
            return []
        if path.split("/")[0] == GROUP:
            found.extend(_of_server(draft, path, attribute, change.value, at))
        else:
            found.extend(_of_sites(configuration, draft, path, attribute, change.value, at))
    return found


def _of_server(draft: Draft, path: str, attribute: str, value: str, at: Where) -> Iterator[SettingChange]:
    rule = draft.rule.id
    sites = draft.sites or ([] if draft.site is None else [draft.site])
    if at == "site" and sites:
        for name in sites:
            yield SettingChange(rule, "location", name, path, attribute, value)
        return
    written = _written(draft, f"{path}/@{attribute}", attribute)
    outer = None if written is None else next(written.iterancestors("location"), None)
    home = "" if outer is None else outer.get("path") or ""
    level: Level = "location" if location_key(home) else "server"
    yield SettingChange(rule, level, home if level == "location" else "", path, attribute, value, written)


def _of_sites(
    configuration: Configuration, draft: Draft, path: str, attribute: str, value: str, at: Where
) -> list[SettingChange]:
    rule = draft.rule.id
    broken = {name.lower() for name in draft.sites}
    if draft.site is None and (
        at == "origin" or (at == "default" and _all_inherit(configuration, path, attribute, broken))
    ):
        written = _written(draft, f"{path}/@{attribute}", attribute)
        return [SettingChange(rule, "siteDefaults", "", path, attribute, value, written)]
    named = {name.lower(): name for name in reversed(draft.sites)}
    return [SettingChange(rule, "site", name, path, attribute, value) for name in reversed(named.values())]


def _all_inherit(configuration: Configuration, path: str, attribute: str, broken: set[str]) -> bool:
    """Whether every FTP site that takes the value from siteDefaults (or from nowhere) is among the broken ones."""
    return all(site.name.lower() in broken for site in configuration.ftp_sites if _inherits(site, path, attribute))


def _inherits(site: Site, path: str, attribute: str) -> bool:
    origin = site.ftp.find(path.partition("/")[2]).value(attribute).origin if "/" in path else None
    return origin is None or origin.layer is not SITE


def _written(draft: Draft, setting: str, attribute: str) -> _Element | None:
    place = draft.place
    same = draft.setting == setting and place.attribute == attribute and place.part is Part.VALUE
    return place.element if same and place.element is not None and attribute in place.element.attrib else None

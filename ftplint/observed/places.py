"""Where in the file a fact belongs, and the problem that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration import SITE
from ftplint.named_tuple import NamedTuple
from ftplint.observed.facts import normal
from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.configuration import Configuration, EffectiveElement, Site
    from ftplint.observed.facts import Folder, ServerFacts

_ISOLATED_ELSEWHERE = ("ActiveDirectory", "Custom")


class Directory(NamedTuple):
    """A virtual directory of a site: its path in the site, and its folder on the server."""

    path: str
    physical: str
    element: _Element
    own_account: bool
    """Whether its files are read with an account of its own (userName), not with that of the user."""


def started_sites(configuration: Configuration) -> Iterator[Site]:
    """The FTP sites that are started with the service; what the others need may well be gone."""
    return (site for site in configuration.ftp_sites if site.starts)


def directories(configuration: Configuration, site: Site) -> Iterator[Directory]:
    """The virtual directories of *site* with a folder, the root (``/``) among them."""
    for application in configuration.applications(site):
        top = application.path.rstrip("/")
        for one in application.virtual_directories:
            physical = one.attributes.get("physicalPath", "")
            if physical.strip():
                path = f"{top}{one.path}".rstrip("/") or "/"
                yield Directory(path, physical, one.element, bool(one.attributes.get("userName")))


def shared_root(configuration: Configuration, site: Site, facts: ServerFacts) -> tuple[Directory, Folder] | None:
    """The root of *site* and its folder, where all users start there with their own Windows accounts, and its
    permissions are known."""
    if isolation(site) not in ("None", "StartInUsersDirectory") or not windows_accounts(site):
        return None
    for directory in directories(configuration, site):
        folder = facts.folders.get(normal(directory.physical))
        if directory.path == "/" and not directory.own_account and folder is not None:
            return None if folder.permissions is None else (directory, folder)
    return None


def uses_root(site: Site) -> bool:
    """Whether sessions start in the root folder of the site or below it."""
    return isolation(site) not in _ISOLATED_ELSEWHERE


def isolation(site: Site) -> str:
    """``userIsolation/@mode``."""
    return site.ftp.child("userIsolation").value("mode").text


def logs_in(site: Site, method: str) -> bool:
    """Whether the authentication *method* of the site is on."""
    return site.ftp.find(f"security/authentication/{method}").value("enabled").text == "true"


def windows_accounts(site: Site) -> bool:
    """Whether the names of users are those of Windows accounts: no provider authenticates or authorizes."""
    security = site.ftp.child("security")
    items = security.find("authentication/customAuthentication/providers").items
    provider = security.find("customAuthorization/provider")
    return not any(one.value("enabled").text == "true" for one in items) and provider.value("name").text == ""


def of_value(
    kind: str, site: Site, element: EffectiveElement, attribute: str, setting: str, /, **facts: str
) -> Problem:
    """A problem at a value of *site*, or at the site where nobody writes it; of siteDefaults it is no site's own."""
    origin = element.value(attribute).origin
    if origin is None:
        written = site.ftp_element if site.ftp_element is not None else site.element
        return Problem(kind, Place.of_tag(written), facts, site.name, setting)
    name = site.name if origin.layer is SITE else None
    return Problem(kind, origin.place(site.ftp_element, attribute), facts, name, setting)


def named(names: list[str]) -> str:
    """Some names in a sentence; the first five of many."""
    shown = [f"'{name}'" for name in names[:5]]
    if len(names) > 5:
        return f"{', '.join(shown)} and {len(names) - 5} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"

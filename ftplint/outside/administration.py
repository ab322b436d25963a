"""administration.config beside the file: the users of IIS Manager, and the sites that they are allowed on.

Source: Microsoft's configuration reference, management/authentication/credentials and
management/authorization/authorizationRules, and the walkthrough "Configure FTP with IIS Manager Authentication": the
user has to be there, enabled, and allowed on the site. Where another provider than the stock one keeps users or
permissions, nobody can look, and nothing is said.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.outside.redirection import folders_with, redirected
from ftplint.outside.redirection import of_files as of_redirection
from ftplint.source import Problem, decode, parse, read_bytes

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from lxml.etree import _Element

    from ftplint.configuration import Configuration, EffectiveElement, Site
    from ftplint.detectors import Subject
    from ftplint.evidence import Bundle
    from ftplint.source import Place

NAME = "administration.config"
EXAMPLE = ("manager", {"user": "", "site": ""})
"""A user of IIS Manager and the site on which the user is allowed; either may be empty."""

_AUTHENTICATION = "security/authentication"
_RULES = "system.ftpServer/security/authorization"
_PROVIDERS = f"ftpServer/{_AUTHENTICATION}/customAuthentication/providers/add/@name"
_STOCK_USERS, _STOCK_PERMISSIONS = "configurationauthenticationprovider", "configurationauthorizationprovider"
_MARKS = ("configSections", "moduleProviders", "system.webServer", "location")
"""What a whole file has; of another nothing can be said."""
_TRUE = ("true", "1")


class ManagerUsers(NamedTuple):
    """The enabled users of IIS Manager, and the names allowed at each path of sites; all in lower case."""

    users: frozenset[str]
    allowed: Mapping[str, frozenset[str]]

    def of_site(self, site: str) -> frozenset[str]:
        """The users allowed on *site*.

        One who is allowed on an application below it, or on no site in particular, counts: what FTP makes of such a
        permission is not documented.
        """
        tops = ("", site.lower())
        names = [names for path, names in self.allowed.items() if path.partition("/")[0] in tops]
        return self.users & frozenset().union(*names)


_EVERYWHERE = "*"
"""The folder of examples, and of a bundle."""


def add_arguments(parser: ArgumentParser) -> None:
    """None: the file is looked for beside each file."""
    del parser


def gather(options: Namespace, now: datetime) -> Mapping[str, ManagerUsers] | None:
    """The users by folder, below or beside what ``options`` name; None where there is no such file.

    Where a redirection is enabled, IIS reads the file of the other folder.
    """
    del now
    paths = getattr(options, "paths", None) or [getattr(options, "path", "-")]
    found = {folder: users for folder in folders_with(paths, NAME) if (users := _read(Path(folder, NAME))) is not None}
    return {folder: users for folder, users in found.items() if not redirected(folder)} or None


def of_bundle(bundle: Bundle, now: datetime) -> Mapping[str, ManagerUsers] | None:
    """The users of the server, where the bundle has its file."""
    del now
    return _everywhere(bundle.files.get(f"config/{NAME}"))


def of_files(files: Mapping[str, bytes]) -> Mapping[str, ManagerUsers] | None:
    """The users in *files*, by their names, that lie beside the file which is judged."""
    return None if of_redirection(files) else _everywhere(files.get(NAME))


def _everywhere(data: bytes | None) -> Mapping[str, ManagerUsers] | None:
    found = None if data is None else _of(data, NAME)
    return None if found is None else {_EVERYWHERE: found}


def KINDS(facts: Mapping[str, ManagerUsers], path: str) -> tuple[str, ...]:
    """The users of IIS Manager, if the file is beside that at *path*."""
    return ("administration",) if str(Path(path).parent) in facts or _EVERYWHERE in facts else ()


def _read(path: Path) -> ManagerUsers | None:
    return _of(read_bytes(str(path)), str(path)) if path.is_file() else None


def _of(data: bytes, name: str) -> ManagerUsers | None:
    """The users in the file with the bytes *data*; None where the file does not show who they are."""
    decoded = decode(name, data)
    root = None if decoded.problem else parse(decoded.source).root
    if root is None or all(root.find(mark) is None for mark in _MARKS):
        return None
    management = [*root.iterfind("system.webServer/management"), *root.iterfind("location/system.webServer/management")]
    authentication = [one for each in management for one in each.iterchildren("authentication")]
    authorization = [one for each in management for one in each.iterchildren("authorization")]
    if _elsewhere(authentication, _STOCK_USERS) or _elsewhere(authorization, _STOCK_PERMISSIONS):
        return None
    return _users(authentication, authorization)


def _elsewhere(sections: Sequence[_Element], stock: str) -> bool:
    """Whether what *sections* are about is kept in another place than this file."""
    return any(
        section.get("configSource") is not None
        or section.get("defaultProvider", stock).strip().lower() not in ("", stock)
        for section in sections
    )


def _users(authentication: Sequence[_Element], authorization: Sequence[_Element]) -> ManagerUsers:
    users = {
        user.get("name", "").lower()
        for section in authentication
        for user in section.iterfind("credentials/add")
        if user.get("enabled", "true").strip().lower() in _TRUE
    }
    allowed: dict[str, frozenset[str]] = {}
    for section in authorization:
        for scope in section.iterfind("authorizationRules/scope"):
            path = scope.get("path", "").replace("\\", "/").strip("/").lower()
            roles = (add for add in scope.iterchildren("add") if add.get("isRole", "false").strip().lower() in _TRUE)
            windows = set(roles)
            names = {add.get("name", "").lower() for add in scope.iterchildren("add") if add not in windows}
            allowed[path] = allowed.get(path, frozenset()) | names
    return ManagerUsers(frozenset(users - {""}), allowed)


def from_example(elements: Sequence[dict[str, str]]) -> Mapping[str, ManagerUsers]:
    """The users that the elements ``manager`` of ``ftp:evidence`` describe."""
    users = frozenset(one["user"].lower() for one in elements if one["user"])
    allowed: dict[str, frozenset[str]] = {}
    for one in elements:
        if one["site"]:
            site = one["site"].lower()
            allowed[site] = allowed.get(site, frozenset()) | {one["user"].lower()}
    return {_EVERYWHERE: ManagerUsers(users, allowed)}


def find(subject: Subject, facts: Mapping[str, ManagerUsers], now: datetime) -> Iterator[Problem]:
    """A problem for each FTP site with IisManagerAuth that no user of IIS Manager gets into."""
    del now
    known = facts.get(str(Path(subject.path).parent)) or facts.get(_EVERYWHERE)
    if known is None or subject.configuration.fragment:
        return
    for site in subject.configuration.ftp_sites_where(lambda ftp: _manager(ftp) is not None):
        provider = _manager(site.ftp)
        missing = None if provider is None else _missing(subject.configuration, site, known)
        if provider is not None and missing is not None:
            kind = "iis-manager-users-missing" if _alone(site.ftp) else "iis-manager-logon-unused"
            yield Problem(kind, _place(site, provider), {"expected": missing}, site.name, _PROVIDERS)


def _missing(configuration: Configuration, site: Site, known: ManagerUsers) -> str | None:
    """What keeps every user of IIS Manager out of *site*, None if somebody may get in."""
    if not known.users:
        return "no user that is enabled"
    allowed = known.of_site(site.name)
    if not allowed:
        return "no permission on this site for any of its users"
    named = _named(configuration, site)
    return None if named is None or named & allowed else "no user allowed on this site whom an authorization rule names"


def _named(configuration: Configuration, site: Site) -> frozenset[str] | None:
    """The users whom the rules of *site* allow something, in lower case and without domain.

    None where that cannot be said: a rule for all users or for roles may mean a user of IIS Manager, a provider may
    decide, and that there is no rule at all is told without this file.
    """
    provider = site.ftp.find("security/customAuthorization/provider")
    if provider.value("enabled").text == "true" and provider.value("name").text:
        return None
    names: set[str] = set()
    for path in configuration.location_paths(site):
        for rule in configuration.sections.section(_RULES, path).items:
            if rule.value("accessType").text == "Allow":
                if rule.value("roles").text.strip():
                    return None
                names.update(name.strip().lower() for name in rule.value("users").text.split(","))
    names.discard("")
    if not names or any("*" in name or "?" in name for name in names):
        return None
    return frozenset(name.rpartition("\\")[2] for name in names)


def _manager(ftp: EffectiveElement) -> EffectiveElement | None:
    """The entry of a site's *ftp* that logs in users of IIS Manager, None where there is none or it is switched off."""
    for entry in _enabled(ftp):
        if entry.value("name").text.lower() == "iismanagerauth":
            return entry
    return None


def _enabled(ftp: EffectiveElement) -> Iterator[EffectiveElement]:
    items = ftp.find(f"{_AUTHENTICATION}/customAuthentication/providers").items
    return (entry for entry in items if entry.value("enabled").text == "true")


def _alone(ftp: EffectiveElement) -> bool:
    """Whether IisManagerAuth is the only method of a site's *ftp*."""
    methods = ftp.find(_AUTHENTICATION)
    others = ("anonymousAuthentication", "basicAuthentication", "clientCertAuthentication")
    return len(list(_enabled(ftp))) == 1 and all(methods.child(one).value("enabled").text == "false" for one in others)


def _place(site: Site, provider: EffectiveElement) -> Place:
    origin = provider.value("name").origin
    assert origin is not None  # the name has no default
    return origin.place(site.ftp_element, "name")

"""Home directories of authorized users that user isolation expects and the server does not have.

Both isolating modes expect ``LocalUser\\Public`` for anonymous users, ``LocalUser\\user`` for local accounts and
``DOMAIN\\user`` for those of a domain; StartInUsersDirectory expects ``user`` (configuration reference, userIsolation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.observed.authorized import anonymous, users
from ftplint.observed.facts import normal
from ftplint.observed.membership import known_account
from ftplint.observed.places import directories, isolation, named, of_value, started_sites, windows_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration import Configuration, Site
    from ftplint.detectors import Subject
    from ftplint.observed.facts import Folder, ServerFacts
    from ftplint.source import Problem

_SETTING = "ftpServer/userIsolation/@mode"
_ISOLATING = ("IsolateAllDirectories", "IsolateRootDirectoryOnly")


class _Tree(NamedTuple):
    """What is known of the folders of one site: its root, and its virtual directories in lower case."""

    root: str
    virtual: frozenset[str]
    facts: ServerFacts

    def has(self, *steps: str) -> bool | None:
        """Whether the folder *steps* is below the root; None if nobody knows."""
        path = self.root
        for number, step in enumerate(steps):
            if "/" + "/".join(steps[: number + 1]).lower() in self.virtual:
                return None  # it lies elsewhere
            inner = self.facts.folders.get(normal(f"{path}\\{step}"))
            if inner is not None and inner.exists is not None:
                if not inner.exists:
                    return False
            else:
                around = self.facts.folders.get(normal(path))
                if around is None or around.folders is None:
                    return None
                if step.lower() not in around.folders:
                    return False
            path = f"{path}\\{step}"
        return True


class Homes(NamedTuple):
    """The home directories of the users of a site that isolates them."""

    site: Site
    tree: _Tree

    def of(self, name: str) -> Folder | None:
        """The home of the user whom a rule calls *name* (``?``: anonymous users).

        None unless it is certain which folder that is, and who has rights to it.
        """
        places = [("LocalUser", "Public")] if name == "?" else _places(self.site, name, self.tree)
        possible = [place for place in dict.fromkeys(places) if self.tree.has(*place) is not False]
        if len(possible) != 1 or not self.tree.has(*possible[0]):
            return None
        folder = self.tree.facts.folders.get(normal("\\".join((self.tree.root, *possible[0]))))
        return None if folder is None or folder.permissions is None or folder.share else folder


def homes_of(configuration: Configuration, site: Site, facts: ServerFacts) -> Homes | None:
    """The home directories of *site*.

    None where users are not isolated, or log in with accounts of a provider, where the folders are read with another
    account, or where locations below the site may have rules of their own for a home.
    """
    root = next((one for one in directories(configuration, site) if one.path == "/"), None)
    inner = [path for path in configuration.location_paths(site) if path != site.name.lower()]
    if isolation(site) not in _ISOLATING or not windows_accounts(site) or root is None or root.own_account or inner:
        return None
    tree = _tree(configuration, site, facts)
    return None if tree is None else Homes(site, tree)


def find(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """A problem for each site with users who have no home, and one for those whose home is in the wrong place."""
    configuration = subject.configuration
    for site in started_sites(configuration):
        tree = _tree(configuration, site, facts)
        if tree is None:
            continue
        if isolation(site) in _ISOLATING:
            yield from _isolated(configuration, site, tree)
        elif isolation(site) == "StartInUsersDirectory":
            yield from _started_in(configuration, site, tree)


def _tree(configuration: Configuration, site: Site, facts: ServerFacts) -> _Tree | None:
    """None where the root itself is not known to be a folder: that is another problem, or none."""
    every = list(directories(configuration, site))
    root = next((one.physical for one in every if one.path == "/"), None)
    known = None if root is None else facts.folders.get(normal(root))
    if root is None or known is None or not known.exists or known.kind == "file" or not facts.administrator:
        return None
    return _Tree(root.rstrip("\\/"), frozenset(one.path.lower() for one in every), facts)


def _isolated(configuration: Configuration, site: Site, tree: _Tree) -> Iterator[Problem]:
    gone: dict[str, tuple[str, str]] = {}
    for name in _usable(users(configuration, site), tree.facts):
        places = _places(site, name, tree)
        if all(tree.has(*place) is False for place in places):
            gone[name] = places[0]
    if anonymous(configuration, site) and tree.has("LocalUser", "Public") is False:
        gone["anonymous"] = ("LocalUser", "Public")
    if gone:
        first, second = next(iter(gone.values()))
        told = f"there is no folder {tree.root}\\{first}\\{second} on {tree.facts.computer}"
        if tree.has(second):
            told += f", but a folder {tree.root}\\{second}"
        yield _problem("home-not-on-server", site, list(gone), tree.facts.say(told), f"{first}\\{second}")


def _started_in(configuration: Configuration, site: Site, tree: _Tree) -> Iterator[Problem]:
    """Users whose folder is where user isolation would look for it."""
    for name in _usable(users(configuration, site), tree.facts):
        for place in _places(site, name, tree):
            if tree.has(place[1]) is False and tree.has(*place) is True:
                shown = "\\".join(place)
                fact = tree.facts.say(f"the folder is {tree.root}\\{shown} on {tree.facts.computer}")
                yield _problem("home-in-other-layout", site, [name], fact, place[1])
                return


def _problem(kind: str, site: Site, found: list[str], fact: str, expected: str) -> Problem:
    element = site.ftp.child("userIsolation")
    facts = {"value": isolation(site), "element": named(found), "expected": expected, "fact": fact}
    return of_value(kind, site, element, "mode", _SETTING, **facts)


def _usable(found: list[str], facts: ServerFacts) -> Iterator[str]:
    """Those who are not known to be no users, or unable to log in: that is said elsewhere."""
    for name in found:
        account = known_account(name, facts)
        if account is None or (account.kind != "group" and account.found is not False and not account.refusal):
            yield name


def _places(site: Site, name: str, tree: _Tree) -> list[tuple[str, str]]:
    """Where the home of *name* may be, two steps each: of a name without domain also in the folders of domains."""
    if "@" in name and "\\" not in name:
        name, _, _ = name.partition("@")
        return _anywhere(name, tree)
    domain, _, account = name.rpartition("\\")
    if "." in domain.strip("."):
        return _anywhere(account, tree)  # a DNS name: the folder has the short one
    if domain in (".", "") or domain.lower() == tree.facts.computer.lower():
        local = [("LocalUser", account)]
        basic = site.ftp.find("security/authentication/basicAuthentication")
        default = basic.value("defaultLogonDomain").text
        if domain:
            return local
        return [*local, *([(default, account)] if default else []), *_anywhere(account, tree)]
    return [(domain, account)]


def _anywhere(name: str, tree: _Tree) -> list[tuple[str, str]]:
    """In any folder below the root; in one that nobody can name where those are not known."""
    around = tree.facts.folders.get(normal(tree.root))
    tops = sorted((around.folders if around is not None else None) or ())
    return [(top, name) for top in tops if top not in (name.lower(), "localuser")] or [("LocalUser", name)]

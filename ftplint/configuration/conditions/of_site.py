"""Conditions of a site, and of its locations: what keeps everybody out, and whether anonymous users get in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.conditions.declared import OF_SITE, attributes_of
from ftplint.configuration.conditions.logon import Logons, any_allowed
from ftplint.configuration.conditions.of_directory import domains_of
from ftplint.configuration.conditions.of_location import AtLocation, rights_at
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container

    from ftplint.configuration.conditions.logon import Logon
    from ftplint.configuration.layers import EffectiveElement
    from ftplint.configuration.sections import Sections
    from ftplint.configuration.sites import Site

_AUTHORIZATION = "system.ftpServer/security/authorization"
_ADDRESSES = "system.ftpServer/security/ipSecurity"


class OfSite(NamedTuple):
    """The conditions of one site, and those of its locations by their normalised paths below it (``""`` its own)."""

    shut_by: str
    anonymous: str
    decided_by: str
    tls: str
    locations: dict[str, AtLocation]
    domains: frozenset[str]
    """The names of domains that the file has for the site, in lower case."""

    def attributes(self, names: Container[str] | None = None) -> str:
        """As attributes of the element ``site``, those among *names* or all."""
        return attributes_of(OF_SITE, (self.shut_by, self.anonymous, self.decided_by, self.tls), names)

    def at(self, path: str, site: str) -> AtLocation:
        """What rules give at the normalised location *path* of the site named *site*."""
        return self.locations[_below(path, site.lower())]


class _Asked(NamedTuple):
    """What the conditions of a site come from. *located* is the name of a site that has locations, in lower case."""

    logon: Logon
    located: str
    implicit: bool
    """Whether it has nothing but bindings on port 990, where TLS begins by itself."""
    begins_tls: bool
    """Whether TLS can begin: by AUTH, or by itself on port 990."""
    has_root: bool


class Conditions:
    """Works out the conditions of the sites of one configuration; sites that are alike in them, once.

    What it gives for two sites is the same object where it is equal.
    """

    def __init__(self, sections: Sections, *, fragment: bool) -> None:
        self._sections = sections
        self._fragment = fragment
        self._logons = Logons()
        self._asked: dict[Site, OfSite] = {}
        self._known: dict[tuple[object, ...], OfSite] = {}
        self._equal: dict[tuple[object, ...], OfSite] = {}
        self._rules: dict[tuple[int, str], tuple[EffectiveElement, AtLocation]] = {}

    def of(self, site: Site) -> OfSite:
        """The conditions of *site*."""
        asked = self._asked.get(site)
        if asked is None:
            asked = self._asked[site] = self._looked_up(site)
        return asked

    def _looked_up(self, site: Site) -> OfSite:
        found = self._logons.of(site.ftp)  # one object for all that are alike
        name = site.name.lower()
        located = name if name in self._sections.sites else ""
        implicit = [binding.port == "990" for binding in site.bindings]
        key = (id(found), located, all(implicit), any(implicit), site.has_root)
        known = self._known.get(key)
        if known is None:
            begins_tls = found.auth_passes or any(implicit)
            known = self._of(_Asked(found, located, all(implicit), begins_tls, site.has_root))
            places = tuple(known.locations.items())
            known = self._known[key] = self._equal.setdefault((*known[:4], places, known.domains), known)
        return known

    def _of(self, asked: _Asked) -> OfSite:
        section, own = self._sections.section, asked.logon
        paths = {_below(path, asked.located): path for path in self._sections.places(asked.located)}
        nothing = AtLocation("", "", somebody=False)
        places = {
            below: nothing if own.by_provider else self._at(section(_AUTHORIZATION, path), own.account).on(own)
            for below, path in paths.items()
        }
        places = _as_anonymous_users_reach_them(own, places)
        shut_by = self._shut_by(asked, places)
        anonymous = self._anonymous(own, shut_by, places)
        domains = domains_of(own.domains, (section(_AUTHORIZATION, path) for path in paths.values()))
        tls = "possible" if own.tls_possible and asked.begins_tls else "impossible"
        return OfSite(shut_by, anonymous, "provider" if own.by_provider else "rules", tls, places, domains)

    def _at(self, rules: EffectiveElement, account: str) -> AtLocation:
        known = self._rules.get((id(rules), account))
        if known is None:
            known = self._rules[id(rules), account] = rules, rights_at(rules, account)
        return known[1]

    def _shut_by(self, asked: _Asked, places: dict[str, AtLocation]) -> str:
        """What shuts everybody out; in a fragment, what is absent may well be there."""
        own, whole = asked.logon, not self._fragment
        certificates_alone = own.certificate and not (own.anonymous or own.basic or own.custom)
        needs_tls = not own.clear or asked.implicit
        mapped = own.tls_possible and asked.begins_tls and own.certificates_mapped
        addresses = self._sections.section(_ADDRESSES, asked.located)
        if whole and not (own.anonymous or own.by_accounts):
            return "methods"
        if own.refuses_all:
            return "connections"
        if addresses.value("allowUnlisted").text == "false" and not any_allowed(addresses):
            return "addresses"
        if not own.commands_pass or (not asked.begins_tls and (needs_tls or certificates_alone)):
            return "commands"
        if not own.tls_possible and needs_tls:
            return "tls"
        if certificates_alone and not mapped:
            return "certificates"
        if own.isolation == "ActiveDirectory" and not own.basic:
            return "isolation"
        accounts = own.basic or own.custom or (own.certificate and mapped) or not whole
        first = _first(own, places) if accounts else _anonymous_first(own, places)
        if whole and not own.by_provider and not any(place.lets_in(accounts=accounts) for place in first):
            return "rules"
        return "nothing" if asked.has_root or not whole else "root"

    def _anonymous(self, own: Logon, shut_by: str, places: dict[str, AtLocation]) -> str:
        # Active Directory isolation has no home for anonymous users (KB 2649659).
        if not own.anonymous or shut_by != "nothing" or own.isolation == "ActiveDirectory":
            return "no"
        starts = _anonymous_first(own, places)
        certain = starts[:1] if own.isolation == "Custom" else starts
        if not own.by_provider and all(place.anonymous for place in certain):
            return "yes"
        if own.by_provider or self._fragment or any(place.anonymous or place.account for place in starts):
            return "perhaps"
        return "no"


def _below(path: str, site: str) -> str:
    """The rest of *path* behind the name of a *site*, which may have a slash in it although IIS refuses that."""
    return path[len(site) :].removeprefix("/")


def _first(own: Logon, places: dict[str, AtLocation]) -> list[AtLocation]:
    """The places one of which has to let a user in: the root, or any where users start in homes of their own.

    With IsolateRootDirectoryOnly rules on a home are never asked (KB 4294477).
    """
    everywhere = own.isolation not in ("None", "IsolateRootDirectoryOnly")
    return list(places.values()) if everywhere else [places[""]]


def _anonymous_first(own: Logon, places: dict[str, AtLocation]) -> list[AtLocation]:
    """The same for anonymous users.

    With IsolateAllDirectories their home is LocalUser\\Public, and no other counts. With StartInUsersDirectory they
    start in a folder called default, or at the root; which of the two is asked is not documented.
    """
    if own.isolation == "IsolateAllDirectories":
        return [_at_home(places)]
    if own.isolation == "StartInUsersDirectory":
        return [places[path] for path in ("", "default") if path in places]
    return _first(own, places)


_HOME = "localuser/public"


def _at_home(places: dict[str, AtLocation]) -> AtLocation:
    """What counts at LocalUser\\Public: the rules of the deepest location around it."""
    return next(places[path] for path in (_HOME, "localuser", "") if path in places)


def _as_anonymous_users_reach_them(own: Logon, places: dict[str, AtLocation]) -> dict[str, AtLocation]:
    """*places* without the rights of anonymous users where those never come.

    With IsolateAllDirectories they see their home and what is below it; a rule above it counts as far as their home has
    it as well. Where they alone could log in and no start lets them in, a rule below the root opens nothing.
    """
    if own.isolation == "IsolateAllDirectories":
        at_home = _at_home(places)
        places = {
            path: place
            if path == _HOME or path.startswith(f"{_HOME}/")
            else place.limited_to(at_home)
            if path in ("", "localuser")
            else place.limited_to(None)
            for path, place in places.items()
        }
    if (
        own.isolation in ("None", "IsolateRootDirectoryOnly", "Custom")
        or own.by_accounts
        or any(place.anonymous or place.account for place in _anonymous_first(own, places))
    ):
        return places
    return {path: place if path == "" else place._replace(somebody=False) for path, place in places.items()}

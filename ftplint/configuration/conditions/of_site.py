"""Conditions of a site, and of its locations: what keeps everybody out, and whether anonymous users get in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.configuration.conditions.declared import OF_SITE, attributes_of
from ftplint.configuration.conditions.logon import (
    any_allowed,
    auth_is_filtered,
    commands_suffice,
    isolation,
    methods,
    tokens,
    usable,
)
from ftplint.configuration.conditions.of_directory import domains_of
from ftplint.configuration.conditions.of_location import AtLocation, rights_at

if TYPE_CHECKING:
    from collections.abc import Container

    from ftplint.configuration.layers import EffectiveElement
    from ftplint.configuration.sections import Sections
    from ftplint.configuration.sites import Site

_KEPT = 2000
_AUTHORIZATION = "system.ftpServer/security/authorization"
_ADDRESSES = "system.ftpServer/security/ipSecurity"


class OfSite(NamedTuple):
    """The conditions of one site, and those of its locations by their normalised paths."""

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

    @property
    def key(self) -> tuple[object, ...]:
        """All that rules can see of it, as a value to be compared: of a location the path below the site."""
        below = tuple([(path.partition("/")[2], at) for path, at in self.locations.items()])
        return (self.shut_by, self.anonymous, self.decided_by, self.tls, below, self.domains)


class Conditions:
    """Works out the conditions of the sites of one configuration; sites that are alike in them, once."""

    def __init__(self, sections: Sections, *, fragment: bool) -> None:
        self._sections = sections
        self._fragment = fragment
        self._known: dict[tuple[object, ...], tuple[EffectiveElement, OfSite]] = {}
        self._rules: dict[tuple[int, str], tuple[EffectiveElement, AtLocation]] = {}

    def of(self, site: Site) -> OfSite:
        """The conditions of *site*."""
        located = site.name.lower() if site.name.lower() in self._sections.sites else ""
        key = (id(site.ftp), located, all(binding.port == "990" for binding in site.bindings), site.has_root)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[key] = site.ftp, self._of(site)
        if located or not known[1].locations:
            return known[1]
        top = site.name.lower()  # shared with sites of other names, which have no location either
        return known[1]._replace(locations={top: next(iter(known[1].locations.values()))})

    def _of(self, site: Site) -> OfSite:
        security = site.ftp.find("security")
        provider = security.find("customAuthorization/provider")
        by_provider = provider.value("enabled").text == "true" and provider.value("name").text != ""
        account = security.find("authentication/anonymousAuthentication").value("userName").text
        section = self._sections.section
        places = {
            path: AtLocation("", "", somebody=False)
            if by_provider
            else self._at(section(_AUTHORIZATION, path), account).on(site.ftp)
            for path in self._sections.places(site.name)
        }
        places = _as_anonymous_users_reach_them(site, places)
        shut_by = self._shut_by(site, places, by_provider=by_provider)
        anonymous = self._anonymous(site, shut_by, places, by_provider=by_provider)
        domains = domains_of(site, (section(_AUTHORIZATION, path) for path in places))
        tls = usable(security.child("ssl").value("serverCertHash").text) and not auth_is_filtered(site)
        return OfSite(shut_by, anonymous, "provider" if by_provider else "rules", _possible(tls), places, domains)

    def _at(self, rules: EffectiveElement, account: str) -> AtLocation:
        known = self._rules.get((id(rules), account))
        if known is None:
            known = self._rules[id(rules), account] = rules, rights_at(rules, account)
        return known[1]

    def _shut_by(self, site: Site, places: dict[str, AtLocation], *, by_provider: bool) -> str:
        """What shuts everybody out; in a fragment, what is absent may well be there."""
        ftp, whole = site.ftp, not self._fragment
        security = ftp.find("security")
        ssl = security.child("ssl")
        certificates_alone = methods(ftp) == (False, False, True, False)
        needs_tls = ssl.value("controlChannelPolicy").text != "SslAllow" or all(b.port == "990" for b in site.bindings)
        no_auth = auth_is_filtered(site)
        no_tls = not usable(ssl.value("serverCertHash").text)
        mapped = not no_tls and not no_auth and tokens(security)
        addresses = self._sections.section(_ADDRESSES, site.name.lower())
        if whole and not any(methods(ftp)):
            return "methods"
        if ftp.child("connections").value("maxConnections").text == "0":
            return "connections"
        if addresses.value("allowUnlisted").text == "false" and not any_allowed(addresses):
            return "addresses"
        if not commands_suffice(ftp) or (no_auth and (needs_tls or certificates_alone)):
            return "commands"
        if no_tls and needs_tls:
            return "tls"
        if certificates_alone and not mapped:
            return "certificates"
        if isolation(ftp) == "ActiveDirectory" and not methods(ftp)[1]:
            return "isolation"
        accounts = methods(ftp)[1] or methods(ftp)[3] or (methods(ftp)[2] and mapped) or not whole
        first = _first(ftp, places) if accounts else _anonymous_first(site, places)
        if whole and not by_provider and not any(place.lets_in(accounts=accounts) for place in first):
            return "rules"
        return "nothing" if site.has_root or not whole else "root"

    def _anonymous(self, site: Site, shut_by: str, places: dict[str, AtLocation], *, by_provider: bool) -> str:
        # Active Directory isolation has no home for anonymous users (KB 2649659).
        if not methods(site.ftp)[0] or shut_by != "nothing" or isolation(site.ftp) == "ActiveDirectory":
            return "no"
        starts = _anonymous_first(site, places)
        certain = starts[:1] if isolation(site.ftp) == "Custom" else starts
        if not by_provider and all(place.anonymous for place in certain):
            return "yes"
        if by_provider or self._fragment or any(place.anonymous or place.account for place in starts):
            return "perhaps"
        return "no"


def _first(ftp: EffectiveElement, places: dict[str, AtLocation]) -> list[AtLocation]:
    """The places one of which has to let a user in: the root, or any where users start in homes of their own.

    With IsolateRootDirectoryOnly rules on a home are never asked (KB 4294477).
    """
    everywhere = isolation(ftp) not in ("None", "IsolateRootDirectoryOnly")
    return list(places.values()) if everywhere else list(places.values())[:1]


def _anonymous_first(site: Site, places: dict[str, AtLocation]) -> list[AtLocation]:
    """The same for anonymous users.

    With IsolateAllDirectories their home is LocalUser\\Public, and no other counts. With StartInUsersDirectory they
    start in a folder called default, or at the root; which of the two is asked is not documented.
    """
    mode, top = isolation(site.ftp), site.name.lower()
    if mode == "IsolateAllDirectories":
        return [_at_home(top, places)]
    if mode == "StartInUsersDirectory":
        return [place for path, place in places.items() if path in (top, f"{top}/default")]
    return _first(site.ftp, places)


def _at_home(top: str, places: dict[str, AtLocation]) -> AtLocation:
    """What counts at LocalUser\\Public: the rules of the deepest location around it."""
    around = (f"{top}/localuser/public", f"{top}/localuser", top)
    return next((places[path] for path in around if path in places), next(iter(places.values())))


def _as_anonymous_users_reach_them(site: Site, places: dict[str, AtLocation]) -> dict[str, AtLocation]:
    """*places* without the rights of anonymous users where those never come.

    With IsolateAllDirectories they see their home and what is below it; a rule above it counts as far as their home has
    it as well. Where they alone could log in and no start lets them in, a rule below the root opens nothing.
    """
    top = site.name.lower()
    if isolation(site.ftp) == "IsolateAllDirectories":
        home = f"{top}/localuser/public"
        own = _at_home(top, places)
        places = {
            path: place
            if path == home or path.startswith(f"{home}/")
            else place.limited_to(own)
            if path in (top, f"{top}/localuser")
            else place.limited_to(None)
            for path, place in places.items()
        }
    if (
        isolation(site.ftp) in ("None", "IsolateRootDirectoryOnly", "Custom")
        or any(methods(site.ftp)[1:])
        or any(place.anonymous or place.account for place in _anonymous_first(site, places))
    ):
        return places
    return {path: place if path == top else place._replace(somebody=False) for path, place in places.items()}


def _possible(value: bool) -> str:
    return "possible" if value else "impossible"

"""Whom the authorization rules of a site name: users, roles, anonymous users, each with the place of the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.observed.places import logs_in, windows_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration import Configuration, EffectiveElement, Site
    from ftplint.source import Place

SECTION = "system.ftpServer/security/authorization"


class Named(NamedTuple):
    """A name in an authorization rule. ``attribute`` is users or roles; ``path`` the normalised location."""

    name: str
    attribute: str
    allows: bool
    permissions: frozenset[str]
    place: Place
    path: str


def names(configuration: Configuration, site: Site) -> Iterator[Named]:
    """The names in the effective rules of *site* and of each location below it, wildcards among them."""
    for path in configuration.location_paths(site):
        for rule in configuration.sections.section(SECTION, path).items:
            yield from _of_rule(rule, path)


def _of_rule(rule: EffectiveElement, path: str) -> Iterator[Named]:
    allows = rule.value("accessType").text == "Allow"
    permissions = frozenset(part.strip() for part in rule.value("permissions").text.split(",") if part.strip())
    for attribute in ("users", "roles"):
        value = rule.value(attribute)
        if value.origin is not None:
            place = value.origin.place(attribute=attribute)
            for name in filter(None, map(str.strip, value.text.split(","))):
                yield Named(name, attribute, allows, permissions, place, path)


def users(configuration: Configuration, site: Site) -> list[str]:
    """The Windows users whom *site* allows something by name and forbids nothing, each once."""
    if not by_name(site):
        return []
    every = list(names(configuration, site))
    denied = {one.name.lower() for one in every if not one.allows}
    found = {one.name.lower(): one.name for one in every if one.allows and one.attribute == "users"}
    return [name for key, name in found.items() if key not in denied and not key.startswith(("*", "?"))]


def by_name(site: Site) -> bool:
    """Whether users log in to *site* with Windows accounts of their own."""
    return windows_accounts(site) and (logs_in(site, "basicAuthentication") or certificates(site))


def anonymous(configuration: Configuration, site: Site) -> bool:
    """Whether anonymous users may log in to *site* and are allowed something."""
    every = [one for one in names(configuration, site) if one.attribute == "users" and one.name in ("?", "*")]
    allowed = any(one.allows for one in every) and not any(not one.allows for one in every)
    return allowed and logs_in(site, "anonymousAuthentication") and windows_accounts(site)


def certificates(site: Site) -> bool:
    """Whether client certificates log in to *site*."""
    return logs_in(site, "clientCertAuthentication")

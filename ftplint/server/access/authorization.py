"""Authorization rules: may this identity read or write at this path?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ftplint.server.access.identity import Identity
    from ftplint.server.site import AuthorizationRule, SiteSettings

Right = Literal["Read", "Write"]


def permitted(site: SiteSettings, path: str, identity: Identity, right: Right) -> bool:
    """Whether *identity* has *right* at a path of *site*: where isolation puts the home into it, with the home.

    A custom provider, once enabled, decides alone; this server cannot run it, so it permits nothing.
    """
    if site.custom_authorization:
        return False
    return allows(site.at(path).rules, identity, right)


def allows(rules: tuple[AuthorizationRule, ...], identity: Identity, right: Right) -> bool:
    """A deny rule that matches beats every allow rule (TechNet hh831537, FTP Authorization Rules; dd722760).

    Without a rule that matches a user is refused (sub-status 1).
    """
    matching = [rule for rule in rules if right in rule.permissions and applies(rule, identity)]
    return bool(matching) and all(rule.allow for rule in matching)


def applies(rule: AuthorizationRule, identity: Identity) -> bool:
    """Whether a rule is about *identity*: ``*`` is everybody, anonymous users included, ``?`` is anonymous users."""
    if "*" in rule.users or ("?" in rule.users and identity.anonymous):
        return True
    groups_named = {role.rpartition("\\")[2] for role in rule.roles}
    if identity.account is None:
        named = not identity.stands_for.isdisjoint(rule.users) or not _GROUPS.isdisjoint(groups_named)
        return bool(identity.stands_for) and named
    names = {identity.name.lower(), identity.logged_name.lower(), identity.account.upn.lower()} - {""}
    if names.intersection(rule.users):
        return True
    groups = {group.lower() for group in identity.account.groups} | _OF_ALL
    return not groups.isdisjoint(groups_named)


_OF_ALL = frozenset({"everyone", "authenticated users"})
"""Groups of every account that logged in: Windows adds them to each token (S-1-1-0 and S-1-5-11)."""
_GROUPS = frozenset({"everyone", "guests"})
"""Groups of the account behind anonymous users, as far as rules for it count (open point anonymous_by_account)."""

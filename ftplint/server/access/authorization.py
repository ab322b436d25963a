"""Authorization rules: may this identity read or write at this path?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ftplint.server.access.identity import Identity
    from ftplint.server.open_points import Choices
    from ftplint.server.site import AuthorizationRule, SiteSettings

Right = Literal["Read", "Write"]


def permitted(site: SiteSettings, path: str, identity: Identity, right: Right, choices: Choices) -> bool:
    """Whether *identity* has *right* at a virtual path of *site*.

    A custom provider, once enabled, decides alone; this server cannot run it, so it permits nothing.
    """
    if site.custom_authorization:
        return False
    return allows(site.at(path).rules, identity, right, choices)


def allows(rules: tuple[AuthorizationRule, ...], identity: Identity, right: Right, choices: Choices) -> bool:
    """Open: the order of evaluation is not documented for FTP. Taken: deny rules first, as for URL authorization.

    Without a rule that matches a user is refused (sub-status 1).
    """
    matching = [rule for rule in rules if right in rule.permissions and applies(rule, identity)]
    if not matching:
        return False
    return all(rule.allow for rule in matching) if choices.deny_wins else matching[0].allow


def applies(rule: AuthorizationRule, identity: Identity) -> bool:
    """Whether a rule is about *identity*: ``*`` is everybody, anonymous users included, ``?`` is anonymous users."""
    if "*" in rule.users or ("?" in rule.users and identity.anonymous):
        return True
    if identity.account is None:
        return False
    names = {identity.name.lower(), identity.logged_name.lower(), identity.account.upn.lower()} - {""}
    if names.intersection(rule.users):
        return True
    groups = {group.lower() for group in identity.account.groups}
    return any(role.rpartition("\\")[2] in groups for role in rule.roles)

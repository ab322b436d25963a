"""What the authorization rules of one place give, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.conditions.declared import OF_LOCATION, attributes_of
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container

    from ftplint.configuration.conditions.logon import Logon
    from ftplint.configuration.layers import EffectiveElement

GROUPS = frozenset({"everyone", "guests"})
"""Groups that IUSR, the account behind anonymous users, is in or may well be in; for FTP rules nobody documents it."""


class AtLocation(NamedTuple):
    """What the authorization rules of one place say; the conditions of ``OF_LOCATION``."""

    anonymous: str
    account: str
    somebody: bool
    accounts: bool = False
    """Whether a rule lets in others than anonymous users."""

    def on(self, site: Logon) -> AtLocation:
        """The same on a *site*: where anonymous users cannot log in, a rule for them alone lets nobody in."""
        if not self.somebody or self.accounts or (site.anonymous and site.isolation != "ActiveDirectory"):
            return self
        return self._replace(somebody=False)

    def limited_to(self, other: AtLocation | None) -> AtLocation:
        """The same, for anonymous users no more than at the place *other*, or nothing."""
        if other is None:
            return self._replace(anonymous="", account="")
        return self._replace(
            anonymous=_common(self.anonymous, other.anonymous), account=_common(self.account, other.account)
        )

    def lets_in(self, *, accounts: bool) -> bool:
        """Whether somebody is let in, be it an anonymous user where no accounts can log in."""
        return self.somebody and (accounts or self.anonymous != "" or self.account != "")

    def attributes(self, names: Container[str] | None = None) -> str:
        """As attributes of the element ``location``, those among *names* or all."""
        return attributes_of(OF_LOCATION, (self.anonymous, self.account, "true" if self.somebody else "false"), names)


def rights_at(rules: EffectiveElement, account: str) -> AtLocation:
    """What the *rules* of one place give; a deny rule beats every allow rule (TechNet hh831537, dd722760)."""
    names = {account.lower(), account.lower().rpartition("\\")[2]} - {""}
    anonymous: dict[str, set[str]] = {"Allow": set(), "Deny": set()}
    by_account: dict[str, set[str]] = {"Allow": set(), "Deny": set()}
    everybody: dict[str, set[str]] = {"Allow": set(), "Deny": set()}
    accounts: dict[str, set[str]] = {"Allow": set(), "Deny": set()}
    for item in rules.items:
        kind = item.value("accessType").text
        permissions = {part.strip() for part in item.value("permissions").text.split(",")} - {""}
        users, roles = listed(item, "users"), {role.rpartition("\\")[2] for role in listed(item, "roles")}
        if kind not in everybody:
            continue
        if users.intersection({"*", "?"}):
            anonymous[kind] |= permissions
        if users.intersection(names) or roles.intersection(GROUPS):
            by_account[kind] |= permissions
        if (users or roles) if kind == "Allow" else "*" in users:
            everybody[kind] |= permissions
            if users != {"?"} or roles:
                accounts[kind] |= permissions
    given = anonymous["Allow"] - anonymous["Deny"]
    besides = by_account["Allow"] - anonymous["Deny"] - by_account["Deny"] - given
    lets_in = [bool(some["Allow"] - some["Deny"]) for some in (everybody, accounts)]
    return AtLocation(_shown(given), _shown(besides), somebody=lets_in[0], accounts=lets_in[1])


def _common(one: str, other: str) -> str:
    return _shown(set(one.split(", ")).intersection(other.split(", ")))


def listed(item: EffectiveElement, name: str) -> set[str]:
    return {part.strip().lower() for part in item.value(name).text.split(",")} - {""}


def _shown(rights: set[str]) -> str:
    return ", ".join(right for right in ("Read", "Write") if right in rights)

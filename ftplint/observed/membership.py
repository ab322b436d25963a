"""Whether an account is one that an entry of a permission list means: yes, no, or nobody can say (None)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observed.facts import NamedAccount, bare_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ftplint.observed.facts import Permission, ServerFacts

EVERYONE, AUTHENTICATED, USERS, ADMINISTRATORS = "S-1-1-0", "S-1-5-11", "S-1-5-32-545", "S-1-5-32-544"
SYSTEM_SID, IUSR_SID = "S-1-5-18", "S-1-5-17"
_KNOWN = {
    "everyone": EVERYONE,
    "nt authority\\authenticated users": AUTHENTICATED,
    "authenticated users": AUTHENTICATED,
    "builtin\\users": USERS,
    "builtin\\administrators": ADMINISTRATORS,
    "nt authority\\system": SYSTEM_SID,
    "localsystem": SYSTEM_SID,
    "system": SYSTEM_SID,
    "nt authority\\iusr": IUSR_SID,
    "iusr": IUSR_SID,
    "nt authority\\anonymous logon": "S-1-5-7",
    "nt authority\\local service": "S-1-5-19",
    "nt authority\\network service": "S-1-5-20",
    "builtin\\guests": "S-1-5-32-546",
    "creator owner": "S-1-3-0",
    "nt service\\trustedinstaller": "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
}
"""Names that Windows has by itself, in English; a collector that gives SIDs needs none of them."""
_OF_SERVICES = ("S-1-3-", "S-1-5-18", "S-1-5-19", "S-1-5-20", "S-1-5-80-", "S-1-15-")
"""Principals that no user who logs in is: owners to be, the system and services, packages."""
_BROAD = {
    EVERYONE: "Everyone",
    AUTHENTICATED: "Authenticated Users",
    USERS: "Users",
    "S-1-5-32-546": "Guests",
    IUSR_SID: "IUSR",
}
LOCAL_SYSTEM = NamedAccount(
    "NT AUTHORITY\\SYSTEM", "user", True, SYSTEM_SID, "", None, ("BUILTIN\\Administrators", "Everyone")
)
"""The account of services by default; a member of the administrators."""


def sid_of(name: str, sid: str = "") -> str:
    """The SID of an account where it is given, or where Windows has the name by itself; else empty."""
    return sid or _KNOWN.get(name.strip().lower(), "")


def broad_group(name: str, sid: str) -> str:
    """The group of very many, or of anonymous users, that is meant; empty for another account."""
    return _BROAD.get(sid_of(name, sid), "")


def known_account(name: str, facts: ServerFacts) -> NamedAccount | None:
    """The account that the file calls *name*, if the facts have one of exactly that name."""
    return facts.accounts.by_name.get(name.strip().lower())


def same_name(one: str, other: str, facts: ServerFacts) -> bool | None:
    """Whether two names mean one account. A name without domain may be that of a domain's account, too."""
    (domain, name), (other_domain, other_name) = _split(one, facts), _split(other, facts)
    if name != other_name:
        return False
    if domain == other_domain:
        return True
    return None if not domain or not other_domain or "." in domain + other_domain else False


def _split(name: str, facts: ServerFacts) -> tuple[str, str]:
    """Domain and account in lower case; the domain is empty for an account of the server itself, and unknown."""
    text = name.strip().lower()
    if "\\" not in text and "@" in text:
        account, _, domain = text.rpartition("@")
        return domain, account
    domain, _, account = text.rpartition("\\")
    return "" if domain in (".", facts.computer.lower()) else domain, account


def is_meant(user: NamedAccount, entry: Permission, facts: ServerFacts) -> bool | None:
    """Whether *entry* is about *user*, by itself or as a group that the user is in."""
    return _is_in(user, entry.account, entry.sid, facts, set())


def _is_in(user: NamedAccount, name: str, sid: str, facts: ServerFacts, seen: set[str]) -> bool | None:
    """*seen* are the names of the groups that were looked into: groups can be in each other."""
    sid, own = sid_of(name, sid), sid_of(user.name, user.sid)
    if sid and own and sid == own:
        return True
    if sid == EVERYONE:
        return True
    if sid.startswith(_OF_SERVICES):
        return False
    if sid == AUTHENTICATED:
        return None if own == IUSR_SID else True
    if sid == USERS and own == SYSTEM_SID:
        return None
    itself = same_name(user.name, name, facts) if name and not (sid and own) else False
    if itself is not False:
        return itself
    listed = None if user.groups is None else _listed(name, sid, user.groups, facts)
    if listed:
        return True
    group = _group(name, sid, facts)
    if group is None or (listed is False and group.members is None):
        return listed
    if group.kind == "user":
        return False
    if group.members is None:
        return None
    if group.name in seen:
        return False
    seen.add(group.name)
    return _any(_is_member(user, member, facts, seen) for member in group.members)


def _is_member(user: NamedAccount, member: str, facts: ServerFacts, seen: set[str]) -> bool | None:
    """Whether a *member* of a group is the user, or a group with the user in it."""
    found = _is_in(user, member, "", facts, seen)
    if found is None and same_name(user.name, member, facts) is False:
        known = _group(member, "", facts)
        return False if known is not None and known.kind == "user" else None
    return found


def _listed(name: str, sid: str, groups: Iterable[str], facts: ServerFacts) -> bool | None:
    if not name:
        return None
    if sid:
        if any(sid_of(group) == sid for group in groups):
            return True
        if name.strip().lower() in _KNOWN:
            return None if sid == USERS else False  # by default everybody who logs in is one of the Users
    return _any(same_name(group, name, facts) for group in groups)


def _group(name: str, sid: str, facts: ServerFacts) -> NamedAccount | None:
    found = facts.accounts.by_sid.get(sid.lower()) if sid else None
    alike = () if found is not None else facts.accounts.by_bare_name.get(bare_name(name), ())
    return found or next((one for one in alike if same_name(one.name, name, facts)), None)


def _any(answers: Iterable[bool | None]) -> bool | None:
    """True if one is; None if one could be."""
    every = list(answers)
    return True if True in every else None if None in every else False

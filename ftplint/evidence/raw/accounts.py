"""Accounts: what the flags of the directory and of the local account database mean, and who is in which group.

Source: https://learn.microsoft.com/windows/win32/adschema/a-useraccountcontrol and
a-msds-user-account-control-computed; ADS_USER_FLAG_ENUM for local accounts, which has the same bits.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ftplint.evidence.accounts import filetime
from ftplint.evidence.raw.context import domain_of, first, number, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ftplint.evidence.raw.context import Context

_DISABLED, _LOCKED, _PASSWORD_EXPIRED = 0x2, 0x10, 0x800000
_NO_SUCH_ACCOUNT = "none"
_BUILTIN = "S-1-5-32-"
_CONTROLLERS = (4, 5)
"""DomainRole of domain controllers: https://learn.microsoft.com/windows/win32/cimwin32prov/win32-computersystem."""
_MOST_MEMBERS = 1000
"""What a domain controller answers with at most."""


def accounts(raw: Mapping[str, Any], context: Context) -> dict[str, Any] | None:
    """``accounts.json``."""
    listed = raw.get("accounts")
    if listed is None:
        return None
    return {
        "accounts": [_account(one, raw, context) for one in listed],
        "clientCertificates": [
            {"thumbprint": one["thumbprint"], "accounts": [_mapped(entry, context) for entry in one["entries"]]}
            for one in raw["clients"].get("accounts") or ()
        ],
    }


def _account(one: Mapping[str, Any], raw: Mapping[str, Any], context: Context) -> dict[str, Any]:
    name, sid = one["name"], first(one.get("sid"))
    missing = sid == _NO_SUCH_ACCOUNT
    sid = None if missing else sid
    account: dict[str, Any] = {
        "name": name,
        "kind": None,
        "found": True if sid else False if missing and _would_know(name, raw, context) else None,
        "sid": sid,
        **dict.fromkeys(("enabled", "locked", "expired", "passwordExpired", "members", "groups", "homeDirectory")),
    }
    entry, user = first(one.get("entry")), first(one.get("user"))
    if sid is not None and (sid in _local_groups(raw) or sid.startswith(_BUILTIN)):
        members = _local_groups(raw).get(sid)
        return account | {"kind": "group", "members": _names(members, context)}
    if entry is not None and "group" in entry.get("objectClass", ()):
        members = one.get("members")
        if members is not None and len(members) >= _MOST_MEMBERS:
            context.missing.append(f"{name}: only {_MOST_MEMBERS} members listed")
        return account | {"kind": "group", "members": _names(members, context)}
    if entry is not None:
        account |= {"kind": "user", **_state(entry, context.collected)}
        root, folder = first(entry.get("msIIS-FTPRoot")), first(entry.get("msIIS-FTPDir"))
        account["homeDirectory"] = f"{root}\\{folder or ''}" if root else None
        account["groups"] = _names(_groups(str(sid), texts(entry.get("tokenGroups")), raw, context), context)
    elif user is not None:
        account |= {"kind": "user", **_local_state(user, context.collected)}
        account["groups"] = _names(_groups(str(sid), (), raw, context), context)
    return account


def _would_know(name: str, raw: Mapping[str, Any], context: Context) -> bool:
    """Whether who was asked knows all accounts of the kind of *name*: this machine, or its domain if it answered."""
    users = first(raw.get("domainUsers"))
    domain, short = domain_of(context), context.sids.name(users) if users else ""
    prefix, backslash, _ = name.lower().partition("\\")
    if domain == "" or (backslash and prefix == context.computer.lower()):
        return True
    own = short.partition("\\")[0].lower()
    if not own or not domain:
        return False
    if backslash:
        return prefix in (own, domain.lower())
    return "@" not in name or name.lower().endswith(f"@{domain.lower()}")


def _local_groups(raw: Mapping[str, Any]) -> dict[str, Sequence[str] | None]:
    return {one["sid"]: one.get("members") for one in raw.get("groups") or ()}


def _groups(sid: str, token: Sequence[str], raw: Mapping[str, Any], context: Context) -> list[str] | None:
    """The groups of a user: those that a domain controller names, without its own built-in ones, and those of this
    machine. None if a group of this machine may have the user in it."""
    if context.system.get("DomainRole") in _CONTROLLERS:
        return list(token)
    local = _local_groups(raw)
    if raw.get("groups") is None or None in local.values():
        return None
    found = [one for one in token if not one.startswith(_BUILTIN)]
    mine = {sid, *found}
    return found + [group for group, members in local.items() if not mine.isdisjoint(members or ())]


def _names(sids: Sequence[str] | None, context: Context) -> list[str] | None:
    return None if sids is None else [context.sids.name(one) for one in sids]


def _state(entry: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    control = number(first(entry.get("userAccountControl")))
    computed = number(first(entry.get("msDS-User-Account-Control-Computed")))
    expires = number(first(entry.get("accountExpires")))
    end = None if expires is None else filetime(expires)
    return {
        "enabled": None if control is None else not control & _DISABLED,
        "locked": None if computed is None else bool(computed & _LOCKED),
        "expired": None if expires is None else end is not None and end < now,
        "passwordExpired": None if computed is None else bool(computed & _PASSWORD_EXPIRED),
    }


def _local_state(user: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    flags, expires = number(user.get("flags")), _moment(user.get("expires"))
    return {
        "enabled": None if flags is None else not flags & _DISABLED,
        "locked": None if flags is None else bool(flags & _LOCKED),
        "expired": expires is not None and expires < now,
        "passwordExpired": number(user.get("passwordExpired")) == 1,
    }


def _moment(text: str | None) -> datetime | None:
    """A time, None for none and for one that no calendar has."""
    try:
        return None if text is None else datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _mapped(entry: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """An account that a client certificate may map to."""
    sid = first(entry.get("objectSid")) or ""
    return {
        "name": context.sids.name(sid),
        "sid": sid,
        "upn": first(entry.get("userPrincipalName")),
        "altSecurityIdentities": list(entry.get("altSecurityIdentities") or ()),
        **_state(entry, context.collected),
    }

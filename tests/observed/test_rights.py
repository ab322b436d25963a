"""What NTFS lets an account do: the canonical order, groups, groups in groups, and what nobody can say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ftplint.evidence import Bundle
from ftplint.observed import of_bundle
from ftplint.observed.facts import NamedAccount, Permission
from ftplint.observed.membership import known_account, same_name
from ftplint.observed.rights import may


def facts(*accounts: dict[str, Any]) -> Any:
    parts = {"accounts": {"accounts": list(accounts)}}
    return of_bundle(Bundle("b", "WEB01", datetime(2026, 11, 29, tzinfo=UTC), True, parts, {}, {}))


def user(name: str = "CORP\\jane", **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": "user", "found": True, **more}


def group(name: str, *members: str) -> dict[str, Any]:
    return {"name": name, "kind": "group", "found": True, "members": list(members)}


def entry(text: str) -> Permission:
    *kind, account, right = text.split(" ")
    return Permission(account.replace("_", " "), "", "allow" in kind, frozenset({right}), "inherited" in kind)


def answer(entries: list[str], *accounts: dict[str, Any], right: str = "write") -> bool | None:
    known = facts(*accounts)
    jane = known_account("CORP\\jane", known)
    assert jane is not None
    return may(jane, right, [entry(one) for one in entries], known)


KNOWN = user(groups=["CORP\\Staff", "CORP\\Ftp"])
UNKNOWN = user()


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], False),
        (["allow CORP\\jane write"], True),
        (["allow corp\\JANE full"], True),
        (["allow CORP\\jane read"], False),
        (["allow CORP\\john write"], False),
        (["allow CORP\\Staff write"], True),
        (["allow CORP\\Sales write"], False),
        (["allow CORP\\jane write", "deny CORP\\Staff write"], False),
        (["inherited deny CORP\\Staff write", "allow CORP\\jane write"], True),
        (["inherited allow CORP\\jane write", "inherited deny CORP\\Ftp write"], False),
        (["inherited allow CORP\\jane write", "deny Everyone write"], False),
        (["allow Everyone write"], True),
        (["allow NT_AUTHORITY\\Authenticated_Users write"], True),
        (["allow BUILTIN\\Users write"], None),
        (["allow BUILTIN\\Administrators write"], False),
        (["allow CREATOR_OWNER full", "allow NT_AUTHORITY\\SYSTEM full"], False),
        (["deny CORP\\jane read", "allow CORP\\jane write"], True),
    ],
    ids=lambda value: "; ".join(value) or "empty" if isinstance(value, list) else "",
)
def test_groups_are_known(entries: list[str], expected: bool | None) -> None:
    assert answer(entries, KNOWN) is expected


@pytest.mark.parametrize(
    ("entries", "accounts", "expected"),
    [
        (["allow CORP\\Staff write"], [], None),
        (["deny CORP\\Staff write", "allow CORP\\jane write"], [], None),
        (["allow CORP\\jane write", "inherited deny CORP\\Staff write"], [], True),
        (["allow CORP\\Staff write"], [group("CORP\\Staff", "CORP\\jane")], True),
        (["allow CORP\\Staff write"], [group("CORP\\Staff")], False),
        (["allow CORP\\Staff write"], [group("CORP\\Staff", "CORP\\Other")], None),
        (["allow CORP\\Staff write"], [group("CORP\\Staff", "CORP\\john"), user("CORP\\john")], False),
        (["allow CORP\\Staff write"], [group("CORP\\Staff", "CORP\\In"), group("CORP\\In", "CORP\\jane")], True),
        (["allow CORP\\A write"], [group("CORP\\A", "CORP\\B"), group("CORP\\B", "CORP\\A")], False),
        (["allow BUILTIN\\Users write"], [], None),
    ],
    ids=[
        "unknown",
        "deny unknown",
        "allow first",
        "member",
        "empty",
        "of unknown",
        "of another",
        "nested",
        "circle",
        "Users",
    ],
)
def test_groups_are_worked_out_from_their_members(
    entries: list[str], accounts: list[dict[str, Any]], expected: bool | None
) -> None:
    assert answer(entries, UNKNOWN, *accounts) is expected


def test_groups_within_groups_take_no_longer_than_there_are_groups() -> None:
    groups = [group(f"CORP\\G{n}", *[f"CORP\\G{n + 1}"] * 50) for n in range(60)]
    assert answer(["allow CORP\\G0 write"], UNKNOWN, *groups, group("CORP\\G60")) is False


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("jane", "WEB01\\jane", True),
        (".\\jane", "web01\\JANE", True),
        ("CORP\\jane", "OTHER\\jane", False),
        ("CORP\\jane", "jane", None),
        ("jane@corp.example", "CORP\\jane", None),
        ("CORP\\jane", "CORP\\john", False),
    ],
)
def test_names(one: str, other: str, same: bool | None) -> None:
    assert same_name(one, other, facts()) is same


def test_sids_decide_where_they_are_known() -> None:
    known = facts(user(sid="S-1-5-21-1-1-1-500", groups=[]))
    jane = known_account("CORP\\jane", known)
    assert jane is not None
    full = frozenset({"full"})
    renamed = Permission("CORP\\old-name", "S-1-5-21-1-1-1-500", True, full, False)
    german = Permission("Jeder", "S-1-1-0", True, full, False)
    unresolved = Permission("", "S-1-5-21-7-7-7-1200", True, full, False)
    assert may(jane, "write", [renamed], known) is True
    assert may(jane, "write", [german], known) is True
    assert may(jane, "write", [unresolved], known) is None


def test_an_anonymous_account_is_perhaps_no_authenticated_user() -> None:
    iusr = NamedAccount("IUSR", "user", True, "S-1-5-17", "", None, None)
    entries = [Permission("", "S-1-5-11", True, frozenset({"read"}), False)]
    assert may(iusr, "read", entries, facts()) is None

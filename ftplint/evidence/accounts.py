"""Accounts of a directory, and what a directory is to the rest: something that can be asked for candidates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


_DISABLED = 0x2
LOCKED = 0x10
_SMARTCARD_REQUIRED = 0x40000
_NEVER = (0, 0x7FFFFFFFFFFFFFFF)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


class DirectoryError(FtplintError):
    """A directory that cannot be read or asked; the text says which, and what to do."""


class Query(NamedTuple):
    """What a directory is asked for: mapping strings, a user principal name and a SID, each perhaps empty."""

    mappings: tuple[str, ...]
    upn: str
    sid: str

    def values(self) -> tuple[str, ...]:
        """All that are not empty."""
        return tuple(value for value in (*self.mappings, self.upn, self.sid) if value)


class Account(NamedTuple):
    """One user. ``expires`` is the time from which the account is expired, None for never.

    ``groups`` are the common names of the groups in ``memberOf``. ``password`` is one in clear text, which only the
    lab's own directory has. ``ftp_root`` and ``ftp_dir`` are msIIS-FTPRoot and msIIS-FTPDir.
    """

    name: str
    dn: str = ""
    upn: str = ""
    sid: str = ""
    mappings: tuple[str, ...] = ()
    mail: str = ""
    control: int = 0x200
    expires: datetime | None = None
    locked: bool = False
    groups: tuple[str, ...] = ()
    ftp_root: str = ""
    ftp_dir: str = ""
    password: str | None = None
    domain: str = ""
    """The NetBIOS name of the domain, where the directory says one."""

    @property
    def dns_domain(self) -> str:
        """The DNS name of the account's domain, from its distinguished name; empty without one."""
        return _dns_domain(self.dn)

    @property
    def smartcard_required(self) -> bool:
        """Whether a password does not log this account in (SMARTCARD_REQUIRED)."""
        return bool(self.control & _SMARTCARD_REQUIRED)

    def refusal(self, now: datetime) -> str | None:
        """Why the account may not log in: ``disabled``, ``locked``, ``expired``; None if it may."""
        if self.control & _DISABLED:
            return "disabled"
        if self.locked or self.control & LOCKED:
            return "locked"
        if self.expires is not None and self.expires <= now:
            return "expired"
        return None


class Directory(Protocol):
    """What can be asked. Every method raises DirectoryError if the directory does not answer in time."""

    def candidates(self, query: Query) -> Sequence[Account]:
        """The accounts that hold one of the values of *query*; more may come, the mapping decides."""

    def named(self, name: str) -> Account | None:
        """The account *name*: a logon name, ``DOMAIN\\name`` or ``name@suffix``."""

    def check_password(self, account: Account, password: str) -> bool:
        """Whether *password* is that of *account*."""


class MemoryDirectory:
    """A directory that was read from an export. Only the lab's own accounts have passwords."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self.accounts = tuple(accounts)
        self._by_value: dict[str, list[Account]] = {}
        self._by_name: dict[str, Account] = {}
        for account in self.accounts:
            for value in (*account.mappings, account.upn, account.sid):
                if value:
                    self._by_value.setdefault(folded(value), []).append(account)
            self._by_name.setdefault(folded(account.name), account)
            if account.dns_domain:
                implicit = f"{account.name}@{account.dns_domain}"
                self._by_value.setdefault(folded(implicit), []).append(account)

    def candidates(self, query: Query) -> Sequence[Account]:
        """Those that hold one of the values, in file order, each once."""
        found = {id(a): a for value in query.values() for a in self._by_value.get(folded(value), ())}
        return tuple(found.values())

    def named(self, name: str) -> Account | None:
        """By logon name; a domain in front must be the account's own, if the export says one."""
        domain, backslash, bare = name.rpartition("\\")
        if backslash:
            account = self._by_name.get(folded(bare))
            known = "" if account is None else folded(account.domain or account.dns_domain.partition(".")[0])
            return account if not known or folded(domain) in (known, ".") else None
        if "@" in name:
            return next(iter(self._by_value.get(folded(name), ())), None)
        return self._by_name.get(folded(name))

    def check_password(self, account: Account, password: str) -> bool:
        """An account of an export has no password, so none is right. An empty password never is."""
        from hmac import compare_digest

        known = account.password
        return bool(known) and compare_digest(str(known).encode("utf-8"), password.encode("utf-8", "replace"))


@lru_cache(maxsize=1_000)
def _dns_domain(dn: str) -> str:
    parts = [part.strip() for part in dn.split(",")]
    return ".".join(part[3:] for part in parts if part[:3].lower() == "dc=")


@lru_cache(maxsize=10_000)
def folded(text: str) -> str:
    """*text* as the directory compares it: without regard to case and to blanks around it (directory.md 5).

    Letter by letter, as the directory does it: what changes the length (``ß`` and ``ss``) is not the same.
    """
    text = text.strip(" ")
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def filetime(number: int) -> datetime | None:
    """100 ns since 1601 as a time; None for the two numbers that mean never, and for what no calendar holds."""
    if number in _NEVER or number < 0:
        return None
    try:
        return _EPOCH + timedelta(microseconds=number // 10)
    except OverflowError:
        return None


def sid_text(binary: bytes) -> str:
    """The text form of a binary SID. Raises ValueError if it is none."""
    if len(binary) < 8 or len(binary) != 8 + 4 * binary[1]:
        raise ValueError("not a binary SID")
    authority = int.from_bytes(binary[2:8], "big")
    parts = [str(int.from_bytes(binary[8 + 4 * n : 12 + 4 * n], "little")) for n in range(binary[1])]
    return "-".join(["S", str(binary[0]), str(authority), *parts])


def sid_bytes(text: str) -> bytes:
    """The binary form of a SID. Raises ValueError if *text* is none."""
    letter, revision, authority, *parts = text.split("-")
    if letter.upper() != "S" or not parts:
        raise ValueError(f"'{text}' is no SID")
    head = bytes([int(revision), len(parts)]) + int(authority).to_bytes(6, "big")
    return head + b"".join(int(part).to_bytes(4, "little") for part in parts)


def common_name(dn: str) -> str:
    """The value of the first part of a distinguished name; escaped commas stay in it."""
    value = dn.partition("=")[2]
    text = ""
    while value:
        if value[0] == "\\" and len(value) > 1:
            text, value = text + value[1], value[2:]
        elif value[0] == ",":
            break
        else:
            text, value = text + value[0], value[1:]
    return text

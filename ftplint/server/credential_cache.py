"""The credential cache of the server (``caching/credentialsCache``): logons that are not checked again for a while."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftplint.evidence import Account

_MOST = 10_000
"""Logons that are kept; the oldest go first."""


class CredentialCache:
    """Successful logons with a password, for *interval* seconds of *clock*; one for the server. From any thread.

    Open: whether a logon that used the cache keeps it alive, and whether an account that was closed meanwhile gets in.
    Taken: the interval begins with the check, and neither password nor account is looked at again before it ends ("a
    changed password, or an account that was closed, may still get in", ``credentialsCache`` page).
    """

    def __init__(self, interval: float, clock: Callable[[], float], *, enabled: bool = True) -> None:
        self._interval = interval if enabled else 0.0
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._known: dict[bytes, tuple[float, Account]] = {}
        self._lock = threading.Lock()

    def account(self, user: str, password: str) -> Account | None:
        """The account of a logon that was checked a short while ago."""
        key = self._key(user, password)
        with self._lock:
            until, account = self._known.get(key, (0.0, None))
            if account is not None and until <= self._clock():
                del self._known[key]
                return None
            return account

    def remember(self, user: str, password: str, account: Account) -> None:
        """A logon was checked and succeeded."""
        if self._interval <= 0:
            return
        key = self._key(user, password)
        with self._lock:
            self._known.pop(key, None)
            while len(self._known) >= _MOST:
                del self._known[next(iter(self._known))]
            self._known[key] = self._clock() + self._interval, account

    def _key(self, user: str, password: str) -> bytes:
        """Not the password: memory that is looked at later should not hold it."""
        text = f"{user.lower()}\0{password}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, text, hashlib.sha256).digest()

"""``credentialsCache`` and ``defaultLogonDomain``: logons over real sockets, time that passes, passwords that change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ftplint.rules.scenarios import Actor
from ftplint.server.credential_cache import _MOST, CredentialCache
from ftplint.verify.lab import PASSWORD, ChangingDirectory, Lab
from ftplint.verify.stage import stage
from tests.server.sites import ALICE
from tests.server.test_files import config
from tests.server.wire import Wire

if TYPE_CHECKING:
    from ftplint.verify.stage import Stage


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def logon(running: Stage, user: str = "alice", password: str = PASSWORD) -> str:
    with Wire(("127.0.0.1", running.port)) as wire:
        assert wire.reply()[:3] == "220"
        return wire.login(user, password)[:3]


def after(lab: Lab, cache: str, passed: float, *, first: str = PASSWORD) -> str:
    """What the old password gets: a logon, the password changes, so many seconds pass, another logon."""
    directory = ChangingDirectory(lab.directory.accounts)
    text = config(server=f"<caching><credentialsCache {cache}/></caching>")
    with stage(text, Actor(), lab, adjust=lambda o: o._replace(directory=directory)) as running:
        assert logon(running, password=first) == ("230" if first == PASSWORD else "530")
        directory.change_passwords()
        running.background.service.pass_time(passed)
        assert logon(running, password="wrong") == "530"
        return logon(running)


@pytest.mark.parametrize(
    ("cache", "passed", "reply"),
    [
        ("", 0, "230"),
        ("", 899, "230"),
        ("", 901, "530"),
        ('flushInterval="60"', 59, "230"),
        ('flushInterval="60"', 61, "530"),
        ('flushInterval="86400"', 80_000, "230"),
        ('enabled="false"', 0, "530"),
        ('enabled="false" flushInterval="86400"', 0, "530"),
    ],
)
def test_an_old_password_works_until_the_cache_forgets_it(lab: Lab, cache: str, passed: float, reply: str) -> None:
    assert after(lab, cache, passed) == reply


def test_a_logon_that_failed_is_not_cached(lab: Lab) -> None:
    assert after(lab, "", 0, first="wrong") == "530"


def test_a_cached_logon_does_not_live_longer_for_being_used(lab: Lab) -> None:
    directory = ChangingDirectory(lab.directory.accounts)
    with stage(config(), Actor(), lab, adjust=lambda o: o._replace(directory=directory)) as running:
        service = running.background.service
        assert logon(running) == "230"
        directory.change_passwords()
        service.pass_time(600)
        assert logon(running, "ALICE") == "230"
        service.pass_time(600)
        assert logon(running) == "530"


def test_the_cache_is_bounded_and_holds_no_password() -> None:
    cache = CredentialCache(60, lambda: 0.0)
    assert ALICE.account is not None
    for number in range(_MOST + 5):
        cache.remember(f"user{number}", "hunter2", ALICE.account)
    assert len(cache._known) == _MOST
    assert cache.account("user4", "hunter2") is None
    assert cache.account("USER5", "hunter2") is ALICE.account
    assert cache.account("user5", "Hunter2") is None
    assert "hunter2" not in repr(vars(cache))


@pytest.mark.parametrize(
    ("domain", "user", "reply"),
    [
        ("", "alice", "230"),
        ("CORP", "alice", "230"),
        ("corp", "alice", "230"),
        ("OTHER", "alice", "530"),
        ("OTHER", "CORP\\alice", "230"),
        ("OTHER", "alice@corp.example", "230"),
        ("NT AUTHORITY", "alice", "230"),
        (".", "jane", "230"),
    ],
)
def test_a_user_without_a_domain_is_looked_up_in_the_default_one(lab: Lab, domain: str, user: str, reply: str) -> None:
    text = config().replace("<basicAuthentication ", f'<basicAuthentication defaultLogonDomain="{domain}" ')
    with stage(text, Actor(), lab) as running:
        assert logon(running, user) == reply

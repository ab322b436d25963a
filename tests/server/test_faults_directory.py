"""A directory that dies or freezes under a running server: a clear 530, a line in the log, and recovery without restart.

A real Samba domain controller, killed with SIGKILL and frozen with SIGSTOP.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import pytest

from tests.server.domain_controller import DomainController, available
from tests.server.running import PASSWORD, Running, eventually

pytestmark = pytest.mark.skipif(not available(), reason="Samba's domain controller is not installed")

BOUND = 15.0
"""Seconds until a client is told; the directory's own time-outs are 5 s for a connect and 5 s for an answer."""


@pytest.fixture
def alive(controller: DomainController) -> Iterator[DomainController]:
    """The controller, running again after the test whatever the test did to it."""
    yield controller
    if controller.process is None:
        controller.start()
    else:
        controller.thaw()


def by_password(served: Running, password: str = PASSWORD) -> str:
    """The code of a logon of alice, who is asked for in the directory."""
    with served.wire() as wire:
        wire.timeout = BOUND + 5
        wire.sock.settimeout(BOUND + 5)
        assert wire.reply()[:3] == "220"
        return wire.login("alice", password)[:3]


def by_certificate(served: Running) -> str:
    """The code of a logon of zoe, whose certificate the directory knows."""
    with served.wire("certificate") as wire:
        wire.sock.settimeout(BOUND + 5)
        wire.auth(served.papers["second"].context())
        return wire.login("zoe", "")[:3]


@pytest.mark.parametrize("logon", [by_password, by_certificate])
def test_a_killed_directory_is_a_530_and_a_line_in_the_log(domain: Running, alive: DomainController, logon) -> None:  # type: ignore[no-untyped-def]
    assert logon(domain) in ("230", "232")
    alive.kill()
    said = len(domain.log)
    start = time.monotonic()
    assert logon(domain) == "530"
    assert time.monotonic() - start < BOUND
    assert eventually(lambda: f"{alive.address}:636" in domain.log[said:]), domain.log[said:]
    assert "Traceback" not in domain.log
    alive.start()
    assert logon(domain) in ("230", "232")


@pytest.mark.parametrize("logon", [by_password, by_certificate])
def test_a_frozen_directory_is_a_530_in_bounded_time(domain: Running, alive: DomainController, logon) -> None:  # type: ignore[no-untyped-def]
    assert logon(domain) in ("230", "232")
    alive.freeze()
    said = len(domain.log)
    start = time.monotonic()
    assert logon(domain) == "530"
    assert time.monotonic() - start < BOUND
    assert eventually(lambda: f"{alive.address}:636" in domain.log[said:]), domain.log[said:]
    alive.thaw()
    assert logon(domain) in ("230", "232")


def test_nobody_else_waits_for_a_frozen_directory(domain: Running, alive: DomainController) -> None:
    (domain.homes["password"] / "meanwhile.bin").write_bytes(b"m" * 100_000)
    with domain.clear() as inside, domain.wire() as waiting:
        assert waiting.reply()[:3] == "220"
        alive.freeze()
        waiting.raw(f"USER alice\r\nPASS {PASSWORD}\r\n".encode())
        time.sleep(0.2)
        start = time.monotonic()
        inside.must("NOOP", "200")
        assert inside.download("meanwhile.bin") == b"m" * 100_000
        with domain.wire() as new:
            assert new.reply()[:3] == "220"
        assert time.monotonic() - start < 2


def test_a_client_that_leaves_while_the_directory_is_asked_is_forgotten(
    domain: Running, alive: DomainController
) -> None:
    before = domain.descriptors()
    alive.freeze()
    for _ in range(5):
        wire = domain.wire()
        wire.raw(f"USER alice\r\nPASS {PASSWORD}\r\n".encode())
        time.sleep(0.05)
        wire.vanish()
    alive.thaw()
    with contextlib.suppress(AssertionError):
        by_password(domain)
    assert by_password(domain) == "230"
    assert eventually(lambda: domain.descriptors() <= before + 2, BOUND)
    assert "Traceback" not in domain.log


def test_a_silent_directory_is_no_failed_guess(domain: Running, alive: DomainController) -> None:
    """denyByFailure counts guesses: who was refused for want of a directory is let in when it is back."""
    alive.kill()
    for _ in range(6):
        assert by_password(domain) == "530"
    alive.start()
    assert by_password(domain) == "230"

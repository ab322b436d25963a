"""A directory that dies or freezes under a running server: a clear 530, a line in the log, and recovery without restart.

A real Samba domain controller, killed with SIGKILL and frozen with SIGSTOP.
"""

from __future__ import annotations

import contextlib
import select
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.samba.controller import PASSWORD as DIRECTORY_PASSWORD
from tests.samba.controller import Controller
from tests.server.running import PASSWORD, Running, eventually

TOO_LATE = "the directory has not answered within"
"""What the log says of a question that was given up: the limit is the server's, not the test's."""


@pytest.fixture
def alive(controller: Controller) -> Iterator[Controller]:
    """The controller, running again after the test whatever the test did to it."""
    yield controller
    controller.start()


def by_password(served: Running, password: str = PASSWORD) -> str:
    """The code of a logon of alice, who is asked for in the directory."""
    with served.wire() as wire:
        assert wire.reply()[:3] == "220"
        return wire.login("alice", password)[:3]


def by_certificate(served: Running) -> str:
    """The code of a logon of zoe, whose certificate the directory knows."""
    with served.wire("certificate") as wire:
        wire.auth(served.papers["second"].context())
        return wire.login("zoe", "")[:3]


@pytest.mark.parametrize("logon", [by_password, by_certificate])
def test_a_killed_directory_is_a_530_and_a_line_in_the_log(domain: Running, alive: Controller, logon) -> None:  # type: ignore[no-untyped-def]
    assert logon(domain) in ("230", "232")
    alive.kill()
    said = len(domain.log)
    assert logon(domain) == "530"
    assert eventually(lambda: f"{alive.address}:636" in domain.log[said:]), domain.log[said:]
    assert "Traceback" not in domain.log
    alive.start()
    assert logon(domain) in ("230", "232")


@pytest.mark.parametrize("logon", [by_password, by_certificate])
def test_a_frozen_directory_is_a_530_and_a_line_in_the_log(domain: Running, alive: Controller, logon) -> None:  # type: ignore[no-untyped-def]
    assert logon(domain) in ("230", "232")
    alive.freeze()
    said = len(domain.log)
    assert logon(domain) == "530"
    assert eventually(lambda: f"{alive.address}:636" in domain.log[said:]), domain.log[said:]
    alive.thaw()
    assert logon(domain) in ("230", "232")


def test_nobody_else_waits_for_a_frozen_directory(domain: Running, alive: Controller) -> None:
    (domain.homes["password"] / "meanwhile.bin").write_bytes(b"m" * 100_000)
    with domain.clear() as inside, domain.wire() as waiting:
        assert waiting.reply()[:3] == "220"
        alive.freeze()
        waiting.raw(f"USER alice\r\nPASS {PASSWORD}\r\n".encode())
        assert waiting.reply()[:3] == "331"
        inside.must("NOOP", "200")
        assert inside.download("meanwhile.bin") == b"m" * 100_000
        with domain.wire() as new:
            assert new.reply()[:3] == "220"
        assert not select.select([waiting.sock], [], [], 0)[0], "all that while the first had no answer"


def test_a_client_that_leaves_while_the_directory_is_asked_is_forgotten(domain: Running, alive: Controller) -> None:
    def come_and_go() -> int:
        """How many descriptors are open afterwards; connections to the directory are kept, and used again."""
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
        return domain.descriptors()

    before = come_and_go()
    come_and_go()
    assert eventually(lambda: domain.descriptors() <= before + 2)
    assert "Traceback" not in domain.log


def test_a_silent_directory_is_no_failed_guess(domain: Running, alive: Controller) -> None:
    """denyByFailure counts guesses: who was refused for want of a directory is let in when it is back."""
    alive.kill()
    for _ in range(6):
        assert by_password(domain) == "530"
    alive.start()
    assert by_password(domain) == "230"


def test_many_who_ask_a_frozen_directory_do_not_wait_for_one_another(domain: Running, alive: Controller) -> None:
    """Eight are asked at a time; those behind them are told that it takes too long before their turn has come."""
    assert by_password(domain) == "230"
    alive.freeze()
    said = len(domain.log)
    with ThreadPoolExecutor(40) as pool:
        codes = list(pool.map(lambda _: by_password(domain), range(40)))
    assert codes == ["530"] * 40
    assert domain.log[said:].count(TOO_LATE) >= 40 - 2 * 8
    alive.thaw()
    assert eventually(lambda: by_password(domain) == "230")


@pytest.mark.usefixtures("alive")
def test_many_logons_at_once_get_their_own_answers(domain: Running) -> None:
    """A connection to the directory is not shared by threads that ask at the same time."""

    def attempt(number: int) -> str:
        return by_certificate(domain) if number % 2 else by_password(domain)

    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(attempt, range(100)))
    assert set(codes) == {"230"}
    assert "Traceback" not in domain.log


@pytest.mark.usefixtures("alive")
def test_lines_behind_a_question_wait_for_its_answer(domain: Running) -> None:
    with domain.wire() as wire:
        assert wire.reply()[:3] == "220"
        line = f"USER alice\r\nPASS {PASSWORD}\r\n"
        wire.raw(f"{line}PWD\r\nUSER alice\r\nPASS wrong\r\nPWD\r\n{line}PWD\r\n".encode())
        codes = [wire.reply()[:3] for _ in range(9)]
        assert codes == ["331", "230", "257", "331", "530", "530", "331", "230", "257"]


@pytest.mark.usefixtures("alive")
def test_auth_behind_a_question_discards_what_follows(domain: Running) -> None:
    """Lines that wait are bytes in clear like any others (`ftps-stack.md` 3.1)."""
    with domain.wire() as wire:
        assert wire.reply()[:3] == "220"
        wire.raw(b"USER alice\r\nPASS wrong\r\nAUTH TLS\r\nNOOP\r\nUSER alice\r\n")
        assert [wire.reply()[:3] for _ in range(3)] == ["331", "530", "234"]
        wire.secure(domain.papers["none"].context())
        assert wire.ask("SYST")[:3] == "215"
        assert wire.ask(f"PASS {PASSWORD}")[:3] == "503"
        assert wire.login("alice", PASSWORD)[:3] == "230"


def test_the_server_stops_at_once_while_the_directory_is_frozen(serve, alive: Controller) -> None:  # type: ignore[no-untyped-def]
    with serve(directory=alive.url(), bind_password=DIRECTORY_PASSWORD) as own:
        assert by_password(own) == "230"
        alive.freeze()
        with own.wire() as wire:
            wire.raw(f"USER alice\r\nPASS {PASSWORD}\r\n".encode())
            assert [wire.reply()[:3] for _ in range(2)] == ["220", "331"]
            assert own.stop() == 0, own.log
            assert wire.reply()[:3] != "530", "it has not waited for the directory"

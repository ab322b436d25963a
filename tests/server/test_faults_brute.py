"""Guessing passwords against denyByFailure: the address is shut out, whoever guesses how, and nobody else is."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

from tests.server.conftest import Serve
from tests.server.running import PASSWORD, Running, eventually

MAXIMUM = 4
"""maxFailure of the server `guarded`; its entryExpiration is ten minutes."""


def guess(served: Running, source: str, password: str, user: str = "alice") -> str:
    """The code of one logon on a connection of its own; empty if there was no conversation."""
    with contextlib.suppress(OSError), served.wire(source=source) as wire:
        if wire.reply()[:3] == "220":
            return wire.login(user, password)[:3]
    return ""


def test_an_address_that_guesses_is_shut_out_even_with_the_right_password(guarded: Running) -> None:
    source = "127.0.1.1"
    answers = [guess(guarded, source, f"guess{n}") for n in range(MAXIMUM + 5)]
    assert answers[:MAXIMUM] == ["530"] * MAXIMUM
    assert guess(guarded, source, PASSWORD) != "230"
    assert guess(guarded, "127.0.1.2", PASSWORD) == "230", "another address is not concerned"


def test_after_the_expiration_the_address_is_let_in_again(serve: Serve) -> None:
    with serve(deny_by_failure='enabled="true" maxFailure="2" entryExpiration="00:00:03"') as served:
        source = "127.0.1.1"
        assert eventually(lambda: guess(served, source, "wrong") != "530"), (
            "shut out after two guesses in three seconds"
        )
        assert eventually(lambda: guess(served, source, PASSWORD) == "230")


def test_guesses_in_one_session_count_as_well(guarded: Running) -> None:
    source = "127.0.1.3"
    with contextlib.suppress(OSError), guarded.wire(source=source) as wire:
        wire.reply()
        for number in range(MAXIMUM):
            assert wire.login("alice", f"guess{number}")[:3] == "530"
        assert wire.login("alice", PASSWORD)[:3] != "230", "the session of a blocked address logs nobody in"
    assert guess(guarded, source, PASSWORD) != "230"


def test_pipelined_guesses_are_not_answered_beyond_the_limit(guarded: Running) -> None:
    source = "127.0.1.4"
    attempts = [f"guess{n}" for n in range(60)]
    attempts[MAXIMUM + 2] = PASSWORD
    codes = []
    with contextlib.suppress(OSError), guarded.wire(source=source) as wire:
        wire.raw("".join(f"USER alice\r\nPASS {attempt}\r\n" for attempt in attempts).encode())
        while line := wire.reply():
            codes.append(line[:3])
    assert "230" not in codes


def test_a_hundred_connections_at_once_get_no_more_guesses_than_one(guarded: Running) -> None:
    """All connect before the first guesses, so that no check at the door helps; the right password is the last."""
    source = "127.0.1.5"
    with contextlib.ExitStack() as stack:
        wires = [stack.enter_context(guarded.wire(source=source)) for _ in range(100)]
        for wire in wires:
            assert wire.reply()[:3] == "220"

        def attempt(number: int) -> str:
            with contextlib.suppress(OSError):
                return wires[number].login("alice", f"guess{number}")[:3]
            return ""

        with ThreadPoolExecutor(20) as pool:
            list(pool.map(attempt, range(99)))
        with contextlib.suppress(OSError):
            assert wires[99].login("alice", PASSWORD)[:3] != "230"


def test_names_that_do_not_exist_count_and_look_like_any_other(guarded: Running) -> None:
    """331 whether or not the account exists (KB 969061), and the same 530."""
    with guarded.wire(source="127.0.1.6") as wire:
        wire.reply()
        known = (wire.ask("USER alice"), wire.ask("PASS wrong"))
        unknown = (wire.ask("USER nobody-here"), wire.ask("PASS wrong"))
    assert known == unknown
    for number in range(MAXIMUM - 2):
        guess(guarded, "127.0.1.6", "x", f"nobody{number}")
    assert guess(guarded, "127.0.1.6", PASSWORD) != "230"


def test_a_guess_costs_the_others_no_time(guarded: Running) -> None:
    """`ftps-stack.md` 3.5: stock pyftpdlib makes every wrong password wait 3 s; nobody else may wait with it.

    The thread that serves everybody never sleeps.
    """
    with guarded.wire(source="127.0.1.7") as first, guarded.wire(source="127.0.1.8") as second:
        assert first.reply()[:3] == second.reply()[:3] == "220"
        first.must("USER alice", "331")
        second.must("USER alice", "331")
        first.raw(b"PASS wrong\r\n")
        second.must(f"PASS {PASSWORD}", "230")
        assert first.reply()[:3] == "530"
        assert guarded.turns().sleeps == 0


def test_a_thousand_guesses_from_a_hundred_addresses_leave_memory_and_owner_alone(guarded: Running) -> None:
    before = guarded.resident()
    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(lambda n: guess(guarded, f"127.0.2.{n % 100 + 1}", f"guess{n}"), range(1000)))
    assert "230" not in codes
    assert codes.count("530") == 100 * MAXIMUM
    assert guess(guarded, "127.0.1.9", PASSWORD) == "230"
    assert guarded.resident() - before < 4_000

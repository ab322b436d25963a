"""Clients that let the server wait: every wait has an end, and what was waited for is given back.

The server `hasty` has unauthenticatedTimeout, controlChannelTimeout and dataChannelTimeout of 2 s.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Callable

import pytest

from tests.server.running import PASSWORD, PATIENCE, Running, eventually
from tests.server.wire import Wire, client_hello

LIMIT = 2.0


def ended(wire: Wire, patience: float = PATIENCE) -> str:
    """The first reply that comes unasked before the end of the connection. Raises TimeoutError if no end comes: without
    its limits of 2 s the server would wait for 120 s and more, longer than *patience*."""
    wire.sock.settimeout(patience)
    last = ""
    with contextlib.suppress(ConnectionError):
        while got := wire.reply():
            last = last or got
    return last


def cut_off(talk: Callable[[], object], pause: float) -> bool:
    """Whether the server ends a connection on which *talk* is repeated."""

    def over() -> bool:
        time.sleep(pause)
        try:
            return talk() == ""
        except OSError:
            return True

    return eventually(over)


def readable(wire: Wire) -> bool:
    """Whether something has come."""
    return bool(select.select([wire.sock], [], [], 0)[0])


@pytest.fixture
def before(hasty: Running) -> int:
    """Open descriptors when no client is there."""
    time.sleep(0.1)
    return hasty.descriptors()


def test_a_silent_client_is_sent_away(hasty: Running, before: int) -> None:
    with hasty.wire() as wire:
        wire.reply()
        assert ended(wire)[:3] in ("421", "")
    assert eventually(lambda: hasty.descriptors() <= before)


def test_talk_without_a_logon_does_not_extend_the_time(hasty: Running) -> None:
    with hasty.wire() as wire:
        assert cut_off(lambda: wire.ask("NOOP"), 0.2)


def test_an_idle_session_is_ended_and_a_busy_one_is_not(hasty: Running) -> None:
    with hasty.secure() as idle, hasty.secure() as busy:
        while not readable(idle):
            busy.must("NOOP", "200")
            time.sleep(0.1)
        assert ended(idle)[:3] == "421"
        busy.must("NOOP", "200")


@pytest.mark.parametrize("part", [0, 40, -1])
def test_a_handshake_that_never_ends_is_ended(
    hasty: Running, before: int, part: int, patience: float = PATIENCE
) -> None:
    """`ftps-stack.md` 3.5: the stock limit is 300 s."""
    hello = client_hello(hasty.papers["none"].context())
    with hasty.wire() as wire:
        wire.reply()
        wire.must("AUTH TLS", "234")
        wire.raw(hello[:part])
        ended(wire, patience)
    assert eventually(lambda: hasty.descriptors() <= before)


def test_a_handshake_that_trickles_is_ended(hasty: Running, before: int) -> None:
    hello = client_hello(hasty.papers["none"].context())
    with hasty.wire() as wire:
        wire.reply()
        wire.must("AUTH TLS", "234")
        bytes_left = iter(hello)
        assert cut_off(lambda: wire.raw(bytes([next(bytes_left)])), 0.1)
        assert next(bytes_left, None) is not None, "it was sent whole"
    assert eventually(lambda: hasty.descriptors() <= before)


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_a_client_that_reads_no_replies_is_cut_off(hasty: Running, before: int, tls: bool) -> None:
    """A farewell that nobody reads must not keep the connection for ever."""
    with hasty.secure() if tls else hasty.clear() as wire:
        wire.sock.settimeout(0.5)
        with contextlib.suppress(OSError):
            for _ in range(500):
                wire.raw(b"HELP\r\n" * 1000)
        assert eventually(lambda: hasty.descriptors() <= before)


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
@pytest.mark.parametrize("command", ["RETR stalled.bin", "STOR up.bin", "LIST"])
@pytest.mark.parametrize("connected", [False, True], ids=["never connected", "connected"])
def test_a_transfer_that_stalls_is_ended(hasty: Running, before: int, tls: bool, command: str, connected: bool) -> None:
    """dataChannelTimeout; with TLS the handshake on the data connection is what never comes."""
    (hasty.homes["password"] / "stalled.bin").write_bytes(bytes(20_000_000))
    with hasty.secure() if tls else hasty.clear() as wire:
        address = wire.passive()
        data = None
        if connected:
            data = socket.socket()
            data.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            data.connect(address)
        replies = [wire.ask(command)[:3]]
        if replies[0] in ("125", "150"):
            replies.append(wire.reply()[:3])
        # A short listing in clear fits into the socket's buffers and is complete without a reader.
        fits = command == "LIST" and connected and not tls
        assert replies[-1] in (("226",) if fits else ("421", "425", "426")), replies
        if data is not None:
            data.close()
    assert eventually(lambda: hasty.descriptors() <= before)


def test_a_transfer_longer_than_the_idle_time_is_not_ended(hasty: Running) -> None:
    """Slow, but it moves: neither the data nor the control connection times out."""
    with hasty.secure() as wire:
        data = wire.begin("STOR slow-but-steady.bin")
        for _ in range(12):
            data.sendall(b"s" * 1000)
            time.sleep(LIMIT / 5)
        data.unwrap().close()  # type: ignore[attr-defined]
        assert wire.reply()[:3] == "226"
        wire.must("NOOP", "200")
    assert (hasty.homes["password"] / "slow-but-steady.bin").stat().st_size == 12_000


def test_abor_ends_a_stalled_transfer_at_once(hasty: Running) -> None:
    (hasty.homes["password"] / "stalled.bin").write_bytes(bytes(20_000_000))
    with hasty.secure() as wire:
        data = wire.begin("RETR stalled.bin")
        data.recv(1000)
        wire.raw(b"ABOR\r\n")
        codes = [wire.reply()[:3], wire.reply()[:3]]
        assert codes in (["426", "226"], ["426", "225"])
        wire.must("NOOP", "200")
        data.close()


def test_the_server_stops_whatever_its_clients_do(serve: Callable[..., Running]) -> None:
    """It waits for none of their time-outs, which are 120 s."""
    with contextlib.ExitStack() as stack:
        own = stack.enter_context(serve())  # type: ignore[arg-type]
        (own.homes["password"] / "big.bin").write_bytes(bytes(8_000_000))
        wires = [stack.enter_context(own.secure()) for _ in range(5)]
        stack.enter_context(wires[0].begin("RETR big.bin"))
        stack.enter_context(wires[1].begin("STOR up.bin"))
        wires[2].passive()
        wires[3].raw(b"AUT")
        pending = stack.enter_context(own.wire())
        pending.reply()
        pending.must("AUTH TLS", "234")
        assert own.stop() == 0, own.log
        assert "Traceback" not in own.log


def test_a_login_after_the_time_is_up_is_too_late(hasty: Running) -> None:
    with hasty.wire() as wire:
        wire.reply()
        time.sleep(LIMIT + 0.5)
        with contextlib.suppress(OSError):
            assert wire.login("alice", PASSWORD)[:3] in ("421", "")

"""Clients that let the server wait: every wait has an end, and what was waited for is given back.

The server `hasty` has unauthenticatedTimeout, controlChannelTimeout and dataChannelTimeout of 2 s.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable

import pytest

from tests.server.running import PASSWORD, Running, eventually
from tests.server.wire import Wire, client_hello

LIMIT = 2.0
ENOUGH = 6.0
"""Seconds within which a limit of 2 s has certainly been kept, on a busy machine too."""


def ended(wire: Wire, within: float = ENOUGH) -> str:
    """The first reply that comes unasked before the end of the connection. Fails if no end comes in time."""
    start = time.monotonic()
    wire.sock.settimeout(within)
    last = ""
    with contextlib.suppress(ConnectionError):
        while got := wire.reply():
            last = last or got
    assert time.monotonic() - start < within
    return last


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
        start = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - start < ENOUGH and wire.ask("NOOP"):
                time.sleep(0.2)
        assert time.monotonic() - start < ENOUGH


def test_an_idle_session_is_ended_and_a_busy_one_is_not(hasty: Running) -> None:
    with hasty.secure() as idle, hasty.secure() as busy:
        start = time.monotonic()
        while time.monotonic() - start < LIMIT * 2:
            busy.must("NOOP", "200")
            time.sleep(0.25)
        assert ended(idle)[:3] == "421"
        busy.must("NOOP", "200")


@pytest.mark.parametrize("part", [0, 40, -1])
def test_a_handshake_that_never_ends_is_ended(hasty: Running, before: int, part: int) -> None:
    """`ftps-stack.md` 3.5: the stock limit is 300 s."""
    hello = client_hello(hasty.papers["none"].context())
    with hasty.wire() as wire:
        wire.reply()
        wire.must("AUTH TLS", "234")
        wire.raw(hello[:part])
        ended(wire)
    assert eventually(lambda: hasty.descriptors() <= before)


def test_a_handshake_that_trickles_is_ended(hasty: Running, before: int) -> None:
    hello = client_hello(hasty.papers["none"].context())
    with hasty.wire() as wire:
        wire.reply()
        wire.must("AUTH TLS", "234")
        start = time.monotonic()
        with contextlib.suppress(OSError):
            for byte in hello:
                wire.raw(bytes([byte]))
                time.sleep(0.1)
                assert time.monotonic() - start < ENOUGH
    assert eventually(lambda: hasty.descriptors() <= before)


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_a_client_that_reads_no_replies_is_cut_off(hasty: Running, before: int, tls: bool) -> None:
    """A farewell that nobody reads must not keep the connection for ever."""
    with hasty.secure() if tls else hasty.clear() as wire:
        wire.sock.settimeout(0.5)
        with contextlib.suppress(OSError):
            for _ in range(500):
                wire.raw(b"HELP\r\n" * 1000)
        assert eventually(lambda: hasty.descriptors() <= before, LIMIT + ENOUGH)


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
        start = time.monotonic()
        replies = [wire.ask(command)[:3]]
        if replies[0] in ("125", "150"):
            replies.append(wire.reply()[:3])
        # A short listing in clear fits into the socket's buffers and is complete without a reader.
        fits = command == "LIST" and connected and not tls
        assert replies[-1] in (("226",) if fits else ("421", "425", "426")), replies
        assert time.monotonic() - start < ENOUGH
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


def test_the_server_stops_at_once_whatever_its_clients_do(serve: Callable[..., Running]) -> None:
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
        start = time.monotonic()
        assert own.stop() == 0, own.log
        assert time.monotonic() - start < 3
        assert "Traceback" not in own.log


def test_a_login_after_the_time_is_up_is_too_late(hasty: Running) -> None:
    with hasty.wire() as wire:
        wire.reply()
        time.sleep(LIMIT + 1.5)
        with contextlib.suppress(OSError):
            assert wire.login("alice", PASSWORD)[:3] in ("421", "")

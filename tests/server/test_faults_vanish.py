"""Clients that vanish: in the middle of a handshake, of a command, of a transfer. Nothing of them may stay behind."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable

import pytest

from tests.server.running import Running, eventually
from tests.server.wire import Wire, client_hello, reset

Vanish = Callable[[socket.socket], None]


def fin(sock: socket.socket) -> None:
    """Closes the TCP connection without any word of TLS."""
    socket.socket(fileno=sock.detach()).close()


@pytest.fixture(params=[fin, reset], ids=["fin", "reset"])
def vanish(request: pytest.FixtureRequest) -> Vanish:
    """The two ways in which a TCP connection ends without a farewell."""
    chosen: Vanish = request.param
    return chosen


def settled(served: Running, before: int) -> bool:
    """Whether all descriptors of vanished clients are given back and a new client is served."""
    with served.secure() as wire:
        wire.must("NOOP", "200")
        wire.must("QUIT", "221")
    return eventually(lambda: served.descriptors() <= before)


@pytest.fixture
def before(served: Running) -> int:
    """Open descriptors once the clients of the test before this one are gone."""
    seen = [0] * 10
    while len(set(seen[-10:])) > 1 or not seen[-1]:
        seen.append(served.descriptors())
        time.sleep(0.03)
    return seen[-1]


def test_before_the_greeting(served: Running, before: int, vanish: Vanish) -> None:
    for _ in range(50):
        vanish(served.wire().sock)
    assert settled(served, before)


@pytest.mark.parametrize(
    "sent",
    [b"U", b"USER al", b"USER alice\r", b"USER alice\r\n", b"USER alice\r\nPASS Lab-Passw0rd\r\n", b"AUTH TLS\r\n"],
)
def test_in_the_middle_of_a_command(served: Running, before: int, vanish: Vanish, sent: bytes) -> None:
    for _ in range(20):
        wire = served.wire()
        wire.raw(sent)
        vanish(wire.sock)
    assert settled(served, before)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_in_the_middle_of_the_handshake(
    served: Running, before: int, vanish: Vanish, share: float, version: ssl.TLSVersion
) -> None:
    """After *share* of the ClientHello."""
    hello = client_hello(served.papers["none"].context(version))
    for _ in range(20):
        wire = served.wire()
        assert wire.reply()[:3] == "220"
        wire.must("AUTH TLS", "234")
        wire.raw(hello[: int(len(hello) * share)])
        vanish(wire.sock)
    assert settled(served, before)


def test_right_after_the_handshake(served: Running, before: int, vanish: Vanish) -> None:
    context = served.papers["none"].context()
    for _ in range(20):
        vanish(served.wire().auth(context).sock)
    assert settled(served, before)


def test_in_the_middle_of_a_command_inside_tls(served: Running, before: int, vanish: Vanish) -> None:
    for _ in range(10):
        wire = served.secure()
        wire.raw(b"CWD ")
        vanish(wire.sock)
    assert settled(served, before)


@pytest.mark.parametrize("command", ["STOR cut.bin", "RETR big.bin", "LIST"])
@pytest.mark.parametrize("who", ["control", "data", "control first", "data first"])
@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_in_the_middle_of_a_transfer(
    served: Running, before: int, vanish: Vanish, command: str, who: str, tls: bool
) -> None:
    big = served.homes["password"] / "big.bin"
    big.write_bytes(bytes(8_000_000))
    for _ in range(4):
        wire = served.secure() if tls else served.clear()
        data = wire.begin(command)
        data.sendall(b"x" * 1000) if command.startswith("STOR") else data.recv(1000)
        order = {
            "control": [wire.sock],
            "data": [data],
            "control first": [wire.sock, data],
            "data first": [data, wire.sock],
        }[who]
        for sock in order:
            vanish(sock)
        wire.close(), data.close()
    assert settled(served, before)


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_a_client_that_vanished_from_its_upload_is_told_so_if_it_is_still_there(
    served: Running, vanish: Vanish, tls: bool
) -> None:
    """Only a reset is to be told from a good end, with TLS too unless `close_notify_needed`."""
    wire = served.secure() if tls else served.clear()
    with wire:
        data = wire.begin("STOR cut.bin")
        data.sendall(b"x" * 100_000)
        vanish(data)
        expected = "426" if vanish is reset else "226"
        assert wire.reply()[:3] == expected
        wire.must("NOOP", "200")


def test_a_hundred_passive_listeners_of_vanished_clients_are_given_back(
    served: Running, before: int, vanish: Vanish
) -> None:
    wires: list[Wire] = [served.clear() for _ in range(30)]
    for wire in wires:
        for _ in range(4):
            wire.passive()
        vanish(wire.sock)
    assert settled(served, before)

"""Many clients at once, slow clients, and many one after another: nothing lost, nobody waits for another, memory flat."""

from __future__ import annotations

import contextlib
import hashlib
import random
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.running import PASSWORD, PATIENCE, Running, eventually
from tests.server.wire import Wire, read_all

MEBIBYTE = 1 << 20


def test_500_idle_tls_sessions_stay_and_cost_little(served: Running) -> None:
    """Measured: 22 KiB for an idle session, 38 without MODE_RELEASE_BUFFERS (`ftps-stack.md` 4.6).

    Stock pyftpdlib refuses the 512th descriptor, data connections and listeners included (3.5).
    """
    context = served.papers["none"].context()
    with served.secure() as first:
        first.must("NOOP", "200")
    descriptors, before = served.descriptors(), served.resident()
    with contextlib.ExitStack() as stack:
        wires = [stack.enter_context(served.wire().auth(context)) for _ in range(520)]
        for wire in wires:
            assert wire.login("alice", PASSWORD)[:3] == "230"
        each = (served.resident() - before) / len(wires)
        assert each < 30, f"{each:.1f} KiB for each idle session"
        with served.secure() as late:
            assert late.upload("late.bin", b"x" * 100_000)[:3] == "226"
            assert late.download("late.bin") == b"x" * 100_000
        assert served.comes_to_rest(), "idle sessions keep the server busy"
        for wire in wires:
            wire.must("NOOP", "200")
    assert eventually(lambda: served.descriptors() <= descriptors)


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_50_clients_transfer_at_once_and_every_byte_is_right(served: Running, tls: bool) -> None:
    together = threading.Barrier(50)

    def transfer(number: int) -> bool:
        content = random.Random(number).randbytes(MEBIBYTE + number * 1009)
        name = f"client{number}.bin"
        with served.secure() if tls else served.clear() as wire:
            together.wait(300)
            assert wire.upload(name, content)[:3] == "226"
            on_disk = (served.homes["password"] / name).read_bytes()
            together.wait(300)
            return on_disk == content and wire.download(name) == content and wire.download(name) == content

    with ThreadPoolExecutor(50) as pool:
        assert all(pool.map(transfer, range(50)))


def small_window(wire: Wire, command: str) -> socket.socket:
    """Begins *command* on a data connection that takes no more than a few KiB at a time."""
    address = wire.passive()
    data = socket.socket()
    data.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    data.settimeout(PATIENCE)
    data.connect(address)
    wire.must("TYPE I", "200")
    wire.must(command, "125 150")
    return wire.start_data_tls(data) if wire.context else data


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_slow_readers_hold_up_nobody_take_no_memory_and_get_every_byte(served: Running, tls: bool) -> None:
    content = random.Random(1).randbytes(16 * MEBIBYTE)
    (served.homes["password"] / "slow.bin").write_bytes(content)
    before = served.resident()
    with contextlib.ExitStack() as stack:
        wires = [stack.enter_context(served.secure() if tls else served.clear()) for _ in range(8)]
        readers = [stack.enter_context(small_window(wire, "RETR slow.bin")) for wire in wires]
        started = [reader.recv(1000) for reader in readers]
        assert served.comes_to_rest(), "the server spins for readers that do not read"
        with served.secure() as quick:
            assert quick.download("slow.bin") == content
        assert served.resident() - before < 8 * 3 * 1024, "the server buffers for slow readers"
        for wire, reader, head in zip(wires, readers, started, strict=True):
            assert hashlib.sha256(head + read_all(reader)).digest() == hashlib.sha256(content).digest()
            assert wire.reply()[:3] == "226"


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_a_slow_writer_loses_nothing(served: Running, tls: bool) -> None:
    content = random.Random(2).randbytes(200_000)
    with served.secure() if tls else served.clear() as wire:
        data = wire.begin("STOR trickle.bin")
        for start in range(0, len(content), 7001):
            data.sendall(content[start : start + 7001])
            time.sleep(0.01)
        if tls:
            data = data.unwrap()  # type: ignore[attr-defined]
        data.close()
        assert wire.reply()[:3] == "226"
    assert (served.homes["password"] / "trickle.bin").read_bytes() == content


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_a_client_that_never_reads_replies_takes_no_memory(served: Running, tls: bool) -> None:
    """Replies pile up in the server when commands come faster than their replies are read; in clear, read late, they are there."""
    before = served.resident()
    with served.secure() if tls else served.clear() as wire:
        sent = threading.Event()

        def flood() -> None:
            with contextlib.suppress(OSError, ValueError):
                wire.raw(b"HELP\r\n" * 1_000)
                sent.set()
                wire.raw(b"HELP\r\n" * 200_000)

        threading.Thread(target=flood, daemon=True).start()
        sent.wait(PATIENCE)
        assert served.comes_to_rest(), "the server works for a client that does not listen"
        assert served.resident() - before < 8 * 1024
        with served.clear() as other:
            other.must("NOOP", "200")
        if not tls:  # one TLS socket must not be read and written by two threads at once
            for _ in range(20_000):
                assert wire.reply()[:3] == "214"


def sessions(served: Running, count: int) -> None:
    """*count* sessions one after another, each with a handshake, a login and a transfer in either direction."""
    context = served.papers["none"].context()
    for number in range(count):
        with served.wire().auth(context) as wire:
            assert wire.login("alice", PASSWORD)[:3] == "230"
            if number % 10 == 0:
                assert wire.upload("again.bin", b"y" * 10_000)[:3] == "226"
                assert wire.download("again.bin") == b"y" * 10_000
            if number % 2:
                wire.must("QUIT", "221")


@pytest.mark.parametrize(
    ("warm", "count", "allowed"), [(200, 300, 1_500), pytest.param(1_000, 4_000, 2_500, marks=pytest.mark.slow)]
)
def test_memory_is_flat_over_sessions(served: Running, warm: int, count: int, allowed: int) -> None:
    """*allowed* is in KiB for all *count* sessions together: what leaks with each session shows in 4,000 as in 10,000."""
    sessions(served, warm)
    descriptors, before = served.descriptors(), served.resident()
    sessions(served, count)
    grown = served.resident() - before
    assert grown < allowed, f"{grown} KiB more after {count} sessions"
    assert eventually(lambda: served.descriptors() <= descriptors)


def test_out_of_descriptors_and_back(crowded: Running) -> None:
    """The server `crowded` has 64. Those inside go on, those outside wait, nobody spins, and all is well afterwards."""
    (crowded.homes["password"] / "inside.bin").write_bytes(b"i" * 50_000)
    with crowded.clear() as inside:
        before = crowded.descriptors()
        with contextlib.ExitStack() as stack:
            for _ in range(100):
                stack.enter_context(crowded.wire())
            assert crowded.comes_to_rest(), "the server spins for connections that it cannot accept"
            inside.must("NOOP", "200")
            assert inside.ask("EPSV")[:3] in ("425", "421")
            inside.must("NOOP", "200")
        assert eventually(lambda: crowded.descriptors() <= before)
        assert inside.download("inside.bin") == b"i" * 50_000
    with crowded.secure() as late:
        assert late.upload("late.bin", b"l")[:3] == "226"
    assert "Traceback" not in crowded.log

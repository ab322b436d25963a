"""Data connections that go wrong: stolen, half open, without TLS, cut, and disks that take no more."""

from __future__ import annotations

import contextlib
import random
import shutil
import socket
import ssl
import subprocess
import time

import pytest

from tests.server.running import PASSWORD, PATIENCE, Running, eventually
from tests.server.wire import Wire, read_all, send_and_never_read


def active(wire: Wire) -> socket.socket:
    """A listener that the server was told of with EPRT."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(PATIENCE)
    wire.must(f"EPRT |1|127.0.0.1|{listener.getsockname()[1]}|", "200")
    return listener


@pytest.mark.parametrize("command", ["LIST", "RETR secret.bin", "STOR stolen.bin"])
@pytest.mark.parametrize("first", ["thief", "command"])
def test_a_data_connection_from_another_address_gets_and_gives_nothing(
    served: Running, command: str, first: str
) -> None:
    """matchClientAddressForPasv; sub-status 38. The owner's own connection is served, unless 425 was said before."""
    (served.homes["password"] / "secret.bin").write_bytes(b"secret" * 1000)
    with served.clear() as wire:
        address = wire.passive()
        replies = []
        if first == "command":
            replies.append(wire.ask(command)[:3])
        with (
            socket.create_connection(address, PATIENCE, ("127.0.0.2", 0)) as thief,
            contextlib.suppress(ConnectionError),
        ):
            thief.sendall(b"planted")
            assert thief.recv(100) == b""
        if first == "thief":
            wire.raw(command.encode() + b"\r\n")
            with socket.create_connection(address, PATIENCE) as owner:
                owner.shutdown(socket.SHUT_WR)
                got = read_all(owner)
            replies += [wire.reply()[:3], wire.reply()[:3]]
            assert replies[-1] == "226"
            assert got == b"secret" * 1000 or not command.startswith("RETR")
        else:
            assert [*replies, wire.reply()[:3]] == ["150", "425"]
        wire.must("NOOP", "200")
    stolen = served.homes["password"] / "stolen.bin"
    assert not stolen.exists() or b"planted" not in stolen.read_bytes()
    assert "Traceback" not in served.log


def test_a_port_of_another_host_or_a_low_one_is_refused(served: Running) -> None:
    """matchClientAddressForPort, and the bounce attack of RFC 2577; ports below 1024 as KB 2505047."""
    with served.clear() as wire, socket.create_server(("127.0.0.2", 0)) as victim:
        victim.settimeout(0.3)
        port = victim.getsockname()[1]
        for command in (f"PORT 127,0,0,2,{port >> 8},{port & 255}", f"EPRT |1|127.0.0.2|{port}|"):
            assert wire.ask(command)[:1] == "5" or wire.ask("LIST")[:1] in "45"
        with pytest.raises(TimeoutError):
            victim.accept()
        assert wire.ask("PORT 127,0,0,1,0,25")[:1] in "45" or wire.ask("LIST")[:1] in "45"
        wire.must("NOOP", "200")


@pytest.mark.parametrize("command", ["LIST", "RETR pending.bin", "STOR pending.bin"])
@pytest.mark.parametrize("mode", ["passive", "active"])
def test_a_data_handshake_that_never_comes_is_waited_for_at_rest(served: Running, command: str, mode: str) -> None:
    """`ftps-stack.md` 3.2."""
    (served.homes["password"] / "pending.bin").write_bytes(b"x" * 100_000)
    with served.secure() as wire:
        if mode == "passive":
            data = wire.open_data()
            wire.must(command, "125 150")
        else:
            with active(wire) as listener:
                wire.must(command, "125 150")
                data, _ = listener.accept()
        assert served.rests()
        with served.secure() as other:
            other.must("NOOP", "200")
        # Half a ClientHello is no more work than none.
        data.sendall(b"\x16\x03\x01\x02\x00\x01\x00")
        assert served.rests()
        data.close()
        assert wire.reply()[:1] in ("4", "5")
        wire.must("NOOP", "200")


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_a_data_connection_opened_and_left_alone_is_given_back(served: Running, tls: bool) -> None:
    before = served.descriptors()
    with served.secure() if tls else served.clear() as wire:
        left = [wire.open_data() for _ in range(20)]
        assert served.rests()
        wire.must("NOOP", "200")
        assert served.descriptors() - before < 6, "every new EPSV ends the data connection before it"
    assert eventually(lambda: served.descriptors() <= before)
    for one in left:
        one.close()


def test_a_data_connection_shut_in_one_direction_does_not_spin(served: Running) -> None:
    with served.clear() as wire:
        (served.homes["password"] / "half.bin").write_bytes(bytes(4_000_000))
        wire.must("TYPE I", "200")
        data = wire.open_data()
        wire.must("RETR half.bin", "125 150")
        data.shutdown(socket.SHUT_WR)
        assert served.rests()
        got = b""
        with contextlib.suppress(ConnectionError):
            got = read_all(data)
        final = wire.reply()[:3]
        assert (final == "226") == (len(got) == 4_000_000), "226 only if everything was sent"
        wire.must("NOOP", "200")


def test_clear_text_on_a_protected_data_connection_is_not_stored(served: Running) -> None:
    with served.secure() as wire:
        data = wire.open_data()
        wire.must("STOR clear.bin", "125 150")
        data.sendall(b"this is no TLS record" * 100)
        with contextlib.suppress(OSError):
            read_all(data)
        data.close()
        assert wire.reply()[:3] in ("425", "426", "522", "535")
        wire.must("NOOP", "200")
    clear = served.homes["password"] / "clear.bin"
    assert not clear.exists() or clear.read_bytes() == b""


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_an_upload_is_226_only_with_a_close_notify(
    strict: Running, version: ssl.TLSVersion, patience: float = PATIENCE
) -> None:
    """`ftps-stack.md` 3.3. Both ends of the same bytes, told apart by TLS alone: with `close_notify_needed`."""
    both_ends(strict, version, "426", patience)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_an_upload_without_close_notify_is_complete(served: Running, version: ssl.TLSVersion) -> None:
    """.NET, Mono and others send none (client audit F1)."""
    both_ends(served, version, "226")
    assert (served.homes["password"] / "whole-or-cut.bin").read_bytes() == b"z" * 50_000


def both_ends(running: Running, version: ssl.TLSVersion, without: str, patience: float = PATIENCE) -> None:
    for clean, expected in ((True, "226"), (False, without)):
        with running.wire().auth(running.papers["none"].context(version)) as wire:
            assert wire.login("alice", PASSWORD)[:3] == "230"
            data = wire.begin("STOR whole-or-cut.bin")
            data.sendall(b"z" * 50_000)
            if clean:
                assert isinstance(data, ssl.SSLSocket)
                data = data.unwrap()
            else:
                data.shutdown(socket.SHUT_WR)
                bare = socket.socket(fileno=data.detach())
                bare.settimeout(patience)  # the server closes at once: it may not wait for a farewell that never comes
                with contextlib.suppress(ConnectionResetError):
                    read_all(bare)
                bare.close()
            data.close()
            assert wire.reply()[:3] == expected


def test_uploads_of_clients_that_never_read_arrive_whole(served: Running) -> None:
    """`ftps-stack.md` 4.1: a TLS 1.3 ticket left unread makes the client's kernel reset the connection and drop data.

    The client does as Go's crypto/tls: it sends close_notify and closes, and reads nothing after the handshake.
    """
    content = random.Random(3).randbytes(3_000_000)
    context = served.papers["none"].context(ssl.TLSVersion.TLSv1_3)
    outcomes = []
    for number in range(10):
        with served.wire().auth(context) as wire:
            assert wire.login("alice", PASSWORD)[:3] == "230"
            data = wire.open_data()
            wire.must("TYPE I", "200")
            wire.must(f"STOR unread{number}.bin", "125 150")
            send_and_never_read(data, context, content)
            outcomes.append(wire.reply()[:3])
    assert outcomes == ["226"] * 10
    for number in range(10):
        assert (served.homes["password"] / f"unread{number}.bin").read_bytes() == content


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_many_small_records_and_the_farewell_may_come_at_once(served: Running, version: ssl.TLSVersion) -> None:
    """A client that says farewell, keeps the connection open and waits for the server's: nothing more wakes the server."""
    context = served.papers["none"].context(version)
    with served.wire().auth(context) as wire:
        assert wire.login("alice", PASSWORD)[:3] == "230"
        for count in (0, 1, 5_000):
            data = wire.begin("STOR small.bin")
            assert isinstance(data, ssl.SSLSocket)
            for _ in range(count):
                data.sendall(b"xy")
            data.unwrap().close()
            assert wire.reply()[:3] == "226"
            assert (served.homes["password"] / "small.bin").read_bytes() == b"xy" * count


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_client_may_change_its_key_in_the_middle_of_an_upload(served: Running) -> None:
    """Java asks for a new key of the server too; the answer stands behind the tickets that are held back."""
    with served.wire().auth(served.papers["none"].context(ssl.TLSVersion.TLSv1_3)) as wire:
        assert wire.login("alice", PASSWORD)[:3] == "230"
        host, port = wire.passive()
        wire.raw(b"STOR rekeyed.txt\r\n")
        command = ["openssl", "s_client", "-connect", f"{host}:{port}", "-tls1_3"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as client:
            assert client.stdin is not None and client.stdout is not None
            while b"Verify return code" not in client.stdout.readline():
                pass
            for line in (b"one\n", b"K\n", b"two\n", b"K\n", b"three\n", b"Q\n"):  # K and Q are commands of s_client
                client.stdin.write(line)
                client.stdin.flush()
                time.sleep(0.2)
            said = client.communicate(timeout=PATIENCE)[0]
        assert said.count(b"KEYUPDATE") == 2
        assert [wire.reply()[:3], wire.reply()[:3]] == ["150", "226"]
    assert (served.homes["password"] / "rekeyed.txt").read_bytes() == b"one\ntwo\nthree\n"

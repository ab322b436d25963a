"""Commands in the wrong moment: in the middle of a transfer, without a data connection, twice, after the end."""

from __future__ import annotations

import contextlib
import random
import socket
import ssl

import pytest

from tests.server.running import PASSWORD, Running
from tests.server.wire import Wire, read_all


def finals(wire: Wire, count: int) -> list[str]:
    """The codes of the next *count* final replies: each command gets one, that of a transfer at its end."""
    codes: list[str] = []
    while len(codes) < count and (reply := wire.reply()):
        codes += [] if reply.startswith("1") else [reply[:3]]
    return codes


BOTH = pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])


@BOTH
@pytest.mark.parametrize(
    "second",
    [
        "RETR other.bin",
        "STOR other.bin",
        "LIST",
        "EPSV",
        "USER alice",
        "REIN",
        "AUTH TLS",
        "PROT C",
        "TYPE A",
        "DELE main.bin",
    ],
)
def test_a_command_in_the_middle_of_a_download_spoils_no_byte(served: Running, tls: bool, second: str) -> None:
    home = served.homes["password"]
    content = random.Random(5).randbytes(8_000_000)
    (home / "main.bin").write_bytes(content)
    (home / "other.bin").write_bytes(b"other")
    with served.secure() if tls else served.clear() as wire:
        data = wire.begin("RETR main.bin")
        head = data.recv(1000)
        wire.raw(second.encode() + b"\r\n")
        replies = []
        got = head
        with contextlib.suppress(OSError):
            got += read_all(data)
        data.close()
        with contextlib.suppress(ssl.SSLError, OSError):
            replies += finals(wire, 2)
        if "226" in replies and second not in ("STOR other.bin",):
            assert got == content
        else:
            assert content.startswith(got), "foreign bytes in the stream"
    assert (home / "other.bin").read_bytes() == b"other", "a command without a data connection of its own"
    assert "Traceback" not in served.log
    with served.clear() as again:
        again.must("NOOP", "200")


def test_a_second_data_connection_in_the_middle_of_a_transfer(served: Running) -> None:
    home = served.homes["password"]
    content = random.Random(6).randbytes(8_000_000)
    (home / "main.bin").write_bytes(content)
    (home / "other.bin").write_bytes(b"other")
    with served.clear() as wire:
        data = wire.begin("RETR main.bin")
        head = data.recv(1000)
        wire.raw(b"EPSV\r\n")
        answer = wire.reply()
        if answer.startswith("229"):
            port = int(answer.split("|")[3])
            with socket.create_connection((wire.address[0], port), 60):
                wire.raw(b"RETR other.bin\r\n")
                got = head + read_all(data)
        else:
            got = head + read_all(data)
        data.close()
        assert got == content
        replies = finals(wire, 2 if answer.startswith("229") else 1)
        assert "226" in replies, replies
        wire.must("NOOP", "200")
        assert wire.download("other.bin") == b"other"
    assert "Traceback" not in served.log


@pytest.mark.parametrize("command", ["STOR kept.bin", "APPE kept.bin", "RETR kept.bin", "LIST"])
def test_a_transfer_without_a_data_connection_is_425_and_harms_nothing(served: Running, command: str) -> None:
    kept = served.homes["password"] / "kept.bin"
    kept.write_bytes(b"kept")
    with served.clear() as wire:
        assert wire.ask(command)[:3] in ("425", "503")
        wire.must("NOOP", "200")
    assert kept.read_bytes() == b"kept"


def test_one_data_connection_serves_one_transfer(served: Running) -> None:
    (served.homes["password"] / "once.bin").write_bytes(b"once")
    with served.clear() as wire:
        assert wire.download("once.bin") == b"once"
        assert wire.ask("RETR once.bin")[:3] in ("425", "503")
        assert wire.download("once.bin") == b"once"


@BOTH
def test_quit_behind_an_upload_waits_for_its_end(served: Running, tls: bool) -> None:
    content = random.Random(7).randbytes(2_000_000)
    with served.secure() if tls else served.clear() as wire:
        data = wire.begin("STOR quit.bin")
        data.sendall(content[:1_000_000])
        wire.raw(b"QUIT\r\n")
        data.sendall(content[1_000_000:])
        if isinstance(data, ssl.SSLSocket):
            data = data.unwrap()
        data.close()
        replies = []
        while reply := wire.reply():
            replies.append(reply[:3])
        assert sorted(replies) == ["221", "226"]
    assert (served.homes["password"] / "quit.bin").read_bytes() == content


def test_two_clients_and_one_file(served: Running) -> None:
    """An upload in progress is not overwritten by another, nor read as if it were whole (allowReadUploadsInProgress)."""
    with served.clear() as first, served.clear() as second:
        data = first.begin("STOR contested.bin")
        data.sendall(b"1" * 100_000)
        with second.open_data():
            assert second.ask("STOR contested.bin")[:3] == "550"
            assert second.ask("RETR contested.bin")[:3] == "550"
        data.close()
        assert first.reply()[:3] == "226"
        assert second.download("contested.bin") == b"1" * 100_000


def test_after_quit_nothing_is_obeyed(served: Running) -> None:
    with served.clear() as wire:
        wire.raw(b"QUIT\r\nMKD after-quit\r\n")
        assert wire.reply()[:3] == "221"
        with contextlib.suppress(ConnectionError):
            assert wire.reply() == ""
    assert not (served.homes["password"] / "after-quit").exists()


def test_the_pass_behind_a_pass_is_another_logon(served: Running) -> None:
    """Pipelined while the directory is asked: each answer belongs to its question."""
    with served.wire() as wire:
        assert wire.reply()[:3] == "220"
        wire.raw(f"USER alice\r\nPASS {PASSWORD}\r\nUSER alice\r\nPASS wrong\r\nPWD\r\nNOOP\r\n".encode())
        assert [wire.reply()[:3] for _ in range(6)] == ["331", "230", "331", "530", "530", "200"]

"""One client has its turn and no more (security audit S5). Counted in rounds of the loop, calls and reads, never in time."""

from __future__ import annotations

import os
import ssl
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ftplint.rules.scenarios import Actor
from ftplint.server import Storage
from ftplint.server.protocol.session import Session
from ftplint.server.transport import control_connection
from ftplint.verify.lab import Lab
from ftplint.verify.stage import Stage, stage
from tests.server import recorded
from tests.server.test_files import config
from tests.server.wire import Papers, Wire

LINES = 3_000


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@pytest.fixture
def running(lab: Lab) -> Iterator[Stage]:
    text = config().replace("<ssl ", f'<ssl serverCertHash="{lab.thumbprint}" ')
    with stage(text, Actor(), lab) as found:
        yield found


class Rounds:
    """How many lines each session obeyed in each round of the loop."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, loop: Any) -> None:
        self.number = 0
        self.lines: Counter[tuple[int, int]] = Counter()
        poll, receive = loop.poll, Session.receive

        def counted(*arguments: Any) -> Any:
            self.number += 1
            return poll(*arguments)

        def noted(session: Session, line: bytes | None) -> None:
            self.lines[self.number, id(session)] += 1
            receive(session, line)

        monkeypatch.setattr(loop, "poll", counted)
        monkeypatch.setattr(Session, "receive", noted)


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_a_client_that_pipelines_has_a_bounded_part_of_each_round(
    running: Stage, monkeypatch: pytest.MonkeyPatch, lab: Lab, tmp_path: Path, tls: bool
) -> None:
    rounds = Rounds(monkeypatch, running.background.service.loop)
    address = ("127.0.0.1", running.port)
    lab.write(tmp_path)
    with Wire(address) as greedy, Wire(address) as other:
        assert other.reply()[:3] == "220"
        if tls:
            greedy.auth(Papers(tmp_path / "ca.pem").context(ssl.TLSVersion.TLSv1_2))
        else:
            assert greedy.reply()[:3] == "220"
        greedy.raw(b"".join(b"NOOP\r\n" if n % 2 else b"\r\n" for n in range(LINES)) + b"SYST\r\n")
        other.must("NOOP", "200")
        answers = [greedy.reply()[:3] for _ in range(LINES)]
        assert answers == ["500", "200"] * (LINES // 2)  # all of them, in order
        assert greedy.reply()[:3] == "215"
        other.must("NOOP", "200")
    assert max(rounds.lines.values()) <= 2 * control_connection._LINES  # of a read, and of lines that waited
    assert sum(rounds.lines.values()) == LINES + 1 + 2 + tls


def test_what_waits_for_its_turn_behind_auth_is_dropped(running: Stage) -> None:
    with Wire(("127.0.0.1", running.port)) as wire:
        assert wire.reply()[:3] == "220"
        wire.raw(b"NOOP\r\n" * 100 + b"AUTH TLS\r\n" + b"USER alice\r\n" * 100)
        assert [wire.reply()[:3] for _ in range(101)] == ["200"] * 100 + ["234"]
        wire.sock.setblocking(False)
        with pytest.raises(BlockingIOError):
            wire.sock.recv(1)


def test_one_who_quits_in_the_middle_of_many_lines_is_gone(running: Stage) -> None:
    with Wire(("127.0.0.1", running.port)) as wire:
        assert wire.reply()[:3] == "220"
        wire.raw(b"NOOP\r\n" * 40 + b"QUIT\r\n" + b"NOOP\r\n" * 40)
        assert [wire.reply()[:3] for _ in range(42)] == ["200"] * 40 + ["221", ""]


def test_a_listing_resolves_its_folder_and_not_every_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    one = recorded.client()
    for number in range(300):
        (one.home / f"{number}.txt").write_bytes(b"")
    (one.home / "outside").symlink_to("/etc")
    one.log_in()
    calls = 0
    real = os.path.realpath

    def counted(path: Any, **keywords: Any) -> Any:
        nonlocal calls
        calls += 1
        return real(path, **keywords)

    monkeypatch.setattr(os.path, "realpath", counted)
    said = one.say("STAT /")
    assert len(said) == 302 and not [line for line in said if "outside" in line]
    assert calls < 10


def test_a_name_that_is_missing_reads_a_big_folder_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        (tmp_path / f"File{number}.txt").write_bytes(b"")
    os.utime(tmp_path, (1e9, 1e9))
    storage = Storage(tmp_path)
    calls = 0
    listdir = os.listdir

    def counted(path: Any) -> Any:
        nonlocal calls
        calls += 1
        return listdir(path)

    monkeypatch.setattr(os, "listdir", counted)
    for number in range(100):
        assert storage.below(tmp_path, (f"none{number}",)).name == f"none{number}"
        assert storage.below(tmp_path, ("FILE7.TXT",)).name == "File7.txt"
    assert calls == 1
    (tmp_path / "Another").write_bytes(b"")  # the folder has changed
    for name in ("another", "ANOTHER", "another"):
        assert storage.below(tmp_path, (name,)).name == "Another"
    assert calls == 4, "what changed a moment ago is looked at each time"


def test_the_names_of_few_folders_are_kept(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    for number in range(40):
        folder = tmp_path / str(number)
        folder.mkdir()
        os.utime(folder, (1e9, 1e9))
        storage.below(folder, ("missing",))
    assert len(storage._folders) == 16

"""Hostile sequences: many as data, a few on the wire (see `attack.py`). And they find what they are for."""

from __future__ import annotations

import contextlib
import random
import socket
from pathlib import Path

import pytest

from ftplint.server import DEFAULT
from ftplint.server.protocol import protection
from ftplint.server.protocol.data import agreed
from ftplint.server.protocol.session import Session
from ftplint.server.transport.data_channel import DataChannel
from tests.server import attack
from tests.server.test_data_protection import SECRET, everything, logged_in, site

SEQUENCES = 300
"""Of each run of the suite; ``python -m tests.server.attack 10000`` plays more."""
ON_THE_WIRE = 12


def first_failure(most: int) -> str:
    return next((found for seed in range(most) if (found := attack.failure(seed))), "")


def test_no_sequence_gets_content_in_clear_or_past_authorization() -> None:
    assert first_failure(SEQUENCES) == ""


@pytest.mark.slow
def test_nor_do_four_thousand() -> None:
    """All seeds that ever failed are below 400. CI played ten thousand before, which found no more."""
    assert first_failure(4_000) == ""


def test_what_failed_once_does_not_fail_again() -> None:
    seeds = list(attack.kept())
    assert seeds
    assert [found for seed in seeds if (found := attack.failure(seed))] == []


def test_without_both_locks_on_data_connections_they_find_the_hole(monkeypatch: pytest.MonkeyPatch) -> None:
    """S1: PROT P once the data connection is up."""

    def as_before(session: Session, level: str) -> None:
        if session.connection.secured and session.pbsz and level in ("C", "P"):
            session.protected = level == "P"
            session.say("ok")
        else:
            session.say("protection-order")

    monkeypatch.setattr(protection.protection, "__code__", as_before.__code__)
    assert "in clear" not in first_failure(SEQUENCES), "the second lock holds alone"
    monkeypatch.setattr(agreed, "__code__", _agreed_before.__code__)
    assert "in clear" in first_failure(SEQUENCES)


def _agreed_before(session: Session) -> bool:
    data = session.connection.data
    found = data.open or data.listening or session.active
    if not found:
        session.say("no-data-connection")
    return found


def test_without_the_judgement_of_renames_they_find_the_way_past_authorization(monkeypatch: pytest.MonkeyPatch) -> None:
    """S7: a drop box is read, and what a location closes is moved."""
    monkeypatch.setattr(attack, "DEFAULT", DEFAULT._replace(rename_judged=False))
    assert "Violation" in first_failure(SEQUENCES * 3)


@pytest.mark.parametrize("locks", [2, 1], ids=["all", "the last lock alone"])
def test_nothing_in_clear_on_the_wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locks: int) -> None:
    """Real connections, in any order of PROT, EPSV, connect and transfer; no TLS on the data connection."""
    if locks == 1:  # the channel itself refuses, whatever the session believes
        monkeypatch.setattr(agreed, "__code__", _agreed_before.__code__)
        monkeypatch.setattr(Session, "drop_data", lambda _: None)
    transfers = ("RETR file.txt", "STOR new.txt", "APPE file.txt", "LIST", "NLST")
    with site(tmp_path) as (running, papers):
        for seed in range(ON_THE_WIRE):
            chance = random.Random(seed)
            with logged_in(running, papers) as wire, contextlib.ExitStack() as opened:
                sockets: list[socket.socket] = []
                for _ in range(chance.randrange(2, 7)):
                    match chance.choice(("PROT P", "PROT P", "PROT C", "connect", "connect", "CCC", *transfers[:2])):
                        case "connect":
                            sockets.append(opened.enter_context(wire.open_data()))
                        case command:
                            _transferred(wire.ask(command), wire)
                wire.must("PROT P", "200")
                _transferred(wire.ask(chance.choice(transfers)), wire)
                for data in sockets:
                    data.settimeout(60)
                    with contextlib.suppress(OSError):
                        data.sendall(b"written in clear")
                        data.shutdown(socket.SHUT_WR)
                wire.raw(b"QUIT\r\n")
                while wire.reply():
                    pass
                assert b"".join(everything(data) for data in sockets).strip(b"\x15\x03\x01\x02\x00F") == b"", seed
        home = running.root / "D" / "ftp"
        assert (home / "file.txt").read_bytes() == SECRET
        assert not (home / "new.txt").exists() or (home / "new.txt").read_bytes() == b""


def _transferred(reply: str, wire: object) -> None:
    """A transfer that waits for its data connection's TLS is ended."""
    if reply[:1] == "1":
        wire.must("ABOR", "426 425")  # type: ignore[attr-defined]
        wire.reply()  # type: ignore[attr-defined]


def test_the_last_lock_is_in_the_channel() -> None:
    assert "protected" in DataChannel.start.__code__.co_names

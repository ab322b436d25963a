"""The loop of Windows, select, which watches 512 sockets: the server refuses more, and goes on. Here it is 40."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from pyftpdlib.ioloop import Select

from ftplint.rules.scenarios import Actor
from ftplint.server.transport import listener, loop
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import Stage, stage
from tests.server.running import eventually
from tests.server.test_files import config
from tests.server.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(loop, "IOLoop", Select)
    monkeypatch.setattr(loop, "MOST_SELECTED", 40)
    monkeypatch.setattr(listener, "FOR_DATA", 10)
    with stage(config(), Actor(), Lab()) as running:
        yield running


def entered(running: Stage) -> Wire:
    wire = Wire(("127.0.0.1", running.port))
    assert wire.reply()[:3] == "220"
    assert wire.login("alice", PASSWORD)[:3] == "230"
    return wire


def test_more_clients_than_select_watches_wait_and_those_inside_go_on(small: Stage) -> None:
    (small.root / "D" / "ftp" / "file.txt").write_bytes(b"content")
    with entered(small) as inside, contextlib.ExitStack() as stack:
        others = [stack.enter_context(Wire(("127.0.0.1", small.port))) for _ in range(60)]
        assert others[0].reply()[:3] == "220"
        assert eventually(
            lambda: len(small.background.service.loop.socket_map) >= 29
        )  # 30, but for a listener that pauses
        inside.must("NOOP", "200")
        assert inside.download("file.txt") == b"content"
        assert len(small.background.service.loop.socket_map) <= 40, "it accepts no more than it can watch"
        stack.close()
        with entered(small) as late:
            late.must("NOOP", "200")
    assert not small.background.service.errors


def test_no_port_is_left_for_data_connections_beyond_it(small: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    with entered(small) as wire:
        monkeypatch.setattr(loop, "MOST_SELECTED", 1)
        assert wire.ask("EPSV")[:3] == "425"
        wire.must("EPRT |1|127.0.0.1|50000|", "200")
        assert wire.ask("LIST")[:3] in ("425", "150")
        monkeypatch.setattr(loop, "MOST_SELECTED", 40)
    with entered(small) as again:
        again.must("NOOP", "200")
    assert not small.background.service.errors

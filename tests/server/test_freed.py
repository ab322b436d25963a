"""What belongs to a client goes with it, at once: nothing of it waits for the garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from ftplint.rules.scenarios import Actor
from ftplint.server.transport.control_connection import ControlConnection
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import Stage, stage
from tests.server.running import eventually
from tests.server.test_files import config
from tests.server.wire import Papers, Wire


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Papers]]:
    """A server, and what its clients trust."""
    lab, folder = Lab(), tmp_path_factory.mktemp("freed")
    lab.write(folder)
    text = config().replace("<ssl ", f'<ssl serverCertHash="{lab.thumbprint}" ')
    with stage(text, Actor(), lab) as running:
        yield running, Papers(Path(folder) / "ca.pem")


@pytest.mark.parametrize("secured", [False, True], ids=["clear", "TLS"])
@pytest.mark.parametrize("last", [b"QUIT\r\n", b"QUIT\r\nNOOP\r\nNOOP\r\n", b""], ids=["quit", "more", "gone"])
def test_a_connection_that_is_closed_is_freed_at_once(
    papers: tuple[Stage, Papers], last: bytes, *, secured: bool
) -> None:
    running, trusted = papers
    gc.collect()
    gc.disable()
    try:
        with Wire(("127.0.0.1", running.port)) as wire:
            if secured:
                wire.auth(trusted.context())
            else:
                assert wire.reply()[:3] == "220"
            assert wire.login("alice", PASSWORD)[:3] == "230"
            assert connections() == 1
            wire.raw(last)
        assert eventually(lambda: connections() == 0, 10)
    finally:
        gc.enable()
    assert running.background.service.errors == []


def connections() -> int:
    """The control connections that are in memory."""
    return sum(type(one) is ControlConnection for one in gc.get_objects())

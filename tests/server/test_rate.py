"""``minBytesPerSecond``: slow transfers over real sockets, while the time of the server is set."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from ftplint.rules.scenarios import Actor
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import stage
from tests.server.running import eventually
from tests.server.test_files import config
from tests.server.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.verify.stage import Stage


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@contextlib.contextmanager
def uploading(lab: Lab, limits: str) -> Iterator[tuple[Stage, Wire, list[object]]]:
    """A session in the middle of an upload, of which 100 bytes have come."""
    text = config(f"<connections {limits}/>")
    with stage(text, Actor(), lab) as running, Wire(("127.0.0.1", running.port)) as wire:
        assert wire.reply()[:3] == "220"
        assert wire.login("alice", PASSWORD)[:3] == "230"
        data = wire.begin("STOR slow.bin")
        data.sendall(b"x" * 100)
        assert eventually(lambda: any(path.stat().st_size == 100 for path in running.root.rglob("slow.bin")))
        with data:
            yield running, wire, [data]


def more(running: Stage, data: object, size: int) -> None:
    """*size* more bytes, and the server has them."""
    (file,) = running.root.rglob("slow.bin")
    before = file.stat().st_size
    data.sendall(b"y" * size)  # type: ignore[attr-defined]
    assert eventually(lambda: file.stat().st_size == before + size)


@pytest.mark.parametrize("timeout", ["30", "0"])
def test_a_transfer_that_is_too_slow_is_cut(lab: Lab, timeout: str) -> None:
    with uploading(lab, f'minBytesPerSecond="50000" dataChannelTimeout="{timeout}"') as (running, wire, _):
        running.background.service.pass_time(11)
        assert wire.reply()[:3] == "426"
        assert [line.substatus for line in running.log if line.method == "STOR"] == [50]
        wire.must("NOOP", "200")
    assert not list(running.root.rglob("slow.bin"))


@pytest.mark.parametrize("limits", ['minBytesPerSecond="10"', 'minBytesPerSecond="0"'])
def test_one_that_is_fast_enough_is_not(lab: Lab, limits: str) -> None:
    """100 bytes in 10 s are exactly 10 a second; 0 asks for nothing."""
    with uploading(lab, limits) as (running, wire, (data,)):
        running.background.service.pass_time(10)
        more(running, data, 100)
        running.background.service.pass_time(10)
        more(running, data, 100)
        data.close()  # type: ignore[attr-defined]
        assert wire.reply()[:3] == "226"


def test_by_default_it_is_240(lab: Lab) -> None:
    with uploading(lab, "") as (running, _, (data,)):
        more(running, data, 2_300)
        running.background.service.pass_time(10)
        more(running, data, 2_399)
        wire_log = [line for line in running.log if line.method == "STOR"]
        assert wire_log == []
        running.background.service.pass_time(10)
        assert eventually(lambda: [line.substatus for line in running.log if line.method == "STOR"] == [50])


def test_one_that_stands_still_is_left_to_the_time_out(lab: Lab) -> None:
    with uploading(lab, 'minBytesPerSecond="10" dataChannelTimeout="3600"') as (running, wire, (data,)):
        for _ in range(3):
            running.background.service.pass_time(10)
        more(running, data, 100)
        running.background.service.pass_time(10)
        data.close()  # type: ignore[attr-defined]
        assert wire.reply()[:3] == "226"

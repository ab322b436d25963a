"""A disk that takes no more, and one that goes away: no 226 for what was not stored, and the session goes on."""

from __future__ import annotations

import contextlib
import random

import pytest

from tests.server.running import Running

LIMIT = 300_000
"""RLIMIT_FSIZE of the server `cramped`, in bytes: every write beyond it fails, as on a full disk (EFBIG for ENOSPC)."""


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
@pytest.mark.parametrize("size", [LIMIT + 1, 2_000_000, 20_000_000])
@pytest.mark.parametrize("command", ["STOR", "APPE"])
def test_an_upload_that_does_not_fit_is_refused_and_the_session_goes_on(
    cramped: Running, tls: bool, size: int, command: str
) -> None:
    name = f"full-{command}-{tls}-{size}.bin"
    with cramped.secure() if tls else cramped.clear() as wire:
        data = wire.begin(f"{command} {name}")
        with contextlib.suppress(OSError):
            data.sendall(bytes(size))
            if tls:
                data = data.unwrap()  # type: ignore[attr-defined]
        data.close()
        assert wire.reply()[:3] in ("426", "451", "452", "552")
        wire.must("NOOP", "200")
        small = random.Random(size).randbytes(LIMIT // 2)
        assert wire.upload("small.bin", small)[:3] == "226"
        assert wire.download("small.bin") == small
    assert "Traceback" not in cramped.log


def test_what_just_fits_is_stored(cramped: Running) -> None:
    with cramped.clear() as wire:
        assert wire.upload("fits.bin", b"f" * LIMIT)[:3] == "226"
    assert (cramped.homes["password"] / "fits.bin").stat().st_size == LIMIT


def test_a_home_that_goes_away_and_comes_back(cramped: Running) -> None:
    """As an unmounted share does."""
    home = cramped.homes["password"]
    away = home.with_name("away")
    with cramped.clear() as wire:
        home.rename(away)
        try:
            assert wire.ask("CWD /")[:1] in ("2", "5")
            for command in ("MKD x", "SIZE small.bin", "DELE y"):
                assert wire.ask(command)[:3] == "550", command
            for command in ("STOR x.bin", "RETR small.bin"):
                with wire.open_data():
                    assert wire.ask(command)[:3] == "550", command
            with cramped.wire() as other:
                assert other.reply()[:3] == "220"
                assert other.login("alice", "Lab-Passw0rd")[:3] == "530"
        finally:
            away.rename(home)
        assert wire.upload("back.bin", b"b")[:3] == "226"
    assert "Traceback" not in cramped.log


def test_a_file_that_shrinks_or_grows_while_it_is_sent_ends_the_transfer(cramped: Running) -> None:
    path = cramped.homes["password"] / "moving.bin"
    path.write_bytes(bytes(8_000_000))
    with cramped.secure() as wire:
        data = wire.begin("RETR moving.bin")
        got = len(data.recv(1000))
        path.write_bytes(b"short")
        while part := data.recv(262_144):
            got += len(part)
        assert wire.reply()[:3] in ("226", "426", "451")
        assert got < 8_000_001
        wire.must("NOOP", "200")
    assert "Traceback" not in cramped.log

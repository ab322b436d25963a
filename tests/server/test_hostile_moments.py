"""The right bytes in the wrong moment: data before its command, clear text inside TLS, a password after the logon."""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING

import pytest

from ftplint.rules.scenarios import Actor
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import Stage, stage
from tests.server.running import eventually
from tests.server.test_files import config
from tests.server.wire import Papers, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@pytest.fixture(scope="module")
def context(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    folder = tmp_path_factory.mktemp("papers")
    lab.write(folder)
    return Papers(folder / "ca.pem").context()


@pytest.fixture(scope="module")
def running(lab: Lab) -> Iterator[Stage]:
    text = config().replace("<ssl ", f'<ssl serverCertHash="{lab.thumbprint}" ')
    with stage(text, Actor(), lab) as running:
        yield running


def connected(running: Stage) -> Wire:
    """A session in clear, the greeting not yet read."""
    return Wire(("127.0.0.1", running.port))


def entered(running: Stage, context: ssl.SSLContext | None = None) -> Wire:
    """A session that is logged in, in clear without *context*."""
    wire = connected(running)
    if context is None:
        assert wire.reply()[:3] == "220"
    else:
        wire.auth(context)
    assert wire.login("alice", PASSWORD)[:3] == "230"
    return wire


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_data_that_comes_before_its_command_waits_for_it(running: Stage, context: ssl.SSLContext, tls: bool) -> None:
    """A client that does not wait for 125: which of its two connections is read first is chance."""
    content = b"early" * 10_000
    with entered(running, context if tls else None) as wire:
        data = wire.open_data()
        wire.must("TYPE I", "200")
        if tls:
            data = wire.start_data_tls(data)
        data.sendall(content)
        time.sleep(0.2)
        wire.must("STOR early.bin", "125")
        if isinstance(data, ssl.SSLSocket):
            data = data.unwrap()
        data.close()
        assert wire.reply()[:3] == "226"
    assert (running.root / "D" / "ftp" / "early.bin").read_bytes() == content


def test_clear_text_inside_tls_ends_the_session_and_is_no_error_of_the_server(
    running: Stage, context: ssl.SSLContext
) -> None:
    service = running.background.service
    said: list[str] = []
    service.trouble = said.append  # type: ignore[method-assign]
    with entered(running, context) as wire:
        raw = socket.socket(fileno=wire.sock.detach())
        raw.settimeout(60)
        raw.sendall(b"MKD clear-inside\r\n" * 10)
        try:
            while raw.recv(4096):
                pass
        except ConnectionResetError:
            pass
        raw.close()
    assert eventually(lambda: service._counts == {"1": 0})
    assert not service.errors and not said
    assert not (running.root / "D" / "ftp" / "clear-inside").exists()


def test_a_password_after_the_logon_is_out_of_order(running: Stage) -> None:
    """Refused with 530 it would say that nobody is logged in, who still is."""
    with entered(running) as wire:
        assert wire.ask("PASS wrong")[:3] == "503"
        assert wire.ask(f"PASS {PASSWORD}")[:3] == "503"
        wire.must("PWD", "257")
        wire.must("USER alice", "331")
        wire.must("PASS wrong", "530")
        wire.must("PWD", "530")


@pytest.mark.parametrize("line", [" PASS {}", "PAS {}", "PASSWORD {}", "-PASS {}"])
def test_the_argument_of_what_is_no_command_is_not_logged(running: Stage, line: str) -> None:
    """It may be a password: somebody mistyped PASS."""
    with connected(running) as wire:
        assert wire.reply()[:3] == "220"
        wire.must("USER alice", "331")
        wire.must(line.format("Mistyped-Passw0rd"), "500")
    assert not [one for one in running.log if "Mistyped" in str(one)]

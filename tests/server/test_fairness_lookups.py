"""A slow DNS and a passive range that is taken hold up nobody but their own client (security audit S5)."""

from __future__ import annotations

import errno
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ftplint.rules.scenarios import Actor
from ftplint.server import service
from ftplint.server.options import Options
from ftplint.server.transport import data_sockets
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import Stage, stage
from tests.server.running import PATIENCE
from tests.server.test_files import config
from tests.server.wire import Papers, Wire

DENIED = '<ipSecurity enableReverseDns="true"><add domainName="bad.example" allowed="false"/></ipSecurity>'


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def named(rules: str) -> str:
    """The usual site, with *rules* on addresses."""
    return config().replace("<system.ftpServer><security>", f"<system.ftpServer><security>{rules}")


class Dns:
    """Names of addresses; questions about *slow* ones are answered once a test lets them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, names: dict[str, str], slow: str = "") -> None:
        self.released = threading.Event()
        self.asked: list[str] = []

        def gethostbyaddr(address: str) -> tuple[str, list[str], list[str]]:
            self.asked.append(address)
            assert threading.current_thread().name.startswith("names-"), "in the loop"
            if address == slow:
                self.released.wait(PATIENCE)
            if address not in names:
                raise socket.herror("unknown host")
            return names[address], [], [address]

        monkeypatch.setattr(socket, "gethostbyaddr", gethostbyaddr)


def asking(options: Options) -> Options:
    """DNS is asked; the lab answers by itself elsewhere."""
    return options._replace(host_name=None)


@contextmanager
def served(lab: Lab, server: str = DENIED) -> Iterator[Stage]:
    with stage(named(server), Actor(), lab, adjust=asking) as running:
        yield running


def test_names_decide_as_before(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    Dns(monkeypatch, {"127.0.0.2": "bad.example", "127.0.0.3": "good.example"})
    with served(lab) as running:
        address = ("127.0.0.1", running.port)
        for source, reply in (("127.0.0.2", "530"), ("127.0.0.3", "220"), ("127.0.0.4", "220")):
            with Wire(address, source) as wire:
                assert wire.reply()[:3] == reply, source


def test_a_slow_lookup_holds_up_only_its_own_client(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    dns = Dns(monkeypatch, {"127.0.0.2": "bad.example"}, slow="127.0.0.2")
    with served(lab) as running:
        address = ("127.0.0.1", running.port)
        with Wire(address, "127.0.0.2") as slow, Wire(address) as quick:
            assert quick.reply()[:3] == "220"
            assert quick.login("alice", PASSWORD)[:3] == "230"
            assert "127.0.0.2" in dns.asked
            dns.released.set()
            assert slow.reply()[:3] == "530"


def test_a_lookup_that_takes_too_long_finds_no_name(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    dns = Dns(monkeypatch, {"127.0.0.2": "bad.example"}, slow="127.0.0.2")
    with served(lab) as running:
        address = ("127.0.0.1", running.port)
        with Wire(address, "127.0.0.2") as slow, Wire(address) as other:
            assert other.reply()[:3] == "220"
            slow.raw(b"SYST\r\n")
            running.background.service.pass_time(service.NAME_BOUND + 1)
            assert slow.reply()[:3] == "220"
            assert slow.reply()[:3] == "215"
            dns.released.set()
            slow.must("NOOP", "200")


def test_on_an_implicit_endpoint_tls_begins_after_the_lookup(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Dns(monkeypatch, {"127.0.0.2": "bad.example"})
    lab.write(tmp_path)
    text = named(DENIED).replace("*:21:", "*:990:").replace("<ssl ", f'<ssl serverCertHash="{lab.thumbprint}" ')
    with stage(text, Actor(), lab, adjust=asking) as running, Wire(("127.0.0.1", running.port)) as wire:
        wire.secure(Papers(tmp_path / "ca.pem").context())
        assert wire.reply()[:3] == "220"
        assert wire.login("alice", PASSWORD)[:3] == "230"


def test_nobody_is_looked_up_where_no_rule_is_on_names(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    dns = Dns(monkeypatch, {})
    without = DENIED.replace(' enableReverseDns="true"', "")
    for rules in (without, DENIED.replace('domainName="bad.example"', 'ipAddress="10.0.0.1"')):
        with served(lab, rules) as running, Wire(("127.0.0.1", running.port)) as wire:
            assert wire.reply()[:3] == "220"
    assert dns.asked == []


def test_a_client_that_leaves_during_the_lookup_leaves_nothing(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    dns = Dns(monkeypatch, {}, slow="127.0.0.2")
    with served(lab) as running:
        address = ("127.0.0.1", running.port)
        for _ in range(3):
            Wire(address, "127.0.0.2").vanish()
        dns.released.set()
        with Wire(address) as wire:
            assert wire.reply()[:3] == "220"


class Ports:
    """A machine on which all ports of a range but the last that is tried are taken."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, loop: Any, taken: int) -> None:
        self.round = 0
        self.tried: Counter[int] = Counter()
        poll, bind = loop.poll, data_sockets.PassiveListener.bind

        def counted(*arguments: Any) -> Any:
            self.round += 1
            return poll(*arguments)

        def bound(listener: Any, address: tuple[str, int]) -> None:
            self.tried[self.round] += 1
            if self.tried.total() <= taken:
                raise OSError(errno.EADDRINUSE, "in use")
            bind(listener, (address[0], 0))

        monkeypatch.setattr(loop, "poll", counted)
        monkeypatch.setattr(data_sockets.PassiveListener, "bind", bound)


RANGE = '<firewallSupport lowDataChannelPort="20001" highDataChannelPort="30000"/>'


@pytest.mark.parametrize(("taken", "replies"), [(9_999, ["229", "200"]), (10_000, ["425", "200"]), (0, ["229", "200"])])
def test_a_range_that_is_taken_is_searched_a_little_in_each_round(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, taken: int, replies: list[str]
) -> None:
    with stage(config(server=RANGE), Actor(), lab) as running:
        ports = Ports(monkeypatch, running.background.service.loop, taken)
        with Wire(("127.0.0.1", running.port)) as wire:
            assert wire.reply()[:3] == "220"
            assert wire.login("alice", PASSWORD)[:3] == "230"
            wire.raw(b"EPSV\r\nNOOP\r\n")
            assert [wire.reply()[:3], wire.reply()[:3]] == replies
    assert ports.tried.total() == min(taken + 1, 10_000)
    assert max(ports.tried.values()) <= 2 * data_sockets._TRIES  # of the command, and of the round after it


def test_a_client_that_leaves_during_the_search_ends_it(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    with stage(config(server=RANGE), Actor(), lab) as running:
        Ports(monkeypatch, running.background.service.loop, 9_999)
        wire = Wire(("127.0.0.1", running.port))
        assert wire.reply()[:3] == "220"
        assert wire.login("alice", PASSWORD)[:3] == "230"
        wire.raw(b"EPSV\r\n")
        wire.vanish()
        with Wire(("127.0.0.1", running.port)) as other:
            assert other.reply()[:3] == "220"
            other.must("SYST", "215")

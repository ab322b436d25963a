"""A data connection has the protection that PROT asks for, or nothing goes over it (RFC 4217 9; audit S1), and it leads
to the client's own address and to no name (audit S6)."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from ftplint.rules.scenarios import Actor
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import Stage, stage
from tests.server import recorded
from tests.server.wire import Papers, Wire

SITE = (
    '<configuration><system.applicationHost><sites><site name="a" id="1"><application path="/"><virtualDirectory path="/" '
    'physicalPath="D:\\ftp"/></application><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings>'
    '<ftpServer><security><ssl serverCertHash="{hash}" controlChannelPolicy="SslRequire" dataChannelPolicy="{data}"/>'
    '<sslClientCertificates clientCertificatePolicy="{policy}"/>'
    '<authentication><basicAuthentication enabled="true"/></authentication></security></ftpServer></site></sites>'
    '</system.applicationHost><system.ftpServer><security><authorization><add accessType="Allow" users="*" '
    'permissions="Read, Write"/></authorization></security></system.ftpServer></configuration>'
)
SECRET = b"not for everybody\r\n" * 9


@contextlib.contextmanager
def site(folder: Path, data: str = "SslRequire", policy: str = "CertIgnore") -> Iterator[tuple[Stage, Papers]]:
    lab = Lab()
    lab.write(folder)
    text = SITE.format(hash=lab.thumbprint, data=data, policy=policy)
    with stage(text, Actor(), lab) as running:
        home = running.root / "D" / "ftp"
        (home / "file.txt").write_bytes(SECRET)
        certificate = None if policy == "CertIgnore" else folder / "clients" / "mapped.pem"
        yield running, Papers(folder / "ca.pem", certificate)


def logged_in(running: Stage, papers: Papers) -> Wire:
    wire = Wire(("127.0.0.1", running.port)).auth(papers.context())
    wire.must("USER alice", "331")
    wire.must(f"PASS {PASSWORD}", "230")
    wire.must("PBSZ 0", "200")
    return wire


def everything(data: socket.socket) -> bytes:
    """What comes in clear until the end; a reset is an end too."""
    found = b""
    with contextlib.suppress(ConnectionError):
        while got := data.recv(65536):
            found += got
    return found


@pytest.mark.parametrize("policy", ["CertIgnore", "CertRequire"])
@pytest.mark.parametrize("mode", ["passive", "active"])
def test_prot_p_after_the_data_connection_is_up_sends_nothing_in_clear(tmp_path: Path, mode: str, policy: str) -> None:
    with site(tmp_path, policy=policy) as (running, papers), logged_in(running, papers) as wire:
        if mode == "passive":
            data = wire.open_data()
        else:
            with socket.create_server(("127.0.0.1", 0)) as listener:
                listener.settimeout(30)
                wire.must(f"EPRT |1|127.0.0.1|{listener.getsockname()[1]}|", "200")
                try:
                    data, _ = listener.accept()
                except TimeoutError:
                    pytest.skip("this server connects at the transfer, with the protection of then")
        data.settimeout(60)
        with data:
            wire.must("PROT P", "200")
            for command in ("RETR file.txt", "LIST", "NLST", "STOR new.txt", "APPE file.txt"):
                wire.must(command, "425")
            assert everything(data) == b""
        home = running.root / "D" / "ftp"
        assert not (home / "new.txt").exists()
        assert (home / "file.txt").read_bytes() == SECRET
        with wire.begin("RETR file.txt") as protected:  # and a new one works
            assert isinstance(protected, ssl.SSLSocket)
            assert protected.recv(1000) == SECRET[:1000]


def test_prot_c_after_a_protected_connection_is_up_drops_it_too(tmp_path: Path) -> None:
    with site(tmp_path, data="SslAllow") as (running, papers), logged_in(running, papers) as wire:
        wire.must("PROT P", "200")
        with wire.open_data() as data:
            wire.must("PROT C", "200")
            wire.must("RETR file.txt", "425")
            assert everything(data) == b""


def test_the_same_level_again_keeps_what_was_agreed(tmp_path: Path) -> None:
    with site(tmp_path) as (running, papers), logged_in(running, papers) as wire:
        wire.must("PROT P", "200")
        data = wire.open_data()
        wire.must("PROT P", "200")
        wire.must("RETR file.txt", "125 150")
        with wire.start_data_tls(data) as protected:
            assert protected.recv(1000)


def test_a_session_refuses_a_connection_with_another_protection() -> None:
    """The second lock: whatever made them differ, no file is touched."""
    one = recorded.client()
    (one.home / "file.txt").write_bytes(b"x")
    one.talk(("AUTH TLS", "234 "), ("PBSZ 0", "200 "), ("PROT P", "200 "))
    one.log_in()
    for command in ("RETR file.txt", "LIST", "STOR new.txt"):
        one.data.open, one.data.protected = True, False
        one.talk((command, "425 "))
        assert not one.data.open and not one.actions[1:]
    assert [path.name for path in one.home.iterdir()] == ["file.txt"]
    assert one.logged("RETR")[-1][1:] == (425, 32)


@pytest.mark.parametrize("host", ["127.0.0.1%evil.example.com", "192.0.2.7%1", "192.0.2.7%"])
def test_an_address_with_a_zone_is_refused(host: str) -> None:
    one = recorded.client()
    one.log_in()
    one.talk((f"EPRT |1|{host}|5555|", "501 "), ("LIST", "425 "))
    assert one.actions == []


def test_only_the_parsed_address_is_connected_to() -> None:
    one = recorded.client()
    one.connection_from("::ffff:192.0.2.7")
    one.log_in()
    one.talk(("EPRT |2|::FFFF:c000:207|5555|", "200 "), ("NLST", "150 "))
    assert one.actions == ["connect 192.0.2.7:5555"]
    linked = recorded.client()
    linked.connection_from("fe80::7%eth0")
    linked.log_in()
    linked.talk(("EPRT |2|fe80:0::7|5555|", "200 "), ("NLST", "150 "))
    assert linked.actions == ["connect fe80::7%eth0:5555"]

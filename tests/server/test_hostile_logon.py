"""Ways in that the site which a client ends up at does not allow: after CCC, at another site, with a damaged certificate."""

from __future__ import annotations

import ssl
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from ftplint.rules.scenarios import Actor
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import stage
from tests.server.faulty_sites import VAULT
from tests.server.test_faults_tls import swallowed
from tests.server.wire import Papers, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.running import Running

LOCAL = '<ipSecurity allowUnlisted="false"><add ipAddress="127.0.0.1" allowed="true"/></ipSecurity>'
FOREIGN = '<ipSecurity allowUnlisted="false"><add ipAddress="192.0.2.1" allowed="true"/></ipSecurity>'


def after_ccc(wire: Wire) -> None:
    """Says CCC and goes on in clear."""
    wire.must("CCC", "200")
    assert isinstance(wire.sock, ssl.SSLSocket)
    wire.sock = swallowed(wire.sock)


def test_after_ccc_credentials_are_in_clear_and_refused(served: Running) -> None:
    """SslRequireCredentialsOnly: the first logon was inside TLS, the second is not."""
    with served.wire("credentials") as wire:
        wire.auth(served.papers["none"].context())
        assert wire.login("alice", PASSWORD)[:3] == "230"
        after_ccc(wire)
        wire.must("PWD", "257")
        assert wire.ask("USER alice")[:3] == "534"
        assert wire.ask(f"PASS {PASSWORD}")[:3] == "503"


@pytest.mark.parametrize("paper", ["none", "mapped"])
def test_ccc_at_a_lenient_site_is_no_way_into_one_that_requires_tls(served: Running, paper: str) -> None:
    with served.wire() as wire:
        wire.auth(served.papers[paper].context())
        assert wire.login("alice", PASSWORD)[:3] == "230"
        after_ccc(wire)
        wire.ask(f"USER {VAULT}|alice")
        wire.ask(f"PASS {PASSWORD}")
        assert wire.ask("PWD")[:3] == "530", "logged in in clear at a site that requires TLS"


@pytest.mark.parametrize("records", [1, 2])
@pytest.mark.parametrize("last", ["CCC", "REIN"])
def test_what_comes_behind_the_end_of_tls_inside_tls_is_not_obeyed(served: Running, last: str, records: int) -> None:
    """In the record of the command that ends TLS, or in the next: dropped, as what is sent in clear behind AUTH."""
    with served.wire("credentials") as wire:
        wire.auth(served.papers["none"].context())
        assert wire.login("alice", PASSWORD)[:3] == "230"
        parts = [f"{last}\r\n", f"MKD behind-{last}\r\n"]
        for part in parts if records == 2 else ["".join(parts)]:
            wire.raw(part.encode())
        assert wire.reply()[:1] == "2"
        assert isinstance(wire.sock, ssl.SSLSocket)
        wire.sock = swallowed(wire.sock)
        wire.must("NOOP", "200")
    assert "Traceback" not in served.log
    assert "internal error" not in served.log
    assert not (served.homes["credentials"] / f"behind-{last}").exists()


def two_sites(first: str, second: str, limits: str = "") -> str:
    """Two sites at one address and port: ``a`` without host name, ``b`` with one; each with its ipSecurity."""
    sites = "".join(
        f'<site name="{name}" id="{number}"><application path="/"><virtualDirectory path="/" physicalPath="D:\\{name}"/>'
        f'</application><bindings><binding protocol="ftp" bindingInformation="*:21:{host}"/></bindings><ftpServer>'
        f'<connections {limits if name == "b" else ""}/><security><ssl controlChannelPolicy="SslAllow" '
        'dataChannelPolicy="SslAllow"/><authentication><basicAuthentication enabled="true"/></authentication></security>'
        "</ftpServer></site>"
        for number, (name, host) in enumerate((("a", ""), ("b", "b.example")), 1)
    )
    places = "".join(
        f'<location path="{name}"><system.ftpServer><security>{text}</security></system.ftpServer></location>'
        for name, text in (("a", first), ("b", second))
    )
    return (
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost><system.ftpServer>"
        '<security><authorization><add accessType="Allow" users="*" permissions="Read, Write"/></authorization></security>'
        f"</system.ftpServer>{places}</configuration>"
    )


@pytest.fixture(scope="module")
def own_lab() -> Iterator[Lab]:
    yield Lab()


@pytest.mark.parametrize("command", ["HOST b.example", "USER b.example|alice"])
def test_the_addresses_of_a_named_site_are_judged_when_it_is_chosen(own_lab: Lab, command: str) -> None:
    with stage(two_sites("", FOREIGN), Actor(), own_lab) as running:
        with Wire(("127.0.0.1", running.port)) as wire:
            assert wire.reply()[:3] == "220"
            assert wire.ask(command)[:3] == "530", "the site refuses the address"
        assert 4 in {line.substatus for line in running.log}


def test_where_all_sites_have_host_names_the_first_does_not_judge_for_the_others(own_lab: Lab) -> None:
    named = two_sites(FOREIGN, LOCAL).replace('*:21:"', '*:21:a.example"')
    with stage(named, Actor(), own_lab) as running:
        with Wire(("127.0.0.1", running.port)) as wire:
            assert wire.reply()[:3] == "220"
            assert wire.login("b.example|alice", PASSWORD)[:3] == "230"
        with Wire(("127.0.0.1", running.port)) as wire:
            assert wire.reply()[:3] == "220"
            assert wire.ask("USER a.example|alice")[:3] == "530"


def test_the_limit_of_connections_holds_for_a_named_site(own_lab: Lab) -> None:
    with stage(two_sites("", "", 'maxConnections="1"'), Actor(), own_lab) as running:
        address = ("127.0.0.1", running.port)
        with Wire(address) as first, Wire(address) as second:
            for wire in (first, second):
                assert wire.reply()[:3] == "220"
            assert first.login("b.example|alice", PASSWORD)[:3] == "230"
            assert second.ask("USER b.example|alice")[:3] == "421"
            first.must("QUIT", "221")
        with Wire(address) as third:
            assert third.reply()[:3] == "220"
            assert third.login("b.example|alice", PASSWORD)[:3] == "230", "the place of the first is free again"
        assert 19 in {line.substatus for line in running.log}


@pytest.mark.parametrize("policy", ["CertAllow", "CertRequire", "CertIgnore"])
def test_a_certificate_that_cannot_be_read_is_refused_by_reply(own_lab: Lab, tmp_path: Path, policy: str) -> None:
    """OpenSSL takes it; its certificate policies are no ASN.1 of that kind. Anybody can make one."""
    own_lab.write(tmp_path)
    (tmp_path / "damaged.pem").write_bytes(damaged())
    papers = Papers(tmp_path / "ca.pem", tmp_path / "damaged.pem")
    text = two_sites("", "").replace(
        "<ssl ",
        f'<sslClientCertificates clientCertificatePolicy="{policy}"/><ssl serverCertHash="{own_lab.thumbprint}" ',
        1,
    )
    with stage(text, Actor(), own_lab) as running, Wire(("127.0.0.1", running.port)).auth(papers.context()) as wire:
        expected = "230" if policy == "CertIgnore" else "530"
        assert wire.login("alice", PASSWORD)[:3] == expected


def damaged() -> bytes:
    """A self-signed certificate and its key, PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtensionOID, NameOID

    from ftplint.verify.authority import Issued

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "damaged")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(5).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    policies = x509.UnrecognizedExtension(ExtensionOID.CERTIFICATE_POLICIES, b"\x05\x00")
    return Issued(builder.add_extension(policies, False).sign(key, hashes.SHA256()), key).pem()


def test_a_session_is_not_resumed_into_a_logon_with_a_certificate_that_has_expired_since(
    own_lab: Lab, tmp_path: Path
) -> None:
    """What was judged in the first handshake holds for the second, but not the time."""
    assert any(expired_since(own_lab, tmp_path, seconds) for seconds in (3, 15, 60)), (
        "too slow to log in before it expires"
    )


def expired_since(own_lab: Lab, tmp_path: Path, seconds: int) -> bool:
    """The test, with a certificate that ends in *seconds*; False if the machine was too slow for it."""
    end = datetime.now(UTC) + timedelta(seconds=seconds)
    issued = own_lab.authority._issue(
        "alice", [], ExtendedKeyUsageOID.CLIENT_AUTH, None, (end - timedelta(days=1), end)
    )
    own_lab.write(tmp_path)
    (tmp_path / "short.pem").write_bytes(issued.pem())
    context = Papers(tmp_path / "ca.pem", tmp_path / "short.pem").context(ssl.TLSVersion.TLSv1_2)
    text = two_sites("", "").replace(
        "<ssl ",
        f'<sslClientCertificates clientCertificatePolicy="CertRequire"/><ssl serverCertHash="{own_lab.thumbprint}" ',
        1,
    )
    with stage(text, Actor(), own_lab) as running:
        address = ("127.0.0.1", running.port)
        with Wire(address).auth(context) as wire:
            entered = wire.login("alice", PASSWORD)[:3]
            if datetime.now(UTC) >= end:
                return False
            assert entered == "230"
            assert isinstance(wire.sock, ssl.SSLSocket)
            session = wire.sock.session
        time.sleep(max(0.0, end.timestamp() - time.time()) + 1.1)
        with Wire(address).auth(context, session) as wire:
            assert isinstance(wire.sock, ssl.SSLSocket) and wire.sock.session_reused
            assert wire.login("alice", PASSWORD)[:3] == "530"
            return True

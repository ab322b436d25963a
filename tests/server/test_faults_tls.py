"""TLS where it goes wrong: alerts behind resets, resumed sessions, CA names, CCC, and clients that ignore a refusal."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import time

import pytest

from tests.server.conftest import Serve
from tests.server.running import PASSWORD, Running
from tests.server.wire import Wire

VERSIONS = pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
BAD = ("untrusted", "expired", "revoked", "no-usage")


def enter(
    served: Running, site: str, paper: str, version: ssl.TLSVersion | None = None, session: ssl.SSLSession | None = None
) -> Wire:
    """A control connection inside TLS."""
    return served.wire(site).auth(served.papers[paper].context(version), session)


@VERSIONS
@pytest.mark.parametrize("paper", ["none", *BAD])
def test_the_alert_arrives_although_the_client_has_already_spoken(
    alerting: Running, paper: str, version: ssl.TLSVersion
) -> None:
    """`ftps-stack.md` 3.4: a close with unread input resets the connection, and the alert with it. Every time, not mostly."""
    context = alerting.papers[paper].context(version)
    for _ in range(10):
        with alerting.wire("certificate") as wire, pytest.raises(ssl.SSLError) as refused:
            wire.auth(context)
            wire.raw(b"USER alice\r\n" + b"NOOP\r\n" * 200)
            time.sleep(0.02)
            wire.raw(b"NOOP\r\n" * 200)
            assert wire.reply() != "", "closed without an alert"
        assert "ALERT" in str(refused.value).upper(), refused.value


@VERSIONS
@pytest.mark.parametrize("paper", BAD)
def test_a_refused_certificate_does_not_get_in_by_resuming(
    served: Running, paper: str, version: ssl.TLSVersion
) -> None:
    """`ftps-stack.md` 4.2: resumption skips the verify callback."""
    context = served.papers[paper].context(version)
    session = None
    for attempt in range(4):
        with served.wire("certificate").auth(context, session) as wire:
            assert wire.login("alice", PASSWORD)[:3] == "530", f"attempt {attempt}"
            assert isinstance(wire.sock, ssl.SSLSocket)
            session = wire.sock.session or session


@pytest.mark.parametrize("paper", BAD)
def test_a_refused_certificate_does_not_get_in_when_its_verdict_is_forgotten(serve: Serve, paper: str) -> None:
    """Verdicts are bounded: whoever floods the server with certificates must not wash his own verdict away."""
    with serve(remembered=1) as forgetful:
        context = forgetful.papers[paper].context(ssl.TLSVersion.TLSv1_2)
        with forgetful.wire("certificate").auth(context) as wire:
            assert wire.login("alice")[:3] == "530"
            assert isinstance(wire.sock, ssl.SSLSocket)
            session = wire.sock.session
        for other in ("mapped", "second"):
            with forgetful.wire("certificate").auth(forgetful.papers[other].context()) as wire:
                assert wire.login("alice")[:3] == "230"
        with forgetful.wire("certificate").auth(context, session) as wire:
            assert isinstance(wire.sock, ssl.SSLSocket)
            assert wire.sock.session_reused, "this test is about resumption"
            assert wire.login("alice")[:3] == "530"


@VERSIONS
def test_a_resumed_session_still_knows_its_certificate(served: Running, version: ssl.TLSVersion) -> None:
    """The chain is empty after resumption, the certificate is not (`ftps-stack.md` 4.6)."""
    context = served.papers["mapped"].context(version)
    session = None
    for _ in range(3):
        with served.wire("certificate").auth(context, session) as wire:
            assert wire.login("alice", "")[:3] in ("230", "232")
            assert isinstance(wire.sock, ssl.SSLSocket)
            session = wire.sock.session or session
            assert wire.upload("resumed.bin", b"r" * 1000)[:3] == "226"


@VERSIONS
@pytest.mark.parametrize("site", ["password", "certificate"])
def test_a_client_that_offers_its_session_for_data_is_served(
    served: Running, site: str, version: ssl.TLSVersion
) -> None:
    """`ftps-stack.md` 4.3: without a session id context that is alert 80 where certificates are asked for."""
    paper = "mapped" if site == "certificate" else "none"
    content = b"s" * 50_000
    (served.homes[site] / "offered.bin").write_bytes(content)
    with enter(served, site, paper, version) as wire:
        assert wire.login("alice", PASSWORD)[:3] in ("230", "232")
        assert isinstance(wire.sock, ssl.SSLSocket)
        for _ in range(3):
            data = wire.open_data()
            wire.must("TYPE I", "200")
            wire.must("RETR offered.bin", "125 150")
            with wire.start_data_tls(data, wire.sock.session) as protected:
                assert protected.session_reused, "PHP and FileZilla insist on it"
                got = b""
                while part := protected.recv(65536):
                    got += part
            assert got == content
            assert wire.reply()[:3] == "226"


@VERSIONS
@pytest.mark.parametrize("first", ["password", "lenient"])
def test_a_session_of_one_site_is_not_resumed_at_another(served: Running, first: str, version: ssl.TLSVersion) -> None:
    """`ftps-stack.md` 4.3. Offered a session of another site, the server makes a full handshake and judges anew."""
    for paper in ("mapped", "revoked"):
        context = served.papers[paper].context(version)
        with served.wire(first).auth(context) as wire:
            wire.login("alice", PASSWORD)
            assert isinstance(wire.sock, ssl.SSLSocket)
            session = wire.sock.session
        with served.wire("certificate").auth(context, session) as wire:
            assert isinstance(wire.sock, ssl.SSLSocket)
            got = wire.login("alice", "")[:3]
            assert not wire.sock.session_reused
            assert (got in ("230", "232")) == (paper == "mapped"), got


def by_openssl(served: Running, site: str) -> str:
    """What ``openssl s_client`` shows of a handshake."""
    host, port = served.addresses[site]
    command = ["openssl", "s_client", "-starttls", "ftp", "-connect", f"{host}:{port}", "-showcerts"]
    command += ["-CAfile", str(served.papers["none"].root)]
    return subprocess.run(command, input="QUIT\r\n", capture_output=True, text=True, timeout=120, check=False).stdout


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_no_ca_names_are_sent(served: Running) -> None:
    """`ftps-stack.md` 4.4: with them a GnuTLS client sends no certificate if its own has another issuer."""
    shown = by_openssl(served, "certificate")
    assert "No client certificate CA names sent" in shown
    assert "Requested Signature Algorithms" in shown, "a certificate is asked for all the same"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize(("site", "sent"), [("certificate", 2), ("credentials", 1)])
def test_the_issuer_is_sent_where_the_server_knows_it(served: Running, site: str, sent: int) -> None:
    """The lab's authority is trusted for clients, where they are asked, and has issued the server certificate too."""
    assert by_openssl(served, site).count("BEGIN CERTIFICATE") == sent


@VERSIONS
@pytest.mark.parametrize("paper", ["none", *BAD])
def test_a_bad_certificate_gets_a_reply_and_no_session(served: Running, paper: str, version: ssl.TLSVersion) -> None:
    with enter(served, "certificate", paper, version) as wire:
        assert wire.ask("USER alice")[:3] in ("530", "331")
        assert wire.ask(f"PASS {PASSWORD}")[:3] in ("530", "503")
        assert wire.ask("PWD")[:3] == "530"
        assert wire.ask("LIST")[:3] == "530"


@VERSIONS
def test_another_certificate_on_the_data_connection_gets_nothing(served: Running, version: ssl.TLSVersion) -> None:
    """Sub-status 49; and a data connection that belongs to somebody else is nobody's."""
    (served.homes["certificate"] / "private.bin").write_bytes(b"private" * 1000)
    for paper in ("second", "untrusted", "none"):
        with enter(served, "certificate", "mapped", version) as wire:
            assert wire.login("alice", "")[:3] in ("230", "232")
            data = wire.open_data()
            wire.must("RETR private.bin", "125 150 425")
            got = b""
            with contextlib.suppress(OSError):
                other = served.papers[paper].context(version).wrap_socket(data)
                while part := other.recv(65536):
                    got += part
            assert got == b""
            assert wire.reply()[:1] in ("4", "5")
            wire.must("NOOP", "200")


def test_a_client_that_ignores_the_refusal_of_prot_transfers_nothing(served: Running) -> None:
    """`ftps-stack.md` 4.9: PROT C refused, the transfer asked for all the same; and a clear login is refused as well."""
    (served.homes["certificate"] / "policy.bin").write_bytes(b"p")
    with enter(served, "certificate", "mapped") as wire:
        assert wire.ask("USER alice")[:3] in ("331", "232", "230")
        wire.ask("PASS x")
        wire.ask("PBSZ 0")
        wire.ask("PROT C")
        for command in ("LIST", "NLST", "RETR policy.bin", "STOR new.bin", "APPE policy.bin", "STOU"):
            data = wire.open_data()
            assert wire.ask(command)[:3] == "534", command
            with contextlib.suppress(ConnectionError):
                assert data.recv(10) == b""
            data.close()
    assert not (served.homes["certificate"] / "new.bin").exists()


@pytest.mark.parametrize("notify", ["close_notify", "silent"])
@pytest.mark.parametrize("together", [False, True], ids=["alone", "with the next command"])
def test_ccc_goes_on_in_clear_with_and_without_the_clients_close_notify(
    served: Running, notify: str, together: bool
) -> None:
    """`ftps-stack.md` 4.7: curl in passive CCC mode never sends one, ftplib and curl in active mode do."""
    with served.wire("credentials") as wire:
        wire.auth(served.papers["none"].context())
        assert wire.login("alice", PASSWORD)[:3] == "230"
        wire.must("CCC", "200")
        tls = wire.sock
        assert isinstance(tls, ssl.SSLSocket)
        if notify == "close_notify":
            wire.sock = tls.unwrap()
        else:
            wire.sock = swallowed(tls)
        if together:
            wire.raw(b"NOOP\r\nPWD\r\n")
            assert [wire.reply()[:3], wire.reply()[:3]] == ["200", "257"]
        wire.must("NOOP", "200")
        assert wire.ask("PROT C")[:1] == "5" and wire.ask("PBSZ 0")[:1] == "5"
        data = wire.open_data()
        wire.must("NLST", "125 150")
        with wire.start_data_tls(data) as protected:
            while protected.recv(65536):
                pass
        assert wire.reply()[:3] == "226", "the data channel keeps its protection"


def swallowed(tls: ssl.SSLSocket) -> socket.socket:
    """The raw socket behind *tls*, the server's close_notify read and dropped, none sent."""
    timeout = tls.gettimeout()
    raw = socket.socket(fileno=tls.detach())
    raw.settimeout(timeout)
    head = raw.recv(5, socket.MSG_WAITALL)
    assert head[0] in (0x15, 0x17), head
    raw.recv(int.from_bytes(head[3:5], "big"), socket.MSG_WAITALL)
    return raw

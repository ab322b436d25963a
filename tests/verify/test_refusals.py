"""Client certificates that a site refuses, by reply and by alert, as each client sees it; data connections too."""

from __future__ import annotations

import ftplib
import io
import shutil
import ssl
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ftplint.evidence.accounts import MemoryDirectory
from ftplint.rules.scenarios import Actor
from ftplint.server.open_points import DEFAULT
from ftplint.verify.dialogue import steps_of
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.session import CLIENTS, call_for
from ftplint.verify.stage import stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.verify.stage import Stage

GOOD = ("mapped", "second")
BAD = ("untrusted", "expired", "revoked", "no-usage")
UNMAPPED = ("disabled", "weak", "unmapped", "twice")
PROGRAMS = ("curl", "lftp", "openssl")


def config(policy: str, port: int = 21, extra: str = "", ssl_: str = "") -> str:
    return (
        f'<site name="a" id="1"><bindings><binding protocol="ftp" bindingInformation="*:{port}:"/></bindings><ftpServer>'
        f'<security><ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b" {ssl_}/><sslClientCertificates '
        f'clientCertificatePolicy="{policy}" useActiveDirectoryMapping="true"/><authentication>{extra}'
        '<clientCertAuthentication enabled="true"/></authentication></security></ftpServer></site>'
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, lab: Lab) -> Path:
    path = tmp_path_factory.mktemp("lab")
    lab.write(path)
    return path


@pytest.fixture(scope="module", params=["reply", "alert"])
def refusing(request: pytest.FixtureRequest, lab: Lab) -> Iterator[tuple[str, dict[str, Stage]]]:
    """One server for each policy, explicit and implicit, that refuses by reply or by alert."""
    import contextlib

    choices = DEFAULT._replace(refuse_certificate=request.param)
    with contextlib.ExitStack() as stack:
        yield (
            request.param,
            {
                f"{policy} {port}": stack.enter_context(stage(config(policy, port), Actor(), lab, choices))
                for policy in ("CertIgnore", "CertAllow", "CertRequire")
                for port in (21, 990)
            },
        )


def available(client: str) -> None:
    if client in PROGRAMS and shutil.which(client) is None:
        pytest.skip(f"{client} is not installed")


def expected(policy: str, certificate: str) -> tuple[bool, int]:
    """Whether the logon works, and the sub-status if it does not (client-cert-login 3.3)."""
    if policy == "CertIgnore":
        return False, 41
    if certificate == "none":
        return False, 47 if policy == "CertRequire" else 41
    return (True, 0) if certificate in GOOD else (False, 48 if certificate in BAD else 41)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("version", ["1.2", "1.3"])
@pytest.mark.parametrize("policy", ["CertIgnore", "CertAllow", "CertRequire"])
def test_every_certificate_has_its_outcome(
    client: str, version: str, policy: str, refusing: tuple[str, dict[str, Stage]], lab: Lab, folder: Path
) -> None:
    available(client)
    how, stages = refusing
    set_up = stages[f"{policy} 21"]
    shown = ("none", "mapped", "unmapped", "revoked", "untrusted") if client in PROGRAMS else ("none", *lab.clients)
    for certificate in shown:
        set_up.log.clear()
        actor = Actor(certificate, password="empty" if client != "lftp" else "wrong")
        call = call_for(set_up, actor, lab, folder, ())._replace(newest_tls=version, host="127.0.0.1")
        steps = {step.name: step for step in steps_of(CLIENTS[client](call))}
        works, substatus = expected(policy, certificate)
        login, handshake = steps.get("login"), steps.get("handshake")
        said = f"{client} {version} {policy} {certificate}: {list(steps.values())}"
        if works:
            assert login is not None and login.reply == 230 and not login.alert, said
        elif how == "alert" and substatus in (47, 48):
            assert any(step is not None and step.alert for step in (login, handshake)), said
        else:
            assert login is not None and login.reply == 530 and not login.alert, said
            assert [line.substatus for line in set_up.log if line.status == 530][-1] == substatus, said


@pytest.mark.parametrize("certificate", ["none", "mapped", "expired"])
def test_implicit_tls_refuses_the_same(
    certificate: str, refusing: tuple[str, dict[str, Stage]], lab: Lab, folder: Path
) -> None:
    how, stages = refusing
    call = call_for(stages["CertRequire 990"], Actor(certificate), lab, folder, ("upload", "download"))
    for client in ("builtin", "ftplib"):
        steps = {step.name: step for step in steps_of(CLIENTS[client](call))}
        if certificate == "mapped":
            assert steps["download"].reply == 226, steps
        elif how == "reply":
            assert steps["login"].reply == 530, steps
        else:
            assert any(step.alert for step in steps.values()), steps


@pytest.mark.parametrize(
    ("certificate", "name"),
    [
        ("none", "CERTIFICATE_REQUIRED"),
        ("expired", "EXPIRED"),
        ("revoked", "REVOKED"),
        ("untrusted", "UNKNOWN_CA"),
        ("no-usage", "UNSUPPORTED_CERTIFICATE"),
    ],
)
def test_the_alert_names_the_reason(
    certificate: str, name: str, refusing: tuple[str, dict[str, Stage]], lab: Lab, folder: Path
) -> None:
    how, stages = refusing
    if how == "reply":
        return
    call = call_for(stages["CertRequire 21"], Actor(certificate), lab, folder, ())._replace(newest_tls="1.3")
    alerts = [step.alert for step in steps_of(CLIENTS["builtin"](call)) if step.alert]
    assert len(alerts) == 1 and name in alerts[0].upper().replace(" ", "_"), alerts


class Resuming(ftplib.FTP_TLS):
    """ftplib that shows another certificate, or resumes its session, on data connections."""

    data_context: ssl.SSLContext | None = None
    resume = False

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple:  # type: ignore[type-arg]
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        context = self.data_context or self.context
        session = self.sock.session if self.resume else None  # type: ignore[union-attr]
        return context.wrap_socket(connection, server_hostname="localhost", session=session), size


def context(folder: Path, certificate: str | None, version: ssl.TLSVersion) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    made.minimum_version = made.maximum_version = version
    if certificate:
        made.load_cert_chain(str(folder / "clients" / f"{certificate}.pem"))
    return made


def logged_in(set_up: Stage, folder: Path, version: ssl.TLSVersion) -> Resuming:
    client = Resuming(context=context(folder, "mapped", version))
    client.connect("127.0.0.1", set_up.port, 60)
    client.host = "localhost"
    client.login("alice", "")
    client.prot_p()
    return client


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("other", [None, "second", "revoked"])
def test_a_data_connection_with_another_certificate_is_refused(
    version: ssl.TLSVersion, other: str | None, lab: Lab, folder: Path
) -> None:
    with stage(config("CertRequire"), Actor(), lab) as set_up:
        client = logged_in(set_up, folder, version)
        client.data_context = context(folder, other, version)
        with pytest.raises((ftplib.error_temp, ssl.SSLError, ConnectionError, BrokenPipeError)):
            client.storbinary("STOR stolen.bin", io.BytesIO(b"x" * 1_000_000))
        client.close()
        end = time.monotonic() + 60  # the client may know before the server has written its line
        while 49 not in [line.substatus for line in set_up.log] and time.monotonic() < end:
            time.sleep(0.01)
        assert 49 in [line.substatus for line in set_up.log], [str(line) for line in set_up.log]
        assert not list(set_up.root.rglob("stolen.bin"))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_that_resumes_its_session_transfers_whole_files(
    version: ssl.TLSVersion, lab: Lab, folder: Path
) -> None:
    with stage(config("CertRequire"), Actor(), lab) as set_up:
        client = logged_in(set_up, folder, version)
        client.resume = True
        content = bytes(range(256)) * 4000
        for number in range(3):
            client.storbinary(f"STOR file{number}.bin", io.BytesIO(content))
            back = io.BytesIO()
            client.retrbinary(f"RETR file{number}.bin", back.write)
            assert back.getvalue() == content
        client.quit()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_active_mode_inside_tls(version: ssl.TLSVersion, lab: Lab, folder: Path) -> None:
    with stage(config("CertRequire"), Actor(), lab) as set_up:
        client = logged_in(set_up, folder, version)
        client.set_pasv(False)
        content = bytes(range(256)) * 4000
        client.storbinary("STOR active.bin", io.BytesIO(content))
        back = io.BytesIO()
        client.retrbinary("RETR active.bin", back.write)
        assert back.getvalue() == content
        assert "active.bin" in client.nlst()
        client.quit()


def test_ssl128_lets_todays_ciphers_through(lab: Lab, folder: Path) -> None:
    with stage(config("CertRequire", ssl_='ssl128="true"'), Actor(), lab) as set_up:
        call = call_for(set_up, Actor("mapped"), lab, folder, ("upload",))
        assert {s.name: s.reply for s in steps_of(CLIENTS["builtin"](call))}["upload"] == 226


def test_ssl128_lets_aes_128_through(lab: Lab, folder: Path) -> None:
    """128 bits are strong enough; a client that offers nothing stronger is served."""
    with stage(config("CertRequire", ssl_='ssl128="true"'), Actor("mapped"), lab) as set_up:
        given = context(folder, "mapped", ssl.TLSVersion.TLSv1_2)
        given.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
        client = Resuming(context=given)
        client.connect("127.0.0.1", set_up.port, 60)
        client.host = "localhost"
        assert client.login("alice", "")[:3] in ("230", "232")
        assert isinstance(client.sock, ssl.SSLSocket)
        assert client.sock.cipher() == ("ECDHE-ECDSA-AES128-GCM-SHA256", "TLSv1.2", 128)
        client.quit()


def test_a_password_of_a_smart_card_account_is_refused_on_the_wire(tmp_path: Path) -> None:
    own = Lab()
    own.directory = MemoryDirectory(
        account._replace(control=account.control | 0x40000) if account.name == "alice" else account
        for account in own.directory.accounts
    )
    own.write(tmp_path)
    text = config("CertIgnore").replace(
        "<clientCertAuthentication", '<basicAuthentication enabled="true"/><clientCertAuthentication'
    )
    with stage(text, Actor(), own) as set_up:
        client = Resuming(context=context(tmp_path, None, ssl.TLSVersion.TLSv1_3))
        client.connect("127.0.0.1", set_up.port, 60)
        client.host = "localhost"
        with pytest.raises(ftplib.error_perm, match="530"):
            client.login("alice", PASSWORD)
        client.close()

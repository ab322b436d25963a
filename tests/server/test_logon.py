"""Who gets in by which method, as decisions: no sockets."""

from __future__ import annotations

import pytest

from ftplint.evidence.accounts import MemoryDirectory
from ftplint.server.access.identity import Attempt, decide
from ftplint.server.open_points import DEFAULT
from ftplint.server.site import (
    SiteSettings,
)
from ftplint.verify.lab import PASSWORD, Lab
from tests.server.sites import NOW, shown, site


def method(*names: str, policy: str = "CertRequire", mapping: bool = True, isolation: str = "None") -> SiteSettings:
    on = "".join(f'<{name}Authentication enabled="true"/>' for name in names)
    return site(
        f'<security><sslClientCertificates clientCertificatePolicy="{policy}" useActiveDirectoryMapping="{str(mapping).lower()}"/>'
        f'<authentication>{on}</authentication></security><userIsolation mode="{isolation}"/>'
    )


@pytest.mark.parametrize(
    ("names", "certificate", "user", "password", "outcome"),
    [
        ((), None, "alice", PASSWORD, "no-method"),
        (("clientCert",), "mapped", "alice", "", "certificate alice"),
        (("clientCert",), "mapped", "somebody", "x", "certificate alice"),
        (("clientCert",), "unmapped", "alice", PASSWORD, "mapping-failed"),
        (("clientCert",), "weak", "weak", "", "mapping-failed"),
        (("clientCert",), "twice", "twice", "", "mapping-failed"),
        (("clientCert",), "disabled", "disabled", "", "mapping-failed"),
        (("clientCert",), None, "alice", PASSWORD, "login-failed"),
        (("clientCert", "basic"), "unmapped", "alice", PASSWORD, "basic alice"),
        (("clientCert", "basic"), "mapped", "jane", PASSWORD, "certificate alice"),
        (("basic",), "mapped", "alice", "", "login-failed"),
        (("basic",), None, "alice", PASSWORD, "basic alice"),
        (("basic",), None, "CORP\\alice", PASSWORD, "basic alice"),
        (("basic",), None, "OTHER\\alice", PASSWORD, "login-failed"),
        (("basic",), None, "alice@corp.example", PASSWORD, "basic alice"),
        (("basic",), None, "alice", "wrong", "login-failed"),
        (("basic",), None, "nobody", PASSWORD, "login-failed"),
        (("basic",), None, "disabled", PASSWORD, "login-failed"),
        (("basic",), None, "anonymous", "me@x", "anonymous-refused"),
        (("clientCert",), None, "anonymous", "me@x", "anonymous-refused"),
        (("anonymous",), None, "anonymous", "", "anonymous anonymous"),
        (("anonymous",), None, "FTP", "me@x", "anonymous anonymous"),
        (("anonymous",), None, "alice", PASSWORD, "login-failed"),
    ],
)
def test_the_order_of_methods(
    lab: Lab, names: tuple[str, ...], certificate: str | None, user: str, password: str, outcome: str
) -> None:
    presented = None if certificate is None else shown(lab, certificate)
    logon = decide(method(*names), Attempt(user, password, presented), lab.directory, NOW, DEFAULT)
    found = logon.situation if logon.identity is None else f"{logon.identity.method} {logon.identity.name}"
    assert found == outcome


def test_without_mapping_or_with_cert_ignore_there_is_no_token(lab: Lab) -> None:
    attempt = Attempt("alice", "", shown(lab, "mapped"))
    for settings in (method("clientCert", mapping=False), method("clientCert", policy="CertIgnore")):
        assert decide(settings, attempt, lab.directory, NOW, DEFAULT).situation == "login-failed"


def test_directory_isolation_needs_basic(lab: Lab) -> None:
    settings = method("clientCert", isolation="ActiveDirectory")
    attempt = Attempt("alice", "", shown(lab, "mapped"))
    assert decide(settings, attempt, lab.directory, NOW, DEFAULT).situation == "isolation-needs-basic"


@pytest.mark.parametrize(("control", "situation"), [(0x200, "logged-in"), (0x200 | 0x40000, "login-failed")])
def test_a_password_does_not_log_in_who_needs_a_smart_card(lab: Lab, control: int, situation: str) -> None:
    directory = MemoryDirectory([a._replace(control=control) for a in lab.directory.accounts if a.name == "alice"])
    assert decide(method("basic"), Attempt("alice", PASSWORD, None), directory, NOW, DEFAULT).situation == situation

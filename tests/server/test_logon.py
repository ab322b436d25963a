"""Who gets in by which method, as decisions: no sockets."""

from __future__ import annotations

import pytest

from ftplint.evidence.accounts import Account, MemoryDirectory
from ftplint.server.access.identity import Attempt, Identity, decide
from ftplint.server.credential_cache import CredentialCache
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


@pytest.mark.parametrize(
    ("names", "user", "situation"),
    [
        (("anonymous",), "anonymous", "home-lookup-failed"),
        (("anonymous",), "FTP", "home-lookup-failed"),
        (("anonymous",), "alice", "isolation-needs-basic"),
        (("clientCert",), "anonymous", "isolation-needs-basic"),
        (("anonymous", "basic"), "anonymous", "logged-in"),
        (("basic",), "alice", "logged-in"),
    ],
)
def test_directory_isolation_by_who_asks(lab: Lab, names: tuple[str, ...], user: str, situation: str) -> None:
    settings = method(*names, isolation="ActiveDirectory")
    assert decide(settings, Attempt(user, PASSWORD, None), lab.directory, NOW, DEFAULT).situation == situation


def test_a_provider_alone_is_a_method_that_lets_nobody_in(lab: Lab) -> None:
    provider = '<customAuthentication><providers><add name="P" enabled="true"/></providers></customAuthentication>'
    settings = site(f"<security><authentication>{provider}</authentication></security>")
    for user in ("alice", "anonymous"):
        found = decide(settings, Attempt(user, PASSWORD, None), lab.directory, NOW, DEFAULT)
        assert found.identity is None and found.situation != "no-method"


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    ("user", "own"),
    [("alice", True), ("CORP\\Alice", True), ("alice@corp.example", True), ("jane", False), ("alice@other", False)],
)
def test_another_name_than_the_certificates(lab: Lab, user: str, own: bool, strict: bool) -> None:
    """Open whether IIS refuses it; where it does, the account's names are its own in any letter case."""
    choices = DEFAULT._replace(mismatch_refused=strict)
    found = decide(method("clientCert"), Attempt(user, "", shown(lab, "mapped")), lab.directory, NOW, choices)
    assert found.situation == ("logged-in" if own or not strict else "mapping-failed")
    assert found.mapped is not None and (found.identity is None) == (strict and not own)


def test_a_failed_mapping_ends_it_where_passwords_may_not_follow(lab: Lab) -> None:
    attempt = Attempt("alice", PASSWORD, shown(lab, "unmapped"))
    for follows, situation in ((True, "logged-in"), (False, "mapping-failed")):
        choices = DEFAULT._replace(password_after_mapping_fails=follows)
        found = decide(method("clientCert", "basic"), attempt, lab.directory, NOW, choices)
        assert found.situation == situation


def test_a_weak_mapping_counts_where_the_domain_takes_it(lab: Lab) -> None:
    attempt = Attempt("weak", "", shown(lab, "weak"))
    assert decide(method("clientCert"), attempt, lab.directory, NOW, DEFAULT, weak=True).situation == "logged-in"


def test_an_account_named_anonymous_has_a_password(lab: Lab) -> None:
    account = next(one for one in lab.directory.accounts if one.name == "alice")
    directory = MemoryDirectory([account._replace(name="ftp", upn="ftp@corp.example")])
    for password, situation in ((PASSWORD, "logged-in"), ("me@x", "login-failed"), (None, "login-failed")):
        assert decide(method("basic"), Attempt("ftp", password, None), directory, NOW, DEFAULT).situation == situation
    found = decide(method("anonymous"), Attempt("ftp", PASSWORD, None), directory, NOW, DEFAULT)
    assert found.identity is not None and found.identity.anonymous
    certificate = decide(method("clientCert"), Attempt("ftp", PASSWORD, None), directory, NOW, DEFAULT)
    assert certificate.situation == "anonymous-refused"


def test_a_certificate_that_nobody_can_read_is_no_token(lab: Lab) -> None:
    unread = shown(lab, "mapped")._replace(facts=None)
    found = decide(method("clientCert", "basic"), Attempt("alice", PASSWORD, unread), lab.directory, NOW, DEFAULT)
    assert found.identity is not None and found.identity.method == "basic" and found.mapped is None


@pytest.mark.parametrize(
    ("domain", "dn", "logged"),
    [
        ("CORP", "CN=a,DC=other,DC=example", "CORP\\a"),
        ("", "CN=a,DC=other,DC=example", "OTHER\\a"),
        ("", "CN=a", "a"),
    ],
)
def test_the_name_in_the_log(domain: str, dn: str, logged: str) -> None:
    assert Identity("a", Account("a", dn, domain=domain), "basic").logged_name == logged
    assert Identity("anonymous", None, "anonymous").logged_name == "anonymous"


@pytest.mark.parametrize(
    "state",
    [{"control": 0x202}, {"locked": True}, {"expires": NOW}],
    ids=["disabled", "locked", "expired"],
)
def test_the_right_password_does_not_log_in_whose_account_is_off(lab: Lab, state: dict[str, object]) -> None:
    account = next(one for one in lab.directory.accounts if one.name == "alice")
    for changed, situation in (({}, "logged-in"), (state, "login-failed")):
        directory = MemoryDirectory([account._replace(**changed)])  # type: ignore[arg-type]
        assert decide(method("basic"), Attempt("alice", PASSWORD, None), directory, NOW, DEFAULT).situation == situation


def test_a_logon_that_is_remembered_is_the_same_logon(lab: Lab) -> None:
    """By the same method, as the same account; a password that is wrong is not remembered."""
    cache = CredentialCache(900, lambda: 0.0)
    known = MemoryDirectory([])
    site, right, wrong = method("basic"), Attempt("alice", PASSWORD, None), Attempt("alice", "wrong", None)
    assert decide(site, right, known, NOW, DEFAULT, cache=cache).situation == "login-failed"
    first = decide(site, right, lab.directory, NOW, DEFAULT, cache=cache)
    assert first.identity is not None and first.identity.method == "basic"
    assert decide(site, wrong, lab.directory, NOW, DEFAULT, cache=cache).identity is None
    assert decide(site, right, known, NOW, DEFAULT, cache=cache) == first
    assert decide(site, right, known, NOW, DEFAULT).situation == "login-failed"


@pytest.mark.parametrize(
    ("account", "names"),
    [("IUSR", {"iusr"}), ("WEB\\Ftp-Anon", {"web\\ftp-anon", "ftp-anon"})],
)
def test_an_anonymous_user_stands_for_an_account_only_where_that_is_chosen(
    lab: Lab, account: str, names: set[str]
) -> None:
    method_ = f'<anonymousAuthentication enabled="true" userName="{account}"/>'
    own = site(f"<security><authentication>{method_}</authentication></security>")
    for chosen in (True, False):
        choices = DEFAULT._replace(anonymous_by_account=chosen)
        found = decide(own, Attempt("anonymous", "me@x", None), lab.directory, NOW, choices)
        assert found.identity is not None and found.identity.stands_for == (names if chosen else set())

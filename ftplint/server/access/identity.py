"""Who a session is, and how its logon is decided: order of methods, mapping, passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.evidence import folded, map_certificate
from ftplint.named_tuple import NamedTuple
from ftplint.server.open_points import logon_name

if TYPE_CHECKING:
    from datetime import datetime

    from ftplint.evidence import Account, Directory, Verdict
    from ftplint.server.access.client_certificate import Presented
    from ftplint.server.credential_cache import CredentialCache
    from ftplint.server.open_points import Choices
    from ftplint.server.site import SiteSettings

ANONYMOUS = frozenset({"anonymous", "ftp"})


class Identity(NamedTuple):
    """Who is logged in. ``account`` is None for anonymous users; ``method`` says how: certificate, basic, anonymous."""

    name: str
    account: Account | None
    method: str
    stands_for: frozenset[str] = frozenset()
    """Of an anonymous user: names, in lower case, of the account behind it, where rules for it count (open point)."""

    @property
    def anonymous(self) -> bool:
        """Whether this is an anonymous user."""
        return self.account is None

    @property
    def domain(self) -> str:
        """The NetBIOS name of the account's domain; by analogy the first label of the DNS name, in upper case."""
        if self.account is None:
            return ""
        return self.account.domain or self.account.dns_domain.partition(".")[0].upper()

    @property
    def logged_name(self) -> str:
        """The name in the log: ``DOMAIN\\user`` (open, point 12: for a certificate by analogy)."""
        return f"{self.domain}\\{self.name}" if self.domain else self.name


class Attempt(NamedTuple):
    """A logon: what USER and PASS said, and what TLS showed. ``password`` is None where no PASS came yet."""

    user: str
    password: str | None
    presented: Presented | None


class Logon(NamedTuple):
    """What a logon comes to: an identity, or the situation that refuses it. ``mapped`` is the directory's verdict."""

    identity: Identity | None
    situation: str
    mapped: Verdict | None = None


def mapped_account(
    site: SiteSettings, presented: Presented | None, directory: Directory, now: datetime, *, weak: bool
) -> Verdict | None:
    """The account of the token that the TLS layer gets, or None where it never asks. Raises DirectoryError."""
    if (
        presented is None
        or presented.facts is None
        or not site.client_certificates.mapping
        or site.client_certificates.policy == "CertIgnore"
    ):
        return None
    return map_certificate(presented.facts, directory, now, weak=weak)


def decide(
    site: SiteSettings,
    attempt: Attempt,
    directory: Directory,
    now: datetime,
    choices: Choices,
    *,
    weak: bool = False,
    cache: CredentialCache | None = None,
) -> Logon:
    """The order of methods: the token of a certificate, anonymous, basic. Raises DirectoryError.

    Custom providers are .NET or COM code that this server cannot run: they authenticate nobody here.
    """
    methods = site.methods
    if not (methods.anonymous or methods.basic or methods.client_certificate or methods.providers):
        return Logon(None, "no-method")
    if site.isolation == "ActiveDirectory" and not methods.basic:
        anonymous = methods.anonymous and attempt.user.lower() in ANONYMOUS
        return Logon(None, "home-lookup-failed" if anonymous else "isolation-needs-basic")
    if methods.client_certificate:
        verdict = mapped_account(site, attempt.presented, directory, now, weak=weak)
        if verdict is not None:
            if verdict.user is not None:
                return _token(verdict, attempt, choices)
            if not (methods.basic and choices.password_after_mapping_fails):
                return Logon(None, "mapping-failed", verdict)
    return _password(site, attempt, directory, now, cache, choices)


def _token(verdict: Verdict, attempt: Attempt, choices: Choices) -> Logon:
    account = verdict.account
    assert account is not None
    if not _names(attempt.user, account) and choices.mismatch_refused:
        return Logon(None, "mapping-failed", verdict)
    return Logon(Identity(account.name, account, "certificate"), "logged-in", verdict)


def _password(
    site: SiteSettings,
    attempt: Attempt,
    directory: Directory,
    now: datetime,
    cache: CredentialCache | None,
    choices: Choices,
) -> Logon:
    user = logon_name(attempt.user, site.methods.domain)
    if attempt.user.lower() in ANONYMOUS:
        if site.methods.anonymous:
            behind = site.anonymous_account.lower()
            names = {behind, behind.rpartition("\\")[2]} if choices.anonymous_by_account else ()
            return Logon(Identity("anonymous", None, "anonymous", frozenset(names)), "logged-in")
        if not site.methods.basic or directory.named(user) is None:
            return Logon(None, "anonymous-refused")
    if not site.methods.basic or not attempt.password:
        return Logon(None, "login-failed")
    known = None if cache is None else cache.account(user, attempt.password)
    if known is not None:
        return Logon(Identity(known.name, known, "basic"), "logged-in")
    account = directory.named(user)
    if account is None or account.refusal(now) is not None or account.smartcard_required:
        return Logon(None, "login-failed")
    if not directory.check_password(account, attempt.password):
        return Logon(None, "login-failed")
    if cache is not None:
        cache.remember(user, attempt.password, account)
    return Logon(Identity(account.name, account, "basic"), "logged-in")


def _names(user: str, account: Account) -> bool:
    """Whether *user* is a name of *account*."""
    bare = user.rpartition("\\")[2]
    return folded(bare) in (folded(account.name), folded(account.upn))

"""The logon: what the file can say of it, since it holds no passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.probe import reasons
from ftplint.probe.fact import Fact, Seen, said, why_not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.client import Exchange, Record

_METHODS = "ftpServer/security/authentication"
_INVITED = "Anonymous access allowed"
_CERTIFICATES = "ftpServer/security/sslClientCertificates"
_RULES = "system.ftpServer/security/authorization"


def logon(seen: Seen) -> Iterator[Fact]:
    """PRB016 and PRB026."""
    yield from _anonymous(seen)
    visitor = seen.plan.visitor
    if visitor is None:
        why = "neither --user nor --certificate was given"
        yield Fact("PRB016", "not seen", "what its authentication methods say", "nothing", (_METHODS,), why)
        return
    expected, found = last_of_logon(seen.twin), last_of_logon(seen.real)
    may = logged_in(seen.twin)
    by_certificate = _by_certificate(seen)
    how = "with a certificate" if by_certificate else "anonymously" if visitor.anonymous else "with a password"
    says = f"this user may log in {how}" if may else f"this user may not log in {how}"
    setting = _settings(seen, may)
    if found is None or not found.code:
        yield Fact("PRB016", "not seen", says, said(found), setting, why_not(seen, "logon"))
        return
    saw = f"the logon is answered with {said(found)}"
    if expected is None:
        why = "by the file TLS does not work, and no password is said in clear text"
        yield Fact("PRB016", "not seen", "nobody logs in with TLS", saw, setting, why)
        return
    if logged_in(seen.real):
        if may:
            yield Fact("PRB016", "agrees", says, saw, setting)
        elif _decided_elsewhere(seen):
            why = "a provider decides who logs in, and the file does not say whom it lets in"
            yield Fact("PRB016", "not seen", says, saw, setting, why)
        else:
            yield Fact("PRB016", "differs", says, saw, setting, reasons=reasons.OF_A_SETTING, weight="error")
    elif not may:
        yield Fact("PRB016", "agrees", says, saw, setting)
    elif visitor.anonymous and found.code == 530 and "home directory" not in found.text:
        yield Fact("PRB016", "differs", says, saw, setting, reasons=(*reasons.OF_A_SETTING, reasons.NTFS))
    else:
        likely = reasons.MAPPING if by_certificate else reasons.CREDENTIALS
        if "home directory" in found.text:
            likely = "the home directory is missing, no authorization rule matches, or NTFS permissions refuse the user"
        why = f"{saw}, which can have reasons that no file holds: {likely}"
        yield Fact("PRB016", "not seen", says, saw, setting, why)


def _by_certificate(seen: Seen) -> bool:
    """Whether the certificate is to log in: where it cannot, one may be required beside a password all the same."""
    visitor = seen.plan.visitor
    own = seen.endpoint.hosts[seen.target.host.lower()]
    assert visitor is not None
    other = bool(visitor.password) or visitor.anonymous
    return visitor.certificate is not None and (own.methods.client_certificate or not other)


def _anonymous(seen: Seen) -> Iterator[Fact]:
    """What USER anonymous is answered with, where a password would be taken. With anonymous logon on, it is this text
    (transcripts of IIS 7.5 and 10); what IIS says with anonymous logon off is not documented."""
    expected, found = _user(seen.twin), _user(seen.real)
    if expected is None or not expected.accepted:
        return
    allowed = seen.text("security/authentication/anonymousAuthentication", "enabled") == "true"
    says = "anonymous users may log in" if allowed else "anonymous users may not log in"
    setting = (f"{_METHODS}/anonymousAuthentication/@enabled",)
    if found is None or not found.accepted:
        why = "USER anonymous is not answered with a question for a password"
        yield Fact("PRB026", "not seen", says, said(found), setting, why)
        return
    saw = f"USER anonymous is answered with {said(found)}"
    invited = _INVITED in found.text
    if invited == allowed:
        yield Fact("PRB026", "agrees", says, saw, setting)
    else:
        behind = ("what IIS says with anonymous logon off is not documented", *reasons.OF_A_SETTING, reasons.NO_IIS)
        yield Fact("PRB026", "differs", says, saw, setting, reasons=behind, weight="info")


def _user(record: Record) -> Exchange | None:
    """The reply to USER in TLS, or in clear text where TLS is not offered."""
    answers = [visit.reply("USER anonymous") for visit in record.visits if visit.name in ("tls", "clear")]
    return next((one for one in reversed(answers) if one is not None and one.code), None)


def _settings(seen: Seen, may: bool) -> tuple[str, ...]:
    """The method of the visitor; where the file lets it not in, what is in the way."""
    visitor = seen.plan.visitor
    assert visitor is not None
    own = seen.endpoint.hosts[seen.target.host.lower()]
    if _by_certificate(seen):
        method = f"{_METHODS}/clientCertAuthentication/@enabled"
        ways = {
            method: own.methods.client_certificate,
            f"{_CERTIFICATES}/@clientCertificatePolicy": own.client_certificates.policy != "CertIgnore",
            f"{_CERTIFICATES}/@useActiveDirectoryMapping": own.client_certificates.mapping,
        }
    else:
        name = "anonymous" if visitor.anonymous else "basic"
        method = f"{_METHODS}/{name}Authentication/@enabled"
        ways = {
            method: own.methods.anonymous if visitor.anonymous else own.methods.basic,
            f"{_CERTIFICATES}/@clientCertificatePolicy": own.client_certificates.policy != "CertRequire",
        }
    if may:
        return (method,)
    return tuple(setting for setting, open_ in ways.items() if not open_) or (_RULES,)


def _decided_elsewhere(seen: Seen) -> bool:
    """Whether code of others decides: custom authentication, custom authorization, custom isolation."""
    own = seen.endpoint.hosts[seen.target.host.lower()]
    return bool(own.methods.providers) or own.custom_authorization or own.isolation in ("Custom", "ActiveDirectory")


def last_of_logon(record: Record) -> Exchange | None:
    """The reply that decides the logon: to PASS, else to USER."""
    visit = record.visit("logon")
    return None if visit is None else visit.reply("PASS") or visit.reply("USER")


def logged_in(record: Record) -> bool:
    """Whether the logon worked."""
    found = last_of_logon(record)
    return found is not None and found.code in (230, 232)

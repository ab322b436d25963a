"""The logon: what the file can say of it, since it holds no passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.probe import reasons
from ftplint.probe.fact import Fact, Seen, said, why_not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.client import Exchange, Record

_METHODS = "ftpServer/security/authentication"
_RULES = "system.ftpServer/security/authorization"


def logon(seen: Seen) -> Iterator[Fact]:
    """PRB016."""
    visitor = seen.plan.visitor
    if visitor is None:
        why = "neither --user nor --certificate was given"
        yield Fact("PRB016", "not seen", "what its authentication methods say", "nothing", (_METHODS,), why)
        return
    expected, found = last_of_logon(seen.twin), last_of_logon(seen.real)
    may = logged_in(seen.twin)
    how = "with a certificate" if visitor.certificate else "anonymously" if visitor.anonymous else "with a password"
    says = f"this user may log in {how}" if may else f"this user may not log in {how}"
    setting = (_setting(seen, may),)
    if found is None or not found.code:
        yield Fact("PRB016", "not seen", says, said(found), setting, why_not(seen, "logon"))
        return
    saw = f"the logon is answered with {said(found)}"
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
        del expected
        likely = reasons.MAPPING if visitor.certificate is not None else reasons.CREDENTIALS
        if "home directory" in found.text:
            likely = "the home directory is missing, no authorization rule matches, or NTFS permissions refuse the user"
        yield Fact("PRB016", "not seen", says, saw, setting, f"that the logon fails has other reasons, too: {likely}")


def _setting(seen: Seen, may: bool) -> str:
    visitor = seen.plan.visitor
    assert visitor is not None
    method = "basicAuthentication"
    if visitor.certificate is not None:
        method = "clientCertAuthentication"
    elif visitor.anonymous:
        method = "anonymousAuthentication"
    if not may and seen.text(f"security/authentication/{method}", "enabled") == "true":
        return _RULES
    return f"{_METHODS}/{method}/@enabled"


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

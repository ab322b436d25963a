"""What may be said in clear text, and what protection may be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.probe import reasons
from ftplint.probe.fact import COMMANDS, Fact, Seen, refused_by_filter, said, why_not
from ftplint.probe.facts.logon import logged_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.client import Exchange

_CONTROL = "ftpServer/security/ssl/@controlChannelPolicy"
_DATA = "ftpServer/security/ssl/@dataChannelPolicy"
_CERTIFICATE = "ftpServer/security/sslClientCertificates/@clientCertificatePolicy"
_POLICY_REPLIES = (504, 521, 534, 536, 550)
"""Replies to PROT that speak of the level. 503 and 530 are about the order of commands."""


def policies(seen: Seen) -> Iterator[Fact]:
    """PRB013, PRB014 and PRB015."""
    if not seen.target.implicit:
        yield from _user_in_clear(seen)
    yield from _protection(seen)
    yield from _clear_command_channel(seen)


def _user_in_clear(seen: Seen) -> Iterator[Fact]:
    policy = seen.text("security/ssl", "controlChannelPolicy")
    says = f"controlChannelPolicy is {policy}"
    real, twin = (record.visit("clear") for record in (seen.real, seen.twin))
    found = None if real is None else real.reply("USER")
    expected = None if twin is None else twin.reply("USER")
    if expected is None:
        return
    if found is None or not found.code:
        yield Fact("PRB013", "not seen", says, said(found), (_CONTROL,), why_not(seen, "clear"))
        return
    saw = f"USER in clear text is answered with {said(found)}"
    if found.accepted == expected.accepted:
        yield Fact("PRB013", "agrees", says, saw, (_CONTROL,))
    elif refused_by_filter(found, expected):
        yield Fact("PRB013", "differs", says, saw, (COMMANDS,), reasons=reasons.OF_A_SETTING)
    elif found.accepted and policy == "SslAllow":
        behind = ("whether CertRequire refuses clients in clear text is not documented", *reasons.OF_A_SETTING)
        yield Fact("PRB013", "differs", says, saw, (_CERTIFICATE,), reasons=behind, weight="info")
    elif found.accepted:
        yield Fact("PRB013", "differs", says, saw, (_CONTROL,), reasons=reasons.OF_A_SETTING, weight="error")
    elif found.code in (530, 421):
        behind = ("the server refuses for a reason that the reply does not name", *reasons.OF_A_SETTING)
        yield Fact("PRB013", "differs", says, saw, (_CERTIFICATE, _CONTROL), reasons=behind, weight="info")
    else:
        yield Fact("PRB013", "differs", says, saw, (_CONTROL,), reasons=reasons.OF_A_SETTING)


def _protection(seen: Seen) -> Iterator[Fact]:
    """A level that is refused here is refused; one that is taken may still be refused at the transfer (PRB022)."""
    real, twin = seen.real.visit("tls"), seen.twin.visit("tls")
    if twin is None or twin.reply("PROT C") is None:
        return
    policy = seen.text("security/ssl", "dataChannelPolicy")
    says = f"dataChannelPolicy is {policy}"
    pairs = [(real.reply(f"PROT {level}") if real is not None else None, level) for level in "CP"]
    answers = [(found, level) for found, level in pairs if found is not None and found.code]
    if len(answers) < 2:
        yield Fact("PRB014", "not seen", says, "nothing", (_DATA,), why_not(seen, "tls"))
        return
    saw = "; ".join(f"PROT {level} is answered with {said(found)}" for found, level in answers)
    allowed = {"C": policy != "SslRequire", "P": policy != "SslDeny"}
    refused = {level for found, level in answers if found.code in _POLICY_REPLIES}
    unclear = [level for found, level in answers if not (found.accepted or found.code in _POLICY_REPLIES)]
    wrong = [level for level in "CP" if allowed[level] and level in refused]
    late = [level for found, level in answers if found.accepted and not allowed[level]]
    if wrong:
        yield Fact("PRB014", "differs", says, saw, (_DATA,), reasons=reasons.OF_A_SETTING)
    elif unclear:
        yield Fact("PRB014", "not seen", says, saw, (_DATA,), "the server decides it after the logon only")
    elif late and logged_in(seen.real):
        return  # whether the transfer is refused is another fact
    elif late:
        yield Fact("PRB014", "not seen", says, saw, (_DATA,), "the server may still refuse the transfer")
    else:
        yield Fact("PRB014", "agrees", says, saw, (_DATA,))


def _clear_command_channel(seen: Seen) -> Iterator[Fact]:
    """After the logon: before it a refusal says nothing of the policy."""
    real, twin = seen.real.visit("logon"), seen.twin.visit("logon")
    policy = seen.text("security/ssl", "controlChannelPolicy")
    says = f"controlChannelPolicy is {policy}"
    found, expected = _answer(real), _answer(twin)
    if seen.plan.visitor is None:
        why = "neither --user nor --certificate was given"
        yield Fact("PRB015", "not seen", says, "nothing", (_CONTROL,), why)
    elif found is None or expected is None:
        why = why_not(seen, "logon") if found is None else "by the file this user cannot log in"
        yield Fact("PRB015", "not seen", says, said(found), (_CONTROL,), why)
    elif found.accepted == expected.accepted:
        yield Fact("PRB015", "agrees", says, f"CCC is answered with {said(found)}", (_CONTROL,))
    elif refused_by_filter(found, expected):
        saw = f"CCC is answered with {said(found)}"
        yield Fact("PRB015", "differs", says, saw, (COMMANDS,), reasons=(reasons.NO_IIS,), weight="info")
    else:
        saw = f"CCC is answered with {said(found)}"
        behind: tuple[str, ...] = reasons.OF_A_SETTING
        if found.refused:  # RFC 4217 5 lets every server refuse it
            behind = ("a server may refuse CCC whatever its policy", *behind)
        weight = "info" if found.refused else "warning"
        yield Fact("PRB015", "differs", says, saw, (_CONTROL,), reasons=behind, weight=weight)  # type: ignore[arg-type]


def _answer(visit: object) -> Exchange | None:
    from ftplint.client import Visit

    if not isinstance(visit, Visit):
        return None
    found = visit.reply("CCC")
    return found if found is not None and found.code else None

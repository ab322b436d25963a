"""Listings in clear text and in TLS: what dataChannelPolicy lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.probe import reasons
from ftplint.probe.fact import Fact, Seen, said
from ftplint.probe.facts.logon import logged_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.client import Exchange, Visit

_DATA = "ftpServer/security/ssl/@dataChannelPolicy"
_POLICY_REPLIES = (504, 521, 522, 534, 536)


def data(seen: Seen) -> Iterator[Fact]:
    """PRB022; nothing where nobody logged in, or without TLS."""
    visit = seen.real.visit("logon")
    if visit is None or not logged_in(seen.real) or visit.reply("PBSZ") is None:
        return
    policy = seen.text("security/ssl", "dataChannelPolicy")
    says = f"dataChannelPolicy is {policy}"
    allowed = {"C": policy != "SslRequire", "P": policy != "SslDeny"}
    outcomes = {level: _outcome(visit, level) for level in "CP"}
    saw = "; ".join(f"{_NAMES[level]}: {text}" for level, (_, text) in outcomes.items())
    open_ = [level for level, (passed, _) in outcomes.items() if passed is True and not allowed[level]]
    shut = [level for level, (passed, _) in outcomes.items() if passed is False and allowed[level]]
    if open_ or shut:
        weight = "error" if "C" in open_ else "warning"
        yield Fact("PRB022", "differs", says, saw, (_DATA,), reasons=reasons.OF_A_SETTING, weight=weight)  # type: ignore[arg-type]
    elif any(passed is None for passed, _ in outcomes.values()):
        why = "a listing came neither through nor was it refused for its protection"
        yield Fact("PRB022", "not seen", says, saw, (_DATA,), why)
    else:
        yield Fact("PRB022", "agrees", says, saw, (_DATA,))


_NAMES = {"C": "in clear text", "P": "in TLS"}


def _outcome(visit: Visit, level: str) -> tuple[bool | None, str]:
    """Whether a listing with this protection came through, None where that could not be seen; and what was said."""
    asked = [n for n, one in enumerate(visit.exchanges) if one.command == f"PROT {level}"]
    if not asked:
        return None, "PROT was not said"
    answer = visit.exchanges[asked[-1]]
    if answer.refused:
        return (False if answer.code in _POLICY_REPLIES else None), said(answer)
    if any(one.size and one.protected == (level == "P") for one in visit.transfers):
        return True, "a listing came through"  # of a large folder it is cut, and the reply is 426
    for one in visit.exchanges[asked[-1] + 1 :]:
        if one.verb == "LIST":
            return _listed(one), said(one)
        if one.verb in ("PASV", "EPSV") and one.refused:  # pyftpdlib refuses here
            return (False if one.code in (*_POLICY_REPLIES, 550) else None), said(one)
        if one.verb == "PROT":
            break
    return None, "no listing"


def _listed(one: Exchange) -> bool | None:
    if one.accepted and one.code >= 200:
        return True
    return False if one.code in _POLICY_REPLIES else None

"""Whether TLS is offered, and how strong it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.probe import reasons
from ftplint.probe.fact import COMMANDS, Fact, Seen, refused_by_filter, said, why_not
from ftplint.probe.visits import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.client import Handshake, Visit

_HASH = "ftpServer/security/ssl/@serverCertHash"
_STRONG = "ftpServer/security/ssl/@ssl128"
_STORE = "ftpServer/security/ssl/@serverCertStoreName"


def tls(seen: Seen) -> Iterator[Fact]:
    """PRB008 and PRB009."""
    real, twin = seen.real.visit("tls"), seen.twin.visit("tls")
    if twin is None:
        return
    wanted = _stands(twin)
    says = "TLS is offered" if wanted else "TLS is not offered: there is no certificate for it"
    if real is None:
        yield Fact("PRB008", "not seen", says, "nothing", (_HASH,), why_not(seen, "tls"))
        return
    yield _offered(seen, real, twin, wanted, says)
    first = next(iter(real.handshakes), None)
    if first is not None and first.worked:
        yield _strength(seen, first)


def _stands(visit: Visit) -> bool:
    return any(one.worked for one in visit.handshakes)


def _offered(seen: Seen, real: Visit, twin: Visit, wanted: bool, says: str) -> Fact:
    answer, handshake = real.reply("AUTH"), next(iter(real.handshakes), None)
    if handshake is not None and handshake.worked:
        saw = f"TLS is offered: {handshake.version} with {handshake.cipher}"
        if wanted:
            return Fact("PRB008", "agrees", says, saw, (_HASH,))
        return Fact("PRB008", "differs", says, saw, (_HASH,), reasons=reasons.OF_A_SETTING)
    if handshake is not None:
        saw = f"TLS begins and fails: {handshake.alert}"
        if seen.target.implicit and not wanted:
            return Fact("PRB008", "agrees", says, saw, (_HASH,))
        if handshake.asked:
            return Fact(
                "PRB008", "agrees", says, "TLS begins, and ends where the client shows no certificate", (_HASH,)
            )
        why = "the two sides have no version or cipher in common, or something in between breaks TLS"
        return Fact("PRB008", "not seen", says, saw, (_HASH,), why)
    if answer is None or not answer.code:
        return Fact("PRB008", "not seen", says, said(answer), (_HASH,), why_not(seen, "tls"))
    saw = f"the reply to AUTH TLS is {said(answer)}"
    expected = twin.reply("AUTH")
    if expected is not None and refused_by_filter(answer, expected):
        return Fact("PRB008", "differs", says, saw, (COMMANDS,), reasons=(*reasons.OF_A_SETTING, reasons.NO_IIS))
    if not wanted:
        return Fact("PRB008", "agrees", says, saw, (_HASH,))
    if answer.code == 431:
        behind = (reasons.STORE, *reasons.OF_A_SETTING)
        return Fact("PRB008", "differs", says, saw, (_HASH, _STORE), reasons=behind)
    return Fact("PRB008", "differs", says, saw, (_HASH,), reasons=reasons.OF_A_SETTING)


def _strength(seen: Seen, first: Handshake) -> Fact:
    taken, refused, untried = [], [], []
    for version in VERSIONS:
        visit = seen.real.visit(f"tls{version}")
        shakes = () if visit is None else visit.handshakes
        if f"TLSv{version}" == first.version or any(one.worked for one in shakes):
            taken.append(version)
        elif visit is None or not shakes or shakes[0].alert in _OURS:
            untried.append(version)
        else:
            refused.append(version)
    parts = [f"TLS {', '.join(taken)} taken"]
    parts += [f"{', '.join(refused)} refused"] if refused else []
    parts += [f"{', '.join(untried)} could not be tried here"] if untried else []
    saw = f"{'; '.join(parts)}; {first.cipher} with {first.bits} bits"
    if seen.text("security/ssl", "ssl128") != "true":
        return Fact(
            "PRB009", "noted", "the file has no setting for versions, and asks for no strength", saw, (_STRONG,)
        )
    says = "ciphers have 128 bits or more"
    if first.bits >= 128:
        return Fact("PRB009", "agrees", says, saw, (_STRONG,))
    return Fact("PRB009", "differs", says, saw, (_STRONG,), reasons=reasons.OF_A_SETTING)


_OURS = ("no protocols available", "no ciphers available", "unsupported protocol version")
"""What OpenSSL says of itself."""

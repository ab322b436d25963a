"""The certificate that the server sends, and the one that it requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.probe import reasons
from ftplint.probe.fact import Fact, Seen, said, why_not
from ftplint.schema import is_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterator

_HASH = "ftpServer/security/ssl/@serverCertHash"
_POLICY = "ftpServer/security/sslClientCertificates/@clientCertificatePolicy"
_LATER = "that IIS asks for a certificate in the first handshake is not documented"


def certificates(seen: Seen) -> Iterator[Fact]:
    """PRB010, PRB011 and PRB012."""
    yield from _sent(seen)
    if seen.target.host and not seen.target.implicit:
        yield from _sent_after_host(seen)
    yield from _requested(seen)


def _sent(seen: Seen) -> Iterator[Fact]:
    """Before a host name is known it is that of the host-less site, or of siteDefaults."""
    expected = seen.endpoint.tls(None).thumbprint.lower()
    if not is_thumbprint(expected):
        return  # TLS is not offered, and whether it is is another fact
    says = f"serverCertHash is {expected}"
    setting = (_HASH,) if seen.own or seen.endpoint.hostless is None else ()
    shown = _thumbprint(seen, "tls")
    if shown is None:
        yield Fact("PRB010", "not seen", says, "no certificate", setting, why_not(seen, "tls"))
        return
    trusted = next((v.handshakes[0].untrusted for v in seen.real.visits if v.name == "trust" and v.handshakes), "")
    saw = f"the server sends {shown}, " + (
        f"which is not trusted here ({trusted})" if trusted else "which is trusted here"
    )
    if shown == expected:
        yield Fact("PRB010", "agrees", says, saw, setting)
    else:
        behind = (reasons.RENEWED, *reasons.OF_A_SETTING, reasons.HTTP_SYS)
        yield Fact("PRB010", "differs", says, saw, setting, reasons=behind)


def _sent_after_host(seen: Seen) -> Iterator[Fact]:
    """Open in IIS: so a difference is one to know about, and no mistake."""
    own = seen.endpoint.hosts[seen.target.host.lower()]
    expected = seen.endpoint.tls(own).thumbprint.lower()
    shown = _thumbprint(seen, "host")
    says = f"the certificate after HOST is {expected or 'none'}"
    if shown is None:
        visit = seen.real.visit("host")
        answer = None if visit is None else visit.reply("AUTH")
        if not expected and answer is not None and answer.refused:
            yield Fact("PRB011", "agrees", says, f"the reply to AUTH TLS is {said(answer)}", (_HASH,))
        else:
            yield Fact("PRB011", "not seen", says, "no certificate", (_HASH,), why_not(seen, "host"))
    elif shown == expected:
        yield Fact("PRB011", "agrees", says, f"the server sends {shown}", (_HASH,))
    else:
        behind = ("which certificate IIS sends after HOST is not documented", *reasons.OF_A_SETTING)
        saw = f"the server sends {shown}"
        yield Fact("PRB011", "differs", says, saw, (_HASH,), reasons=behind, weight="info")


def _requested(seen: Seen) -> Iterator[Fact]:
    real, twin = seen.real.visit("tls"), seen.twin.visit("tls")
    if twin is None or not twin.handshakes or not twin.handshakes[0].worked:
        return
    wanted = seen.endpoint.asks_for_certificate()
    says = f"clientCertificatePolicy is {seen.text('security/sslClientCertificates', 'clientCertificatePolicy')}"
    if wanted and seen.text("security/sslClientCertificates", "clientCertificatePolicy") == "CertIgnore":
        says += ", and another site at this address requests certificates"
    asked = real.handshakes[0].asked if real is not None and real.handshakes else None
    if asked is None or real is None:
        why = why_not(seen, "tls") if real is None or not real.handshakes else "this Python does not tell"
        yield Fact("PRB012", "not seen", says, "nothing", (_POLICY,), why)
        return
    saw = "a client certificate is requested" if asked else "no client certificate is requested"
    if asked != wanted:
        # In the first handshake is inferred; TLS 1.3 leaves no other time (no renegotiation)
        later = wanted and real.handshakes[0].version != "TLSv1.3"
        causes = (_LATER, *reasons.OF_A_SETTING) if later else reasons.OF_A_SETTING
        yield Fact("PRB012", "differs", says, saw, (_POLICY,), reasons=causes, weight="info" if later else "warning")
        return
    ours, theirs = twin.reply("USER"), real.reply("USER")
    if ours is None or theirs is None or not theirs.code or ours.accepted == theirs.accepted or not wanted:
        yield Fact("PRB012", "agrees", says, saw, (_POLICY,))
        return
    behind: tuple[str, ...] = reasons.OF_A_SETTING
    if theirs.accepted:
        saw += ", and USER without one is answered with " + said(theirs)
        behind = ("when IIS refuses a client without a certificate is not documented", *reasons.OF_A_SETTING)
    else:
        saw += ", and USER without one is refused with " + said(theirs)
    yield Fact("PRB012", "differs", says, saw, (_POLICY,), reasons=behind, weight="info")


def _thumbprint(seen: Seen, name: str) -> str | None:
    visit = seen.real.visit(name)
    found = [one.thumbprint for one in visit.handshakes if one.worked] if visit is not None else []
    return found[0] if found else None

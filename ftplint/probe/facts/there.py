"""Whether anything listens, and takes this client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.probe import reasons
from ftplint.probe.fact import Fact, Seen, said
from ftplint.server import ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESSES = "system.ftpServer/security/ipSecurity"
_LIMIT = "ftpServer/connections/@maxConnections"
_FULL = 421


def there(seen: Seen) -> Iterator[Fact]:
    """PRB001."""
    says = f"the site listens on port {seen.target.port}"
    visit, twin = seen.real.visits[0], seen.twin.visits[0].reply("")
    greeting = visit.reply("")
    taken = twin is not None and twin.accepted
    if greeting is None and visit.handshakes:
        yield Fact("PRB001", "agrees", says, "a connection is taken, and TLS begins")
    elif greeting is None or not greeting.code:
        behind = (reasons.STOPPED, reasons.FIREWALL, "the server is at another address (--address names it)")
        saw = visit.ended if greeting is None else greeting.trouble
        if taken or visit.ended.startswith("no connection"):
            yield Fact("PRB001", "differs", says, saw, (), reasons=behind)
        else:
            yield Fact("PRB001", "agrees", "the site takes no connection of this client", saw)
    elif greeting.accepted and not taken:
        full = twin is None or twin.code == _FULL
        says = "the site takes no connection" if full else f"the site refuses clients from {seen.source}"
        setting = _LIMIT if full else _ADDRESSES
        yield Fact(
            *("PRB001", "differs", says, f"it answers {said(greeting)}", (setting,)),
            reasons=reasons.OF_A_SETTING,
            weight="warning" if full else "error",
        )
    elif greeting.refused and taken and greeting.code == _FULL:
        why = "the server takes no more clients at the moment, or is about to stop"
        yield Fact("PRB001", "not seen", says, said(greeting), (_LIMIT,), why)
    elif greeting.refused and taken and seen.source == ANYWHERE:
        why = "whether the file refuses this client is not known: the server sees another address of it, or its name"
        yield Fact("PRB001", "not seen", says, said(greeting), (_ADDRESSES,), why)
    elif greeting.refused and taken:
        causes = (*reasons.OF_A_SETTING, "this address has failed to log in too often (denyByFailure)")
        yield Fact("PRB001", "differs", says, said(greeting), (_ADDRESSES,), reasons=causes)
    else:
        yield Fact("PRB001", "agrees", says, f"it answers {said(greeting)}")

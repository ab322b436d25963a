"""One fact: what the file says, what was seen, and whether the two agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from ftplint.client import Exchange, Record
    from ftplint.configuration import Configuration, Site
    from ftplint.probe.target import Target
    from ftplint.probe.visits import Plan
    from ftplint.server import Endpoint

Verdict = Literal["agrees", "differs", "not seen", "noted"]
"""``noted`` is what the file has no setting for."""

COMMANDS = "ftpServer/security/commandFiltering"
_FILTERED = (500, 502)


class Fact(NamedTuple):
    """One fact of the catalogue.

    ``says`` and ``saw`` are short sentences without a full stop. ``settings`` are paths as findings have them, that
    of the setting that it is about first. ``why`` is why it was not seen, ``reasons`` what may be behind a
    difference. ``weight`` is the severity of a difference: an error where the server is more open than the file, an
    info where nobody documents what the file's setting does here.
    """

    id: str
    verdict: Verdict
    says: str
    saw: str
    settings: tuple[str, ...] = ()
    why: str = ""
    reasons: tuple[str, ...] = ()
    weight: Literal["error", "warning", "info"] = "warning"


class Seen(NamedTuple):
    """What facts are made from: the record of the real server, and that of its twin."""

    configuration: Configuration
    site: Site
    endpoint: Endpoint
    target: Target
    plan: Plan
    real: Record
    twin: Record
    passive_ports: range | None
    source: str
    """The address that the client comes from."""

    @property
    def own(self) -> bool:
        """Whether the greeting, and all before a host name, is that of this site: it has the binding without host
        name."""
        return bool(self.target.host) or self.endpoint.hostless is None or self.endpoint.hostless.name == self.site.name

    def text(self, path: str, attribute: str) -> str:
        """The effective value of an attribute below ``ftpServer``."""
        return self.site.ftp.find(path).value(attribute).text


def refused_by_filter(real: Exchange, twin: Exchange) -> bool:
    """Whether a command is refused as one that is not known or not allowed, where the file allows it."""
    return real.code in _FILTERED and twin.code not in _FILTERED


def said(exchange: Exchange | None) -> str:
    """A reply in a sentence: the last line; or why there is none."""
    if exchange is None:
        return "nothing"
    if not exchange.code:
        return exchange.trouble or "no reply"
    return f"'{exchange.lines[-1]}'"


def why_not(seen: Seen, name: str) -> str:
    """Why the visit *name* did not get that far."""
    visit = seen.real.visit(name)
    if visit is None:
        first = next((one for one in seen.real.visits if one.ended), None)
        return first.ended if first is not None else "the session did not get that far"
    answer = (visit.reply("PASS") or visit.reply("USER")) if name == "logon" else None
    if not visit.ended and answer is not None and answer.code and not answer.accepted:
        return "it comes after the logon, which failed"
    return visit.ended or "the session did not get that far"

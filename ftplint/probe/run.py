"""The sites of a file, one after the other: where each is, what its twin says, what was seen, and the facts."""

from __future__ import annotations

import contextlib
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from ftplint.client import Certificates, Record
from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple
from ftplint.probe import reasons
from ftplint.probe.caller import Caller, Transcript, visiting
from ftplint.probe.fact import Fact, Seen
from ftplint.probe.facts import FACTS
from ftplint.probe.facts.logon import last_of_logon, logged_in
from ftplint.probe.target import Target
from ftplint.probe.twin_server import twin
from ftplint.probe.visits import look
from ftplint.server import ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.client import Visit
    from ftplint.configuration import Binding, Configuration, Site
    from ftplint.probe.twin_server import Twin
    from ftplint.probe.visits import Plan

_TOGETHER = 50
"""As many bindings share one twin: each takes a socket."""
_STARTS = "ftpServer/@serverAutoStart"
_REFUSED = "an earlier logon was refused, and a logon is tried once"


class Place(NamedTuple):
    """A site at one of its bindings, and where the client looks for it."""

    site: Site
    binding: Binding
    target: Target

    @property
    def shown(self) -> str:
        """The address as people write it."""
        address = f"[{self.target.address}]" if ":" in self.target.address else self.target.address
        return f"{address}:{self.target.port}" + (f" as {self.target.host}" if self.target.host else "")


class Probed(NamedTuple):
    """What came of one place."""

    place: Place
    facts: tuple[Fact, ...]
    record: Record
    transcript: Transcript


def places(sites: Sequence[Site], address: str = "", port: int = 0) -> tuple[Place, ...]:
    """Where *sites* are: at their bindings, or at another *address* (a name or an IP address) and *port* (0: that of
    the binding). A binding for all addresses is looked for on this computer. With a port, a site is looked for at one
    binding.

    Raises FtplintError where an address is not one, or several sites would be looked for at one port.
    """
    if port and len(sites) > 1:
        raise FtplintError("--address with a port is for one site: name it with --site, or leave the port out")
    found = []
    for site in sites:
        bindings = [
            one for one in site.bindings if one.port.isascii() and one.port.isdigit() and 0 < int(one.port) < 65536
        ]
        if port:
            bindings = ([one for one in bindings if int(one.port) == port] or bindings)[:1]
        found += [Place(site, one, _target(site, one, address, port or int(one.port))) for one in bindings]
    return tuple(found)


def _target(site: Site, binding: Binding, address: str, port: int) -> Target:
    own = binding.address.strip("[]")
    here = {"": "127.0.0.1", "*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(own, own)
    wanted = address or here
    external = site.ftp.find("firewallSupport").value("externalIp4Address").text
    implicit = binding.port == "990"
    return Target(wanted, port, binding.host or wanted, binding.host, implicit, (external,) if external else ())


def probe(configuration: Configuration, found: Sequence[Place], plan: Plan, jobs: int = 1) -> Iterator[Probed]:
    """Each of the *found* places in turn, or *jobs* at a time. A logon that was refused is tried nowhere again.

    Raises FtplintError for more than one job with a visitor: a second one could try what was just refused.
    """
    if jobs > 1 and plan.visitor is not None:
        raise FtplintError("--jobs is for a look without a logon: a logon that is refused must not be tried again")
    for start in range(0, len(found), _TOGETHER):
        chunk = found[start : start + _TOGETHER]
        by_source: dict[str, list[Place]] = {}
        for one in chunk:
            by_source.setdefault(own_address(one.target), []).append(one)
        for source, together in by_source.items():
            sites = list({id(one.site): one.site for one in together}.values())
            with twin(configuration, sites, plan, source) as running:
                if jobs > 1:
                    yield from _at_once(configuration, together, running, plan, source, jobs)
                    continue
                for one in together:
                    done = _probe(configuration, one, running, plan, source)
                    yield done
                    answer = last_of_logon(done.record)
                    if answer is not None and answer.verb == "PASS" and not logged_in(done.record):
                        plan = plan._replace(withheld=_REFUSED)


def _at_once(
    configuration: Configuration, together: Sequence[Place], running: Twin, plan: Plan, source: str, jobs: int
) -> Iterator[Probed]:
    """Several places at a time, in their order."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda one: _probe(configuration, one, running, plan, source), together)


def _probe(configuration: Configuration, place: Place, running: Twin, plan: Plan, source: str) -> Probed:
    transcript = Transcript()
    site, target = place.site, place.target
    endpoint = running.endpoint(site.name, int(place.binding.port), place.binding.host)
    if endpoint is None:
        record = _knock(place, plan, transcript)
        return Probed(place, (_unexpected(record, _others(configuration, place)),), record, transcript)
    shown = {tls.thumbprint.lower() for tls in (endpoint.tls(None), endpoint.tls(endpoint.hosts[target.host.lower()]))}
    trust = plan.trust._replace(pins=frozenset(shown - {""}))
    expected = running.look(site.name, endpoint, target.host)
    record = look(target, site.name, plan._replace(trust=trust), transcript)
    seen = Seen(
        configuration,
        site,
        endpoint,
        target._replace(address=record.address or target.address),
        plan,
        record,
        expected,
        running.passive_ports,
        running.seen_from or source,
    )
    return Probed(place, facts_of(seen), record, transcript)


def facts_of(seen: Seen) -> tuple[Fact, ...]:
    """All facts; where the server takes no connection, that one alone."""
    facts = list(FACTS[0](seen))
    greetings = [visit.reply("") for visit in seen.real.visits]
    if facts[0].verdict == "agrees" and any(one is not None and one.accepted for one in greetings):
        facts += [fact for judge in FACTS[1:] for fact in judge(seen)]
    return tuple(facts)


def _knock(place: Place, plan: Plan, transcript: Transcript) -> Record:
    """Whether anybody is there, where the file starts no site."""
    found: list[Visit] = []
    caller = Caller(without_tls(place.target), Certificates(verified=False), plan.limits)
    caller.control.hide(plan.hidden)
    with visiting(caller, "knock", found, transcript) as one:
        one.greet()
    return Record(place.site.name, place.target.host, place.target.implicit, tuple(found))


def without_tls(target: Target) -> Target:
    """The same, without TLS: for a look at whether anybody is there."""
    return target._replace(implicit=False)


def _others(configuration: Configuration, place: Place) -> bool:
    """Whether another site of the file that starts has a binding with the same port."""
    port = place.binding.port
    others = (site for site in configuration.ftp_sites if site is not place.site and site.starts)
    return any(binding.port == port for site in others for binding in site.bindings)


def _unexpected(record: Record, others: bool) -> Fact:
    """What answers where the file starts no site; where another site has the port, it may be that one."""
    visit = record.visits[0]
    says = "the file does not start this site here"
    if visit.ended.startswith("no connection"):
        return Fact("PRB001", "agrees", says, visit.ended, (_STARTS,))
    greeting = visit.reply("")
    saw = f"it answers '{greeting.lines[-1]}'" if greeting is not None and greeting.lines else "a connection is taken"
    if others:
        return Fact("PRB001", "not seen", says, saw, (_STARTS,), "another site of the file listens on this port")
    return Fact("PRB001", "differs", says, saw, (_STARTS,), reasons=reasons.OF_A_SETTING)


def plain_ip(text: str) -> IPv4Address | IPv6Address:
    """An address without its zone."""
    return ip_address(text.partition("%")[0])


def own_address(target: Target) -> str:
    """The address that the server sees of this computer, as far as that is known here: towards a public address a
    private one becomes another on the way (NAT), and then it is ANYWHERE. Nothing is sent. Empty where there is no
    way."""
    with contextlib.suppress(OSError, UnicodeError):  # a label of 64 characters is no name
        family, kind, _, _, place = socket.getaddrinfo(target.address, target.port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind) as one:
            one.connect(place)
            own = str(one.getsockname()[0])
            translated = plain_ip(own).is_private and plain_ip(str(place[0])).is_global
            return ANYWHERE if translated else own
    return ""

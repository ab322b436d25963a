"""Where the server wants data connections."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from ftplint.client import Ended, Reply, leads_elsewhere, passive_place
from ftplint.probe import reasons
from ftplint.probe.fact import Fact, Seen, said
from ftplint.probe.facts.logon import logged_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.client import Exchange

_EXTERNAL = "ftpServer/firewallSupport/@externalIp4Address"
_PORTS = (
    "system.ftpServer/firewallSupport/@lowDataChannelPort",
    "system.ftpServer/firewallSupport/@highDataChannelPort",
)


def passive(seen: Seen) -> Iterator[Fact]:
    """PRB020 and PRB021; nothing where nobody logged in."""
    if not logged_in(seen.real):
        return
    named = list(_places(seen))
    yield _address(seen, [address for address, _ in named if address])
    yield _ports(seen, sorted({port for _, port in named}))


def _places(seen: Seen) -> Iterator[tuple[str, int]]:
    visit = seen.real.visit("logon")
    for one in () if visit is None else visit.exchanges:
        if one.code in (227, 229):
            try:
                yield passive_place(Reply(one.code, one.lines))
            except Ended:
                continue


def _odd(seen: Seen) -> Exchange | None:
    """A 227 without an address, and what it says."""
    visit = seen.real.visit("logon")
    for one in () if visit is None else visit.exchanges:
        if one.code == 227:
            try:
                passive_place(Reply(one.code, one.lines))
            except Ended:
                return one
    return None


def _address(seen: Seen, addresses: list[str]) -> Fact:
    external = seen.text("firewallSupport", "externalIp4Address")
    says = f"externalIp4Address is {external}" if external else "no external address, so the server's own one"
    odd = _odd(seen)
    if odd is not None:
        saw = f"PASV names no address: {said(odd)}"
        return Fact("PRB020", "differs", says, saw, (_EXTERNAL,), reasons=(*reasons.OF_A_SETTING, reasons.NO_IIS))
    if not addresses:
        why = "no PASV was answered with an address"
        return Fact("PRB020", "not seen", says, "nothing", (_EXTERNAL,), why)
    found = addresses[0]
    peer = seen.target.address
    saw = f"PASV names {found}"
    if external:
        verdict = found == external
    else:
        verdict = not leads_elsewhere(found, peer)
        if not verdict and ip_address(found).is_private and ip_address(peer).is_global:
            why = f"the server's own address may be {found}, with NAT in between: no client from outside gets there"
            return Fact("PRB020", "not seen", says, saw, (_EXTERNAL,), why)
    if verdict:
        return Fact("PRB020", "agrees", says, saw, (_EXTERNAL,))
    return Fact("PRB020", "differs", says, saw, (_EXTERNAL,), reasons=(*reasons.OF_A_SETTING, reasons.FIREWALL))


def _ports(seen: Seen, ports: list[int]) -> Fact:
    wanted = seen.passive_ports
    says = f"ports {wanted.start} to {wanted.stop - 1}" if wanted else "no range, so whatever port is free"
    if not ports:
        return Fact("PRB021", "not seen", says, "nothing", _PORTS, "no PASV and no EPSV was answered with a port")
    saw = f"port{'s' if len(ports) > 1 else ''} {', '.join(map(str, ports))}"
    if wanted is None or all(port in wanted for port in ports):
        return Fact("PRB021", "agrees", says, saw, _PORTS)
    behind = ("the FTP service was not restarted since the range was changed", reasons.OTHER_FILE)
    return Fact("PRB021", "differs", says, saw, _PORTS, reasons=behind)

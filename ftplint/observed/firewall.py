"""Ports that the firewall of Windows does not let through: those of bindings, and those of passive data connections.

A port is closed if no inbound rule can open it in any profile that is active. Windows evaluates rules that block first,
then rules that allow, then the default of the profile (Microsoft, "Windows Firewall rules"). What a rule says of
programs or services other than those of FTP opens nothing; what cannot be understood opens everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observed.places import started_sites
from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.detectors import Subject
    from ftplint.observed.facts import FirewallRule, Profile, ServerFacts

_LOOPBACK = ("127.", "[::1]", "localhost")
_RANGE = "system.ftpServer/firewallSupport"
Spans = list[tuple[int, int]]


def find(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """A problem for each binding whose port is closed, and one for a passive range of which ports are."""
    profiles = [one for one in facts.profiles or () if one.active]
    if facts.rules is None or not profiles or any(one.enabled is None or one.closed is None for one in profiles):
        return
    for site in started_sites(subject.configuration):
        for binding in site.bindings:
            port = _number(binding.port)
            if port and not binding.address.startswith(_LOOPBACK) and _closed(port, port, profiles, facts):
                place = Place.of_value(binding.element, "bindingInformation")
                fact = facts.say(f"no rule of the firewall of {facts.computer} opens TCP port {port}")
                shown = {"value": binding.port, "fact": fact}
                yield Problem(
                    "port-closed-by-firewall", place, shown, site.name, "bindings/binding/@bindingInformation"
                )
    yield from _passive(subject, profiles, facts)


def _passive(subject: Subject, profiles: Sequence[Profile], facts: ServerFacts) -> Iterator[Problem]:
    """Of a range that the file writes. Without TLS the firewall may follow the commands and open ports by itself."""
    support = subject.configuration.sections.section(_RANGE, "")
    value = support.value("lowDataChannelPort")
    low, high = _number(value.text), _number(support.value("highDataChannelPort").text)
    with_tls = any(
        site.ftp.find("security/ssl").value("serverCertHash").text for site in started_sites(subject.configuration)
    )
    if not low or high < low or value.origin is None or not with_tls:
        return
    closed = _closed(low, high, profiles, facts)
    if closed:
        shown_ports = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in closed[:5])
        fact = facts.say(f"no rule of the firewall of {facts.computer} opens TCP {shown_ports}")
        shown = {"value": f"{low}-{high}", "fact": fact}
        place = value.origin.place(attribute="lowDataChannelPort")
        yield Problem("passive-range-closed-by-firewall", place, shown, None, f"{_RANGE}/@lowDataChannelPort")


def _closed(low: int, high: int, profiles: Sequence[Profile], facts: ServerFacts) -> Spans:
    """The ports from *low* to *high* that are closed in every one of *profiles*."""
    closed: Spans = [(low, high)]
    for profile in profiles:
        here = _closed_in(low, high, profile, facts.rules or ())
        closed = [(max(a, c), min(b, d)) for a, b in closed for c, d in here if max(a, c) <= min(b, d)]
    return closed


def _closed_in(low: int, high: int, profile: Profile, rules: Sequence[FirewallRule]) -> Spans:
    if not profile.enabled:
        return []
    here = [rule for rule in rules if not rule.profiles or profile.name.lower() in rule.profiles]
    opened = [rule for rule in here if rule.allows and _may_open(rule)]
    blocked = [rule for rule in here if not rule.allows and _surely_blocks(rule)]
    closed: Spans = [(low, high)] if profile.closed else []
    for rule in opened:
        for span in (rule.ports if rule.understood else ()) or [(0, 65535)]:
            closed = [part for one in closed for part in _without(one, span)]
    for rule in blocked:
        for a, b in rule.ports or ((0, 65535),):
            if max(a, low) <= min(b, high):
                closed.append((max(a, low), min(b, high)))
    return _joined(closed)


def _may_open(rule: FirewallRule) -> bool:
    program = rule.program.lower().rpartition("\\")[2]
    return (
        rule.protocol in ("tcp", "6", "any", "*")
        and rule.service.lower() in ("", "any", "*", "ftpsvc")
        and program in ("", "any", "*", "svchost.exe", "system")
    )


def _surely_blocks(rule: FirewallRule) -> bool:
    """Whether a rule that blocks is about FTP connections from everywhere."""
    return _may_open(rule) and rule.everybody and rule.understood and rule.program.lower() in ("", "any", "*")


def _without(one: tuple[int, int], other: tuple[int, int]) -> Iterator[tuple[int, int]]:
    if other[1] < one[0] or one[1] < other[0]:
        yield one
        return
    if one[0] < other[0]:
        yield one[0], other[0] - 1
    if other[1] < one[1]:
        yield other[1] + 1, one[1]


def _joined(spans: Spans) -> Spans:
    found: Spans = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(high, found[-1][1])
        else:
            found.append((low, high))
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else 0

"""Which ports the firewall closes: spans, profiles, services and programs, rules that block."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ftplint.evidence import Bundle
from ftplint.observed import of_bundle
from ftplint.observed.firewall import _closed

ACTIVE = {"name": "Domain", "enabled": True, "active": True, "defaultInbound": "block"}


def closed(low: int, high: int, *rules: dict[str, Any], profiles: Any = (ACTIVE,)) -> list[tuple[int, int]]:
    rule = {"enabled": True, "direction": "in", "action": "allow", "protocol": "TCP"}
    firewall = {"profiles": list(profiles), "rules": [{**rule, **one} for one in rules]}
    parts = {"network": {"firewall": firewall}}
    facts = of_bundle(Bundle("b", "WEB01", datetime(2026, 11, 29, tzinfo=UTC), True, parts, {}, {}))
    return _closed(low, high, [one for one in facts.profiles or () if one.active], facts)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], [(100, 200)]),
        ([{"localPorts": ["Any"]}], []),
        ([{"localPorts": None}], []),
        ([{"localPorts": ["100-149"]}], [(150, 200)]),
        ([{"localPorts": ["120-130"]}], [(100, 119), (131, 200)]),
        ([{"localPorts": ["100-150"]}, {"localPorts": ["151", "152-200"]}], []),
        ([{"localPorts": ["RPC"]}], []),
        ([{"localPorts": ["100-200"], "protocol": "UDP"}], [(100, 200)]),
        ([{"localPorts": ["100-200"], "direction": "out"}], [(100, 200)]),
        ([{"localPorts": ["100-200"], "enabled": False}], [(100, 200)]),
        ([{"localPorts": ["100-200"], "service": "W3SVC"}], [(100, 200)]),
        ([{"localPorts": ["100-200"], "service": "FTPSVC"}], []),
        ([{"localPorts": ["100-200"], "program": "%SystemRoot%\\system32\\svchost.exe"}], []),
        ([{"localPorts": ["100-200"], "program": "C:\\other.exe"}], [(100, 200)]),
        ([{"localPorts": ["100-200"], "profiles": ["Private"]}], [(100, 200)]),
        ([{}, {"localPorts": ["150"], "action": "block", "remoteAddresses": ["Any"]}], [(150, 150)]),
        ([{}, {"localPorts": ["150"], "action": "block"}], []),
        ([{}, {"localPorts": ["150"], "action": "block", "remoteAddresses": ["192.0.2.1"]}], []),
        ([{}, {"action": "block", "remoteAddresses": ["Any"], "program": "C:\\other.exe"}], []),
    ],
    ids=map(str, range(19)),
)
def test_spans(rules: list[dict[str, Any]], expected: list[tuple[int, int]]) -> None:
    assert closed(100, 200, *rules) == expected


def test_a_port_is_closed_if_it_is_closed_in_every_active_network() -> None:
    public = {**ACTIVE, "name": "Public"}
    rule = {"localPorts": ["100-150"], "profiles": ["Domain"]}
    other = {"localPorts": ["140-160"], "profiles": ["Public"]}
    assert closed(100, 200, rule, profiles=(ACTIVE, public)) == [(151, 200)]
    assert closed(100, 200, rule, other, profiles=(ACTIVE, public)) == [(161, 200)]
    assert closed(100, 200, profiles=(ACTIVE, {**public, "enabled": False})) == []
    assert closed(100, 200, profiles=(ACTIVE, {**public, "active": False})) == [(100, 200)]

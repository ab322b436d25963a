"""What is worked out of Windows' own forms: security descriptors, certificates, flags."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import pytest
from cryptography import x509

from ftplint.collect import PARTS, collector
from ftplint.evidence import EvidenceError, bundle_of, certificate_facts
from ftplint.evidence.raw.der import der_facts
from ftplint.evidence.raw.sddl import permissions_of
from ftplint.evidence.raw.sids import Sids
from tests.collect.example import member_server
from tests.collect.objects import der_of

SIDS = Sids({"DU": ["S-1-5-21-1-2-3-513", "CORP\\Domain Users"], "DA": None})


def one(ace: str) -> Any:
    found = permissions_of(f"O:BAG:SYD:PAI{ace}", SIDS)
    return None if found is None else found.entries[0]


@pytest.mark.parametrize(
    ("written", "mask"),
    [
        ("FA", 0x1F01FF), ("0x1200a9", 0x1200A9), ("FR", 0x120089), ("GA", 0x1F01FF), ("GR", 0x120089), ("GXGR", 0x1200A9),
        ("GW", 0x120116), ("0x10000000", 0x1F01FF), ("0x80000000", 0x120089), ("CCDCLCSWRPWPDTLOCRSDRCWDWO", 0xF01FF),
        ("2032127", 0x1F01FF), ("010", 8), ("", 0), ("ZZ", None), ("F", None), ("0x123456789", None),
    ],
)  # fmt: skip
def test_rights(written: str, mask: int | None) -> None:
    entry = one(f"(A;;{written};;;BU)")
    assert (None if entry is None else entry.mask) == mask


@pytest.mark.parametrize(
    ("ace", "expected"),
    [
        ("(A;OICI;FA;;;SY)", ("S-1-5-18", True, True, True, False)),
        ("(D;OICIIOID;FA;;;DU)", ("S-1-5-21-1-2-3-513", False, False, True, True)),
        ("(A;CI;FA;;;S-1-5-21-9-9-9-1000)", ("S-1-5-21-9-9-9-1000", True, True, False, False)),
        ("(XD;;FA;;;WD)", ("S-1-1-0", False, True, False, False)),
    ],
)
def test_entries(ace: str, expected: tuple[Any, ...]) -> None:
    entry = one(ace)
    assert (entry.sid, entry.allow, entry.here, entry.files, entry.inherited) == expected


@pytest.mark.parametrize(
    "sddl",
    [
        "", "O:BAG:SY", "D:NO_ACCESS_CONTROL", "O:BAG:SYD:(A;;FA;;;DA)", "O:BAD:(A;;FA;;;ZZ)", "O:BAD:(OA;;FA;;;SY)", "D:(A;;FA",
        "D:(XA;;FA;;;WD;(Member_of {SID(BA)}))", "D:(A;;FA;bf967aba-0de6-11d0-a285-00aa003049e2;;WD)", "D:(A)",
    ],
)  # fmt: skip
def test_of_a_list_that_is_not_understood_nothing_is_used(sddl: str) -> None:
    """Half of it would say that somebody is refused, or let in."""
    assert permissions_of(sddl, SIDS) is None


def test_owner_and_audit() -> None:
    found = permissions_of("O:DUG:DUD:AI(A;;FR;;;AU)S:(AU;SAFA;FA;;;WD)", SIDS)
    assert found is not None and (found.owner, len(found.entries)) == ("S-1-5-21-1-2-3-513", 1)
    assert permissions_of("D:", SIDS) == ("", ())


def test_names_of_sids() -> None:
    sids = Sids({"S-1-5-32-545": ["S-1-5-32-545", "VORDEFINIERT\\Benutzer"], "S-1-5-21-1": ["S-1-5-21-1"]})
    assert [sids.name(sid) for sid in ("S-1-5-32-545", "S-1-5-21-1", "S-1-5-9")] == [
        "BUILTIN\\Users",
        "S-1-5-21-1",
        "S-1-5-9",
    ]


def test_der_says_what_the_library_says() -> None:
    der = der_of("ftp")
    facts, known = der_facts(der), certificate_facts(x509.load_der_x509_certificate(der))
    assert facts.hosts == known.hosts and set(facts.usages) == known.usages and facts.template == "FTP"
    assert facts.not_before == f"{known.not_before:%Y-%m-%dT%H:%M:%SZ}" and facts.not_after.startswith("2057")


def test_damaged_der_is_no_certificate_and_ends() -> None:
    der = der_of("ftp")
    damaged = (
        [der[:at] for at in range(0, len(der), 7)]
        + [os.urandom(40) for _ in range(50)]
        + [b"\x30\x84\xff\xff\xff\xff", b""]
    )
    for one in damaged:
        with pytest.raises((ValueError, LookupError, StopIteration)):
            der_facts(one)


@cache
def collected() -> dict[str, bytes]:
    server = member_server()
    server.collect(collector("1", parts=PARTS))
    return {name.lower(): data for name, data in server.zip.items()}


def raw() -> dict[str, bytes]:
    return dict(collected())


def test_a_certificate_that_cannot_be_read_leaves_all_of_them_unknown() -> None:
    """Left out, it would count as one that is missing on the server."""
    files = raw()
    files["certificates.json"] = files["certificates.json"].replace(b'"der":"MII', b'"der":"AAA')
    bundle = bundle_of("a.zip", files)
    assert "certificates" not in bundle.parts and "certificate cannot be read" in bundle.states["certificates"]


def test_permissions_that_are_not_understood_are_said() -> None:
    files = raw()
    files["paths.json"] = files["paths.json"].replace(b";;;BU)", b";;;DA)")
    bundle = bundle_of("a.zip", files)
    assert bundle.parts["paths"]["paths"][0]["permissions"] is None
    assert "its permissions are not understood" in bundle.states["paths"]


def test_groups_of_this_machine_that_nobody_could_list_leave_a_user_s_groups_unknown() -> None:
    files = raw()
    files["accounts.json"] = files["accounts.json"].replace(b'"members":["S-1-5-11",\n', b'"members":null,"x":["",\n')
    accounts = {one["name"]: one for one in bundle_of("a.zip", files).parts["accounts"]["accounts"]}
    assert accounts["CORP\\jane"]["groups"] is None and accounts["Users"]["members"] is None


def network(**tables: Any) -> Any:
    """The firewall and the listeners of a bundle, some of whose tables are others."""
    files = raw()
    tables = json.loads(files["network.json"]) | tables
    return bundle_of("a.zip", files | {"network.json": json.dumps(tables).encode()}).parts["network"]


def test_a_table_of_the_firewall_that_is_empty_was_not_read() -> None:
    """NetSecurity answers with nothing where it fails without an error; no rule would mean that every port is closed."""
    assert network()["firewall"]["rules"]
    for table in ("rules", "ports", "programs", "services", "addresses"):
        assert network(**{table: []})["firewall"] is None
    assert network(networks=[])["firewall"] is not None, "no network is connected"


def test_a_rule_whose_filters_nobody_knows_opens_everything_and_blocks_nothing() -> None:
    rules = [
        {"InstanceID": name, "DisplayName": name, "Enabled": "True", "Action": action, "Profile": "Any"}
        for name, action in (("open", "Allow"), ("twice", "Allow"), ("shut", "Block"), ("both", "Block"))
    ]
    ports = [
        {"InstanceID": name, "Protocol": "TCP", "LocalPort": port}
        for name, port in (("twice", "21"), ("twice", "22"), ("both", "23"), ("both", "23"))
    ]
    others = {
        table: [{"InstanceID": name, key: "Any"} for name in ("open", "twice", "shut", "both")]
        for table, key in (("programs", "Program"), ("services", "Service"), ("addresses", "RemoteAddress"))
    }
    found = network(rules=rules, ports=ports, **others)["firewall"]["rules"]
    assert [(one["name"], one["action"], one["localPorts"]) for one in found] == [
        ("open", "allow", ["Any"]),
        ("twice", "allow", ["Any"]),
        ("both", "block", ["23"]),
    ]


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("paths.json", b'{"paths": [{}]}', "paths.paths[0] lacks 'path'"),
        ("network.json", b'{"listeners": [{"LocalAddress": "", "LocalPort": 70000}]}', "which is out of range"),
        ("sids.json", b'{"sids": [{"S-1": 1}]}', "sids.sids[0].S-1 is 1, not a list or null"),
        (
            "accounts.json",
            b'{"accounts": [{"name": "a", "entry": [{"x": [true]}]}]}',
            "is true, not a text or a whole number",
        ),
    ],
)
def test_what_is_not_as_the_schema_says_is_refused(file: str, text: bytes, told: str) -> None:
    with pytest.raises(EvidenceError) as error:
        bundle_of("a.zip", raw() | {file: text})
    assert told in str(error.value)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    if not path:
        return by
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], by)
    return copy


@pytest.mark.parametrize(
    "name", ["accounts", "certificates", "clients", "log", "network", "paths", "server", "sids", "tls", "bundle"]
)
def test_any_value_that_is_another_is_refused_or_read(name: str) -> None:
    """A bundle may come from anybody: there is no other error."""
    files, refused = raw(), 0
    file = f"{name}.json"
    whole = json.loads(files[file])
    for place in places(whole):
        for by in (None, -1, 2**70, "2026-99-99T99:99:99Z", [None]):
            try:
                bundle_of("a.zip", files | {file: json.dumps(changed(whole, place, by)).encode()})
            except EvidenceError:
                refused += 1
    assert refused > 10

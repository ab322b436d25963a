"""Rules of the firewall, joined from their tables, and what listens.

Source: https://learn.microsoft.com/powershell/module/netsecurity/get-netfirewallrule: a filter belongs to the rule with
its InstanceID.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.evidence.raw.context import first, flag, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ftplint.evidence.raw.context import Context

_FTP = "FTPSVC"
_CATEGORIES = {"DomainAuthenticated": "Domain"}
"""Of a network, where the profile of the firewall has another name."""


def network(raw: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """``network.json``."""
    del context
    known = all(raw.get(name) is not None for name in ("firewall", "profiles", "networks", "settings"))
    return {"firewall": _firewall(raw) if known else None, "listeners": _listeners(raw)}


def _firewall(raw: Mapping[str, Any]) -> dict[str, Any]:
    active = {
        "Domain" if (name := one["NetworkCategory"]) == "DomainAuthenticated" else name for one in raw["networks"]
    }
    return {
        "profiles": [
            {
                "name": one["Name"],
                "enabled": flag(one.get("Enabled")),
                "active": one["Name"] in active,
                # https://learn.microsoft.com/powershell/module/netsecurity/set-netfirewallprofile: by default Block
                "defaultInbound": "allow" if one.get("DefaultInboundAction") == "Allow" else "block",
            }
            for one in raw["profiles"]
        ],
        "rules": list(_rules(raw["firewall"])),
        "statefulFtp": flag((first(raw["settings"]) or {}).get("EnableStatefulFtp")),
    }


def _rules(pieces: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each rule and its filters are pieces of one thing: those with the same InstanceID."""
    joined: dict[str, dict[str, Any]] = {}
    for piece in pieces:
        whole = joined.setdefault(piece["InstanceID"], {})
        whole |= {name: value for name, value in piece.items() if value is not None}
    for one in joined.values():
        protocol = str(one.get("Protocol"))
        if protocol not in ("TCP", "6", "Any") or one.get("Action") not in ("Allow", "Block"):
            continue  # a filter whose rule is not for connections that come in has no action here
        yield {
            "name": one.get("DisplayName"),
            "enabled": flag(one.get("Enabled")) is True,
            "direction": "in",
            "action": one["Action"].lower(),
            "protocol": "TCP" if protocol == "6" else protocol,
            "localPorts": texts(one.get("LocalPort")),
            "remoteAddresses": texts(one.get("RemoteAddress")),
            "profiles": [name.strip() for name in str(one.get("Profile") or "Any").split(",")],
            "program": _unless_any(one.get("Program")),
            "service": _unless_any(one.get("Service")),
        }


def _unless_any(value: str | None) -> str | None:
    return None if value in (None, "", "Any") else value


def _listeners(raw: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    if raw.get("listeners") is None:
        return None
    processes = {one["ProcessId"]: one["Name"] for one in raw.get("processes") or ()}
    found = []
    for one in raw["listeners"]:
        owner = one.get("OwningProcess")
        services = [service["Name"] for service in raw.get("services") or () if service["ProcessId"] == owner]
        service = _FTP if _FTP in services else services[0] if len(services) == 1 else None
        name = str(processes.get(owner) or "").removesuffix(".exe")
        found.append(
            {"address": one["LocalAddress"], "port": one["LocalPort"], "process": name or None, "service": service}
        )
    return found

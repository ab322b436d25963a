"""Rules of the firewall, joined from their tables, and what listens.

Source: https://learn.microsoft.com/powershell/module/netsecurity/get-netfirewallrule: a filter belongs to the rule with
its InstanceID.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.evidence.raw.context import first, flag, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ftplint.evidence.raw.context import Context

_FTP = "FTPSVC"
_TABLES = ("rules", "ports", "programs", "services", "addresses")
"""The rules of the firewall, and their filters."""
_CATEGORIES = {"DomainAuthenticated": "Domain"}
"""Of a network, where the profile of the firewall has another name."""


def network(raw: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """``network.json``; the names of processes and services come from the part ``server``."""
    del context
    # every Windows has rules: a table without any was not read
    known = all(raw.get(name) for name in _TABLES)
    known = known and all(raw.get(name) is not None for name in ("profiles", "networks", "settings"))
    return {"firewall": _firewall(raw) if known else None, "listeners": _listeners(raw)}


def _firewall(raw: Mapping[str, Any]) -> dict[str, Any]:
    active = {
        "Domain" if (name := one["NetworkCategory"]) == "DomainAuthenticated" else name for one in raw["networks"]
    }
    filters = [_by_rule(raw[name]) for name in _TABLES if name != "rules"]
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
        "rules": [shown for one in raw["rules"] if (shown := _rule(one, filters)) is not None],
        "statefulFtp": flag((first(raw["settings"]) or {}).get("EnableStatefulFtp")),
    }


def _by_rule(table: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The filters of a kind by the rules that they belong to; of a rule that has two of them, which differ, none."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in table:
        known = found.setdefault(one["InstanceID"], one)
        if known != one:
            found[one["InstanceID"]] = {}
    return found


def _rule(rule: Mapping[str, Any], filters: Sequence[Mapping[str, Mapping[str, Any]]]) -> dict[str, Any] | None:
    """A rule with what its filters say. Where one is not known, a rule that allows allows all, and one that blocks is
    left out: what nobody knows is no reason to call a port closed."""
    mine = [table.get(rule["InstanceID"]) or {} for table in filters]
    whole = {name: value for one in (rule, *mine) for name, value in one.items() if value is not None}
    protocol = str(whole.get("Protocol", "Any"))
    if protocol not in ("TCP", "6", "Any") or whole.get("Action") not in ("Allow", "Block"):
        return None
    if whole["Action"] == "Block" and not all(mine):
        return None
    return {
        "name": whole.get("DisplayName"),
        "enabled": flag(whole.get("Enabled")) is True,
        "direction": "in",
        "action": whole["Action"].lower(),
        "protocol": "TCP" if protocol == "6" else protocol,
        "localPorts": texts(whole.get("LocalPort", "Any")),
        "remoteAddresses": texts(whole.get("RemoteAddress")),
        "profiles": [name.strip() for name in str(whole.get("Profile") or "Any").split(",")],
        "program": _unless_any(whole.get("Program")),
        "service": _unless_any(whole.get("Service")),
    }


def _unless_any(value: str | None) -> str | None:
    return None if value in (None, "", "Any") else value


def _listeners(raw: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    if raw.get("listeners") is None:
        return None
    server = raw["server"]
    processes = {one["ProcessId"]: one.get("Name") for one in server.get("processes") or ()}
    found = []
    for one in raw["listeners"]:
        owner = one.get("OwningProcess")
        services = [service["Name"] for service in server.get("services") or () if service.get("ProcessId") == owner]
        service = _FTP if _FTP in services else services[0] if len(services) == 1 else None
        name = str(processes.get(owner) or "").removesuffix(".exe")
        found.append(
            {"address": one["LocalAddress"], "port": one["LocalPort"], "process": name or None, "service": service}
        )
    return found

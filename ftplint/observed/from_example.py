"""The facts that the elements of ``ftp:evidence`` in a rule's example describe, in the words of a bundle.

An example becomes a bundle first, so that both are read by the same code. An attribute that is empty is not known.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ftplint.evidence import Bundle
from ftplint.observed.from_bundle import of_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ftplint.observed.facts import ServerFacts

OF_EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "computer": {"role": "", "changed": "", "administrator": "true"},
    "folder": {
        "path": "",
        "exists": "true",
        "kind": "folder",
        "share": "false",
        "free": "",
        "folders": "*",
        "permissions": "*",
    },
    "account": {
        "name": "",
        "kind": "user",
        "found": "true",
        "sid": "",
        "enabled": "true",
        "locked": "false",
        "expired": "false",
        "password-expired": "false",
        "members": "*",
        "groups": "*",
    },
    "firewall": {"profile": "Domain", "enabled": "true", "active": "true", "inbound": "block"},
    "firewall-rule": {
        "name": "",
        "action": "allow",
        "enabled": "true",
        "protocol": "TCP",
        "ports": "Any",
        "profiles": "Any",
        "program": "",
        "service": "",
        "remote": "Any",
    },
    "listener": {"address": "0.0.0.0", "port": "21", "process": "", "service": ""},
    "service": {"name": "FTPSVC", "state": "Running", "start": "Auto", "account": "LocalSystem", "started": ""},
    "feature": {"name": "Web-Ftp-Service", "installed": "true"},
    "protocol": {"name": "TLS 1.2", "enabled": "", "disabled-by-default": ""},
    "nt-auth": {"thumbprint": ""},
    "issuer": {"thumbprint": "", "subject": ""},
    "client-issuer": {"name": ""},
    "log-line": {"site": "", "time": "2026-11-23T11:00:00Z", "status": "530", "substatus": "0"},
}
"""The elements with their attributes, and what these are where they are not written. ``*`` is a list not known."""


def of_example(elements: Sequence[tuple[str, Mapping[str, str]]], day: str) -> ServerFacts:
    """The facts of an example whose bundle was collected on *day*."""
    by_tag: dict[str, list[Mapping[str, str]]] = {}
    for tag, attributes in elements:
        by_tag.setdefault(tag, []).append(attributes)
    every: dict[str, list[dict[str, Any]]] = {tag: [_MADE[tag](one) for one in by_tag.get(tag, ())] for tag in _MADE}
    computer = every["computer"][-1] if every["computer"] else {}
    administrator = computer.pop("administrator", True)
    certificates, clients = every["client-issuer"], [{"thumbprint": "0" * 40}] if every["client-issuer"] else []
    parts = {
        "server": {**computer, "features": every["feature"], "services": every["service"] or None},
        "paths": {"paths": every["folder"]},
        "accounts": {"accounts": every["account"], "clientCertificates": clients},
        "certificates": {"certificates": certificates},
        "network": {
            "firewall": {"profiles": every["firewall"] or None, "rules": every["firewall-rule"]},
            "listeners": every["listener"],
        },
        "tls": {
            "protocols": every["protocol"],
            "ntAuth": _nt_auth(every["nt-auth"]),
            "trustedIssuers": every["issuer"],
        },
        "log": {"lines": every["log-line"]},
    }
    return of_bundle(Bundle("example", "WEB01", datetime.fromisoformat(day), administrator, parts, {}, {}))


def _nt_auth(entries: Sequence[Mapping[str, Any]]) -> list[str] | None:
    """The thumbprints; an element without one is an empty store."""
    return [one["thumbprint"] for one in entries if one["thumbprint"]] if entries else None


def _known(text: str) -> bool | None:
    return None if text == "" else text == "true"


def _texts(text: str) -> list[str] | None:
    return None if text == "*" else [part.strip() for part in text.split(";") if part.strip()]


def _permissions(text: str) -> list[dict[str, Any]] | None:
    """``allow BUILTIN\\Users read list; inherited deny CORP\\jane write``: a name with a blank has a ``_`` for it."""
    found = _texts(text)
    return None if found is None else [_permission(entry.split()) for entry in found]


def _permission(words: list[str]) -> dict[str, Any]:
    inherited = words[0] == "inherited"
    kind, account, *rights = words[1:] if inherited else words
    name = account.replace("_", " ")
    return {"account": name, "sid": "", "type": kind, "rights": rights, "inherited": inherited}


_MADE: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "computer": lambda one: {
        "domainRole": one["role"],
        "configurationChanged": one["changed"] or None,
        "administrator": one["administrator"] == "true",
    },
    "folder": lambda one: {
        "path": one["path"],
        "exists": _known(one["exists"]),
        "kind": one["kind"] or None,
        "share": one["share"] == "true",
        "freeBytes": int(one["free"]) if one["free"] else None,
        "folders": _texts(one["folders"]),
        "permissions": _permissions(one["permissions"]),
    },
    "account": lambda one: {
        "name": one["name"],
        "kind": one["kind"] or None,
        "found": _known(one["found"]),
        "sid": one["sid"],
        "enabled": _known(one["enabled"]),
        "locked": _known(one["locked"]),
        "expired": _known(one["expired"]),
        "passwordExpired": _known(one["password-expired"]),
        "members": _texts(one["members"]),
        "groups": _texts(one["groups"]),
    },
    "firewall": lambda one: {
        "name": one["profile"],
        "enabled": _known(one["enabled"]),
        "active": _known(one["active"]),
        "defaultInbound": one["inbound"] or None,
    },
    "firewall-rule": lambda one: {
        "name": one["name"],
        "enabled": one["enabled"] == "true",
        "direction": "in",
        "action": one["action"],
        "protocol": one["protocol"],
        "localPorts": _texts(one["ports"]),
        "profiles": _texts(one["profiles"]),
        "program": one["program"],
        "service": one["service"],
        "remoteAddresses": _texts(one["remote"]),
    },
    "listener": lambda one: {**one, "port": int(one["port"])},
    "service": lambda one: {
        "name": one["name"],
        "state": one["state"],
        "startMode": one["start"],
        "account": one["account"],
        "started": one["started"] or None,
    },
    "feature": lambda one: {"name": one["name"], "installed": _known(one["installed"])},
    "protocol": lambda one: {
        "name": one["name"],
        "role": "server",
        "enabled": _known(one["enabled"]),
        "disabledByDefault": _known(one["disabled-by-default"]),
    },
    "nt-auth": dict,
    "issuer": dict,
    "client-issuer": lambda one: {"thumbprint": "0" * 40, "issuer": one["name"]},
    "log-line": lambda one: {
        "file": f"FTPSVC{one['site']}/u_ex.log",
        "fields": ["date", "time", "sc-status", "sc-substatus"],
        "values": [[*one["time"].removesuffix("Z").split("T"), one["status"], one["substatus"]]],
    },
}

"""All parts of a bundle of version 2, worked out: SIDs get names, flags and permissions become facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.evidence.raw.accounts import accounts
from ftplint.evidence.raw.certificates import certificates
from ftplint.evidence.raw.context import Context, first
from ftplint.evidence.raw.network import network
from ftplint.evidence.raw.paths import paths
from ftplint.evidence.raw.server import log, server
from ftplint.evidence.raw.sids import Sids
from ftplint.evidence.raw.tls import tls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

_WORK: Mapping[str, Callable[[Any, Context], Any]] = {
    "certificates": certificates,
    "server": server,
    "paths": paths,
    "network": network,
    "tls": tls,
    "accounts": accounts,
    "log": log,
}
_BEFORE = {
    "names": frozenset({"paths", "accounts", "log"}),
    "computer": frozenset({"server", "accounts"}),
}
"""What is asked before the parts, and the parts that need it."""
_WITH: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "certificates": {"clients": ("certificates: ", "chain of ")},
    "tls": {"clients": ("trustedIssuers: ", "clientIssuers: ", "ntAuth", "schannel: ", "kdc: ")},
    "network": {"server": ("services: ", "processes: ")},
    "accounts": {"clients": ("certificates: ", "accounts: ")},
}
"""Parts whose facts are worked out of others, too, and how what is missing for them begins."""


def worked_out(
    about: Mapping[str, Any], raw: Mapping[str, Any], collected: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parts in the form of version 1, and what became of each, from *raw* parts and *about*, ``bundle.json``.

    All of these have the shape that ``schemas/raw-bundle.schema.json`` describes.
    """
    told = about.get("parts", {})
    sids = Sids(first(raw.get("sids", {}).get("sids")) or {})
    context = Context(sids, about["computer"], about.get("system") or {}, collected, [])
    early = told.get("config", ())
    parts, states = {}, {}
    for name, work in _WORK.items():
        missing = [line for line in early if _belongs(line, name)]
        missing += told.get(name, ())
        for part, beginnings in _WITH.get(name, {}).items():
            missing += [line for line in told.get(part, ()) if line.startswith(beginnings)]
        context.missing.clear()
        found = work(_joined(name, raw), context) if _has_answers(name, raw) else None
        missing += context.missing
        if found is not None:
            parts[name] = found
            states[name] = {"state": "collected", "incomplete": missing}
        elif name not in told:
            states[name] = {"state": "not asked"}
        elif missing:
            states[name] = {"state": "failed", "reason": ", ".join(missing)}
    return parts, states


def _has_answers(name: str, raw: Mapping[str, Any]) -> bool:
    return any(one is not None for one in raw.get(name, {}).values())


def _joined(name: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a part, and those of others that belong to its facts, by their parts."""
    return {**raw[name], **{part: raw.get(part, {}) for part in _WITH.get(name, ())}}


def _belongs(line: str, part: str) -> bool:
    """Whether what went wrong before the parts were asked concerns *part*."""
    return part in _BEFORE.get(line.partition(": ")[0], ())

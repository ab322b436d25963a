"""All parts of a bundle of version 2, worked out: SIDs get names, flags and permissions become facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.evidence.raw.accounts import accounts
from ftplint.evidence.raw.certificates import certificates
from ftplint.evidence.raw.context import Context
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
    "names": frozenset({"network", "paths", "accounts", "log"}),
    "clients": frozenset({"certificates", "accounts"}),
    "computer": frozenset({"server", "tls", "accounts"}),
}
"""What is asked before the parts, and the parts that need it."""


def worked_out(
    about: Mapping[str, Any], raw: Mapping[str, Any], collected: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parts in the form of version 1, and what became of each, from *raw* parts and *about*, ``bundle.json``.

    All of these have the shape that ``schemas/raw-bundle.schema.json`` describes.
    """
    told = about.get("parts", {})
    context = Context(Sids(raw.get("sids", {})), about["computer"], collected, [])
    early = told.get("config", {}).get("missing") or []
    parts, states = {}, {}
    for name, work in _WORK.items():
        missing = [line for line in early if _belongs(line, name)]
        missing += told.get(name, {}).get("missing") or []
        context.missing.clear()
        found = work(raw[name], context) if any(one is not None for one in raw.get(name, {}).values()) else None
        missing += context.missing
        if found is not None:
            parts[name] = found
            states[name] = {"state": "collected", "incomplete": missing}
        elif told.get(name, {}).get("asked") is False:
            states[name] = {"state": "not asked"}
        elif missing:
            states[name] = {"state": "failed", "reason": ", ".join(missing)}
    return parts, states


def _belongs(line: str, part: str) -> bool:
    """Whether what went wrong before the parts were asked concerns *part*."""
    return part in _BEFORE.get(line.partition(": ")[0], ())

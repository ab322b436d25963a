"""What all parts of a raw bundle need to be worked out, and how raw values are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ftplint.evidence.raw.sids import Sids


class Context(NamedTuple):
    """The names of SIDs, the computer and the time of the bundle; ``missing`` takes what a part turns out to lack."""

    sids: Sids
    computer: str
    collected: datetime
    missing: list[str]


def first(values: Sequence[Any] | None) -> Any:
    """The first of the answers to a question, None if there is none."""
    return values[0] if values else None


def number(value: Any) -> int | None:
    """A whole number, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(value: Any) -> bool | None:
    """Settings that are 0 or 1, or True, False and NotConfigured."""
    return None if value is None or value == "NotConfigured" else str(value) not in ("0", "False")


def texts(value: Any) -> list[str]:
    """One text, or several: PowerShell writes a list of one as the one."""
    return [] if value is None else [str(one) for one in value] if isinstance(value, list) else [str(value)]


def domain_of(raw: Mapping[str, Any]) -> str | None:
    """The domain that the computer is in, empty if it is in none, None if nobody knows."""
    computer = first(raw.get("computer")) or {}
    if computer.get("PartOfDomain") is None:
        return None
    return str(computer.get("Domain") or "") if computer["PartOfDomain"] else ""


def registry(keys: Sequence[Mapping[str, Any]] | None) -> dict[str, Mapping[str, Any]]:
    """Values by the keys of the registry in lower case."""
    return {one["key"].lower(): {name.lower(): value for name, value in one["values"].items()} for one in keys or ()}


def dword(value: Any) -> int | None:
    """A REG_DWORD, which .NET gives with a sign."""
    found = number(value)
    return None if found is None else found & 0xFFFFFFFF

"""What all parts of a raw bundle need to be worked out, and how raw values are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ftplint.evidence.raw.sids import Sids


class Context(NamedTuple):
    """What a bundle says of itself; ``missing`` takes what a part turns out to lack.

    ``system`` are PartOfDomain, Domain and DomainRole of Win32_ComputerSystem, as far as they are known.
    """

    sids: Sids
    computer: str
    system: Mapping[str, Any]
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


def domain_of(context: Context) -> str | None:
    """The domain that the computer is in, empty if it is in none, None if nobody knows."""
    if context.system.get("PartOfDomain") is None:
        return None
    return str(context.system.get("Domain") or "") if context.system["PartOfDomain"] else ""


def dword(value: Any) -> int | None:
    """A REG_DWORD, which .NET gives with a sign."""
    found = number(value)
    return None if found is None else found & 0xFFFFFFFF

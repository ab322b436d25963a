"""IPv4 addresses and masks as the settings of FTP write them: four numbers from 0 to 255 with dots."""

from __future__ import annotations


def ipv4(text: str) -> tuple[int, int, int, int] | None:
    """The four numbers of an IPv4 address, or None for anything else. Leading zeros count as nothing."""
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        return None
    a, b, c, d = map(int, parts)
    return (a, b, c, d) if max(a, b, c, d) <= 255 else None


def external_kind(text: str) -> str:
    """What kind of address PASV would name: ``none``, ``malformed``, ``unroutable``, ``private`` or ``public``."""
    if not text:
        return "none"
    numbers = ipv4(text)
    if numbers is None:
        return "malformed"
    first, second, third, _ = numbers
    if first in (0, 127) or first >= 224 or (first, second) == (169, 254):
        return "unroutable"
    if (
        first == 10
        or (first == 172 and 16 <= second <= 31)
        or (first, second) == (192, 168)
        or (first == 100 and 64 <= second <= 127)  # carrier-grade NAT, RFC 6598
        or (first == 198 and second in (18, 19))  # benchmarks, RFC 2544
        or (first, second, third) in _DOCUMENTATION
    ):
        return "private"
    return "public"


_DOCUMENTATION = ((192, 0, 2), (198, 51, 100))
"""Networks for documentation (RFC 5737). The third, 203.0.113, stands for a public address in examples here."""


def ip_kind(text: str) -> str:
    """What an ``ipAddress`` is: ``none``, ``IPv4``, ``IPv6`` (by its colon) or ``malformed``."""
    if not text:
        return "none"
    if ":" in text:
        return "IPv6"
    return "malformed" if ipv4(text) is None else "IPv4"


def mask_kind(text: str) -> str:
    """What a ``subnetMask`` is: ``none``, ``IPv4`` or ``malformed``."""
    if not text:
        return "none"
    return "malformed" if ipv4(text) is None else "IPv4"

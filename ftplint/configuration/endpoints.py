"""All FTP bindings of a file by port, address and host name: who shares an endpoint with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ftplint.configuration.sites import Binding, Site

_Found = TypeVar("_Found")
Users = list[tuple["Site", "Binding"]]
Ports = dict[str, dict[str, dict[str, Users]]]
"""Port -> address -> host name in lower case -> the sites bound there, in file order; but ``*`` is the first address
and no host name the first host, where rules find them without searching."""


def ports(sites: Iterable[Site]) -> Ports:
    """The endpoints of *sites*. Host names do not depend on letter case; ``*`` is every address."""
    found: Ports = {}
    for site in sites:
        for binding in site.bindings:
            addresses = found.setdefault(binding.port, {})
            hosts = addresses.setdefault(one_spelling(binding.address), {})
            hosts.setdefault(binding.host.lower(), []).append((site, binding))
    return {
        port: {address: _first(hosts, "") for address, hosts in _first(addresses, "*").items()}
        for port, addresses in found.items()
    }


def one_spelling(address: str) -> str:
    """*address* of a binding in the spelling that two sites have in common: of IPv6 that of RFC 5952.

    ``0.0.0.0`` stays beside ``*``: that both are all IPv4 addresses is known of sockets, not of IIS.
    """
    if address.startswith("[") and address.endswith("]"):
        from ipaddress import AddressValueError, IPv6Address  # few files need it

        try:
            return f"[{IPv6Address(address[1:-1])}]"
        except AddressValueError:
            pass
    return address.lower()


def _first(found: dict[str, _Found], key: str) -> dict[str, _Found]:
    return {key: found[key], **found} if key in found else found


def users(found: Ports) -> Iterator[tuple[Site, Binding]]:
    """All sites with their bindings, in the order of the effective document."""
    for addresses in found.values():
        for hosts in addresses.values():
            for bound in hosts.values():
                yield from bound


def is_address(text: str) -> bool:
    """Whether *text* is an IP address of a binding: IPv6 in brackets, or IPv4 in four decimal parts (leading zeros and
    blanks around it are let pass)."""
    if text.startswith("["):
        from ipaddress import IPv6Address  # few files need it

        try:
            IPv6Address(text[1:].partition("]")[0])
        except ValueError:
            return False
        return text.endswith("]")
    parts = text.strip().split(".")
    return len(parts) == 4 and all(part.isascii() and part.isdecimal() and int(part[:4]) < 256 for part in parts)

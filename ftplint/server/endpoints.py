"""The endpoints of a configuration: which sites listen where, and whose certificate AUTH gets there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration import is_address, ports
from ftplint.named_tuple import NamedTuple
from ftplint.server.site import SiteSettings, Tls, tls_of

if TYPE_CHECKING:
    from ftplint.configuration import Configuration

IMPLICIT_PORT = 990


class Endpoint(NamedTuple):
    """One address and port of the file, with its sites by host name (lower case; empty for the host-less binding).

    ``defaults`` is the TLS part of siteDefaults, which serves where no host-less binding does.
    """

    address: str
    port: int
    hosts: dict[str, SiteSettings]
    defaults: Tls

    @property
    def implicit(self) -> bool:
        """IIS is implicit on port 990, and explicit on any other."""
        return self.port == IMPLICIT_PORT

    @property
    def hostless(self) -> SiteSettings | None:
        """The site that a client without host name gets."""
        return self.hosts.get("")

    @property
    def sites(self) -> tuple[SiteSettings, ...]:
        """All sites, each once."""
        return tuple({id(site): site for site in self.hosts.values()}.values())

    def tls(self, chosen: SiteSettings | None) -> Tls:
        """The settings whose certificate AUTH uses: AUTH comes before HOST and USER, so those of the host-less binding
        (friis blog), else those of siteDefaults (two administrators' notes).

        Open: a client that sends HOST before AUTH. Taken: the chosen site decides if there is no host-less one.
        """
        if self.hostless is not None:
            return self.hostless.tls
        if chosen is not None and not self.defaults.thumbprint:
            return chosen.tls
        return self.defaults

    def asks_for_certificate(self) -> bool:
        """Whether any site here may want a client certificate: the handshake comes before the host name."""
        return any(site.client_certificates.policy != "CertIgnore" for site in self.sites)


def endpoints(configuration: Configuration, left_out: list[str] | None = None) -> tuple[Endpoint, ...]:
    """The endpoints of all sites that start, in file order; of two sites at one place the first is started, and
    *left_out* gets a sentence about the other.

    What has no port from 1 to 65535, or names no IP address, listens nowhere.
    """
    settings = {id(site): SiteSettings(configuration, site) for site in configuration.ftp_sites}
    defaults = _site_defaults(configuration)
    found = []
    for port, addresses in ports(configuration.ftp_sites).items():
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
            continue
        for address, hosts in addresses.items():
            if address not in ("*", "") and not is_address(address):
                continue
            bound = {
                host: next((s for site, _ in users if (s := settings[id(site)]).starts), None)
                for host, users in hosts.items()
            }
            for host, users in hosts.items():
                first, *others = [s.name for site, _ in users if (s := settings[id(site)]).starts] or [""]
                if left_out is not None:
                    place = f"{address}:{port}:{host}"
                    left_out += [f"site {name!r} is not served at {place}: site {first!r} is there" for name in others]
            started = {host: site for host, site in bound.items() if site is not None}
            if started:
                found.append(Endpoint(address, int(port), started, defaults))
    return tuple(found)


def _site_defaults(configuration: Configuration) -> Tls:
    if configuration.site_defaults is not None:
        return tls_of(configuration.site_defaults)
    return Tls(control="SslRequire", data="SslRequire", thumbprint="", store="MY", strong_only=False)


def split_user(text: str, *, backslash: bool) -> tuple[str, str]:
    """The host name and the user of ``host|user`` (``host\\user`` too with useDomainNameAsHostName)."""
    host, bar, user = text.partition("|")
    if bar:
        return host, user
    if backslash and "\\" in text:
        host, _, user = text.partition("\\")
        return host, user
    return "", text

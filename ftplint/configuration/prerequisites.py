"""The prerequisites of client certificate logon as a matrix: what is set, where it comes from, whether it will do.

The five are those of the configuration reference's page clientCertAuthentication (iis-ftp-schema section 3.15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.schema import PLACEHOLDER, is_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ftplint.configuration.origin import Level
    from ftplint.configuration.sites import Site

COLUMNS = ("server certificate", "control channel", "data channel", "certificate policy", "directory mapping")


class Cell(NamedTuple):
    """One prerequisite of one site."""

    setting: str
    text: str
    level: Level
    met: bool


class Row(NamedTuple):
    """One site: whether client certificate logon is switched on there, and its prerequisites."""

    site: str
    enabled: bool
    cells: tuple[Cell, ...]

    @property
    def works(self) -> bool:
        """Whether the file gives certificate logon all it needs. The directory has its own say."""
        return self.enabled and all(cell.met for cell in self.cells)

    @property
    def verdict(self) -> str:
        """The row in words."""
        missing = sum(not cell.met for cell in self.cells)
        if self.enabled:
            return "can work" if not missing else f"CANNOT WORK: {missing} of {len(self.cells)} missing"
        return "switched off" if missing else "switched off; all else is ready"


def rows(sites: Iterable[Site]) -> Iterator[Row]:
    """The matrix, a row for each of *sites*."""
    for site in sites:
        security = site.ftp.child("security")
        enabled = security.find("authentication/clientCertAuthentication").value("enabled").text == "true"
        cells = []
        for element, attribute, test in _PREREQUISITES:
            node = security.child(element)
            value = node.value(attribute)
            cells.append(Cell(f"{node.declaration.path}/@{attribute}", value.text, value.level, test(value.text)))
        # The control channel has no denying value: TLS is denied there by an absent hash alone (section 3.15).
        yield Row(site.name, enabled, tuple(cells))


_PREREQUISITES = (
    ("ssl", "serverCertHash", lambda text: is_thumbprint(text) and text != PLACEHOLDER),
    ("ssl", "controlChannelPolicy", lambda text: text in ("SslAllow", "SslRequire", "SslRequireCredentialsOnly")),
    ("ssl", "dataChannelPolicy", lambda text: text in ("SslAllow", "SslRequire")),
    ("sslClientCertificates", "clientCertificatePolicy", lambda text: text in ("CertAllow", "CertRequire")),
    ("sslClientCertificates", "useActiveDirectoryMapping", lambda text: text == "true"),
)

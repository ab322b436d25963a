"""Where a site is looked for, and as whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_ANONYMOUS = ("anonymous", "ftp")


class Target(NamedTuple):
    """A server as the client reaches it. ``name`` is what its certificate must be for, ``host`` the host name of the
    binding.

    ``announced`` are addresses that PASV may name beside the server's own: ``externalIp4Address`` of the file. The data
    connection goes to ``address`` all the same.
    """

    address: str
    port: int
    name: str
    host: str = ""
    implicit: bool = False
    announced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who logs in: a name, with a password or a certificate (a PEM file with its key). Its text shows no password."""

    user: str
    password: str = field(default="", repr=False)
    certificate: Path | None = None

    @property
    def anonymous(self) -> bool:
        """Whether it is nobody in particular: its password, an e-mail address, is no secret."""
        return self.user.rpartition("|")[2].lower() in _ANONYMOUS

    @property
    def secret(self) -> bool:
        """Whether there is anything that a stranger must not get."""
        return (bool(self.password) and not self.anonymous) or self.certificate is not None


class Trust(NamedTuple):
    """Which server is believed to be the right one.

    ``authority`` is a PEM file of issuers, None for those of the system; ``pins`` are thumbprints of certificates
    that are trusted whoever issued them: those that the file names. ``insecure`` trusts every server.
    """

    authority: Path | None = None
    pins: frozenset[str] = frozenset()
    insecure: bool = False

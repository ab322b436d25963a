"""Facts from outside the file as plain data: server certificates, and which accounts client certificates map to.

Nothing here needs cryptography or a directory; the other modules of this package make these facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.errors import FtplintError

if TYPE_CHECKING:
    from datetime import datetime


class EvidenceError(FtplintError):
    """Certificates that cannot be read; the text says which file, and what to do."""


class KnownCertificate(NamedTuple):
    """A server certificate. ``store`` is empty where it is in every store; ``weak`` names what is weak about it."""

    thumbprint: str
    store: str
    name: str
    has_key: bool
    not_before: datetime
    not_after: datetime
    for_servers: bool
    weak: str
    hosts: tuple[str, ...]


class KnownClient(NamedTuple):
    """A client certificate and what the directory makes of it: the outcomes of ``evidence.mapping``."""

    name: str
    source: str
    outcome: str
    account: str
    by: str


class Outside(NamedTuple):
    """What is known besides the file; None where nobody said."""

    certificates: tuple[KnownCertificate, ...] | None
    clients: tuple[KnownClient, ...]
    now: datetime

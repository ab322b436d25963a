"""The facts from outside the file that an example of a rule brings along."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ftplint.detectors.outside import KnownCertificate, KnownClient, Outside
from ftplint.rules.model import FTP

if TYPE_CHECKING:
    from lxml.etree import _Element

TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""The day of all examples: what is expired in one stays so."""
_FTP = f"{{{FTP}}}"


def example_evidence(element: _Element) -> Outside:
    """The evidence that the element ``ftp:evidence`` describes."""
    certificates = tuple(
        KnownCertificate(
            one.get("thumbprint", "").lower(),
            one.get("store", ""),
            one.get("name", "ftp.example.com"),
            one.get("key", "true") == "true",
            _day(one.get("from", "2026-01-01")),
            _day(one.get("to", "2027-01-01")),
            one.get("server", "true") == "true",
            one.get("weak", ""),
            tuple(one.get("hosts", "").split()),
        )
        for one in element.iterchildren(f"{_FTP}certificate")
    )
    clients = tuple(
        KnownClient(
            *(one.get("name", ""), f"{one.get('name')}.cer"),
            *(one.get(said, "") for said in ("outcome", "account", "by")),
        )
        for one in element.iterchildren(f"{_FTP}client")
    )
    return Outside(certificates or None, clients, TODAY)


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)

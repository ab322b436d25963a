"""What was collected on a server, compared with its file: folders, accounts, permissions, firewall, services, TLS.

Nothing here is loaded for a plain check. Each module with ``find(subject, facts)`` finds the problems of one kind of
fact. None of them guesses: what the facts do not say is no problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observed import (
    accounts,
    firewall,
    folders,
    homes,
    opened_by_ntfs,
    refused_by_ntfs,
    refused_in_log,
    service,
    tls,
)
from ftplint.observed.certificates import of_clients as client_certificates
from ftplint.observed.certificates import of_server as server_certificates
from ftplint.observed.element import FactElement
from ftplint.observed.elements import ELEMENTS, bundle_elements, certificate_elements
from ftplint.observed.facts import ServerFacts
from ftplint.observed.from_bundle import of_bundle
from ftplint.observed.from_example import OF_EXAMPLES, of_example

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.detectors import Subject
    from ftplint.source import Problem

__all__ = [
    "ELEMENTS",
    "OF_EXAMPLES",
    "FactElement",
    "ServerFacts",
    "bundle_elements",
    "certificate_elements",
    "client_certificates",
    "find",
    "of_bundle",
    "of_example",
    "server_certificates",
]


def find(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """Everything that *facts* show to be wrong with the file."""
    for one in (folders, homes, accounts, refused_by_ntfs, opened_by_ntfs, firewall, service, tls, refused_in_log):
        yield from one.find(subject, facts)

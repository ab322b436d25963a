"""``--certificates``, ``--directory`` and ``--client-certificates``: facts from outside the file for a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import UnreadableError

if TYPE_CHECKING:
    from argparse import Namespace

    from ftplint.evidence import KnownClient, Outside

_NEEDS = "needs ftplint[certificates]: pip install 'ftplint[certificates]'"


def outside(options: Namespace) -> Outside | None:
    """What *options* say of the world outside the file; None where they say nothing. Raises UnreadableError."""
    if not (options.certificates or options.directory or options.client_certificates):
        return None
    if bool(options.directory) != bool(options.client_certificates):
        raise UnreadableError("--directory and --client-certificates go together: who is to be found, and where?")
    try:
        from ftplint.evidence import DirectoryError, EvidenceError, known_certificates, known_clients, open_directory
    except ImportError as error:
        raise UnreadableError(f"a check against certificates {_NEEDS} ({error.name} is missing)") from error
    from datetime import UTC, datetime

    from ftplint.evidence import Outside

    now = datetime.now(UTC)
    try:
        certificates = None if options.certificates is None else known_certificates(options.certificates)
        clients: tuple[KnownClient, ...] = ()
        if options.directory:
            directory = open_directory(options.directory, options.directory_ca)
            clients = known_clients(options.client_certificates, directory, now, weak=options.weak_mappings)
    except (DirectoryError, EvidenceError) as error:
        raise UnreadableError(str(error)) from error
    return Outside(certificates, clients, now)

"""The directory that a command line names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.evidence.accounts import MemoryDirectory
from ftplint.evidence.ldif import read_ldif

if TYPE_CHECKING:
    from ftplint.evidence.accounts import Directory


def open_directory(given: str, authority: str | None = None) -> Directory:
    """The directory that ``--directory`` names: an LDIF export, or an LDAP address. Raises DirectoryError."""
    if "://" in given:
        from ftplint.evidence.ldap_directory import LdapDirectory

        return LdapDirectory(given, ca_file=authority)
    return MemoryDirectory(read_ldif(Path(given)))

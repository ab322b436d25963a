"""Facts from outside the file: certificates, accounts, the bundle of a server.

Certificates need the extra ``ftplint[certificates]``; a bundle can be read without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.evidence.accounts import Account, Directory, DirectoryError, MemoryDirectory, folded
    from ftplint.evidence.bundle import CONFIGURATION, PARTS, Bundle, bundle_of, read_bundle, time_of
    from ftplint.evidence.bundle_files import BOUNDED, LARGEST_BUNDLE, LARGEST_FILE, MOST_FILES, NAME, is_bundle_folder
    from ftplint.evidence.certificate import SID_EXTENSION, UPN, CertificateFacts, certificate_facts
    from ftplint.evidence.certificates import Certificates, StoredCertificate, read_certificates
    from ftplint.evidence.directories import open_directory
    from ftplint.evidence.errors import EvidenceError, NoBundleError
    from ftplint.evidence.json_shape import mistake, parsed
    from ftplint.evidence.known_certificate import KnownCertificate, weakness
    from ftplint.evidence.mapping import Verdict, map_certificate, strong_mappings
    from ftplint.evidence.zip_listing import listing_size

__all__ = [
    "BOUNDED",
    "CONFIGURATION",
    "LARGEST_BUNDLE",
    "LARGEST_FILE",
    "MOST_FILES",
    "NAME",
    "PARTS",
    "SID_EXTENSION",
    "UPN",
    "Account",
    "Bundle",
    "CertificateFacts",
    "Certificates",
    "Directory",
    "DirectoryError",
    "EvidenceError",
    "KnownCertificate",
    "MemoryDirectory",
    "NoBundleError",
    "StoredCertificate",
    "Verdict",
    "bundle_of",
    "certificate_facts",
    "folded",
    "is_bundle_folder",
    "listing_size",
    "map_certificate",
    "mistake",
    "open_directory",
    "parsed",
    "read_bundle",
    "read_certificates",
    "strong_mappings",
    "time_of",
    "weakness",
]

_WHEN_ASKED = {
    "accounts": ("Account", "Directory", "DirectoryError", "MemoryDirectory", "folded"),
    "bundle": ("Bundle", "CONFIGURATION", "PARTS", "bundle_of", "read_bundle", "time_of"),
    "bundle_files": ("BOUNDED", "LARGEST_BUNDLE", "LARGEST_FILE", "MOST_FILES", "NAME", "is_bundle_folder"),
    "certificate": ("CertificateFacts", "SID_EXTENSION", "UPN", "certificate_facts"),
    "certificates": ("Certificates", "StoredCertificate", "read_certificates"),
    "directories": ("open_directory",),
    "errors": ("EvidenceError", "NoBundleError"),
    "json_shape": ("mistake", "parsed"),
    "known_certificate": ("KnownCertificate", "weakness"),
    "mapping": ("Verdict", "map_certificate", "strong_mappings"),
    "zip_listing": ("listing_size",),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)

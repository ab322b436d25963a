"""What goes wrong when facts from outside the file are read."""

from __future__ import annotations

from ftplint.errors import FtplintError


class EvidenceError(FtplintError):
    """Certificates or a bundle that cannot be read; the text says which file, and what to do."""


class NoBundleError(EvidenceError):
    """A folder or a ZIP without the file that makes it a bundle of evidence."""

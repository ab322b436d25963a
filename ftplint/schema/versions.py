"""The versions of IIS that ftplint knows."""

from __future__ import annotations

VERSIONS = ("7.0", "7.5", "8.0", "8.5", "10.0")
"""The versions of IIS with the FTP service that ftplint knows (7.0: the separate download), the oldest first."""

LATEST = VERSIONS[-1]

"""ftplint: a config linter and dependency validator for FTP on Microsoft IIS.

For programs: ``lint`` takes a file and returns a ``Report``; what goes wrong is a ``FtplintError``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.api import Report, Settings, lint
    from ftplint.errors import FtplintError

__all__ = ["FtplintError", "Report", "Settings", "__version__", "lint"]

__version__ = "0.3.0"

_WHEN_ASKED = {"api": ("Report", "Settings", "lint"), "errors": ("FtplintError",)}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)

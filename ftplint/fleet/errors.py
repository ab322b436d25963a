"""What goes wrong with a fleet as a whole; what goes wrong with one file is a row of its table ``servers``."""

from __future__ import annotations

from ftplint.errors import FtplintError


class FleetError(FtplintError):
    """A fleet that cannot be judged or asked; ``str`` says why and what to do."""


class SourceError(FleetError):
    """One file that cannot be read. The others are judged."""

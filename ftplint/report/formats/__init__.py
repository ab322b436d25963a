"""The formats of reports: one format, one file, which has ``render(report, view)``.

``FINGERPRINTS``, ``EDITS`` and ``PAGE`` in a file say that the format shows what takes time to make.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from ftplint.errors import FtplintError

NAMES = frozenset(module.name.replace("_", "-") for module in iter_modules(__path__))
"""The formats by name: those of the files, ``json-lines`` for ``json_lines.py``."""


def load_format(name: str) -> Any:
    """The module of a format. Raises FtplintError for a name that is none."""
    if name not in NAMES:
        raise FtplintError(f"there is no format '{name}'; there are {', '.join(sorted(NAMES))}")
    return import_module(f"{__name__}.{name.replace('-', '_')}")

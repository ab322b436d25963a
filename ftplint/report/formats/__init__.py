"""The formats of reports: one format, one file, which has ``render(report, view)``.

``FINGERPRINTS``, ``EDITS`` and ``PAGE`` in a file say that the format shows what takes time to make.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ftplint.errors import FtplintError
from ftplint.faces import module_names

NAMES = frozenset(name.replace("_", "-") for name in module_names(__path__))
"""The formats by name: those of the files, ``json-lines`` for ``json_lines.py``."""


def load_format(name: str) -> Any:
    """The module of a format. Raises FtplintError for a name that is none."""
    if name not in NAMES:
        raise FtplintError(f"there is no format '{name}'; there are {', '.join(sorted(NAMES))}")
    return import_module(f"{__name__}.{name.replace('-', '_')}")

"""Checks rule files: structure, names in XPaths, examples. Only ``ftplint rules test`` and ``--rules`` need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.rules.check.folder import check_rules

__all__ = ["check_rules"]

_WHEN_ASKED = {"folder": ("check_rules",)}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)

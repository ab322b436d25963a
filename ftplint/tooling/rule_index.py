"""Makes rules/rules.xml, from which a start reads all built-in rules at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.resources import RULES
from ftplint.rules.index import NAME, index_text

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["TARGET", "index_text"]

TARGET: Path = RULES / NAME

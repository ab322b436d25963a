"""The PowerShell script that gathers evidence on a server, and the names of a file that it is to ask about."""

from __future__ import annotations

from ftplint.collect.names import Names, names_of
from ftplint.collect.script import PARTS, RARE, USUAL, collector

__all__ = ["PARTS", "RARE", "USUAL", "Names", "collector", "names_of"]

"""A bundle of version 2 holds what Windows says in its own form; this works out the facts that version 1 has."""

from __future__ import annotations

from ftplint.evidence.raw.bundle import worked_out

__all__ = ["worked_out"]

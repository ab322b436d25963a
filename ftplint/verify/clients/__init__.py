"""Clients that play a scenario: our own, and independent ones. Each takes a Call and gives back the dialogue."""

from __future__ import annotations

from ftplint.verify.clients.call import HOST, Call, password_of
from ftplint.verify.clients.programs import available

__all__ = ["HOST", "Call", "available", "password_of"]

"""The facts, one small group a module: each function reads what was seen, and yields facts of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.probe.facts.certificates import certificates
from ftplint.probe.facts.commands import commands
from ftplint.probe.facts.data import data
from ftplint.probe.facts.folders import folders
from ftplint.probe.facts.logon import logon
from ftplint.probe.facts.messages import messages
from ftplint.probe.facts.passive import passive
from ftplint.probe.facts.policies import policies
from ftplint.probe.facts.rights import rights
from ftplint.probe.facts.there import there
from ftplint.probe.facts.tls import tls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ftplint.probe.fact import Fact, Seen

__all__ = ["FACTS"]

FACTS: tuple[Callable[[Seen], Iterator[Fact]], ...] = (
    *(there, messages, commands, tls, certificates, policies),
    *(logon, folders, passive, data, rights),
)
"""In the order of a session."""

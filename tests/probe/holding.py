"""Holds what was seen of one server against any file: facts are a matter of records, so one look serves many files."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

from ftplint.analysis import analyse
from ftplint.client import Limits, Record
from ftplint.configuration import Configuration, Site
from ftplint.probe import Fact, Plan, Target, Trust, Visitor, look, twin
from ftplint.probe.fact import Seen
from ftplint.probe.run import facts_of
from ftplint.probe.twin_server import Twin
from ftplint.verify.lab import PASSWORD, Lab

LIMITS = Limits(reply=60.0, connect=60.0, session=600.0)
"""The machine may be busy with other things."""


def visitor(lab: Lab, certificate: bool) -> Visitor:
    """alice, as the lab has her."""
    return Visitor("alice", "", lab.folder / "clients" / "mapped.pem") if certificate else Visitor("alice", PASSWORD)


def plan(lab: Lab, who: Visitor | None, *, versions: bool = False) -> Plan:
    return Plan(who, Trust(lab.folder / "ca.pem"), LIMITS, versions, file="ftplint-probe-test.txt")


def configuration_of(text: str) -> Configuration:
    found = analyse("the file", text.encode()).configuration
    assert found is not None
    return found


def at(port: int, *, host: str = "", implicit: bool = False) -> Target:
    return Target("127.0.0.1", port, "localhost", host, implicit)


class File(NamedTuple):
    """A file, a site of it, and what its twin says."""

    configuration: Configuration
    site: Site
    running: Twin
    plan: Plan
    says: Record
    port: int

    def facts(self, real: Record) -> tuple[Fact, ...]:
        """*real* held against this file."""
        endpoint = self.running.endpoint(self.site.name, self.port, "")
        assert endpoint is not None
        target = at(self.port)
        ports = self.running.passive_ports
        return facts_of(
            Seen(
                *(self.configuration, self.site, endpoint, target, self.plan, real, self.says, ports, "127.0.0.1"),
            )
        )


@contextlib.contextmanager
def file(text: str, made: Plan, port: int = 21) -> Iterator[File]:
    """The first site of *text*, at its binding of *port*."""
    configuration = configuration_of(text)
    site = configuration.ftp_sites[0]
    with twin(configuration, [site], made, "127.0.0.1") as running:
        endpoint = running.endpoint(site.name, port, "")
        assert endpoint is not None
        yield File(configuration, site, running, made, running.look(site.name, endpoint, ""), port)


def differences(facts: tuple[Fact, ...]) -> list[Fact]:
    return [fact for fact in facts if fact.verdict == "differs"]


def told(facts: list[Fact]) -> str:
    return "\n".join(f"{one.id} ({one.weight}): {one.settings}: {one.says} / {one.saw}" for one in facts)


def names(fact: Fact, setting: str) -> bool:
    """Whether *fact* names *setting*, or an element that it is in."""
    return any(setting == one or setting.startswith(f"{one}/") for one in fact.settings)


def see(port: int, made: Plan, site: str = "ftp.example.com") -> Record:
    """A look at a server of ours."""
    return look(at(port), site, made)

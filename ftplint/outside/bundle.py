"""What a bundle says of the server itself: folders, accounts, permissions, firewall, services, Schannel.

This file is loaded for every check, and what it needs only with a bundle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from ftplint.detectors import Subject
    from ftplint.evidence import Bundle
    from ftplint.observed import ServerFacts
    from ftplint.source import Problem


def add_arguments(parser: ArgumentParser) -> None:
    """None: a bundle is a path like any other."""
    del parser


def gather(options: Namespace, now: datetime) -> ServerFacts | None:
    """None: a bundle is known when its path is read."""
    del options, now
    return None


def of_bundle(bundle: Bundle, now: datetime) -> ServerFacts:
    """The facts of *bundle*. Raises EvidenceError."""
    from ftplint.observed import of_bundle as facts_of

    del now
    return facts_of(bundle)


def KINDS(facts: ServerFacts, path: str) -> tuple[str, ...]:
    """The parts of a bundle, without those that are missing (``Outside.missing``)."""
    del facts, path
    return ("accounts", "log", "network", "paths", "server", "tls")


def EXAMPLES() -> Mapping[str, Mapping[str, str]]:
    """The elements of ``ftp:evidence`` that describe a server."""
    from ftplint.observed import OF_EXAMPLES

    return OF_EXAMPLES


def from_examples(elements: Sequence[tuple[str, Mapping[str, str]]], day: str) -> ServerFacts:
    """The facts that such elements describe, collected on *day*."""
    from ftplint.observed import of_example

    return of_example(elements, day)


def elements(facts: ServerFacts) -> Iterator[str]:
    """The facts as elements of ``server/evidence``."""
    from ftplint.observed import bundle_elements

    return bundle_elements(facts.bundle)


def find(subject: Subject, facts: ServerFacts, now: datetime) -> Iterator[Problem]:
    """Everything that the facts show to be wrong with the file."""
    from ftplint.observed import find as found

    del now
    yield from found(subject, facts)

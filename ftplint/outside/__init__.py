"""Facts from outside the file, held against it. One source of facts, one file: each module here is a source.

Nothing else names them: to add one is to add a file, and the rules that put its problems into words. A source has

``add_arguments(parser)``
    its arguments on the command line;
``gather(options, now)``
    its facts as plain data, None where the options ask for none. Raises FtplintError;
``EXAMPLE``, ``from_example(elements)``
    the name of its elements in ``ftp:evidence`` of a rule's examples with their attributes and what these are where
    they are not written, and the facts that such elements describe;
    (``EXAMPLES``, ``from_examples(elements)`` for a source with several elements, which are given with their names);
``find(subject, facts, now)``
    the problems that the facts show;
``of_bundle(bundle, now)``
    if a bundle has such facts: those in it, None where it has none;
``NAME``, ``of_files(files)``
    if a file beside that which is judged has such facts: what it is called, and the facts in it, None without;
``KINDS(facts, path)``
    if rules name its facts (``evidence``): the kinds that are known for the file at *path*;
``elements(facts)``
    if rules of one's own can look at the facts: these as elements of ``server/evidence``, which
    ``ftplint.observed.ELEMENTS`` declares;
``WITHOUT_FTP``, ``overrules(problem, facts)``
    if it has them: that it is asked where FTP is not installed too, and whether a problem that was found without the
    facts is none where ``find`` does not find it too.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ftplint.errors import FtplintError
from ftplint.faces import module_names
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from lxml.etree import _Element

    from ftplint.detectors import Subject
    from ftplint.evidence import Bundle
    from ftplint.source import Problem

__all__ = [
    "EXAMPLE_DAY",
    "Outside",
    "add_arguments",
    "from_example",
    "gather",
    "names_beside",
    "of_bundle",
    "of_files_beside",
    "with_outside_problems",
]

EXAMPLE_DAY = "2026-11-23T12:00:00+00:00"
"""The day of all examples: what is expired in one stays so."""


class Outside(NamedTuple):
    """What is known besides the file: the facts of each source that was asked, by its name, and what time it is."""

    facts: Mapping[str, Any]
    now: datetime
    missing: Mapping[str, str] = {}
    """The parts of a bundle that are not in it, and why; empty where there is no bundle."""

    def kinds(self, path: str) -> frozenset[str]:
        """The kinds of facts that are known for the file at *path*, as ``evidence`` of rules names them."""
        found: set[str] = set()
        for name, source in _sources():
            if name in self.facts and hasattr(source, "KINDS"):
                found.update(source.KINDS(self.facts[name], path))
        return frozenset(found - self.missing.keys())

    def xml(self) -> str:
        """The facts as the element ``evidence`` of the effective document; empty if there are none for it."""
        asked = ((source, self.facts[name]) for name, source in _sources() if name in self.facts)
        shown = [text for source, facts in asked if hasattr(source, "elements") for text in source.elements(facts)]
        return f"<evidence>{''.join(shown)}</evidence>" if shown else ""


@lru_cache(maxsize=1)
def _sources() -> tuple[tuple[str, Any], ...]:
    """The modules here by their names."""
    return tuple((name, import_module(f"{__name__}.{name}")) for name in module_names(__path__))


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of all sources."""
    for _, source in _sources():
        source.add_arguments(parser)


def gather(options: Namespace) -> Outside | None:
    """The facts that *options* ask for, None where they ask for none. Raises FtplintError."""
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    try:
        facts = {name: found for name, source in _sources() if (found := source.gather(options, now)) is not None}
    except ImportError as error:
        needs = 'this needs ftplint[certificates]: pip install ".[certificates]" in a clone of ftplint'
        raise FtplintError(f"{needs} ({error.name} is missing)") from error
    return Outside(facts, now) if facts else None


def of_bundle(bundle: Bundle, given: Outside | None = None) -> Outside:
    """The facts of *bundle* for every source; what was *given* by options stands over them. Raises FtplintError."""
    from datetime import UTC, datetime

    now = datetime.now(UTC) if given is None else given.now
    own = {name: source.of_bundle(bundle, now) for name, source in _sources() if hasattr(source, "of_bundle")}
    facts = {name: found for name, found in own.items() if found is not None}
    return Outside({**facts, **(given.facts if given is not None else {})}, now, bundle.states)


def names_beside() -> tuple[str, ...]:
    """What files are called that are read beside the one which is judged."""
    return tuple(source.NAME for _, source in _sources() if hasattr(source, "of_files"))


def of_files_beside(files: Mapping[str, bytes], now: datetime) -> Outside | None:
    """The facts in *files*, by their names, that lie beside the file which is judged; None where they have none."""
    own = {name: source.of_files(files) for name, source in _sources() if hasattr(source, "of_files")}
    facts = {name: found for name, found in own.items() if found is not None}
    return Outside(facts, now) if facts else None


def from_example(evidence: _Element) -> Outside:
    """The facts that an element ``ftp:evidence`` describes. Raises FtplintError for a name that no source has."""
    from datetime import datetime

    facts = {}
    known: set[str] = set()
    for name, source in _sources():
        several = hasattr(source, "EXAMPLES")
        declared = source.EXAMPLES() if several else dict([source.EXAMPLE])
        known.update(declared)
        named = [(str(one.tag).rpartition("}")[2], one) for one in evidence.iterchildren("*")]
        elements = [(tag, _filled(one, declared[tag])) for tag, one in named if tag in declared]
        if elements and several:
            facts[name] = source.from_examples(elements, EXAMPLE_DAY)
        elif elements:
            facts[name] = source.from_example([one for _, one in elements])
    for one in evidence.iterchildren("*"):
        if str(one.tag).rpartition("}")[2] not in known:
            raise FtplintError(f"evidence has no '{one.tag}'; it has {', '.join(sorted(known))}")
    return Outside(facts, datetime.fromisoformat(EXAMPLE_DAY))


def _filled(element: _Element, attributes: Mapping[str, str]) -> dict[str, str]:
    for name in element.attrib:
        if name not in attributes:
            raise FtplintError(f"'{element.tag}' has no attribute '{name!s}'; it has {', '.join(attributes)}")
    return {name: element.get(name, default) for name, default in attributes.items()}


def with_outside_problems(found: Sequence[Problem], subject: Subject, outside: Outside) -> Iterator[Problem]:
    """What was *found* without the facts, and what these show to be wrong with the file; nothing twice."""
    problems = list(found)
    for name, source in _sources():
        facts = outside.facts.get(name)
        if facts is None or not (subject.configuration.serves_ftp or getattr(source, "WITHOUT_FTP", False)):
            continue
        more: list[Problem] = list(source.find(subject, facts, outside.now))
        overrules: Callable[[Problem, Any], bool] | None = getattr(source, "overrules", None)
        if overrules is not None:
            here = {(problem.kind, problem.place) for problem in more}
            problems = [p for p in problems if (p.kind, p.place) in here or not overrules(p, facts)]
        known = {(problem.kind, problem.place) for problem in problems}
        problems.extend(problem for problem in more if (problem.kind, problem.place) not in known)
    yield from problems

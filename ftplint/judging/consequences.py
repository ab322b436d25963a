"""Findings that come from a mistake that IIS cannot read, or reads elsewhere: what was meant to be set is not."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ftplint.source import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.judging.pending_finding import PendingFinding

_METHODS = "ftpServer/security/authentication/"
"""A rule that all methods of logon are off points at one of them, and each of them would do."""
_TRIED = 20
"""So many causes of one place are looked at: a file can have any number."""


def name_causes(pending_findings: Sequence[PendingFinding]) -> None:
    """Gives ``because`` to each finding on a setting that another one says is misspelt, misplaced or unreadable.

    It has to be on the same site, and on a value that is not written, or that is the unreadable one: what is written
    elsewhere has a cause of its own.
    """
    causes = _Causes([pending for pending in pending_findings if pending.means is not None])
    if not causes:
        return
    for pending in pending_findings:
        if pending.means is None and pending.setting is not None:
            pending.because = next(causes.of(pending, pending.setting), None)


class _Causes:
    """The causes by site, and by the settings that they are about."""

    def __init__(self, causes: Sequence[PendingFinding]) -> None:
        self._at: dict[tuple[str | None, str], list[PendingFinding]] = {}
        self._inside: dict[tuple[str | None, str], list[PendingFinding]] = {}
        for cause in causes:
            assert cause.means is not None, "asked for by the caller"
            site = None if cause.means.site is None else cause.means.site.lower()
            for setting in cause.means.settings:
                self._at.setdefault((site, setting), []).append(cause)
                for outer in _outer(setting):
                    self._inside.setdefault((site, outer), []).append(cause)

    def __bool__(self) -> bool:
        return bool(self._at)

    def of(self, pending: PendingFinding, setting: str) -> Iterator[PendingFinding]:
        """The causes of *pending*, which is on *setting*, the nearest first."""
        names = {name.lower() for name in pending.sites}
        by_default = _by_default(pending, setting)
        for site in (*(names if len(names) == 1 else ()), None):
            for cause in islice(self._at.get((site, setting), ()), _TRIED):
                if by_default or cause.place == pending.place:
                    yield cause
            if by_default:
                for outer in _outer(setting):
                    yield from self._at.get((site, outer), ())
            if pending.rule.scope != "problem":
                yield from self._of_parts(pending, setting, site, by_default=by_default)

    def _of_parts(
        self, pending: PendingFinding, setting: str, site: str | None, *, by_default: bool
    ) -> Iterator[PendingFinding]:
        """Those that are about a part of *setting*, or about another method of logon."""
        for cause in islice(self._inside.get((site, setting), ()), _TRIED):
            if _looks_at(pending, cause) and (by_default or _is_around(pending, cause)):
                yield cause
        if by_default and setting.startswith(_METHODS):
            for cause in islice(self._inside.get((site, _METHODS.rstrip("/")), ()), _TRIED):
                if _looks_at(pending, cause):
                    yield cause


def _by_default(pending: PendingFinding, setting: str) -> bool:
    """Whether nobody writes the value. A detector that points at no value of an attribute has found none."""
    if pending.rule.scope == "problem":
        return "@" in setting and pending.place.part is Part.TAG
    return pending.origin == "schema"


def _outer(setting: str) -> Iterator[str]:
    """The elements around *setting*, the innermost first."""
    while (setting := setting.rpartition("/")[0]) != "":
        yield setting


def _looks_at(pending: PendingFinding, cause: PendingFinding) -> bool:
    """Whether the rule of *pending* looks at what *cause* is about."""
    seen = pending.rule.needs.names
    assert cause.means is not None, "it is a cause"
    steps = (setting.split("/")[-2:] for setting in cause.means.settings)
    return seen is None or any(all(step.lstrip("@") in seen for step in pair) for pair in steps)


def _is_around(pending: PendingFinding, cause: PendingFinding) -> bool:
    """Whether the mistake stands in the element that *pending* points at."""
    inner = cause.place.element
    around = () if inner is None else (inner, *inner.iterancestors())
    return pending.place.element in around

"""One rule as loaded from its file: what it tests, and everything a person may want to know about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from ftplint.errors import FtplintError

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element


SCHEMATRON = "http://purl.oclc.org/dsdl/schematron"
FTP = "urn:ftplint:rule"

Severity = Literal["info", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
"""From the mildest to the gravest."""


Scope = Literal["problem", "site", "server"]
"""What a rule is judged on: a problem of the file, one site at a time, or the whole server at once."""


class Change(NamedTuple):
    """One setting and the value it should have."""

    setting: str
    value: str


class Fix(NamedTuple):
    """What to do. ``safe`` and ``unsafe`` fixes list their changes; a ``manual`` one says what to decide."""

    safety: Literal["safe", "unsafe", "manual"]
    title: str
    changes: tuple[Change, ...] = ()


class RuleError(FtplintError):
    """A rule file that cannot be used. ``str`` says what is wrong and where: ``file:line: reason``."""

    def __init__(self, path: Path | str, line: int | None, reason: str) -> None:
        self.path, self.line, self.reason = str(path), line, reason
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")


def line_of(element: _Element) -> int:
    """The line of *element* in its rule file (lxml's: where the start tag ends), 0 if it has none."""
    return cast("int | None", element.sourceline) or 0


class Test(NamedTuple):
    """One assert or report. ``violation`` is the XPath that is true of a context node that breaks the rule."""

    violation: str
    element: _Element


class Context(NamedTuple):
    """One Schematron rule: a context, its variables and its tests. ``context`` is the absolute XPath."""

    context: str
    lets: tuple[tuple[str, str], ...]
    tests: tuple[Test, ...]
    element: _Element


class Pattern(NamedTuple):
    """One Schematron pattern: a node is judged by the first of its contexts that fits, and no other."""

    contexts: tuple[Context, ...]
    scope: Scope
    words: frozenset[str] | None
    """The elements and attributes that it looks at (see ``words``); None for all that there are."""


class Rule(NamedTuple):
    """One rule file. ``element`` is its ``sch:schema``, from which the prose is read when it is needed.

    Where it comes from the index of the built-in rules it lacks the examples, and is not ``whole``.
    """

    id: str
    name: str
    severity: Severity
    since: str
    title: str
    scope: Scope
    patterns: tuple[Pattern, ...]
    path: Path
    element: _Element
    whole: bool = True
    suppressible: bool = True
    optional: bool = False
    """Runs only if it is selected by id, name or profile."""
    security: float | None = None
    """How grave the mistake is for security, from 0.0 to 10.0; None where it is none of security."""
    profiles: tuple[tuple[str, str], ...] = ()
    """The published baselines that ask for what the rule checks, and its id in each (which may be empty)."""

    def part(self, scope: Scope) -> Rule | None:
        """The rule reduced to its patterns of one *scope*, or None if it has none."""
        patterns = tuple(pattern for pattern in self.patterns if pattern.scope == scope)
        return self._replace(patterns=patterns) if patterns else None

    @property
    def kind(self) -> str | None:
        """The kind of problem that a rule on problems of the file reports; it is the rule's name."""
        return self.name if self.scope == "problem" else None

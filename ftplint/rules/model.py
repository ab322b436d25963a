"""One rule as loaded from its file: what it tests, and everything a person may want to know about it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Literal, cast

from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple
from ftplint.rules.messages import Expression, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from lxml.etree import _Element

    from ftplint.rules.rule_file import RuleFile


SCHEMATRON = "http://purl.oclc.org/dsdl/schematron"
FTP = "urn:ftplint:rule"
ASSERT, REPORT = f"{{{SCHEMATRON}}}assert", f"{{{SCHEMATRON}}}report"

Severity = Literal["info", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
"""From the mildest to the gravest."""


Scope = Literal["problem", "site", "server"]
"""What a rule is judged on: a problem of the file, one site at a time, or the whole server at once."""


class Change(NamedTuple):
    """One setting and the value it should have."""

    setting: str
    value: str


Safety = Literal["safe", "unsafe", "opens", "manual"]
"""``safe`` changes neither who gets in nor who is kept out nor what is protected; ``unsafe`` could lock somebody out;
``opens`` lets somebody in, or shows something, that was closed before; ``manual`` has something to decide."""
CLASSES: tuple[Safety, ...] = ("safe", "unsafe", "opens", "manual")
"""From the one to be applied at once to the one that nobody applies for the user."""


class Effect(NamedTuple):
    """The class of a fix. ``because`` says in words what changes; ``locks``: it opens, and could lock out as well."""

    safety: Safety
    because: str = ""
    locks: bool = False


class OnceNamed(NamedTuple):
    """What a fix is once the user names a certificate, which stands in its changes as ``CERTIFICATE``."""

    effect: Effect
    changes: tuple[Change, ...]


class Fix(NamedTuple):
    """What to do. A ``manual`` fix says what to decide; the others list their changes."""

    safety: Safety
    title: str
    changes: tuple[Change, ...] = ()
    because: str = ""
    locks: bool = False
    once_named: OnceNamed | None = None

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The classes that a user has to permit before this fix is made; ``ftplint fix`` has an option for each."""
        unsafe = self.safety == "unsafe" or self.locks
        return (*(["opens"] if self.safety == "opens" else []), *(["unsafe"] if unsafe else []))


CERTIFICATE = "{certificate}"
"""Stands for the thumbprint that the user has to name."""


class RuleError(FtplintError):
    """A rule file that cannot be used. ``str`` says what is wrong and where: ``file:line: reason``."""

    def __init__(self, path: Path | str, line: int | None, reason: str) -> None:
        self.path, self.line, self.reason = str(path), line, reason
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")


class Fault(NamedTuple):
    """Something wrong with a rule file and its line; a ``hint`` if the rule does its work in spite of it."""

    line: int
    message: str
    hint: bool = False


def line_of(element: _Element) -> int:
    """The line of *element* in its rule file (lxml's: where the start tag ends), 0 if it has none."""
    return cast("int | None", element.sourceline) or 0


class Pointer(NamedTuple):
    """An XPath that points at a setting from the node that breaks the rule, and the element it stands in."""

    select: Expression
    element: _Element


class Pointers(NamedTuple):
    """Where a finding points: ``at`` the setting at fault, and at ``related`` ones."""

    at: tuple[Pointer, ...]
    related: tuple[Pointer, ...]


def pointers(parent: _Element) -> Pointers:
    """The ``ftp:at`` and ``ftp:related`` elements directly below *parent*."""
    return Pointers(
        *(
            tuple(Pointer(Expression(e.get("select", ".")), e) for e in parent.iterchildren(f"{{{FTP}}}{name}"))
            for name in ("at", "related")
        )
    )


_PLACE = re.compile(r"\b(?:position|last)\s*\(")


class Test:
    """One assert or report. ``violation`` is the XPath that is true of a context node that breaks the rule."""

    __slots__ = ("_context", "_message", "_number", "by_node", "holds", "violation")

    def __init__(self, violation: str, context: Context, number: int) -> None:
        """The test *number*, from 0, of *context*."""
        self.violation = violation
        self._context, self._number = context, number
        self.by_node = _PLACE.search(violation) is not None
        """Whether each node is judged by itself: among several, position() and last() mean something else."""
        # lxml knows no position outside of a predicate.
        self.holds = Expression(f"boolean(self::node()[{violation}])" if self.by_node else violation)
        self._message: Message | None = None

    @property
    def element(self) -> _Element:
        """Its element in the rule file."""
        return next(islice(self._context.element.iterchildren(ASSERT, REPORT), self._number, None))

    @property
    def message(self) -> Message:
        """The text of the assert or report."""
        if self._message is None:
            self._message = Message(self.element)
        return self._message


class WrittenContext(NamedTuple):
    """What one Schematron rule says, as texts: the absolute XPath of its context, its variables, its violations."""

    context: str
    lets: Sequence[tuple[str, str]]
    violations: Sequence[str]


class Context:
    """One Schematron rule: a context, its variables and its tests. ``context`` is the absolute XPath."""

    __slots__ = ("_at_once", "_element", "_pointers", "context", "lets", "nodes", "tests")

    def __init__(self, written: WrittenContext, element: Callable[[], _Element]) -> None:
        """*element* gets its element in the rule file, which most runs never ask for."""
        self.context = written.context
        self.lets = tuple((name, Expression(value)) for name, value in written.lets)
        self.tests = tuple(Test(violation, self, number) for number, violation in enumerate(written.violations))
        self.nodes = Expression(self.context)
        self._element = element
        self._pointers: Pointers | None = None
        self._at_once: tuple[tuple[Test, Expression], ...] | None = None

    @property
    def element(self) -> _Element:
        """Its element in the rule file."""
        return self._element()

    @property
    def pointers(self) -> Pointers:
        """Its own ``ftp:at`` and ``ftp:related`` elements."""
        if self._pointers is None:
            self._pointers = pointers(self.element)
        return self._pointers

    @property
    def at_once(self) -> tuple[tuple[Test, Expression], ...]:
        """Each test with the XPath of all nodes that it is true of, in one call."""
        if self._at_once is None:
            self._at_once = tuple((test, Expression(f"({self.context})[{test.violation}]")) for test in self.tests)
        return self._at_once


class Needs(NamedTuple):
    """What of the effective document the XPaths of a pattern must see, to say what they say on the whole of it.

    The defaults are for an XPath that is not understood: everything.
    """

    names: frozenset[str] | None = None
    """The elements and attributes of a site that are looked at; None for all that there are."""
    server_level: bool = True
    """Whether ``system.ftpServer`` at the server level is looked at."""
    site_name: bool = True
    """Whether it matters what the site is called, beyond printing it."""
    host_or_not: bool = True
    """Whether it matters if a binding has a host name, even if not which."""
    whole: bool = True
    """Whether nothing but the whole document will do."""
    ports: bool = True
    """Whether the endpoints of all sites, by port, are looked at."""
    kinds: frozenset[str] = frozenset()
    """The kinds of problems that the pattern is about; none for any."""
    decisive: frozenset[str] | None = None
    """Of ``names`` those that decide whether a site breaks the rule: contexts, variables and tests look at them in
    full. The others are only printed, pointed at, or ``compared``."""
    compared: frozenset[tuple[str, str]] = frozenset()
    """Attributes that contexts and tests compare with a text, each with that text."""
    name_decides: bool = True
    """Whether what the site is called decides whether it breaks the rule."""

    @classmethod
    def together(cls, several: Sequence[Needs]) -> Needs:
        """What *several* patterns need together."""
        if len(several) == 1:
            return several[0]
        names = [needs.names for needs in several]
        decisive = [needs.decisive for needs in several]
        kinds = [needs.kinds for needs in several]
        return cls(
            None if None in names else frozenset().union(*(one or () for one in names)),
            any(needs.server_level for needs in several),
            any(needs.site_name for needs in several),
            any(needs.host_or_not for needs in several),
            any(needs.whole for needs in several),
            any(needs.ports for needs in several),
            frozenset().union(*kinds) if all(kinds) else frozenset(),
            None if None in decisive else frozenset().union(*(one or () for one in decisive)),
            frozenset().union(*(needs.compared for needs in several)),
            any(needs.name_decides for needs in several),
        )


class Pattern:
    """One Schematron pattern: a node is judged by the first of its ``contexts`` that fits, and no other."""

    __slots__ = ("_file", "_needs", "_number", "scope")

    def __init__(self, file: RuleFile, number: int, scope: Scope, needs: Callable[[], Needs]) -> None:
        """The pattern *number*, from 0, of the rule *file*. What it *needs* is only asked where it is judged."""
        self._file, self._number = file, number
        self.scope: Scope = scope
        self._needs: Needs | Callable[[], Needs] = needs

    @property
    def needs(self) -> Needs:
        """What its XPaths have to see."""
        if not isinstance(self._needs, Needs):
            self._needs = self._needs()
        return self._needs

    @property
    def contexts(self) -> tuple[Context, ...]:
        """Its ``sch:rule`` elements. Raises RuleError for one that cannot be used."""
        return self._file.contexts[self._number]


class Rule(NamedTuple):
    """One rule. What is only looked at where it is broken is read from its ``file`` then."""

    id: str
    name: str
    severity: Severity
    since: str
    title: str
    scope: Scope
    patterns: tuple[Pattern, ...]
    file: RuleFile
    suppressible: bool = True
    optional: bool = False
    """Runs only if it is selected by id, name or profile."""
    security: float | None = None
    """How grave the mistake is for security, from 0.0 to 10.0; None where it is none of security."""
    profiles: tuple[tuple[str, str], ...] = ()
    """The published baselines that ask for what the rule checks, and its id in each (which may be empty)."""
    evidence: tuple[str, ...] = ()
    """The facts from outside the file without which the rule finds nothing: certificates, paths and so on."""

    @property
    def path(self) -> Path:
        """The path of the rule file."""
        return self.file.path

    @property
    def element(self) -> _Element:
        """Its ``sch:schema``, which has the prose; without the examples where it is that of the index."""
        return self.file.schema

    @property
    def pointers(self) -> Pointers:
        """Where its findings point."""
        return self.file.pointers

    @property
    def changes(self) -> tuple[Pointer, ...]:
        """What the fix sets: the ``ftp:set`` elements."""
        return self.file.changes

    @property
    def conditions(self) -> tuple[Pointer, ...]:
        """Where the fix is of another class: the ``ftp:when`` elements."""
        return self.file.conditions

    def part(self, scope: Scope) -> Rule | None:
        """The rule reduced to its patterns of one *scope*, or None if it has none."""
        patterns = tuple(pattern for pattern in self.patterns if pattern.scope == scope)
        return self._replace(patterns=patterns) if patterns else None

    @property
    def on_ftplint(self) -> bool:
        """Whether the rule is about ftplint's own affairs: comments for it, its settings, its baselines (FTP9xx)."""
        return self.id.startswith("FTP9")

    @property
    def needs(self) -> Needs:
        """What all of its patterns need together."""
        return Needs.together([pattern.needs for pattern in self.patterns])

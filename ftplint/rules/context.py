"""What the XPaths of one Schematron rule are: its context, variables, tests, and where they point."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, cast

from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple
from ftplint.rules.messages import Expression, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from lxml.etree import _Element


SCHEMATRON = "http://purl.oclc.org/dsdl/schematron"
FTP = "urn:ftplint:rule"
ASSERT, REPORT = f"{{{SCHEMATRON}}}assert", f"{{{SCHEMATRON}}}report"


class RuleError(FtplintError):
    """A rule file that cannot be used. ``str`` says what is wrong and where: ``file:line: reason``."""

    def __init__(self, path: Path | str, line: int | None, reason: str) -> None:
        self.path, self.line, self.reason = str(path), line, reason
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")


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

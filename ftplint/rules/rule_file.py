"""One rule file as it is written: an ISO Schematron schema with ftp: elements, read as far as somebody asks."""

from __future__ import annotations

import re
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from ftplint.named_tuple import NamedTuple
from ftplint.rules.messages import Expression
from ftplint.rules.model import (
    ASSERT,
    FTP,
    REPORT,
    SCHEMATRON,
    Context,
    Pointer,
    Pointers,
    RuleError,
    WrittenContext,
    line_of,
    pointers,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import _Element

_SCH = f"{{{SCHEMATRON}}}"
_FTP = f"{{{FTP}}}"
_ROOT = re.compile(r"[\w.]+")
_ROOTS = {
    "server": "",
    "siteDefaults": "/server",
    "site": "/server",
    "location": "/server/site",
    "port": "/server",
    "problem": "/server",
}
"""Where the first step of a context stands in the effective document."""


class Indexed(NamedTuple):
    """What the index of the built-in rules has of a file."""

    schema: Callable[[], bytes]
    """Gets its schema without the examples."""
    contexts: Sequence[Sequence[Sequence[Any]]]
    """The fields of a ``WrittenContext`` for each context of each pattern."""


class RuleFile:
    """The rule file at a path, or that rule as the index of the built-in rules has it: without its examples."""

    def __init__(self, path: str, indexed: Indexed | None = None) -> None:
        """*indexed* is what the index has of it."""
        self._path = path
        self._indexed = indexed

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(self._path)

    @cached_property
    def schema(self) -> _Element:
        """Its root element, without the examples where it comes from the index. Raises RuleError as ``document``."""
        return self.document() if self._indexed is None else etree.fromstring(self._indexed.schema())

    @property
    def with_examples(self) -> _Element:
        """Its root element, with the examples. Raises RuleError as ``document``."""
        return self.schema if self._indexed is None else self.document()

    def document(self) -> _Element:
        """The root element, read from the file. Raises RuleError if it cannot be."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        try:
            return etree.fromstring(self.path.read_bytes(), parser)
        except OSError as error:
            raise RuleError(self._path, None, error.strerror or str(error)) from error
        except etree.XMLSyntaxError as error:
            raise RuleError(self._path, error.lineno, f"not well-formed XML: {error.msg}") from error

    @cached_property
    def contexts(self) -> tuple[tuple[Context, ...], ...]:
        """The ``sch:rule`` elements of each pattern. Raises RuleError for one that cannot be used."""
        return tuple(
            tuple(Context(one, partial(self._element, number, n)) for n, one in enumerate(contexts))
            for number, contexts in enumerate(self.written)
        )

    @property
    def written(self) -> Sequence[Sequence[WrittenContext]]:
        """What ``contexts`` are made of. Raises RuleError for what cannot be used."""
        if self._indexed is not None:
            return [[WrittenContext(*one) for one in contexts] for contexts in self._indexed.contexts]
        return [list(map(self._written, elements)) for elements in self._elements]

    def _element(self, pattern: int, number: int) -> _Element:
        return self._elements[pattern][number]

    @cached_property
    def _elements(self) -> list[list[_Element]]:
        """The ``sch:rule`` elements of each pattern."""
        return [pattern.findall(f"{_SCH}rule") for pattern in self.schema.iterchildren(f"{_SCH}pattern")]

    @cached_property
    def pointers(self) -> Pointers:
        """Where findings point: the ``ftp:at`` and ``ftp:related`` elements of the file."""
        return pointers(self.schema)

    @cached_property
    def changes(self) -> tuple[Pointer, ...]:
        """The ``ftp:set`` elements of the fix, each with the attribute that it sets."""
        return tuple(Pointer(Expression(change_select(e)), e) for e in self._of_fix("set"))

    @cached_property
    def conditions(self) -> tuple[Pointer, ...]:
        """The ``ftp:when`` elements of the fix, each with its test."""
        return tuple(Pointer(Expression(e.get("test", "")), e) for e in self._of_fix("when"))

    def _of_fix(self, name: str) -> list[_Element]:
        fix = self.schema.find(f"{_FTP}fix")
        return [] if fix is None else fix.findall(f"{_FTP}{name}")

    def _written(self, rule: _Element) -> WrittenContext:
        context = rule.get("context")
        if context is None:
            raise RuleError(self._path, line_of(rule), "a sch:rule needs a context")
        context = context.strip()
        root = _ROOT.match(context)
        if root is None or root.group() not in _ROOTS:
            known = ", ".join(sorted(_ROOTS))
            reason = f"the context '{context}' must start with one of {known}"
            raise RuleError(self._path, line_of(rule), reason)
        lets = [(let.get("name", ""), let.get("value", "")) for let in rule.iterchildren(f"{_SCH}let")]
        tests = ((element.tag, element.get("test", "")) for element in rule.iterchildren(ASSERT, REPORT))
        violations = [f"not({test})" if tag == ASSERT else f"boolean({test})" for tag, test in tests]
        return WrittenContext(f"{_ROOTS[root.group()]}/{context}", lets, violations)


def change_select(change: _Element) -> str:
    """The XPath, from the context node, of the attribute that an ``ftp:set`` sets."""
    inner = change.get("element")
    attribute = f"@{change.get('attribute', '')}"
    return f"{inner}/{attribute}" if inner else attribute

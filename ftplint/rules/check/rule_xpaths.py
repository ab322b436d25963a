"""The XPaths of a rule, each checked where it is evaluated: contexts, variables, tests, messages, ftp: pointers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.rules.check.axes import ROOT, Attribute
from ftplint.rules.check.populated import populated
from ftplint.rules.check.xpath import XPathCheck, impossible
from ftplint.rules.model import FTP, SCHEMATRON, line_of
from ftplint.rules.wording import change_select, changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.rules.check.axes import Node
    from ftplint.rules.model import Context, Rule

_FTP = f"{{{FTP}}}"
_SCH = f"{{{SCHEMATRON}}}"

Fault = tuple[int, str]
"""A line of the rule file, and what is wrong there."""


def xpath_faults(rule: Rule) -> Iterator[Fault]:
    """What is wrong with the XPaths of *rule*."""
    document = populated()
    reached: list[Node] = []
    pointed: list[Node] = []
    for pattern in rule.patterns:
        for context in pattern.contexts:
            check = XPathCheck(document, {}, printed=pattern.scope == "server")
            if check.alternatives(context.context):
                yield (
                    line_of(context.element),
                    "a context must not be several paths joined by '|'; write a sch:rule for each",
                )
                continue
            nodes = check.follow(context.context, [ROOT]) or []
            yield from _faults(context.element, check)
            if not nodes:
                continue
            yield from _inside(pattern.scope == "server", context, nodes)
            reached += nodes
            own = list(context.element.iterchildren(f"{_FTP}at", f"{_FTP}related"))
            for element in own:
                yield from _pointer(element, element.get("select", ""), nodes)
            pointed += [] if any(element.tag == f"{_FTP}at" for element in own) else nodes
    if not reached:
        return
    for element in rule.element.iterchildren(f"{_FTP}at", f"{_FTP}related"):
        yield from _pointer(element, element.get("select", ""), pointed or reached)
    for change in changes(rule):
        yield from _change(change, reached)


def _inside(tied: bool, context: Context, nodes: Sequence[Node]) -> Iterator[Fault]:
    """The variables, tests and messages of one Schematron rule, whose context selects *nodes*.

    *tied*: it is judged on the whole server, so that it may tell sites apart by their names.
    """
    document = populated()
    variables: dict[str, Sequence[Node] | None] = {}
    for name, value in context.lets:
        check = XPathCheck(document, variables, printed=tied)
        found = variables[name] = check.follow(value, nodes)
        yield from _faults(context.element, check, f"in the variable {name}: ")
        if any(isinstance(node, Attribute) for node in found or ()):
            yield (
                line_of(context.element),
                f"the variable {name} holds an attribute, which lxml cannot hand on: string({value})",
            )
    for test in context.tests:
        check = XPathCheck(document, variables, printed=tied, repeated=True)
        check.follow(test.element.get("test", ""), nodes, condition=True)
        yield from _faults(test.element, check)
        for printed in test.element.iter(f"{_SCH}value-of", f"{_SCH}name"):
            check = XPathCheck(document, variables, printed=True)
            check.follow(printed.get("select") or printed.get("path") or ".", nodes)
            yield from _faults(printed, check)


def _pointer(element: _Element, select: str, nodes: Sequence[Node]) -> Iterator[Fault]:
    check = XPathCheck(populated(), {}, printed=True)
    found = check.follow(select, nodes)
    yield from _faults(element, check)
    if found is None and not check.faults:
        yield line_of(element), f"'{select}' is a value; it must point at an attribute or an element"


def _change(change: _Element, nodes: Sequence[Node]) -> Iterator[Fault]:
    document = populated()
    check = XPathCheck(document, {}, printed=True)
    found = check.follow(change_select(change), nodes)
    yield from _faults(change, check)
    value = change.get("value", "")
    declared = [document.attributes[n.element, n.name] for n in found or () if isinstance(n, Attribute)]
    if declared and not any(known.permits(value) for known in declared):
        yield line_of(change), impossible(value, change.get("attribute", ""), declared[0].values)


def _faults(element: _Element, check: XPathCheck, where: str = "") -> Iterator[Fault]:
    return ((line_of(element), where + message) for message in check.faults)

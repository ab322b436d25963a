"""The XPaths of a rule, each checked where it is evaluated: contexts, variables, tests, messages, ftp: pointers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.rules.context import FTP, SCHEMATRON, line_of
from ftplint.rules.model import Fault
from ftplint.rules.xpath.axes import ROOT, Attribute
from ftplint.rules.xpath.expression_check import XPathCheck, impossible
from ftplint.rules.xpath.populated import populated
from ftplint.rules.xpath.work import work_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.rules.context import Context, Pointer
    from ftplint.rules.model import Rule
    from ftplint.rules.xpath.axes import Node

_FTP = f"{{{FTP}}}"
_SCH = f"{{{SCHEMATRON}}}"


def xpath_faults(rule: Rule) -> Iterator[Fault]:
    """What is wrong with the XPaths of *rule*."""
    document = populated()
    reached: list[Node] = []
    pointed: list[Node] = []
    for pattern in rule.patterns:
        for context in pattern.contexts:
            check = XPathCheck(document, {})
            if check.alternatives(context.context):
                yield Fault(
                    line_of(context.element),
                    "a context must not be several paths joined by '|'; write a sch:rule for each",
                )
                continue
            nodes = check.follow(context.context, [ROOT]) or []
            yield from _faults(context.element, check)
            if any(isinstance(node, Attribute) or node is ROOT for node in nodes):
                yield Fault(line_of(context.element), "a context must select elements; name the attribute in the test")
                continue
            if not nodes:
                if not check.faults:
                    yield Fault(line_of(context.element), f"the context '{context.context}' selects nothing")
                continue
            yield from _cost(context)
            yield from _inside(context, nodes)
            reached += nodes
            own = list(context.element.iterchildren(f"{_FTP}at", f"{_FTP}related"))
            for element in own:
                yield from _pointer(element, element.get("select", ""), nodes)
            pointed += [] if any(element.tag == f"{_FTP}at" for element in own) else nodes
    if not reached:
        return
    for element in rule.element.iterchildren(f"{_FTP}at", f"{_FTP}related"):
        yield from _pointer(element, element.get("select", ""), pointed or reached)
    for when in rule.conditions:
        check = XPathCheck(document, {})
        check.follow(when.select.text, reached, condition=True)
        yield from _faults(when.element, check)
    for change in rule.changes:
        yield from _change(change, reached)


def _inside(context: Context, nodes: Sequence[Node]) -> Iterator[Fault]:
    """The variables, tests and messages of one Schematron rule, whose context selects *nodes*."""
    document = populated()
    variables: dict[str, Sequence[Node] | None] = {}
    for name, value in context.lets:
        check = XPathCheck(document, variables, single=True)
        variables[name] = check.follow(value.text, nodes)
        yield from _faults(context.element, check, f"in the variable {name}: ")
    for test in context.tests:
        check = XPathCheck(document, variables)
        check.follow(test.element.get("test", ""), nodes, condition=True)
        yield from _faults(test.element, check)
        for printed in test.element.iter(f"{_SCH}value-of", f"{_SCH}name"):
            check = XPathCheck(document, variables, single=True)
            check.follow(printed.get("select") or printed.get("path") or ".", nodes)
            yield from _faults(printed, check)


def _pointer(element: _Element, select: str, nodes: Sequence[Node]) -> Iterator[Fault]:
    check = XPathCheck(populated(), {}, single=True)
    found = check.follow(select, nodes)
    yield from _faults(element, check)
    if found is None and not check.faults:
        yield Fault(line_of(element), f"'{select}' is a value; it must point at an attribute or an element")


def _change(change: Pointer, nodes: Sequence[Node]) -> Iterator[Fault]:
    document = populated()
    check = XPathCheck(document, {}, single=True)
    found = check.follow(change.select.text, nodes)
    yield from _faults(change.element, check)
    value = change.element.get("value", "")
    if value.startswith("{"):  # what the finding knows, or the user
        return
    declared = [document.attributes[n.element, n.name] for n in found or () if isinstance(n, Attribute)]
    if declared and not any(known.permits(value) for known in declared):
        attribute = change.element.get("attribute", "")
        yield Fault(line_of(change.element), impossible(value, attribute, declared[0].values))


def _cost(context: Context) -> Iterator[Fault]:
    """libxml2 cannot be stopped once it evaluates, so what would take for ever is not begun."""
    for test in context.tests:
        if work_of(context, test).hopeless:
            yield Fault(
                line_of(test.element),
                "this would take for ever: for each node it looks through the document, and for each node of that "
                "again; write it with fewer '//', descendant and sibling steps inside of predicates",
            )


def _faults(element: _Element, check: XPathCheck, where: str = "") -> Iterator[Fault]:
    yield from (Fault(line_of(element), where + message) for message in check.faults)
    yield from (Fault(line_of(element), where + message, True) for message in check.hints)

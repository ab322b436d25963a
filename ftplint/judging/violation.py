"""Finds the nodes of an effective document that break a rule, with lxml's compiled XPath."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from lxml import etree

from ftplint.judging.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.rules import Context, Rule, Test


class Violation(NamedTuple):
    """A node that breaks a rule, and the message for it."""

    rule: Rule
    node: _Element
    context: Context
    test: Test
    message: str


def violations(rule: Rule, root: _Element) -> Iterator[Violation]:
    """The violations of *rule* in the document below *root* (``server``), in document order per test."""
    for pattern in rule.patterns:
        judged: set[_Element] = set()
        alone = len(pattern.contexts) == 1
        for context in pattern.contexts:
            if alone and not context.lets:
                yield from _at_once(rule, context, root)
            else:
                nodes = [node for node in _found(context.context, root) if node not in judged]
                judged.update(nodes)
                for node in nodes:
                    yield from _one_node(rule, context, node)


def _at_once(rule: Rule, context: Context, root: _Element) -> Iterator[Violation]:
    """One XPath call for all nodes: the test as a predicate of the context."""
    for test in context.tests:
        for node in _found(f"({context.context})[{test.violation}]", root):
            yield Violation(rule, node, context, test, _message(test).fill(node, {}))


def _one_node(rule: Rule, context: Context, node: _Element) -> Iterator[Violation]:
    variables: dict[str, Any] = {}
    for name, value in context.lets:
        found = _nodes(value)(node, **variables)
        # libxml2 takes no attributes for the value of a variable; what they say is enough for a comparison.
        variables[name] = str(found[0]) if isinstance(found, list) and found and isinstance(found[0], str) else found
    for test in context.tests:
        if _nodes(test.violation)(node, **variables):
            yield Violation(rule, node, context, test, _message(test).fill(node, variables))


def _found(xpath: str, root: _Element) -> list[_Element]:
    """The elements that *xpath* selects."""
    return cast("list[_Element]", _nodes(xpath)(root))


@cache
def _nodes(xpath: str) -> etree.XPath:
    return etree.XPath(xpath)


@cache
def _message(test: Test) -> Message:
    return Message(test.element)


@cache
def selected(xpath: str) -> etree.XPath:
    """The compiled *xpath*, for expressions that point at a place."""
    return etree.XPath(xpath)

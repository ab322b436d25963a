"""Finds the nodes of an effective document that break a rule, with lxml's compiled XPath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from lxml import etree

from ftplint.rules import RuleError, line_of

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


class _Broken(NamedTuple):
    """A node that breaks a rule, and what the message for it may ask for."""

    node: _Element
    context: Context
    test: Test
    variables: dict[str, Any]


def violations(rule: Rule, root: _Element) -> Iterator[Violation]:
    """The violations of *rule* in the document below *root* (``server``), in document order per test.

    Raises RuleError for an XPath that cannot be evaluated.
    """
    for broken in _broken(rule, root):
        try:
            message = broken.test.message.fill(broken.node, broken.variables)
        except etree.XPathError as error:
            raise _error(rule, broken.context, error) from error
        yield Violation(rule, broken.node, broken.context, broken.test, message)


def broken_nodes(rule: Rule, root: _Element) -> Iterator[_Element]:
    """The nodes of ``violations``, without their messages. Raises RuleError for an XPath that cannot be evaluated."""
    return (broken.node for broken in _broken(rule, root))


def _broken(rule: Rule, root: _Element) -> Iterator[_Broken]:
    for pattern in rule.patterns:
        judged: set[_Element] = set()
        alone = len(pattern.contexts) == 1
        for context in pattern.contexts:
            try:
                if alone and not context.lets and not any(test.by_node for test in context.tests):
                    yield from _at_once(context, root)
                else:
                    nodes = [node for node in context.nodes(root) if node not in judged]
                    judged.update(nodes)
                    for node in nodes:
                        yield from _one_node(context, node)
            except etree.XPathError as error:
                raise _error(rule, context, error) from error


def _error(rule: Rule, context: Context, error: etree.XPathError) -> RuleError:
    return RuleError(rule.path, line_of(context.element), f"an XPath cannot be evaluated: {error}")


def _at_once(context: Context, root: _Element) -> Iterator[_Broken]:
    """One XPath call for all nodes: the test as a predicate of the context."""
    for test, broken in context.at_once:
        for node in cast("list[_Element]", broken(root)):
            yield _Broken(node, context, test, {})


def _one_node(context: Context, node: _Element) -> Iterator[_Broken]:
    variables: dict[str, Any] = {}
    for name, value in context.lets:
        variables[name] = _as_variable(value(node, variables))
    for test in context.tests:
        if test.holds(node, variables):
            yield _Broken(node, context, test, variables)


def _as_variable(found: Any) -> Any:
    """*found* as the value of a variable. lxml hands on no attributes, so elements with their texts stand for them."""
    if not isinstance(found, list) or not found or not isinstance(found[0], str):
        return found
    parent = etree.Element("attributes")
    for text in found:
        etree.SubElement(parent, "attribute").text = text
    return list(parent)

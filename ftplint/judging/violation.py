"""Finds the nodes of an effective document that break a rule, with lxml's compiled XPath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from ftplint.named_tuple import NamedTuple
from ftplint.rules import RuleError, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.rules import Context, Rule, Test


class Violation(NamedTuple):
    """A node that breaks a rule. ``variables`` are those of the context, for the message."""

    rule: Rule
    node: _Element
    context: Context
    test: Test
    variables: dict[str, Any]

    def message(self) -> str:
        """What the rule says of the node. Raises RuleError for an XPath that cannot be evaluated."""
        try:
            return self.test.message.fill(self.node, self.variables)
        except etree.XPathError as error:
            raise _error(self.rule, self.context, error) from error


def violations(rule: Rule, root: _Element) -> Iterator[Violation]:
    """The violations of *rule* in the document below *root* (``server``), in document order per test.

    Raises RuleError for an XPath that cannot be evaluated.
    """
    for pattern in rule.patterns:
        judged: set[_Element] = set()
        alone = len(pattern.contexts) == 1
        for context in pattern.contexts:
            try:
                if alone and not context.lets and not any(test.by_node for test in context.tests):
                    yield from _at_once(rule, context, root)
                else:
                    nodes = [node for node in context.nodes(root) if node not in judged]
                    judged.update(nodes)
                    for node in nodes:
                        yield from _one_node(rule, context, node)
            except etree.XPathError as error:
                raise _error(rule, context, error) from error


def _error(rule: Rule, context: Context, error: etree.XPathError) -> RuleError:
    return RuleError(rule.path, line_of(context.element), f"an XPath cannot be evaluated: {error}")


def _at_once(rule: Rule, context: Context, root: _Element) -> Iterator[Violation]:
    """One XPath call for all nodes: the test as a predicate of the context."""
    for test, broken in context.at_once:
        for node in cast("list[_Element]", broken(root)):
            yield Violation(rule, node, context, test, {})


def _one_node(rule: Rule, context: Context, node: _Element) -> Iterator[Violation]:
    variables: dict[str, Any] = {}
    for name, value in context.lets:
        variables[name] = _as_variable(value(node, variables))
    for test in context.tests:
        if test.holds(node, variables):
            yield Violation(rule, node, context, test, variables)


def _as_variable(found: Any) -> Any:
    """*found* as the value of a variable. lxml hands on no attributes, so elements with their texts stand for them."""
    if not isinstance(found, list) or not found or not isinstance(found[0], str):
        return found
    parent = etree.Element("attributes")
    for text in found:
        etree.SubElement(parent, "attribute").text = text
    return list(parent)

"""Checks one XPath of a rule against the fully populated document: wrong names, and values no setting can have.

An XPath with a wrong name is valid and selects nothing, so its rule would sleep for ever. elementpath parses the
expression; here each location path in it is followed step by step, its predicates judged but never applied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.rules.xpath.axes import ROOT, Attribute, along, is_named
from ftplint.rules.xpath.parse import XPathError, parse, step_of
from ftplint.schema import closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ftplint.rules.xpath.axes import Node
    from ftplint.rules.xpath.populated import Populated

_STRINGS = ("concat", "normalize-space", "string")
"""Functions that hand on the text of their arguments."""


class XPathCheck:
    """Follows expressions through the document and gathers what is wrong with them in ``faults``, each once.

    ``hints`` are about expressions that are right, and probably not what is meant. In expressions that are ``single``,
    evaluated for one node by itself, position() and last() say nothing.
    """

    def __init__(
        self, document: Populated, variables: Mapping[str, Sequence[Node] | None], *, single: bool = False
    ) -> None:
        self._document = document
        self._variables = variables
        self._single = single
        self._depth = 0
        self._found: dict[str, None] = {}
        self._hints: dict[str, None] = {}

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, in the order in which it stands."""
        return tuple(self._found)

    @property
    def hints(self) -> tuple[str, ...]:
        """What is probably not meant, in the order in which it stands."""
        return tuple(self._hints)

    def follow(self, xpath: str, context: Sequence[Node], *, condition: bool = False) -> list[Node] | None:
        """The nodes that *xpath* can select from *context*, or None if it gives no nodes."""
        try:
            token = parse(xpath)
        except XPathError as error:
            self._fault(str(error))
            return None
        if condition:
            self._condition(token, context)
        return self._nodes(token, context)

    def alternatives(self, xpath: str) -> bool:
        """Whether *xpath* is several paths joined by ``|``."""
        try:
            return str(parse(xpath).symbol) == "|"
        except XPathError:
            return False

    def _fault(self, message: str) -> None:
        self._found.setdefault(message)

    def _nodes(self, token: Any, context: Sequence[Node]) -> list[Node] | None:
        symbol, parts = str(token.symbol), list(token)
        if symbol in ("/", "//"):
            return self._path(symbol, parts, context)
        if symbol == "[":
            base = self._nodes(parts[0], context)
            if base:
                self._depth += 1
                self._condition(parts[1], base)
                self._nodes(parts[1], base)
                self._depth -= 1
            return base
        if symbol == "|":
            return [node for part in parts for node in self._nodes(part, context) or ()]
        if symbol == "(":
            return self._nodes(parts[0], context)
        if symbol == "$":
            return self._variable(str(parts[0].value))
        if symbol == ".":
            return list(context)
        step = step_of(token)
        if step is not None:
            return self._step(*step, context)
        self._computed(symbol, parts, context)
        return None

    def _computed(self, symbol: str, parts: list[Any], context: Sequence[Node]) -> None:
        """Operators and functions: everything that gives no nodes."""
        if symbol in ("position", "last") and self._single and not self._depth:
            self._fault(f"{symbol}() says nothing here, where one node is looked at by itself")
        for part in parts:
            if symbol in ("and", "or", "not", "boolean"):
                self._condition(part, context)
            self._nodes(part, context)
        if symbol in ("=", "!="):
            for one, other in (parts, reversed(parts)):
                if str(other.symbol) == "(string)":
                    self._literal(str(other.value), self._nodes(one, context))
        elif symbol == "contains" and str(parts[1].symbol) == "(string)":
            self._flag(str(parts[1].value), self._texts(parts[0], context))

    def _path(self, symbol: str, parts: list[Any], context: Sequence[Node]) -> list[Node] | None:
        start: Sequence[Node] | None = [ROOT] if len(parts) < 2 else self._nodes(parts[0], context)
        if len(parts) == 2 and str(parts[0].symbol) == "$" and any(isinstance(n, Attribute) for n in start or ()):
            self._fault(f"${parts[0][0].value} holds what attributes say; there is no way on from it")
        if start is None or not parts:
            return None if start is None else list(start)
        if symbol == "//":
            start = along("descendant-or-self", start, self._document.root)
        return self._nodes(parts[-1], start) if start else []

    def _step(self, axis: str, kind: str, name: str, context: Sequence[Node]) -> list[Node]:
        reached = along(axis, context, self._document.root)
        found = [node for node in reached if kind == "node" or (kind == "name" and is_named(node, name))]
        if context and not found:
            message = self._missing(axis, kind, name, context, reached)
            if kind == "node" or name == "*" or (axis.endswith("self") and name in self._document.names()):
                self._hints.setdefault(message)
            else:
                self._fault(message)
        return found

    def _missing(self, axis: str, kind: str, name: str, context: Sequence[Node], reached: Sequence[Node]) -> str:
        if kind not in ("name", "node"):
            return f"{kind}() selects nothing: the effective document has elements and attributes only"
        places = _listed({_shown(node) for node in context})
        if kind == "node" or name == "*":
            return f"the axis {axis} of {places} selects nothing"
        sort = "attribute" if axis == "attribute" else "element"
        other = "child" if axis == "attribute" else "attribute"
        if any(is_named(node, name) for node in along(other, context, self._document.root)):
            return f"'{name}' selects nothing: in {places} it is an {'element' if other == 'child' else 'attribute'}"
        known = {node.name if isinstance(node, Attribute) else str(node.tag) for node in reached if node is not ROOT}
        where = (
            f"{places} has no {sort} '{name}'"
            if axis in ("child", "attribute")
            else f"there is none on the axis {axis}"
        )
        near = closest(name, known, 0.5) or closest(name, self._document.names() - {name}, 0.7)
        return f"'{name}' selects nothing: {where}{_meant(near)}"

    def _variable(self, name: str) -> list[Node] | None:
        if name not in self._variables:
            self._fault(f"there is no variable ${name}{_meant(closest(name, self._variables))}")
            return None
        known = self._variables[name]
        return None if known is None else list(known)

    def _condition(self, token: Any, context: Sequence[Node]) -> None:
        """An attribute that is always there says nothing by being there."""
        nodes = self._nodes(token, context)
        if nodes and all(
            isinstance(n, Attribute) and self._document.attributes[n.element, n.name].required for n in nodes
        ):
            names = _listed({f"@{n.name}" for n in nodes if isinstance(n, Attribute)})
            self._hints.setdefault(f"{names} is always there, whether the file writes it or not; compare its value")

    def _literal(self, text: str, nodes: Sequence[Node] | None) -> None:
        if not nodes:
            return
        attributes = [node for node in nodes if isinstance(node, Attribute)]
        if not attributes:
            self._fault(f"'{text}' is compared with an element, which has no text; compare one of its attributes")
            return
        known = [self._document.attributes[node.element, node.name] for node in attributes]
        if not any(declared.permits(text) for declared in known):
            self._fault(impossible(text, attributes[0].name, known[0].values))

    def _flag(self, text: str, nodes: Iterable[Node]) -> None:
        """One of several names in an attribute: ``contains(concat(', ', @flags, ','), ', Name,')``."""
        for node in nodes:
            if isinstance(node, Attribute):
                declared = self._document.attributes[node.element, node.name]
                if declared.flags and text.strip(", ") not in declared.values:
                    self._fault(impossible(text.strip(", "), node.name, declared.values))

    def _texts(self, token: Any, context: Sequence[Node]) -> list[Node]:
        """The nodes whose text goes into the value of *token*."""
        if str(token.symbol) in _STRINGS:
            return [node for part in token for node in self._texts(part, context)]
        return self._nodes(token, context) or []


def impossible(text: str, attribute: str, values: tuple[str, ...]) -> str:
    """That an attribute never has a value, and which ones it has."""
    by_lower = {value.lower(): value for value in values}
    near = closest(text.lower(), by_lower, 0.5)
    has = f" (it has: {', '.join(values)})" if values else ""
    return f"@{attribute} never has the value '{text}'{has}{_meant(near and by_lower[near])}"


def _meant(near: str | None) -> str:
    return f"; did you mean '{near}'?" if near else ""


def _shown(node: Node) -> str:
    if isinstance(node, Attribute):
        return f"@{node.name}"
    return "the document" if node is ROOT else f"'{node.tag}'"


def _listed(names: set[str]) -> str:
    ordered = sorted(names)
    return ", ".join(ordered[:3]) + (f" and {len(ordered) - 3} more" if len(ordered) > 3 else "")

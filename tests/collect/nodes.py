"""The tree of a script, and what is read from it before anything runs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import pytest

tree_sitter = pytest.importorskip("tree_sitter")
tree_sitter_powershell = pytest.importorskip("tree_sitter_powershell")

OPERATOR_LEVELS = frozenset(
    f"{level}{middle}_expression"
    for level in ("logical", "bitwise", "comparison", "additive", "multiplicative", "format", "range", "array_literal")
    for middle in ("", "_argument")
) | {"argument_expression", "pipeline_chain"}


def _innermost(given: Any) -> Any:
    """What a chain of levels of operators, of which none is there, comes down to."""
    wrappers = OPERATOR_LEVELS - {"argument_expression", "pipeline_chain"} | {"unary_expression"}
    while given.type in wrappers and given.child_count == 1:
        given = given.children[0]
    return given


class Node:
    """A node of the syntax tree, copied once, since asking the library again and again takes long."""

    __slots__ = ("children", "end_byte", "named_children", "start_byte", "start_point", "text", "type")

    def __init__(self, given: Any, source: bytes) -> None:
        self.type: str = given.type
        self.start_byte: int = given.start_byte
        self.end_byte: int = given.end_byte
        self.start_point: tuple[int, int] = given.start_point
        self.text: bytes = source[self.start_byte : self.end_byte]
        inner = [_innermost(one) for one in given.children]
        self.children = [Node(one, source) for one in inner]
        named = [one.is_named for one in inner]
        self.named_children = [one for one, is_named in zip(self.children, named, strict=True) if is_named]


@lru_cache(maxsize=8)
def tree(source: str) -> Node:
    """The syntax tree of a script. Raises AssertionError for one that the grammar does not take."""
    data = source.encode()
    parsed = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language())).parse(data)
    assert not parsed.root_node.has_error
    return Node(parsed.root_node, data)


class Block(NamedTuple):
    """A script block or function: its parameters (name, types, default), and its statements."""

    parameters: list[tuple[str, list[str], Node]]
    body: Node


class Scope:
    """Variables, names in any letter case; what is not here is looked for where the call came from."""

    def __init__(self, parent: Scope | None = None) -> None:
        self.own: dict[str, Any] = {}
        self.parent = parent

    def get(self, name: str) -> Any:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.own:
                return scope.own[name]
            scope = scope.parent
        raise AssertionError(f"${name} is read and was never set")


def parameters(node: Node) -> list[tuple[str, list[str], Node]]:
    """Those that a ``param`` block or a function declares."""
    listed = next((one for one in node.children if one.type == "parameter_list"), None)
    found = []
    for one in [] if listed is None else [c for c in listed.named_children if c.type != "comment"]:
        attributes = [a for group in one.children if group.type == "attribute_list" for a in group.named_children]
        types = [attribute.text.decode()[1:-1].lower() for attribute in attributes]
        name = next(c for c in one.children if c.type == "variable").text.decode()[1:].lower()
        default = next((c.named_children[0] for c in one.children if c.type == "script_parameter_default"), None)
        found.append((name, types, default))
    return found


def only(node: Node, kind: str) -> Node:
    return next(c for c in node.children if c.type == kind)


def unwrapped(node: Node) -> Node:
    """The innermost node that stands for the same text."""
    while True:
        inner = [c for c in node.named_children if c.type != "comment"]
        if (
            len(inner) != 1
            or inner[0].text != node.text
            or node.type in ("command", "member_access", "string_literal", "integer_literal")
        ):
            return node
        node = inner[0]

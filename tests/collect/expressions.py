"""Values of expressions of PowerShell."""

# ruff: noqa: ARG002 - every kind of expression has a method with the same arguments

from __future__ import annotations

import re
from typing import Any

from tests.collect.nodes import OPERATOR_LEVELS, Block, Node, Scope, only, parameters, unwrapped
from tests.collect.operators import OPERATORS, formatted
from tests.collect.values import Hash, call, collected, elements, index, integer, member, text, true


class Expressions:
    """What ``Interpreter`` knows of expressions; statements and calls are its own."""

    types: dict[str, Any]
    root: Scope

    def invoke(self, block: Block, arguments: list[Any], named: dict[str, Any], scope: Scope) -> list[Any]:
        raise NotImplementedError

    def _statements(self, node: Node | None, scope: Scope, out: list[Any]) -> None:
        raise NotImplementedError

    def _pipeline(self, node: Node, scope: Scope, out: list[Any]) -> None:
        raise NotImplementedError

    def value(self, node: Node, scope: Scope) -> Any:
        """The value of an expression, or of a pipeline as a variable would get it."""
        if node.type == "pipeline":
            inner = unwrapped(node)
            if inner.type not in ("pipeline", "pipeline_chain", "command"):
                return self.value(inner, scope)
            out: list[Any] = []
            self._pipeline(node, scope, out)
            return collected(out)
        named = [c for c in node.named_children if c.type != "comment"]
        if node.type in OPERATOR_LEVELS and len(named) == 1:
            return self.value(named[0], scope)
        if node.type in OPERATOR_LEVELS:
            return self._operation(node, scope)
        return getattr(self, f"_value_of_{node.type}")(node, named, scope)

    def _operation(self, node: Node, scope: Scope) -> Any:
        left, *_, right = node.children
        sign = node.children[1].text.decode().lower()
        if node.type == "array_literal_expression":
            return [self.value(c, scope) for c in node.named_children]
        if sign in ("-and", "-or"):
            first = true(self.value(left, scope))
            return (
                first and true(self.value(right, scope)) if sign == "-and" else first or true(self.value(right, scope))
            )
        if sign in ("-is", "-isnot"):
            name = unwrapped(right).text.decode()[1:-1].lower()
            return self.types[name].member("is")(self.value(left, scope)) == (sign == "-is")
        one, other = self.value(left, scope), self.value(right, scope)
        if sign == "-f":
            return formatted(one, elements(other))
        if sign in ("-match", "-notmatch"):
            assert not isinstance(one, list)
            found = re.search(text(other), text(one), re.IGNORECASE)
            if found and sign == "-match":
                scope.own["matches"] = Hash({n: g for n, g in enumerate((found[0], *found.groups())) if g is not None})
            return (found is not None) == (sign == "-match")
        return OPERATORS[sign](one, other)

    def _value_of_unary_expression(self, node: Node, named: list[Node], scope: Scope) -> Any:
        return self.value(named[0], scope)

    _value_of_left_assignment_expression = _value_of_expression = _value_of_unary_expression

    def _value_of_parenthesized_expression(self, node: Node, named: list[Node], scope: Scope) -> Any:
        return self.value(named[0], scope)

    def _value_of_variable(self, node: Node, named: list[Node], scope: Scope) -> Any:
        return self._variable(node.text.decode(), scope)

    def _variable(self, written: str, scope: Scope) -> Any:
        name = written.lstrip("$@").strip("{}").lower()
        return self.root.get(name[7:]) if name.startswith("script:") else scope.get(name)

    def _value_of_string_literal(self, node: Node, named: list[Node], scope: Scope) -> Any:
        inner = named[0]
        written = inner.text.decode()
        if inner.type == "verbatim_string_characters":
            return written[1:-1].replace("''", "'")
        if inner.type == "verbatim_here_string_characters":
            return re.fullmatch(r"@'\r?\n(.*)\r?\n'@", written, re.DOTALL)[1]  # type: ignore[index]
        assert inner.type == "expandable_string_literal" and "`" not in written.replace("`n", "")
        data, at, built = inner.text, 1, ""
        for part in inner.named_children:
            start = part.start_byte - inner.start_byte
            built += data[at:start].decode().replace("`n", "\n").replace('""', '"')
            at = part.end_byte - inner.start_byte
            if part.type == "sub_expression":
                out: list[Any] = []
                for statements in part.named_children:
                    self._statements(statements, scope, out)
                built += text(collected(out))
            else:
                built += text(self.value(part, scope))
        return built + data[at:-1].decode().replace("`n", "\n").replace('""', '"')

    def _value_of_integer_literal(self, node: Node, named: list[Node], scope: Scope) -> Any:
        return int(node.text.decode(), 0)

    def _value_of_array_expression(self, node: Node, named: list[Node], scope: Scope) -> Any:
        out: list[Any] = []
        for statements in named:
            self._statements(statements, scope, out)
        return out

    def _value_of_hash_literal_expression(self, node: Node, named: list[Node], scope: Scope) -> Any:
        made = Hash()
        for entry in (e for body in named for e in body.named_children if e.type == "hash_entry"):
            key = entry.named_children[0]
            inner = key.named_children[0]
            name = inner.text.decode() if inner.type == "simple_name" else self.value(inner, scope)
            made[name] = self.value(only(entry, "pipeline"), scope)
        return made

    def _value_of_script_block_expression(self, node: Node, named: list[Node], scope: Scope) -> Any:
        declared = next((c for c in node.children if c.type == "param_block"), None)
        body = next((c for c in node.children if c.type == "script_block"), None)
        if body is not None and declared is None:
            declared = next((c for c in body.children if c.type == "param_block"), None)
            body = next(c for c in body.children if c.type == "script_block_body")
        return Block([] if declared is None else parameters(declared), body)

    def _value_of_expression_with_unary_operator(self, node: Node, named: list[Node], scope: Scope) -> Any:
        sign = node.children[0].text.decode().lower()
        if sign == ",":
            return [self.value(named[0], scope)]
        if sign == "-not":
            return not true(self.value(named[0], scope))
        return -self.value(named[0], scope) if sign == "-" else self.value(named[0], scope)

    def _value_of_cast_expression(self, node: Node, named: list[Node], scope: Scope) -> Any:
        return self.cast(self.value(named[1], scope), named[0].text.decode().strip("[").removesuffix("]").lower())

    def cast(self, value: Any, kind: str) -> Any:
        """[kind] value."""
        if kind.endswith("[]"):
            if kind == "byte[]":
                return value if value is None or isinstance(value, bytes) else bytes(elements(value))
            return [self.cast(one, kind[:-2]) for one in elements(value)]
        if kind in ("string", "int", "bool", "switch"):
            return {"string": text, "int": integer, "bool": true, "switch": true}[kind](value)
        return self.types[kind].member("cast")(value)

    def _type(self, node: Node) -> Any:
        name = node.text.decode()[1:-1].lower()
        return self.types[name]

    def _value_of_type_literal(self, node: Node, named: list[Node], scope: Scope) -> Any:
        return self._type(node)

    def _value_of_member_access(self, node: Node, named: list[Node], scope: Scope) -> Any:
        return member(self.value(named[0], scope), named[-1].text.decode())

    def _value_of_element_access(self, node: Node, named: list[Node], scope: Scope) -> Any:
        return index(self.value(named[0], scope), self.value(named[1], scope))

    def _value_of_invokation_expression(self, node: Node, named: list[Node], scope: Scope) -> Any:
        target, name = self.value(named[0], scope), named[1].text.decode()
        listed = [e for c in named[2].named_children for e in c.named_children if e.type == "argument_expression"]
        arguments = [self._delegate(self.value(e, scope), scope) for e in listed]
        return call(target, name, arguments)

    def _delegate(self, value: Any, scope: Scope) -> Any:
        """A script block given to a method of .NET: a function of Python."""
        if not isinstance(value, Block):
            return value
        return lambda *given: collected(self.invoke(value, list(given), {}, scope))

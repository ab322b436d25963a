"""Runs the part of PowerShell that ``collect.ps1`` uses, from the tree of a grammar. What it does not know is an error.

This is no PowerShell: it holds the script to the rules of the language that its author knows (what a pipeline unrolls,
which scope a variable is in, what converts to what), over objects that a test makes up.
"""

# ruff: noqa: ARG002 - every kind of statement has a method with the same arguments

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from typing import Any

from tests.collect.expressions import Expressions
from tests.collect.nodes import Block, Node, Scope, only, parameters, tree, unwrapped
from tests.collect.operators import OPERATORS
from tests.collect.values import NOTHING, Hash, PowerShellError, Thing, collected, elements, set_index, text, true


class Break(Exception):
    pass


class Continue(Exception):
    pass


class Return(Exception):
    pass


Cmdlet = Callable[["Interpreter", list[Any], dict[str, Any], list[Any], Scope], list[Any]]


class Interpreter(Expressions):
    """One run. *cmdlets* and *types* are by their names in lower case; *variables* are there from the beginning."""

    def __init__(self, cmdlets: dict[str, Cmdlet], types: dict[str, Any], variables: dict[str, Any]) -> None:
        self.cmdlets, self.types = cmdlets, types
        self.functions: dict[str, Block] = {}
        self.root = Scope()
        self.root.own.update({"true": True, "false": False, "null": None, "_": None, **variables})

    def run(self, source: str, arguments: dict[str, Any]) -> list[Any]:
        program = tree(source)
        needed = re.search(r"(?m)^#Requires -Version (\d+)\.(\d+)$", source)
        if needed and self.root.own["psversiontable"]["PSVersion"] < (int(needed[1]), int(needed[2])):
            raise PowerShellError(
                "The script cannot be run because it contained a #requires statement", "scriptrequiresexception"
            )
        out: list[Any] = []
        for child in program.named_children:
            if child.type == "param_block":
                self._bind(parameters(child), [], arguments, self.root)
            elif child.type == "statement_list":
                self._statements(child, self.root, out)
        return out

    def define(self, source: str) -> None:
        """The functions of a script, without running it."""
        for child in tree(source).named_children:
            if child.type == "statement_list":
                for statement in child.named_children:
                    if statement.type == "function_statement":
                        self._function_statement(statement, self.root, [])

    def invoke(self, block: Block, arguments: list[Any], named: dict[str, Any], scope: Scope) -> list[Any]:
        """Calls a function or block in a scope of its own."""
        inner, out = Scope(scope), []
        self._bind(block.parameters, arguments, named, inner)
        with contextlib.suppress(Return):
            self._statements(block.body, inner, out)
        return out

    def in_place(self, block: Block, value: Any, scope: Scope) -> list[Any]:
        """A block of ForEach-Object or Where-Object: in the scope around it, with $_."""
        before, out = scope.own.get("_", NOTHING), []
        scope.own["_"] = value
        try:
            self._statements(block.body, scope, out)
        finally:
            if before is NOTHING:
                del scope.own["_"]
            else:
                scope.own["_"] = before
        return out

    # Parameters --------------------------------------------------------------------------------------------------

    def _bind(
        self, wanted: list[tuple[str, list[str], Node]], given: list[Any], named: dict[str, Any], scope: Scope
    ) -> None:
        assert named.keys() <= {name for name, _, _ in wanted} and len(given) <= len(wanted), (named, given)
        rest = list(given)
        for name, types, default in wanted:
            if name in named:
                value = named[name]
            elif rest:
                value = rest.pop(0)
            else:
                value = None if default is None else self.value(default, scope)
            for one in types:
                value = self._parameter(value, one, name)
            scope.own[name] = value

    def _parameter(self, value: Any, kind: str, name: str) -> Any:
        if kind == "collections.idictionary":
            if not isinstance(value, Hash):
                raise PowerShellError(f"Cannot convert the value of '{name}' to IDictionary")
            return value
        return (
            value if kind.startswith("validaterange") or kind in ("scriptblock", "object") else self.cast(value, kind)
        )

    # Statements ------------------------------------------------------------------------------------------------

    def _statements(self, node: Node | None, scope: Scope, out: list[Any]) -> None:
        for child in [] if node is None else node.named_children:
            if child.type != "comment":
                try:
                    getattr(self, f"_{child.type}")(child, scope, out)
                except (AssertionError, LookupError, TypeError, AttributeError) as error:
                    error.add_note(f"in line {child.start_point[0] + 1} of the script")
                    raise

    _script_block = _script_block_body = _statement_list = _statement_block = _statements

    def _empty_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        pass

    def _function_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        name = next(c for c in node.children if c.type == "function_name").text.decode().lower()
        declared = next((c for c in node.children if c.type == "function_parameter_declaration"), None)
        body = next((c for c in node.children if c.type == "script_block"), None)
        self.functions[name] = Block([] if declared is None else parameters(declared), body)

    def _if_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        if true(self.value(only(node, "pipeline"), scope)):
            return self._statements(only(node, "statement_block"), scope, out)
        for clauses in (c for c in node.children if c.type == "elseif_clauses"):
            for clause in clauses.named_children:
                if true(self.value(only(clause, "pipeline"), scope)):
                    return self._statements(only(clause, "statement_block"), scope, out)
        for clause in (c for c in node.children if c.type == "else_clause"):
            self._statements(only(clause, "statement_block"), scope, out)
        return None

    def _loop(self, body: Node, scope: Scope, out: list[Any]) -> bool:
        """One round; whether it goes on."""
        try:
            self._statements(body, scope, out)
        except Continue:
            pass
        except Break:
            return False
        return True

    def _foreach_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        name = only(node, "variable").text.decode()[1:].lower()
        for value in elements(self.value(only(node, "pipeline"), scope)):
            scope.own[name] = value
            if not self._loop(only(node, "statement_block"), scope, out):
                break

    def _while_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        condition = only(node, "while_condition").named_children[0]
        while true(self.value(condition, scope)) and self._loop(only(node, "statement_block"), scope, out):
            pass

    def _for_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        first, condition, step = (
            only(node, f"for_{name}").named_children[0] for name in ("initializer", "condition", "iterator")
        )
        self._pipeline(first, scope, [])
        while true(self.value(condition, scope)) and self._loop(only(node, "statement_block"), scope, out):
            self._pipeline(step, scope, [])

    def _try_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        body = only(node, "statement_block")
        clauses = [one for c in node.children if c.type == "catch_clauses" for one in c.named_children]
        try:
            try:
                self._statements(body, scope, out)
            except PowerShellError as error:
                for clause in clauses:
                    listed = next((c for c in clause.children if c.type == "catch_type_list"), None)
                    types = (
                        [] if listed is None else [t.text.decode().strip("[]").lower() for t in listed.named_children]
                    )
                    if not types or error.type in types:
                        before = scope.own.get("_")
                        scope.own["_"] = error
                        self._statements(only(clause, "statement_block"), scope, out)
                        scope.own["_"] = before
                        break
                else:
                    raise
        finally:
            for clause in (c for c in node.children if c.type == "finally_clause"):
                self._statements(only(clause, "statement_block"), scope, out)

    def _flow_control_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        kind = node.children[0].type
        if kind == "break":
            raise Break
        if kind == "continue":
            raise Continue
        if kind == "throw":
            raise PowerShellError(text(self.value(node.named_children[0], scope)))
        if node.named_children:
            self._pipeline(node.named_children[0], scope, out)
        raise Return

    def _pipeline(self, node: Node, scope: Scope, out: list[Any]) -> None:
        child = next(c for c in node.named_children if c.type != "comment")
        if child.type == "assignment_expression":
            return self._assign(child, scope)
        flowing: list[Any] = []
        for position, part in enumerate(c for c in child.named_children if c.type != "comment"):
            if part.type == "command":
                flowing = self._command(part, scope, flowing)
            else:
                assert position == 0
                inner = unwrapped(part)
                if inner.type == "post_increment_expression":
                    name = inner.named_children[0].text.decode()[1:].lower()
                    scope.own[name] = scope.get(name) + 1
                    return None
                flowing = elements(self.value(part, scope))
        out.extend(flowing)
        return None

    def _assign(self, node: Node, scope: Scope) -> None:
        left, operator, right = (c for c in node.named_children if c.type != "comment")
        value = self.value(right, scope)
        target = unwrapped(left)
        if target.type == "array_literal_expression":
            values = elements(value)
            for position, part in enumerate(target.named_children):
                last = position + 1 == len(target.named_children)
                chosen = collected(values[position:]) if last else values[position] if position < len(values) else None
                self._set(unwrapped(part), chosen, scope)
            return
        if operator.text == b"+=":
            before = self.value(target, scope)
            value = OPERATORS["+"](None if before is NOTHING else before, value)
        self._set(target, value, scope)

    def _set(self, target: Node, value: Any, scope: Scope) -> None:
        if target.type == "variable":
            name = target.text.decode()[1:].lower()
            if name.startswith("script:"):
                self.root.own[name[7:]] = value
            else:
                scope.own[name] = value
        elif target.type == "element_access":
            holder, key = target.named_children
            set_index(self.value(holder, scope), self.value(key, scope), value)
        else:
            assert target.type == "member_access", target.type
            holder, name = self.value(target.named_children[0], scope), target.named_children[-1].text.decode()
            if isinstance(holder, Hash):
                holder.set_item(name, value)
            else:
                assert isinstance(holder, Thing), (holder, name)
                holder.set_member(name, value)

    # Commands --------------------------------------------------------------------------------------------------

    def _command(self, node: Node, scope: Scope, flowing: list[Any]) -> list[Any]:
        positional, named = self._arguments(node, scope)
        if node.children[0].type == "command_invokation_operator":
            block = self.value(only(node, "command_name_expr").named_children[0].named_children[0], scope)
            return self.invoke(block, positional, named, scope)
        name = only(node, "command_name").text.decode().lower()
        if name in self.functions:
            assert not flowing, f"nothing is piped into {name}"
            return self.invoke(self.functions[name], positional, named, scope)
        if name not in self.cmdlets:
            raise PowerShellError(
                f"The term '{name}' is not recognized as the name of a cmdlet", "commandnotfoundexception"
            )
        return self.cmdlets[name](self, positional, named, flowing, scope)

    def _arguments(self, node: Node, scope: Scope) -> tuple[list[Any], dict[str, Any]]:
        positional: list[Any] = []
        named: dict[str, Any] = {}
        pending = ""
        for part in (p for c in node.children if c.type == "command_elements" for p in c.named_children):
            if part.type in ("command_argument_sep", "comment"):
                continue
            if part.type == "command_parameter":
                if pending:
                    named[pending] = True
                pending = part.text.decode()[1:].lower()
                continue
            if part.type == "variable" and part.text.startswith(b"@"):  # splatting
                named |= {name.lower(): one for name, one in self.value(part, scope).items()}
                continue
            value = part.text.decode() if part.type == "generic_token" else self.value(part, scope)
            if pending and pending not in ("unique", "file", "directory", "force", "leaf", "recurse"):
                named[pending], pending = value, ""
            else:
                if pending:
                    named[pending], pending = True, ""
                positional.append(value)
        if pending:
            named[pending] = True
        return positional, named

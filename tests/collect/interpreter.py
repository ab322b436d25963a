"""Runs the part of PowerShell that ``collect.ps1`` uses, from the tree of a grammar. What it does not know is an error.

This is no PowerShell: it holds the script to the rules of the language that its author knows (what a pipeline unrolls,
which scope a variable is in, what converts to what), over objects that a test makes up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import tree_sitter
import tree_sitter_powershell

from tests.collect.operators import OPERATORS, formatted
from tests.collect.values import (
    NOTHING,
    Hash,
    PowerShellError,
    Thing,
    call,
    collected,
    elements,
    index,
    integer,
    member,
    set_index,
    text,
    true,
)

Node = Any


def tree(source: str) -> Node:
    """The syntax tree of a script. Raises AssertionError for one that the grammar does not take."""
    parsed = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language())).parse(source.encode())
    assert not parsed.root_node.has_error
    return parsed.root_node


class Break(Exception):
    pass


class Continue(Exception):
    pass


class Return(Exception):
    pass


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


Cmdlet = Callable[["Interpreter", list[Any], dict[str, Any], list[Any], Scope], list[Any]]


class Interpreter:
    """One run. *cmdlets* and *types* are by their names in lower case; *variables* are there from the beginning."""

    def __init__(self, cmdlets: dict[str, Cmdlet], types: dict[str, Any], variables: dict[str, Any]) -> None:
        self.cmdlets, self.types = cmdlets, types
        self.functions: dict[str, Block] = {}
        self.root = Scope()
        self.root.own.update({"true": True, "false": False, "null": None, "_": None, **variables})

    def run(self, source: str, arguments: dict[str, Any]) -> list[Any]:
        program = tree(source)
        out: list[Any] = []
        for child in program.named_children:
            if child.type == "param_block":
                self._bind(self._parameters(child), [], arguments, self.root)
            elif child.type == "statement_list":
                self._statements(child, self.root, out)
        return out

    def invoke(self, block: Block, arguments: list[Any], named: dict[str, Any], scope: Scope) -> list[Any]:
        """Calls a function or block in a scope of its own."""
        inner, out = Scope(scope), []
        self._bind(block.parameters, arguments, named, inner)
        try:
            self._statements(block.body, inner, out)
        except Return:
            pass
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

    # Parameters ------------------------------------------------------------------------------------------------

    def _parameters(self, node: Node) -> list[tuple[str, list[str], Node]]:
        listed = next((one for one in node.children if one.type == "parameter_list"), None)
        found = []
        for one in [] if listed is None else listed.named_children:
            types = [a.text.decode()[1:-1].lower() for g in one.children if g.type == "attribute_list" for a in g.named_children]
            name = next(c for c in one.children if c.type == "variable").text.decode()[1:].lower()
            default = next((c.named_children[0] for c in one.children if c.type == "script_parameter_default"), None)
            found.append((name, types, default))
        return found

    def _bind(self, wanted: list[tuple[str, list[str], Node]], given: list[Any], named: dict[str, Any], scope: Scope) -> None:
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
        return value if kind.startswith("validaterange") or kind in ("scriptblock", "object") else self.cast(value, kind)

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
        self.functions[name] = Block([] if declared is None else self._parameters(declared), body)

    def _if_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        if true(self.value(_only(node, "pipeline"), scope)):
            return self._statements(_only(node, "statement_block"), scope, out)
        for clauses in (c for c in node.children if c.type == "elseif_clauses"):
            for clause in clauses.named_children:
                if true(self.value(_only(clause, "pipeline"), scope)):
                    return self._statements(_only(clause, "statement_block"), scope, out)
        for clause in (c for c in node.children if c.type == "else_clause"):
            self._statements(_only(clause, "statement_block"), scope, out)
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
        name = _only(node, "variable").text.decode()[1:].lower()
        for value in elements(self.value(_only(node, "pipeline"), scope)):
            scope.own[name] = value
            if not self._loop(_only(node, "statement_block"), scope, out):
                break

    def _while_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        condition = _only(node, "while_condition").named_children[0]
        while true(self.value(condition, scope)) and self._loop(_only(node, "statement_block"), scope, out):
            pass

    def _for_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        first, condition, step = (_only(node, f"for_{name}").named_children[0] for name in ("initializer", "condition", "iterator"))
        self._pipeline(first, scope, [])
        while true(self.value(condition, scope)) and self._loop(_only(node, "statement_block"), scope, out):
            self._pipeline(step, scope, [])

    def _try_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        body = _only(node, "statement_block")
        clauses = [one for c in node.children if c.type == "catch_clauses" for one in c.named_children]
        try:
            try:
                self._statements(body, scope, out)
            except PowerShellError as error:
                for clause in clauses:
                    listed = next((c for c in clause.children if c.type == "catch_type_list"), None)
                    types = [] if listed is None else [t.text.decode().strip("[]").lower() for t in listed.named_children]
                    if not types or error.type in types:
                        before = scope.own.get("_")
                        scope.own["_"] = error
                        self._statements(_only(clause, "statement_block"), scope, out)
                        scope.own["_"] = before
                        break
                else:
                    raise
        finally:
            for clause in (c for c in node.children if c.type == "finally_clause"):
                self._statements(_only(clause, "statement_block"), scope, out)

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
                inner = _unwrapped(part)
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
        target = _unwrapped(left)
        if target.type == "array_literal_expression":
            values = elements(value)
            for position, part in enumerate(target.named_children):
                last = position + 1 == len(target.named_children)
                chosen = collected(values[position:]) if last else values[position] if position < len(values) else None
                self._set(_unwrapped(part), chosen, scope)
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
            block = self.value(_only(node, "command_name_expr").named_children[0].named_children[0], scope)
            return self.invoke(block, positional, named, scope)
        name = _only(node, "command_name").text.decode().lower()
        if name in self.functions:
            assert not flowing, f"nothing is piped into {name}"
            return self.invoke(self.functions[name], positional, named, scope)
        if name not in self.cmdlets:
            raise PowerShellError(f"The term '{name}' is not recognized as the name of a cmdlet", "commandnotfoundexception")
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
            value = part.text.decode() if part.type == "generic_token" else self.value(part, scope)
            if pending and pending not in ("unique", "file", "directory", "force", "leaf"):
                named[pending], pending = value, ""
            else:
                if pending:
                    named[pending], pending = True, ""
                positional.append(value)
        if pending:
            named[pending] = True
        return positional, named

    # Expressions -----------------------------------------------------------------------------------------------

    def value(self, node: Node, scope: Scope) -> Any:
        """The value of an expression, or of a pipeline as a variable would get it."""
        if node.type == "pipeline":
            inner = _unwrapped(node)
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
            return first and true(self.value(right, scope)) if sign == "-and" else first or true(self.value(right, scope))
        if sign in ("-is", "-isnot"):
            name = _unwrapped(right).text.decode().strip("[]").lower()
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
        name = written.lstrip("$").strip("{}").lower()
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
            built += data[at:start].decode().replace("`n", "\n")
            at = part.end_byte - inner.start_byte
            if part.type == "sub_expression":
                out: list[Any] = []
                for statements in part.named_children:
                    self._statements(statements, scope, out)
                built += text(collected(out))
            else:
                built += text(self.value(part, scope))
        return built + data[at:-1].decode().replace("`n", "\n")

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
            made[name] = self.value(_only(entry, "pipeline"), scope)
        return made

    def _value_of_script_block_expression(self, node: Node, named: list[Node], scope: Scope) -> Any:
        declared = next((c for c in node.children if c.type == "param_block"), None)
        body = next((c for c in node.children if c.type == "script_block"), None)
        if body is not None and declared is None:
            declared = next((c for c in body.children if c.type == "param_block"), None)
            body = next(c for c in body.children if c.type == "script_block_body")
        return Block([] if declared is None else self._parameters(declared), body)

    def _value_of_expression_with_unary_operator(self, node: Node, named: list[Node], scope: Scope) -> Any:
        sign = node.children[0].text.decode().lower()
        if sign == "-not":
            return not true(self.value(named[0], scope))
        return -self.value(named[0], scope) if sign == "-" else self.value(named[0], scope)

    def _value_of_cast_expression(self, node: Node, named: list[Node], scope: Scope) -> Any:
        return self.cast(self.value(named[1], scope), named[0].text.decode().strip("[").removesuffix("]").lower())

    def cast(self, value: Any, kind: str) -> Any:
        """[kind] value."""
        if kind.endswith("[]"):
            if kind == "byte[]":
                return value if isinstance(value, bytes) else bytes(elements(value))
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


OPERATOR_LEVELS = frozenset(
    f"{level}{middle}_expression"
    for level in ("logical", "bitwise", "comparison", "additive", "multiplicative", "format", "range", "array_literal")
    for middle in ("", "_argument")
) | {"argument_expression", "pipeline_chain"}


def _only(node: Node, kind: str) -> Node:
    return next(c for c in node.children if c.type == kind)


def _unwrapped(node: Node) -> Node:
    """The innermost node that stands for the same text."""
    while True:
        inner = [c for c in node.named_children if c.type != "comment"]
        if len(inner) != 1 or inner[0].text != node.text or node.type in ("command", "member_access", "string_literal", "integer_literal"):
            return node
        node = inner[0]

"""What a mutant is: one small mistake in one module, as text of the whole module.

Comparisons reversed or moved by one, operands of ``and`` and ``or`` left out, conditions negated, numbers one more,
names in quotes spelt wrongly, calls and results left out, loops ended early. Annotations, docstrings, decorators and texts
for people (with a blank in them) are left alone: their wording is no behaviour.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import NamedTuple


class Mutant(NamedTuple):
    """One mistake: ``before`` became ``after`` on ``line`` of ``module``. ``number`` tells it from others of the module."""

    module: str
    line: int
    before: str
    after: str
    number: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line} `{self.before}` -> `{self.after}`"


_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min"}
_LEFT_OUT = ("lower", "upper", "strip", "lstrip", "rstrip", "casefold")
"""Methods of texts whose call is replaced by the text itself."""


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """All mutants of *source*."""
    for number, (node, other) in enumerate(_changes(ast.parse(source))):
        after = "(left out)" if other is None else _short(other)
        at = node.target if isinstance(node, ast.comprehension) else node
        yield Mutant(module, getattr(at, "lineno", 0), _short(node), after, number)


def mutated(source: str, mutant: Mutant) -> str:
    """The text of the module *source* with the mistake in it."""
    tree = ast.parse(source)
    node, other = next(islice(_changes(tree), mutant.number, None))
    replacement = ast.Pass() if other is None else other
    ast.copy_location(replacement, node)
    return _Replace(node, replacement).run(tree)


def _changes(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.AST | None]]:
    """Each node that can be wrong with each thing that it can become; None leaves a statement out."""
    for node, others in _places(tree):
        yield from ((node, other) for other in others)


class _Replace:
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def run(self, tree: ast.Module) -> str:
        """The text of *tree* with the new node; *tree* is as before afterwards."""
        for parent in ast.walk(tree):
            for name, value in ast.iter_fields(parent):
                if value is self._old:
                    setattr(parent, name, self._new)
                    text = self._text(tree)
                    setattr(parent, name, self._old)
                    return text
                if isinstance(value, list) and any(item is self._old for item in value):
                    number = next(n for n, item in enumerate(value) if item is self._old)
                    value[number] = self._new
                    text = self._text(tree)
                    value[number] = self._old
                    return text
        raise LookupError("the node is not in the tree")

    @staticmethod
    def _text(tree: ast.Module) -> str:
        return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 100 else f"{text[:97]}..."


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, list[ast.AST | None]]]:
    """Each node that can be wrong, and what it can become."""
    skipped = _skipped(tree)
    for node in ast.walk(tree):
        if node not in skipped:
            others = list(_others(node))
            if others:
                yield node, others


def _skipped(tree: ast.Module) -> set[ast.AST]:
    """Annotations, docstrings, decorators, ``__all__``, what is for type checkers only, pieces of f-strings."""
    found: set[ast.AST] = set()

    def skip(node: ast.AST | None) -> None:
        if node is not None:
            found.update(ast.walk(node))

    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for decorator in node.decorator_list:
                skip(decorator)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            skip(node.returns)
        if isinstance(node, ast.arg):
            skip(node.annotation)
        if isinstance(node, ast.AnnAssign):
            skip(node.annotation)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
            skip(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skip(node)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            skip(node)
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id in ("__all__", "__slots__") for t in node.targets
        ):
            skip(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("cast", "TypeVar"):
            skip(node.args[0] if node.args else None)
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Raise, ast.Assert)):
            skip(node)
        if isinstance(node, ast.JoinedStr):
            found.update(value for value in node.values if isinstance(value, ast.Constant))
            found.update(
                inner
                for value in node.values
                if isinstance(value, ast.FormattedValue)
                for inner in ast.walk(value.format_spec or ast.Pass())
            )
    return found


def _others(node: ast.AST) -> Iterator[ast.AST | None]:
    match node:
        case ast.Compare(left, [operator], comparators):
            for other in _COMPARED[type(operator)]:
                yield ast.Compare(left, [other()], comparators)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for number in range(len(values)):
                rest = values[:number] + values[number + 1 :]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(operator, rest)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, operator, right) if type(operator) in _CALCULATED:
            yield ast.BinOp(left, _CALCULATED[type(operator)](), right)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(float() as value):
            yield ast.Constant(value * 2 + 1)
        case ast.Constant("utf-8"):  # Python takes "utf-8~" for the same encoding
            return
        case ast.Constant(str() as value) if value and " " not in value:
            yield ast.Constant(f"{value}~")
        case ast.IfExp(test, body, orelse):
            yield body
            yield orelse
        case ast.If(test, body, orelse):
            if not isinstance(test, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
                yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.comprehension(target, iter_, [*tests], is_async) if tests:
            yield ast.comprehension(target, iter_, [], is_async)
        case ast.Return(value) if value is not None and not (isinstance(value, ast.Constant) and not value.value):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield None
        case ast.Assign(targets, value) if any(isinstance(t, (ast.Attribute, ast.Subscript)) for t in targets):
            yield None
        case ast.AugAssign():
            yield None
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case ast.Call(ast.Name(name), args, keywords) if name in _SWAPPED:
            yield ast.Call(ast.Name(_SWAPPED[name]), args, keywords)
        case ast.Call(ast.Attribute(value, name), [] | [_], []) if name in _LEFT_OUT:
            yield deepcopy(value)
        case _:
            return

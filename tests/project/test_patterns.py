"""No regular expression of ftplint can hang: none matches a text in two ways, so none has to try them all.

Each pattern becomes an automaton. Two states that loop over the same text, one of which leads over that text to the
other, make time grow with the square of the input; one state that loops over a text in two ways makes it explode.
(Weideman and others, "Analyzing matching time behavior of backtracking regular expression matchers", 2016.)
Possessive repetitions and atomic groups never go back, so for what is around them they are a single step.
"""

from __future__ import annotations

import ast
import re
from itertools import product
from pathlib import Path
from re import _constants as names  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALPHABET = [chr(code) for code in range(128)] + ["é", "\u2028", "\u1680"]
CALLS = ("compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer")


class Automaton:
    """States are numbers; ``steps[state]`` are pairs of characters and the next state. Empty steps are resolved."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.empty: list[set[int]] = []
        self.steps: list[list[tuple[frozenset[str], int]]] = []
        self.inner: list[tuple[Any, int]] = []
        self.doubled = False
        parsed = parser.parse(pattern, flags)
        self.flags = parsed.state.flags
        start = self.state()
        self.build(parsed, start)
        while self.inner:  # what never goes back is looked at by itself
            body, _ = self.inner.pop()
            self.build(body, self.state())

    def state(self) -> int:
        self.empty.append(set())
        self.steps.append([])
        return len(self.steps) - 1

    def build(self, parsed: Any, at: int) -> int:
        for operator, argument in parsed:
            at = self.piece(operator, argument, at)
        return at

    def piece(self, operator: Any, argument: Any, at: int) -> int:
        after = self.state()
        name = str(operator)
        if name in ("LITERAL", "NOT_LITERAL", "ANY", "IN", "RANGE", "CATEGORY"):
            self.steps[at].append((self.characters(operator, argument), after))
        elif name == "SUBPATTERN":
            self.empty[self.build(argument[3], at)].add(after)
        elif name == "BRANCH":
            self.doubled |= sum(branch.getwidth()[0] == 0 for branch in argument[1]) > 1
            for branch in argument[1]:
                self.empty[self.build(branch, at_new := self.state())].add(after)
                self.empty[at].add(at_new)
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            low, high, body = argument
            for _ in range(min(int(low), 2)):
                at = self.build(body, at)
            if high is names.MAXREPEAT or int(high) > 64:
                loop = self.state()
                self.empty[at].add(loop)
                self.empty[self.build(body, loop)].add(loop)
                self.empty[loop].add(after)
            else:
                self.empty[at].add(after)
                if int(high) > int(low):
                    self.empty[self.build(body, at)].add(after)
        elif name in ("POSSESSIVE_REPEAT", "ATOMIC_GROUP"):
            self.inner.append((argument[2] if name == "POSSESSIVE_REPEAT" else argument, 0))
            self.empty[at].add(after)
        elif name in ("ASSERT", "ASSERT_NOT"):
            self.inner.append((argument[1], 0))
            self.empty[at].add(after)
        elif name in ("AT", "GROUPREF"):
            self.empty[at].add(after)
        else:
            raise AssertionError(f"{name} is not known here")
        return after

    def characters(self, operator: Any, argument: Any) -> frozenset[str]:
        one = re.compile("")
        name = str(operator)
        if name == "ANY":
            return frozenset(c for c in ALPHABET if self.flags & re.DOTALL or c != "\n")
        source = parser.SubPattern(parser.State(), [(operator, argument)])
        source.state.flags = self.flags
        one = re._compiler.compile(source)  # type: ignore[attr-defined]
        return frozenset(c for c in ALPHABET if one.fullmatch(c))

    def closure(self, state: int) -> set[int]:
        found, todo = {state}, [state]
        while todo:
            for other in self.empty[todo.pop()] - found:
                found.add(other)
                todo.append(other)
        return found

    def ambiguous(self) -> bool:
        """Whether a text can be matched in a number of ways that grows with its length."""
        if self.doubled:  # two ways of matching nothing
            return True
        moves = [[step for state in self.closure(s) for step in self.steps[state]] for s in range(len(self.steps))]
        heads = {target for steps in moves for _, target in steps}  # states behind a character
        reach = {head: _reached(head, moves) for head in heads}
        loops = [head for head in heads if head in reach[head]]
        for one, other in product(loops, loops):
            if other not in reach[one]:
                continue
            inside = (reach[one] & _reaching(one, reach), reach[one] & _reaching(other, reach), reach[other])
            if self.meets(moves, (one, one, other), (one, other, other), inside, different=one == other):
                return True
        return False

    def meets(self, moves: Any, start: Any, end: Any, inside: Any, *, different: bool) -> bool:
        """Whether three walks over one text lead from *start* to *end*; *different*: by two ways that part."""
        todo = [(*start, False)]
        seen = set(todo)
        while todo:
            a, b, c, parted = todo.pop()
            for (x, i), (y, j), (_, k) in product(enumerate(moves[a]), enumerate(moves[b]), enumerate(moves[c])):
                if not (i[0] & j[0] & k[0]):
                    continue
                now = parted or (a == b and x != y)
                if (i[1], j[1], k[1]) == end and (now or not different):
                    return True
                following = (i[1], j[1], k[1], now)
                if following not in seen and all(s in room for s, room in zip(following, inside, strict=False)):
                    seen.add(following)
                    todo.append(following)
        return False


def _reached(head: int, moves: Any) -> set[int]:
    found: set[int] = set()
    todo = [head]
    while todo:
        for _, target in moves[todo.pop()]:
            if target not in found:
                found.add(target)
                todo.append(target)
    return found


def _reaching(state: int, reach: dict[int, set[int]]) -> set[int]:
    return {head for head, reached in reach.items() if state in reached} | {state}


def patterns() -> list[tuple[str, str]]:
    """Every pattern that ftplint gives to ``re``, with its place. Parts that are put in stand as a word."""
    found = []
    for path in sorted((ROOT / "ftplint").rglob("*.py")):
        if "docs" in path.parts:  # these read the texts of rules, for pages that are made by hand
            continue
        source = path.read_text(encoding="utf-8")
        if "import re\n" not in source:
            continue
        tree = ast.parse(source)
        known = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in CALLS
            ):
                text = _text(node.args[0], known)
                if text is not None:
                    flags = " ".join(ast.unparse(a) for a in (*node.args[1:], *(k.value for k in node.keywords)))
                    prefix = "(?s)" if "DOTALL" in flags else ""
                    prefix += "(?i)" if "IGNORECASE" in flags else ""
                    prefix += "(?x)" if "VERBOSE" in flags else ""
                    prefix += "(?m)" if "MULTILINE" in flags else ""
                    found.append((f"{path.relative_to(ROOT)}:{node.lineno}", prefix + text))
    return found


def _text(node: ast.expr, known: dict[str, ast.expr]) -> str | None:
    if isinstance(node, ast.Constant):
        value = node.value
        return value.decode("latin-1") if isinstance(value, bytes) else value if isinstance(value, str) else None
    if isinstance(node, ast.Name):
        return _text(known[node.id], known) if node.id in known else None
    if isinstance(node, ast.JoinedStr):
        parts = [_text(p.value if isinstance(p, ast.FormattedValue) else p, known) for p in node.values]
        return "".join("x" if part is None else part for part in parts)
    return None


def test_no_pattern_matches_in_two_ways() -> None:
    found = patterns()
    assert [f"{place}: {pattern}" for place, pattern in found if Automaton(pattern).ambiguous()] == []
    assert len(found) > 100


@pytest.mark.parametrize(
    ("pattern", "bad"),
    [
        (r"(a+)+b", True),
        (r"(ab|[ab]b)*c", True),
        (r"(a|ab?)*c", True),
        (r"a*a*b", True),
        (r"\s*(\S.*?)?\s*\Z", True),
        (r"[\w.-]*(?:secret|pwd)[\w.-]*\s*=", True),
        (r"key\s*=\s*['\"][^'\"<]*['\"][^<>]*?\bvalue[^<>]*", True),
        (r"<!--.*?-->.*?<!--", True),
        (r"a+b", False),
        (r"(?:a+b)*c", False),
        (r"\s*\d+(?:,\d+)*\s*\Z", False),
        (r"(?:[^\"']|\"[^\"]*\")*>", False),
        (r"a*+a*+b", False),
        (r"(?>a*)a*b", False),
    ],
)
def test_what_counts_as_two_ways(pattern: str, bad: bool) -> None:
    assert Automaton(pattern).ambiguous() is bad

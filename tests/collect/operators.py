"""The operators of PowerShell that ``collect.ps1`` uses."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from tests.collect.values import NOTHING, elements, integer, same, text


def formatted(pattern: str, values: list[Any]) -> str:
    """-f with plain and hexadecimal places."""

    def one(found: re.Match[str]) -> str:
        value = values[int(found[1])]
        return text(value) if found[2] is None else format(integer(value), "0" + found[2][1:] + "x")

    return re.sub(r"\{(\d+)(?::(x\d+))?\}", one, pattern)


def _added(left: Any, right: Any) -> Any:
    if isinstance(left, list):
        return [*left, *elements(right)]
    if left is None:
        return right
    if isinstance(left, str):
        return left + text(right)
    assert isinstance(left, int) and not isinstance(left, bool), left
    return left + integer(right)


def _equal(left: Any, right: Any) -> Any:
    if isinstance(left, list):
        return [one for one in left if same(one, right)]
    return same(left, right)


def _unequal(left: Any, right: Any) -> Any:
    if isinstance(left, list):
        return [one for one in left if not same(one, right)]
    return not same(left, right)


def _ordered(decide: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        left = 0 if left is None or left is NOTHING else left
        return decide(left, integer(right) if isinstance(left, int) else right)

    return compare


def _replaced(left: Any, right: Any) -> Any:
    pattern, by = (*right, "")[:2] if isinstance(right, list) else (right, "")
    assert isinstance(by, str) and "$" not in by, "-replace takes no script block in 5.1"
    if isinstance(left, list):
        return [_replaced(one, right) for one in left]
    return re.sub(pattern, by.replace("\\", "\\\\"), text(left), flags=re.IGNORECASE)


def _is_in(left: Any, right: Any) -> bool:
    return any(same(one, left) for one in elements(right))


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": _added,
    "-eq": _equal,
    "-ne": _unequal,
    "-cne": lambda left, right: text(left) != text(right),
    "-lt": _ordered(lambda left, right: left < right),
    "-gt": _ordered(lambda left, right: left > right),
    "-le": _ordered(lambda left, right: left <= right),
    "-ge": _ordered(lambda left, right: left >= right),
    "-in": _is_in,
    "-notin": lambda left, right: not _is_in(left, right),
    "-contains": lambda left, right: _is_in(right, left),
    "-notcontains": lambda left, right: not _is_in(right, left),
    "-like": lambda left, right: fnmatchcase(text(left).lower(), text(right).lower()),
    "-replace": _replaced,
    "-split": lambda left, right: [
        part for one in elements(left) for part in re.split(right, text(one), flags=re.IGNORECASE)
    ],
    "-join": lambda left, right: text(right).join(text(one) for one in elements(left)),
    "-band": lambda left, right: integer(left) & integer(right),
    "-bor": lambda left, right: integer(left) | integer(right),
}

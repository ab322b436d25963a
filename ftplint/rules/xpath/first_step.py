"""The first step of a context below ``/server``: what it is called, and which problems it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def first_step(token: Any) -> Any | None:
    """The step below ``/server`` in the path *token*, with its predicates; None if it is no such path."""
    while str(token.symbol) in ("/", "//") and len(token) == 2:
        left = token[0]
        if str(left.symbol) == "/" and len(left) == 1 and left[0].value == "server":
            return token[1] if str(token.symbol) == "/" else None
        token = left
    return None


def root_name(step: Any) -> str | None:
    """The name of the *step*, whatever its predicates; None if it has none."""
    while str(step.symbol) == "[":
        step = step[0]
    return str(step.value) if str(step.symbol) == "(name)" else None


def kinds_of(steps: Iterable[Any]) -> frozenset[str]:
    """The kinds of problems that contexts ask for in a predicate; none where one of them does not."""
    found: set[str] = set()
    for step in steps:
        kinds = set()
        while str(step.symbol) == "[":
            kinds |= set(_kind(step[1]))
            step = step[0]
        if not kinds:
            return frozenset()
        found |= kinds
    return frozenset(found)


def _kind(predicate: Any) -> Iterator[str]:
    """The literal of ``@kind = '...'``."""
    if str(predicate.symbol) == "=":
        for one, other in (tuple(predicate), tuple(reversed(tuple(predicate)))):
            if str(one.symbol) == "@" and one[0].value == "kind" and str(other.symbol) == "(string)":
                yield str(other.value)

"""Counts in place of seconds: how many lines of Python a piece of work runs, how often it calls a function.

The same on an idle machine and on a busy one, so a test may say "twice the sites, twice the work". What takes how long is
measured by `make bench`.
"""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

Work = Callable[[], Any]


def steps(work: Work) -> int:
    """Lines of Python that *work* runs, those of the functions that it calls included; each turn of a loop counts."""
    count = 0

    def line(frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ARG001 - as sys.settrace calls it
        nonlocal count
        count += event == "line"
        return line

    before = sys.gettrace()
    collecting = gc.isenabled()
    gc.disable()  # what a collection finalizes, of other tests too, is no step of this work
    sys.settrace(line)
    try:
        work()
    finally:
        sys.settrace(before)
        if collecting:
            gc.enable()
    return count


def calls(work: Work, *functions: Callable[..., Any]) -> dict[str, int]:
    """How often *work* calls each of *functions*, by name. They are functions in Python."""
    counts: Counter[CodeType] = Counter()

    def event(frame: FrameType, kind: str, argument: Any) -> None:  # noqa: ARG001 - as sys.setprofile calls it
        if kind == "call":
            counts[frame.f_code] += 1

    before = sys.getprofile()
    sys.setprofile(event)
    try:
        work()
    finally:
        sys.setprofile(before)
    return {function.__name__: counts[function.__code__] for function in functions}


def growth(work: Callable[[int], Work], size: int) -> float:
    """How the work grows: 2.0 if each thing more costs the same, 4.0 if it costs as much as there are things already.

    ``work(n)`` prepares n things, and what it returns is counted, for *size* of them, twice and four times as many. What
    is done once, however many there are, is in all three counts and does not matter.
    """
    work(size)()  # imports and caches are filled
    small, middle, large = (steps(work(size * factor)) for factor in (1, 2, 4))
    return (large - middle) / (middle - small)


def grows_evenly(work: Callable[[int], Work], size: int) -> bool:
    """Whether twice the size is about twice the work: a square would be four times as much."""
    work(size)()  # imports and caches are filled
    first, second, fourth = (steps(work(factor * size)) for factor in (1, 2, 4))
    return fourth - second <= 2.6 * (second - first) + 200

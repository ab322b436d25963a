"""Work counted in steps, since seconds say more about the machine than about the program."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


def steps(job: Callable[[], object]) -> int:
    """How many lines of Python *job* runs through, those of functions that it calls included."""
    count = 0

    def trace(_: FrameType, event: str, argument: object) -> object:
        nonlocal count
        del argument
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        job()
    finally:
        sys.settrace(before)
    return count


def grows_evenly(job: Callable[[int], Callable[[], object]], count: int) -> bool:
    """Whether twice the size is about twice the work: *job* makes the work for a size, which is not counted.

    A square would be four times the work; what is the same for every size is taken off first.
    """
    first, second, fourth = (steps(job(size)) for size in (count, 2 * count, 4 * count))
    return fourth - second <= 2.6 * (second - first) + 200

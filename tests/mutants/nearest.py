"""Which tests reach which function of the product: those that reach a mistake run first, the quick ones before others.

All others run after them, since a function may have been left alone only because its outcome was kept from a test before.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import CodeType, FrameType

    from tests.mutants.operators import Mutant

_MODULE = "<module>"


class Reached(NamedTuple):
    """Test id -> seconds, and test id -> functions that it called, as (module, first line, last line)."""

    seconds: dict[str, float]
    functions: dict[str, frozenset[tuple[str, int, int]]]

    def key(self, test: str, mutant: Mutant) -> tuple[int, float]:
        """What to sort tests by: 0 calls the function of *mutant*, 1 something in its module, 2 neither; the seconds."""
        same = [(first, last) for module, first, last in self.functions.get(test, ()) if module == mutant.module]
        near = 2 if not same else 1
        if any(first <= mutant.line <= last for first, last in same):
            near = 0
        return near, self.seconds.get(test, 0.0)

    @classmethod
    def read(cls, path: Path) -> Reached:
        """As ``Recorder`` wrote it."""
        told = json.loads(path.read_text(encoding="utf-8"))
        functions = {test: frozenset((a, b, c) for a, b, c in found) for test, found in told["functions"].items()}
        return cls(told["seconds"], functions)


class Recorder:
    """A plugin of pytest: writes what each test reaches of *folder*/ftplint to *path*."""

    def __init__(self, folder: Path, path: Path) -> None:
        self._root, self._path = f"{folder}/", path
        self._seconds: dict[str, float] = {}
        self._functions: dict[str, list[tuple[str, int, int]]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        called: set[CodeType] = set()
        start = time.monotonic()

        def note(frame: FrameType, _event: str, _argument: object) -> None:
            called.add(frame.f_code)

        sys.settrace(note)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self._seconds[item.nodeid] = time.monotonic() - start
            self._functions[item.nodeid] = sorted(self._told(called))

    def _told(self, called: set[CodeType]) -> set[tuple[str, int, int]]:
        """*called* as (module, first line, last line); of modules, only that they have no function is known."""
        return {
            (code.co_filename.removeprefix(self._root), code.co_firstlineno, max(_lines(code)))
            for code in called
            if code.co_filename.startswith(f"{self._root}ftplint/") and code.co_name != _MODULE
        }

    def pytest_sessionfinish(self) -> None:
        told = {"seconds": self._seconds, "functions": self._functions}
        self._path.write_text(json.dumps(told), encoding="utf-8")


def _lines(code: CodeType) -> set[int]:
    inner = (one for one in code.co_consts if isinstance(one, type(code)))
    return {line for _, _, line in code.co_lines() if line}.union({code.co_firstlineno}, *map(_lines, inner))


class NearestFirst:
    """A plugin of pytest: tests run in the order of what they reach, whatever conftest.py sorts first.

    Without *reached* in the order of the plan.
    """

    def __init__(self, reached: Reached | None = None, mutant: Mutant | None = None) -> None:
        self._reached, self._mutant = reached, mutant

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None]:
        order = {item: number for number, item in enumerate(items)}
        yield
        items.sort(key=order.__getitem__)
        if self._reached is not None and self._mutant is not None:
            keys = {item: self._reached.key(item.nodeid, self._mutant) for item in items}
            items.sort(key=keys.__getitem__)

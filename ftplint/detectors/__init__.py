"""Mistakes that XPath cannot see. One kind, one file: each module here with a function ``find`` is a detector.

Nothing else names them: to add one is to add a file, and the rule that puts its problems into words.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from ftplint.detectors.subject import Subject
from ftplint.faces import module_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ftplint.source import Problem

__all__ = ["Subject", "detected"]


@lru_cache(maxsize=1)
def _finders() -> tuple[Callable[[Subject], Iterable[Problem]], ...]:
    """The functions ``find`` of the modules here, by the names of the modules."""
    modules = (import_module(f"{__name__}.{name}") for name in module_names(__path__))
    return tuple(module.find for module in modules if hasattr(module, "find"))


def detected(subject: Subject) -> Iterator[Problem]:
    """What the detectors find in *subject*, one detector after the other, in the order of their names."""
    for find in _finders():
        yield from find(subject)

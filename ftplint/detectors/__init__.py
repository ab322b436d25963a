"""Mistakes that XPath cannot see. One kind, one file: each module here with a function ``find`` is a detector.

Nothing else names them: to add one is to add a file, and the rule that puts its problems into words.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from ftplint.detectors.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ftplint.source import Problem

__all__ = ["Subject", "detected"]


def detected(subject: Subject) -> Iterator[Problem]:
    """What the detectors find in *subject*, one detector after the other, in the order of their names."""
    for module in iter_modules(__path__):
        find = getattr(import_module(f"{__name__}.{module.name}"), "find", None)
        if find is not None:
            problems: Iterable[Problem] = find(subject)
            yield from problems

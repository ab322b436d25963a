"""``ftplint.named_tuple`` makes what typing makes: held against it, feature by feature; and all of ftplint uses it."""

from __future__ import annotations

import pickle
import re
import typing

import pytest

from ftplint import named_tuple
from ftplint.schema.model import ValueType
from tests.project.structure import ROOT


class Quick(named_tuple.NamedTuple):
    """A point."""

    x: int
    y: tuple[int, ...] = ()

    @property
    def sum(self) -> int:
        """All of it."""
        return self.x + sum(self.y)

    @classmethod
    def origin(cls) -> Quick:
        """The first point."""
        return cls(0)


class Plain(typing.NamedTuple):
    """A point."""

    x: int
    y: tuple[int, ...] = ()

    @property
    def sum(self) -> int:
        """All of it."""
        return self.x + sum(self.y)

    @classmethod
    def origin(cls) -> Plain:
        """The first point."""
        return cls(0)


@pytest.mark.parametrize(
    "look",
    [
        lambda one: one(1, (2, 3)),
        lambda one: one(x=1).y,
        lambda one: one(1, (2,)).sum,
        lambda one: one.origin(),
        lambda one: one(1)._replace(y=(4,)),
        lambda one: one(1)._asdict(),
        lambda one: (one._fields, one._field_defaults, one.__doc__, one.__module__),
        lambda one: one.__mro__[1:],
        lambda one: {one(1), one(1), one(2)},
        lambda one: repr(one(1)).partition("(")[2],
        lambda one: sorted(name for name in vars(one) if name not in ("__orig_bases__", "_field_types")),
    ],
)
def test_it_does_what_that_of_typing_does(look: typing.Callable[[typing.Any], object]) -> None:
    assert look(Quick) == look(Plain)


def test_it_can_be_sent_to_another_process() -> None:
    value = ValueType("x", "int", (("a", 1),))
    assert pickle.loads(pickle.dumps(value)) == value
    assert type(pickle.loads(pickle.dumps(value))) is ValueType


def test_all_of_ftplint_has_it_from_there() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "ftplint").rglob("*.py"))
        if path.name != "named_tuple.py"
        and re.search(r"^from typing import .*\bNamedTuple\b", path.read_text(encoding="utf-8"), re.M)
    ]
    assert found == []

"""Chooses the configurations of the wide truth table: all pairs and triples of levels, the same ones every time."""

from __future__ import annotations

import itertools
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

from ftplint.verify.wide.factors import FACTORS, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST = 5_000
_SEED = 12
_Cell = tuple[int, str]
"""A factor, by its place, and one of its levels."""


@lru_cache(maxsize=1)
def configurations() -> tuple[Settings, ...]:
    """At least ``LEAST`` different configurations.

    First every pair of levels in a site in which all else is ordinary (the first level of each factor); so nothing
    hides what the two do to each other. Then rows by weight, until every three levels have met and there are enough.
    """
    rows = dict.fromkeys(_pairs())
    draw = _Draw(Random(_SEED))
    triples = draw.shuffled(list(_triples()))
    missing = set(triples)
    for row in rows:
        missing.difference_update(itertools.combinations(enumerate(row), 3))
    for three in triples:
        if three in missing:
            row = draw.row(dict(three))
            missing.difference_update(itertools.combinations(enumerate(row), 3))
            rows[row] = None
    while len(rows) < LEAST:
        rows[draw.row({})] = None
    return tuple(rows)


def sample(every: int) -> tuple[Settings, ...]:
    """Each *every*-th configuration."""
    return configurations()[::every]


def _pairs() -> Iterator[Settings]:
    ordinary = [next(iter(factor.levels)) for factor in FACTORS]
    for (one, factor), (two, other) in itertools.combinations(enumerate(FACTORS), 2):
        for level, at_other in itertools.product(factor.levels, other.levels):
            row = list(ordinary)
            row[one], row[two] = level, at_other
            yield Settings(*row)


def _triples() -> Iterator[tuple[_Cell, _Cell, _Cell]]:
    for one, two, three in itertools.combinations(range(len(FACTORS)), 3):
        levels = (FACTORS[one].levels, FACTORS[two].levels, FACTORS[three].levels)
        for first, second, third in itertools.product(*levels):
            yield (one, first), (two, second), (three, third)


class _Draw:
    """Draws levels by weight. Only ``Random.random`` is used: Python promises the same numbers in all versions."""

    def __init__(self, random: Random) -> None:
        self._random = random.random
        self._sums = [list(itertools.accumulate(factor.levels.values())) for factor in FACTORS]
        self._levels = [tuple(factor.levels) for factor in FACTORS]

    def shuffled(self, items: list[tuple[_Cell, _Cell, _Cell]]) -> list[tuple[_Cell, _Cell, _Cell]]:
        order = sorted((self._random(), place) for place in range(len(items)))
        return [items[place] for _, place in order]

    def row(self, fixed: dict[int, str]) -> Settings:
        return Settings(*(fixed.get(place) or self._level(place) for place in range(len(FACTORS))))

    def _level(self, place: int) -> str:
        sums = self._sums[place]
        at = self._random() * sums[-1]
        return self._levels[place][next(number for number, top in enumerate(sums) if at < top)]

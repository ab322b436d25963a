"""The wide truth table: a fixed sample of it, all of it in CI, and what it is made of."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from ftplint.rules import client_view, load_rules
from ftplint.verify import configurations, play_wide_table, sample, wide_table_text
from ftplint.verify.wide.claims import OPENS, REFUSALS
from ftplint.verify.wide.explained import EXPLANATIONS
from ftplint.verify.wide.factors import FACTORS, Settings

SAMPLE = 37
"""Each 37th configuration: about 140."""


@pytest.mark.slow
def test_all_pairs_and_triples_of_levels_are_there_and_the_same_every_time() -> None:
    rows = configurations()
    assert len(rows) == len(set(rows)) >= 5_000
    for three in itertools.combinations(range(len(FACTORS)), 3):
        met = {tuple(row[place] for place in three) for row in rows}
        assert len(met) == len(list(itertools.product(*(FACTORS[place].levels for place in three))))
    configurations.cache_clear()
    assert configurations() == rows
    assert tuple(factor.name for factor in FACTORS) == Settings._fields


def test_every_pair_stands_once_in_a_site_that_is_ordinary_otherwise() -> None:
    ordinary = Settings(*(next(iter(factor.levels)) for factor in FACTORS))
    rows = set(configurations())
    for (one, factor), (two, other) in itertools.combinations(enumerate(FACTORS), 2):
        for level, at_other in itertools.product(factor.levels, other.levels):
            row = list(ordinary)
            row[one], row[two] = level, at_other
            assert Settings(*row) in rows


def test_the_claims_are_those_of_the_rules() -> None:
    rules = {rule.id: rule for rule in load_rules()}
    for name, refusals in REFUSALS.items():
        said = client_view(rules[name])
        if said.reply is not None:
            assert said.reply in {one.reply for one in refusals}, name
        if said.substatus is not None:
            assert said.substatus in {number for one in refusals for number in one.substatus}, name
    for name, reply in OPENS.items():
        assert client_view(rules[name]).reply == reply


def test_linter_and_wire_agree_on_the_sample() -> None:
    rows = list(play_wide_table(sample(SAMPLE)))
    assert len(rows) == len(sample(SAMPLE)) >= 130
    assert [(str(row.settings), row.disagreements) for row in rows if row.disagreements] == []
    assert sum(row.open for row in rows) > len(rows) / 6
    assert any(met.upload == 226 and met.anonymous for row in rows for met in row.met)
    assert {cause for row in rows for cause in row.causes} >= {"FTP201", "FTP301", "FTP401", "FTP411"}
    text = list(wide_table_text(rows))
    assert text[-1].startswith(f"{len(rows)} configurations, somebody gets in with ")
    assert text[-1].endswith(" none unexplained\n")


@pytest.mark.slow
def test_linter_and_wire_agree_on_all_configurations() -> None:
    rows = list(play_wide_table(configurations()))
    assert len(rows) == len(configurations())
    assert [(str(row.settings), row.disagreements) for row in rows if row.disagreements] == []
    assert "FTP705" in {cause for row in rows for cause in row.causes}
    used = Counter(row.explanation(one) for row in rows for one in row.differences)
    assert set(used) == {one.name for one in EXPLANATIONS}, "an explanation that explains nothing is to be removed"

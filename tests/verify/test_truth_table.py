"""All 432 combinations of the settings of certificate logon: linted, played, and no difference."""

from __future__ import annotations

from ftplint.verify.lab import Lab
from ftplint.verify.truth_table import combinations, play_truth_table


def test_rules_are_silent_exactly_where_the_logon_and_both_transfers_succeed(lab: Lab) -> None:
    rows = list(play_truth_table(lab))
    assert len(rows) == len(set(combinations())) == 432
    assert [row for row in rows if not row.explained] == []
    works = [row.combination for row in rows if row.works]
    assert len(works) == 24  # 3 control policies, 2 data policies, 2 certificate policies, basic on or off
    assert all(c.certificate and c.mapping and c.client_certificate for c in works)
    assert {row.ended for row in rows if not row.works} == {"auth 534", "login 530", "list 534"}

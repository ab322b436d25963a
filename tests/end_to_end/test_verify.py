"""``ftplint verify`` as a user runs it."""

from __future__ import annotations

import json

from lxml import etree

from tests.end_to_end.run import ftplint


def test_a_rule_is_shown_with_its_dialogue() -> None:
    run = ftplint("verify", "FTP105", "--transcript")
    assert run.returncode == 0, run.stderr
    assert "FTP105 client-certificates-ignored: agreed" in run.stdout
    assert "claimed login 530     saw login 530 User cannot log in. (sub-status 41)  agreed" in run.stdout
    assert "      > PASS ***\n      < 530 User cannot log in." in run.stdout
    assert "1 rule played in 5 sessions: all agreed; 0 without a scenario" in run.stdout


def test_rules_without_scenario_are_listed_with_their_reason() -> None:
    run = ftplint("verify", "FTP113")
    assert run.returncode == 0
    assert (
        "FTP113 revocation-from-cache-only: not played: the difference is a list of revoked certificates" in run.stdout
    )


def test_json_and_junit() -> None:
    run = ftplint("verify", "FTP101,FTP113", "--output-format", "json")
    first, second = json.loads(run.stdout)
    assert (first["id"], first["agreed"], len(first["sessions"])) == ("FTP101", True, 6)
    assert first["sessions"][0]["claims"][0]["substatus"] == 31
    assert (second["played"], bool(second["reason"])) == (False, True)
    suite = etree.fromstring(ftplint("verify", "FTP101,FTP113", "--output-format", "junit").stdout.encode())
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("7", "0", "1")


def test_the_truth_table_is_printed() -> None:
    run = ftplint("verify", "--truth-table")
    assert run.returncode == 0
    assert run.stdout.endswith("432 combinations, 24 of them log in and transfer: none unexplained\n")


def test_an_unknown_rule_is_said() -> None:
    run = ftplint("verify", "FTP999")
    assert run.returncode == 2
    assert "FTP999" in run.stderr

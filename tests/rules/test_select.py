"""Which rules run, and how grave they are: the longer selector wins, whoever it is for."""

from __future__ import annotations

import pytest

from ftplint.rules import Selection, SelectionError, load_rules

RULES = load_rules()


def chosen(*select: str, ignore: tuple[str, ...] = ()) -> set[str]:
    return {rule.id for rule in Selection(select=select, ignore=ignore).apply(RULES)}


def beginning(*prefixes: str) -> set[str]:
    """The rules whose ids begin so, without those that run only if they are named."""
    return {rule.id for rule in RULES if rule.id.startswith(prefixes) and not rule.optional}


def test_a_longer_beginning_beats_a_shorter_one() -> None:
    assert chosen("FTP1", ignore=("FTP10",)) == beginning("FTP1") - beginning("FTP10")
    assert chosen("FTP10", ignore=("FTP1",)) == beginning("FTP10")
    assert chosen("FTP", "FTP10", ignore=("FTP1",)) == beginning("FTP") - (beginning("FTP1") - beginning("FTP10"))


def test_of_selectors_of_the_same_length_the_one_to_ignore_wins() -> None:
    assert chosen("FTP10", ignore=("FTP10",)) == set()
    assert chosen("FTP106", ignore=("directory-mapping-off",)) == set()


def test_one_rule_beats_a_beginning_and_all() -> None:
    assert chosen("directory-mapping-off", ignore=("FTP10",)) == {"FTP106"}
    assert chosen("ftp106", ignore=("all",)) == {"FTP106"}
    assert chosen("F", ignore=("all",)) == beginning("F")


def test_severities_are_those_of_the_longest_selector() -> None:
    severity = {"FTP1": "info", "FTP10": "warning", "FTP106": "error", "ALL": "info"}
    found = {rule.id: rule.severity for rule in Selection(severity=severity).apply(RULES)}  # type: ignore[arg-type]
    assert (found["FTP106"], found["FTP105"], found["FTP113"], found["FTP201"]) == ("error", "warning", "info", "info")


@pytest.mark.parametrize(("selector", "near"), [("FTP1O6", "FTP"), ("directory-mapping-of", "directory-mapping-off")])
def test_what_fits_no_rule_is_refused_with_what_is_near(selector: str, near: str) -> None:
    with pytest.raises(SelectionError, match=f"no rule fits '{selector}'; did you mean '{near}"):
        chosen(selector)

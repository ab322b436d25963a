"""The law of docs/severity.md: what is inferred is no error, and no finding contradicts another of the same site."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from ftplint.analysis import analyse
from ftplint.judging import judge
from ftplint.rules import client_view, examples, load_rules, why
from ftplint.rules.load import load_rule

RULES = load_rules()
CORRECT = sorted((Path(__file__).resolve().parents[1] / "corpus" / "correct").glob("*.config"))

NOBODY = {
    *("FTP101", "FTP102", "FTP103", "FTP201", "FTP211", "FTP212", "FTP301", "FTP401", "FTP411", "FTP425"),
    *("FTP503", "FTP505", "FTP506", "FTP605", "FTP705", "FTP817"),
}
"""Rules that say that nobody, or nobody of those meant, gets in."""
LOGGED_IN = {226, 230}

WHO_GETS_IN = [rule for rule in RULES if rule.id in NOBODY or client_view(rule).reply in LOGGED_IN]

THE_CODE_ALONE = {
    *("FTP003", "FTP020", "FTP102", "FTP103", "FTP104", "FTP211", "FTP212", "FTP411", "FTP503", "FTP506", "FTP608"),
}
"""Errors of which something else than the failure is inferred: the reply code, or a case that they leave alone."""


def texts() -> list[str]:
    """All examples of all rules, and the correct files of the corpus."""
    return [example.text for rule in RULES for example in examples(rule)] + [
        path.read_text(encoding="utf-8") for path in CORRECT
    ]


def test_no_finding_says_that_somebody_gets_in_where_another_says_that_nobody_does() -> None:
    wrong = set()
    for text in texts():
        by_site = defaultdict(list)
        for pending in judge(analyse("example", text.encode("utf-8", "surrogatepass")), WHO_GETS_IN):
            for site in pending.sites:
                by_site[site].append((pending.rule.id, client_view(pending.rule, pending.context).reply))
        for findings in by_site.values():
            shut = [rule for rule, _ in findings if rule in NOBODY]
            wrong |= {(rule, shut[0]) for rule, reply in findings if shut and reply in LOGGED_IN}
    assert wrong == set()


def test_an_error_is_not_inferred() -> None:
    doubtful = {
        rule.id
        for rule in RULES
        if rule.severity == "error"
        and re.search("inferred|not documented|undocumented", f"{why(rule)} {client_view(rule).text}")
    }
    assert doubtful == THE_CODE_ALONE


@pytest.mark.parametrize(
    ("severity", "words", "expected"),
    [
        ("error", "It is not documented.", "never an error"),
        ("warning", "It is so.", "has to say"),
        ("warning", "It is not documented.", ""),
    ],
)
def test_an_inferred_rule_is_checked(tmp_path: Path, severity: str, words: str, expected: str) -> None:
    rule = next(rule for rule in RULES if rule.id == "FTP418")
    text = rule.path.read_text(encoding="utf-8")
    text = text.replace('severity="warning"', f'severity="{severity}"', 1)
    text = re.sub("<ftp:why>.*?</ftp:why>", f"<ftp:why>{words}</ftp:why>", text, flags=re.DOTALL)
    path = tmp_path / rule.path.name
    path.write_text(text, encoding="utf-8")
    found = " ".join(fault.message for fault in faults(path))
    assert expected in found if expected else "inferred" not in found


def faults(path: Path) -> list[object]:
    from ftplint.rules.check.faults import rule_faults

    return list(rule_faults(load_rule(path)))

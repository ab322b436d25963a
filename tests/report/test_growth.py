"""Large reports: twice the findings are twice the work, and of a line only the neighbourhood is looked at.

Counted, not timed; `make bench` measures how long reports of 100,000 findings take.
"""

from __future__ import annotations

import pytest

from ftplint.judging import FileReport, Report, RuleInfo
from ftplint.report import render
from tests.counting import Work, growth, steps
from tests.report.sample import FINDINGS, PATH, RULES, TEXT, lines_of

SITES = tuple(f"site{number:05}.example.com" for number in range(10_000))
SHARED = FINDINGS[0]._replace(affected_sites=SITES)


def large(findings: int, rules: tuple[RuleInfo, ...] = RULES) -> Report:
    """One finding on all 10,000 sites, the others on one each."""
    own = (
        FINDINGS[1]._replace(site=site, affected_sites=(site,), message=f"Site '{site}' is wrong.")
        for number in range(findings - 1)
        for site in (SITES[number % len(SITES)],)
    )
    return Report("1", (FileReport(PATH, (SHARED, *own), SITES, SITES, lines_of(TEXT)),), rules)


def rendered(report: Report, name: str) -> Work:
    return lambda: sum(map(len, render(report, name)))


@pytest.mark.parametrize(
    ("name", "each"),
    [("json", 150), ("text", 400), ("concise", 40), ("checkstyle", 40), ("github", 60), ("gitlab", 90)],
)
def test_each_finding_costs_the_same_and_not_much(name: str, each: int) -> None:
    """*each* is about twice the lines of Python that a finding took when this was written."""
    assert growth(lambda count: rendered(large(count), name), 250) < 2.5
    small, more = (steps(rendered(large(count), name)) for count in (250, 500))
    assert (more - small) / 250 < each


@pytest.mark.slow
def test_test_cases_are_one_for_each_rule_and_site() -> None:
    """Forty rules on ten thousand sites: counted, and not made one by one where nothing was found."""
    rules = tuple(RuleInfo(f"FTP{number}", "rule", "error", "", "site") for number in range(105, 145))
    report = large(1_000, rules)
    assert next(piece for piece in render(report, "junit-rules") if "<testsuite " in piece).count('tests="400000"') == 1
    assert growth(lambda count: rendered(large(count, rules), "junit-rules"), 25) < 2.5


class Watched(str):
    """A line that counts how many characters of it are looked at."""

    seen = 0

    def __getitem__(self, key: object) -> str:
        got = super().__getitem__(key)  # type: ignore[index]
        Watched.seen += len(got)
        return got

    def __getattribute__(self, name: str) -> object:
        if name in (
            "rstrip",
            "strip",
            "split",
            "replace",
            "translate",
            "expandtabs",
            "splitlines",
            "encode",
            "isprintable",
        ):
            Watched.seen += len(self)
        return super().__getattribute__(name)


def test_of_one_line_of_many_megabytes_only_the_neighbourhood_of_each_span_is_looked_at() -> None:
    line = Watched("<a>" * 1_000_000)
    place = FINDINGS[2].location._replace(line=1, column=1_500_001, end_line=1, end_column=1_500_003)
    findings = tuple(FINDINGS[2]._replace(location=place) for _ in range(50))
    text = "".join(
        render(Report("1", (FileReport(PATH, findings, SITES, SITES, lambda _: line),), RULES), "text", verbose=True)
    )
    assert text.count("<a>") > 50, "the line is shown"
    assert 0 < Watched.seen < 50 * 1_000

"""Large reports take seconds at most; the limits are generous, for slow machines."""

from __future__ import annotations

import time

import pytest

from ftplint.judging.finding import FileReport, Report, RuleInfo
from ftplint.report import render
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


def seconds(report: Report, name: str) -> float:
    start = time.perf_counter()
    assert sum(map(len, render(report, name))) > 1_000_000
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("name", "findings", "limit"), [("json", 30_000, 2.0), ("text", 100_000, 12.0), ("concise", 100_000, 2.0)]
)
def test_many_findings(name: str, findings: int, limit: float) -> None:
    """About 0.3 s, 2 s and 0.1 s where this was written."""
    assert seconds(large(findings), name) < limit


def test_four_hundred_thousand_test_cases() -> None:
    """About 0.4 s where this was written."""
    rules = tuple(RuleInfo(f"FTP{number}", "rule", "error", "", "site") for number in range(105, 145))
    report = large(30_000, rules)
    assert next(piece for piece in render(report, "junit") if "<testsuite " in piece).count('tests="400000"') == 1
    assert seconds(report, "junit") < 6.0


def test_one_line_of_many_megabytes() -> None:
    """A file without line ends: only the neighbourhood of each span is looked at."""
    line = "<a>" * 1_000_000
    place = FINDINGS[2].location._replace(line=1, column=1_500_001, end_line=1, end_column=1_500_003)
    findings = tuple(FINDINGS[2]._replace(location=place) for _ in range(5_000))
    report = Report("1", (FileReport(PATH, findings, SITES, SITES, lambda _: line),), RULES)
    assert seconds(report, "text") < 5.0

"""JUnit XML with a test case for each rule and site, those that pass too: complete, and large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.report.junit_cases import (
    body,
    classnames,
    failing_severities,
    reference,
    skipped,
    xml_text,
)
from ftplint.report.junit_controls import control_suites
from ftplint.report.unchecked import unchecked_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ftplint.judging import FileReport, Finding, Report
    from ftplint.report.view import View


class _Suite(NamedTuple):
    """The test cases of one file: rule id -> name of the case, site -> classname, and per rule and site the findings.

    ``None`` as a site stands for the file. ``site_rules`` have a case for each FTP site, ``file_rules`` one for the
    file. A rule can be in both: its findings on something that is no FTP site must not get lost. ``silenced`` are the
    cases in which all findings are suppressed, with the first of those.
    """

    file: FileReport
    sites: Mapping[str, str]
    site_rules: Mapping[str, str]
    file_rules: Mapping[str, str]
    found: Mapping[tuple[str, str | None], Sequence[Finding]]
    failed: int
    silenced: Mapping[tuple[str, str | None], Finding]
    blind: frozenset[str]
    """Rules that did not look at the file, since facts from the server are missing."""

    @property
    def tests(self) -> int:
        return len(self.file_rules) + len(self.site_rules) * len(self.sites)


def render(report: Report, _: View) -> Iterator[str]:
    """The document, case by case. Only ASCII, so that it is right in whatever encoding it is written."""
    failing = failing_severities(report)
    suites = [_suite(file, report, failing) for file in report.files]
    tests, failed = sum(suite.tests for suite in suites), sum(suite.failed for suite in suites)
    of_controls = control_suites(report)
    tests += of_controls.tests
    failed += of_controls.failures
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="ftplint" tests="{tests}" failures="{failed}" errors="0" time="0">\n'
    for suite in suites:
        yield from _rendered(suite, failing)
    yield from of_controls.lines
    yield "</testsuites>\n"


def _suite(file: FileReport, report: Report, failing: frozenset[str]) -> _Suite:
    sites = classnames(file)
    site_rules = {rule.id: xml_text(f"{rule.id} {rule.name}") for rule in report.rules if rule.scope == "site"}
    file_rules = {rule.id: xml_text(f"{rule.id} {rule.name}") for rule in report.rules if rule.scope == "file"}
    found: dict[tuple[str, str | None], list[Finding]] = {}
    silenced: dict[tuple[str, str | None], Finding] = {}
    for finding in (*file.findings, *file.suppressed):
        named = finding.affected_sites or (() if finding.site is None else (finding.site,))
        at: list[str | None] = [site for site in dict.fromkeys(named) if site in sites]
        if finding.rule not in site_rules or not at:
            at = [None]
            file_rules.setdefault(finding.rule, xml_text(f"{finding.rule} {finding.name}"))
        for site in at:
            if finding.suppression is None:
                found.setdefault((finding.rule, site), []).append(finding)
            else:
                silenced.setdefault((finding.rule, site), finding)
    failed = sum(any(finding.severity in failing for finding in findings) for findings in found.values())
    silent_cases = {case: finding for case, finding in silenced.items() if case not in found}
    seen = {rule for rule, _ in (*found, *silent_cases)}
    blind = unchecked_rules(report._replace(files=(file,))) if file.ftp_sites else ()
    return _Suite(file, sites, site_rules, file_rules, found, failed, silent_cases, frozenset(blind) - seen)


def _rendered(suite: _Suite, failing: frozenset[str]) -> Iterator[str]:
    path = xml_text(suite.file.path)
    yield (
        f'<testsuite name="{path}" tests="{suite.tests}" failures="{suite.failed}" errors="0"'
        f' skipped="{len(suite.silenced) + len(suite.blind & suite.file_rules.keys())}" time="0">\n'
    )
    told: set[int] = set()
    yield from _cases(suite, None, path, suite.file_rules, failing, told)
    for site, classname in suite.sites.items():
        yield from _cases(suite, site, classname, suite.site_rules, failing, told)
    yield "</testsuite>\n"


def _cases(
    suite: _Suite,
    site: str | None,
    classname: str,
    rules: Mapping[str, str],
    failing: frozenset[str],
    told: set[int],
) -> Iterator[str]:
    """The cases of *rules* for one site. What was *told* of a finding is not said again: 10,000 sites may share it."""
    for rule, name in rules.items():
        start = f'<testcase classname="{classname}" name="{name}" time="0"'
        findings = suite.found.get((rule, site))
        if findings is None:
            silent = suite.silenced.get((rule, site))
            if rule in suite.blind and site is None:
                yield f'{start}>\n<skipped message="not checked: facts from the server are needed"/>\n</testcase>\n'
                continue
            yield f"{start}/>\n" if silent is None else f"{start}>\n{skipped(silent)}</testcase>\n"
            continue
        failures, notes = [], []
        for finding in findings:
            text = xml_text(f"see {reference(finding)}") if id(finding) in told else body(finding)
            told.add(id(finding))
            if finding.severity in failing:
                message = xml_text(finding.message)
                failures.append(f'<failure type="{finding.severity}" message="{message}">{text}</failure>\n')
            else:
                notes.append(f"{finding.severity}: {text}")
        body_text = "\n".join(notes)
        failures.append(f"<system-out>{body_text}</system-out>\n" if notes else "")
        yield f"{start}>\n{''.join(failures)}</testcase>\n"

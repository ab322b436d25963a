"""JUnit XML for CI servers, valid against the junit-10 XSD of Jenkins: a suite a file, a test case a rule and site."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.judging import SEVERITIES
from ftplint.report.plain_text import plain
from ftplint.report.wording import client_view, fix_title, place, reach
from ftplint.source import escape_ascii

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

    @property
    def tests(self) -> int:
        return len(self.file_rules) + len(self.site_rules) * len(self.sites)


def render(report: Report, _: View) -> Iterator[str]:
    """The document, case by case. Only ASCII, so that it is right in whatever encoding it is written."""
    gravest = "warning" if report.fail_on == "never" else report.fail_on
    failing = frozenset(SEVERITIES[SEVERITIES.index(gravest) :])
    suites = [_suite(file, report, failing) for file in report.files]
    tests, failed = sum(suite.tests for suite in suites), sum(suite.failed for suite in suites)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="ftplint" tests="{tests}" failures="{failed}" errors="0" time="0">\n'
    for suite in suites:
        yield from _rendered(suite, failing)
    yield "</testsuites>\n"


def _suite(file: FileReport, report: Report, failing: frozenset[str]) -> _Suite:
    sites = _classnames(file)
    site_rules = {rule.id: _text(f"{rule.id} {rule.name}") for rule in report.rules if rule.scope == "site"}
    file_rules = {rule.id: _text(f"{rule.id} {rule.name}") for rule in report.rules if rule.scope == "file"}
    found: dict[tuple[str, str | None], list[Finding]] = {}
    silenced: dict[tuple[str, str | None], Finding] = {}
    for finding in (*file.findings, *file.suppressed):
        named = finding.affected_sites or (() if finding.site is None else (finding.site,))
        at: list[str | None] = [site for site in dict.fromkeys(named) if site in sites]
        if finding.rule not in site_rules or not at:
            at = [None]
            file_rules.setdefault(finding.rule, _text(f"{finding.rule} {finding.name}"))
        for site in at:
            if finding.suppression is None:
                found.setdefault((finding.rule, site), []).append(finding)
            else:
                silenced.setdefault((finding.rule, site), finding)
    failed = sum(any(finding.severity in failing for finding in findings) for findings in found.values())
    skipped = {case: finding for case, finding in silenced.items() if case not in found}
    return _Suite(file, sites, site_rules, file_rules, found, failed, skipped)


def _classnames(file: FileReport) -> dict[str, str]:
    """FTP site -> a classname of its own. Sites of the same name cannot be told apart in findings and share a case."""
    classnames: dict[str, str] = {}
    taken: set[str] = set()
    for site in dict.fromkeys(file.ftp_sites):
        wanted = classname = _text(f"{file.path}/{site}")
        count = 1
        while classname in taken:
            count += 1
            classname = f"{wanted} ({count})"
        taken.add(classname)
        classnames[site] = classname
    return classnames


def _rendered(suite: _Suite, failing: frozenset[str]) -> Iterator[str]:
    path = _text(suite.file.path)
    yield (
        f'<testsuite name="{path}" tests="{suite.tests}" failures="{suite.failed}" errors="0"'
        f' skipped="{len(suite.silenced)}" time="0">\n'
    )
    bodies: dict[int, str] = {}
    yield from _cases(suite, None, path, suite.file_rules, failing, bodies)
    for site, classname in suite.sites.items():
        yield from _cases(suite, site, classname, suite.site_rules, failing, bodies)
    yield "</testsuite>\n"


def _cases(
    suite: _Suite,
    site: str | None,
    classname: str,
    rules: Mapping[str, str],
    failing: frozenset[str],
    bodies: dict[int, str],
) -> Iterator[str]:
    """The cases of *rules* for one site. *bodies* keeps what is said of a finding: 10,000 sites may share it."""
    for rule, name in rules.items():
        start = f'<testcase classname="{classname}" name="{name}" time="0"'
        findings = suite.found.get((rule, site))
        if findings is None:
            silent = suite.silenced.get((rule, site))
            yield f"{start}/>\n" if silent is None else f"{start}>\n{_skipped(silent)}</testcase>\n"
            continue
        failures, notes = [], []
        for finding in findings:
            body = bodies.get(id(finding))
            if body is None:
                body = bodies[id(finding)] = _body(finding)
            if finding.severity in failing:
                message = _text(finding.message)
                failures.append(f'<failure type="{finding.severity}" message="{message}">{body}</failure>\n')
            else:
                notes.append(f"{finding.severity}: {body}")
        body_text = "\n".join(notes)
        failures.append(f"<system-out>{body_text}</system-out>\n" if notes else "")
        yield f"{start}>\n{''.join(failures)}</testcase>\n"


def _skipped(finding: Finding) -> str:
    """The reason why a finding does not count."""
    reason = "" if finding.suppression is None else finding.suppression.reason
    return f'<skipped message="{_text(reason)}">{_text(finding.message)}</skipped>\n'


def _body(finding: Finding) -> str:
    """Place, setting, sites, client's view and fix, one line each."""
    lines = [f"{place(finding.location)}: {finding.message}"]
    if finding.setting:
        lines.append(f"setting: {finding.setting}" + (f" (origin: {finding.origin})" if finding.origin else ""))
    for label, text in (("affects", reach(finding)), ("client sees", client_view(finding))):
        if text:
            lines.append(f"{label}: {text}")
    lines.extend(f"note: {place(related.location)}: {related.note}" for related in finding.related)
    if finding.fix is not None:
        lines.append(f"fix ({finding.fix.safety}): {fix_title(finding.fix)}")
        lines.extend(f"set {change.setting} to '{change.value}'" for change in finding.fix.changes)
    return "\n".join(map(_text, lines))


def _text(text: str) -> str:
    """*text* for an attribute or an element. What is plain holds no character that XML 1.0 forbids."""
    return escape_ascii(plain(text))

"""JUnit XML for CI servers: a suite for each file, a test case for each FTP site, each finding and each control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.report.junit_cases import (
    body,
    classnames,
    failing_severities,
    reference,
    skipped,
    xml_text,
)
from ftplint.report.junit_controls import control_suites
from ftplint.report.unchecked import unchecked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.judging import FileReport, Finding, Report
    from ftplint.report.unchecked import Unchecked
    from ftplint.report.view import View


def render(report: Report, _: View) -> Iterator[str]:
    """The document. Only ASCII, so that it is right in whatever encoding it is written.

    A finding is one test case, however many sites it reaches. The test case of a site passes if nothing that fails the
    run reaches it, and else says which findings do. The controls of a profile are a suite of their own.
    """
    failing = failing_severities(report)
    tests = sum(len(file.findings) + len(file.suppressed) + len(set(file.ftp_sites)) for file in report.files)
    failed = sum(_failed(file, failing) for file in report.files)
    of_controls = control_suites(report)
    missing = unchecked(report)
    tests += of_controls.tests + len(missing)
    failed += of_controls.failures
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="ftplint" tests="{tests}" failures="{failed}" errors="0" time="0">\n'
    for file in report.files:
        yield from _suite(file, failing)
    yield from of_controls.lines
    yield from _unchecked(missing)
    yield "</testsuites>\n"


def _failed(file: FileReport, failing: frozenset[str]) -> int:
    return sum(finding.severity in failing for finding in file.findings) + len(_failed_sites(file, failing))


def _failed_sites(file: FileReport, failing: frozenset[str]) -> dict[str, list[Finding]]:
    """The FTP sites that something reaches, with what does."""
    sites = set(file.ftp_sites)
    found: dict[str, list[Finding]] = {}
    for finding in file.findings:
        if finding.severity in failing:
            named = finding.affected_sites or (() if finding.site is None else (finding.site,))
            for site in dict.fromkeys(named):
                if site in sites:
                    found.setdefault(site, []).append(finding)
    return found


def _suite(file: FileReport, failing: frozenset[str]) -> Iterator[str]:
    path = xml_text(file.path)
    names = classnames(file)
    tests = len(file.findings) + len(file.suppressed) + len(names)
    yield (
        f'<testsuite name="{path}" tests="{tests}" failures="{_failed(file, failing)}" errors="0"'
        f' skipped="{len(file.suppressed)}" time="0">\n'
    )
    failed = _failed_sites(file, failing)
    for site, classname in names.items():
        start = f'<testcase classname="{classname}" name="FTP site" time="0"'
        told = list(dict.fromkeys(reference(finding) for finding in failed.get(site, ())))
        if told:
            yield f'{start}><failure message="{xml_text(", ".join(told))}"/></testcase>\n'
        else:
            yield f"{start}/>\n"
    for finding in (*file.findings, *file.suppressed):
        yield _case(finding, path, failing)
    yield "</testsuite>\n"


def _unchecked(missing: Sequence[Unchecked]) -> Iterator[str]:
    """A suite of what nobody looked at: a test case for each kind of fact that is missing, skipped."""
    if not missing:
        return
    count = len(missing)
    yield f'<testsuite name="not checked" tests="{count}" failures="0" errors="0" skipped="{count}" time="0">\n'
    for one in missing:
        why = xml_text(f"{', '.join(one.rules)}: facts from the server are needed (ftplint collect)")
        yield f'<testcase classname="not checked" name="{xml_text(one.label)}" time="0">\n'
        yield f'<skipped message="{why}"/>\n</testcase>\n'
    yield "</testsuite>\n"


def _case(finding: Finding, path: str, failing: frozenset[str]) -> str:
    name = xml_text(f"{finding.rule} {finding.name} at line {finding.location.line}")
    start = f'<testcase classname="{path}" name="{name}" time="0">'
    if finding.suppression is not None:
        return f"{start}\n{skipped(finding)}</testcase>\n"
    if finding.severity in failing:
        message = xml_text(finding.message)
        inner = f'<failure type="{finding.severity}" message="{message}">{body(finding)}</failure>'
    else:
        inner = f"<system-out>{finding.severity}: {body(finding)}</system-out>"
    return f"{start}\n{inner}\n</testcase>\n"

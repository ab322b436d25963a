"""The controls of a profile as JUnit has them: a suite for the profile, a test case for each control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.report.junit_cases import xml_lines, xml_text
from ftplint.report.wording import many, named

if TYPE_CHECKING:
    from ftplint.judging import Report
    from ftplint.report.controls import Control, Result


class Suites(NamedTuple):
    """The suites of the controls: how many cases, how many of them failed, and the lines."""

    tests: int
    failures: int
    lines: list[str]


def control_suites(report: Report) -> Suites:
    """A suite for the profile of the run, a case for each control; nothing for a profile without ids.

    A case fails as the control does, whatever severities fail the run. What the run cannot tell is skipped with the
    reason, and so is a control that is not met for no other reason than findings that are suppressed.
    """
    if report.run.profile == "all":
        return Suites(0, 0, [])
    from ftplint.report.controls import controls  # a plain check does without

    cases = [_case(one) for one in controls(report)]
    if not cases:
        return Suites(0, 0, [])
    failures = sum("<failure " in case for case in cases)
    skips = sum("<skipped " in case for case in cases)
    name, tests = xml_text(f"controls of {report.run.profile}"), len(cases)
    start = f'<testsuite name="{name}" tests="{tests}" failures="{failures}" errors="0" skipped="{skips}" time="0">\n'
    return Suites(tests, failures, [start, *cases, "</testsuite>\n"])


def _case(control: Control) -> str:
    looked_for = f"{', '.join(control.looked_for)} ({', '.join(control.rules)})"
    name = xml_text(f"{control.id} {looked_for}")
    start = f'<testcase classname="{xml_text(control.profile)}" name="{name}" time="0">\n'
    told = xml_lines(map(_line, control.results))
    if control.status == "passed":
        return f"{start}<system-out>{told}</system-out>\n</testcase>\n"
    if any(one.status == "failed" and not one.accepted for one in control.results):
        message = xml_text(f"failed; looked for: {looked_for}")
        return f'{start}<failure type="control" message="{message}">{told}</failure>\n</testcase>\n'
    reasons = dict.fromkeys(one.reason for one in control.results if one.status == control.status and one.reason)
    why = xml_text("; ".join([control.status, *reasons]))
    return f'{start}<skipped message="{why}">{told}</skipped>\n</testcase>\n'


def _line(result: Result) -> str:
    """One server."""
    sites = f" on {many(len(result.sites), 'site')}: {named(result.sites)}" if result.sites else ""
    return f"{result.path}: {result.status}{sites}" + (f"; {result.reason}" if result.reason else "")

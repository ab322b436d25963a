"""What both JUnit formats say of a finding, a site, a suppression. Valid against the junit-10 XSD of Jenkins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.judging import SEVERITIES
from ftplint.report.plain_text import plain
from ftplint.report.wording import because, client_view, fix_title, place, reach
from ftplint.source import escape_ascii

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ftplint.judging import FileReport, Finding, Report


def failing_severities(report: Report) -> frozenset[str]:
    """The severities that make a test case fail: those that fail the run; warnings and errors if none does."""
    gravest = "warning" if report.fail_on == "never" else report.fail_on
    return frozenset(SEVERITIES[SEVERITIES.index(gravest) :])


def classnames(file: FileReport) -> dict[str, str]:
    """FTP site -> a classname of its own. Sites of the same name cannot be told apart in findings and share a case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for site in dict.fromkeys(file.ftp_sites):
        wanted = classname = xml_text(f"{file.path}/{site}")
        count = 1
        while classname in taken:
            count += 1
            classname = f"{wanted} ({count})"
        taken.add(classname)
        names[site] = classname
    return names


def skipped(finding: Finding) -> str:
    """The reason why a finding does not count."""
    reason = "" if finding.suppression is None else finding.suppression.reason
    return f'<skipped message="{xml_text(reason)}">{xml_text(finding.message)}</skipped>\n'


def body(finding: Finding) -> str:
    """Place, setting, sites, client's view and fix, one line each."""
    lines = [f"{place(finding.location)}: {finding.message}"]
    if finding.setting:
        lines.append(f"setting: {finding.setting}" + (f" (origin: {finding.origin})" if finding.origin else ""))
    for label, text in (
        ("affects", reach(finding)),
        ("client sees", client_view(finding)),
        ("because of", because(finding)),
    ):
        if text:
            lines.append(f"{label}: {text}")
    lines.extend(f"note: {place(related.location)}: {related.note}" for related in finding.related)
    if finding.fix is not None:
        lines.append(f"fix ({finding.fix.safety}): {fix_title(finding.fix)}")
        lines.extend(f"set {change.setting} to '{change.value}'" for change in finding.fix.changes)
    return xml_lines(lines)


def reference(finding: Finding) -> str:
    """What a case says of a finding that another case tells in full: ``FTP401 at line 16``."""
    return f"{finding.rule} at line {finding.location.line}"


def xml_lines(lines: Iterable[str]) -> str:
    """*lines* as the text of an element."""
    return "\n".join(map(xml_text, lines))


def xml_text(text: str) -> str:
    """*text* for an attribute or an element. What is plain holds no character that XML 1.0 forbids."""
    return escape_ascii(plain(text))

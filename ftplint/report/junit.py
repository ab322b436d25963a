"""JUnit XML for CI servers, valid against the junit-10 XSD of Jenkins: a suite a file, a case a rule and site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.engine.finding import FileReport, Finding, Report, RuleInfo

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
_ORDER = ("info", "warning", "error")


def render(report: Report, *, color: bool, width: int, quiet: bool) -> Iterator[str]:  # noqa: ARG001 - one signature
    """The document, suite by suite."""
    limit = _ORDER.index("warning" if report.fail_on == "never" else report.fail_on)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="ftplint">\n'
    for file in report.files:
        yield from _suite(file, report.rules, limit)
    yield "</testsuites>\n"


def _suite(file: FileReport, rules: tuple[RuleInfo, ...], limit: int) -> Iterator[str]:
    failures, notes = _sorted(file, rules, limit)
    cases = [(rule, None) for rule in rules if rule.scope == "file" or (rule.id, None) in failures.keys() | notes.keys()]
    cases += [(rule, site) for site in file.ftp_sites for rule in rules if rule.scope == "site"]  # type: ignore[misc]
    failed = sum((rule.id, site) in failures for rule, site in cases)
    yield f'<testsuite name="{_text(file.path)}" tests="{len(cases)}" failures="{failed}" errors="0" skipped="0" time="0">\n'
    paths = {site: f"{file.path}/{site}" for site in file.ftp_sites}
    for rule, site in cases:
        classname = _text(paths[site] if site is not None else file.path)
        start = f'<testcase classname="{classname}" name="{rule.id} {rule.name}" time="0"'
        key = (rule.id, site)
        if key not in failures and key not in notes:
            yield start + "/>\n"
            continue
        yield start + ">"
        for finding in failures.get(key, ()):
            yield f'<failure type="{finding.severity}" message="{_text(finding.message)}">{_text(_place(finding))}</failure>'
        told = "\n".join(f"{f.severity}: {f.message}\n{_place(f)}" for f in notes.get(key, ()))
        yield (f"<system-out>{_text(told)}</system-out>" if told else "") + "</testcase>\n"
    yield "</testsuite>\n"


Cases = dict[tuple[str, str | None], list["Finding"]]


def _sorted(file: FileReport, rules: tuple[RuleInfo, ...], limit: int) -> tuple[Cases, Cases]:
    """Findings by test case: those that fail it, and milder ones. A finding fails the case of each affected site."""
    scopes = {rule.id: rule.scope for rule in rules}
    known = set(file.ftp_sites)
    failures: Cases = {}
    notes: Cases = {}
    for finding in file.findings:
        sites: list[str | None] = [None]
        if scopes.get(finding.rule) == "site":
            sites = [site for site in finding.affected_sites if site in known] or [None]
        target = failures if _ORDER.index(finding.severity) >= limit else notes
        for site in dict.fromkeys(sites):
            target.setdefault((finding.rule, site), []).append(finding)
    return failures, notes


def _place(finding: Finding) -> str:
    at = finding.location
    lines = [f"{at.path}:{at.line}:{at.column}"]
    if finding.setting:
        lines.append(f"setting: {finding.setting} ({finding.origin or 'as written'})")
    if finding.client:
        lines.append(f"client sees: {finding.reply or ''} {finding.client}".replace("  ", " "))
    if finding.fix is not None:
        changes = "".join(f"; set {change.setting} to '{change.value}'" for change in finding.fix.changes)
        lines.append(f"fix: {finding.fix.title}{changes}")
    lines += [f"see {r.location.path}:{r.location.line}:{r.location.column} {r.note}" for r in finding.related]
    return "\n".join(lines)


def _text(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text).translate(_ESCAPES)

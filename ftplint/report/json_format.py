"""JSON for programs, as schemas/report.schema.json describes it; ASCII only, all keys always present."""

from __future__ import annotations

from json import JSONEncoder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.engine.finding import Finding, Location, Report


def render(report: Report, *, color: bool, width: int, quiet: bool) -> Iterator[str]:  # noqa: ARG001 - one signature
    """One object, a finding a line."""
    encode = JSONEncoder().encode
    tool = {"name": "ftplint", "version": report.version}
    files = [{"path": f.path, "sites": len(f.sites), "ftp_sites": len(f.ftp_sites)} for f in report.files]
    summary = {
        "files": len(report.files),
        "sites": sum(len(file.sites) for file in report.files),
        "ftp_sites": sum(len(file.ftp_sites) for file in report.files),
        "error": report.count("error"),
        "warning": report.count("warning"),
        "info": report.count("info"),
        "suppressed": report.suppressed,
    }
    yield f'{{\n "schema_version": "1",\n "tool": {encode(tool)},\n "files": {encode(files)},\n'
    yield f' "summary": {encode(summary)},\n "findings": ['
    separator = "\n  "
    for finding in report.findings:
        yield separator + encode(_finding(finding))
        separator = ",\n  "
    yield "\n ]\n}\n"


def _finding(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        **_location(finding.location),
        "site": finding.site,
        "setting": finding.setting,
        "origin": finding.origin,
        "affected_sites": finding.affected_sites,
        "reply": finding.reply,
        "substatus": finding.substatus,
        "client": finding.client,
        "why": finding.why,
        "related": [{**_location(related.location), "note": related.note} for related in finding.related],
        "fix": None
        if fix is None
        else {
            "safety": fix.safety,
            "title": fix.title,
            "changes": [{"setting": change.setting, "value": change.value} for change in fix.changes],
        },
    }


def _location(location: Location) -> dict[str, Any]:
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }

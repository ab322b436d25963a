"""JSON for programs, as schemas/report.schema.json describes it: ASCII only, every key always present."""

from __future__ import annotations

from json import JSONEncoder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.engine.finding import Finding, Fix, Location, Report

SCHEMA_VERSION = "1"
"""Changes when a key is renamed, removed or means something else. A new key does not change it."""

_encode = JSONEncoder().encode


def render(report: Report, *, color: bool = False, width: int = 100, quiet: bool = False) -> Iterator[str]:  # noqa: ARG001 - one signature for all formats
    """One object, one line a finding."""
    yield "{\n"
    yield f' "schema_version": {_text(SCHEMA_VERSION)},\n'
    yield f' "tool": {_text({"name": "ftplint", "version": report.version})},\n'
    files = [{"path": f.path, "sites": len(f.sites), "ftp_sites": len(f.ftp_sites)} for f in report.files]
    yield f' "files": {_text(files)},\n'
    yield f' "summary": {_text(_summary(report))},\n'
    yield ' "findings": ['
    separator = "\n  "
    for file in report.files:
        for finding in file.findings:
            yield separator + _text(_finding(finding))
            separator = ",\n  "
    yield "\n ]\n}\n"


def _summary(report: Report) -> dict[str, int]:
    return {
        "files": len(report.files),
        "sites": sum(len(file.sites) for file in report.files),
        "ftp_sites": sum(len(file.ftp_sites) for file in report.files),
        "error": report.count("error"),
        "warning": report.count("warning"),
        "info": report.count("info"),
        "suppressed": report.suppressed,
    }


def _finding(finding: Finding) -> dict[str, Any]:
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
        "why": finding.why or None,
        "related": [{**_location(related.location), "note": related.note} for related in finding.related],
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    changes = [{"setting": change.setting, "value": change.value} for change in fix.changes]
    return {"safety": fix.safety, "title": fix.title, "changes": changes}


def _location(location: Location) -> dict[str, Any]:
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }


def _text(value: object) -> str:
    """*value* as JSON. Lone surrogates (a path that is not UTF-8) are written as ``\\udc80`` in words.

    As an escape they would be JSON by its grammar, but strict parsers refuse what is no Unicode (RFC 8259 section 8.2).
    """
    text = _encode(value)
    return _encode(_encodable(value)) if "\\ud" in text else text


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _encodable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(item) for item in value]
    return value

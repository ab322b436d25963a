"""For people: each finding with its source line, where its value comes from, the reason, the client's view, the fix."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ftplint.report.plain import columns, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.engine.finding import FileReport, Finding, Location, Report

_COLORS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m", "dim": "\x1b[34m", "bold": "\x1b[1m"}
_END = "\x1b[0m"
_ORIGINS = {
    "schema": "not written anywhere: the default of the schema applies",
    "siteDefaults": "written in siteDefaults",
    "site": "written on the site",
    "server": "written at the server level",
    "location": "written in a location",
}
_NAMED = 3
"""So many affected sites are named; the rest is counted."""


def render(report: Report, *, color: bool, width: int, quiet: bool) -> Iterator[str]:
    """The findings file by file, then a summary line."""
    if not quiet:
        explained: set[str] = set()
        for file in report.files:
            for finding in file.findings:
                yield from _Writer(file, color, width).finding(finding, first=finding.rule not in explained)
                explained.add(finding.rule)
    yield _summary(report, color)


def _summary(report: Report, color: bool) -> str:
    counts = {severity: report.count(severity) for severity in ("error", "warning", "info")}
    sites = sum(len(file.sites) for file in report.files)
    ftp_sites = sum(len(file.ftp_sites) for file in report.files)
    scope = f"in {_many(len(report.files), 'file')} ({_many(sites, 'site')}, {ftp_sites} of them FTP)"
    if not any(counts.values()):
        return f"No problems found {scope}\n"
    names = {"error": "error", "warning": "warning", "info": "note"}
    parts = []
    for severity, count in counts.items():
        if count:
            text = _many(count, names[severity])
            parts.append(f"{_COLORS[severity]}{text}{_END}" if color else text)
    suppressed = f", {report.suppressed} suppressed" if report.suppressed else ""
    return f"{', '.join(parts)}{suppressed} {scope}\n"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


class _Writer:
    def __init__(self, file: FileReport, color: bool, width: int) -> None:
        self._file = file
        self._color = color
        self._width = width

    def finding(self, finding: Finding, *, first: bool) -> Iterator[str]:
        """One finding and an empty line; the rule's reason only the *first* time."""
        head = self._paint(finding.severity, f"{finding.severity}[{finding.rule}] {finding.name}")
        message = textwrap.fill(
            plain(finding.message),
            self._width,
            initial_indent=" " * (len(finding.severity) + len(finding.rule) + len(finding.name) + 5),
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        ).lstrip()
        yield f"{head}: {self._paint('bold', message)}\n"
        margin = len(str(finding.location.line))
        yield from self._excerpt(finding.location, margin, finding.severity)
        if finding.origin is not None:
            yield from self._fact("value", _ORIGINS[finding.origin] + _sites(finding), margin)
        elif len(finding.affected_sites) > 1:
            yield from self._fact("sites", _sites(finding).lstrip("; "), margin)
        seen = self._client(finding)
        if seen:
            yield from self._fact("client sees", seen, margin)
        if first and finding.why:
            yield from self._fact("why", finding.why, margin)
        if finding.fix is not None:
            yield from self._fact("fix", self._fix(finding), margin)
        for related in finding.related:
            at = related.location
            yield f"{' ' * margin} {self._paint('dim', '-->')} {plain(at.path)}:{at.line}:{at.column} {plain(related.note)}\n"
            yield from self._excerpt(at, margin, "dim", head=False)
        yield "\n"

    def _excerpt(self, at: Location, margin: int, severity: str, *, head: bool = True) -> Iterator[str]:
        pad, bar = " " * margin, self._paint("dim", "|")
        if head:
            yield f"{pad}{self._paint('dim', '-->')} {plain(at.path)}:{at.line}:{at.column}\n"
        line = self._file.source_line(at.line)
        if line is None:
            return
        end = at.end_column if at.end_line == at.line else len(line) + 1
        start, stop = at.column - 1, max(end - 1, at.column)
        before, marked, after = line[:start], line[start:stop], line[stop:]
        room = max(20, self._width - margin - 4)
        if len(marked) > room:
            marked, after = marked[: room - 3] + "...", ""
        left = max(8, room - len(marked) - 12)
        if len(before.expandtabs(1)) > left:
            before = "..." + before[-(left - 3) :]
        right = max(0, room - len(before) - len(marked))
        if len(after) > right:
            after = after[: max(0, right - 3)] + "..."
        under = "".join("\t" if c == "\t" else " " * columns(c) for c in before)
        caret = self._paint(severity, "^" * max(1, columns(marked)))
        yield f"{pad} {bar}\n" if head else ""
        yield f"{self._paint('dim', f'{at.line:>{margin}} |')} {before}{marked}{after}".rstrip() + "\n"
        yield f"{pad} {bar} {under}{caret}\n"

    def _client(self, finding: Finding) -> str:
        code = "" if finding.reply is None else str(finding.reply)
        if finding.substatus is not None:
            code += f"{' ' if code else ''}(IIS sub-status {finding.substatus})"
        return ": ".join(part for part in (code, finding.client) if part)

    def _fix(self, finding: Finding) -> str:
        fix = finding.fix
        assert fix is not None
        changes = "; ".join(f"set {change.setting} to '{change.value}'" for change in fix.changes)
        return f"{fix.title}: {changes}" if changes else fix.title

    def _fact(self, name: str, text: str, margin: int) -> Iterator[str]:
        indent = " " * (margin + 1)
        filled = textwrap.fill(
            f"{name}: {plain(text)}",
            self._width,
            initial_indent=f"{indent}= ",
            subsequent_indent=f"{indent}  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield filled.replace(f"= {name}:", f"{self._paint('dim', '=')} {self._paint('bold', name + ':')}", 1) + "\n"

    def _paint(self, name: str, text: str) -> str:
        return f"{_COLORS[name]}{text}{_END}" if self._color else text


def _sites(finding: Finding) -> str:
    """The sites of a finding that reaches beyond one."""
    sites = finding.affected_sites
    if finding.site is not None or not sites:
        return ""
    named = ", ".join(sites[:_NAMED])
    more = len(sites) - _NAMED
    return f"; affects {_many(len(sites), 'site')}: {named}{f' and {more} more' if more > 0 else ''}"

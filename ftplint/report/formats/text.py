"""For people: each finding with its source line, where its value comes from, the reason, the client's view, the fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.judging import SEVERITIES
from ftplint.report.excerpt import excerpt, fits
from ftplint.report.paint import paint
from ftplint.report.plain_text import harmless, plain, wrap
from ftplint.report.wording import client_view, fix_title, many, place, reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import FileReport, Finding, Fix, Location, Report
    from ftplint.report.view import View

_INHERITED = {"siteDefaults": "siteDefaults", "server": "the server level", "location": "a location element"}
_LABELS = {"safe": "fix", "unsafe": "fix (unsafe)", "opens": "fix (opens)", "manual": "fix (manual)"}
_LEAST_ROOM = 20


def render(report: Report, view: View) -> Iterator[str]:
    """The findings file by file, then one summary line; with ``view.quiet`` the summary line only."""
    if not view.quiet:
        explained: set[str] = set()
        for file in report.files:
            excerpts = _Excerpts(file, view.color, view.width)
            for finding in file.findings:
                yield harmless("\n".join(excerpts.finding(finding, explain=finding.rule not in explained)) + "\n\n")
                explained.add(finding.rule)
    yield _summary(report, view.color) + "\n"


def _summary(report: Report, color: bool) -> str:
    sites = sum(len(file.sites) for file in report.files)
    ftp_sites = sum(len(file.ftp_sites) for file in report.files)
    extent = f"{many(sites, 'site')}, {ftp_sites} of them FTP" if sites else "no sites"
    counts = []
    for severity in reversed(SEVERITIES):
        count = report.count(severity)
        if count:
            counts.append(paint(severity, f"{count} info" if severity == "info" else many(count, severity), color))
    found = ", ".join(counts) or "No problems found"
    suppressed = f", {report.suppressed} suppressed" if report.suppressed else ""
    return f"{found} in {many(len(report.files), 'file')} ({extent}){suppressed}"


class _Excerpts:
    """Writes the findings of one file."""

    def __init__(self, file: FileReport, color: bool, width: int) -> None:
        self._file = file
        self._color = color
        self._width = width
        self._last: tuple[int, str | None] = (0, None)

    def finding(self, finding: Finding, *, explain: bool) -> Iterator[str]:
        """The lines of one finding; *explain* adds why its rule exists."""
        at = finding.location
        margin = len(str(max((at.line, *(related.location.line for related in finding.related)))))
        yield from self._headline(finding)
        yield f"{' ' * margin}{self._frame('-->')} {plain(place(at))}"
        yield from self._excerpt(at, margin, finding.severity)
        for label, text in _facts(finding, explain):
            yield from self._fact(label, text, margin)
        if finding.fix is not None:
            yield from self._fix(finding.fix, margin)
        for related in finding.related:
            lead = f"{' ' * margin}note: "
            first, *rest = wrap(f"{place(related.location)}: {related.note}", self._width, lead, " " * len(lead))
            yield first.replace("note:", paint("strong", "note:", self._color), 1)
            yield from rest
            yield from self._excerpt(related.location, margin, "frame", only_if_short=True)

    def _headline(self, finding: Finding) -> Iterator[str]:
        code = f"{finding.severity}[{finding.rule}]"
        label = plain(f"{code} {finding.name}:")
        first, *rest = wrap(finding.message, self._width, f"{label} ", "  ")
        yield paint(finding.severity, label, self._color) + paint("strong", first[len(label) :], self._color)
        for line in rest:
            yield paint("strong", line, self._color)

    def _excerpt(self, at: Location, margin: int, style: str, *, only_if_short: bool = False) -> Iterator[str]:
        line = self._source_line(at)
        room = max(_LEAST_ROOM, self._width - margin - len(" | "))
        if line is None or (only_if_short and not fits(line, room)):
            return
        shown, carets = excerpt(line, at, room)
        bar = self._frame("|")
        yield f"{' ' * margin} {bar}"
        yield f"{self._frame(f'{at.line:>{margin}} |')} {shown}".rstrip()
        yield f"{' ' * margin} {bar} {self._carets(carets, style)}"

    def _carets(self, carets: str, style: str) -> str:
        blank = len(carets) - len(carets.lstrip())
        return carets[:blank] + paint(style, carets[blank:], self._color)

    def _source_line(self, at: Location) -> str | None:
        """The line on which *at* begins. The last one is kept: all findings may lie on one line of many megabytes."""
        if at.path != self._file.path:
            return None
        if self._last[0] != at.line:
            self._last = (at.line, self._file.source_line(at.line))
        return self._last[1]

    def _fix(self, fix: Fix, margin: int) -> Iterator[str]:
        title = fix_title(fix)
        if fix.changes:
            title = f"{title.rstrip('.:')}:"
        yield from self._fact(_LABELS[fix.safety], title, margin)
        indent = " " * (margin + 5)
        for change in fix.changes:
            yield from wrap(f"set {change.setting} to '{plain(change.value)}'", self._width, indent, indent)

    def _fact(self, label: str, text: str, margin: int) -> Iterator[str]:
        lead = f"{' ' * margin} = {label}:"
        first, *rest = wrap(text, self._width, f"{lead} ", " " * (margin + 3))
        body = first[len(lead) :]
        yield f"{' ' * margin} {self._frame('=')} {paint('strong', f'{label}:', self._color)}{body}"
        yield from rest

    def _frame(self, text: str) -> str:
        return paint("frame", text, self._color)


def _facts(finding: Finding, explain: bool) -> Iterator[tuple[str, str]]:
    """What is said of a finding: a label and a text each."""
    sites = reach(finding)
    if finding.origin == "schema":
        yield "value", "not written anywhere: the schema default applies" + (f" (in {sites})" if sites else "")
    elif finding.origin in _INHERITED:
        yield "value from", _INHERITED[finding.origin] + (f" (inherited by {sites})" if sites else "")
    elif sites:
        yield "affects", sites
    seen = client_view(finding)
    if seen:
        yield "client sees", seen
    if explain and finding.why:
        yield "why", finding.why

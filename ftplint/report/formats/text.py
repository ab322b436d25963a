"""For people: a verdict for each site, the findings with their source lines, the worst first, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.judging import SEVERITIES
from ftplint.named_tuple import NamedTuple
from ftplint.report.excerpt import excerpt, fits
from ftplint.report.paint import paint
from ftplint.report.plain_text import columns, fold, harmless, plain, wrap
from ftplint.report.verdicts import sentence, verdicts
from ftplint.report.wording import because, client_view, fix_title, many, place, reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.judging import FileReport, Finding, Fix, Location, Report, RuleInfo, Severity
    from ftplint.report.verdicts import State, Verdict
    from ftplint.report.view import View

_INHERITED = {"siteDefaults": "siteDefaults", "server": "the server level", "location": "a location element"}
_LABELS = {"safe": "fix", "unsafe": "fix (unsafe)", "opens": "fix (opens)", "manual": "fix (manual)"}
_LEAST_ROOM = 20
_BEHIND = "  "
"""Before each line of a finding that another one brings."""
_SITES = 20
"""So many lines of sites; the others are counted."""
_ALIKE = 3
"""More sites than this with the same verdict share a line."""
_NAME_ROOM = 30
"""Columns that the names of sites may take; longer ones go on in the next line."""
_COUNTED: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "info"}
_STYLES: dict[State, str] = {
    "fails": "error",
    "errors": "error",
    "insecure": "warning",
    "warnings": "warning",
    "clean": "good",
}


def render(report: Report, view: View) -> Iterator[str]:
    """The verdicts and findings file by file, then the summary; with ``view.quiet`` the summary line only."""
    if not view.quiet:
        rules = {rule.id: rule for rule in report.rules}
        seen: dict[str, _Seen] = {}
        for file in report.files:
            yield from map(harmless, _verdicts(file, rules, report.run.sites, view))
            at_margin, behind = (_Excerpts(file, view.color, view.width - room) for room in (0, len(_BEHIND)))
            before: set[str] = set()
            for finding in file.findings:
                if finding.severity == "info" and not view.verbose:
                    continue
                known = seen.setdefault(finding.rule, _Seen(set(), set()))
                known.facts.difference_update(() if finding.rule in before else known.facts)
                short = finding.rule in before and not view.verbose
                before.add(finding.rule)
                excerpts = at_margin if finding.because is None else behind
                lines = excerpts.finding(finding, known, short=short, reason=view.verbose)
                indent = _BEHIND if finding.because is not None else ""
                yield harmless("".join(f"{indent}{line}".rstrip() + "\n" for line in lines) + "\n")
    yield _summary(report, view) + "\n"
    if report.since is not None:
        from ftplint.report.trend import counted  # a plain check does without

        date = f" of {plain(report.since.date)}" if report.since.date else ""
        yield from map(harmless, _lines(f"Since {plain(report.since.path)}{date}: {counted(report.since)}", view))
        for note in report.since.notes:
            yield from map(harmless, _lines(plain(note), view))
    if not view.quiet:
        yield from map(harmless, _next_steps(report, view))
        yield from map(harmless, _controls(report, view))
        yield from map(harmless, _unchecked(report, view))


class _Seen(NamedTuple):
    """What was said of a rule: the reason once in a run, a fact once in a file."""

    reasons: set[str]
    facts: set[tuple[str, str]]


def _verdicts(file: FileReport, rules: dict[str, RuleInfo], only_sites: Sequence[str], view: View) -> Iterator[str]:
    """A line for each site, the worst first: does it work, and what is the worst of it."""
    only = {name.lower() for name in only_sites}
    shown = [one for one in verdicts(file, rules) if not only or one.site.lower() in only]
    if not shown or not (file.findings or view.verbose):
        return
    others = len(file.sites) - len(file.ftp_sites)
    elsewhere = f", {many(others, 'other site')}" if others else ""
    yield from _lines(f"{plain(file.path)}: {many(len(file.ftp_sites), 'FTP site')}{elsewhere}", view)
    if file.obstacle:
        yield from _lines(f"No site works: {file.obstacle} Each site by itself:", view, "  ", "error")
    alike: dict[str, list[Verdict]] = {}
    for one in shown:
        alike.setdefault(sentence(one, rules), []).append(one)
    groups = [
        part for group in alike.values() for part in ([group] if len(group) > _ALIKE else [[one] for one in group])
    ]
    room = min(_NAME_ROOM, view.width // 2 - 4, max(columns(_site(group[0])) for group in groups[:_SITES]))
    for group in groups[:_SITES]:
        yield from _verdict(group, room, rules, view)
    rest = sum(len(group) for group in groups[_SITES:])
    if rest:
        yield f"  and {many(rest, 'site')} more\n"
    yield "\n"


def _verdict(group: Sequence[Verdict], room: int, rules: dict[str, RuleInfo], view: View) -> Iterator[str]:
    """One line, or as many as it takes, for sites that have the same verdict."""
    names = list(fold(_site(group[0]), room)) + ([f"and {many(len(group) - 1, 'site')} more"] if group[1:] else [])
    lead = " " * (2 + room + 2)
    texts = [text[len(lead) :] for text in wrap(sentence(group[0], rules), view.width, lead, lead)]
    for number in range(max(len(names), len(texts))):
        name = names[number] if number < len(names) else ""
        text = texts[number] if number < len(texts) else ""
        pad = " " * (room - columns(name))
        yield f"  {name}{pad}  {paint(_STYLES[group[0].state], text, view.color)}".rstrip() + "\n"


def _site(verdict: Verdict) -> str:
    return plain(verdict.site) or "(no name)"


def _lines(text: str, view: View, indent: str = "", style: str = "strong") -> Iterator[str]:
    yield from (f"{paint(style, line, view.color)}\n" for line in wrap(text, view.width, indent, f"{indent}  "))


def _summary(report: Report, view: View) -> str:
    sites = sum(len(file.sites) for file in report.files)
    ftp_sites = sum(len(file.ftp_sites) for file in report.files)
    extent = f"{many(sites, 'site')}, {ftp_sites:,} of them FTP" if sites else "no sites"
    shown = SEVERITIES if view.verbose or view.quiet else SEVERITIES[1:]
    counts = [
        paint(severity, many(count, _COUNTED[severity]), view.color)
        for severity in reversed(shown)
        if (count := report.count(severity))
    ]
    infos = 0 if "info" in shown else report.count("info")
    nothing = (
        "No problems found"
        if not report.files or any(file.judged for file in report.files)
        else "Nothing judged: no FTP settings"
    )
    found = ", ".join(counts) or ("No errors or warnings" if infos else nothing)
    silenced = sum(one.severity == "error" for file in report.files for one in file.suppressed)
    grave = f" ({many(silenced, 'error')})" if silenced else ""
    suppressed = f", {report.suppressed} suppressed{grave}" if report.suppressed else ""
    hidden = f", {many(infos, 'info')} not shown (-v shows all)" if infos else ""
    return f"{found} in {many(len(report.files), 'file')} ({extent}){suppressed}{hidden}"


def _next_steps(report: Report, view: View) -> Iterator[str]:
    """How many findings have a fix, and what to type."""
    shown = [finding for finding in report.findings if finding.severity != "info"]
    if not shown:
        return
    made = [finding.fix.safety for finding in shown if finding.fix is not None and finding.fix.changes]
    counts = {safety: made.count(safety) for safety in ("safe", "unsafe", "opens")}
    path = plain(report.files[0].path) if len(report.files) == 1 else "FILE"
    if path.endswith("!config/applicationHost.config"):  # in a bundle: what is fixed is the file on the server
        path = "applicationHost.config"
    path = f'"{path}"' if " " in path else path
    if counts["safe"]:
        yield f"{counts['safe']} can be fixed safely: ftplint fix {path}\n"
    options = [f"{counts[name]} more with --{name}" for name in ("unsafe", "opens") if counts[name]]
    if options:
        yield from _lines(f"{' and '.join(options)}: look at the changes before you write them", view, "", "plain")
    if report.explained:
        yield f"What a rule means and why: ftplint rules show {shown[0].rule}\n"


def _unchecked(report: Report, view: View) -> Iterator[str]:
    """What nobody looked at, since facts from the server are missing: a line."""
    from ftplint.report.unchecked import told  # loaded where somebody reads it

    line = told(report)
    return _lines(line, view, "", "plain") if line else iter(())


def _controls(report: Report, view: View) -> Iterator[str]:
    """The controls of the profile: met or not, and what was looked for."""
    if report.run.profile == "all":
        return
    from ftplint.report.controls import STATUSES, controls  # a plain check does without

    found = controls(report)
    if not found:
        return
    counts = [f"{sum(one.status == status for one in found)} {status}" for status in STATUSES]
    yield f"\nControls of {report.run.profile}: {', '.join(one for one in counts if not one.startswith('0 '))}\n"
    room = max(len(one.id) for one in found)
    for one in found:
        servers = len(one.results)
        sites = sum(len(result.sites) for result in one.results)
        where = f" on {many(sites, 'site')}" if one.status == "failed" and sites else ""
        where += f" of {one.count(one.status)} of {servers} servers" if servers > 1 else ""
        reasons = dict.fromkeys(result.reason for result in one.results if result.status == one.status)
        reason = next(iter(reasons)) if len(reasons) == 1 else ""
        told = f"{', '.join(one.looked_for)} ({', '.join(one.rules)})" + (f"; {reason}" if reason else "")
        lead = f"  {one.id:<{room}}  {one.status}{where}; looked for: "
        first, *rest = wrap(told, view.width, lead, " " * (room + 4))
        yield first.replace(one.status, paint(_STATUS[one.status], one.status, view.color), 1) + "\n"
        yield from (line + "\n" for line in rest)


_STATUS = {
    "failed": "error",
    "not checked": "warning",
    "not visible": "warning",
    "passed": "good",
    "not applicable": "info",
}


class _Excerpts:
    """Writes the findings of one file."""

    def __init__(self, file: FileReport, color: bool, width: int) -> None:
        self._file = file
        self._color = color
        self._width = width
        self._last: tuple[int, str | None] = (0, None)

    def finding(self, finding: Finding, seen: _Seen, *, short: bool, reason: bool) -> Iterator[str]:
        """The lines of one finding. *reason* adds why its rule exists and the lines of other places.

        A *short* one leaves out what *seen* has.
        """
        at = finding.location
        margin = len(str(max((at.line, *(related.location.line for related in finding.related)))))
        yield from self._headline(finding)
        yield f"{' ' * margin}{self._frame('-->')} {plain(place(at))}"
        if not short:
            yield from self._excerpt(at, margin, finding.severity)
        for label, text in _facts(finding):
            if not short or (label, text) not in seen.facts:
                yield from self._fact(label, text, margin)
            seen.facts.add((label, text))
        if reason and finding.why and finding.why not in seen.reasons:
            yield from self._fact("why", finding.why, margin)
            seen.reasons.add(finding.why)
        if finding.fix is not None and not (short and ("fix", repr(finding.fix)) in seen.facts):
            yield from self._fix(finding.fix, margin)
            seen.facts.add(("fix", repr(finding.fix)))
        for related in finding.related if reason or not short else ():
            lead = f"{' ' * margin}note: "
            first, *rest = wrap(f"{place(related.location)}: {related.note}", self._width, lead, " " * len(lead))
            yield first.replace("note:", paint("strong", "note:", self._color), 1)
            yield from rest
            if reason:
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


def _facts(finding: Finding) -> Iterator[tuple[str, str]]:
    """What is said of a finding: a label and a text each."""
    sites = reach(finding)
    if finding.origin == "schema":
        yield _attribute(finding), "not set" + _default(finding) + (f" (in {sites})" if sites else "")
    elif finding.origin in _INHERITED:
        yield "value from", _INHERITED[finding.origin] + (f" (inherited by {sites})" if sites else "")
    elif sites:
        yield "affects", sites
    seen = client_view(finding)
    if seen:
        yield "client sees", seen
    if finding.because is not None:
        yield "because of", because(finding)


def _attribute(finding: Finding) -> str:
    """The name of the setting: ``serverCertHash``."""
    return plain((finding.setting or "").rpartition("@")[2].rpartition("/")[2]) or "value"


def _default(finding: Finding) -> str:
    """The default that applies in place of what is not set: it is not visible at the place shown."""
    if finding.value is None:
        return "; the default applies"
    return f"; the default is {finding.value}" if finding.value else "; the default is empty"

"""A row for each FTP site: can anybody get in, is it encrypted, does certificate logon work, what is worst.

The configuration alone says what is switched on; findings say what does not work. Where rules that would have found
it did not run, the row says "not judged" instead of "yes".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ftplint.judging import SEVERITIES
from ftplint.report.verdicts import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ftplint.judging import FileReport, Finding, RuleInfo
    from ftplint.report.verdicts import State

Kind = Literal["yes", "part", "no", "off"]
"""``yes`` is good and works; ``part`` works with a weakness; ``no`` does not; ``off`` is not used or not known."""

REFUSES_EVERYBODY = frozenset(
    {"FTP201", "FTP301", "FTP401", "FTP411", "FTP503", "FTP505", "FTP506", "FTP817"}  # whoever it is, whatever method
)
"""Rules whose errors keep everybody out."""
_TLS_BROKEN = frozenset(
    {"FTP101", "FTP102", "FTP103", "FTP108", "FTP114", "FTP115", "FTP209", "FTP211", "FTP212", "FTP507", "FTP608"}
)
"""Rules whose errors leave no TLS, and so nobody where TLS is required."""
_CERTIFICATES_ONLY = frozenset({"FTP104", "FTP105", "FTP106", "FTP121", "FTP122", "FTP124", "FTP125"}) | _TLS_BROKEN
"""Rules whose errors refuse those with a certificate; others may get in by another method."""


_AUTH_ONLY = frozenset({"FTP203"})
"""Rules whose reply is that of AUTH: passwords in clear text get in."""


class Cell(NamedTuple):
    """What a row says in one column."""

    kind: Kind
    text: str


class SiteRow(NamedTuple):
    """One site. ``number`` is its place in the file; ``counts`` are of errors, warnings and remarks."""

    number: int
    state: State
    entry: Cell
    encrypted: Cell
    certificate: Cell
    worst: Finding | None
    counts: tuple[int, ...]


def site_rows(file: FileReport, rules: Mapping[str, RuleInfo], wanted: Sequence[str] = ()) -> list[SiteRow]:
    """The sites of *file*, whose ``page`` is there, the worst first.

    *wanted* limits them (any letter case); *rules* are those that ran, by their ids.
    """
    if file.page is None:
        return []
    judged = {verdict.site: verdict for verdict in verdicts(file, rules)}
    order = {name: rank for rank, name in enumerate(judged)}
    found: dict[str, list[Finding]] = {name: [] for name in judged}
    for finding in (*file.findings, *file.suppressed):
        for name in sites_of(finding):
            if name in found:
                found[name].append(finding)
    everywhere = any(not sites_of(one) and (one.reply or 0) >= 400 for one in file.findings)
    names = {name.lower() for name in wanted}
    all_ran = rules.keys() >= REFUSES_EVERYBODY
    sites = file.page["sites"]
    rows = []
    for number, (facts, logon) in enumerate(zip(sites, file.page["matrix"], strict=True)):
        name = facts["name"]
        if names and name.lower() not in names:
            continue
        verdict = judged[name]
        entry = _entry(facts, logon, found[name], file.obstacle, judged=all_ran, everywhere=everywhere)
        rows.append(
            SiteRow(
                number,
                verdict.state,
                entry,
                _encrypted(facts, logon, found[name], entry),
                _certificate(logon, file.page["columns"], found[name], entry),
                verdict.worst,
                _counts(one for one in found[name] if one.suppression is None),
            )
        )
    return sorted(rows, key=lambda row: (row.entry.kind != "no", order[sites[row.number]["name"]]))


def sites_of(finding: Finding) -> tuple[str, ...]:
    """The sites that *finding* names."""
    return finding.affected_sites or (() if finding.site is None else (finding.site,))


def headline(rows: Iterable[SiteRow], *, broken: int, limited: bool = False) -> list[str]:
    """What the rows of all files come to, in words. *broken* is the number of sites in files that IIS does not use.

    *limited* says that not everything was asked for, so that no findings are no all-clear.
    """
    rows = list(rows)
    if not rows:
        return ["There is no FTP site here: nothing was judged."]
    kinds = [_kind(row, broken=bool(broken)) for row in rows]
    counts = {kind: kinds.count(kind) for kind in _SAID}
    if len(rows) == 1 and not broken:
        return [f"The FTP site {_SAID[kinds[0]][0]}{_CLAUSE if limited and kinds[0] == 'clean' else ''}."]
    parts = [f"{count:,} {_SAID[kind][count != 1]}" for kind, count in counts.items() if count]
    said = f"Of {len(rows):,} FTP sites, {', '.join(parts)}{_CLAUSE if limited and counts['clean'] else ''}."
    if not broken:
        return [said]
    if broken == len(rows):
        return ["No FTP site works, because IIS cannot use the file.", f"Each site by itself: {said}"]
    return [f"{broken:,} FTP sites do not work, because IIS cannot use their files.", f"Each site by itself: {said}"]


def _kind(row: SiteRow, *, broken: bool) -> str:
    """What is counted of a row. A site that somebody gets into has errors, even if those with a certificate do not."""
    if row.entry.kind == "no" and not broken:
        return "closed"
    return "errors" if row.state == "fails" and not broken else row.state


_CLAUSE = " among what was asked for"
_SAID = {
    "closed": ("lets nobody in or refuses clients", "let nobody in or refuse clients"),
    "fails": ("does not work", "do not work"),
    "errors": ("has errors", "have errors"),
    "insecure": ("is not secure", "are not secure"),
    "warnings": ("has warnings", "have warnings"),
    "clean": ("has no errors or warnings", "have no errors or warnings"),
}


def _counts(found: Iterable[Finding]) -> tuple[int, ...]:
    severities = [finding.severity for finding in found]
    return tuple(severities.count(severity) for severity in reversed(SEVERITIES))


def _entry(
    facts: Mapping[str, Any],
    logon: Mapping[str, Any],
    found: Sequence[Finding],
    obstacle: str | None,
    *,
    judged: bool,
    everywhere: bool,
) -> Cell:
    if obstacle is not None:
        return Cell("no", "Nobody: IIS cannot use the file")
    errors = [finding for finding in found if finding.severity == "error"]
    for finding in errors:
        if finding.rule in REFUSES_EVERYBODY:
            return Cell("no", f"Nobody: {_reason(finding)}")
    required = facts["control"] in ("SslRequire", "SslRequireCredentialsOnly")
    broken = not logon["cells"][0]["met"] or any(finding.rule in _TLS_BROKEN for finding in errors)
    if required and broken:
        return Cell("no", "Nobody: TLS is required and cannot work")
    methods = list(facts["methods"])
    if "certificate" in methods and (not logon["works"] or any(one.rule in _CERTIFICATES_ONLY for one in errors)):
        methods.remove("certificate")
        if not methods:
            return Cell("no", "Nobody: certificate logon cannot work")
    if not methods:
        return Cell("no", "Nobody: every method of logon is off")
    refusing = [one for one in errors if (one.reply or 0) >= 400 and one.rule not in _CERTIFICATES_ONLY | _AUTH_ONLY]
    if refusing or everywhere:
        return Cell("no", f"Refused: {_reason(refusing[0])}" if refusing else "Refused: see the errors of the server")
    if not judged:
        return Cell("off", f"Not judged; switched on: {', '.join(methods)}")
    return Cell("part" if "anonymous" in methods else "yes", f"Yes: {', '.join(methods)}")


def _reason(finding: Finding) -> str:
    return _REASONS.get(finding.rule, finding.name.replace("-", " "))


_REASONS = {
    "FTP201": "TLS is required and there is no certificate",
    "FTP301": "every method of logon is off",
    "FTP401": "no rule allows anybody anything",
    "FTP411": "every address is refused",
    "FTP503": "a command that every session needs is denied",
    "FTP505": "every command is denied",
    "FTP506": "a command that every session needs is not allowed",
    "FTP817": "no connection is allowed",
}


def _encrypted(facts: Mapping[str, Any], logon: Mapping[str, Any], found: Sequence[Finding], entry: Cell) -> Cell:
    control, data = facts["control"], facts["data"]
    if not logon["cells"][0]["met"] or any(one.rule in _TLS_BROKEN and one.severity == "error" for one in found):
        return Cell("no", "No: TLS cannot work")
    if control == "SslRequire" and data == "SslRequire":
        said = Cell("yes", "Yes: required")
    elif control == "SslRequire":
        said = Cell("part", "Commands only" if data == "SslDeny" else "Commands; files if the client wants")
    elif control == "SslRequireCredentialsOnly":
        said = Cell("part", "Passwords; the rest if the client wants")
    elif control == "SslAllow":
        said = Cell("part", "Only if the client wants")
    else:
        said = Cell("off", "Not known: the policy has no such value")
    return said if entry.kind in ("yes", "part") else Cell("off", said.text)


def _certificate(logon: Mapping[str, Any], columns: Sequence[str], found: Sequence[Finding], entry: Cell) -> Cell:
    if not logon["enabled"]:
        return Cell("off", "not used")
    missing = [name for name, cell in zip(columns, logon["cells"], strict=True) if not cell["met"]]
    if missing:
        return Cell("no", f"Cannot work: {', '.join(missing)}")
    refused = [one for one in found if one.severity == "error" and one.rule in _CERTIFICATES_ONLY]
    if refused:
        return Cell("no", f"Cannot work: {_reason(refused[0])}")
    if entry.kind == "no":
        return Cell("no", "Cannot work: nobody gets in")
    return Cell("off" if entry.kind == "off" else "yes", "Can work")

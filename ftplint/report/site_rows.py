"""A row for each FTP site: can anybody get in, is it encrypted, does certificate logon work, what is worst.

The configuration says it, whichever rules ran; findings only add what evidence from outside the file shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ftplint.judging import SEVERITIES
from ftplint.named_tuple import NamedTuple
from ftplint.report.verdicts import SHUT, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ftplint.judging import FileReport, Finding, RuleInfo
    from ftplint.report.verdicts import State

Kind = Literal["yes", "part", "no", "off"]
"""``yes`` is good and works; ``part`` works with a weakness; ``no`` does not; ``off`` is not used or not known."""

_TLS_BROKEN = frozenset({"FTP114", "FTP115", "FTP608"})
"""Rules whose errors leave no TLS, though the file has a thumbprint: the certificate is elsewhere or unusable."""
_CERTIFICATES_REFUSED = frozenset({"FTP121", "FTP122", "FTP124", "FTP125"}) | _TLS_BROKEN
"""Rules whose errors refuse those with a certificate; others may get in by another method."""


class Cell(NamedTuple):
    """What a row says in one column."""

    kind: Kind
    text: str


class SiteRow(NamedTuple):
    """One site. ``number`` is its place in the file; ``counts`` are of errors, warnings and info."""

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
    names = {name.lower() for name in wanted}
    sites = file.page["sites"]
    rows = []
    for number, (facts, logon) in enumerate(zip(sites, file.page["matrix"], strict=True)):
        name = facts["name"]
        if names and name.lower() not in names:
            continue
        verdict = judged[name]
        entry = _entry(facts, logon, found[name], file.obstacle or verdict.shut_by, unusable=bool(file.obstacle))
        rows.append(
            SiteRow(
                number,
                verdict.state,
                entry,
                _encrypted(facts, found[name], entry),
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
    "closed": ("lets nobody in", "let nobody in"),
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
    facts: Mapping[str, Any], logon: Mapping[str, Any], found: Sequence[Finding], closed: str | None, *, unusable: bool
) -> Cell:
    """*closed* is what keeps everybody out, None if the file shows nothing of that kind."""
    if closed is not None:
        return Cell("no", "Nobody: IIS cannot use the file" if unusable else f"Nobody: {SHUT[closed]}")
    broken = _broken(found, _TLS_BROKEN)
    if broken and facts["control"] != "SslAllow":
        return Cell("no", f"Nobody: {SHUT['tls']}")
    methods = list(facts["methods"])
    if "certificate" in methods and (not logon["works"] or _broken(found, _CERTIFICATES_REFUSED)):
        methods.remove("certificate")
        if not methods:
            return Cell("no", f"Nobody: {SHUT['certificates']}")
    return Cell("part" if "anonymous" in methods else "yes", f"Yes: {', '.join(methods)}")


def _broken(found: Sequence[Finding], rules: frozenset[str]) -> list[Finding]:
    return [one for one in found if one.severity == "error" and one.rule in rules]


def _encrypted(facts: Mapping[str, Any], found: Sequence[Finding], entry: Cell) -> Cell:
    control, data = facts["control"], facts["data"]
    if not facts["tls"] or _broken(found, _TLS_BROKEN):
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
    refused = _broken(found, _CERTIFICATES_REFUSED)
    if refused:
        return Cell("no", f"Cannot work: {refused[0].name.replace('-', ' ')}")
    if entry.kind == "no":
        return Cell("no", "Cannot work: nobody gets in")
    return Cell("yes", "Can work")

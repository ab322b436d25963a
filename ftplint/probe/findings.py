"""Facts as findings: what differs, each at its setting in the file; and what could not be seen, by its reason."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ftplint import __version__
from ftplint.configuration import server_settings, site_settings
from ftplint.judging import About, Comparison, FileReport, Finding, Fix, Location, Report, RuleInfo, RunInfo
from ftplint.page_facts import page_facts
from ftplint.probe.catalogue import CATALOGUE
from ftplint.report import plain
from ftplint.source import Place as Spot
from ftplint.source import SourceLines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.analysis import ParsedFile
    from ftplint.configuration import Configuration, Setting
    from ftplint.judging import FailOn, Severity
    from ftplint.probe.fact import Fact
    from ftplint.probe.run import Place, Probed

_NOT_SEEN = "PRB090"


def probe_report(
    path: str,
    parsed: ParsedFile,
    probed: Sequence[Probed],
    fail_on: FailOn = "warning",
    date: str | None = None,
    *,
    page: bool = False,
) -> Report:
    """A report like that of a check, about the sites that were probed; with *page* it holds what a page shows."""
    assert parsed.configuration is not None
    findings = [one for done in probed for one in _findings(path, parsed, done)]
    sites = tuple(dict.fromkeys(done.place.site.name for done in probed))
    file = FileReport(
        path,
        tuple(_in_order(findings)),
        sites,
        sites,
        SourceLines(parsed.source, broken=False).line,
        shut=parsed.configuration.shut_sites(),
        page={**page_facts(parsed), "scripts": {}, "languages": {}} if page else None,
    )
    run = RunInfo(date, sites=sites)
    return Report(
        __version__, (file,), tuple(map(_info, CATALOGUE)), fail_on, run, explained=False, probed=_compared(probed)
    )


def _compared(probed: Sequence[Probed]) -> tuple[Comparison, ...]:
    """All facts; those that differ first, then those that could not be seen."""
    order = ("differs", "not seen", "agrees", "noted")
    found = [
        Comparison(
            f"{done.place.site.name} at {done.place.shown}",
            CATALOGUE[fact.id].title,
            fact.verdict,
            fact.says,
            fact.why if fact.verdict == "not seen" else fact.saw,
        )
        for done in probed
        for fact in done.facts
    ]
    return tuple(sorted(found, key=lambda one: order.index(one.verdict)))


def _in_order(findings: list[Finding]) -> list[Finding]:
    weights = ("error", "warning", "info")
    return sorted(findings, key=lambda one: (weights.index(one.severity), one.rule, one.location.line))


def _info(id_: str) -> RuleInfo:
    entry = CATALOGUE[id_]
    title = entry.title if id_ == _NOT_SEEN else f"{entry.title}: not as in the file"
    return RuleInfo(id_, entry.name, _severity(id_), title, "site", about=lambda: About(entry.why, None, entry.why))


def _severity(id_: str) -> Severity:
    return "info" if id_ == _NOT_SEEN else "warning"


def _findings(path: str, parsed: ParsedFile, done: Probed) -> Iterator[Finding]:
    for fact in done.facts:
        if fact.verdict == "differs":
            yield _difference(path, parsed, done.place, fact)
    unseen: dict[str, list[Fact]] = {}
    for fact in done.facts:
        if fact.verdict == "not seen":
            unseen.setdefault(fact.why, []).append(fact)
    for why, facts in unseen.items():
        yield _not_seen(path, parsed, done.place, why, facts)


def _difference(path: str, parsed: ParsedFile, place: Place, fact: Fact) -> Finding:
    entry = CATALOGUE[fact.id]
    setting = fact.settings[0] if fact.settings else None
    location, found = _where(path, parsed, place, setting)
    message = f"Site '{place.site.name}' at {place.shown} differs from its file: {fact.says}, but {fact.saw}."
    more = "".join(f"; also {one}" for one in fact.settings[1:])
    return Finding(
        fact.id,
        entry.name,
        fact.weight,
        plain(message),
        location,
        place.site.name,
        setting,
        None if found is None else found.text,
        None if found is None else found.level,
        (place.site.name,),
        client=plain(fact.saw),
        why=entry.why,
        fix=Fix("manual", plain(f"Look for the reason, the likeliest first: {'; '.join(fact.reasons)}{more}")),
        fingerprint=_fingerprint(fact.id, place, setting or ""),
    )


def _not_seen(path: str, parsed: ParsedFile, place: Place, why: str, facts: Sequence[Fact]) -> Finding:
    entry = CATALOGUE[_NOT_SEEN]
    names = ", ".join(CATALOGUE[fact.id].name for fact in facts)
    count = "1 fact" if len(facts) == 1 else f"{len(facts)} facts"
    location, _ = _where(path, parsed, place, None)
    return Finding(
        _NOT_SEEN,
        entry.name,
        "info",
        plain(f"Site '{place.site.name}' at {place.shown}: {count} could not be seen ({names}): {why}."),
        location,
        place.site.name,
        affected_sites=(place.site.name,),
        why=entry.why,
        fingerprint=_fingerprint(_NOT_SEEN, place, names),
    )


def _where(path: str, parsed: ParsedFile, place: Place, setting: str | None) -> tuple[Location, Setting | None]:
    """Where a setting was written, and its value; the site where it is nowhere."""
    assert parsed.configuration is not None
    found = None if setting is None else _setting(parsed.configuration, place, setting)
    spot = Spot.of_tag(place.site.element) if found is None or found.place is None else found.place
    (span,) = parsed.spans([spot])
    return Location(path, span.line, span.column, span.end_line, span.end_column), found


def _setting(configuration: Configuration, place: Place, setting: str) -> Setting | None:
    """The effective value at the deepest level that gives it; of an element the first of its values that is written."""
    own = [one for one in site_settings(configuration, place.site) if one.location in (None, "/")]
    for one in (*own, *server_settings(configuration)):
        if one.path == setting:
            return one
    if "/@" in setting:
        return None
    inside = [one for one in (*own, *server_settings(configuration)) if one.path.startswith(f"{setting}/")]
    written = [one for one in inside if one.place is not None]
    return written[0] if written else None


def _fingerprint(id_: str, place: Place, text: str) -> str:
    """The same in every run: of the fact, the site, the binding and the setting."""
    parts = (id_, place.site.name.lower(), place.target.host.lower(), str(place.target.port), text)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]

"""The whole pipeline in one place: a file's bytes in, a report out."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftplint import __version__
from ftplint.analysis import analyse, blocking_reason
from ftplint.given import Given, given
from ftplint.judging import (
    About,
    FileReport,
    PendingFinding,
    RuleInfo,
    RunInfo,
    fingerprint,
    finish,
    judge,
    judge_problems,
    keys,
    of_parts,
    together,
)
from ftplint.judging import Report as Findings
from ftplint.named_tuple import NamedTuple
from ftplint.resources import RULES
from ftplint.rules import (
    PROFILES,
    SEVERITIES,
    Selection,
    SelectionError,
    known_selectors,
    load_rules,
    references,
    why,
)
from ftplint.schema import LATEST, VERSIONS
from ftplint.silencing import SIGN
from ftplint.source import SourceLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from ftplint.analysis import ParsedFile
    from ftplint.judging import Edit, FailOn, Finding, Key
    from ftplint.outside import Outside
    from ftplint.rules import Rule, Severity
    from ftplint.silencing import Baseline, Ignore


class Settings(NamedTuple):
    """What a run can be told. ``sites`` limits the findings to these sites (any letter case); empty means all.

    ``version`` is the IIS version of the servers. ``ignores`` and ``baselines`` silence findings. ``today`` is the day
    that decides what is expired; None is the real one.
    """

    selection: Selection = Selection()
    rules: tuple[Path, ...] = ()
    sites: tuple[str, ...] = ()
    min_severity: Severity = "info"
    fail_on: FailOn = "warning"
    version: str = LATEST
    ignores: tuple[Ignore, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    today: date | None = None
    page: bool = False
    """Whether a page is to be made: the report then holds the matrix, the settings of the sites and the remedies."""
    outside: Outside | None = None
    """Facts from outside the files: certificates and accounts."""
    fingerprints: bool = True
    """Whether findings get a fingerprint; not every report shows one."""
    edits: bool = False
    """Whether findings get the edits that their fixes make; few reports show them."""
    date: str | None = None
    """When the run is, ISO 8601 in UTC, for reports that say so; ``lint`` takes the time of its call for None."""
    source: str | None = None
    """The settings file that some of these come from."""
    docs_url: str = ""
    """Where the documentation is published, for links to the pages of rules; empty: Microsoft's pages are linked."""


class Judged(NamedTuple):
    """What rules make of one file.

    ``keys`` are those of all findings that no comment and no setting silences, for a new baseline; ``stale`` are, for
    each of ``Settings.baselines``, the keys that it has for this file and nothing fits any more, but for those of rules
    that did not look for want of facts.
    """

    report: FileReport
    keys: tuple[Key, ...]
    stale: tuple[tuple[Key, ...], ...]


class RuleSet(NamedTuple):
    """The rules that run, and the ids and names (lower case) of all that there are."""

    chosen: tuple[Rule, ...]
    known: frozenset[str]
    left_out: tuple[Rule, ...] = ()
    """Rules of the profile that the selection leaves out."""

    @classmethod
    def load(cls, settings: Settings) -> RuleSet:
        """The built-in rules and those of ``settings.rules``. Raises RuleError and SelectionError."""
        every = load_rules(settings.rules)
        known = frozenset(word for rule in every for word in (rule.id.lower(), rule.name))
        known_selectors((selector for entry in settings.ignores for selector in entry.rules), every)
        chosen = settings.selection.apply(every)
        profile = settings.selection.profile
        ids = {rule.id for rule in chosen}
        asked = (rule for rule in every if any(name == profile for name, _ in rule.profiles))
        return cls(chosen, known, tuple(rule for rule in asked if rule.id not in ids))


Target = str | bytes | PathLike[str]
"""What can be linted: a file by its path, or the bytes of one."""


def lint(
    target: Target | Iterable[str | PathLike[str]],
    settings: Settings | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    profile: str | None = None,
    version: str | None = None,
    sites: Sequence[str] = (),
    rules: Sequence[str | PathLike[str]] = (),
    fail_on: FailOn | None = None,
    name: str = "applicationHost.config",
) -> Report:
    """Lints one file, given by its path or by its bytes (then *name* is the path shown in findings), or several paths.

    The arguments by name stand over *settings*: *select* and *ignore* are ids, beginnings of ids and names of rules;
    *profile* is ``cis-iis10`` and the like, *version* that of IIS, ``8.5``; *sites* keeps the findings on these sites;
    *rules* are folders of rules of one's own.

    Raises FtplintError, and nothing else: UnreadableError if there is nothing to read, RuleError for a bad rule file,
    SelectionError for a selector that fits no rule, for a profile or a version that does not exist.
    """
    settings = settings or Settings()
    selection = settings.selection
    settings = settings._replace(
        selection=selection._replace(
            select=tuple(select) or selection.select,
            ignore=tuple(ignore) or selection.ignore,
            profile=_one_of("profile", profile, PROFILES) or selection.profile,
        ),
        version=_one_of("version", version, VERSIONS) or settings.version,
        sites=tuple(sites) or settings.sites,
        rules=tuple(Path(folder) for folder in rules) or settings.rules,
        fail_on=fail_on or settings.fail_on,
        date=settings.date or run_date(),
    )
    chosen = RuleSet.load(settings)
    if isinstance(target, bytes):
        files = [Given(name, target, settings.outside)]
    else:
        paths = [target] if isinstance(target, str | PathLike) else list(target)
        files = [given(str(path), settings.outside) for path in paths]

    def made(settings: Settings) -> Report:
        return report(
            [lint_bytes(f.path, f.data, chosen, settings._replace(outside=f.outside)).report for f in files],
            chosen.chosen,
            settings,
            chosen.left_out,
        )

    result = made(settings)
    result.again = lambda edits, page: made(settings._replace(edits=edits, page=page))
    return result


def run_date() -> str:
    """Now, or the time of SOURCE_DATE_EPOCH (reproducible-builds.org), ISO 8601 to the second in UTC.

    Raises SelectionError if SOURCE_DATE_EPOCH is no time.
    """
    import os
    from datetime import UTC, datetime

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        moment = datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise SelectionError(f"SOURCE_DATE_EPOCH is '{given}', which is no time in seconds since 1970") from error
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _one_of(what: str, given: str | None, known: Sequence[str]) -> str | None:
    if given is not None and given not in known:
        raise SelectionError(f"there is no {what} '{given}'; there are {', '.join(known)}")
    return given


def lint_bytes(path: str, data: bytes, rules: RuleSet, settings: Settings, kept: list[object] | None = None) -> Judged:
    """The findings of one file by *rules*, those that count and those that are silenced. *kept* takes its tree."""
    parsed = analyse(path, data, settings.version, settings.outside)
    if kept is not None:
        kept.append(parsed)
    return lint_parsed(path, parsed, rules, settings)


def lint_parsed(path: str, parsed: ParsedFile, rules: RuleSet, settings: Settings) -> Judged:
    """As ``lint_bytes``, of a file that is analysed already, for the version and with the facts of *settings*."""
    configuration = parsed.configuration
    found, silent = _silenced(path, parsed, judge(parsed, rules.chosen), rules, settings)
    found = [pending for pending in found if _wanted(pending, settings)]
    lasting = tuple(key for pending in found if pending.rule.suppressible for key in keys(pending))
    by_baseline: list[PendingFinding] = []
    stale = []
    evidence = frozenset[str]() if settings.outside is None else settings.outside.kinds(path)
    blind = {rule.id for rule in rules.chosen if settings.baselines and not evidence.issuperset(rule.evidence)}
    for baseline in settings.baselines:
        found, known_before, left = baseline.silence(found, path)
        by_baseline.extend(known_before)
        stale.append(tuple(key for key in sorted(left.elements()) if key.rule not in blind))
    silenced = [*(pending for pending in silent if _wanted(pending, settings)), *by_baseline]

    def marked(pending: PendingFinding) -> str:
        return fingerprint(pending) if settings.fingerprints else ""

    edits = _edits(parsed, [*found, *silenced]) if settings.edits else {}

    def edited(pending: PendingFinding) -> tuple[Edit, ...]:
        return of_parts(pending, edits)

    sites = () if configuration is None else tuple(site.name for site in configuration.sites)
    united = together([*found, *silenced], sites)
    everything: tuple[Finding, ...] = finish(united, path, parsed.spans, marked, edited)
    ftp_sites = () if configuration is None else tuple(site.name for site in configuration.ftp_sites)
    return Judged(
        FileReport(
            path,
            tuple(finding for finding in everything if finding.suppression is None),
            sites,
            ftp_sites,
            SourceLines(parsed.source, broken=parsed.written is None).line,
            tuple(finding for finding in everything if finding.suppression is not None),
            blocking_reason(parsed, path),
            _shut(parsed),
            bool(everything) or configuration is None or configuration.has_ftp,
            _page(path, parsed, found) if settings.page else None,
            _sha256(parsed.source.data) if settings.fingerprints else "",
            evidence,
            {} if settings.outside is None else settings.outside.missing,
        ),
        lasting,
        tuple(stale),
    )


def _shut(parsed: ParsedFile) -> dict[str, str]:
    """The FTP sites that let nobody in and why: by the file itself, and by what lies beside it."""
    alone = {p.site: "users" for p in parsed.problems if p.kind == "iis-manager-users-missing" and p.site is not None}
    return alone if parsed.configuration is None else alone | parsed.configuration.shut_sites()


def _sha256(data: bytes) -> str:
    import hashlib  # loading it takes a fiftieth of a short run, and few formats want it

    return hashlib.sha256(data).hexdigest()


def _edits(parsed: ParsedFile, pending_findings: list[PendingFinding]) -> dict[int, tuple[Edit, ...]]:
    from ftplint.remedy import edits_of_fixes

    return edits_of_fixes(parsed, pending_findings)


def _page(path: str, parsed: ParsedFile, found: list[PendingFinding]) -> dict[str, Any]:
    from ftplint.page_facts import page_facts
    from ftplint.remedy import LANGUAGES, scripts_by_rule

    configuration = parsed.configuration
    scripts = {} if configuration is None else scripts_by_rule(configuration, found, path)
    titles = {name: language.title for name, language in LANGUAGES.items()}
    return {**page_facts(parsed), "scripts": scripts, "languages": titles}


def unsilenced(path: str, parsed: ParsedFile, rules: RuleSet, settings: Settings) -> list[PendingFinding]:
    """The findings that no comment and no setting silences."""
    return _silenced(path, parsed, judge(parsed, rules.chosen), rules, settings)[0]


def _silenced(
    path: str, parsed: ParsedFile, found: list[PendingFinding], rules: RuleSet, settings: Settings
) -> tuple[list[PendingFinding], list[PendingFinding]]:
    """What comments and settings leave of *found*, with what is wrong with them; and what they silence."""
    if not settings.ignores and SIGN not in parsed.source.text:
        return found, []
    from datetime import date  # nothing else of a check needs these

    from ftplint.silencing import silence_by_comments, silence_by_settings

    today = settings.today or date.today()
    found, by_comment, problems = silence_by_comments(parsed, found, rules.chosen, rules.known, today)
    found, by_settings = silence_by_settings(found, settings.ignores, path, today)
    return [*found, *judge_problems(problems, rules.chosen)], [*by_comment, *by_settings]


class Report(Findings):
    """Everything one run found. ``findings``, ``count("error")`` and ``failed`` say it in short."""

    again: Callable[[bool, bool], Findings] | None = None
    """Makes the report with the edits of fixes, and with what a page shows: few formats want them."""

    def to(self, format: str, *, width: int = 100) -> str:
        """The report in one of the formats of ``ftplint check --output-format``. Raises FtplintError for another."""
        from ftplint.report import render, shows

        edits, page = shows(format, "EDITS"), shows(format, "PAGE")
        shown: Findings = self if self.again is None or not (edits or page) else self.again(edits, page)
        return "".join(render(shown, format, width=width))


def report(
    files: Sequence[FileReport], rules: Iterable[Rule], settings: Settings, left_out: Iterable[Rule] = ()
) -> Report:
    """The report of a run over *files*. *left_out* are rules of the profile that did not run."""
    return Report(
        __version__,
        tuple(files),
        tuple(_info(rule, settings.docs_url) for rule in rules),
        settings.fail_on,
        _run_info(settings),
        tuple(_info(rule, settings.docs_url) for rule in left_out),
    )


def _run_info(settings: Settings) -> RunInfo:
    selection = settings.selection
    given = (
        ("settings file", settings.source or ""),
        ("select", ", ".join(selection.select)),
        ("ignore", ", ".join(selection.ignore)),
        ("severity", ", ".join(f"{rule}={level}" for rule, level in selection.severity.items())),
        ("fail on", settings.fail_on),
        ("your own rules", ", ".join(map(str, settings.rules))),
        ("left out", ", ".join(f"findings {baseline.reason}" for baseline in settings.baselines)),
    )
    return RunInfo(
        settings.date,
        selection.profile,
        settings.version,
        settings.min_severity,
        settings.sites,
        tuple((name, text) for name, text in given if text),
        settings.docs_url,
    )


def _info(rule: Rule, docs_url: str) -> RuleInfo:
    def page() -> str:
        from ftplint.rules.docs import page as lines

        return "".join(lines(rule))

    def href() -> str | None:
        if docs_url and RULES in Path(rule.path).parents:
            return f"{docs_url.rstrip('/')}/rules/{rule.id}.html"
        return next((one.href for one in references(rule)), None)

    return RuleInfo(
        rule.id,
        rule.name,
        rule.severity,
        rule.title,
        "site" if rule.scope == "site" else "file",
        rule.security,
        tuple(f"{name} {id_}".rstrip() for name, id_ in rule.profiles),
        lambda: About(why(rule), href(), page()),
        rule.evidence,
    )


def _wanted(pending: PendingFinding, settings: Settings) -> bool:
    if SEVERITIES.index(pending.rule.severity) < SEVERITIES.index(settings.min_severity):
        return False
    if not settings.sites:
        return True
    names = {name.lower() for name in settings.sites}
    return not pending.sites or any(name.lower() in names for name in pending.sites)

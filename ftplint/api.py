"""The whole pipeline in one place: a file's bytes in, a report out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ftplint import __version__
from ftplint.engine import prose
from ftplint.engine.draft import Draft, finish
from ftplint.engine.evaluate import judge_problems, judge_server, judge_sites
from ftplint.engine.finding import SEVERITIES, FileReport, Report, RuleInfo
from ftplint.engine.load import load_rules
from ftplint.engine.select import Selection
from ftplint.engine.understand import understand
from ftplint.source.read import read_bytes
from ftplint.source.redact import SourceLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Literal

    from ftplint.engine.finding import Finding, Severity
    from ftplint.engine.rule import Rule


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can be told. ``sites`` limits the findings to these sites (any letter case); empty means all."""

    selection: Selection = field(default_factory=Selection)
    rules: tuple[Path, ...] = ()
    sites: tuple[str, ...] = ()
    min_severity: Severity = "info"
    fail_on: Literal["info", "warning", "error", "never"] = "warning"


def lint(
    target: Path | str | bytes, settings: Settings | None = None, *, name: str = "applicationHost.config"
) -> Report:
    """Lints one file, given by its path or by its bytes (then *name* is the path shown in findings).

    Raises UnreadableError if there is nothing to read, RuleError for a bad rule file, SelectionError for a
    selector that fits no rule.
    """
    settings = settings or Settings()
    path, data = (name, target) if isinstance(target, bytes) else (str(target), read_bytes(str(target)))
    rules = settings.selection.apply(load_rules(settings.rules))
    return report((lint_bytes(path, data, rules, settings),), rules, settings)


def lint_bytes(path: str, data: bytes, rules: Sequence[Rule], settings: Settings) -> FileReport:
    """The findings of one file by *rules*."""
    understood = understand(path, data)
    configuration = understood.configuration
    drafts: list[Draft] = list(judge_problems(understood.problems, rules))
    if configuration is not None:
        drafts.extend(judge_sites(configuration, rules))
        drafts.extend(judge_server(configuration, rules))
    drafts = [draft for draft in drafts if _wanted(draft, settings)]
    known: dict[str, tuple[int | None, int | None, str | None, str]] = {}

    def describe(rule: Rule) -> tuple[int | None, int | None, str | None, str]:
        if rule.id not in known:
            view = prose.client_view(rule)
            known[rule.id] = (view.reply, view.substatus, view.text, prose.why(rule))
        return known[rule.id]

    findings: tuple[Finding, ...] = finish(drafts, path, understood.spans, describe)
    sites = () if configuration is None else tuple(site.name for site in configuration.sites)
    ftp_sites = () if configuration is None else tuple(site.name for site in configuration.ftp_sites)
    return FileReport(path, findings, sites, ftp_sites, SourceLines(understood.source).line)


def report(files: Sequence[FileReport], rules: Iterable[Rule], settings: Settings) -> Report:
    """The report of a run over *files*."""
    infos = tuple(
        RuleInfo(rule.id, rule.name, rule.severity, rule.title, "site" if rule.scope == "site" else "file")
        for rule in rules
    )
    return Report(__version__, tuple(files), infos, settings.fail_on)


def _wanted(draft: Draft, settings: Settings) -> bool:
    if SEVERITIES.index(draft.rule.severity) < SEVERITIES.index(settings.min_severity):
        return False
    if not settings.sites:
        return True
    names = {name.lower() for name in settings.sites}
    return not draft.sites or any(name.lower() in names for name in draft.sites)

"""A finding in the making: places in the tree instead of lines and columns, sites still being gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ftplint.engine.finding import Finding, Location, Related

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ftplint.engine.finding import Fix, Origin
    from ftplint.engine.rule import Rule
    from ftplint.source.place import Place, Span


@dataclass(slots=True, eq=False)
class Draft:
    """What is known of a finding before the positions of the file are looked up."""

    rule: Rule
    message: str
    place: Place
    site: str | None = None
    setting: str | None = None
    origin: Origin | None = None
    sites: list[str] = field(default_factory=list)
    related: tuple[tuple[Place, str], ...] = ()
    fix: Fix | None = None


def finish(
    drafts: Sequence[Draft],
    path: str,
    spans: Callable[[Sequence[Place]], Iterable[Span]],
    describe: Callable[[Rule], tuple[int | None, int | None, str | None, str]],
) -> tuple[Finding, ...]:
    """The findings in order of place, rule and site. *describe* gives reply, sub-status, client's view and reason."""
    places = [place for draft in drafts for place in (draft.place, *(place for place, _ in draft.related))]
    located = iter(spans(places)) if places else iter(())
    findings = []
    for draft in drafts:
        location = _location(path, next(located))
        related = tuple(Related(_location(path, next(located)), note) for _, note in draft.related)
        reply, substatus, client, why = describe(draft.rule)
        findings.append(
            Finding(
                rule=draft.rule.id,
                name=draft.rule.name,
                severity=draft.rule.severity,
                message=draft.message,
                location=location,
                site=draft.site,
                setting=draft.setting,
                origin=draft.origin,
                affected_sites=tuple(draft.sites),
                reply=reply,
                substatus=substatus,
                client=client,
                why=why,
                related=related,
                fix=draft.fix,
            )
        )
    findings.sort(key=lambda f: (f.location.line, f.location.column, f.rule, f.site or ""))
    return tuple(findings)


def _location(path: str, span: Span) -> Location:
    return Location(path, span.line, span.column, span.end_line, span.end_column)

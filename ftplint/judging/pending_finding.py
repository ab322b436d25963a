"""A finding in the making: places in the tree instead of lines and columns, sites still being gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ftplint.judging.finding import Also, Cause, Finding, Location, Related, Suppression
from ftplint.judging.order import worst_first
from ftplint.named_tuple import NamedTuple
from ftplint.rules import client_view, why

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from lxml.etree import _Element

    from ftplint.judging.finding import Edit, Origin
    from ftplint.rules import ClientView, Fix, Rule
    from ftplint.source import Meant, Place, Span

NAME = "\ue000"
"""Stands for the site's name while the sites of one configuration are judged together."""


class Silence(NamedTuple):
    """What silences a finding. ``place`` is that of the comment, if it is one."""

    kind: Literal["comment", "settings", "baseline"]
    reason: str
    expires: str | None = None
    place: Place | None = None


class PendingFinding:
    """What is known of a finding before the positions of the file are looked up.

    ``sites`` are those it reaches; ``site`` is None where one cause outside the sites reaches them. ``message`` may
    hold ``NAME``. ``identity`` are the values that make up the mistake, in no way where they stand: with rule, site
    and setting they tell whether two runs found the same. ``anonymous`` says that the site is none of it. ``value`` is
    the effective value of the setting, as the effective document has it: never a secret. ``means`` is what
    a mistake in the file keeps from being read, ``because`` the finding on such a mistake that this one comes from.
    ``parts`` are the findings of single sites that this one stands for, ``also`` the places on the sites after the
    first.
    """

    __slots__ = (
        "also",
        "anonymous",
        "because",
        "context",
        "fix",
        "identity",
        "means",
        "message",
        "origin",
        "parts",
        "place",
        "related",
        "rule",
        "setting",
        "silence",
        "site",
        "sites",
        "value",
    )

    def __init__(
        self,
        *,
        rule: Rule,
        message: str,
        place: Place,
        site: str | None,
        setting: str | None,
        origin: Origin | None,
        sites: list[str],
        related: tuple[tuple[Place, str], ...],
        fix: Fix | None,
        identity: tuple[str, ...],
        anonymous: bool,
        value: str | None = None,
        context: _Element | None = None,
        means: Meant | None = None,
    ) -> None:
        """*context* is the ``sch:rule`` that was broken."""
        self.rule = rule
        self.message = message
        self.place = place
        self.site = site
        self.setting = setting
        self.origin = origin
        self.sites = sites
        self.related = related
        self.fix = fix
        self.identity = identity
        self.anonymous = anonymous
        self.value = value
        self.context = context
        self.means = means
        self.silence: Silence | None = None
        self.because: PendingFinding | None = None
        self.parts: tuple[PendingFinding, ...] = ()
        self.also: tuple[tuple[Place, str], ...] = ()

    @property
    def by_default(self) -> bool:
        """Whether it is on one site, and on a value that nobody writes: others may have the very same."""
        return self.site is not None and self.origin == "schema" and not self.anonymous

    def split(self, sites: Collection[str], silence: Silence) -> PendingFinding:
        """Takes *sites* (lower case) off this finding and returns one for them, silenced."""
        taken = [name for name in self.sites if name.lower() in sites]
        self.sites = [name for name in self.sites if name.lower() not in sites]
        other = self.copy(taken)
        other.silence = silence
        return other

    def copy(self, sites: list[str]) -> PendingFinding:
        """The same for other *sites*."""
        other = PendingFinding(
            rule=self.rule,
            message=self.message,
            place=self.place,
            site=self.site,
            setting=self.setting,
            origin=self.origin,
            sites=sites,
            related=self.related,
            fix=self.fix,
            identity=self.identity,
            anonymous=self.anonymous,
            value=self.value,
            context=self.context,
            means=self.means,
        )
        other.silence = self.silence
        other.because = self.because
        return other


def finish(
    pending_findings: Sequence[PendingFinding],
    path: str,
    spans: Callable[[Sequence[Place]], Iterable[Span]],
    fingerprint: Callable[[PendingFinding], str],
    edits: Callable[[PendingFinding], tuple[Edit, ...]] = lambda _: (),
) -> tuple[Finding, ...]:
    """The findings, the worst first."""
    places = [place for pending in pending_findings for place in _places(pending)]
    located = iter(spans(places)) if places else iter(())
    findings = []
    described: dict[tuple[str, _Element | None], tuple[ClientView, str]] = {}
    for pending in pending_findings:
        location = _location(path, next(located))
        related = tuple(Related(_location(path, next(located)), note) for _, note in pending.related)
        also = tuple(Also(site, _location(path, next(located))) for _, site in pending.also)
        because = None
        if pending.because is not None:
            because = Cause(pending.because.rule.id, _location(path, next(located)))
        suppression = None
        if pending.silence is not None:
            silence = pending.silence
            at = None if silence.place is None else _location(path, next(located))
            suppression = Suppression(silence.kind, silence.reason, silence.expires, at)
        rule = pending.rule
        key = rule.id, pending.context
        if key not in described:
            described[key] = client_view(rule, pending.context), why(rule)
        client, reason = described[key]
        findings.append(
            Finding(
                rule=rule.id,
                name=rule.name,
                severity=rule.severity,
                message=_named(pending.message, pending.sites),
                location=location,
                site=pending.site,
                setting=pending.setting,
                value=pending.value,
                origin=pending.origin,
                affected_sites=tuple(pending.sites),
                reply=client.reply,
                substatus=client.substatus,
                client=client.text,
                why=reason,
                related=related,
                fix=pending.fix,
                fingerprint=fingerprint(pending),
                suppression=suppression,
                edits=edits(pending),
                also=also,
                because=because,
            )
        )
    return worst_first(findings, {one.rule.id for one in pending_findings if one.rule.security is not None})


def _places(pending: PendingFinding) -> Iterable[Place]:
    """The places of a finding, in the order in which ``finish`` takes them."""
    yield pending.place
    yield from (place for place, _ in pending.related)
    yield from (place for place, _ in pending.also)
    if pending.because is not None:
        yield pending.because.place
    if pending.silence is not None and pending.silence.place is not None:
        yield pending.silence.place


def _named(message: str, sites: Sequence[str]) -> str:
    """*message* with the name of its site, or with the number of sites where one cause reaches several."""
    if NAME not in message:
        return message
    if len(sites) > 1:
        for one, each in (("Site", "Each"), ("site", "each")):
            message = message.replace(f"{one} '{NAME}'", f"{each} of {len(sites):,} sites")
    return message.replace(NAME, sites[0] if sites else "")


def _location(path: str, span: Span) -> Location:
    return Location(path, span.line, span.column, span.end_line, span.end_column)

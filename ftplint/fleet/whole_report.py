"""The report of a file as JSON and back, for reports of a fleet: with all that formats show, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.judging import Also, Cause, Change, Edit, FileReport, Finding, Fix, Location, Related, Suppression
from ftplint.rules import Effect, OnceNamed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ftplint.batch import KeptLines


def as_json(report: FileReport, lines: KeptLines) -> dict[str, Any]:
    """*report* as JSON has it: tuples with names are lists."""
    return {
        "path": report.path,
        "findings": report.findings,
        "suppressed": report.suppressed,
        "sites": report.sites,
        "ftp_sites": report.ftp_sites,
        "lines": [[number, text] for number, text in lines.by_number.items()],
        "obstacle": report.obstacle,
        "shut": dict(report.shut),
        "judged": report.judged,
        "page": report.page,
        "sha256": report.sha256,
        "evidence": sorted(report.evidence),
        "lacking": dict(report.lacking),
    }


def from_json(value: Any) -> FileReport:
    """The report again. Raises ValueError, TypeError, KeyError or IndexError for what is none."""
    lines = {int(number): text for number, text in value["lines"]}
    return FileReport(
        value["path"],
        tuple(map(_finding, value["findings"])),
        tuple(value["sites"]),
        tuple(value["ftp_sites"]),
        lines.get,
        tuple(map(_finding, value["suppressed"])),
        value["obstacle"],
        value["shut"],
        value["judged"],
        value["page"],
        value["sha256"],
        frozenset(value["evidence"]),
        value["lacking"],
    )


def _finding(value: Sequence[Any]) -> Finding:
    fields = dict(zip(Finding._fields, value, strict=True))
    return Finding(
        **{
            **fields,
            "location": Location(*fields["location"]),
            "affected_sites": tuple(fields["affected_sites"]),
            "related": tuple(Related(Location(*at), note) for at, note in fields["related"]),
            "fix": _maybe(_fix, fields["fix"]),
            "suppression": _maybe(_suppression, fields["suppression"]),
            "edits": tuple(Edit(Location(*at), text) for at, text in fields["edits"]),
            "also": tuple(Also(site, Location(*at)) for site, at in fields["also"]),
            "because": _maybe(lambda cause: Cause(cause[0], Location(*cause[1])), fields["because"]),
        }
    )


def _fix(value: Sequence[Any]) -> Fix:
    safety, title, changes, because, locks, once_named = value
    once = None if once_named is None else OnceNamed(Effect(*once_named[0]), _changes(once_named[1]))
    return Fix(safety, title, _changes(changes), because, locks, once)


def _changes(value: Sequence[Sequence[str]]) -> tuple[Change, ...]:
    return tuple(Change(*one) for one in value)


def _suppression(value: Sequence[Any]) -> Suppression:
    kind, reason, expires, location = value
    return Suppression(kind, reason, expires, None if location is None else Location(*location))


def _maybe(made: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else made(value)

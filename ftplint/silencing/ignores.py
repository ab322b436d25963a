"""What the settings silence: rules on some sites or in some files, each with a reason and perhaps a last day."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from ftplint.judging import Silence
from ftplint.named_tuple import NamedTuple
from ftplint.rules import fits
from ftplint.silencing.relative import path_matches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ftplint.judging import PendingFinding


class Ignore(NamedTuple):
    """One entry ``[[ignores]]`` of the settings.

    ``sites`` and ``paths`` are shell patterns (any letter case for sites); empty means all. Paths are relative to
    ``folder``, that of the settings file, with ``/``. The entry counts up to and including the day ``expires``.
    """

    rules: tuple[str, ...]
    reason: str
    sites: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    expires: date | None = None
    folder: str | None = None

    def expired(self, today: date) -> bool:
        """Whether its last day is past."""
        return self.expires is not None and self.expires < today

    def concerns(self, path: str) -> bool:
        """Whether the entry speaks of the file at *path*."""
        return not self.paths or path_matches(path, self.folder, self.paths)


def silence_by_settings(
    pending_findings: Sequence[PendingFinding], ignores: Sequence[Ignore], path: str, today: date
) -> tuple[list[PendingFinding], list[PendingFinding]]:
    """*pending_findings* that still count, and those that entries for the file at *path* silence."""
    kept, silenced = list(pending_findings), []
    for entry in ignores:
        if entry.expired(today) or not entry.concerns(path):
            continue
        why = Silence("settings", entry.reason, None if entry.expires is None else entry.expires.isoformat())
        remaining = []
        for pending in kept:
            taken = _taken(pending, entry, why)
            if taken is not None:
                silenced.append(taken)
            if taken is not pending:
                remaining.append(pending)
        kept = remaining
    return kept, silenced


def _taken(pending: PendingFinding, entry: Ignore, why: Silence) -> PendingFinding | None:
    """*pending* itself if *entry* silences it whole, a new one for some of its sites, or None."""
    if not pending.rule.suppressible or not any(fits(selector, pending.rule) for selector in entry.rules):
        return None
    if not entry.sites:
        pending.silence = why
        return pending
    patterns = [pattern.lower() for pattern in entry.sites]
    named = {site.lower() for site in pending.sites if any(fnmatchcase(site.lower(), p) for p in patterns)}
    if not named:
        return None
    if len(named) == len({site.lower() for site in pending.sites}):
        pending.silence = why
        return pending
    return pending.split(named, why)

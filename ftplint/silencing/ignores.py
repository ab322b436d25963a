"""What the settings silence: rules on some sites or in some files, each with a reason and perhaps a last day."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from ftplint.judging import Silence
from ftplint.rules import fits
from ftplint.silencing.relative import relative

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ftplint.judging import Draft


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
        return not self.paths or any(fnmatchcase(relative(path, self.folder), pattern) for pattern in self.paths)


def silence_by_settings(
    drafts: Sequence[Draft], ignores: Sequence[Ignore], path: str, today: date
) -> tuple[list[Draft], list[Draft]]:
    """*drafts* that still count, and those that entries for the file at *path* silence."""
    kept, silenced = list(drafts), []
    for entry in ignores:
        if entry.expired(today) or not entry.concerns(path):
            continue
        why = Silence("settings", entry.reason, None if entry.expires is None else entry.expires.isoformat())
        remaining = []
        for draft in kept:
            taken = _taken(draft, entry, why)
            if taken is not None:
                silenced.append(taken)
            if taken is not draft:
                remaining.append(draft)
        kept = remaining
    return kept, silenced


def _taken(draft: Draft, entry: Ignore, why: Silence) -> Draft | None:
    """*draft* itself if *entry* silences it whole, a new draft for some of its sites, or None."""
    if not draft.rule.suppressible or not any(fits(selector, draft.rule) for selector in entry.rules):
        return None
    if not entry.sites:
        draft.silence = why
        return draft
    patterns = [pattern.lower() for pattern in entry.sites]
    named = {site.lower() for site in draft.sites if any(fnmatchcase(site.lower(), p) for p in patterns)}
    if not named:
        return None
    if len(named) == len({site.lower() for site in draft.sites}):
        draft.silence = why
        return draft
    return draft.split(named, why)

"""What ``ftplint suppress`` writes, for the command line and the editor: comments that suppress one rule's findings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ftplint.analysis import analyse
from ftplint.api import RuleSet, Settings, unsilenced
from ftplint.errors import FtplintError
from ftplint.report import plain
from ftplint.rules import Selection
from ftplint.silencing import suppressing_comments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ftplint.analysis import ParsedFile
    from ftplint.source import Replacement


class SuppressError(FtplintError):
    """A suppression that cannot be written; ``str`` says why."""


class Suppressed(NamedTuple):
    """The file, the id of the rule, and the comments as edits of the text; without one the rule has no finding."""

    parsed: ParsedFile
    rule: str
    edits: list[Replacement]


def suppressed(
    path: str,
    data: bytes,
    rule: str,
    reason: str | None,
    until: str | None = None,
    *,
    sites: Sequence[str] = (),
    folders: Sequence[Path] = (),
) -> Suppressed:
    """The comments that suppress the findings of *rule*, an id or a name, on all sites or on *sites* (any case).

    *until* is the last day, ``2027-01-31``; *folders* have more rules. A *reason* of None is left out, for the user to
    type: until then the comment suppresses nothing. Raises SuppressError, RuleError and
    SelectionError.
    """
    settings = Settings(Selection(select=(rule,)), tuple(folders))
    rules = RuleSet.load(settings)
    (one, *others) = rules.chosen
    if others:
        raise SuppressError(f"'{rule}' means {len(rules.chosen)} rules; name one")
    if not one.suppressible:
        raise SuppressError(f"{one.id} cannot be suppressed; 'ftplint rules show {one.id}' says why")
    words = _words(one.id, reason, until)
    parsed = analyse(path, data)
    found = unsilenced(path, parsed, rules, settings)
    return Suppressed(parsed, one.id, suppressing_comments(parsed, found, words, {name.lower() for name in sites}))


def _words(rule: str, given: str | None, until: str | None) -> str:
    """What the comment says. Raises SuppressError for a reason that a comment cannot hold, or a date that is none."""
    if given is None:
        return rule
    reason = " ".join(given.split())
    if not reason:
        raise SuppressError("--reason is empty: say why the finding may stay")
    if "--" in reason or reason.endswith("-"):
        raise SuppressError("--reason has '--' in it or ends with '-', which a comment in XML cannot hold")
    if plain(reason) != reason:
        raise SuppressError("--reason has a character that cannot be seen")
    if until is None:
        return f"{rule} {reason}"
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise SuppressError(f"--until must be a date, 2027-01-31, not '{until}'") from None
    return f"{rule} until {day.isoformat()} {reason}"

"""The recorded dialogues on the rules' pages: what our own client and the reference server say, before and after the fix."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ftplint.verify.dialogue import CERTIFICATE
from ftplint.verify.lab import Lab
from ftplint.verify.play import verify_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.rules.model import Rule
    from ftplint.verify.dialogue import Line
    from ftplint.verify.play import RuleVerdict

_PORTS = re.compile(r"(?<=,)\d+,\d+(?=\))|(?<=\|{3})\d+(?=\|\))")
_TIMES = re.compile(r"\d\d-\d\d-\d\d(?:\d\d)?  \d\d:\d\d[AP]M|[A-Z][a-z]{2} [ \d]\d [ \d]\d:\d\d")
_TITLES = {"broken": "With the first broken example", "fixed": "After the fix"}


@cache
def dialogues(rules: tuple[Rule, ...]) -> dict[str, str]:
    """The section for each rule that is played, by its id."""
    verdicts = verify_rules(rules, ("builtin",), Lab(), every=False)
    return {verdict.id: "".join(_section(verdict)) for verdict in verdicts if verdict.plays}


def _section(verdict: RuleVerdict) -> Iterator[str]:
    yield f"\n## Recorded dialogue\n\nBy `ftplint verify {verdict.id} --transcript`; ports and times are left out.\n"
    for play in verdict.plays:
        yield f"\n{_TITLES[play.example]}:\n\n```\n"
        yield from (f"{plain(line)}\n" for line in play.lines if not line.text.startswith(CERTIFICATE))
        yield "```\n"


def plain(line: Line) -> str:
    """A line without what differs from run to run."""
    if line.who == "<" and line.text[:3] in ("125", "150"):  # which of the two comes depends on who is quicker
        return "< 150 (or 125) the transfer begins"
    if str(line).startswith("* data connection: "):  # by a reset or an end: which of the two, the moment decides
        return "* the data connection ends"
    text = _TIMES.sub("(date and time)", _PORTS.sub("(port)", str(line)))
    return "* TLS" if text.startswith("* TLS") else text.rstrip()  # messages of Windows end in a blank

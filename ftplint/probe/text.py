"""Facts and transcripts as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.probe.catalogue import CATALOGUE
from ftplint.report import harmless, plain, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.probe.fact import Fact
    from ftplint.probe.run import Probed

_VERDICT, _NAME = 10, 30


def facts_text(done: Probed, width: int = 100) -> Iterator[str]:
    """A table: a line for each fact, more for one that differs."""
    kind = "implicit TLS" if done.place.target.implicit else "explicit TLS"
    yield f"{plain(done.place.site.name)} at {plain(done.place.shown)} ({kind})\n"
    for fact in done.facts:
        for line in _lines(fact, width):
            yield harmless(f"{line}\n")
    counts = [
        (verdict, sum(one.verdict == verdict for one in done.facts)) for verdict in ("agrees", "differs", "not seen")
    ]
    yield f"  {', '.join(f'{count} {_WORDS[verdict]}' for verdict, count in counts)}\n\n"


_WORDS = {"agrees": "agree", "differs": "differ", "not seen": "not seen"}


def _lines(fact: Fact, width: int) -> Iterator[str]:
    verdict = fact.verdict.upper() if fact.verdict == "differs" else fact.verdict
    start = f"  {verdict:<{_VERDICT}}{CATALOGUE[fact.id].name:<{_NAME}}"
    rest = " " * (2 + _VERDICT + _NAME)
    if fact.verdict == "differs":
        yield from wrap(f"the file: {fact.says}", width, start, rest)
        yield from wrap(f"the server: {fact.saw}", width, rest, rest)
        if fact.settings:
            yield from wrap(f"setting: {', '.join(fact.settings)}", width, rest, rest)
        for number, reason in enumerate(fact.reasons):
            yield from wrap(f"{'likeliest' if not number else 'or'}: {reason}", width, rest, rest)
    elif fact.verdict == "not seen":
        yield from wrap(fact.why, width, start, rest)
    elif fact.verdict == "noted":
        yield from wrap(fact.saw, width, start, rest)
    else:
        yield from wrap(fact.saw if fact.says in fact.saw else f"{fact.says}: {fact.saw}", width, start, rest)


def transcript_text(done: Probed) -> Iterator[str]:
    """Every line that was said, a connection after the other. Passwords were never written down."""
    for name, lines in done.transcript.visits:
        yield f"--- {plain(done.place.site.name)} at {plain(done.place.shown)}: {name}\n"
        for line in lines:
            yield harmless(f"{line.who} {plain(line.text[:400])}\n")

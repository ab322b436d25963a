"""From the sessions of a client to what they show of each open point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observations.model import Observation
from ftplint.observations.names_taken_out import nameless
from ftplint.server import FURTHER, SEEN_BY, Seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ftplint.observations.model import Session
    from ftplint.server import Turn, Unseen


def seen_by() -> Mapping[str, Seen | Unseen]:
    """What would settle each open point, those included of which the server has one way only."""
    return {**SEEN_BY, **{name: one.seen_by for name, one in FURTHER.items()}}


def observe(sessions: Iterable[Session]) -> Iterator[Observation]:
    """What *sessions* show, each different thing once, in the order of the open points. What was played and came out in
    no known way is there too, without a choice, if nothing else was seen of the point."""
    every = list(sessions)
    for name, way in seen_by().items():
        if isinstance(way, Seen):
            settled = dict.fromkeys(one for session in every for one in _settled(name, way, session))
            open_ = dict.fromkeys(one for session in every for one in _otherwise(name, way, session))
            yield from _each_choice_once(settled) if settled else list(open_)[:1]


def _settled(name: str, way: Seen, session: Session) -> Iterator[Observation]:
    found = way.choice(session.given, session.turns)
    if found is not None:
        yield _observation(name, found[0], way, session, found[1])


def _otherwise(name: str, way: Seen, session: Session) -> Iterator[Observation]:
    turns = way.otherwise(session.given, session.turns)
    if turns:
        yield _observation(name, None, way, session, turns)


def _observation(
    name: str, choice: bool | str | None, way: Seen, session: Session, turns: tuple[Turn, ...]
) -> Observation:
    """Of what was given only what some reading of the point asks for."""
    asked = {given for reading in way.readings for given in reading.given}
    plain = tuple(nameless(turn, session.private) for turn in turns)
    return Observation(name, choice, tuple(sorted(asked & session.given)), plain)


def _each_choice_once(found: Iterable[Observation]) -> list[Observation]:
    first: dict[bool | str | None, Observation] = {}
    for one in found:
        first.setdefault(one.choice, one)
    return list(first.values())

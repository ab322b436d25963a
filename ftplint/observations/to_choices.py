"""From observations to the choices of the reference server: what contradicts itself or proves nothing is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.observations.from_sessions import seen_by
from ftplint.observations.read import ObservationError
from ftplint.server import DEFAULT, FURTHER, Choices, Seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ftplint.observations.model import Observation
    from ftplint.observations.read import Placed


class Settlement(NamedTuple):
    """The choices of the server, those of them that were observed with the place where, and what a person should
    know."""

    choices: Choices
    observed: Mapping[str, str]
    remarks: tuple[str, ...]


def settle(found: Iterable[Placed], start: Choices = DEFAULT) -> Settlement:
    """*start* with what was *found*. Raises ObservationError for observations that contradict each other, and for one
    whose exchange does not show what it says."""
    chosen: dict[str, tuple[bool | str, str]] = {}
    remarks = []
    for place, one in found:
        remark = _remark(place, one)
        if remark:
            remarks.append(remark)
            continue
        assert one.choice is not None
        before = chosen.setdefault(one.point, (one.choice, place))
        if before[0] != one.choice:
            raise ObservationError(
                f"{place}: {one.point} is {as_text(one.choice)} here and {as_text(before[0])} at {before[1]}; "
                "take the observations of one server only"
            )
        if one.choice == "other":
            what = FURTHER[one.point].what
            remarks.append(f"{place}: {one.point}: the observed server does it in another way, this one cannot: {what}")
    fields = {name: choice for name, (choice, _) in chosen.items() if name in Choices._fields}
    places = {name: chosen[name][1] for name in fields}
    return Settlement(Choices(**{**start._asdict(), **fields}), places, tuple(remarks))


def as_text(choice: bool | str) -> str:
    """As the file has it: ``true``, ``false``, ``alert``."""
    return choice if isinstance(choice, str) else str(choice).lower()


def _remark(place: str, one: Observation) -> str:
    """Why an observation is left out, empty if it is not. Raises ObservationError for one that is wrong."""
    way = seen_by().get(one.point)
    if way is None:
        return f"{place}: this ftplint knows no open point '{one.point}'; the observation is left out"
    if not isinstance(way, Seen):
        raise ObservationError(f"{place}: no client can see {one.point}: {way.reason} Remove this observation")
    shown = way.choice(frozenset(one.given), one.turns)
    if shown is None and one.choice is None:
        return f"{place}: {one.point} was seen in a way that is none of its choices; the observation is left out"
    if shown is None or shown[0] != one.choice:
        says = "null" if one.choice is None else as_text(one.choice)
        shows = "settles nothing" if shown is None else f"shows {as_text(shown[0])}"
        raise ObservationError(
            f"{place}: {one.point} is {says}, but the exchange {shows}; the file was changed or is damaged"
        )
    return ""

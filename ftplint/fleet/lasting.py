"""How long an answer on a bundle is right: until one of the times in it passes, or comes near."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DAY = timedelta(days=1)
_SOON = 30 * _DAY
"""How long before its end a certificate is reported, each day with another number of days."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def until(parts: Iterable[Any], now: datetime) -> datetime | None:
    """The next moment after *now* at which a time in *parts*, the JSON of a bundle, may change what is found.

    Any time in it counts, whatever it is for: to judge once too often costs little, once too seldom is wrong.
    """
    return min((_next(time, now) for time in _times(parts) if time > now), default=None)


def _next(time: datetime, now: datetime) -> datetime:
    left = time - now
    if left > _SOON:
        return time - _SOON
    return time - (left // _DAY) * _DAY


def _times(parts: Iterable[Any]) -> Iterator[datetime]:
    """All times of JSON, however deep; they are in UTC (``schemas/bundle.schema.json``)."""
    pending = list(parts)
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            pending.extend(one.values())
        elif isinstance(one, list | tuple):
            pending.extend(one)
        elif isinstance(one, str) and _TIME.match(one):
            try:
                yield datetime.fromisoformat(one[:19]).replace(tzinfo=UTC)
            except ValueError:  # the 31st of June
                continue

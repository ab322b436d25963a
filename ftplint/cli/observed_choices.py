"""``--observations``: the choices of the reference server as they were observed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from ftplint.server import Choices


_BEHAVE = "behave as a server was observed to, where IIS is not documented; a file of 'probe --observe'; repeatable"


def add_observations(parser: ArgumentParser, text: str = _BEHAVE) -> None:
    """The argument; *text* says what it does in a command."""
    parser.add_argument(
        "--observations",
        metavar="FILE",
        action="append",
        default=[],
        help=text,
    )


def observed_choices(files: Sequence[str]) -> Choices:
    """The choices that *files* lead to; what was observed, and what could not be used, is said on standard error.

    Raises ObservationError.
    """
    from ftplint.observations import as_text, read_observations, settle

    found = settle(one for file in files for one in read_observations(file))
    for remark in found.remarks:
        print(f"ftplint: {remark}", file=sys.stderr)
    for name, place in found.observed.items():
        print(f"ftplint: {name} is {as_text(getattr(found.choices, name))}, as observed ({place})", file=sys.stderr)
    return found.choices

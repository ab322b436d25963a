"""``ftplint choices``: what is not documented about IIS, what the reference server does there, and what would settle
it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.cli.files import write
from ftplint.cli.observed_choices import add_observations, observed_choices
from ftplint.cli.suggestions import nearest

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from ftplint.server import Choices

SUMMARY = "list what is not documented about IIS, what the server does there, and what would settle it"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("points", metavar="POINT", nargs="*", help="names of open points; default: all")
    parser.add_argument("--output-format", "--format", choices=("text", "json"), default="text", help="default: text")
    add_observations(parser, "show what these observations settle; a file of 'probe --observe'; repeatable")


def run(options: Namespace) -> int:
    """Prints the points; returns 0. Raises FtplintError for an unknown name and for observations that cannot be
    used."""
    from ftplint.errors import FtplintError
    from ftplint.observations import seen_by

    known = seen_by()
    unknown = [name for name in options.points if name not in known]
    if unknown:
        hint = nearest(unknown[0], known) or "; 'ftplint choices' lists them"
        raise FtplintError(f"there is no open point '{unknown[0]}'{hint}")
    choices = observed_choices(options.observations)
    listed = [_described(name, choices) for name in options.points or known]
    write(_as_json(listed) if options.output_format == "json" else _as_text(listed), None)
    return 0


def _described(name: str, choices: Choices) -> dict[str, Any]:
    from ftplint.observations import as_text, seen_by
    from ftplint.server import DEFAULT, FURTHER, GIVEN, Seen

    way = seen_by()[name]
    told: dict[str, Any] = {"point": name}
    if name in FURTHER:
        told["server"] = FURTHER[name].what
    else:
        told |= {"choice": as_text(getattr(choices, name)), "default": as_text(getattr(DEFAULT, name))}
    if isinstance(way, Seen):
        told["settled_by"] = [
            {"shows": as_text(one.choice), "exchange": one.exchange, "given": [GIVEN[word] for word in one.given]}
            for one in way.readings
        ]
        if way.remark:
            told["remark"] = way.remark
    else:
        told["not_seen"] = way.reason
    return told


def _as_text(listed: list[dict[str, Any]]) -> Iterator[str]:
    for one in listed:
        yield f"{one['point']}: {one.get('server') or _choice(one)}\n"
        for way in one.get("settled_by", ()):
            yield f"  {way['exchange']}\n    shows {way['shows']}"
            yield f" if {'; '.join(way['given'])}\n" if way["given"] else "\n"
        if "remark" in one:
            yield f"  {one['remark']}\n"
        if "not_seen" in one:
            yield f"  No client can see it: {one['not_seen']}\n"


def _choice(one: dict[str, Any]) -> str:
    return one["choice"] if one["choice"] == one["default"] else f"{one['choice']} (default: {one['default']})"


def _as_json(listed: list[dict[str, Any]]) -> Iterator[str]:
    import json

    yield json.dumps({"schema_version": "1", "points": listed}, indent=2) + "\n"

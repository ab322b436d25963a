"""What docs/mutants.md says of the samples that were run: the figures, and each mutant that no test noticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "mutants.md"
_FOLDER = ROOT / "tests" / "mutants"
KINDS = ("equal", "speed", "killed since", "alive")
"""What became of a survivor: it does the same, as slowly or not; a test was written, and kills it; nothing notices it."""


def measured() -> dict[str, dict[str, Any]]:
    """The last sample of each plan."""
    found: dict[str, dict[str, Any]] = json.loads((_FOLDER / "measured.json").read_text(encoding="utf-8"))
    return found


def reasons() -> dict[str, tuple[str, str]]:
    """By the mutant as it is printed: what became of it (one of ``KINDS``) and why."""
    found = json.loads((_FOLDER / "reasons.json").read_text(encoding="utf-8"))
    return {mutant: (kind, reason) for mutant, (kind, reason) in found.items()}


def mutants(before: str) -> str:
    """The page with its generated part made anew."""
    text = "\n".join((*_figures(), "", *_survivors()))
    head, mark, rest = before.partition("<!-- measured -->\n")
    return f"{head}{mark}{text}\n<!-- end -->{rest.partition('<!-- end -->')[2]}"


def _figures() -> Iterator[str]:
    known = reasons()
    yield "| package | mutants | seed | run | killed | without equal | equal | killed since | alive |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for name, one in sorted(measured().items()):
        became = [known[mutant][0] for mutant in one["survived"]]
        equal, since, alive = (
            became.count("equal") + became.count("speed"),
            became.count("killed since"),
            became.count("alive"),
        )
        killed, run = one["killed"], one["run"]
        other = run - equal
        yield (
            f"| {name} | {one['of']} | {one['seed']} | {run} | {killed} ({killed / run:.1%}) | "
            f"{killed} of {other} ({killed / other:.1%}) | {equal} | {since} | {alive} |"
        )


def _survivors() -> Iterator[str]:
    known = reasons()
    yield "| survivor | became | reason |"
    yield "| --- | --- | --- |"
    for _, one in sorted(measured().items()):
        for mutant in sorted(one["survived"]):
            kind, reason = known[mutant]
            yield f"| {_cell(mutant.removeprefix('ftplint/'))} | {kind} | {reason} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

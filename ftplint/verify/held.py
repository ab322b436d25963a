"""Holds what a rule claims against what a client saw: replies, sub-status, listings, uploads, log files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.rules import REFUSED, Actor, Expectation
from ftplint.server import Choices, verbs_of
from ftplint.verify.dialogue import DATA_STEPS, Line, Step, reply_to, steps_of
from ftplint.verify.stage import CONTENT, other_day

if TYPE_CHECKING:
    from ftplint.verify.stage import Stage

SAID = "client"
"""What ``ftp:client`` of the rule says, beside the steps of the scenario."""
_LOGGED_IN = (230, 232)
_EVENTS = {
    "connect": ("ControlChannelOpened", "ControlChannelClosed"),
    "handshake": ("AUTH", "ControlChannelClosed"),
    "login": ("ControlChannelClosed",),
}
"""What the log calls the events that decide a step, beside its commands."""


class Held(NamedTuple):
    """A claim beside what was seen; ``seen`` is None if the session never got to that step."""

    claim: Expectation
    seen: Step | None
    substatus: int | None
    agreed: bool


def hold_all(
    claims: tuple[Expectation, ...], lines: tuple[Line, ...], set_up: Stage, choices: Choices, actor: Actor
) -> tuple[Held, ...]:
    """Each of *claims* beside what the dialogue, the log and the folders of the stage show."""
    steps = {step.name: step for step in steps_of(lines)}
    steps["log"] = Step("log", 0, set_up.log_files())
    listed = "\n".join(line.text for line in lines if line.who == "=")
    held = []
    for claim in claims:
        if claim.step == SAID:
            held.append(_hold_said(claim, lines, set_up, choices))
        else:
            seen = reply_to(lines, claim.command) if claim.command else steps.get(claim.step)
            held.append(_hold(claim, seen, listed, set_up, choices, actor))
    return tuple(held)


def _hold(claim: Expectation, seen: Step | None, listed: str, set_up: Stage, choices: Choices, actor: Actor) -> Held:
    if claim.step == "log":
        return _hold_log(claim, "" if seen is None else seen.text)
    wanted = seen.reply if claim.reply == REFUSED and seen is not None else claim.reply
    called = {claim.command.partition(" ")[0]} if claim.command else methods(claim.step)
    logged = [line.substatus for line in set_up.log if line.status == wanted and line.status and line.method in called]
    substatus = logged[-1] if logged else None
    if claim.reply == REFUSED:
        refused = seen is not None and seen.failed
        return Held(claim, seen, substatus, refused and claim.substatus in (None, substatus))
    if seen is None:
        return Held(claim, None, substatus, False)  # a step that was not reached shows nothing
    if seen.alert and choices.refuse_certificate == "alert" and claim.reply == 530:
        return Held(claim, seen, None, True)
    logged_in = seen.reply in _LOGGED_IN and claim.reply in _LOGGED_IN
    agreed = (seen.reply == claim.reply or logged_in) and not (seen.alert and claim.reply)
    agreed = agreed and _holds(claim.text, seen.text) and _holds(claim.data, listed)
    if agreed and claim.substatus is not None:
        agreed = substatus == claim.substatus
    if agreed and claim.step == "upload" and seen.reply == 226:
        agreed = any(_holds_content(path) for path in set_up.root.rglob(f"new-{Path(actor.path).name}"))
    return Held(claim, seen, substatus, agreed)


def _hold_log(claim: Expectation, log: str) -> Held:
    """The log files against the claim; what is shown of them is their names and how many lines they have."""
    now = datetime.now(UTC)
    wanted = claim.data.replace("{utc}", f"{now:%y%m%d}").replace("{local}", f"{now.astimezone(other_day(now)):%y%m%d}")
    names = [line for line in log.splitlines() if line.startswith("FTPSVC") and line.endswith(".log")]
    shown = f"{', '.join(names) or 'no file'}, {len(log.splitlines()) - 5 * len(names)} lines"
    return Held(claim, Step("log", 0, shown), None, _holds(wanted, log))


def _hold_said(claim: Expectation, lines: tuple[Line, ...], set_up: Stage, choices: Choices) -> Held:
    """Whether the session has the reply of *claim* anywhere, and the log its sub-status beside it."""
    replies = [(line.text[:3], line.text[4:]) for line in lines if line.who == "<"]
    wanted = {str(claim.reply)} | ({"232"} if claim.reply == 230 and choices.token_at_user else set())
    step = next((Step(SAID, claim.reply, text) for code, text in replies if code in wanted), None)
    logged = [line.substatus for line in set_up.log if line.status == claim.reply]
    substatus = next((one for one in logged if one == claim.substatus), logged[-1] if logged else None)
    alert = claim.reply == 530 and choices.refuse_certificate == "alert"
    agreed = alert or (step is not None and claim.substatus in (None, substatus))
    return Held(claim, step, substatus, agreed)


def methods(step: str) -> set[str]:
    """What the log calls the commands and events that decide a step; a refused PBSZ or PROT decides transfers."""
    protection = verbs_of("protection") if step in DATA_STEPS else ()
    return {*verbs_of(step), *protection, *_EVENTS.get(step, ())}


def _holds(wanted: str, text: str) -> bool:
    unwanted = wanted.startswith("not ")
    return not wanted or (wanted.removeprefix("not ") in text) != unwanted


def _holds_content(path: Path) -> bool:
    return path.read_bytes() == CONTENT

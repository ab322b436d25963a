"""What a rule's file says a client meets: the scenario, which ``ftplint verify`` plays against the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ftplint.rules.model import FTP

if TYPE_CHECKING:
    from ftplint.rules.model import Rule

_FTP = f"{{{FTP}}}"


class Expectation(NamedTuple):
    """The reply (0: none arrives) that a client gets in a step with the broken or the fixed example.

    ``text`` is what the reply's text holds; with ``not`` in front, what it does not hold. ``choice`` is an open point
    of the server that is turned over for it; with ``not`` in front, one that is left as it is.
    """

    example: str
    step: str
    reply: int
    substatus: int | None = None
    text: str = ""
    command: str = ""
    data: str = ""
    choice: str = ""

    def __str__(self) -> str:
        if self.step == "log":
            unwanted = self.data.startswith("not ")
            has = "has nothing with" if unwanted else "has"
            return f"with the {self.example} example, the log {has} `{self.data.removeprefix('not ')}`"
        if self.step == "start":
            does = "refuses the file" if self.reply == REFUSED else "starts"
            return f"with the {self.example} example, the server {does}"
        outcome = {0: "gets no reply", REFUSED: "is refused"}.get(self.reply, f"ends with reply {self.reply}")
        with_substatus = f" (sub-status {self.substatus})" if self.substatus is not None else ""
        what = f"`{self.command}`" if self.command else self.step
        wanted = _with("text", self.text) + _with("data", self.data)
        chosen = f" (open point {self.choice})" if self.choice else ""
        return f"with the {self.example} example, {what} {outcome}{with_substatus}{wanted}{chosen}"


REFUSED = -1
"""Instead of a reply: any from 400 on, or a cut connection."""


def _with(what: str, wanted: str) -> str:
    if not wanted:
        return ""
    unwanted = wanted.startswith("not ")
    return f", {what} {'without' if unwanted else 'with'} '{wanted.removeprefix('not ')}'"


def _reply(text: str) -> int:
    return REFUSED if text == "refused" else int(text)


class Actor(NamedTuple):
    """Who the client of a scenario is and what it does; the values of ``schemas/rule.xsd``."""

    certificate: str = "none"
    user: str = ""
    password: str = ""
    channel: str = "tls"
    data: str = "private"
    site: str = ""
    path: str = "/file.txt"
    surroundings: str = "lab"
    meanwhile: str = ""
    passes: int = 0
    before: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    """What the client says before and after the logon, beside what its steps need."""


class Scenario(NamedTuple):
    """A described session, or the reason why there is none (then it expects nothing)."""

    certificate: str | None
    expectations: tuple[Expectation, ...]
    none: str | None
    actor: Actor = Actor()


def scenario(rule: Rule) -> Scenario:
    """The scenario of *rule*. A rule file without any, which the check of rules refuses, gives no reason either."""
    element = rule.element.find(f"{_FTP}scenario")
    if element is None:
        return Scenario(None, (), "the rule file does not say")
    expectations = tuple(
        Expectation(
            expected.get("of", ""),
            expected.get("step", ""),
            _reply(expected.get("reply", "0")),
            None if (substatus := expected.get("substatus")) is None else int(substatus),
            expected.get("text", ""),
            expected.get("command", ""),
            expected.get("data", ""),
            expected.get("choice", ""),
        )
        for expected in element.iterchildren(f"{_FTP}expect")
    )
    reason = element.get("none")
    outcome: dict[str, Any] = {name: value for name in Actor._fields if (value := element.get(name)) is not None}
    lines = [(say.get("when", "after-login"), say.text or "") for say in element.iterchildren(f"{_FTP}say")]
    before = tuple(text for when, text in lines if when == "before-login")
    commands = tuple(text for when, text in lines if when == "after-login")
    none = None if reason is None else " ".join(reason.split())
    outcome["passes"] = int(outcome.get("passes", 0))
    actor = Actor(**outcome)._replace(before=before, commands=commands)
    return Scenario(element.get("certificate"), expectations, none, actor)

"""What a rule's file says a client meets: the scenario, which ``ftplint verify`` plays against the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.engine.rule import FTP

if TYPE_CHECKING:
    from ftplint.engine.rule import Rule

_FTP = f"{{{FTP}}}"


class Expectation(NamedTuple):
    """The reply (0: none arrives) that a client gets in a step with the broken or the fixed example.

    ``text`` is what the reply's text holds; with ``not`` in front, what it does not hold.
    """

    example: str
    step: str
    reply: int
    substatus: int | None = None
    text: str = ""

    def __str__(self) -> str:
        said = f"ends with reply {self.reply}" if self.reply else "gets no reply"
        told = f" (sub-status {self.substatus})" if self.substatus is not None else ""
        words = f", text {self.text!r}" if self.text else ""
        return f"with the {self.example} example, {self.step} {said}{told}{words}"


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
            int(expected.get("reply", "0")),
            None if (substatus := expected.get("substatus")) is None else int(substatus),
            expected.get("text", ""),
        )
        for expected in element.iterchildren(f"{_FTP}expect")
    )
    reason = element.get("none")
    said = {name: value for name in Actor._fields if (value := element.get(name)) is not None}
    none = None if reason is None else " ".join(reason.split())
    return Scenario(element.get("certificate"), expectations, none, Actor(**said))

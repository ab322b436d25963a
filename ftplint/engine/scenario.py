"""What a rule's file says a client meets: the scenario, which a reference server can play one day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.engine.rule import FTP

if TYPE_CHECKING:
    from ftplint.engine.rule import Rule

_FTP = f"{{{FTP}}}"


class Expectation(NamedTuple):
    """The reply (0: none arrives) that a client gets in a step with the broken or the fixed example."""

    example: str
    step: str
    reply: int

    def __str__(self) -> str:
        said = f"ends with reply {self.reply}" if self.reply else "gets no reply"
        return f"with the {self.example} example, {self.step} {said}"


class Scenario(NamedTuple):
    """A described session, or the reason why there is none (then it expects nothing)."""

    certificate: str | None
    expectations: tuple[Expectation, ...]
    none: str | None


def scenario(rule: Rule) -> Scenario:
    """The scenario of *rule*. A rule file without any, which the check of rules refuses, gives no reason either."""
    element = rule.element.find(f"{_FTP}scenario")
    if element is None:
        return Scenario(None, (), "the rule file does not say")
    expectations = tuple(
        Expectation(expected.get("of", ""), expected.get("step", ""), int(expected.get("reply", "0")))
        for expected in element.iterchildren(f"{_FTP}expect")
    )
    reason = element.get("none")
    return Scenario(element.get("certificate"), expectations, None if reason is None else " ".join(reason.split()))

"""What a rule's file says a client meets: the scenario, which ``ftplint verify`` plays against the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.named_tuple import NamedTuple
from ftplint.rules.example import examples
from ftplint.rules.model import FTP

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ftplint.rules.example import Example
    from ftplint.rules.model import Rule

_FTP = f"{{{FTP}}}"


class Expectation(NamedTuple):
    """The reply (0: none arrives) that a client gets in a step with a broken, a fixed or a silent example.

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
    name: str = ""
    """Of the one example that is meant, where it is one."""

    def __str__(self) -> str:
        where = f"with the {self.example} example" + (f" '{self.name}'" if self.name else "")
        if self.step == "log":
            unwanted = self.data.startswith("not ")
            has = "has nothing with" if unwanted else "has"
            return f"{where}, the log {has} `{self.data.removeprefix('not ')}`"
        if self.step == "start":
            does = "refuses the file" if self.reply == REFUSED else "starts"
            return f"{where}, the server {does}"
        outcome = {0: "gets no reply", REFUSED: "is refused"}.get(self.reply, f"ends with reply {self.reply}")
        with_substatus = f" (sub-status {self.substatus})" if self.substatus is not None else ""
        what = f"`{self.command}`" if self.command else self.step
        wanted = _with("text", self.text) + _with("data", self.data)
        chosen = f" (open point {self.choice})" if self.choice else ""
        return f"{where}, {what} {outcome}{with_substatus}{wanted}{chosen}"


REFUSED = -1
"""Instead of a reply: any from 400 on, or a cut connection."""


def _with(what: str, wanted: str) -> str:
    if not wanted:
        return ""
    unwanted = wanted.startswith("not ")
    return f", {what} {'without' if unwanted else 'with'} '{wanted.removeprefix('not ')}'"


def _reply(text: str) -> int:
    return REFUSED if text == "refused" else int(text)


class Other(NamedTuple):
    """So many other clients, which are there first and stay; an unfinished upload (``STOR``) stays unfinished."""

    number: int = 1
    user: str = ""
    certificate: str = "none"
    password: str = ""
    address: str = ""
    logs_in: bool = True
    commands: tuple[str, ...] = ()


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
    address: str = ""
    named: str = ""
    local: bool = False
    host: str = ""
    missing: str = ""
    first: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    """What the client says before AUTH, before the logon and after it, beside what its steps need."""
    idle: tuple[tuple[str, int], ...] = ()
    """Commands before which so many seconds pass."""
    others: tuple[Other, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the client and the others come from, each once."""
        every = (self.address, *(other.address for other in self.others))
        return tuple(dict.fromkeys(address for address in every if address))


class Session(NamedTuple):
    """What is played with the one example of a name, or the reason why nothing is."""

    example: str
    actor: Actor
    expectations: tuple[Expectation, ...]
    none: str | None


class Scenario(NamedTuple):
    """A described session, or the reason why there is none (then it expects nothing); and those of single examples."""

    certificate: str | None
    expectations: tuple[Expectation, ...]
    none: str | None
    actor: Actor = Actor()
    sessions: tuple[Session, ...] = ()


class Part(NamedTuple):
    """One example with its place in the file, and what is played with it; nothing where ``none`` says why."""

    number: int
    example: Example
    actor: Actor
    expectations: tuple[Expectation, ...]
    none: str | None = None


def scenario(rule: Rule) -> Scenario:
    """The scenario of *rule*. A rule file without any, which the check of rules refuses, gives no reason either."""
    element = rule.element.find(f"{_FTP}scenario")
    if element is None:
        return Scenario(None, (), "the rule file does not say")
    actor = _actor(element, Actor())
    sessions = tuple(
        Session(one.get("example", ""), _actor(one, actor), _expectations(one), _reason(one))
        for one in element.iterchildren(f"{_FTP}session")
    )
    return Scenario(element.get("certificate"), _expectations(element), _reason(element), actor, sessions)


def parts(rule: Rule) -> tuple[Part, ...]:
    """What is played with each example of *rule*, in file order; nothing if it has no scenario.

    A session names an example, or its verdict if it has no name. An example that no session names meets what the
    scenario expects of its verdict; a silent one what it expects of fixed ones, unless it says what silent ones meet.
    """
    plan = scenario(rule)
    if plan.none is not None:
        return ()
    sessions = {one.example: one for one in plan.sessions}
    of_silent = "silent" if any(claim.example == "silent" for claim in plan.expectations) else "fixed"
    found = []
    for number, example in enumerate(examples(rule)):
        own = sessions.get(example.name or example.verdict)
        if own is not None:
            claims = tuple(c._replace(example=example.verdict, name=example.name) for c in own.expectations)
            found.append(Part(number, example, own.actor, claims, own.none))
            continue
        verdict = of_silent if example.verdict == "silent" else example.verdict
        claims = tuple(c._replace(example=example.verdict) for c in plan.expectations if c.example == verdict)
        found.append(Part(number, example, plan.actor, claims))
    return tuple(found)


def _expectations(element: _Element) -> tuple[Expectation, ...]:
    return tuple(
        Expectation(
            expected.get("of", ""),
            expected.get("step", ""),
            _reply(expected.get("reply", "0")),
            None if (substatus := expected.get("substatus")) is None else int(substatus),
            expected.get("text", ""),
            expected.get("command", ""),
            expected.get("data", ""),
            expected.get("choice", ""),
            element.get("example", ""),
        )
        for expected in element.iterchildren(f"{_FTP}expect")
    )


def _reason(element: _Element) -> str | None:
    reason = element.get("none")
    return None if reason is None else " ".join(reason.split())


def _actor(element: _Element, base: Actor) -> Actor:
    """*base* with what *element* says of it; its commands and other clients take the place of those of *base*."""
    told: dict[str, Any] = {name: value for name in Actor._fields if (value := element.get(name)) is not None}
    if "passes" in told:
        told["passes"] = int(told["passes"])
    if "local" in told:
        told["local"] = _true(told["local"])
    said = list(element.iterchildren(f"{_FTP}say"))
    if said:
        for field, when in (("first", "before-auth"), ("before", "before-login"), ("commands", "after-login")):
            told[field] = tuple(one.text or "" for one in said if one.get("when", "after-login") == when)
        told["idle"] = tuple((one.text or "", int(wait)) for one in said if (wait := one.get("after")) is not None)
    others = tuple(map(_other, element.iterchildren(f"{_FTP}other")))
    if others:
        told["others"] = others
    return base._replace(**told)


def _other(element: _Element) -> Other:
    told: dict[str, Any] = {name: value for name in Other._fields if (value := element.get(name)) is not None}
    told["number"] = int(element.get("count", "1"))
    told["logs_in"] = _true(element.get("logs-in", "true"))
    told["commands"] = tuple(one.text or "" for one in element.iterchildren(f"{_FTP}say"))
    return Other(**told)


def _true(text: str) -> bool:
    return text in ("true", "1")

"""Checks the scenario of a rule: complete, its sessions for examples that there are, its commands said by somebody."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ftplint.rules.context import FTP, line_of
from ftplint.rules.example import examples
from ftplint.rules.model import Fault
from ftplint.schema import closest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.rules.model import Rule

_FTP = f"{{{FTP}}}"
_REASON = "a {} has either ftp:expect elements or none='the reason'"


def scenario_faults(rule: Rule) -> Iterator[Fault]:
    """What is wrong with the scenario of *rule*; that there is none is for others to say."""
    scenario = rule.element.find(f"{_FTP}scenario")
    if scenario is None:
        return
    if (scenario.get("none") is None) == (len(scenario) == 0):
        yield Fault(line_of(scenario), _REASON.format("scenario"))
    sessions = scenario.findall(f"{_FTP}session")
    for session in sessions:
        expects = session.find(f"{_FTP}expect") is not None
        if (session.get("none") is None) != expects:
            yield Fault(line_of(session), _REASON.format("session"))
    for element in (scenario, *sessions):
        yield from _expected(element, scenario)
    yield from _named(rule, sessions)


def _expected(element: _Element, scenario: _Element) -> Iterator[Fault]:
    own = element.findall(f"{_FTP}say")
    said = {"QUIT"} | {say.text or "" for say in own or scenario.iterchildren(f"{_FTP}say")}
    for expected in element.iterchildren(f"{_FTP}expect"):
        line = line_of(expected)
        if (expected.get("step") == "log") != (expected.get("reply") is None):
            yield Fault(line, "an expectation has a reply, but with step='log', where there is none")
        if (expected.get("of") is None) == (element is scenario):
            yield Fault(line, "an expectation says of which examples it is (of='broken'), but in a session")
        command = expected.get("command")
        if (command is None) == (expected.get("step") == "command"):
            yield Fault(line, "an expectation names a command with step='command', and only there")
        elif command is not None and command not in said:
            yield Fault(line, f"nobody says the command '{command}'" + _meant(command, said))


def _named(rule: Rule, sessions: list[_Element]) -> Iterator[Fault]:
    """Whether each session is for one example."""
    known = Counter(example.name or example.verdict for example in examples(rule))
    wanted: set[str] = set()
    for session in sessions:
        name, line = session.get("example", ""), line_of(session)
        if name not in known:
            yield Fault(line, f"there is no example '{name}'" + _meant(name, known))
        elif known[name] > 1:
            yield Fault(line, f"there are {known[name]} examples '{name}'; give each a name of its own")
        elif name in wanted:
            yield Fault(line, f"a second session for the example '{name}'; one is all there can be")
        wanted.add(name)


def _meant(name: str, known: set[str] | Counter[str]) -> str:
    near = closest(name, tuple(known), 0.5)
    return f"; did you mean '{near}'?" if near else ""

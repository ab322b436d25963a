"""Each open point has exchanges that settle it, or a reason why no client can see it; and how exchanges are matched."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from ftplint.server import (
    COMMANDS,
    DETAILS,
    FURTHER,
    GIVEN,
    MET,
    SEEN_BY,
    Choices,
    Heard,
    Reading,
    Seen,
    Turn,
    Unseen,
    alternatives,
    open_points,
    said,
)
from ftplint.server.readings import matched

ROOT = Path(__file__).resolve().parents[2]
WAYS = {**SEEN_BY, **{name: one.seen_by for name, one in FURTHER.items()}}
READINGS = [(name, reading) for name, way in WAYS.items() if isinstance(way, Seen) for reading in way.readings]


def turn(say: str, *codes: int, met: str = "", lines: tuple[str, ...] = ()) -> Turn:
    return Turn(say, tuple(Heard(code, lines) for code in codes), met)


def test_every_choice_and_every_function_of_the_open_points_is_there() -> None:
    assert SEEN_BY.keys() == set(Choices._fields)
    functions = {
        name
        for name, value in vars(open_points).items()
        if inspect.isfunction(value) and value.__module__ == open_points.__name__ and not name.startswith("_")
    }
    assert functions - {"alternatives"} <= {one.where for one in FURTHER.values()}


def test_what_a_further_point_names_is_there() -> None:
    """Where the server has one way only, the function, property or class of that name exists."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "ftplint").glob("[es]*/**/*.py")))
    defined = set(re.findall(r"(?:def|class) (\w+)|self\.(starts) =|^    (before_logon): bool", text, re.MULTILINE))
    names = {name for found in defined for name in found}
    for name, one in FURTHER.items():
        assert not one.where or one.where.rpartition(".")[2] in names, name


@pytest.mark.parametrize("name", WAYS)
def test_each_has_readings_of_each_choice_or_a_reason(name: str) -> None:
    way = WAYS[name]
    if isinstance(way, Unseen):
        assert way.reason.endswith(".") and len(way.reason) > 20
        return
    default = getattr(Choices(), name, "taken")
    other = getattr(alternatives()[name], name) if name in Choices._fields else "other"
    assert {reading.choice for reading in way.readings} == {default, other}


@pytest.mark.parametrize(("name", "reading"), READINGS)
def test_readings_are_made_of_known_words(name: str, reading: Reading) -> None:
    assert set(reading.given) <= GIVEN.keys(), name
    for part in reading.exchange.split("; "):
        say, colon, outcome = part.partition(": ")
        verb = say.removeprefix("no ").partition(" ")[0]
        assert say in ("handshake", "data handshake", "data end", "transfer") or verb in COMMANDS, part
        assert not colon or said(say) == say or say[0].islower(), part
        assert not colon or outcome in MET or outcome == "refused" or outcome.partition("/")[0][0] in "12345x", part


def test_no_word_of_what_is_given_is_left_over() -> None:
    assert {word for _, reading in READINGS for word in reading.given} == GIVEN.keys()


@pytest.mark.parametrize(
    ("line", "turned"),
    [
        ("USER alice", "USER"),
        ("user CORP\\alice", "USER"),
        ("PASS secret", "PASS"),
        ("PASS", "PASS"),
        ("auth tls", "AUTH TLS"),
        ("AUTH KERBEROS_SECRET", "AUTH"),
        ("PROT C", "PROT C"),
        ("PBSZ 0", "PBSZ 0"),
        ("PBSZ 4711", "PBSZ"),
        ("LIST /customers/fabrikam", "LIST"),
        ("HOST ftp.example.com", "HOST"),
        ("", "?"),
        ("ftp.example.com", "?"),
        ("ALICESPASSWORD", "?"),
    ],
)
def test_commands_stand_without_what_they_were_about(line: str, turned: str) -> None:
    assert said(line) == turned


@pytest.mark.parametrize(
    ("exchange", "turns", "found"),
    [
        ("PROT C: 200; transfer: 534", [turn("PROT C", 200), turn("TYPE I", 200), turn("LIST", 534)], True),
        ("PROT C: 200; transfer: 534", [turn("PROT C", 200), turn("PROT P", 200), turn("LIST", 534)], False),
        ("PROT C: 200; transfer: 534", [turn("PROT C", 200), turn("LIST", 150, 226), turn("LIST", 534)], False),
        ("PROT C: 200; transfer: 534", [turn("PROT C", 200), turn("AUTH TLS", 234), turn("LIST", 534)], False),
        ("PROT C: 200; transfer: 534", [turn("PROT C", 200), turn("CCC", 200), turn("LIST", 534)], False),
        ("PROT C: 200; transfer: 534", [turn("PROT C", 200), turn("CCC", 534), turn("LIST", 534)], True),
        ("PROT C: 200; transfer: 534", [turn("LIST", 534), turn("PROT C", 200)], False),
        ("PROT C: 534", [turn("PROT P", 534)], False),
        ("USER: 331; PASS: 230", [turn("USER", 530), turn("USER", 331), turn("PASS", 230)], True),
        ("USER: 331; PASS: 230", [turn("USER", 331), turn("USER", 530), turn("PASS", 230)], False),
        ("AUTH SSL: 234; no PROT; transfer: 1xx", [turn("AUTH SSL", 234), turn("LIST", 150, 226)], True),
        (
            "AUTH SSL: 234; no PROT; transfer: 1xx",
            [turn("AUTH SSL", 234), turn("PROT P", 200), turn("LIST", 150)],
            False,
        ),
        (
            "AUTH SSL: 234; no PROT; transfer: 1xx",
            [turn("AUTH SSL", 234), turn("PROT P", 534), turn("LIST", 150)],
            True,
        ),
        ("handshake: done; USER: 530", [turn("handshake", met="done"), turn("PBSZ 0", 200), turn("USER", 530)], True),
        ("handshake: done; USER: 530", [turn("handshake", met="failure"), turn("USER", 530)], False),
        (
            "handshake: done; USER: 530",
            [turn("handshake", met="done"), turn("USER", 530, lines=("Valid hostname is expected.",))],
            False,
        ),
        ("PASS: 530/41", [turn("PASS", 530)], False),
        ("PASS: 530/?", [turn("PASS", 530)], False),
        ("PASS: 530/1", [turn("PASS", 530, lines=("Error details: Authorization rules denied the access.",))], True),
        ("PASS: 530/41", [turn("PASS", 530, lines=("Error details: Authorization rules denied the access.",))], False),
        ("PASS: 530/?", [turn("PASS", 530, lines=(" Error details: User failed to authenticate.",))], True),
        ("PASS: 530", [], False),
    ],
)
def test_what_an_exchange_matches(exchange: str, turns: list[Turn], found: bool) -> None:
    assert bool(matched(exchange, turns)) == found


def test_turns_between_those_of_a_reading_are_left_out() -> None:
    turns = [turn("FEAT", 211), turn("PROT C", 200), turn("PWD", 257), turn("LIST", 534), turn("QUIT", 221)]
    assert [one.say for one in matched("PROT C: 200; transfer: 534", turns)] == ["PROT C", "LIST"]


def test_nothing_is_read_without_what_has_to_be_so() -> None:
    way = SEEN_BY["prot_judged"]
    assert isinstance(way, Seen)
    assert way.choice(frozenset(), [turn("PROT C", 534)]) is None
    assert way.choice(frozenset({"data-requires-tls"}), [turn("PROT C", 534)]) == (True, (turn("PROT C", 534),))
    assert way.choice(frozenset({"data-denies-tls"}), [turn("PROT C", 534)]) is None
    assert way.otherwise(frozenset({"data-requires-tls"}), [turn("PROT C", 502)]) == (turn("PROT C", 502),)


def played(exchange: str) -> list[Turn]:
    """Turns that meet what *exchange* wants."""
    found = []
    for part in exchange.split("; "):
        say, colon, outcome = part.partition(": ")
        if not colon:
            continue
        code, slash, substatus = outcome.partition("/")
        say = "STOR" if say == "transfer" else say
        if outcome in MET:
            found.append(Turn(say, (), outcome))
            continue
        number = 550 if code == "refused" else int(code.replace("x", "1"))
        detail = DETAILS[35 if substatus == "?" else int(substatus)] if slash else ""
        found.append(Turn(say, (Heard(number, (f"Error details: {detail}",) if detail else ()),)))
    return found


@pytest.mark.parametrize(("name", "reading"), READINGS)
def test_no_reading_is_hidden_by_one_before_it(name: str, reading: Reading) -> None:
    way = WAYS[name]
    assert isinstance(way, Seen)
    found = way.choice(frozenset(reading.given), played(reading.exchange))
    assert found is not None and found[0] == reading.choice

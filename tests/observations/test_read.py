"""Files of observations from anybody: what is refused, where, and what a person is told; and what becomes of the rest."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ftplint.errors import FtplintError
from ftplint.evidence.json_shape import KEYWORDS
from ftplint.observations import (
    ObservationError,
    Observations,
    Server,
    Session,
    as_json,
    nameless_lines,
    observe,
    read_observations,
    settle,
)
from ftplint.observations.json_places import line_and_column, offset_of
from ftplint.resources import SCHEMAS
from ftplint.server import DEFAULT, Heard, Turn
from tests.observations.playing import written

SCHEMA = json.loads((SCHEMAS / "observations.schema.json").read_text(encoding="utf-8"))
GOOD: dict[str, Any] = {
    "point": "prot_judged",
    "choice": False,
    "given": ["data-requires-tls"],
    "exchange": [
        {"say": "PROT C", "replies": [{"code": 200, "lines": ["PROT command successful."]}]},
        {"say": "LIST", "replies": [{"code": 534}]},
    ],
}
TRUE: dict[str, Any] = {**GOOD, "choice": True, "exchange": [{"say": "PROT C", "replies": [{"code": 534}]}]}


def whole(*observations: Any, **more: Any) -> str:
    return json.dumps(
        {"format": "ftplint-observations", "version": 1, "observations": list(observations), **more}, indent=1
    )


def refused(tmp_path: Path, text: str | bytes) -> str:
    path = tmp_path / "seen.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ObservationError) as caught:
        settle(read_observations(str(path)))
    assert isinstance(caught.value, FtplintError)
    return str(caught.value).replace(str(path), "seen.json")


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (one,) = read_observations(written(tmp_path, whole(GOOD, server={"banner": ["x"]}, new_member=1)))
    assert one.place.endswith("seen.json:5:3")
    assert one.observation.turns[0] == Turn("PROT C", (Heard(200, ("PROT command successful.",)),))
    found = settle([one])
    assert found.choices == DEFAULT._replace(prot_judged=False)
    assert found.observed == {"prot_judged": one.place} and found.remarks == ()


def test_the_example_of_the_page_is_read(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "observations.md").read_text(encoding="utf-8")
    example = json.loads(page.partition("```json\n")[2].partition("```")[0])
    assert settle(read_observations(written(tmp_path, whole(example)))).choices.prot_judged is False
    assert "Welcome to [...] FTP server [...]" in page
    assert nameless_lines(["220 Welcome to Fabrikam's FTP server 10.1.2.3"]) == ("Welcome to [...] FTP server [...]",)


def test_what_is_written_keeps_to_the_schema_and_is_read_again(tmp_path: Path) -> None:
    turns = (
        Turn("PROT C", (Heard(534, ("534-Policy requires SSL.", " Error details: User failed to authenticate.")),)),
    )
    found = tuple(observe([Session(frozenset({"data-requires-tls"}), turns)]))
    text = as_json(Observations(Server(("Microsoft FTP Service",), "Windows_NT", ("TLSv1.2",)), found), "ftplint 1")
    told = json.loads(text)
    assert list(Draft202012Validator(SCHEMA).iter_errors(told)) == []
    assert told["observations"][0]["exchange"][0]["replies"][0]["substatus"] == 35
    read = read_observations(written(tmp_path, text))
    assert tuple(one.observation for one in read) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"\xff\xfe{\0", "seen.json: it is UTF-16"),
        (b'{"a": "\xff"}', "seen.json: it is not UTF-8"),
        ("", "seen.json:1:1: not JSON: Expecting value"),
        ('{\n "format": ]', "seen.json:2:12: not JSON: Expecting value"),
        ("[" * 100_000, "seen.json: no JSON that can be read"),
        ('{"a": 1, "a": 2}', "seen.json: no JSON that can be read: 'a' is there twice"),
        (" [1]", "seen.json:1:2: the format is not 'ftplint-observations'"),
        ('{"format": "ftplint-evidence"}', "seen.json:1:12: the format is not 'ftplint-observations'"),
        (b"x" * (1024 * 1024 + 1), "seen.json: larger than 1024 KiB"),
        (
            '{"format": "ftplint-observations",\n "version": 2}',
            "seen.json:2:13: the file is of version 2, this ftplint reads",
        ),
        (
            '{"format": "ftplint-observations", "version": "1", "observations": []}',
            "seen.json:1:47: 'version' is '1', not 1",
        ),
        ('{"format": "ftplint-observations", "version": 1}', "seen.json:1:1: the file lacks 'observations'"),
        (whole(5), "seen.json:5:3: 'observations' is 5, not an object"),
        (whole({**GOOD, "point": "../../x"}), "seen.json:6:13: 'point' is '../../x', which is not of the form"),
        (whole(version=True), "seen.json:3:13: 'version' is true, not 1"),
        (whole({**GOOD, "choice": 0}), "seen.json:7:14: 'choice' is 0, not one of"),
        (whole({**GOOD, "choice": 7}), "seen.json:7:14: 'choice' is 7, not one of"),
        (
            whole({**GOOD, "exchange": [{"say": "USER alice"}]}),
            "seen.json:13:13: 'say' is 'USER alice', which is not of",
        ),
        (
            whole({**GOOD, "exchange": [{"say": "\u001b[2J"}]}),
            "seen.json:13:13: 'say' is '\\x1b[2J', which is not of the",
        ),
        (
            whole({**GOOD, "exchange": [{"say": "LIST", "replies": [{"code": 9999}]}]}),
            "seen.json:16:16: 'code' is 9999, which is out of range",
        ),
        (whole(*[GOOD] * 1001), "seen.json:4:18: 'observations' has 1001 entries; at most 1000 are read"),
        (whole({**GOOD, "given": ["x" * 100]}), "seen.json:9:5: 'given' is "),
    ],
    ids=range(22),
)
def test_what_is_refused_is_said_with_its_place(text: str | bytes, told: str, tmp_path: Path) -> None:
    assert refused(tmp_path, text).startswith(told)


def test_a_file_that_was_damaged_anywhere_is_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    chance = random.Random(15)
    good = whole(GOOD, TRUE, server={"banner": ["Microsoft FTP Service"]}).encode()
    path = tmp_path / "seen.json"
    outcomes = set()
    for _ in range(400):
        data = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            piece = chance.choice(
                [b"", b"\xff", b"null", b"[", b"{", b'"', b"-1", b"1e999", b"\\u0000", b"true", bytes(9)]
            )
            data[at : at + chance.randint(0, 3)] = piece
        path.write_bytes(data)
        try:
            settle(read_observations(str(path)))
            outcomes.add("read")
        except ObservationError as error:
            assert "\n" not in str(error) and str(error).isprintable()
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


@pytest.mark.parametrize(
    ("observations", "told"),
    [
        ([{**GOOD, "choice": True}], "seen.json:5:3: prot_judged is true, but the exchange shows false"),
        ([{**GOOD, "choice": "alert"}], "seen.json:5:3: prot_judged is alert, but the exchange shows false"),
        ([{**GOOD, "choice": None}], "seen.json:5:3: prot_judged is null, but the exchange shows false"),
        ([{**GOOD, "given": []}], "seen.json:5:3: prot_judged is false, but the exchange settles nothing"),
        ([{**GOOD, "exchange": []}], "seen.json:5:3: prot_judged is false, but the exchange settles nothing"),
        ([{**GOOD, "point": "recorded"}], "seen.json:5:3: no client can see recorded: Logs are on the server"),
        (
            [GOOD, TRUE],
            "seen.json:33:3: prot_judged is true here and false at seen.json:5:3; take the observations of one",
        ),
    ],
)
def test_what_proves_nothing_or_contradicts_itself_is_refused(
    observations: list[Any], told: str, tmp_path: Path
) -> None:
    assert refused(tmp_path, whole(*observations)).startswith(told)


def test_files_of_two_servers_contradict_each_other(tmp_path: Path) -> None:
    one, two = (written(tmp_path, whole(seen), name) for seen, name in ((GOOD, "one.json"), (TRUE, "two.json")))
    with pytest.raises(ObservationError, match=r"two\.json:5:3: prot_judged is true here and false at .*one\.json:5:3"):
        settle([*read_observations(one), *read_observations(two)])
    assert settle([*read_observations(one), *read_observations(one)]).choices.prot_judged is False


def test_what_this_version_does_not_know_is_named_and_left_out(tmp_path: Path) -> None:
    strange = {**GOOD, "point": "of_the_future", "given": ["something-new"]}
    other = {
        "point": "wildcard_without_match",
        "choice": "other",
        "given": ["wildcard-matches-nothing"],
        "exchange": [{"say": "NLST", "replies": [{"code": 226}]}],
    }
    otherwise = {**GOOD, "choice": None, "exchange": [{"say": "PROT C", "replies": [{"code": 502}]}]}
    found = settle(read_observations(written(tmp_path, whole(strange, other, otherwise))))
    assert found.choices == DEFAULT and found.observed == {}
    told = [remark.partition("seen.json")[2] for remark in found.remarks]
    assert told[0] == ":5:3: this ftplint knows no open point 'of_the_future'; the observation is left out"
    assert told[1].endswith("this one cannot: wildcards that match nothing are 550 2/3")
    assert told[2].endswith("prot_judged was seen in a way that is none of its choices; the observation is left out")


@pytest.mark.parametrize("path", ["nowhere.json", ".", "a\0b"])
def test_what_cannot_be_read_is_said(path: str) -> None:
    with pytest.raises(ObservationError, match="cannot be read"):
        read_observations(path)


def test_the_reader_understands_every_word_of_the_schema() -> None:
    def words(shape: Any) -> set[str]:
        inner = [*shape.get("properties", {}).values(), *([shape["items"]] if "items" in shape else [])]
        return set(shape).union(*map(words, inner))

    shapes = [
        {key: value for key, value in SCHEMA.items() if key[0] != "$" and key != "title"},
        *SCHEMA["$defs"].values(),
    ]
    assert set().union(*map(words, shapes)) <= KEYWORDS


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ((), "{"),
        (("a",), "1"),
        (("b",), "["),
        (("b", 0), "{"),
        (("b", 0, 'quo"te'), "null"),
        (("b", 2), '"x"'),
        (("b", 9), "["),
        (("none",), "{"),
        (("a", "deeper"), "1"),
        (("end",), "{"),
    ],
)
def test_the_place_of_a_value(steps: tuple[str | int, ...], found: str) -> None:
    text = '\n{"a": 1, "b" : [ {"quo\\"te": null, "}": "]"}, [], "x"],\n "end":{ }}'
    assert text[offset_of(text, steps) :].startswith(found)
    assert line_and_column(text, offset_of(text, ("end",))) == (3, 8)

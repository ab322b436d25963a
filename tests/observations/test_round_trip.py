"""A server with a choice, a client's session with it, a file, and a server that goes by the file: the same on the wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftplint.observations import (
    Observations,
    Server,
    as_json,
    observe,
    read_observations,
    seen_by,
    settle,
)
from ftplint.server import DEFAULT, FURTHER, Choices, Seen, alternatives
from ftplint.verify import Lab
from tests.end_to_end.test_serve import serving
from tests.observations.playing import Play, on_the_wire, session, session_at, written
from tests.observations.plays import FURTHER_PLAYS, MORE, PLAYS

EVERY = {name: (name, play) for name, play in PLAYS.items()} | MORE


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def with_choice(point: str, *, turned: bool) -> Choices:
    return alternatives()[point] if turned else DEFAULT


def test_every_point_that_can_be_seen_is_played() -> None:
    visible = {name for name, way in seen_by().items() if isinstance(way, Seen)}
    assert PLAYS.keys() == visible - FURTHER.keys()
    assert FURTHER_PLAYS.keys() == visible & FURTHER.keys()


@pytest.mark.parametrize("turned", [False, True], ids=["default", "other"])
@pytest.mark.parametrize("name", EVERY)
def test_what_was_observed_is_what_is_served(name: str, turned: bool, lab: Lab, tmp_path: Path) -> None:
    point, play = EVERY[name]
    observed = with_choice(point, turned=turned)
    seen = session(play, lab, observed)
    text = as_json(Observations(Server(), tuple(observe([seen]))))
    found = settle(read_observations(written(tmp_path, text)), with_choice(point, turned=not turned))
    assert getattr(found.choices, point) == getattr(observed, point), seen.turns
    assert list(found.observed) == [point]
    assert on_the_wire(session(play, lab, found.choices)) == on_the_wire(seen)


@pytest.mark.parametrize("name", FURTHER_PLAYS)
def test_where_the_server_has_one_way_it_is_seen_to_do_so(name: str, lab: Lab) -> None:
    seen = session(FURTHER_PLAYS[name], lab, DEFAULT)
    choices = {one.point: one.choice for one in observe([seen])}
    assert choices.get(name) == "taken", seen.turns


def always(name: str) -> bool:
    """Whether an exchange alone settles a point, with nothing that has to be so."""
    way = seen_by()[name]
    return isinstance(way, Seen) and any(not reading.given for reading in way.readings)


@pytest.mark.parametrize("name", [name for name in PLAYS if not always(name)])
def test_the_session_shows_nothing_without_what_has_to_be_so(name: str, lab: Lab) -> None:
    play: Play = PLAYS[name]._replace(given="")
    assert [one for one in observe([session(play, lab, DEFAULT)]) if one.point == name] == []


@pytest.mark.slow
@pytest.mark.parametrize("turned", [False, True], ids=["default", "other"])
@pytest.mark.parametrize("name", [name for name, play in PLAYS.items() if not play.days])
def test_serve_behaves_as_observed_in_a_process_of_its_own(name: str, turned: bool, lab: Lab, tmp_path: Path) -> None:
    """From the command line; only time cannot be passed there."""
    play = PLAYS[name]
    seen = session(play, lab, with_choice(name, turned=turned))
    file = written(tmp_path, as_json(Observations(Server(), tuple(observe([seen])))))
    config = written(tmp_path, play.site, "applicationHost.config")
    for folder in ("", *play.folders):
        (tmp_path / "root" / "D" / "ftp" / folder).mkdir(parents=True, exist_ok=True)
    place = ("--lab", tmp_path / "lab", "--root", tmp_path / "root")
    local = ("--local-clients",) if play.local else ()
    with serving(config, *place, *local, "--observations", file) as server:
        assert on_the_wire(session_at(server.port("fabrikam"), tmp_path / "lab", play)) == on_the_wire(seen)

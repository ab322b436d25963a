"""What scenarios can claim beside replies: log files, a refused start, a password that changes, time that passes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ftplint.rules import REFUSED, Actor, Expectation
from ftplint.verify.lab import Lab
from ftplint.verify.play import able, play
from ftplint.verify.reports import seen
from ftplint.verify.session import CLIENTS
from ftplint.verify.stage import other_day

LOG = (
    '<site name="a" id="7"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings><ftpServer>'
    '<connections minBytesPerSecond="5000"/><security><ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b"/>'
    '<authentication><basicAuthentication enabled="true"/></authentication></security><logFile {}/></ftpServer></site>'
)
CACHE = (
    '<configuration><system.ftpServer><caching><credentialsCache flushInterval="60"/></caching></system.ftpServer>'
    "</configuration>"
)


def log(data: str) -> Expectation:
    return Expectation("broken", "log", 0, data=data)


@pytest.mark.parametrize(
    ("settings", "claim", "agreed"),
    [
        ("", "FTPSVC7/u_ex{utc}.log", True),
        ("", "FTPSVC7/u_ex{local}.log", False),
        ('localTimeRollover="true"', "FTPSVC7/u_ex{local}.log", True),
        ('localTimeRollover="true"', "not FTPSVC7/u_ex{utc}.log", True),
        ("", "PASS *** 230 ", True),
        ("", "not PASS *** 230 ", False),
        ('enabled="false"', "not FTPSVC", True),
        ('enabled="false"', "PASS", False),
        ('logExtFileFlags="Date, Method"', "#Fields: date cs-method\n", True),
        ('logExtFileFlags="Date, Method"', "c-ip", False),
    ],
)
def test_claims_on_the_log_files(settings: str, claim: str, agreed: bool, lab: Lab) -> None:
    login = Expectation("broken", "login", 230)
    assert play(LOG.format(settings), Actor(), (login, log(claim)), "builtin", lab).agreed is agreed


@pytest.mark.parametrize("hour", range(24))
def test_the_other_day_is_another_one_for_an_hour(hour: int) -> None:
    """Unless a new day begins in UTC meanwhile."""
    now = datetime(2026, 11, 29, hour, tzinfo=UTC)
    zone = other_day(now)
    for later in (now, now + timedelta(minutes=59)):
        assert later.date() != later.astimezone(zone).date()


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("<configuration", True),
        (LOG.format('period="Never"'), True),
        (CACHE.replace("60", "1"), True),
        (LOG.format(""), False),
        (CACHE, False),
    ],
)
def test_claims_on_the_start(text: str, refused: bool, lab: Lab) -> None:
    for reply, agreed in ((REFUSED, refused), (220, not refused)):
        played = play(text, Actor(), (Expectation("broken", "start", reply),), "builtin", lab)
        assert not played.trouble
        assert played.agreed is agreed
        assert seen(played.held[0]).startswith("start: the ")


@pytest.mark.parametrize(("passes", "reply"), [(0, 230), (59, 230), (61, 530)])
def test_a_password_changes_and_time_passes(passes: int, reply: int, lab: Lab) -> None:
    """The example has no site; the lab adds one. What one play changes is as before in the next."""
    actor = Actor(meanwhile="password-changes", passes=passes)
    played = play(CACHE, actor, (Expectation("broken", "login", reply),), "builtin", lab)
    assert played.agreed, played
    said = [line.text for line in played.lines if line.who == "*"]
    assert "the password of the account changes" in said
    assert (f"{passes} s pass" in said) is (passes > 0)


@pytest.mark.parametrize(("passes", "reply"), [(9, 226), (11, 426)])
def test_a_slow_upload(passes: int, reply: int, lab: Lab) -> None:
    """Half of the lab's file is 4,600 bytes, which is less than 5,000 a second for 10 s."""
    claim = Expectation("broken", "upload", reply)
    played = play(LOG.format(""), Actor(data="slow", passes=passes), (claim,), "builtin", lab)
    assert played.agreed, played


@pytest.mark.parametrize("client", CLIENTS)
def test_only_our_own_client_plays_what_needs_the_lab(client: str) -> None:
    login = Expectation("broken", "login", 230)
    for actor in (Actor(meanwhile="password-changes"), Actor(data="slow", passes=11)):
        assert able(client, actor, (login,)) is (client == "builtin")
    assert able(client, Actor(), (Expectation("broken", "start", REFUSED),)) is (client == "builtin")
    assert able(client, Actor(), (login, log("PASS")))


def test_how_they_read() -> None:
    assert str(log("not PASS *** 530 ")) == "with the broken example, the log has nothing with `PASS *** 530 `"
    assert str(log("c-ip")) == "with the broken example, the log has `c-ip`"
    assert str(Expectation("fixed", "start", 220)) == "with the fixed example, the server starts"
    assert str(Expectation("broken", "start", REFUSED)) == "with the broken example, the server refuses the file"

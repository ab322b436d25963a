"""The log files that a configuration asks for: real sessions over real sockets, and the files read back."""

from __future__ import annotations

import ftplib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ftplint.rules.scenarios import Actor
from ftplint.server import Service
from ftplint.server.open_points import log_file_name
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import stage
from tests.server.test_files import HOST, config

if TYPE_CHECKING:
    from ftplint.verify.stage import Stage

NOW = datetime(2026, 3, 31, 23, 30, 15, tzinfo=UTC)
FOLDER = Path("C/inetpub/logs/LogFiles")
DEFAULT = (
    "date time c-ip cs-username s-ip s-port cs-method cs-uri-stem sc-status sc-win32-status sc-substatus x-session"
    " x-fullpath"
)


class Clock:
    """The time of a service, which a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = NOW
        monkeypatch.setattr(Service, "now", lambda _: self.now)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@contextmanager
def served(
    lab: Lab, log: str = "", server: str = "", hours: int = 0, troubles: list[str] | None = None
) -> Iterator[Stage]:
    text = config(f"<logFile {log}/>" if log else "", server)
    zone = timezone(timedelta(hours=hours))
    said = [] if troubles is None else troubles
    with stage(text, Actor(), lab, adjust=lambda o: o._replace(zone=zone, trouble=said.append)) as running:
        yield running
    assert troubles is not None or not said


def session(running: Stage, password: str = PASSWORD, user: str = "alice") -> None:
    """Logs in, uploads, asks for a file that is not there, and leaves."""
    ftp = ftplib.FTP()
    ftp.connect(HOST, running.port, 60)
    try:
        ftp.login(user, password)
    except ftplib.error_perm:
        ftp.close()
        return
    ftp.storbinary("STOR new.txt", io.BytesIO(b"x" * 5_000))
    with pytest.raises(ftplib.error_perm):
        ftp.voidcmd("SIZE none.txt")
    ftp.voidcmd("NOOP")
    ftp.quit()
    ftp.close()


def files(running: Stage, folder: Path = FOLDER) -> dict[str, list[str]]:
    """All files below the log folder, by their path in it."""
    top = running.root / folder
    return {
        path.relative_to(top).as_posix(): path.read_text("utf-8").splitlines()
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }


def methods(lines: list[str], column: int = 6) -> list[str]:
    return [line.split()[column] for line in lines if not line.startswith("#")]


def test_by_default_each_site_has_a_file_of_the_day_with_the_default_fields(lab: Lab) -> None:
    with served(lab) as running:
        session(running)
        found = files(running)
    assert list(found) == ["FTPSVC1/u_ex260331.log"]
    lines = found["FTPSVC1/u_ex260331.log"]
    assert lines[1:4] == ["#Version: 1.0", "#Date: 2026-03-31 23:30:15", f"#Fields: {DEFAULT}"]
    assert {"ControlChannelOpened", "USER", "PASS", "PASV", "DataChannelOpened", "STOR", "NOOP"} <= set(methods(lines))
    assert all(line.startswith("2026-03-31 23:30:15 127.0.0.1 ") for line in lines[4:])
    assert PASSWORD not in "\n".join(lines)


def test_no_file_where_the_log_is_off(lab: Lab) -> None:
    with served(lab, 'enabled="false"') as running:
        session(running)
        assert files(running) == {}


def test_the_fields_are_those_that_were_asked_for_in_the_order_of_iis(lab: Lab) -> None:
    flags = "FtpStatus, Date, SiteName, BytesRecv, BytesSent, Method, ClientPort, TimeTaken, Info, PhysicalPath, Host"
    with served(lab, f'logExtFileFlags="{flags}"') as running:
        session(running)
        (lines,) = files(running).values()
    names = "date c-port s-sitename cs-host cs-method sc-status sc-bytes cs-bytes time-taken x-physicalpath x-debug"
    assert lines[3] == f"#Fields: {names}"
    rows = [dict(zip(names.split(), line.split(), strict=True)) for line in lines[4:]]
    assert all(row["s-sitename"] == "FTPSVC1" and 0 < int(row["c-port"]) < 65_536 for row in rows)
    user = next(row for row in rows if row["cs-method"] == "USER")
    assert (user["sc-bytes"], user["cs-bytes"]) == (str(len("331 Password required\r\n")), str(len("USER alice\r\n")))
    closed = next(row for row in rows if row["cs-method"] == "DataChannelClosed")
    assert (closed["sc-bytes"], closed["cs-bytes"]) == ("0", "5000")
    stored = next(row for row in rows if row["cs-method"] == "STOR")
    assert (stored["sc-status"], stored["cs-bytes"]) == ("226", str(len("STOR new.txt\r\n")))


@pytest.mark.parametrize(
    ("kinds", "there", "absent"),
    [
        ("LogSuccessful", {"PASS", "STOR"}, {"NOOP", "PASV", "SIZE", "DataChannelOpened", "ControlChannelOpened"}),
        ("LogError", {"SIZE"}, {"USER", "PASS", "STOR", "NOOP", "DataChannelClosed"}),
        ("LogInfrastructure", {"NOOP", "PASV", "ControlChannelOpened"}, {"PASS", "STOR", "SIZE"}),
        ("LogSuccessful, LogInfrastructure", {"NOOP", "STOR", "PASV", "DataChannelClosed"}, {"SIZE"}),
    ],
)
def test_selective_logging_leaves_lines_out(lab: Lab, kinds: str, there: set[str], absent: set[str]) -> None:
    with served(lab, f'selectiveLogging="{kinds}"') as running:
        session(running)
        (lines,) = files(running).values()
    seen = set(methods(lines))
    assert there <= seen
    assert not absent & seen


def test_a_failed_logon_is_an_error(lab: Lab) -> None:
    for kinds, logged in (("LogSuccessful, LogInfrastructure", False), ("LogError", True)):
        with served(lab, f'selectiveLogging="{kinds}"') as running:
            session(running, password="wrong")
            (lines,) = files(running).values()
        assert any(" PASS *** 530 1326 41 " in line for line in lines) is logged


@pytest.mark.parametrize(
    ("period", "later", "names"),
    [
        ("Daily", timedelta(hours=1), ["u_ex260331.log", "u_ex260401.log"]),
        ("Hourly", timedelta(hours=1), ["u_ex26033123.log", "u_ex26040100.log"]),
        ("Weekly", timedelta(days=7), ["u_ex260305.log", "u_ex260402.log"]),
        ("Monthly", timedelta(hours=1), ["u_ex2603.log", "u_ex2604.log"]),
        ("Monthly", timedelta(minutes=29), ["u_ex2603.log"]),
    ],
)
def test_a_new_file_begins_with_each_period(
    lab: Lab, clock: Clock, period: str, later: timedelta, names: list[str]
) -> None:
    with served(lab, f'period="{period}"') as running:
        session(running)
        clock.now += later
        session(running)
        found = files(running)
    assert list(found) == [f"FTPSVC1/{name}" for name in names]
    assert all(sum(line.startswith("#Fields:") for line in lines) == 1 for lines in found.values())


def test_with_max_size_a_new_file_begins_when_one_is_full(lab: Lab) -> None:
    with served(lab, 'period="MaxSize" truncateSize="1048576"') as running:
        folder = running.root / FOLDER / "FTPSVC1"
        folder.mkdir(parents=True)
        (folder / "u_extend1.log").write_text("")
        (folder / "u_extend3.log").write_bytes(b"#" * 1_048_300 + b"\n")
        (folder / "u_extend.log").write_text("no log of ours")
        session(running)
        sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert sizes["u_extend1.log"] == 0
    assert 1_048_301 <= sizes["u_extend3.log"] <= 1_048_576
    assert sizes["u_extend4.log"] > 0
    assert len(sizes) == 4


def test_the_size_counts_with_max_size_only(lab: Lab) -> None:
    with served(lab, 'truncateSize="1048576"') as running:
        folder = running.root / FOLDER / "FTPSVC1"
        folder.mkdir(parents=True)
        (folder / "u_ex260331.log").write_bytes(b"#" * 2_000_000)
        session(running)
        assert [path.name for path in folder.iterdir()] == ["u_ex260331.log"]


def test_names_by_local_time_and_stamps_in_utc(lab: Lab) -> None:
    with served(lab, 'localTimeRollover="true"', hours=2) as running:
        session(running)
        found = files(running)
    assert list(found) == ["FTPSVC1/u_ex260401.log"]
    assert all(line.startswith("2026-03-31 23:30:15 ") for line in found["FTPSVC1/u_ex260401.log"][4:])
    with served(lab, hours=2) as running:
        session(running)
        assert list(files(running)) == ["FTPSVC1/u_ex260331.log"]


def test_the_directory_lies_below_the_folder_for_all_drives(lab: Lab) -> None:
    with served(lab, 'directory="E:\\logs\\"') as running:
        session(running)
        assert list(files(running, Path("E"))) == ["logs/FTPSVC1/u_ex260331.log"]
        assert files(running) == {}


def test_a_central_log_has_its_own_settings_and_those_of_the_site_do_not_count(lab: Lab) -> None:
    central = (
        '<log centralLogFileMode="Central"><centralLogFile period="Monthly" logExtFileFlags="Date, Method"/></log>'
    )
    with served(lab, 'enabled="false" directory="E:\\logs"', central) as running:
        session(running)
        found = files(running)
        assert not (running.root / "E").exists()
    assert list(found) == ["FTPSVC/u_ex2603.log"]
    assert "2026-03-31 STOR" in found["FTPSVC/u_ex2603.log"]


def test_a_central_log_that_is_off_leaves_no_log(lab: Lab) -> None:
    with served(lab, "", '<log centralLogFileMode="Central"><centralLogFile enabled="false"/></log>') as running:
        session(running)
        assert files(running) == {}


def test_settings_of_a_central_log_count_for_nothing_with_a_log_for_each_site(lab: Lab) -> None:
    with served(lab, "", '<log><centralLogFile enabled="false" period="Monthly"/></log>') as running:
        session(running)
        assert list(files(running)) == ["FTPSVC1/u_ex260331.log"]


@pytest.mark.parametrize(
    ("utf8", "name", "written"),
    [("true", "u_ex260331.log", "Жук.é".encode()), ("false", "ex260331.log", "???.é".encode("cp1252"))],
)
def test_utf8_or_ansi(lab: Lab, utf8: str, name: str, written: bytes) -> None:
    with served(lab, "", f'<log logInUTF8="{utf8}"/>') as running:
        session(running, user="Жук.é")
        (path,) = (running.root / FOLDER / "FTPSVC1").iterdir()
        assert path.name == name
        assert b" USER " + written + b" 331 " in path.read_bytes()


def test_a_log_that_cannot_be_written_is_told_once_and_the_server_goes_on(lab: Lab) -> None:
    troubles: list[str] = []
    with served(lab, troubles=troubles) as running:
        folder = running.root / FOLDER / "FTPSVC1"
        folder.mkdir(parents=True)
        os.mkfifo(folder / "u_ex260331.log")
        session(running)
        session(running)
    assert len(troubles) == 1
    assert "FTPSVC1" in troubles[0]


def test_no_log_is_written_through_a_link_that_leads_outside(lab: Lab, tmp_path: Path) -> None:
    troubles: list[str] = []
    with served(lab, troubles=troubles) as running:
        (running.root / "C").symlink_to(tmp_path)
        session(running)
    assert not list(tmp_path.iterdir())
    assert len(troubles) == 1


def test_more_sites_than_open_files(lab: Lab) -> None:
    """Each has its own file, with one header, however the sites take turns."""
    sites = "".join(
        f'<site name="s{n}" id="{n}"><application path="/"><virtualDirectory path="/" physicalPath="D:\\s{n}"/></application>'
        f'<bindings><binding protocol="ftp" bindingInformation="*:{2_000 + n}:"/></bindings></site>'
        for n in range(1, 21)
    )
    text = f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"
    with stage(text, Actor(), lab) as running:
        for _ in range(2):
            for n in range(1, 21):
                ftp = ftplib.FTP()
                ftp.connect(HOST, running.background.port(2_000 + n), 60)
                ftp.quit()
        found = files(running)
    assert len(found) == 20
    for lines in found.values():
        assert methods(lines).count("QUIT") == 2
        assert sum(line.startswith("#Fields:") for line in lines) == 1


def test_the_weeks_of_a_month() -> None:
    """Open: what the number of a week counts. Taken: weeks of the month that begin on Sunday."""
    days = {1: "01", 7: "01", 8: "02", 14: "02", 15: "03", 29: "05"}
    for day, week in days.items():
        assert log_file_name("Weekly", datetime(2026, 3, day, tzinfo=UTC), 0, utf8=True) == f"u_ex2603{week}.log"

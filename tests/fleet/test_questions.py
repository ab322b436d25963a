"""The ready questions, each on a fleet of which the answer is known; and SQL of one's own, which sees the tables only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ftplint.api import Settings
from ftplint.fleet import OF_A_RUN, TABLES, FleetError, Results, ask, questions
from ftplint.silencing import Ignore
from ftplint.verify import Lab, lab_bundle_files
from tests.end_to_end.run import ftplint
from tests.fleet.judged import FINE, HALF, OPEN, SHUT, judge, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANONYMOUS = ("SslAllow", "SslAllow", "ab" * 20, "anonymous", "")
AB, CD = "ab" * 20, "cd" * 20


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs over six servers: one is a bundle, one is no XML, one no ZIP; between the runs web02 gets better."""
    folder = tmp_path_factory.mktemp("fleet")
    servers: dict[str, Any] = {"web01": {"a": FINE, "b": HALF}, "web02": {"a": OPEN, "anon": ANONYMOUS}}
    fleet = written(folder / "fleet", {**servers, "web03": b"<configuration>", "web04": {"x": SHUT, "y": OPEN}})
    (fleet / "web05.zip").write_bytes(b"PK\x03\x04")
    for name, data in lab_bundle_files(Lab()).items():
        file = fleet / "web06" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    settings = Settings(ignores=(Ignore(("FTP419",), "agreed"),))
    judge([fleet], folder / "results", settings)
    written(fleet, {"web02": {"a": FINE, "anon": ANONYMOUS}})
    judge([fleet], folder / "results", settings)
    return folder / "results"


@pytest.fixture(scope="module")
def opened(results: Path) -> Iterator[Results]:
    with Results(results) as found:
        yield found


def answer(results: Path | Results, question: str, *values: str) -> list[tuple[Any, ...]]:
    return (results.ask(question, values) if isinstance(results, Results) else ask(results, question, values)).rows


ALL_FOUR = ["ftp.example.com", "homes.example.com", "manager.example.com", "start.example.com"]
KNOWN: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]] = {
    "broken-sites": ((), [("web01", "b", "certificates", "FTP105"), ("web04", "x", "tls", "FTP201")]),
    "changed-servers": ((), [("web02", "FTP203", 1, 0), ("web02", "FTP631", 0, 1)]),
    "differences": ((), []),
    "drift": (
        ("ssl/@controlChannelPolicy",),
        [
            (
                *("ftpServer/security/ssl/@controlChannelPolicy", "SslRequire", 8, 4),
                [*(f"WEB01: {site}" for site in ALL_FOUR), "web01: a", "web01: b", "web02: a", "web04: x"],
            ),
            ("ftpServer/security/ssl/@controlChannelPolicy", "SslAllow", 2, 2, ["web02: anon", "web04: y"]),
        ],
    ),
    "insecure-sites": (
        (),
        [
            ("WEB01", "ftp.example.com", "SslRequire", "SslRequire", True, True),
            ("web02", "anon", "SslAllow", "SslAllow", True, True),
            ("web04", "y", "SslAllow", "SslAllow", False, False),
        ],
    ),
    "safe-fixes": ((), [("web01", 2, ["FTP105", "FTP106"])]),
    "setting": (
        ("ssl/@dataChannelPolicy",),
        [
            *(
                ("WEB01", site, None, "ftpServer/security/ssl/@dataChannelPolicy", "SslRequire", "schema")
                for site in ALL_FOUR
            ),
            *(
                (server, site, None, "ftpServer/security/ssl/@dataChannelPolicy", value, "site")
                for server, site, value in (
                    ("web01", "a", "SslRequire"),
                    ("web01", "b", "SslRequire"),
                    ("web02", "a", "SslRequire"),
                    ("web02", "anon", "SslAllow"),
                    ("web04", "x", "SslRequire"),
                    ("web04", "y", "SslAllow"),
                )
            ),
        ],
    ),
    "suppressed-findings": ((), [("FTP419", "settings", "agreed", 4, 4)]),
    "without-tls": ((), [("web04", "y", ["192.0.2.2:21:"], ["password"])]),
    "worst-servers": (
        (),
        [
            ("web05", True, False, None, None, None, None),
            ("web04", False, False, 2, 0, 0, 2),
            ("web01", False, False, 2, 0, 1, 2),
            ("web03", False, False, 1, 0, 0, 0),
            ("WEB01", False, False, 0, 3, 4, 4),
        ],
    ),
}


@pytest.mark.parametrize("question", KNOWN)
def test_a_ready_question_is_answered(opened: Results, question: str) -> None:
    values, expected = KNOWN[question]
    found = answer(opened, question, *values)
    if question == "safe-fixes":  # the path is that of the test
        found = [(server, *rest) for server, _, *rest in found]
    if question == "worst-servers":
        found.sort(key=lambda row: (not row[1], -(row[3] or 0), -(row[4] or 0), row[0] != "web04"))
    assert found == expected


def test_every_question_is_tested() -> None:
    here = {"certificates-by-expiry", "controls-by-server", "rules-by-servers", "thumbprints-in-use", "trend"}
    assert KNOWN.keys() | here | {"unreadable-servers"} == questions().keys()
    for question in questions().values():
        assert len(question.about) > 20 and question.about.endswith("."), question.name
        assert all(f"${name}" in question.sql for name in question.values), question.name


def test_certificates_by_expiry(opened: Results) -> None:
    ((expires, certificate, thumbprint, server, sites),) = answer(opened, "certificates-by-expiry")
    assert (certificate, server, sites) == ("ftp.corp.example", "WEB01", ALL_FOUR)
    assert len(thumbprint) == 40 and expires.year >= 2027


def test_thumbprints_in_use(opened: Results) -> None:
    first, second, third = answer(opened, "thumbprints-in-use")
    assert first == (AB, None, 2, 3, ["web01", "web02"])
    assert second[1:] == ("ftp.corp.example", 1, 4, ["WEB01"])
    assert third == (CD, None, 1, 1, ["web01"])


def test_controls_by_server(opened: Results) -> None:
    rows = {(server, profile): rest for server, profile, *rest in answer(opened, "controls-by-server")}
    assert len(rows) == 10, "five servers that could be judged, two baselines"
    assert rows["web01", "cis-iis10"] == [None, ["6.2"], ["6.1"]]
    assert rows["web01", "stig"] == [["WN19-00-000420"], None, ["WN19-00-000430"]]
    assert rows["web02", "stig"] == [None, ["WN19-00-000420"], ["WN19-00-000430"]]
    assert rows["web03", "cis-iis10"] == [None, None, ["6.1", "6.2"]], "it is no XML, so nobody knows"


def test_rules_by_servers(opened: Results) -> None:
    rows = {rule: rest for rule, *rest in answer(opened, "rules-by-servers")}
    assert rows["FTP309"] == ["anonymous-logon-allowed", "info", 2, 2]
    assert rows["FTP001"] == ["xml-malformed", "error", 1, 1]
    assert "FTP419" not in rows, "it is suppressed"


def test_unreadable_servers(opened: Results) -> None:
    ((server, path, error),) = answer(opened, "unreadable-servers")
    assert server == "web05"
    assert error == f"{path}: this ZIP cannot be read: File is not a zip file"


def test_the_trend_of_two_runs(opened: Results) -> None:
    rows = answer(opened, "trend")
    assert [(run, *rest) for run, _, *rest in rows] == [(1, 5, 0, 6, 3), (2, 5, 1, 5, 3)]


def test_tables_have_the_columns_that_are_documented(opened: Results) -> None:
    for table in TABLES:
        described = answer(opened, f"DESCRIBE {table.name}")
        assert [(name, kind) for name, kind, *_ in described] == list(table.types.items()), table.name
    for table in OF_A_RUN[:5]:
        (count,) = answer(opened, f"SELECT count(*) FROM {table.name}")[0]
        assert count > 0, table.name


def test_every_column_says_something_somewhere(opened: Results) -> None:
    """A name of a row that is no name of a column would be NULL everywhere."""
    empty = set()
    for table in OF_A_RUN[:5]:
        counts = ", ".join(f"count({column.name})" for column in table.columns)
        (found,) = answer(opened, f"SELECT {counts} FROM {table.name}")
        empty |= {f"{table.name}.{one.name}" for one, count in zip(table.columns, found, strict=True) if not count}
    assert empty == {"servers.obstacle"}, "there is none in this fleet"


def test_no_secret_is_in_a_table(tmp_path: Path) -> None:
    text = written(tmp_path / "x", {"web": {"a": FINE}}) / "web" / "applicationHost.config"
    secret = b'<anonymousAuthentication enabled="true" userName="u" password="Tr0ub4dor-3"/></authentication>'
    broken = (
        text.read_bytes()
        .replace(b"</authentication>", secret)
        .replace(b"<virtualDirectory ", b'<virtualDirectory password="Tr0ub4dor-3" userName="u" ')
    )
    assert broken.count(b"Tr0ub4dor-3") == 2
    judge([written(tmp_path / "fleet", {"web": broken})], tmp_path / "r")
    for table in TABLES:
        assert "Tr0ub4dor" not in str(answer(tmp_path / "r", f"FROM {table.name}"))
    assert answer(tmp_path / "r", "SELECT count(*) FROM settings WHERE setting LIKE '%/@password'")[0][0] > 0


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('{results}/../fleet/web01/applicationHost.config')",
        "SELECT * FROM '{results}/../x.parquet'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_parquet('https://example.com/x.parquet')",
        "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
        "COPY findings TO '{results}/x.csv'",
        "COPY (SELECT 1) TO '{results}/findings.parquet'",
        "EXPLAIN ANALYZE COPY findings TO '{results}/findings.parquet'",
        "EXPLAIN ANALYZE SELECT 1",
        "WITH x AS (COPY findings TO '{results}/findings.parquet') SELECT 1",
        "WITH x AS (INSERT INTO findings SELECT * FROM findings RETURNING *) SELECT * FROM x",
        "ATTACH '{results}/x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "CREATE TABLE x AS SELECT 1",
        "DROP VIEW findings",
        "EXPORT DATABASE '{results}/x'",
        "PRAGMA database_list",
        "CALL pragma_version()",
        "SELECT 1; SELECT 2",
        "SELECT FROM WHERE",
        "SELECT * FROM results",
        "SELECT $unbound",
    ],
)
def test_a_query_reads_these_tables_and_does_nothing_else(results: Path, opened: Results, sql: str) -> None:
    before = {file: file.stat().st_mtime_ns for file in results.rglob("*")}
    with pytest.raises(FleetError):
        opened.ask(sql.format(results=results))
    assert {file: file.stat().st_mtime_ns for file in results.rglob("*")} == before


def test_results_that_are_not_there_or_damaged_are_said(tmp_path: Path) -> None:
    with pytest.raises(FleetError, match="no results are there; 'ftplint fleet SOURCE --results"):
        ask(tmp_path, "trend")
    for table in OF_A_RUN:
        (tmp_path / f"{table.name}.parquet").write_bytes(b"no parquet")
    with pytest.raises(FleetError, match="cannot be read"):
        ask(tmp_path, "trend")


def test_the_command_line_asks(results: Path, tmp_path: Path) -> None:
    run = ftplint("fleet", "query", "broken-sites", "--results", results)
    assert run.returncode == 0
    assert run.stdout.splitlines()[0].split() == ["server", "site", "shut_by", "worst"]
    assert run.stdout.splitlines()[-1] == "(2 rows)"
    run = ftplint("fleet", "query", "SELECT 1 AS a, '=x' AS b", "--results", results, "--format", "csv")
    assert run.stdout == "a,b\n1,'=x\n"
    ftplint(
        "fleet",
        "query",
        "thumbprints-in-use",
        "--results",
        results,
        "--format",
        "json",
        "--output-file",
        tmp_path / "t",
    )
    assert json.loads((tmp_path / "t").read_text())[0]["names"] == ["web01", "web02"]
    listed = ftplint("fleet", "query", "--list").stdout
    assert [line.split()[0] for line in listed.splitlines() if not line.startswith(" ")] == sorted(questions())
    assert "drift SETTING\n" in listed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonesuch"], "there is no question 'nonesuch'"),
        (["worst-server"], "did you mean 'worst-servers'"),
        (["SELECT", "rule"], "put the whole query in quotes"),
        (["SELECT rul FROM findings"], 'not found in FROM clause; Candidate bindings: "rule"'),
        (["SELECT rule FROM finding"], 'does not exist; Did you mean "findings'),
        (["drift"], "'drift' takes SETTING"),
        (["trend", "x"], "'trend' takes no values"),
    ],
)
def test_a_question_that_does_not_exist_is_said(opened: Results, words: list[str], said: str) -> None:
    with pytest.raises(FleetError, match=said):
        opened.ask(words[0], words[1:])


@pytest.mark.parametrize("wanted", ["controlChannelPolicy", "ssl/@controlChannelPolicy"])
def test_a_setting_is_named_with_its_element_or_without(opened: Results, wanted: str) -> None:
    rows = opened.ask("drift", [wanted]).rows
    assert rows
    assert {row[0] for row in rows} == {"ftpServer/security/ssl/@controlChannelPolicy"}


def test_a_setting_that_no_server_has_is_said(results: Path) -> None:
    for wanted in ("ssl/@controlChanelPolicy", "controlChanelPolicy"):
        run = ftplint("fleet", "query", "drift", wanted, "--results", results)
        meant = wanted.replace("Chanel", "Channel")
        assert run.returncode == 0 and f"no server has a setting '{wanted}'; did you mean '{meant}'?" in run.stderr
    run = ftplint("fleet", "query", "drift", "nonesuch", "--results", results)
    assert "no server has a setting 'nonesuch'\n" in run.stderr


def test_the_command_line_says_what_it_lacks() -> None:
    run = ftplint("fleet", "query")
    assert (run.returncode, "what is the question?" in run.stderr) == (2, True), run.stderr

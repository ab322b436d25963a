"""What real IIS servers were seen to do (facts/observed.md section 1, client audit F1 to F14): sessions as data."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ftplint.analysis import analyse
from ftplint.evidence import MemoryDirectory
from ftplint.server import DEFAULT
from ftplint.server.content.listing_format import Entry, unix_line
from ftplint.server.endpoints import endpoints
from ftplint.server.protocol.listing import matches
from ftplint.server.protocol.messages import several
from ftplint.server.protocol.replies import DETAILS, REPLIES, SYSTEM
from ftplint.verify.lab import Lab
from tests.server.recorded import ALICE, NOW, PASSWORD, RecordedConnection, RecordedServer, client

ANONYMOUS = '<authentication><anonymousAuthentication enabled="true"/></authentication>'


pytestmark = pytest.mark.usefixtures("no_sockets")


def local(server: RecordedServer) -> None:
    server.local_clients = True


def lines(one: RecordedConnection, method: str) -> list[tuple[str, str, str]]:
    """User, argument and path in the log lines of a command."""
    return [(line.user, line.stem, line.path) for line in one.server.log if line.method == method]


# --- the logon


def test_anonymous_is_asked_for_its_identity_where_it_is_welcome() -> None:
    welcome = "331 Anonymous access allowed, send identity (e-mail name) as password."
    one = client(security=ANONYMOUS)
    one.talk(("USER anonymous", welcome), ("USER Anonymous", welcome), ("USER alice", "331 Password required"))
    client().talk(("USER anonymous", "331 Password required"))


def test_the_sub_status_of_failed_logons() -> None:
    one = client()
    one.talk(("USER anonymous", "331 "), ("PASS me@x", "530 User cannot log in."))
    one.talk(("USER alice", "331 "), ("PASS wrong", "530 User cannot log in."))
    assert [substatus for _, _, substatus in one.logged("PASS")] == [42, 41]


def test_an_account_that_is_called_anonymous_still_logs_in() -> None:
    def known(server: RecordedServer) -> None:
        server.directory = MemoryDirectory([ALICE._replace(name="ftp")])

    one = client(prepare=known)
    one.talk(("USER ftp", "331 "), (f"PASS {PASSWORD}", "230 "))


def test_anonymous_with_directory_isolation() -> None:
    for basic in ("", "<basicAuthentication enabled='false'/>"):
        security = ANONYMOUS.replace("</authentication>", f"{basic}</authentication>")
        one = client(security=security, prepare=local, inner='<userIsolation mode="ActiveDirectory"/>')
        one.talk(("USER anonymous", "331 "))
        assert one.say("PASS x") == [
            "530-User cannot log in.",
            " Win32 error:   Access is denied. ",
            " Error details: Home directory lookup failed.",
            "530 End",
        ]
        assert one.logged("PASS")[-1][1:] == (530, 33)


def test_what_a_local_client_is_told_of_a_wrong_password() -> None:
    one = client(prepare=local)
    one.talk(("USER alice", "331 "))
    assert one.say("PASS wrong") == [
        "530-User cannot log in.",
        " Win32 error:   The user name or password is incorrect. ",
        " Error details: An error occurred during the authentication process.",
        "530 End",
    ]


def test_every_detailed_error_has_its_texts() -> None:
    assert set(range(56)) == set(DETAILS)
    for situation, one in REPLIES.items():
        assert one.substatus in DETAILS, situation
        assert one.win32 in SYSTEM or one.win32 in (0, 5063), situation


def test_pass_after_a_refused_user() -> None:
    one = client(control="SslRequire")
    one.talk(("USER alice", "534 "), ("PASS x", "503 Login with USER first."))


def test_stat_before_the_logon_is_refused_and_syst_is_not() -> None:
    client().talk(("SYST", "215 Windows_NT"), ("STAT", "530 "), ("STAT /", "530 "))


# --- the log


def test_the_log_of_an_anonymous_session() -> None:
    one = client(security=ANONYMOUS)
    (one.home / "sub").mkdir()
    (one.home / "sub" / "file.txt").write_bytes(b"x")
    one.talk(("USER anonymous", "331 "), ("PASS IEUser@", "230 "), ("opts utf8 on", "200 "), ("CWD sub", "250 "))
    one.talk(("SIZE file.txt", "213 "), ("SIZE nowhere", "550 "), ("PWD", "257 "), ("PASV", "227 "), ("NLST", "150 "))
    one.data.arrive()
    one.data.finish()
    assert lines(one, "USER") == [("-", "anonymous", "")]
    assert lines(one, "PASS") == [("-", "IEUser@", "/")]
    assert lines(one, "opts") == [("-", "utf8 on", "")]
    assert lines(one, "CWD") == [("-", "sub", "/sub")]
    assert lines(one, "SIZE") == [("-", "file.txt", "/sub/file.txt"), ("-", "nowhere", "/sub/nowhere")]
    assert lines(one, "PWD") == lines(one, "PASV") == [("-", "", "")]
    assert lines(one, "NLST") == [("-", "", "/sub")]
    assert lines(one, "DataChannelClosed") == [("-", "", "")]


def test_the_password_of_an_account_is_never_in_the_log() -> None:
    one = client(security=ANONYMOUS)
    one.talk(("USER alice", "331 "), (f"pass {PASSWORD}", "530 "), ("USER anonymous", "331 "), ("PASS", "230 "))
    assert lines(one, "pass") == [("-", "***", "")]
    named = client()
    named.log_in()
    assert lines(named, "PASS") == [("CORP\\alice", "***", "/")]


# --- what the server says of itself


def test_a_site_without_utf8() -> None:
    one = client(site='allowUTF8="false"')
    one.talk(("OPTS UTF8 ON", "501 Option not supported."), ("OPTS MLST", "501 The parameter is incorrect. "))
    features = one.say("FEAT")
    assert not [line for line in features if "LANG" in line or "UTF8" in line]
    assert " LANG EN*" in client().say("FEAT")


def test_unicode_line_separators_are_characters_of_a_name() -> None:
    one = client()
    one.log_in()
    assert one.say("MKD a\u2028b\x85c") == ['257 "a\u2028b\x85c" directory created.']
    assert several(220, ["a\r\nb\n", "", "c"]) == ["220-a", "220-b", "220-", "220 c"]


def test_a_command_during_a_transfer_is_out_of_sequence() -> None:
    one = client()
    one.log_in()
    one.talk(("PASV", "227 "), ("LIST", "150 "))
    one.data.arrive()
    one.talk(*((line, "503 ") for line in ("USER alice", "REIN", "PWD", "TYPE I", "CWD /", "PASV")))


def test_stou_tells_the_name() -> None:
    one = client()
    one.log_in()
    one.talk(("PASV", "227 "))
    (said,) = one.say("STOU up.bin")
    (made,) = one.home.iterdir()
    assert said == f"150 FILE: {made.name}"
    one.data.arrive()
    one.data.finish()
    one.talk(("PASV", "227 "))
    one.data.arrive()
    one.talk(("STOU", "125 FILE: "))


# --- names


def test_colons() -> None:
    one = client()
    one.log_in()
    one.talk(("PASV", "227 "))
    for command in ("CWD /line:1", "SIZE C:\\a.txt", "MKD a:b", "LIST a:b", "STOR a:b", "RNFR :", "DELE a:$DATA"):
        one.talk((command, "550 The parameter is incorrect. "))


def test_what_cwd_misses() -> None:
    one = client()
    (one.home / "sub").mkdir()
    (one.home / "file").write_bytes(b"")
    one.log_in()
    one.talk(
        ("CWD nowhere", "550 The system cannot find the file specified. "),
        ("CWD sub/x", "550 The system cannot find the file"),
    )
    one.talk(
        ("CWD no/where", "550 The system cannot find the path specified. "),
        ("CWD file", "550 The system cannot find the path"),
    )


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*", ["Beta.TXT", "alpha.txt", "gamma"]),
        ("*.*", ["Beta.TXT", "alpha.txt", "gamma"]),
        ("*.txt", ["Beta.TXT", "alpha.txt"]),
        ("b*", ["Beta.TXT"]),
        ("?????", ["gamma"]),
        ("*a*a*", ["alpha.txt", "gamma"]),
        ("*[a]*", []),
    ],
)
def test_wildcards(pattern: str, names: list[str]) -> None:
    one = client()
    (one.home / "sub").mkdir()
    for name in ("alpha.txt", "Beta.TXT", "gamma"):
        (one.home / "sub" / name).write_bytes(b"")
    one.log_in()
    for text, front in ((f"sub/{pattern}", "sub/"), (f"/sub\\{pattern}", "/sub\\")):
        one.talk(
            ("PASV", "227 "), (f"NLST {text}", "150 " if names else "550 The system cannot find the file specified.")
        )
        if names:
            assert one.session.transfer is not None and one.session.transfer.listing is not None
            listed = one.session.transfer.listing.decode().split("\r\n")[:-1]
            assert sorted(listed) == sorted(f"{front}{name}" for name in names)
            one.data.arrive()
            one.data.finish()
            one.said()
    one.talk(("CWD sub", "250 "))
    said = one.say(f"STAT {pattern}")
    assert [line.split()[-1] for line in said[1:-1]] == sorted(names, key=str.lower)


def test_wildcards_show_no_more_than_a_listing() -> None:
    hidden = "<requestFiltering><hiddenSegments><add segment='secret'/></hiddenSegments></requestFiltering>"
    one = client(server=hidden)
    (one.home / "secret").mkdir()
    one.log_in()
    one.talk(("PASV", "227 "), ("LIST s*", "550 "), ("LIST secr*/x", "550 "), ("LIST *", "550 "))


def test_a_hostile_pattern_costs_little() -> None:
    calls = 0

    class Counting(str):
        def __getitem__(self, key: object) -> str:
            nonlocal calls
            calls += 1
            return str.__getitem__(self, key)  # type: ignore[index]

        def lower(self) -> str:
            return Counting(str.lower(self))

    assert not matches("*a" * 100 + "b", Counting("a" * 255))
    assert calls < 255 * 201


def test_the_year_of_a_unix_listing() -> None:
    now = NOW.timestamp()

    def year(when: datetime) -> bool:
        return f" {when.year} x" in unix_line(Entry("x", False, 1, when.timestamp()), frozenset({"UseGmtTime"}), now)

    assert not year(datetime(2026, 1, 15, 3, 4, tzinfo=UTC))
    assert year(datetime(2025, 12, 31, 23, 59, tzinfo=UTC))
    assert year(datetime(2027, 1, 1, tzinfo=UTC))


# --- data connections


def test_an_active_connection_is_up_before_its_transfer() -> None:
    one = client()
    one.log_in()
    one.talk(("PORT 192,0,2,7,8,8", "200 PORT command successful."))
    assert one.actions == ["connect 192.0.2.7:2056"]
    one.data.arrive()
    one.talk(("LIST", "125 Data connection already open; Transfer starting."))
    one.data.finish()
    assert one.said() == ["226 Transfer complete."]
    one.talk(("LIST", "425 "))


def test_an_active_connection_that_fails_is_told_after_150() -> None:
    one = client()
    one.log_in()
    one.talk(("PORT 192,0,2,7,8,8", "200 "))
    one.data.stop_waiting()
    one.session.data_missing("no-data-connection")
    assert one.said() == []
    assert one.say("LIST") == ["150 Opening ASCII mode data connection.", "425 Cannot open data connection."]
    one.talk(("LIST", "425 "))


# --- authorization

_RULES = '<location path="{path}"><system.ftpServer><security><authorization>{rules}</authorization></security></system.ftpServer></location>'


def located(path: str, *rules: str) -> str:
    adds = "".join(
        f'<add accessType="{access}" users="{users}" permissions="{rights}"/>'
        for access, users, rights in (rule.split("/") for rule in rules)
    )
    return _RULES.format(path=path, rules=f"<clear/>{adds}")


def test_a_rule_in_the_path_of_a_home_counts_where_all_directories_are_isolated() -> None:
    for mode, reply in (("IsolateAllDirectories", "550 "), ("IsolateRootDirectoryOnly", "257 ")):
        one = client(inner=f'<userIsolation mode="{mode}"/>', locations=located("a/CORP/alice/in", "Allow/*/Read"))
        (one.home / "CORP" / "alice" / "in").mkdir(parents=True)
        one.log_in()
        one.talk(("MKD in/x", reply), ("MKD other", "257 "), ("CWD in", "250 "), ("PWD", '257 "/in"'))
    refused = client(
        inner='<userIsolation mode="IsolateAllDirectories"/>',
        locations=located("a/CORP/alice", "Deny/alice/Read, Write"),
    )
    (refused.home / "CORP" / "alice").mkdir(parents=True)
    refused.talk(("USER alice", "331 "), (f"PASS {PASSWORD}", "530 User cannot log in, home directory inaccessible."))


def renaming(**choices: bool) -> RecordedConnection:
    one = client(
        locations=located("a/open/par/secret", "Allow/zoe/Read, Write") + located("a/drop", "Allow/*/Write"),
        choices=DEFAULT._replace(**choices),
    )
    for folder in ("open/par/secret", "drop", "plain"):
        (one.home / folder).mkdir(parents=True)
    (one.home / "drop" / "d.txt").write_bytes(b"x")
    (one.home / "plain" / "p.txt").write_bytes(b"x")
    one.log_in()
    return one


def test_a_rename_does_not_go_past_authorization() -> None:
    one = renaming()
    one.talk(("RNFR open/par", "550 Access is denied. "), ("RNFR open", "550 "))
    one.talk(("RNFR drop/d.txt", "350 "), ("RNTO d.txt", "550 Access is denied. "), ("RNTO d.txt", "503 "))
    one.talk(("RNFR drop/d.txt", "350 "), ("RNTO drop/e.txt", "250 "))  # an upload gets its final name
    one.talk(("RNFR plain", "350 "), ("RNTO drop/plain", "250 "))
    (one.home / "open" / "par" / "secret").rmdir()
    (one.home / "open" / "par").rmdir()
    one.talk(
        ("RNFR drop/plain", "350 "), ("RNTO open/par", "550 ")
    )  # what is in it would get where alice may not write
    assert one.logged("RNTO")[-1][1:] == (550, 1)


def test_or_write_at_both_names_is_enough() -> None:
    one = renaming(rename_judged=False)
    one.talk(("RNFR open/par", "350 "), ("RNTO open/par2", "250 "), ("RNFR drop/d.txt", "350 "), ("RNTO d.txt", "250 "))


# --- what the service says


def test_a_site_whose_place_is_taken_is_told() -> None:
    sites = "".join(
        f'<site name="{name}" id="{number}"><application path="/"><virtualDirectory path="/" physicalPath="D:\\ftp"/>'
        '</application><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings></site>'
        for number, name in enumerate(("a", "b\u202e"), 1)
    )
    text = f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"
    configuration = analyse("x", text.encode()).configuration
    assert configuration is not None
    left_out: list[str] = []
    (found,) = endpoints(configuration, left_out)
    assert [site.name for site in found.sites] == ["a"]
    assert left_out == ["site 'b\\u202e' is not served at *:21:: site 'a' is there"]


def test_the_lab_leaves_the_mode_of_a_folder_that_was_there(tmp_path: Path) -> None:
    """Security audit S10: `--lab /tmp` locked everybody out."""
    tmp_path.chmod(0o755)
    Lab().write(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "server.pem").stat().st_mode & 0o777 == 0o600
    Lab().write(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700

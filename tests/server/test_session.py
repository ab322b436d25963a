"""Sessions as data: lines in, replies out, and what is asked of the connection. Nothing here opens a socket."""

from __future__ import annotations

import pytest

from ftplint.server import DEFAULT
from ftplint.server.access.client_certificate import Fault, Presented
from tests.server.recorded import PASSWORD, RecordedServer, client

pytestmark = pytest.mark.usefixtures("no_sockets")


# --- connecting


def test_the_banner_comes_first_and_the_clock_runs() -> None:
    one = client()
    assert one.banner == ["220 Microsoft FTP Service"]
    assert one.watched == [one.session.own.limits.unauthenticated_timeout]
    assert [line.method for line in one.server.log] == ["ControlChannelOpened"]


def test_a_full_site_says_so_and_ends_and_keeps_no_place() -> None:
    def full(server: RecordedServer) -> None:
        server.room = 0

    one = client(prepare=full)
    assert one.banner == ["421 Too many users connected. Try again later."]
    assert one.actions == ["close"]


def test_an_address_that_was_shut_out_gets_no_word() -> None:
    def blocked(server: RecordedServer) -> None:
        server.blocked = True

    one = client(prepare=blocked)
    assert one.banner == [] and one.actions == ["close"]


def test_an_implicit_endpoint_begins_with_tls_and_is_protected_at_once() -> None:
    one = client(port=990)
    assert one.actions == ["start tls"] and one.banner == ["220 Microsoft FTP Service"]
    assert one.session.protected
    one.talk(("AUTH TLS", "534 "))
    one.log_in()
    one.talk(("CCC", "534 "), ("REIN", "502 "), ("PROT C", "200 "))


def test_an_implicit_endpoint_without_certificate_says_nothing() -> None:
    def bare(server: RecordedServer) -> None:
        server.problem = "certificate-not-configured"

    one = client(port=990, prepare=bare)
    assert one.banner == [] and one.actions == ["linger"]
    assert one.logged("ControlChannelClosed") == [("", 534, 31)]


# --- the logon


def test_a_logon_by_password() -> None:
    one = client()
    one.talk(("USER alice", "331 Password required"), (f"PASS {PASSWORD}", "230 User logged in."), ("PWD", '257 "/"'))
    assert one.session.identity is not None and one.session.identity.logged_name == "CORP\\alice"
    assert one.logged("PASS") == [("***", 230, 0)]
    assert all(PASSWORD not in str(line) for line in one.server.log)
    assert one.watched[-1] == one.session.own.limits.control_timeout


def test_a_wrong_password_and_the_third_one_ends_the_session() -> None:
    one = client()
    for _ in range(2):
        one.talk(("USER alice", "331 "), ("PASS wrong", "530 User cannot log in."), ("PASS again", "503 "))
    assert not one.closed
    one.talk(("USER alice", "331 "), ("PASS wrong", "530 "))
    assert one.closed and one.actions == ["close"]
    assert one.logged("PASS")[0] == ("***", 530, 41)


def test_user_in_clear_under_ssl_require() -> None:
    one = client(control="SslRequire")
    one.talk(("USER alice", "534 Policy requires SSL."), ("PASS x", "503 "), ("ACCT x", "534 "), ("FEAT", "211 END"))
    assert one.logged("USER") == [("alice", 534, 25)]
    one.talk(("AUTH TLS", "234 "))
    one.log_in()


def test_a_site_that_user_names_judges_it_and_a_refused_user_is_forgotten() -> None:
    strict = client(control="SslRequire", hosts=("", "two.example"))
    strict.talk(("USER nobody|alice", "530 Valid hostname"), ("USER two.example|alice", "534 "))
    assert strict.session.own.name == "two.example"
    one = client()
    one.talk(("USER alice", "331 "), ("USER nobody|alice", "530 Valid"), (f"PASS {PASSWORD}", "503 "))


def test_user_in_clear_where_only_credentials_need_tls() -> None:
    one = client(control="SslRequireCredentialsOnly")
    one.talk(("USER alice", "534 "))
    assert one.logged("USER") == [("alice", 534, 26)]
    one.talk(("AUTH TLS", "234 "))
    one.log_in()
    one.talk(("CCC", "200 "), ("PWD", "257 "), ("USER alice", "534 "), ("PWD", "257 "))
    assert one.actions == ["start tls", "leave tls"]


def test_a_command_before_the_logon() -> None:
    one = client()
    one.talk(("PWD", "530 Please login with USER and PASS."), ("LIST", "530 "), ("RNTO x", "530 "), ("PASS x", "503 "))
    one.talk(("NOOP", "200 "), ("SYST", "215 Windows_NT"), ("STAT", "530 "), ("STAT /", "530 "), ("LANG de", "504 "))


def test_the_directory_is_waited_for_and_may_be_silent() -> None:
    one = client()
    one.server.slow = True
    one.talk(("USER alice", "331 "), (f"PASS {PASSWORD}", ""))
    assert one.actions == ["hold"]
    one.server.pending.pop()()
    assert one.said() == ["230 User logged in."] and one.actions == ["hold", "release"]
    silent = client()
    silent.server.fail_directory()
    silent.talk(("USER alice", "331 "), (f"PASS {PASSWORD}", "530 "))
    assert silent.logged("PASS") == [("***", 530, 41)]
    assert silent.server.troubles == ["no answer"] and silent.server.failures == 0


def test_an_answer_after_the_end_is_nobodys() -> None:
    one = client()
    one.server.slow = True
    one.talk(("USER alice", "331 "), (f"PASS {PASSWORD}", ""))
    one.close()
    one.server.pending.pop()()
    assert one.said() == [] and one.session.identity is None


def test_a_site_is_chosen_by_host_or_user_until_the_logon() -> None:
    one = client(hosts=("one.example", "two.example"))
    one.talk(("USER alice", "530 Valid hostname is expected."), ("HOST nobody", "504 "), ("HOST a:b", "501 "))
    one.talk(("HOST TWO.example", "220 Host accepted."), ("HOST one.example", "220 "))
    one.talk(("USER two.example|alice", "331 "), (f"PASS {PASSWORD}", "230 "), ("HOST one.example", "503 "))
    assert one.session.own.name == "two.example"
    assert one.server.room == 99  # one place, however often it chose
    one.talk(("REIN", "220 "), ("USER alice", "530 Valid hostname"))
    assert one.server.room == 100


def test_a_user_whom_another_site_accepted_cannot_log_in_here() -> None:
    one = client(hosts=("one.example", "two.example"))
    one.talk(("USER one.example|alice", "331 "), ("HOST two.example", "220 "), (f"PASS {PASSWORD}", "503 "))


# --- TLS


def test_the_order_of_auth_pbsz_and_prot() -> None:
    one = client()
    one.talk(("PBSZ 0", "503 "), ("PROT P", "503 "), ("CCC", "533 "), ("AUTH KERBEROS", "504 "), ("AUTH TLS", "234 "))
    one.talk(("AUTH TLS", "534 "), ("PROT P", "503 "), ("PBSZ x", "501 "), ("PBSZ 0", "200 "), ("PROT X", "504 "))
    one.talk(("PROT S", "536 "), ("PROT P", "200 "), ("CCC", "530 "))
    assert one.session.protected and one.actions == ["start tls"]


@pytest.mark.parametrize("choice", [False, True])
@pytest.mark.parametrize(
    ("mechanism", "reply", "protects"),
    [
        ("TLS", "234 ", False),
        ("tls-c", "234 ", False),
        ("SSL", "234 ", True),
        ("Ssl", "234 ", True),
        ("TLS-P", "234 ", True),
        ("tls-p", "234 ", True),
        ("GSSAPI", "504 ", False),
        ("C", "504 ", False),
    ],
)
def test_mechanisms_of_auth_and_whether_they_protect_data_at_once(
    mechanism: str, reply: str, protects: bool, choice: bool
) -> None:
    """The protection of AUTH SSL is not documented: it is as is chosen. Of no mechanism the letter case matters."""
    one = client(choices=DEFAULT._replace(auth_ssl_protects=choice))
    one.talk((f"AUTH {mechanism}", reply))
    assert one.session.protected is (protects and choice)
    assert one.actions == (["start tls"] if reply == "234 " else [])


@pytest.mark.parametrize(
    ("size", "reply"),
    [
        ("0", "200 "),
        ("4294967295", "200 "),
        ("4294967296", "501 "),
        ("0000000000", "200 "),
        ("00000000000", "501 "),
        ("-1", "501 "),
        ("\u0661", "501 "),
        ("\u00b2", "501 "),
        ("1.0", "501 "),
        ("9" * 5000, "50"),
    ],
)
def test_the_size_of_pbsz_has_32_bits_and_ten_digits(size: str, reply: str) -> None:
    one = client()
    one.talk(("AUTH TLS", "234 "), (f"PBSZ {size}", reply), ("PROT P", "200 " if reply == "200 " else "503 "))


@pytest.mark.parametrize(
    ("level", "reply"),
    [
        ("C", "200 "),
        ("c", "200 "),
        ("P", "200 "),
        ("p", "200 "),
        ("S", "536 "),
        ("e", "536 "),
        ("", "501 "),
        ("CP", "504 "),
    ],
)
def test_the_levels_of_prot(level: str, reply: str) -> None:
    one = client()
    one.talk(("AUTH TLS", "234 "), ("PBSZ 0", "200 "), (f"PROT {level}".strip(), reply))
    assert one.session.protected is (level in ("p", "P"))


@pytest.mark.parametrize(("levels", "stays"), [("C", True), ("P", False), ("PP", True), ("PC", False)])
def test_another_level_drops_the_data_connection_that_is_up(levels: str, stays: bool) -> None:
    one = client()
    one.talk(("AUTH TLS", "234 "), ("PBSZ 0", "200 "))
    one.log_in()
    for level in levels[:-1]:
        one.talk((f"PROT {level}", "200 "))
    one.data.open = True
    one.talk((f"PROT {levels[-1]}", "200 "))
    assert one.data.open is stays


def test_after_ccc_the_channel_is_clear_for_good_and_auth_is_refused() -> None:
    one = client(control="SslAllow")
    one.talk(("AUTH TLS", "234 "), ("PBSZ 0", "200 "), ("PROT P", "200 "))
    one.log_in()
    one.talk(("CCC", "200 "), ("CCC", "533 "), ("AUTH TLS", "534 "), ("PBSZ 0", "503 "), ("PROT C", "503 "))
    assert one.actions == ["start tls", "leave tls"] and one.session.protected and not one.session.pbsz


def test_auth_without_a_certificate_and_what_it_forgets() -> None:
    one = client()
    one.log_in()
    one.server.problem = "certificate-not-found"
    one.talk(("AUTH TLS", "431 "), ("PWD", "257 "))
    one.server.problem = None
    one.talk(("AUTH TLS", "234 "), ("PWD", "530 "))


def test_a_certificate_that_is_required() -> None:
    wants = '<sslClientCertificates clientCertificatePolicy="CertRequire"/>'
    for shown, reply, substatus in (
        (None, "530 ", 47),
        (Presented(None, b"der", (Fault(10, 0),)), "530 ", 48),
        (Presented(None, b"der", ()), "331 ", 0),
    ):
        strict = client(security=wants)
        strict.shown = shown
        strict.talk(("AUTH TLS", "234 "), ("USER alice", reply))
        assert strict.logged("USER")[-1][2] == substatus


def test_data_policies_are_judged_at_prot_and_at_the_transfer() -> None:
    one = client(data="SslRequire")
    one.log_in()
    one.talk(("PASV", "227 "), ("LIST", "534 "), ("RETR x", "534 "))
    assert one.logged("LIST") == [("", 534, 24)] and not one.data.listening
    strict = client(data="SslDeny")
    strict.talk(("AUTH TLS", "234 "), ("PBSZ 0", "200 "), ("PROT P", "534 "))
    late = client(data="SslDeny", choices=DEFAULT._replace(prot_judged=False))
    late.talk(("AUTH TLS", "234 "), ("PBSZ 0", "200 "), ("PROT P", "200 "))
    late.log_in()
    late.talk(("PASV", "227 "), ("LIST", "534 "))


# --- lines


def test_verbs_that_are_unknown_or_not_implemented() -> None:
    one = client()
    one.talk(("XYZZY", "500 'XYZZY': command not understood."), ("MLSD", "500 "), ("ADAT x", "502 "), ("ENC", "502 "))
    one.talk(
        ("", "500 '-': "),
        ("PA$$ secret", "500 '-': "),
        ("XSHA1 f", "500 'XSHA1': "),
        ("A" * 21, "500 '-': "),
        ("noop", "200 NOOP "),
    )
    assert all("secret" not in str(line) for line in one.server.log)
    one.session.receive("\xff\xf4NOOP\r".encode("latin-1"))  # Telnet's interrupt in front
    assert one.said() == ["200 NOOP command successful."]


def test_lines_that_are_too_long_or_end_wrongly() -> None:
    one = client()
    one.session.receive(None)
    one.session.receive(b"NOOP")
    assert one.said() == ["500 Command line too long.", "451 The parameter is incorrect. "]


def test_a_missing_argument() -> None:
    one = client()
    one.talk(("USER", "501 Invalid number of parameters."), ("OPTS", "501 "), ("AUTH", "501 "), ("RETR", "530 "))
    one.log_in()
    one.talk(*((verb, "501 ") for verb in ("RETR", "STOR", "MKD", "XMKD", "RNFR", "TYPE", "PORT", "SIZE", "REST")))


def test_a_filtered_command() -> None:
    rules = '<commandFiltering allowUnlisted="true"><add command="SYST" allowed="false"/></commandFiltering>'
    one = client(security=rules)
    one.talk(("SYST", "500 Command not allowed."), ("syst", "500 "), ("NOOP", "200 "), ("ADAT", "502 "))
    assert one.logged("SYST")[0] == ("", 500, 51)
    listed = client(
        security='<commandFiltering allowUnlisted="false"><add command="NOOP" allowed="true"/></commandFiltering>'
    )
    listed.talk(("NOOP", "200 "), ("USER alice", "500 "), ("QUIT", "500 "), ("XYZZY", "500 'XYZZY'"))


def test_options_and_features() -> None:
    one = client()
    one.talk(("OPTS UTF8 ON", "200 OPTS UTF8 command successful - UTF8 encoding now ON."), ("OPTS MLST", "501 "))
    assert " UTF8" in one.say("FEAT")
    plain = client(site='allowUTF8="false"')
    plain.talk(("OPTS UTF8 ON", "501 "))
    assert " UTF8" not in plain.say("FEAT")


# --- the end


def test_idle_before_and_after_the_logon() -> None:
    early = client()
    early.session.timed_out()
    assert early.said() == ["421 Connection timed out."] and early.closed
    assert [line.substatus for line in early.server.log if line.status == 421] == [16]
    late = client()
    late.log_in()
    late.session.timed_out()
    assert [line.substatus for line in late.server.log if line.status == 421] == [14]


def test_what_a_local_client_is_told() -> None:
    def local(server: RecordedServer) -> None:
        server.local_clients = True

    one = client(prepare=local)
    one.log_in()
    assert one.say("CWD nowhere") == [
        "550-The system cannot find the file specified. ",
        " Win32 error:   The system cannot find the file specified. ",
        " Error details: File system returned an error.",
        "550 End",
    ]

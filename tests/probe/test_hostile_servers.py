"""Servers that mean harm: whatever they do, the probe ends, keeps little, follows nothing, and reports."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ftplint.client import Limits
from ftplint.probe import Plan, Probed, Trust, Visitor, facts_text, places, probe, transcript_text, twin
from ftplint.verify.lab import Lab
from tests.probe.holding import configuration_of
from tests.probe.hostile import GREETING, Answer, Hostile, endless, hostile

LIMITS = Limits(reply=1.0, connect=5.0, session=20.0)
FILE = """<configuration><system.applicationHost><sites><site name="s" id="1"><application path="/">
<virtualDirectory path="/" physicalPath="D:\\ftp"/></application>
<bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings>
<ftpServer><security><ssl controlChannelPolicy="SslAllow" dataChannelPolicy="SslAllow"/><authentication>
<anonymousAuthentication enabled="true"/><basicAuthentication enabled="true"/></authentication></security></ftpServer>
</site></sites></system.applicationHost><system.ftpServer><security><authorization>
<add accessType="Allow" users="*" permissions="Read, Write"/></authorization></security></system.ftpServer></configuration>"""
ANONYMOUS = Visitor("anonymous")
LOGON = {"AUTH": b"534 No.\r\n", "USER": b"331 Anonymous access allowed.\r\n", "PASS": b"230 In.\r\n"}
ALL_THAT_IS_KEPT = 400_000
"""Characters of a record."""


def look_at(server: Hostile, who: Visitor | None = ANONYMOUS, **different: object) -> Probed:
    """What the probe makes of *server*."""
    configuration = configuration_of(FILE)
    plan = Plan(who, Trust(), LIMITS._replace(**different), versions=False)  # type: ignore[arg-type]
    (done,) = probe(configuration, places(configuration.ftp_sites, "127.0.0.1", server.port), plan)
    assert len(repr(done.record)) < ALL_THAT_IS_KEPT
    return done


def ended(done: Probed) -> str:
    return " / ".join(visit.ended for visit in done.record.visits)


def shown(done: Probed) -> str:
    return "".join((*facts_text(done), *transcript_text(done)))


@pytest.mark.parametrize(
    ("greeting", "why"),
    [
        (endless(b"A" * 4096), "a line of more than 4096 bytes"),
        (endless(b"220-more\r\n"), "a reply of more than 200 lines"),
        (b"220-" + b"x" * 5000 + b"\r\n220 end\r\n", "a line of more than 4096 bytes"),
        (b"\x00\xff\x16\x03\x01\r\n", "this is no reply of FTP"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "this is no reply of FTP"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "this is no reply of FTP"),
        (lambda client: client.close(), "closed the connection"),
    ],
    ids=["a line without end", "a reply without end", "a long line", "bytes", "a web server", "SSH", "closes at once"],
)
def test_a_greeting_that_is_none(greeting: Answer, why: str) -> None:
    with hostile(greeting) as server:
        done = look_at(server)
        assert why in ended(done), ended(done)
        assert [(fact.id, fact.verdict) for fact in done.facts] == [("PRB001", "differs")]
        assert server.connections == 1, "once is enough"


def test_silence_is_bounded() -> None:
    with hostile() as server:
        server._greeting = server.wait
        done = look_at(server)
        assert "within 1 s" in ended(done), ended(done)
        assert done.facts[0].verdict == "differs"


def test_a_drip_is_bounded() -> None:
    """A byte now and then keeps a reply open, but not for longer than a reply may take."""
    stop = threading.Event()

    def drip(client: socket.socket) -> None:
        while not stop.wait(0.05):
            client.sendall(b"2")

    with hostile(drip) as server:
        done = look_at(server)
        stop.set()
        assert "within 1 s" in ended(done), ended(done)


def test_all_that_is_sent_is_bounded_over_a_whole_connection() -> None:
    many = b"".join(b"211-%d\r\n" % number * 1 for number in range(150)) + b"211 END\r\n"
    with hostile(answers={"FEAT": many, "SYST": many}) as server:
        done = look_at(server, received=500)
        assert "more than 500 bytes" in ended(done), ended(done)


def test_escapes_reach_no_terminal() -> None:
    evil = b"220 \x1b]0;owned\x07\x1b[2J\xe2\x80\xae ::error::no\r\n"
    with hostile(evil, {"SYST": b"215 \x1b[31m\r\n", "FEAT": b"211-\x9b31m\r\n ##vso[task]\r\n211 END\r\n"}) as server:
        text = shown(look_at(server))
    assert "\x1b" not in text and "\x07" not in text and "\x9b" not in text and "\u202e" not in text
    assert "\\x1b]0;owned" in text
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert "##vso[" not in text


def test_garbage_instead_of_tls_is_reported() -> None:
    def garbage(client: socket.socket) -> None:
        client.sendall(b"234 go\r\n")
        client.recv(4096)
        client.sendall(b"\x00" * 64 + b"this is no TLS\r\n")

    with hostile(answers={"AUTH": garbage}) as server:
        done = look_at(server)
        assert "TLS failed" in ended(done), ended(done)
        assert next(fact for fact in done.facts if fact.id == "PRB008").verdict == "not seen"


def test_what_comes_in_clear_text_behind_the_reply_to_auth_is_not_believed() -> None:
    with hostile(answers={"AUTH": b"234 go\r\n220 I am in TLS, believe me\r\n"}) as server:
        assert "more in clear text after it had agreed to TLS" in ended(look_at(server))


def test_silence_in_a_handshake_is_bounded() -> None:
    stop = threading.Event()

    def silent(client: socket.socket) -> None:
        client.sendall(b"234 go\r\n")
        stop.wait()

    with hostile(answers={"AUTH": silent}) as server:
        done = look_at(server)
        stop.set()
        assert "no answer in time" in ended(done), ended(done)


def test_pasv_to_another_address_is_not_followed() -> None:
    with socket.create_server(("127.0.0.2", 0)) as other:
        other.settimeout(0.2)
        port = other.getsockname()[1]
        answer = f"227 Entering Passive Mode (127,0,0,2,{port // 256},{port % 256}).\r\n".encode()
        with hostile(answers={**LOGON, "PASV": answer}) as server:
            done = look_at(server)
            assert "LIST" not in server.told
        with pytest.raises(TimeoutError):
            other.accept()
    transfers = [one for visit in done.record.visits for one in visit.transfers]
    assert [one.trouble for one in transfers] == [
        "the server named 127.0.0.2, which is not its own address: not followed"
    ]
    fact = next(fact for fact in done.facts if fact.id == "PRB020")
    assert fact.verdict == "differs" and "127.0.0.2" in fact.saw


@pytest.mark.parametrize(
    "answer",
    [b"227 (1,2,3)\r\n", b"227 (127,0,0,1,999,999)\r\n", b"227 (127,0,0,1,0,0)\r\n", b"227 none\r\n"],
    ids=["too few numbers", "too large", "port 0", "no numbers"],
)
def test_a_227_without_an_address_is_reported(answer: bytes) -> None:
    with hostile(answers={**LOGON, "PASV": answer}) as server:
        done = look_at(server)
    assert "the server named no data connection" in ended(done)
    assert next(fact for fact in done.facts if fact.id == "PRB020").verdict == "differs"


@pytest.mark.parametrize("piece", [b"A" * 65_536, b"07-19-24  04:46PM  <DIR>  x\r\n" * 1000], ids=["no lines", "lines"])
def test_a_listing_without_end_is_bounded(piece: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as data:
        port = data.getsockname()[1]

        def lists(client: socket.socket) -> None:
            client.sendall(b"150 Here it comes.\r\n")
            connection, _ = data.accept()
            with connection:
                try:
                    endless(piece)(connection)
                except OSError:
                    client.sendall(b"426 Ended.\r\n")

        passive = f"227 ({','.join(['127,0,0,1', str(port // 256), str(port % 256)])})\r\n".encode()
        with hostile(answers={**LOGON, "PASV": passive, "LIST": lists}) as server:
            done = look_at(server)
    (transfer,) = (one for visit in done.record.visits for one in visit.transfers)
    assert transfer.trouble == f"the server sent more than {LIMITS.listing} bytes"
    assert transfer.size == LIMITS.listing and len(transfer.listing) <= 200
    assert next(fact for fact in done.facts if fact.id == "PRB023").verdict == "agrees", "a large folder was listed"


def test_a_data_connection_to_nowhere_is_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    passive = f"227 (127,0,0,1,{port // 256},{port % 256})\r\n".encode()
    with hostile(answers={**LOGON, "PASV": passive}) as server:
        done = look_at(server)
    (transfer,) = (one for visit in done.record.visits for one in visit.transfers)
    assert transfer.trouble.startswith(f"no data connection to port {port}")


@pytest.mark.parametrize("answer", [b"530 No.\r\n", lambda client: client.close()], ids=["530", "no answer"])
def test_a_refused_logon_is_not_tried_again(answer: Answer) -> None:
    configuration = configuration_of(FILE)
    with hostile(answers={**LOGON, "PASS": answer}) as server:
        place = places(configuration.ftp_sites, "127.0.0.1", server.port)[0]
        plan = Plan(ANONYMOUS, Trust(), LIMITS, versions=False)
        done = list(probe(configuration, [place, place, place], plan))
        assert sum(command.startswith("PASS") for command in server.told) == 1
    last = next(fact for fact in done[-1].facts if fact.id == "PRB016")
    assert last.verdict == "not seen" and "a logon is tried once" in last.why


@pytest.mark.parametrize("answer", [b"331 Again.\r\n", b"332 Account.\r\n", b"230\r\n"], ids=["331", "332", "bare 230"])
def test_pass_is_said_once_whatever_is_answered(answer: bytes) -> None:
    with hostile(answers={**LOGON, "PASS": answer}) as server:
        look_at(server)
        assert sum(command.startswith("PASS") for command in server.told) == 1


def test_a_password_is_never_said_in_clear_text() -> None:
    secret = "Hunter2-not-in-clear"
    for answer in (b"534 No.\r\n", b"500 What?\r\n", b"234 go\r\nnot TLS", b"200 Fine, no TLS needed.\r\n"):
        with hostile(answers={**LOGON, "AUTH": answer}) as server:
            done = look_at(server, Visitor("alice", secret))
            assert not any(secret in command or command.startswith("PASS") for command in server.told)
        assert secret not in shown(done) and secret not in repr(done)


def in_tls(client: socket.socket, lab: Lab) -> Iterator[tuple[ssl.SSLSocket, bytes]]:
    """After AUTH: TLS with the certificate of the lab, and each line that comes in it, with what to answer through."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(lab.folder / "server.pem")
    client.sendall(b"234 go\r\n")
    with context.wrap_socket(client.dup(), server_side=True) as tls:
        rest = b""
        while chunk := tls.recv(4096):
            rest += chunk
            while b"\n" in rest:
                line, _, rest = rest.partition(b"\n")
                yield tls, line.strip()


def test_a_password_that_the_server_says_back_is_blotted_out(lab: Lab) -> None:
    """In TLS, with the certificate of the file: so the password is sent."""
    secret = "Hunter2-said-back"

    def talk(client: socket.socket) -> None:
        for tls, line in in_tls(client, lab):
            verb, _, text = line.partition(b" ")
            code = {b"USER": b"331", b"PASS": b"230", b"QUIT": b"221", b"PWD": b"257"}.get(verb, b"200")
            tls.sendall(code + b" you said " + (text or b"nothing") + f" {secret}\r\n".encode())

    text = FILE.replace("<ssl ", f'<ssl serverCertHash="{lab.thumbprint}" ')
    configuration = configuration_of(text)
    with hostile(answers={"AUTH": talk}) as server:
        plan = Plan(Visitor("alice", secret), Trust(lab.folder / "ca.pem"), LIMITS, versions=False)
        (done,) = probe(configuration, places(configuration.ftp_sites, "localhost", server.port), plan)
    assert "> PASS ***" in shown(done) and "you said ***" in shown(done)
    after = shown(done)[shown(done).index("> PASS ***") :]
    assert secret not in after


def test_a_password_that_is_known_since_an_earlier_logon_is_blotted_out_everywhere(lab: Lab) -> None:
    """In the greeting of a later connection, and in a list of files."""
    secret = "Hunter2-learned"
    data = socket.create_server(("127.0.0.1", 0))
    port = data.getsockname()[1]
    passive = f"227 (127,0,0,1,{port // 256},{port % 256})".encode()
    known: list[bool] = []

    def greet(client: socket.socket) -> None:
        client.sendall(f"220 {secret if known else 'Hello'}\r\n".encode())

    def talk(client: socket.socket) -> None:
        for tls, line in in_tls(client, lab):
            verb = line.partition(b" ")[0]
            known.extend([True] if verb == b"PASS" else [])
            if verb == b"LIST":
                tls.sendall(b"150 Here it comes.\r\n")
                connection, _ = data.accept()
                connection.sendall(f"07-19-24  04:46PM  1 {secret}.txt\r\n".encode())
                connection.close()
            code = {b"USER": b"331 Go", b"PASS": b"230 In", b"QUIT": b"221 Bye", b"PASV": passive}
            code |= {b"PROT": b"200 Yes" if line.endswith(b"C") else b"534 No", b"LIST": b"226 Done"}
            tls.sendall(code.get(verb, b"200 Yes") + b"\r\n")

    configuration = configuration_of(FILE.replace("<ssl ", f'<ssl serverCertHash="{lab.thumbprint}" '))
    with hostile(greet, answers={"AUTH": talk}) as server, data:
        plan = Plan(Visitor("alice", secret), Trust(lab.folder / "ca.pem"), LIMITS, versions=False, write_test="in")
        found = places(configuration.ftp_sites, "localhost", server.port) * 2
        done = list(probe(configuration, found, plan))
    said = "".join(map(shown, done))
    assert "220 ***" in said and "***.txt" in said
    assert secret not in said and not any(secret in repr(one.record) for one in done)


def test_a_password_is_sent_as_it_is(lab: Lab) -> None:
    """Blanks at its end belong to it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(lab.folder / "server.pem")
    told: list[bytes] = []

    def talk(client: socket.socket) -> None:
        client.sendall(b"234 go\r\n")
        with context.wrap_socket(client.dup(), server_side=True) as tls:
            while chunk := tls.recv(4096):
                told.append(chunk)
                tls.sendall({b"USER": b"331", b"PASS": b"530", b"QUIT": b"221"}.get(chunk[:4], b"200") + b" .\r\n")

    with hostile(answers={"AUTH": talk}) as server:
        configuration = configuration_of(FILE)
        plan = Plan(Visitor("alice", "ends with "), Trust(lab.folder / "ca.pem"), LIMITS, versions=False)
        list(probe(configuration, places(configuration.ftp_sites, "localhost", server.port), plan))
    assert b"PASS ends with \r\n" in told


@pytest.mark.parametrize(
    ("host", "why"),
    [("a..b", "no name that a certificate can be for"), ("a&#10;QUIT", "a command is one line")],
    ids=["no name", "two lines"],
)
def test_a_host_name_that_is_none_ends_a_visit_and_no_more(host: str, why: str) -> None:
    configuration = configuration_of(FILE.replace("*:21:", f"*:21:{host}"))
    with hostile(answers={"AUTH": b"234 go\r\n"}) as server:
        plan = Plan(None, Trust(), LIMITS, versions=False)
        (done,) = probe(configuration, places(configuration.ftp_sites, "127.0.0.1", server.port), plan)
        assert "QUIT" not in server.told or server.told[0] == "HOST a..b"
    assert why in ended(done)


def test_an_address_that_is_no_name_is_reported() -> None:
    configuration = configuration_of(FILE)
    (done,) = probe(configuration, places(configuration.ftp_sites, "a..b", 21), Plan(None, Trust(), LIMITS))
    assert "no connection: this is no name of a host" in ended(done)


@pytest.mark.parametrize("user", ["alice", "a/../../b"])
def test_the_twin_writes_below_its_own_folder_only(tmp_path: Path, user: str) -> None:
    """The folder of --write-test is one of the server, whatever is there on this computer."""
    outside = tmp_path / "precious"
    outside.mkdir()
    (outside / "file.txt").write_text("precious")
    configuration = configuration_of(FILE.replace("<ftpServer>", '<ftpServer><userIsolation mode="None"/>'))
    folder = "../" * 12 + outside.as_posix().lstrip("/")
    with twin(configuration, configuration.ftp_sites, Plan(Visitor(user, "x"), write_test=folder), "127.0.0.1"):
        assert (outside / "file.txt").read_text() == "precious"


def test_ccc_that_ends_no_tls_and_replies_out_of_turn_do_no_harm() -> None:
    with hostile(GREETING + b"230 In already.\r\n" * 3, {"CCC": b"200 Fine.\r\n"}) as server:
        done = look_at(server)
        assert done.facts[0].id == "PRB001"

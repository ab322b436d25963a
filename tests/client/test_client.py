"""The careful client by itself: what it takes for a reply, for an address, and where its bounds are."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from ftplint.client import (
    Certificates,
    Connection,
    Ended,
    Exchange,
    Limits,
    Reply,
    Visit,
    connect_data,
    leads_elsewhere,
    passive_place,
    tls_context,
    trust,
)
from ftplint.verify import Authority
from tests.probe.hostile import hostile

LIMITS = Limits(line=100, lines=5, received=1_000, listing=100, reply=1.0, connect=5.0, session=20.0)


def said(data: bytes, limits: Limits = LIMITS) -> Reply:
    """The first reply of a server that says *data* and closes."""

    def speak(client: socket.socket) -> None:
        client.sendall(data)
        client.close()

    with hostile(speak) as server:
        connection = Connection(limits)
        try:
            connection.connect("127.0.0.1", server.port)
            return connection.reply()
        finally:
            connection.close()


@pytest.mark.parametrize(
    ("data", "code", "lines"),
    [
        (b"220 Hello\r\n", 220, ("220 Hello",)),
        (b"220\n", 220, ("220",)),
        (b"220-a\r\n b\r\n221 no end\r\n220 end\r\n", 220, ("220-a", " b", "221 no end", "220 end")),
        (b"hello\r\n", 0, ("hello",)),
        (b"22\r\n", 0, ("22",)),
        ("２２０ wide digits\r\n".encode(), 0, ("２２０ wide digits",)),
        (b"220 \xff\xfe\r\n", 220, ("220 \ufffd\ufffd",)),
    ],
    ids=["one line", "bare", "several", "none", "short", "wide digits", "no UTF-8"],
)
def test_what_is_a_reply(data: bytes, code: int, lines: tuple[str, ...]) -> None:
    assert said(data) == Reply(code, lines)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"220 " + b"x" * 200 + b"\r\n", "a line of more than 100 bytes"),
        (b"220 " + b"x" * 200, "a line of more than 100 bytes"),
        (b"220-x\r\n" * 6, "a reply of more than 5 lines"),
        (b"220-never ends\r\n", "closed the connection"),
        (b"", "closed the connection"),
    ],
    ids=["long", "long without end", "many", "cut", "nothing"],
)
def test_what_goes_beyond_a_bound_ends_the_connection(data: bytes, why: str) -> None:
    with pytest.raises(Ended, match=why):
        said(data)


def test_a_connection_has_an_end() -> None:
    with hostile() as server:
        connection = Connection(LIMITS._replace(session=0.0))
        with pytest.raises((Ended, OSError)):
            connection.connect("127.0.0.1", server.port)
            connection.reply()
        connection.close()


@pytest.mark.parametrize("command", ["USER a\r\nDELE b", "USER a\nDELE b", "USER a\rDELE b"])
def test_a_command_is_one_line(command: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        Connection(LIMITS).say(command)


@pytest.mark.parametrize(
    ("code", "text", "place"),
    [
        (227, "227 Entering Passive Mode (127,0,0,1,4,1).", ("127.0.0.1", 1025)),
        (227, "227 Entering Passive Mode 127,0,0,1,4,1", ("127.0.0.1", 1025)),
        (229, "229 Entering Extended Passive Mode (|||1025|)", ("", 1025)),
    ],
)
def test_where_a_data_connection_is_wanted(code: int, text: str, place: tuple[str, int]) -> None:
    assert passive_place(Reply(code, (text,))) == place


@pytest.mark.parametrize(
    "text",
    [
        *("227 (1,2,3,4,5)", "227 (256,0,0,1,4,1)", "227 (1,2,3,4,0,0)", "227 (1111,2,3,4,5,6)", "227 none"),
        *("229 (|||0|)", "229 (|||65536|)", "229 (|||x|)", "229 (||1|1025|)", "230 (127,0,0,1,4,1)"),
    ],
)
def test_what_names_no_place(text: str) -> None:
    with pytest.raises(Ended, match="named no data connection"):
        passive_place(Reply(int(text[:3]), (text,)))


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    for code in (227, 229):
        try:
            address, port = passive_place(Reply(code, (f"{code} {text}",)))
        except Ended:
            continue
        assert 0 < port < 65_536
        leads_elsewhere(address, "127.0.0.1")


@pytest.mark.parametrize(
    ("address", "peer", "elsewhere"),
    [
        ("127.0.0.1", "127.0.0.1", False),
        ("", "::1", False),
        ("127.0.0.1", "::ffff:127.0.0.1", False),
        ("127.0.0.2", "127.0.0.1", True),
        ("10.0.0.1", "fe80::1%eth0", True),
    ],
)
def test_which_address_leads_elsewhere(address: str, peer: str, elsewhere: bool) -> None:
    assert leads_elsewhere(address, peer) is elsewhere


def test_a_data_connection_goes_to_the_server_whatever_is_named() -> None:
    came: list[str] = []

    def accept(listener: socket.socket) -> Callable[[], None]:
        def run() -> None:
            client, place = listener.accept()
            came.append(place[0])
            client.close()

        return run

    with hostile() as server, socket.create_server(("127.0.0.1", 0)) as data:
        thread = threading.Thread(target=accept(data))
        thread.start()
        control = Connection(LIMITS)
        control.connect("127.0.0.1", server.port)
        connect_data(control, data.getsockname()[1]).close()
        control.close()
        thread.join()
    assert came == ["127.0.0.1"]


def test_a_visit_finds_its_exchanges() -> None:
    visit = Visit("x", (Exchange("PROT C", 534), Exchange("PROT P", 200), Exchange("QUIT", 0, trouble="closed")))
    prot, level, farewell = visit.reply("PROT"), visit.reply("PROT C"), visit.reply("QUIT")
    assert prot is not None and prot.code == 200 and prot.accepted
    assert level is not None and level.refused
    assert farewell is not None and not farewell.accepted and not farewell.refused
    assert visit.reply("NOOP") is None


def test_a_certificate_of_a_version_that_does_not_exist_is_seen_all_the_same(tmp_path: Path) -> None:
    """OpenSSL takes it, cryptography does not: whether it is expired is not known, and nothing ends."""
    authority = Authority("anybody")
    issued = authority.server()
    der = bytearray(issued.certificate.public_bytes(Encoding.DER))
    der[der.index(b"\xa0\x03\x02\x01\x02") + 4] = 7
    file = tmp_path / "server.pem"
    file.write_text(ssl.DER_cert_to_PEM_cert(bytes(der)), encoding="ascii")
    with file.open("ab") as stream:
        stream.write(issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    def talk(client: socket.socket) -> None:
        with context.wrap_socket(client.dup(), server_side=True) as tls:
            tls.sendall(b"220 Hello\r\n")

    with hostile(talk) as server:
        connection = Connection(LIMITS)
        connection.connect("127.0.0.1", server.port)
        found = trust(connection, tls_context(Certificates(verified=False)), "localhost", after="", showed=False)
        connection.close()
    assert found.worked and found.expired is None

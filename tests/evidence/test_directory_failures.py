"""What happens to a real domain controller: each ends in a clear error, after one wait and not one for each try."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from ftplint.evidence.accounts import DirectoryError
from ftplint.evidence.ldap_address import PASSWORD as VARIABLE
from ftplint.evidence.ldap_address import parse_address
from ftplint.evidence.ldap_connection import LdapConnection
from ftplint.evidence.ldap_directory import LdapDirectory
from ftplint.verify.authority import Authority
from tests.counting import calls
from tests.samba.controller import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.samba.controller import Controller

SECONDS = 5
"""For each wait. A question waits once for each of connect, handshake and answer at most, and it waits in vain once."""
NAME = "steady"


@pytest.fixture
def dc(samba: Controller) -> Iterator[Controller]:
    """The domain controller with one account; whatever a test does to it is undone."""
    samba.add([{"name": NAME, "userAccountControl": 512, "password": PASSWORD}])
    ca = samba.ca_file.read_bytes()
    yield samba
    if samba.ca_file.read_bytes() != ca:
        samba.stop()
        samba.certify(Authority("Directory CA"))
    samba.start()


@pytest.fixture
def kept(dc: Controller) -> Iterator[LdapDirectory]:
    """A directory that has a connection already."""
    directory = dc.directory()
    assert directory.named(NAME) is not None
    yield directory
    directory.close()


@contextlib.contextmanager
def refused(told: str) -> Iterator[None]:
    """The block ends in a DirectoryError that says *told*."""
    with pytest.raises(DirectoryError, match=told) as caught:
        yield
    assert "(_ssl" not in str(caught.value)


@pytest.mark.slow
def test_stopped(dc: Controller, kept: LdapDirectory) -> None:
    account = kept.named(NAME)
    assert account is not None
    dc.stop()
    for directory in (kept, dc.directory(seconds=SECONDS)):
        with refused(f"{dc.address}:636: no answer: .*refused"):
            directory.named(NAME)
    with refused("no answer"):
        kept.check_password(account, PASSWORD)


def test_restarted_under_a_kept_connection(dc: Controller, kept: LdapDirectory) -> None:
    dc.stop()
    dc.start()
    assert kept.named(NAME) is not None


def test_back_after_it_was_away(dc: Controller, kept: LdapDirectory) -> None:
    dc.stop()
    with refused("no answer"):
        kept.named(NAME)
    dc.start()
    assert kept.named(NAME) is not None


@pytest.mark.slow
def test_frozen(dc: Controller) -> None:
    """The connection that is kept and a new one: one wait, not one for each try."""
    kept = dc.directory(seconds=SECONDS)
    account = kept.named(NAME)
    assert account is not None
    fresh = dc.directory(seconds=SECONDS)
    with dc.frozen():
        for directory, connections in ((kept, 0), (fresh, 1)):

            def ask(directory: LdapDirectory = directory) -> None:
                with refused(f"{dc.address}:636: no answer in time"):
                    directory.named(NAME)

            assert calls(ask, LdapConnection.__init__) == {"__init__": connections}
        with refused("no answer in time"):
            kept.check_password(account, PASSWORD)
    assert kept.named(NAME) is not None
    assert kept.check_password(account, PASSWORD)
    kept.close()


def test_another_ca(dc: Controller, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(Authority("Directory CA").pem())
    with refused("certificate is not trusted: .*; name the file of its CA"):
        dc.directory(ca_file=str(other)).named(NAME)
    with refused("certificate is not trusted"):
        dc.directory(ca_file=None).named(NAME)


def test_another_name(dc: Controller) -> None:
    dc.stop()
    dc.certify(Authority("Directory CA"), "dc2.corp.example")
    dc.start()
    with refused(f"not trusted: IP address mismatch, .*'{dc.address}'; use that name"):
        dc.directory().named(NAME)
    with refused("not trusted: Hostname mismatch, .*'dc1.corp.example'; use that name"):
        dc.directory(name="dc1.corp.example").named(NAME)
    assert dc.directory(name="dc2.corp.example").named(NAME) is not None


def test_a_name_beside_the_address(dc: Controller) -> None:
    assert dc.directory(name=dc.name).named(NAME) is not None
    with refused("Hostname mismatch"):
        dc.directory(name="dc2.corp.example").named(NAME)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, "wrong user name or password"),
        ({"userAccountControl": 514}, "the account is disabled"),
        ({"userAccountControl": 512, "accountExpires": 131_000_000_000_000_000}, "the account has expired"),
    ],
)
def test_the_account_that_asks(dc: Controller, change, told) -> None:
    dc.add([{"name": "asks", "userAccountControl": 512, "password": PASSWORD, "accountExpires": 0}])
    assert dc.directory(url=dc.url("asks")).named(NAME) is not None
    dc.add([{"name": "asks", **change}])
    password = PASSWORD if change else "wrong"
    with refused(f"refuses the bind of 'asks@corp.example': {told}"):
        dc.directory(url=dc.url("asks"), password=password).named(NAME)


def test_a_base_that_is_not_there(dc: Controller) -> None:
    with refused("there is no 'DC=nowhere'"):
        dc.directory(url=dc.url().replace(dc.base, "DC=nowhere")).named(NAME)


def test_without_a_base_the_directory_says_its_own(dc: Controller) -> None:
    assert dc.directory(url=dc.url().replace(dc.base, "")).named(NAME) is not None


def test_a_port_that_speaks_no_tls(dc: Controller) -> None:
    with refused("no answer"):
        dc.directory(url=dc.url().replace(f"@{dc.address}/", f"@{dc.address}:389/"), seconds=SECONDS).named(NAME)


def test_a_peer_that_says_nothing_or_nonsense() -> None:
    """Not even TLS: what accepts and keeps silent, and what greets as FTP does."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"ldaps://me@127.0.0.1:{silent.getsockname()[1]}/DC=x"
        with refused("no answer in time"):
            LdapDirectory(url, "secret", seconds=1).named(NAME)
        threading.Thread(
            target=lambda: silent.accept() and silent.accept()[0].sendall(b"220 FTP\r\n"), daemon=True
        ).start()
        with refused("no answer: "):
            LdapDirectory(url, "secret", seconds=1).named(NAME)


def test_a_host_that_is_not_there() -> None:
    with refused("there is no such host"):
        LdapDirectory("ldaps://me@dc1.invalid/DC=x", "secret").named(NAME)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ldap://me@dc1.corp.example", "sends passwords in clear"),
        ("https://dc1.corp.example", "is no address of a directory"),
        ("ldaps:///DC=corp", "is no address of a directory"),
        ("ldaps://me:secret@dc1.corp.example", f"set {VARIABLE}"),
        ("ldaps://dc1.corp.example:99999", "[Pp]ort"),
        ("ldaps://[::1/DC=x", "IPv6"),
    ],
)
def test_addresses_that_are_none(url, told) -> None:
    with refused(told):
        parse_address(url)


def test_an_empty_password_and_a_missing_ca_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with refused(f"an empty password is no bind; set {VARIABLE}"):
        LdapDirectory("ldaps://me@dc1.corp.example")
    with refused("there is no such file"):
        LdapDirectory("ldaps://me@dc1.corp.example", "secret", str(tmp_path / "ca.pem"))
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate")
    with refused("no CA certificates in PEM"):
        LdapDirectory("ldaps://me@dc1.corp.example", "secret", str(empty)).named(NAME)


def test_addresses() -> None:
    known = parse_address("ldaps://svc%40corp.example@DC1.corp.example/DC=corp,DC=example")
    assert known == ("dc1.corp.example", 636, "svc@corp.example", "DC=corp,DC=example")
    assert str(parse_address("ldaps://[::1]:3269")) == "ldaps://[::1]:3269"

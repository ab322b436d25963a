"""Authorization, filters, addresses and guessing, as decisions: no sockets."""

from __future__ import annotations

import tracemalloc

import pytest

from ftplint.server.access.addresses import AttemptLimits, FailureCounter, address_allowed
from ftplint.server.access.authorization import allows
from ftplint.server.access.filtering import command_refused, path_refusal
from ftplint.server.site import (
    AddressEntry,
    AuthorizationRule,
    Commands,
    Filters,
)
from tests.server.sites import ALICE, ANONYMOUS, site


def rule(allow: bool, users: str = "", roles: str = "", permissions: str = "Read") -> AuthorizationRule:
    split = [tuple(name for name in text.lower().split(",") if name) for text in (users, roles)]
    return AuthorizationRule(allow, split[0], split[1], frozenset(permissions.split(",")) - {""})


@pytest.mark.parametrize(
    ("rules", "alice", "anonymous"),
    [
        ([], False, False),
        ([rule(True, "*")], True, True),
        ([rule(True, "?")], False, True),
        ([rule(True, "alice")], True, False),
        ([rule(True, "CORP\\alice")], True, False),
        ([rule(True, "alice@corp")], True, False),
        ([rule(True, "OTHER\\alice")], False, False),
        ([rule(True, "", "ftpusers")], True, False),
        ([rule(True, "", "CORP\\FtpUsers")], True, False),
        ([rule(True, "", "admins")], False, False),
        ([rule(True, "*", permissions="Write")], False, False),
        ([rule(True, "*", permissions="")], False, False),
        ([rule(True)], False, False),
        ([rule(True, "*"), rule(False, "alice")], False, True),
        ([rule(False, "?"), rule(True, "*")], True, False),
    ],
)
def test_authorization(rules: list[AuthorizationRule], alice: bool, anonymous: bool) -> None:
    assert (allows(tuple(rules), ALICE, "Read"), allows(tuple(rules), ANONYMOUS, "Read")) == (alice, anonymous)


def test_locations_inherit_and_override() -> None:
    server = (
        '<system.ftpServer><security><authorization><add accessType="Allow" users="*" permissions="Read"/></authorization>'
        '</security></system.ftpServer><location path="a/Private"><system.ftpServer><security><authorization><clear/>'
        '<add accessType="Allow" users="jane" permissions="Read"/></authorization></security></system.ftpServer></location>'
    )
    settings = site(server=server)
    assert settings.at("/").rules[0].users == ("*",)
    assert settings.at("/private/deep").rules[0].users == ("jane",)
    assert settings.at("/privateer").rules[0].users == ("*",)


FILTERS = Filters(True, 4096, 0, frozenset({"_vti_bin"}), ("..;",), {".exe": False, ".txt": True, ".": True}, True)


@pytest.mark.parametrize(
    ("filters", "path", "is_file", "refused"),
    [
        (FILTERS, "/a/b.txt", True, None),
        (FILTERS, "/a/b.EXE", True, "extension-denied"),
        (FILTERS, "/a.exe", False, None),
        (FILTERS._replace(unlisted_extensions=False), "/a.pdf", True, "extension-denied"),
        (FILTERS._replace(unlisted_extensions=False), "/a.TXT", True, None),
        (FILTERS._replace(unlisted_extensions=False), "/README", True, None),
        (FILTERS, "/x/_VTI_BIN/y.txt", True, "hidden-segment"),
        (FILTERS, "/x_vti_bin/y.txt", True, None),
        (FILTERS, "/x/..;/y", False, "sequence-denied"),
        (FILTERS._replace(high_bit=False), "/größe", False, "high-bit"),
        (FILTERS._replace(longest_path=8), "/1234567", False, None),
        (FILTERS._replace(longest_path=8), "/12345678", False, "path-too-long"),
        (FILTERS._replace(longest_path=8), "/1234ää", False, "path-too-long"),
    ],
)
def test_request_filtering(filters: Filters, path: str, is_file: bool, refused: str | None) -> None:
    assert path_refusal(filters, path, is_file=is_file) == refused


def test_command_filtering() -> None:
    assert command_refused(Commands(4096, True, {"SYST": False}), "SYST")
    assert not command_refused(Commands(4096, True, {"SYST": False}), "LIST")
    assert command_refused(Commands(4096, False, {"USER": True}), "PASS")


@pytest.mark.parametrize(
    ("entries", "unlisted", "client", "allowed"),
    [
        ([], True, "192.0.2.1", True),
        ([], False, "192.0.2.1", False),
        ([(True, "192.0.2.0", "255.255.255.0")], False, "192.0.2.77", True),
        ([(True, "192.0.2.0", "255.255.255.255")], False, "192.0.2.77", False),
        ([(False, "192.0.2.7", "255.255.255.255"), (True, "192.0.2.0", "255.255.255.0")], False, "192.0.2.7", False),
        ([(True, "192.0.2.0", "255.255.255.0"), (False, "192.0.2.7", "255.255.255.255")], False, "192.0.2.7", True),
        ([(True, "192.0.2.7", "255.255.255.255")], False, "::ffff:192.0.2.7", True),
        ([(True, "192.0.2.7", "255.255.255.255")], False, "2001:db8::1", False),
        ([(False, "nonsense", "255.255.255.0")], True, "192.0.2.7", True),
    ],
)
def test_addresses(entries: list[tuple[bool, str, str]], unlisted: bool, client: str, allowed: bool) -> None:
    listed = [AddressEntry(permit, address, mask, "") for permit, address, mask in entries]
    assert address_allowed(listed, unlisted, client) == allowed


def test_domain_names_need_a_lookup() -> None:
    entries = [AddressEntry(True, "", "", "*.example.com")]
    assert not address_allowed(entries, False, "192.0.2.1")
    assert address_allowed(entries, False, "192.0.2.1", lambda: "pc.Example.com")
    assert not address_allowed(entries, False, "192.0.2.1", lambda: "example.com")


def test_guessing_is_cut_off_for_a_while() -> None:
    now = [0.0]
    counter = FailureCounter(AttemptLimits(True, 3, 30.0, False), lambda: now[0])
    assert [counter.failed("a") for _ in range(3)] == [False, False, True]
    assert counter.blocked("a") and not counter.blocked("b")
    now[0] = 31.0
    assert not counter.blocked("a")
    assert [counter.failed("a"), counter.failed("a")] == [False, False]
    now[0] = 70.0
    assert not counter.failed("a"), "the old failures are out of the window"


@pytest.mark.parametrize("most", [1, 3], ids=["shut out", "one failure"])
def test_ten_thousand_addresses_that_guessed_once_take_no_memory_for_ever(most: int) -> None:
    now = [0.0]
    counter = FailureCounter(AttemptLimits(True, most, 30.0, False), lambda: now[0])
    tracemalloc.start()
    try:
        for number in range(10_001):
            counter.failed(f"2001:db8::{number:x}")
        grown, _ = tracemalloc.get_traced_memory()
        now[0] = 31.0
        counter.failed("192.0.2.1")
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert left < grown / 10, "their window is past"
    assert counter.blocked("192.0.2.1") == (most == 1)


def test_of_many_addresses_those_whose_window_is_not_past_stay_shut_out() -> None:
    now = [0.0]
    counter = FailureCounter(AttemptLimits(True, 1, 30.0, False), lambda: now[0])
    for number in range(10_002):
        counter.failed(f"2001:db8::{number:x}")
    assert counter.blocked("2001:db8::0") and counter.blocked("2001:db8::2711")


@pytest.mark.parametrize(
    ("path", "refused"), [("/a/b", None), ("/a..b", "sequence-denied"), ("/a;B", "sequence-denied"), ("/x", None)]
)
def test_one_denied_sequence_is_enough(path: str, refused: str | None) -> None:
    filters = Filters(True, 0, 0, frozenset(), ("", "..", ";b"), {}, True)
    assert path_refusal(filters, path, is_file=False) == refused

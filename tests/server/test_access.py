"""Authorization, filters, addresses and guessing, as decisions: no sockets."""

from __future__ import annotations

import tracemalloc

import pytest

from ftplint.server.access.addresses import AttemptLimits, FailureCounter, address_allowed
from ftplint.server.access.authorization import allows, applies, permitted
from ftplint.server.access.filtering import command_refused, path_refusal
from ftplint.server.access.identity import Identity
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


@pytest.mark.parametrize(
    ("one", "applied"),
    [
        (rule(True, "iusr"), True),
        (rule(True, "WEB\\IUSR"), True),
        (rule(True, "alice"), False),
        (rule(True, "", "Everyone"), True),
        (rule(True, "", "Guests"), True),
        (rule(True, "", "BUILTIN\\Guests"), True),
        (rule(True, "", "ftpusers,guests"), True),
        (rule(True, "", "Authenticated Users"), False),
        (rule(True, "alice", "ftpusers"), False),
        (rule(True), False),
    ],
)
def test_rules_for_the_account_of_anonymous_users_are_for_them_where_that_is_chosen(
    one: AuthorizationRule, applied: bool
) -> None:
    """Not documented; by its name, with its domain or without, and as one of Everyone and of Guests."""
    assert applies(one, ANONYMOUS._replace(stands_for=frozenset({"iusr", "web\\iusr"}))) is applied
    assert not applies(one, ANONYMOUS)


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


@pytest.mark.parametrize(
    ("address", "client", "allowed"),
    [
        ("2001:db8::1", "2001:db8::1", True),
        ("[2001:DB8:0::1]", "2001:db8::1", True),
        ("fe80::1", "fe80::1%eth0", True),
        ("2001:db8::2", "2001:db8::1", False),
        ("nonsense", "2001:db8::1", False),
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
    ],
)
def test_an_entry_without_a_mask_is_one_address(address: str, client: str, allowed: bool) -> None:
    """Of either family, in brackets or not, whatever the zone of the client's is."""
    assert address_allowed([AddressEntry(True, address, "", "")], False, client) == allowed
    assert address_allowed([AddressEntry(False, address, "", "")], True, client) != allowed


@pytest.mark.parametrize(
    ("domain", "name", "covered"),
    [
        ("pc.example.com", "PC.example.com", True),
        ("PC.example.com", "pc.example.com", True),
        ("pc.example.com", "a.pc.example.com", False),
        ("*.example.com", "pc.example.com", True),
        ("*.example.com", "badexample.com", False),
        ("*.example.com", "", False),
        ("", "", False),
    ],
)
@pytest.mark.parametrize("allowed", [True, False])
def test_a_domain_entry_covers_its_own_name_or_what_is_below(
    domain: str, name: str, covered: bool, allowed: bool
) -> None:
    entries = [AddressEntry(allowed, "", "", domain)]
    assert address_allowed(entries, not allowed, "192.0.2.1", lambda: name) == (allowed == covered)


def test_the_name_of_a_client_is_looked_up_once_and_only_where_an_entry_asks() -> None:
    asked: list[str] = []

    def host_name() -> str:
        asked.append("asked")
        return "pc.example.com"

    domains = [AddressEntry(True, "", "", name) for name in ("a.example", "b.example", "*.example.com")]
    assert address_allowed(domains, False, "192.0.2.1", host_name) and asked == ["asked"]
    first = AddressEntry(False, "192.0.2.1", "", "")
    assert not address_allowed([first, *domains], False, "192.0.2.1", host_name) and asked == ["asked"]


def counter(clock: list[float], enabled: bool = True, most: int = 3, only_logs: bool = False) -> FailureCounter:
    return FailureCounter(AttemptLimits(enabled, most, 30.0, only_logs), lambda: clock[0])


def test_the_window_of_guesses_ends_exactly_when_it_says() -> None:
    now = [100.0]
    counted = counter(now, most=2)
    assert not counted.failed("a")
    now[0] = 130.0
    assert not counted.failed("a"), "the first one is 30 seconds old"
    now[0] = 159.9
    assert counted.failed("a"), "the second one is not"
    now[0] = 189.8
    assert counted.any_blocked and counted.blocked("a")
    now[0] = 189.9
    assert not counted.blocked("a") and not counted.any_blocked


@pytest.mark.parametrize(("enabled", "only_logs"), [(False, False), (True, True)])
def test_limits_that_are_off_or_only_log_shut_nobody_out(enabled: bool, only_logs: bool) -> None:
    counted = counter([0.0], enabled, 1, only_logs)
    assert [counted.failed("a") for _ in range(5)] == [False] * 5
    assert not counted.blocked("a") and not counted.any_blocked


@pytest.mark.parametrize(("most", "first_cut"), [(0, 1), (1, 1), (2, 2)])
def test_a_limit_of_none_cuts_at_the_first_failure(most: int, first_cut: int) -> None:
    counted = counter([0.0], most=most)
    assert [counted.failed("a") for _ in range(first_cut)] == [False] * (first_cut - 1) + [True]


def test_among_many_addresses_the_count_of_one_whose_window_is_not_past_goes_on() -> None:
    now = [0.0]
    counted = counter(now, most=2)
    for number in range(10_002):
        now[0] = number / 1000
        counted.failed(f"2001:db8::{number:x}")
    assert counted.failed("2001:db8::0")


@pytest.mark.parametrize(
    ("path", "is_file", "refused"),
    [
        ("/", True, None),
        ("/bin", False, "hidden-segment"),
        ("/a/bin", True, "hidden-segment"),
        ("/a//b.c.txt", True, None),
        ("/a.b/README", True, "extension-denied"),
        ("/a.txt.exe", True, "extension-denied"),
        ("/a.", True, "extension-denied"),
        ("/a.", False, None),
    ],
)
def test_segments_and_the_last_extension_count(path: str, is_file: bool, refused: str | None) -> None:
    """A file without an extension has the extension `.`, and so has one that ends in a dot."""
    filters = Filters(True, 0, 0, frozenset({"bin"}), (), {".txt": True, ".": False, ".b/readme": True}, False)
    assert path_refusal(filters, path, is_file=is_file) == refused


def test_a_longest_path_of_0_is_none_and_high_characters_are_let_through_where_allowed() -> None:
    filters = Filters(True, 0, 0, frozenset(), (), {}, True)
    assert path_refusal(filters, "/größe" * 1000, is_file=True) is None
    assert path_refusal(filters._replace(high_bit=False), "/size", is_file=True) is None
    assert path_refusal(filters, "/\udcff.txt", is_file=True) is None, "bytes that are no UTF-8"


def test_a_custom_provider_decides_alone_and_here_permits_nothing() -> None:
    allow = '<authorization><add accessType="Allow" users="*" permissions="Read"/></authorization>'
    server = f"<system.ftpServer><security>{allow}</security></system.ftpServer>"
    custom = '<customAuthorization><provider enabled="true" name="P"/></customAuthorization>'
    assert permitted(site(server=server), "/", ALICE, "Read")
    assert not permitted(site(server=server), "/", ALICE, "Write")
    assert not permitted(site(f"<security>{custom}</security>", server=server), "/", ALICE, "Read")


@pytest.mark.parametrize(
    ("identity", "user", "applied"),
    [
        (ALICE._replace(account=ALICE.account._replace(domain="", dn="CN=a,DC=corp,DC=example")), "corp\\alice", True),  # type: ignore[union-attr]
        (ALICE._replace(account=ALICE.account._replace(domain="", dn="", upn="")), "alice", True),  # type: ignore[union-attr]
        (ALICE._replace(account=ALICE.account._replace(domain="", dn="", upn="")), "", False),  # type: ignore[union-attr]
        (ALICE, "?", False),
        (ANONYMOUS, "anonymous", False),
    ],
)
def test_the_names_of_a_user(identity: Identity, user: str, applied: bool) -> None:
    assert applies(AuthorizationRule(True, (user,), (), frozenset({"Read"})), identity) == applied

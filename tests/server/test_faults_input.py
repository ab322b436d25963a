"""Lines that no client should send: garbage, floods, halves, and commands hidden in clear behind AUTH."""

from __future__ import annotations

import random
import time

import pytest

from tests.server.running import PASSWORD, Running


def healthy(served: Running) -> None:
    """A new client is served, and the server has met nothing that it did not expect."""
    with served.clear() as wire:
        wire.must("NOOP", "200")
    assert "Traceback" not in served.log


@pytest.mark.parametrize("seed", range(8))
def test_garbage_is_answered_or_cut_off_and_hurts_nobody(served: Running, seed: int) -> None:
    with served.wire() as wire:
        assert wire.reply()[:3] == "220"
        wire.raw(random.Random(seed).randbytes(20_000).replace(b"\r\n", b"") + b"\r\n")
        assert wire.reply()[:1] in ("4", "5")
    healthy(served)


@pytest.mark.parametrize("tls", [False, True])
def test_a_line_of_a_megabyte_is_one_command_and_gets_one_reply(served: Running, tls: bool) -> None:
    before = served.resident()
    with served.secure() if tls else served.clear() as wire:
        wire.raw(b"A" * 1_000_000 + b"\r\nNOOP\r\n")
        assert wire.reply()[:3] == "500"
        assert wire.reply()[:3] == "200"
    assert served.resident() - before < 8_000
    healthy(served)


def test_the_end_of_a_line_too_long_is_no_command(served: Running) -> None:
    with served.clear() as wire:
        # Sent apart, so that the server has thrown the beginning away when the end comes.
        wire.raw(b"A" * 100_000)
        time.sleep(0.2)
        wire.raw(b"\rMKD smuggled\r\nNOOP\r\n")
        replies = [wire.reply()[:3], wire.reply()[:3]]
    assert replies == ["500", "200"]
    assert not (served.homes["password"] / "smuggled").exists()


def test_a_megabyte_without_an_end_takes_no_memory(served: Running) -> None:
    before = served.resident()
    with served.clear() as wire:
        for _ in range(16):
            wire.raw(b"A" * 1_000_000)
        assert served.resident() - before < 8_000
    healthy(served)


def test_a_line_that_ends_in_lf_alone_is_refused_as_iis_does(served: Running) -> None:
    """451 The parameter is incorrect (KB 2505047)."""
    with served.clear() as wire:
        wire.raw(b"NOOP\n")
        assert wire.reply() == "451 The parameter is incorrect. "
        wire.raw(b"NOOP\nSYST\r\n")
        assert [wire.reply()[:3], wire.reply()[:3]] == ["451", "215"], "the line is refused, the next is another"


def test_pipelined_commands_are_all_answered_in_order(served: Running) -> None:
    with served.clear() as wire:
        wire.raw(b"NOOP\r\nPWD\r\nSYST\r\nXYZZY\r\n" * 100)
        assert [wire.reply()[:3] for _ in range(400)] == ["200", "257", "215", "500"] * 100


def test_a_login_sent_in_one_packet_works(served: Running) -> None:
    with served.wire() as wire:
        wire.raw(b"USER alice\r\nPASS Lab-Passw0rd\r\nPWD\r\nQUIT\r\n")
        assert [wire.reply()[:3] for _ in range(5)] == ["220", "331", "230", "257", "221"]
        assert wire.reply() == ""


def test_a_command_may_come_byte_by_byte(served: Running) -> None:
    with served.clear() as wire:
        for byte in b"NOOP\r\n":
            wire.raw(bytes([byte]))
            time.sleep(0.005)
        assert wire.reply()[:3] == "200"


@pytest.mark.parametrize(
    "line",
    [b"", b" ", b"\0", b"NOOP\0", b"USER \xff\xfe", b"CWD \0\0", b"RETR a\0b", b"\xff\xf4\xff\xf2ABOR", b"MKD \xc3\x28", b"PORT 1,2,3",
     b"PORT 999,0,0,1,0,21", b"PORT 127,0,0,1,999,999", b"EPRT |9|x|y|", b"EPRT", b"EPSV 99", b"REST -1", b"REST 99999999999999999999",
     b"TYPE", b"TYPE \xff", b"MODE Z", b"STRU Z", b"ALLO x", b"OPTS", b"HOST \0", b"PROT", b"PBSZ 99999999999", b"SITE", b"RNTO x",
     b"MDTM \0", b"SIZE \0", b"STAT \0", b"LIST \0", b"NLST \0", b"STOR \0", b"DELE \0", b"RMD \0", b"RNFR \0", b"LANG \0", b"HELP \0"],
    ids=repr,
)  # fmt: skip
@pytest.mark.parametrize("login", [False, True], ids=["before login", "after login"])
def test_a_strange_line_gets_one_reply_and_no_trace(served: Running, line: bytes, login: bool) -> None:
    with served.clear() if login else served.wire() as wire:
        if not login:
            assert wire.reply()[:3] == "220"
        wire.raw(line + b"\r\nNOOP\r\n")
        assert wire.reply()[:1] in ("2", "3", "4", "5")
        wire.reply()
    assert "Traceback" not in served.log


@pytest.mark.parametrize(
    "hidden", [b"NOOP\r\n", b"USER alice\r\nPASS Lab-Passw0rd\r\n", b"NO", b"MKD injected\r\n" * 50], ids=repr
)
def test_what_was_sent_in_clear_behind_auth_is_discarded(served: Running, hidden: bytes) -> None:
    """CVE-2011-0411's class; pyftpdlib #315; `ftps-stack.md` 3.1."""
    with served.wire() as wire:
        assert wire.reply()[:3] == "220"
        wire.raw(b"AUTH TLS\r\n" + hidden)
        assert wire.reply()[:3] == "234"
        wire.secure(served.papers["none"].context())
        # The first reply inside TLS belongs to the first command inside TLS, which no leftover must precede or spoil.
        assert wire.ask("SYST")[:3] == "215"
        assert wire.ask("PWD")[:3] == "530"
    assert not (served.homes["password"] / "injected").exists()


def test_a_user_named_in_clear_is_forgotten_by_auth(served: Running) -> None:
    """RFC 4217 section 4.2: a successful AUTH resets the user identity."""
    with served.wire() as wire:
        assert wire.reply()[:3] == "220"
        wire.must("USER alice", "331")
        wire.must("AUTH TLS", "234")
        wire.secure(served.papers["none"].context())
        assert wire.ask("PASS Lab-Passw0rd")[:3] == "503"


def test_a_login_in_clear_is_undone_by_auth(served: Running) -> None:
    """RFC 4217 section 4.2, and the working directory with it."""
    with served.clear() as wire:
        wire.must("AUTH TLS", "234")
        wire.secure(served.papers["none"].context())
        assert wire.ask("PWD")[:3] == "530"
        assert wire.login("alice", PASSWORD)[:3] == "230"

"""Nothing that a server says can carry a name, an address, a number or a secret into a file."""

from __future__ import annotations

import pytest

from ftplint.observations import (
    Observations,
    Server,
    Session,
    as_json,
    nameless,
    nameless_lines,
    observe,
)
from ftplint.server import COMMANDS, DETAILS, REPLIES, SYSTEM, Heard, Turn

SECRETS = (
    *("alice", "Fabrikam", "FABRIKAM", "srv-ftp01", "10.1.2.3", "2001:db8::7", "ftp.fabrikam.example", "hunter2"),
    *("D:\\ftp\\customers", "/home/alice", "2026-11-29", "14:05", "50123", "a909502dd82ae41433e6f83886b00d4277a32a7b"),
    *("alice@fabrikam.example", "S-1-5-21-1111", "Müller", "株式会社", "CORP\\alice", "0x41"),
)
SENTENCES = (
    "Welcome to {}",
    "{}",
    "User {} cannot log in.",
    "Password required for {}.",
    '"{}" is current directory.',
    "{} Microsoft FTP Service",
    "Microsoft FTP Service{}",
    "'{}': command not understood.",
    "Entering Passive Mode ({}).",
    "Policy requires SSL, {}.",
    "Error details: {}",
    "Win32 error:   {} is wrong",
    "Error details: Authorization rules denied the access {}.",
    "FILE: {}",
    "connection from{}refused",
    "user-{}-password",
    "\x1b]0;{}\x07",
    "\u202e{}",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_secret_gets_through(sentence: str) -> None:
    for secret in SECRETS:
        for line in (f"530 {sentence.format(secret)}", sentence.format(secret)):
            (kept,) = nameless_lines([line])
            assert secret.lower() not in kept.lower(), kept
            assert kept.isascii() and kept.isprintable()
            for word in ("alice", "fabrikam", "customers", "corp", "hunter", "srv"):
                assert word not in kept.lower().split(), kept


@pytest.mark.parametrize("text", sorted({*(one.text for one in REPLIES.values()), *DETAILS.values(), *SYSTEM.values()}))
def test_what_iis_is_known_to_say_is_kept(text: str) -> None:
    if "{" not in text:
        assert nameless_lines([f"530 {text}", f"530-{text} "]) == (text, text)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("220 Microsoft FTP Service", "Microsoft FTP Service"),
        ("220-Welcome to Fabrikam's FTP server 10.1.2.3", "Welcome to [...] FTP server [...]"),
        ("331 Password required for alice.", "Password required for [...]"),
        ("534-Policy requires SSL.", "Policy requires SSL."),
        (" Win32 error:   Access is denied. ", "Win32 error: Access is denied."),
        (" Error details: SSL certificate was not configured.", "Error details: SSL certificate was not configured."),
        (" Error details: Certificate of alice was revoked.", "Error details: Certificate of [...] was revoked."),
        ('257 "/customers" is current directory.', '"[...]" is current directory.'),
        ("227 Entering Passive Mode (10,1,2,3,195,80).", "Entering Passive Mode ([...])."),
        ("150 Opening ASCII mode data connection.", "Opening [...] mode data connection."),
        ("200 PROT command successful.", "PROT command successful."),
        ("530 End", "End"),
        ("", ""),
    ],
)
def test_how_lines_are_kept(line: str, kept: str) -> None:
    assert nameless_lines([line]) == (kept,)


def test_a_name_that_is_an_ordinary_word_goes_too() -> None:
    """A user of that name, a password that a hostile server sends back."""
    turn = Turn("PASS", (Heard(530, ("530 Your password is secure, bob",)),))
    assert nameless(turn).replies[0].lines == ("Your password is secure, [...]",)
    assert nameless(turn, ["Secure"]).replies[0].lines == ("Your password is [...]",)
    known = Turn("USER", (Heard(530, ("530 User cannot log in.",)),))
    assert nameless(known, ["user"]).replies[0].lines == ("User cannot log in.",)


def test_long_and_many_lines_are_cut() -> None:
    lines = nameless_lines(["user " * 10_000] * 500)
    assert len(lines) == 8 and max(map(len, lines)) <= 200


def test_nothing_of_a_session_but_its_turns_gets_into_a_file() -> None:
    """Commands with names in them, replies of a hostile server, private words: the whole text of the file is read."""
    evil = tuple(f"530 {sentence.format(secret)}" for sentence in SENTENCES for secret in SECRETS[:3])
    turns = [Turn(verb, (Heard(530, evil),)) for verb in COMMANDS]
    turns += [Turn("PROT C", (Heard(200, evil),)), Turn("LIST", (Heard(534, evil),))]
    given = frozenset({"data-requires-tls", "alice", "control-requires-tls", "in-clear", "before-logon"})
    found = tuple(observe([Session(given, tuple(turns))]))
    assert [one.point for one in found] == ["prot_judged", "commands_before_tls"]
    text = as_json(Observations(Server(nameless_lines(evil)), found), "ftplint 0")
    assert text.isascii()
    for secret in (*SECRETS, "\x1b", "customers"):
        assert secret.lower() not in text.lower(), secret

"""The command table against everything that is said about commands: on the wire, in the docs, by verify, in itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ftplint.rules import Actor
from ftplint.server import COMMANDS, step_of, verbs_of
from ftplint.server.protocol.session import TRANSFERS, Command
from ftplint.verify.dialogue import STEPS, Line, steps_of
from ftplint.verify.held import methods
from ftplint.verify.lab import Lab
from ftplint.verify.stage import Stage, stage
from tests.generate.reference_server import TARGET
from tests.server.recorded import client
from tests.server.test_files import _reply, config
from tests.server.test_files import client as logged_in

UNIMPLEMENTED = {"ADAT", "ENC", "MIC"}
"""Of RFC 2228; IIS shows them with an asterisk."""


@pytest.fixture(scope="module")
def plain() -> Iterator[Stage]:
    with stage(config(), Actor(), Lab()) as running:
        yield running


# --- the table in itself


def test_another_name_of_a_command_is_the_same_command() -> None:
    aliases = {verb: command for verb, command in COMMANDS.items() if command.alias}
    assert set(aliases) == {"XCUP", "XCWD", "XMKD", "XPWD", "XRMD"}
    for verb, command in aliases.items():
        meant = COMMANDS[command.alias]
        assert replace(command, syntax="", alias="") == replace(meant, syntax="", alias="", feature=""), verb


def test_what_is_not_implemented_has_no_properties() -> None:
    assert {verb for verb, command in COMMANDS.items() if command.handler is None} == UNIMPLEMENTED
    assert all(COMMANDS[verb] == Command(None) for verb in UNIMPLEMENTED)


def test_every_command_has_a_handler_of_its_own_and_a_syntax() -> None:
    handlers: dict[object, str] = {}
    for verb, command in COMMANDS.items():
        assert verb == verb.upper() and verb.isalpha() and 3 <= len(verb) <= 4
        if command.handler is None or command.alias:
            continue
        assert command.syntax and command.handler.__doc__, verb
        shared = command.handler.__name__ == "not_implemented"
        assert shared or command.handler not in handlers, (verb, handlers.get(command.handler))
        handlers[command.handler] = verb


def test_what_carries_a_password_is_kept_out_of_the_log() -> None:
    assert {verb for verb, command in COMMANDS.items() if command.secret} == {"PASS", "ACCT"}
    assert {verb for verb, command in COMMANDS.items() if command.credentials} == {"USER", "PASS", "ACCT"}
    assert {verb for verb, command in COMMANDS.items() if command.during_transfer} == {"ABOR", "STAT", "QUIT", "NOOP"}


# --- on the wire


def test_help_lists_the_table(plain: Stage) -> None:
    ftp = logged_in(plain)
    lines = _reply(ftp, "HELP").splitlines()
    assert lines[0].startswith("214-") and lines[-1] == "214 HELP command successful."
    listed = " ".join(lines[1:-1]).split()
    assert listed == sorted(f"{verb}*" if command.handler is None else verb for verb, command in COMMANDS.items())
    ftp.quit()


def test_help_gives_the_syntax_of_each(plain: Stage) -> None:
    ftp = logged_in(plain)
    for verb, command in COMMANDS.items():
        expected = "501 The parameter is incorrect. "
        if command.handler is not None:
            expected = f"214 Syntax: {verb.lower()} {command.syntax}"
        assert _reply(ftp, f"HELP {verb}") == expected
    ftp.quit()


def test_feat_lists_the_features_of_the_table(plain: Stage) -> None:
    ftp = logged_in(plain)
    lines = _reply(ftp, "FEAT").splitlines()
    assert lines[0] == "211-Extended features supported:" and lines[-1] == "211 END"
    assert [line.removeprefix(" ") for line in lines[1:-1]] == [c.feature for c in COMMANDS.values() if c.feature]
    assert [line.split()[0] for line in lines[1:-1]] == [
        "LANG",
        "UTF8",
        "AUTH",
        "PBSZ",
        "PROT",
        "CCC",
        "HOST",
        "SIZE",
        "MDTM",
        "REST",
    ]
    ftp.quit()


@pytest.mark.parametrize("verb", COMMANDS)
def test_what_the_table_says_of_a_command_is_what_the_server_does(verb: str) -> None:
    """Every flag of every command, from the reply alone: without an argument, before the logon."""
    command = COMMANDS[verb]
    told = client().say(verb)
    if command.handler is None:
        assert told == ["502 Command not implemented."]
    elif not command.before_logon:
        assert told == ["530 Please login with USER and PASS."]
    elif command.argument:
        assert told == ["501 Invalid number of parameters."]
    else:
        assert told[-1][:3] in ("200", "211", "214", "215", "221", "502", "503", "533")
    strict = client(control="SslRequire").say(f"{verb} x")
    policy = ["503 Login with USER first."] if command.after_user else ["534 Policy requires SSL."]
    assert (strict == policy) == command.credentials


# --- an added command is one entry and one function


def test_an_added_command_is_known_everywhere_by_its_entry_alone() -> None:
    def whistle(session: object, tune: str) -> None:
        assert tune == "la"
        session.say("done")  # type: ignore[attr-defined]

    one = client(commands={**COMMANDS, "WSTL": Command(whistle, "<sp> tune", argument=True, feature="WSTL LOUD")})
    assert one.say("WSTL x") == ["530 Please login with USER and PASS."]
    one.log_in()
    assert one.say("WSTL") == ["501 Invalid number of parameters."]
    assert one.say("wstl la") == ["250 WSTL command successful."]
    assert "WSTL" in " ".join(one.say("HELP")).split()
    assert one.say("HELP wstl") == ["214 Syntax: wstl <sp> tune"]
    assert " WSTL LOUD" in one.say("FEAT")


# --- what others say about commands


def test_the_docs_list_the_table() -> None:
    text = TARGET.read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z]{3,4}) \|(.*)\|$", text.split("## Commands")[1].split("## Replies")[0], re.MULTILINE)
    assert [verb for verb, _ in rows] == sorted(COMMANDS)
    for verb, rest in rows:
        cells = [cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", rest)]
        command = COMMANDS[verb]
        flags = (command.argument, command.before_logon, command.during_transfer, command.credentials)
        assert cells[0] == command.syntax
        assert cells[1:5] == ["yes" if flag else "" for flag in flags], verb
        assert cells[5] == command.feature
        assert (cells[6] == "not implemented") == (verb in UNIMPLEMENTED)


def test_verify_takes_its_verbs_from_the_table() -> None:
    assert {step_of(verb) for verb in COMMANDS} - {""} - {"protection"} <= set(STEPS)
    assert {"list", "upload", "download"} == TRANSFERS
    assert verbs_of("login") == ("USER", "PASS") and verbs_of("auth") == ("AUTH",) and verbs_of("ccc") == ("CCC",)
    assert set(verbs_of("upload")) == {"STOR", "STOU", "APPE"} and set(verbs_of("list")) == {"LIST", "NLST"}
    assert step_of("NOOP") == step_of("XYZZY") == "" and verbs_of("handshake") == ()


@pytest.mark.parametrize("verb", [verb for verb in COMMANDS if step_of(verb) not in ("", "protection")])
def test_verify_sees_each_of_them_in_a_dialogue_and_in_the_log(verb: str) -> None:
    lines = (Line("<", "220 hello"), Line(">", f"{verb} x"), Line("<", "550 no"))
    assert [(step.name, step.reply) for step in steps_of(lines)] == [("connect", 220), (step_of(verb), 550)]
    assert verb in methods(step_of(verb))


def test_a_refused_protection_decides_the_transfers_in_the_log_too() -> None:
    assert methods("list") == {"LIST", "NLST", "PBSZ", "PROT"}
    assert methods("login") == {"USER", "PASS", "ControlChannelClosed"}
    assert methods("handshake") == {"AUTH", "ControlChannelClosed"}

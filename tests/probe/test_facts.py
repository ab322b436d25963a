"""Facts from records made by hand: what other versions of IIS may say, and what must not be taken for a difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ftplint.client import Exchange, Handshake, Record, Visit
from ftplint.probe import Fact
from ftplint.rules import Actor
from ftplint.verify.lab import Lab
from ftplint.verify.stage import stage
from tests.probe.holding import File, differences, file, plan, see, visitor

CONFIGURATIONS = Path(__file__).parents[1] / "verify"


class Known:
    """A file, and what a server that does what it says showed."""

    def __init__(self, base: File, record: Record) -> None:
        self.base = base
        self.record = record

    def with_reply(self, name: str, command: str, code: int, *lines: str) -> dict[str, Fact]:
        """The facts where the visit *name* has another reply to *command*."""

        def changed(event: object) -> object:
            if isinstance(event, Exchange) and command in (event.command, event.verb):
                return replace(event, code=code, lines=lines)
            return event

        return self._facts(name, changed)

    def with_handshake(self, name: str, **changes: object) -> dict[str, Fact]:
        """The facts where the handshakes of the visit *name* are other ones."""

        def changed(event: object) -> object:
            return replace(event, **changes) if isinstance(event, Handshake) else event  # type: ignore[arg-type]

        return self._facts(name, changed)

    def _facts(self, name: str, changed: object) -> dict[str, Fact]:
        assert callable(changed)
        visits = tuple(
            Visit(one.name, tuple(map(changed, one.events)), one.ended) if one.name == name else one
            for one in self.record.visits
        )
        return {fact.id: fact for fact in self.base.facts(replace(self.record, visits=visits))}


@pytest.fixture(scope="module")
def password(lab: Lab) -> Iterator[Known]:
    yield from known(lab, "password", '<messages exitMessage="Bye %UserName%" greetingMessage="Hi" />')


@pytest.fixture(scope="module")
def certificate(lab: Lab) -> Iterator[Known]:
    yield from known(lab, "certificate", "")


def known(lab: Lab, name: str, more: str) -> Iterator[Known]:
    text = lab.adapted((CONFIGURATIONS / f"correct-{name}.config").read_text(encoding="utf-8"))
    text = text.replace("<ftpServer>", f"<ftpServer>{more}")
    made = plan(lab, visitor(lab, name == "certificate"))
    with file(text, made) as base:
        with stage(text, Actor(), lab) as running:
            record = see(running.port, made)
        assert not differences(base.facts(record))
        yield Known(base, record)


def test_an_exit_message_may_be_the_whole_reply(password: Known) -> None:
    says = next(fact for fact in password.base.facts(password.record) if fact.id == "PRB006").saw
    text = says.removeprefix("the text is '").removesuffix("'")
    assert password.with_reply("clear", "QUIT", 221, f"221 {text}")["PRB006"].verdict == "agrees"
    assert password.with_reply("clear", "QUIT", 221, "221 Goodbye.")["PRB006"].verdict == "differs"


def test_no_answer_proves_nothing(password: Known) -> None:
    for name, command, id_ in (
        *(("clear", "SYST", "PRB003"), ("clear", "FEAT", "PRB004"), ("clear", "HELP", "PRB005")),
        *(("clear", "USER", "PRB013"), ("tls", "PROT C", "PRB014"), ("logon", "CCC", "PRB015")),
        *(("logon", "PASS", "PRB016"), ("clear", "QUIT", "PRB006")),
    ):
        fact = password.with_reply(name, command, 0)[id_]
        assert fact.verdict == "not seen" and fact.why, (name, command, fact)


@pytest.mark.parametrize("code", [421, 530])
def test_a_refused_logon_is_no_difference(password: Known, code: int) -> None:
    facts = password.with_reply("logon", "PASS", code, f"{code} User cannot log in.")
    assert facts["PRB016"].verdict == "not seen"
    assert not differences(tuple(facts.values()))


@pytest.mark.parametrize("level", ["PROT C", "PROT P"])
def test_prot_that_wants_a_logon_first_is_no_difference(password: Known, level: str) -> None:
    facts = password.with_reply("tls", level, 530, "530 Please login with USER and PASS.")
    assert facts["PRB014"].verdict == "not seen"
    assert not differences(tuple(facts.values()))


def test_a_level_that_is_refused_at_the_transfer_only_is_no_difference(password: Known) -> None:
    """Whether IIS refuses at PROT or at the transfer is not documented."""
    facts = password.with_reply("tls", "PROT C", 200, "200 PROT command successful.")
    assert not differences(tuple(facts.values()))


def test_texts_in_another_language_tell_nothing_of_rights(password: Known) -> None:
    facts = password.with_reply("logon", "RNFR", 550, "550 Das System kann die angegebene Datei nicht finden.")
    assert facts["PRB024"].verdict == "not seen"


def test_a_block_of_detailed_errors_is_read(password: Known) -> None:
    lines = ("550-The system cannot find the file specified.", " Win32 error:   Not found. ", "550 End")
    assert password.with_reply("logon", "RNFR", 550, *lines)["PRB024"].verdict == "agrees"


def test_a_certificate_request_that_comes_later_is_an_info(certificate: Known) -> None:
    old = certificate.with_handshake("tls", asked=False, version="TLSv1.2")["PRB012"]
    assert (old.verdict, old.weight) == ("differs", "info")
    new = certificate.with_handshake("tls", asked=False, version="TLSv1.3")["PRB012"]
    assert (new.verdict, new.weight) == ("differs", "warning")
    untold = certificate.with_handshake("tls", asked=None)["PRB012"]
    assert untold.verdict == "not seen"


def test_a_handshake_that_ends_for_want_of_a_certificate_is_no_difference(certificate: Known) -> None:
    facts = certificate.with_handshake("tls", alert="tlsv13 alert certificate required", version="", thumbprint="")
    assert not differences(tuple(facts.values()))
    assert facts["PRB008"].verdict == "agrees" and facts["PRB010"].verdict == "not seen"


def test_an_old_iis_without_utf8_in_feat_is_a_difference_at_its_setting(password: Known) -> None:
    fact = password.with_reply("clear", "FEAT", 211, "211-Extended features:", " SIZE", "211 END")["PRB004"]
    assert (fact.verdict, fact.settings) == ("differs", ("ftpServer/@allowUTF8",))


def test_weak_ciphers(password: Known) -> None:
    text = password.base
    assert password.with_handshake("tls", bits=56)["PRB009"].verdict == "noted", "ssl128 is off in this file"
    assert text.site.ftp.find("security/ssl").value("ssl128").text == "false"

"""Replies to commands that every client may send: SYST, FEAT, HELP, HOST."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.probe import reasons
from ftplint.probe.fact import COMMANDS, Fact, Seen, refused_by_filter, said, why_not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.client import Exchange

_UTF8 = "ftpServer/@allowUTF8"


def commands(seen: Seen) -> Iterator[Fact]:
    """PRB003, PRB004, PRB005 and PRB007."""
    name = "tls" if seen.target.implicit else "clear"
    real, twin = seen.real.visit(name), seen.twin.visit(name)
    if twin is None:
        return
    if seen.target.host:
        yield _host(None if real is None else real.reply("HOST"), twin.reply("HOST"))
    for id_, verb, judge in (("PRB003", "SYST", _system), ("PRB004", "FEAT", _features), ("PRB005", "HELP", _help)):
        expected = twin.reply(verb)
        found = None if real is None else real.reply(verb)
        if expected is None:
            continue  # the file lets nobody come so far
        if found is None or not found.code:
            yield Fact(id_, "not seen", _says(verb, expected), said(found), (), why_not(seen, name))
        elif expected.refused or refused_by_filter(found, expected):
            yield _filtered(id_, verb, expected, found)
        else:
            yield judge(expected, found)


def _says(verb: str, expected: Exchange) -> str:
    return f"{verb} is allowed" if expected.accepted else f"{verb} is refused by command filtering"


def _filtered(id_: str, verb: str, expected: Exchange, found: Exchange) -> Fact:
    verdict = expected.accepted == found.accepted
    behind = (*reasons.OF_A_SETTING, reasons.NO_IIS)
    saw = f"the reply is {said(found)}"
    if verdict:
        return Fact(id_, "agrees", _says(verb, expected), saw, (COMMANDS,))
    return Fact(id_, "differs", _says(verb, expected), saw, (COMMANDS,), reasons=behind)


def _system(expected: Exchange, found: Exchange) -> Fact:
    if found.text == expected.text:
        return Fact("PRB003", "agrees", "the server is IIS", f"the reply is {said(found)}")
    return Fact("PRB003", "differs", "the server is IIS", f"the reply is {said(found)}", (), reasons=(reasons.NO_IIS,))


def _features(expected: Exchange, found: Exchange) -> Fact:
    wanted, listed = (any(line.strip().upper() == "UTF8" for line in one.lines[1:]) for one in (expected, found))
    says = "UTF8 is listed" if wanted else "UTF8 is not listed"
    saw = "UTF8 is listed" if listed else "UTF8 is not listed"
    if wanted == listed:
        return Fact("PRB004", "agrees", says, saw, (_UTF8,))
    return Fact("PRB004", "differs", says, saw, (_UTF8,), reasons=reasons.OF_A_SETTING)


def _help(expected: Exchange, found: Exchange) -> Fact:
    del expected
    verdict = "agrees" if found.accepted else "not seen"
    why = "" if found.accepted else "HELP is refused for a reason that is not in the file"
    return Fact("PRB005", verdict, "HELP is allowed", f"the reply is {said(found)}", (COMMANDS,), why)  # type: ignore[arg-type]


def _host(found: Exchange | None, expected: Exchange | None) -> Fact:
    taken = expected is not None and expected.accepted
    says = "the host name is one of this site" if taken else "this client is refused"
    if found is None or not found.code:
        return Fact("PRB007", "not seen", says, said(found), (), "the session ended before HOST")
    if found.accepted == taken:
        return Fact("PRB007", "agrees", says, f"the reply is {said(found)}")
    behind = (*reasons.OF_A_SETTING, "HOST came with IIS 8; earlier ones take host|user only")
    return Fact("PRB007", "differs", says, f"the reply is {said(found)}", ("bindings",), reasons=behind)

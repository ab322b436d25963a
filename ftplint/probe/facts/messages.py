"""Greeting, farewell, and the text after the logon."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.probe import reasons
from ftplint.probe.fact import Fact, Seen, why_not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.client import Exchange

_DEFAULT = "Microsoft FTP Service"
_MESSAGES = "ftpServer/messages/@"


def messages(seen: Seen) -> Iterator[Fact]:
    """PRB002, PRB006 and PRB017."""
    if not seen.target.host or seen.endpoint.hostless is None:  # else it is that of another site
        yield from _banner(seen)
    for id_, visit, verb, attribute in (
        ("PRB006", "tls" if seen.target.implicit else "clear", "QUIT", "exitMessage"),
        ("PRB017", "logon", "PASS", "greetingMessage"),
    ):
        yield _before_the_reply(seen, id_, visit, verb, attribute)


def _banner(seen: Seen) -> Iterator[Fact]:
    real, twin = _first(seen.real.visits), _first(seen.twin.visits)
    if real is None or twin is None or not (real.accepted and twin.accepted):
        return
    expected, found = _words(twin.lines), _words(real.lines)
    says, saw = _shown(expected), _shown(found)
    settings = []
    if (_DEFAULT in expected) != (_DEFAULT in found):
        settings.append(f"{_MESSAGES}suppressDefaultBanner")
    if not _same(seen, [w for w in expected if w != _DEFAULT], [w for w in found if w != _DEFAULT]):
        settings.append(_MESSAGES + _text_or_variables(seen, "bannerMessage", found))
    if not settings:
        yield Fact("PRB002", "agrees", says, saw, (f"{_MESSAGES}bannerMessage",))
        return
    behind = (*reasons.OF_A_SETTING, *(() if _DEFAULT in found else (reasons.NO_IIS,)))
    yield Fact("PRB002", "differs", says, saw, tuple(settings) if seen.own else (), reasons=behind)


def _before_the_reply(seen: Seen, id_: str, name: str, verb: str, attribute: str) -> Fact:
    """A configured text stands in front of the reply's own words, which are not of the file. Whether these follow an
    exit message is not documented: it may be the whole reply."""
    setting = (_MESSAGES + attribute,)
    text = seen.text("messages", attribute)
    says = f"the text is '{text}'" if text else "there is no text"
    real, twin = (_reply(record.visit(name), verb) for record in (seen.real, seen.twin))
    if real is None or not real.accepted:
        return Fact(id_, "not seen", says, "nothing", setting, _why(seen, name))
    if twin is None or not twin.accepted:
        return Fact(
            id_,
            "not seen",
            says,
            _shown(_words(real.lines[:-1])),
            setting,
            "by the file a session does not get that far",
        )
    expected, found = _words(twin.lines[:-1]), _words(real.lines[:-1])
    if _same(seen, expected, found) or (expected and _same(seen, expected, _words(real.lines)[: len(expected)])):
        return Fact(id_, "agrees", says, _shown(found), setting)
    setting = (_MESSAGES + _text_or_variables(seen, attribute, found),)
    return Fact(id_, "differs", says, _shown(found), setting, reasons=reasons.OF_A_SETTING)


def _why(seen: Seen, name: str) -> str:
    if name == "logon" and seen.plan.visitor is None:
        return "neither --user nor --certificate was given"
    return why_not(seen, name)


def _first(visits: tuple[object, ...]) -> Exchange | None:
    from ftplint.client import Visit

    return next((one.reply("") for one in visits if isinstance(one, Visit) and one.reply("") is not None), None)


def _reply(visit: object, verb: str) -> Exchange | None:
    from ftplint.client import Visit

    if not isinstance(visit, Visit):
        return None
    found = visit.reply(verb)
    if verb == "PASS" and found is None:
        user = visit.reply("USER")
        return user if user is not None and user.code == 232 else None
    return found


def _words(lines: tuple[str, ...]) -> list[str]:
    """The texts of the lines of a reply; blank ones are none."""
    return [text for line in lines if (text := re.sub(r"\A\d{3}[ -]", "", line)).strip()]


def _same(seen: Seen, expected: list[str], found: list[str]) -> bool:
    """Whether texts are the same but for what differs from session to session: numbers, where variables are
    expanded."""
    if seen.text("messages", "expandVariables") == "true":
        return [re.sub(r"\d+", "0", text) for text in expected] == [re.sub(r"\d+", "0", text) for text in found]
    return expected == found


def _text_or_variables(seen: Seen, attribute: str, found: list[str]) -> str:
    """Which setting differs: a text with a variable in it may be expanded on one side only."""
    text = seen.text("messages", attribute)
    if not re.search(r"%\w+%", text):
        return attribute
    pattern = re.sub(r"%\w+%", r"\\S*", re.escape(text).replace("%", "%"))
    return "expandVariables" if re.fullmatch(f"(?s){pattern}", "\n".join(found[-1:])) else attribute


def _shown(words: list[str]) -> str:
    return f"the text is '{' / '.join(words)}'" if words else "there is no text"

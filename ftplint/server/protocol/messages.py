"""Replies as text: banners and greetings of the site, replies of several lines, detailed errors for local clients."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.server.protocol.replies import DETAILS, spoken, system_message

if TYPE_CHECKING:
    from ftplint.server.protocol.replies import Reply
    from ftplint.server.site import Messages


class Variables(NamedTuple):
    """What the five variables stand for in a session."""

    received: int = 0
    sent: int = 0
    session: str = ""
    site: str = ""
    user: str = ""


NO_VARIABLES = Variables()
_LINE_END = re.compile("\r\n|\n|\r")


def expanded(messages: Messages, text: str, variables: Variables) -> str:
    """*text* with its variables replaced, if the site wants that; other words in percent signs stay."""
    if not messages.expand_variables:
        return text
    for name, value in (
        ("BytesReceived", variables.received),
        ("BytesSent", variables.sent),
        ("SessionID", variables.session),
        ("SiteName", variables.site),
        ("UserName", variables.user),
    ):
        text = text.replace(f"%{name}%", str(value))
    return text


def several(code: int, texts: list[str]) -> list[str]:
    """The lines of a reply: all but the last with a hyphen. Line breaks of a configured text make lines too; those of
    Unicode (U+2028) are characters of a name like others."""
    flat = [line for text in texts for line in _LINE_END.split(text.removesuffix("\n").removesuffix("\r"))]
    return [*(f"{code}-{line}" for line in flat[:-1]), f"{code} {flat[-1]}"]


def banner(messages: Messages, default: Reply, variables: Variables) -> list[str]:
    """The greeting of a new connection; blank if the default is suppressed and there is no other."""
    own = expanded(messages, messages.banner, variables)
    texts = [] if messages.suppress_default_banner else [default.text]
    return several(default.code, [*texts, *([own] if own else [])] or [""])


def with_text(reply: Reply, before: str) -> list[str]:
    """A configured text (greeting, exit message) in front of the reply's own words."""
    text = spoken(reply)
    return several(reply.code, [before, text] if before else [text])


def wire(lines: list[str], encoding: str) -> bytes:
    """Lines as they are sent; characters that *encoding* lacks become question marks."""
    return "".join(f"{line}\r\n" for line in lines).encode(encoding, "replace")


@lru_cache(maxsize=1_000)
def encoded(reply: Reply, before: str, encoding: str) -> bytes:
    """A reply as it is sent, with a configured text in front of it."""
    return wire(with_text(reply, before), encoding)


def detailed(reply: Reply) -> list[str]:
    """The block that a client on the server itself gets instead of a failing reply (client-cert-login 2.2)."""
    return [
        f"{reply.code}-{spoken(reply)}",
        f" Win32 error:   {system_message(reply)}",
        *([f" Error details: {DETAILS[reply.substatus]}"] if reply.substatus else []),
        f"{reply.code} End",
    ]

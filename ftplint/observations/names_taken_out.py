"""Takes names, addresses, numbers and secrets out of what a server said: known sentences stay, and known words.

A list of words to keep cannot forget a name, as a list of things to remove can.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ftplint.server import COMMANDS, DETAILS, REPLIES, SYSTEM, Heard, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable

GAP = "[...]"
"""What stands for everything that was taken out."""
MOST_LINES = 8
LONGEST_LINE = 200
"""Characters of a line that are kept, and lines of a reply."""
_WORDS = """
a about accept accepted access account accounts again all allow allowed already an and anonymous another any
are as at attempt authenticate authenticated authentication authorization authorized available bad base be
because been before begin blocked but by bytes can cannot certificate certificates change changed channel
check cipher clear client close closed closing code command commands completed configuration configured
connect connected connection connections control could current currently data default denied denies deny
destination did directory disabled disconnected do does domain done enabled encrypted encryption end enough
enter entering error errors exceeded exist exists expected expecting expired extended failed failure feature
features file files first folder for found from ftp ftps full go greeting had handshake has have hello help
here home host hostname if in inactive inappropriate incorrect information initialization inside internal into
invalid is issuer it its key known later level limit limited line list local locked log logged login logon
long mapped mapping match matching maximum may mechanism message method microsoft missing mode more must name
names need needs negotiation no none not now number occurred of off ok on one only open opened operation
option or order other out over parameter parameters parse passive password passwords path permission
permissions permitted please point policy port private problem process program protected protection protocol
provided provider queued ready reason received recognized refused reject rejected remote request requested
require required requires response restricted revoked right rights root rule rules said secure secured
security see send sequence server service session set short should shutting site size some ssl start started
starting state status stop stopped storage store stream string succeeded successful successfully supplied
support supported syntax system than that the their then there these this time timed timeout tls to too
transfer transferred transfers try type unable unauthorized unavailable under understood unexpected unknown
unsupported until up upload use used user users using valid value version violated violation virtual wait was
welcome were what when which while windows with without write wrong yet you your
"""
_FIELD = re.compile(r"\{\w+\}")
_PUNCTUATION = "\"'().,:;!?[]-"


def nameless(turn: Turn, private: Iterable[str] = ()) -> Turn:
    """*turn* with replies of which only known sentences and words are left; of the words, *private* ones go too."""
    hidden = frozenset(word.lower() for word in private)
    return turn._replace(replies=tuple(Heard(one.code, nameless_lines(one.lines, hidden)) for one in turn.replies))


def nameless_lines(lines: Iterable[str], private: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The first lines of a reply, each without its code and without names."""
    found = []
    for number, line in enumerate(lines):
        if number == MOST_LINES:
            break
        found.append(_nameless(re.sub(r"^\d{3}[ -]?", "", line[: 4 * LONGEST_LINE]).strip(), private))
    return tuple(found)


def _nameless(text: str, private: frozenset[str]) -> str:
    label, colon, rest = text.partition(":")
    if colon and label in ("Win32 error", "Error details"):
        return f"{label}: {_nameless(rest.strip(), private)}"
    known = next((plain for pattern, plain in _sentences() if pattern.fullmatch(text)), None)
    if known is not None:
        return known
    kept: list[str] = []
    for chunk in text.split():
        core = chunk.strip(_PUNCTUATION)
        if core.lower() in _words() and core.lower() not in private and core.isascii():
            kept.append(chunk)
        elif not kept or kept[-1] != GAP:
            kept.append(GAP)
    return " ".join(kept)[:LONGEST_LINE]


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The known sentences of IIS, each with what is kept of it; none that consists of little more than a field."""
    found = []
    texts = [*(reply.text for reply in REPLIES.values()), *DETAILS.values(), *SYSTEM.values()]
    texts += [f"{verb} command successful." for verb in COMMANDS]
    for text in dict.fromkeys(texts):
        parts = _FIELD.split(text)
        if sum(len(re.findall("[A-Za-z]{2,}", part)) for part in parts) > 1 or len(parts) == 1:
            found.append((re.compile(".*".join(re.escape(part) for part in parts)), GAP.join(parts)))
    return tuple(sorted(found, key=lambda one: GAP in one[1]))


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    found = set(_WORDS.split()) | {verb.lower() for verb in COMMANDS}
    for _, plain in _sentences():
        found.update(word.strip(_PUNCTUATION).lower() for word in plain.replace(GAP, " ").split())
    return frozenset(found) - {""}

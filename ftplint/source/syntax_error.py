"""Why a file is not well-formed XML, in words for a person, with the exact place and the other half of a mismatch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from ftplint.source.place import Place
from ftplint.source.problem import Problem

if TYPE_CHECKING:
    from ftplint.source.read import Source

_TAG = re.compile(r"</?[^\s<>/\"'=]*")
_END = re.compile(r"</\s*([^\s<>/]*)")


def explain(source: Source, message: str, position: tuple[int | None, int | None]) -> Problem:
    """The problem of kind ``xml-malformed``; *message* and *position* are libxml2's, for what expat passes over.

    No value of an attribute is ever quoted: it might be a secret.
    """
    text = source.text
    data = text.encode("utf-8", "surrogatepass")
    parser = expat.ParserCreate("utf-8")
    opened: list[tuple[str, int]] = []
    parser.StartElementHandler = lambda name, _: opened.append((name, parser.CurrentByteIndex))
    parser.EndElementHandler = lambda _: opened.pop()
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        at = len(data[: parser.ErrorByteIndex].decode("utf-8", "replace"))
        starts = [(name, len(data[:start].decode("utf-8", "replace"))) for name, start in opened[-1:]]
        return _worded(text, error.code, min(at, len(text)), starts[0] if starts else None)
    at = offset_of(text, position[0] or 1, position[1] or 1)
    reason = re.sub(r"[\"'].*[\"']", "", message.split(", line")[0]).strip() or "the XML is not well-formed"
    return Problem("xml-malformed", Place.of_text(at, _word_end(text, at)), {"reason": reason})


def offset_of(text: str, line: int, column: int) -> int:
    """The offset of a line and column (from 1, as libxml2 counts them) in *text*, never outside it."""
    start = 0
    for _ in range(line - 1):
        newline = text.find("\n", start)
        if newline < 0:
            break
        start = newline + 1
    end = text.find("\n", start)
    return min(start + max(column - 1, 0), len(text) if end < 0 else end)


def _worded(text: str, code: int, at: int, innermost: tuple[str, int] | None) -> Problem:
    errors = expat.errors.codes
    related: tuple[tuple[Place, str], ...] = ()
    if innermost is not None:
        name, start = innermost
        line = text.count("\n", 0, start) + 1
        opened = (Place.of_text(start, start + len(name) + 1), f"<{name}> is opened here")
    if code == errors[expat.errors.XML_ERROR_TAG_MISMATCH] and innermost is not None:
        closing = _END.match(text, _back(text, at, "</"))
        found = closing.group(1) if closing else "?"
        at = closing.start() if closing else at
        reason, related = f"the end tag </{found}> does not match the start tag <{name}> of line {line}", (opened,)
    elif code in (errors[expat.errors.XML_ERROR_NO_ELEMENTS], errors[expat.errors.XML_ERROR_UNCLOSED_TOKEN]):
        if innermost is not None:
            reason, related = f"the file ends before <{name}> of line {line} is closed", (opened,)
        else:
            reason = "the file ends before its root element is complete"
        at = len(text.rstrip())
    elif code == errors[expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE]:
        attribute = re.match(r"[^\s=<>/\"']+", text[at : at + 200])
        reason = (
            f"the attribute '{attribute.group()}' is written twice" if attribute else "an attribute is written twice"
        )
    elif code == errors[expat.errors.XML_ERROR_MISPLACED_XML_PI]:
        reason = "something stands before the XML declaration; it must be the very first thing in the file"
    elif code == errors[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]:
        reason = "there is something after the end of the root element"
    elif code == errors[expat.errors.XML_ERROR_UNDEFINED_ENTITY]:
        reason = "this entity is not defined; only &amp; &lt; &gt; &quot; &apos; and character references exist"
    elif code == errors[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION]:
        reason = "the CDATA section is not closed"
    elif code == errors[expat.errors.XML_ERROR_BAD_CHAR_REF]:
        reason = "this character reference stands for no character that XML allows"
    else:
        reason = _token(text, at)
    return Problem("xml-malformed", Place.of_text(at, _word_end(text, at)), {"reason": reason}, related=related)


def _token(text: str, at: int) -> str:
    """What is wrong where expat only says 'invalid token'."""
    character = text[at : at + 1]
    if character == "<":
        return "'<' is not allowed here; is a quote or a '>' missing before it? In a value it must be written as &lt;"
    if text.rfind("&", max(0, at - 40), at + 1) >= 0 and re.match(
        r"&[\w#]*[^\w#;]?\Z", text[text.rfind("&", 0, at + 1) : at + 1]
    ):
        return "'&' must be written as &amp;"
    if character and (ord(character) < 32 or ord(character) in (0xFFFE, 0xFFFF)):
        return f"the character U+{ord(character):04X} is not allowed in XML"
    if re.match(r"[\w.:-]", character or " "):
        return "a name or value is not well-formed here; is a quote, '=' or blank missing?"
    return "the XML is not well-formed here"


def _back(text: str, at: int, sign: str) -> int:
    found = text.rfind(sign, 0, at + len(sign))
    return at if found < 0 else found


def _word_end(text: str, at: int) -> int:
    match = _TAG.match(text, at)
    return match.end() if match else min(at + 1, len(text))

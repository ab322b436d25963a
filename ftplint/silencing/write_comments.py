"""Writes the comments that suppress findings: before the element of each, or before a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Places, Replacement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ftplint.analysis import ParsedFile
    from ftplint.judging import PendingFinding


def suppressing_comments(
    parsed: ParsedFile, pending_findings: Iterable[PendingFinding], words: str, sites: Collection[str] = ()
) -> list[Replacement]:
    """The comments as edits of the text, in its order. *words* is ``FTP106 until 2027-01-31 the reason``.

    With *sites* (lower case) a comment before each such site suppresses there what has its cause elsewhere too;
    without, one stands before each element that has a finding. A finding on no element is left out.
    """
    if parsed.written is None:
        return []
    tags = Places(parsed.source.text, parsed.written)
    if sites:
        wanted = {one.lower() for pending in pending_findings for one in pending.sites} & set(sites)
        elements = [e for e in parsed.written.iter("site") if (e.get("name") or "").lower() in wanted]
    else:
        placed = (pending.place.element for pending in pending_findings)
        elements = list(dict.fromkeys(element for element in placed if element is not None))
    return sorted(_before(parsed.source.text, tags[element].start, words) for element in elements)


def _before(text: str, offset: int, words: str) -> Replacement:
    indent = _indent(text, offset)
    newline = "" if indent is None else _newline(text) + indent
    return Replacement(offset, offset, f"<!-- ftplint: ignore {words} -->{newline}")


def _indent(text: str, offset: int) -> str | None:
    """The blanks before *offset* if nothing else stands there on its line."""
    start = text.rfind("\n", 0, offset) + 1
    before = text[start:offset]
    return before if not before.strip() else None


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text[:4096] else "\n"

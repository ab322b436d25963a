"""Request filtering and command filtering: which paths and commands a site refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftplint.server.site import Commands, Filters


def path_refusal(filters: Filters, path: str, *, is_file: bool) -> str | None:
    """The situation in which a virtual path (``/a/b.txt``) is refused, or None. Lengths are bytes of UTF-8.

    Extensions matter for files only; a file without one has the extension ``.`` (by analogy with the web server).
    """
    if filters.longest_path and len(path.encode("utf-8", "replace")) > filters.longest_path:
        return "path-too-long"
    if not filters.high_bit and not path.isascii():
        return "high-bit"
    lower = path.lower()
    if any(sequence and sequence in lower for sequence in filters.sequences):
        return "sequence-denied"
    segments = [segment for segment in lower.split("/") if segment]
    if any(segment in filters.hidden for segment in segments):
        return "hidden-segment"
    if is_file and segments:
        name = segments[-1]
        extension = f".{name.rpartition('.')[2]}" if "." in name else "."
        if not filters.extensions.get(extension, filters.unlisted_extensions):
            return "extension-denied"
    return None


def command_refused(commands: Commands, verb: str) -> bool:
    """Whether command filtering refuses *verb* (upper case)."""
    return not commands.listed.get(verb, commands.allow_unlisted)

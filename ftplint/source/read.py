"""Bytes to text: encodings, byte-order marks, limits. No document type declaration gets past here."""

from __future__ import annotations

import os
import re
import sys

from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple
from ftplint.source.place import Place
from ftplint.source.problem import Problem

MAX_BYTES = 100 * 1024 * 1024
"""The largest file that is read: its tree would need some ten times as much memory."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARATION = re.compile(r"""<\?xml\s[^>]*?encoding\s*=\s*["']([^"'<>]*)["']""")
_PROLOG = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CONFLICT = re.compile(r"^<{7}(?: .*)?$", re.MULTILINE)
_CONFLICT_END = re.compile(r"^>{7}(?: .*)?\r?$", re.MULTILINE)


class UnreadableError(FtplintError):
    """There is nothing to read; ``str`` says which path and why."""


class Source(NamedTuple):
    """A file's bytes and its text: decoded, the byte-order mark removed, line ends untouched."""

    path: str
    data: bytes
    text: str
    encoding: str
    bom: bytes


class Decoded(NamedTuple):
    """The source, and what is wrong with it; where bytes could not be decoded, stand-ins are in the text."""

    source: Source
    problem: Problem | None


_SYSTEM = re.compile(r"[\\/]system32[\\/]inetsrv[\\/]", re.IGNORECASE)


def _hint(path: str, error: OSError) -> str:
    """What to do where IIS itself keeps the file, and Windows shows it to administrators and 64-bit programs only."""
    if sys.platform != "win32" or not _SYSTEM.search(path):
        return ""
    if isinstance(error, PermissionError):
        return "; only administrators can read this folder: start ftplint as an administrator, or copy the file"
    if isinstance(error, FileNotFoundError) and sys.maxsize < 2**32:
        native = _SYSTEM.sub(lambda found: found[0].lower().replace("system32", "Sysnative"), path)
        return f"; this program has 32 bits, for which Windows shows another System32: use {native}"
    return ""


def read_bytes(path: str) -> bytes:
    """The bytes at *path* (``-`` is standard input), at most MAX_BYTES and one. Raises UnreadableError."""
    try:
        if path == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with open(path, "rb") as stream:  # noqa: PTH123 - pathlib costs start-up time and gains nothing here
            return stream.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise UnreadableError(f"{path}: this is a folder") from None
    except OSError as error:
        if isinstance(error, PermissionError) and os.path.isdir(path):  # noqa: PTH112 - Windows' word for a folder
            raise UnreadableError(f"{path}: this is a folder") from None
        raise UnreadableError(f"{path}: {error.strerror or error}{_hint(path, error)}") from error
    except ValueError as error:  # a path with a NUL
        raise UnreadableError(f"{path!r}: {error}") from error


def decode(path: str, data: bytes) -> Decoded:
    """The text of *data*, judged as far as that is possible without parsing it."""
    if len(data) > MAX_BYTES:
        reason = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
        return _refused(path, data[:4096], "utf-8", b"", "limit-exceeded", reason, 0)
    bom, encoding = next((known for known in _BOMS if data.startswith(known[0])), (b"", ""))
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return _refused(path, data, "utf-8", b"", "encoding-wrong", "the file is UTF-32, which IIS does not read", 0)
    declared = _declared(data[len(bom) :], encoding)
    if not encoding:
        encoding, reason = _chosen(data, declared)
        if reason:
            return _refused(path, data, "utf-8", b"", "encoding-wrong", reason, 0)
    elif declared is not None and _family(declared) != _family(encoding):
        reason = f"the declaration says encoding '{declared}', but the byte-order mark says {_family(encoding)}"
        return _refused(path, data, encoding, bom, "encoding-wrong", reason, 0)
    try:
        text = data[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        where = len(bom) + error.start
        kind = (
            "binary data" if b"\0" in data[:1024] and not encoding.startswith("utf-16") else f"not {encoding.upper()}"
        )
        reason = f"the byte 0x{data[where]:02x} at offset {where} is {kind}"
        at = len(data[len(bom) : where].decode(encoding, "replace"))
        return _refused(path, data, encoding, bom, "encoding-wrong", reason, at)
    source = Source(path, data, text, encoding, bom)
    return Decoded(source, _judged(source))


def _judged(source: Source) -> Problem | None:
    text = source.text
    if "\0" in text[:4096]:
        at = text.index("\0")
        return Problem("encoding-wrong", Place.of_text(at, at + 1), {"reason": "the file holds binary data, not text"})
    if not text or text.isspace():
        return Problem("xml-malformed", Place.of_text(0, 0), {"reason": "the file is empty"})
    conflict = _conflict(text)
    if conflict is not None:
        return Problem("merge-conflict", Place.of_text(*conflict))
    prolog = _PROLOG.match(text)
    at = prolog.end() if prolog else 0
    if text[at : at + 9].upper() == "<!DOCTYPE":
        return Problem("document-type-declared", Place.of_text(at, at + 9))
    return None


def _conflict(text: str) -> tuple[int, int] | None:
    """The first line of git's conflict markers, outside comments."""
    if "<<<<<<<" not in text or ">>>>>>>" not in text:
        return None
    bare = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment.group()), text)
    start = _CONFLICT.search(bare)
    if start is None or _CONFLICT_END.search(bare, start.end()) is None:
        return None
    return start.start(), start.start() + len(start.group().rstrip("\r"))


def _declared(data: bytes, encoding: str) -> str | None:
    """The encoding that the XML declaration names."""
    head = data[:400].decode(encoding or _sniffed(data) or "latin-1", "replace")
    found = _DECLARATION.match(head.lstrip())
    return found.group(1) if found else None


def _sniffed(data: bytes) -> str | None:
    """UTF-16 without a mark, recognisable by its first characters."""
    if data.startswith(b"<\0"):
        return "utf-16-le"
    return "utf-16-be" if data.startswith(b"\0<") else None


def _chosen(data: bytes, declared: str | None) -> tuple[str, str]:
    """The encoding of a file without a mark, or why there is none. IIS writes UTF-8 (section 6.1)."""
    sniffed = _sniffed(data)
    if sniffed:
        return sniffed, ""
    if declared is None:
        return "utf-8", ""
    import codecs

    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return "", f"the declaration says encoding '{declared}', which does not exist"
    if _family(name) in ("UTF-16", "UTF-32"):
        return "", f"the declaration says encoding '{declared}', but the bytes are not {_family(name)}"
    if not writes_xml(name):
        return "", f"the declaration says encoding '{declared}', in which no XML can be written"
    return name, ""


def writes_xml(encoding: str) -> bool:
    """Whether *encoding* is one of files: Python has others, of which Punycode takes minutes for a few thousand
    characters."""
    try:
        return b"".decode(encoding).encode(encoding) == b"" and "<".encode(encoding) == b"<"
    except (LookupError, UnicodeError, AttributeError, TypeError, ValueError):
        return False


def _family(encoding: str) -> str:
    text = encoding.upper().replace("_", "-")
    for family in ("UTF-16", "UTF-32", "UTF-8"):
        if text.startswith((family, family.replace("-", ""))):
            return family
    return text


def _refused(path: str, data: bytes, encoding: str, bom: bytes, kind: str, reason: str, at: int) -> Decoded:
    source = Source(path, data, data[len(bom) :].decode(encoding, "replace"), encoding, bom)
    at = min(at, max(len(source.text) - 1, 0))
    return Decoded(source, Problem(kind, Place.of_text(at, min(at + 1, len(source.text))), {"reason": reason}))

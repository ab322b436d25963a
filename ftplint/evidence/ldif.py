"""Reads an LDIF export of accounts: ldifde, ldapsearch, ldbsearch. Streams; keeps only what mapping needs.

Rules in directory.md section 8. URLs (``attr:< file:///...``) are never opened.
"""

from __future__ import annotations

import base64
import binascii
import codecs
from typing import IO, TYPE_CHECKING

from ftplint.evidence.accounts import Account, DirectoryError, common_name, filetime, sid_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_LINE = 1_000_000
"""Characters of one logical line. An attribute of an account is far below; a longer one is no export."""
_MOST_VALUES = 100_000
_WANTED = frozenset(
    {
        *("dn", "changetype", "objectsid", "samaccountname", "userprincipalname", "altsecurityidentities", "mail"),
        *("useraccountcontrol", "accountexpires", "lockouttime", "msds-user-account-control-computed", "memberof"),
        *("msiis-ftproot", "msiis-ftpdir", "userpassword"),
    }
)
_BYTES = frozenset({"objectsid"})

Record = dict[str, list[str | bytes]]


def read_ldif(path: Path) -> Iterator[Account]:
    """The accounts of an LDIF file, in file order. Raises DirectoryError with file and line."""
    try:
        with path.open("rb") as file:
            for start, record in _records(_text(file, path), path):
                account = _account(record, path, start)
                if account is not None:
                    yield account
    except OSError as error:
        raise DirectoryError(f"{path}: cannot be read: {error.strerror or error}") from error


def _text(file: IO[bytes], path: Path) -> Iterator[tuple[int, str]]:
    """The physical lines with their numbers; the byte order mark decides the encoding, else it is UTF-8."""
    start = file.read(4)
    file.seek(0)
    encoding = "utf-8"
    if start.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    reader = codecs.getreader(encoding)(file)
    number = 0
    try:
        while line := reader.readline(LONGEST_LINE):
            number += 1
            if not line.endswith("\n") and len(line) >= LONGEST_LINE:
                raise DirectoryError(f"{path}:{number}: the line is longer than {LONGEST_LINE} characters")
            yield number, line.rstrip("\r\n")
    except UnicodeError as error:
        hint = "export with ldifde -u, or convert it to UTF-8"
        raise DirectoryError(f"{path}:{number + 1}: the line is not {encoding.removesuffix('-sig')}; {hint}") from error


def _lines(lines: Iterator[tuple[int, str]], path: Path) -> Iterator[tuple[int, str]]:
    """Logical lines: those that begin with a blank (old writers: a tab) continue the one before; no comments."""
    pending_lines: list[str] = []
    start = 0
    length = 0
    for number, line in lines:
        if line[:1] in (" ", "\t") and pending_lines:
            pending_lines.append(line[1:])
            length += len(line)
            if length > LONGEST_LINE:
                raise DirectoryError(f"{path}:{start}: the value is longer than {LONGEST_LINE} characters")
            continue
        if pending_lines and not pending_lines[0].startswith("#"):
            yield start, "".join(pending_lines)
        pending_lines, start, length = [line], number, len(line)
    if pending_lines and not pending_lines[0].startswith("#"):
        yield start, "".join(pending_lines)


def _records(lines: Iterator[tuple[int, str]], path: Path) -> Iterator[tuple[int, Record]]:
    record: Record = {}
    first = 0
    for number, line in _lines(lines, path):
        if not line.strip():
            if record:
                yield first, record
            record = {}
            continue
        name, colon, rest = line.partition(":")
        if not colon:
            raise DirectoryError(f"{path}:{number}: there is no colon, so this is no LDIF: '{line[:60]}'")
        key = name.partition(";")[0].strip().lower()
        if not record:
            first = number
        if key not in _WANTED:
            record.setdefault("", [])
            continue
        values = record.setdefault(key, [])
        values.append(_value(key, rest, path, number))
        if len(values) > _MOST_VALUES:
            raise DirectoryError(f"{path}:{number}: more than {_MOST_VALUES} values of {name}")
    if record:
        yield first, record


def _value(key: str, rest: str, path: Path, number: int) -> str | bytes:
    if rest.startswith("<"):
        return ""  # a URL: never opened
    if not rest.startswith(":"):
        return rest.removeprefix(" ")
    try:
        raw = base64.b64decode(rest[1:].strip(), validate=True)
    except binascii.Error as error:
        raise DirectoryError(f"{path}:{number}: the value of {key} is no base64") from error
    if key in _BYTES:
        return raw
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DirectoryError(f"{path}:{number}: the value of {key} is no UTF-8 text") from error


def _account(record: Record, path: Path, line: int) -> Account | None:
    change = _first(record, "changetype").lower()
    if change not in ("", "add"):
        raise DirectoryError(f"{path}:{line}: 'changetype: {change}' changes a directory; an export has add or none")
    name = _first(record, "samaccountname")
    if not name:
        return None
    dn = _first(record, "dn")
    computed = _number(record, "msds-user-account-control-computed", path, line)
    expires = _number(record, "accountexpires", path, line)
    return Account(
        name,
        dn,
        _first(record, "userprincipalname"),
        _sid(record, path, line),
        tuple(str(value) for value in record.get("altsecurityidentities", ())),
        _first(record, "mail"),
        _number(record, "useraccountcontrol", path, line) or 0x200,
        filetime(expires),
        bool(computed & 0x10) or _number(record, "lockouttime", path, line) > 0,
        tuple(common_name(str(group)) for group in record.get("memberof", ())),
        _first(record, "msiis-ftproot"),
        _first(record, "msiis-ftpdir"),
        _first(record, "userpassword") or None,
    )


def _first(record: Record, key: str) -> str:
    return str(next(iter(record.get(key, ())), ""))


def _number(record: Record, key: str, path: Path, line: int) -> int:
    text = _first(record, key).strip()
    try:
        return int(text or 0)
    except ValueError:
        raise DirectoryError(f"{path}:{line}: {key} is '{text[:40]}', which is no number") from None


def _sid(record: Record, path: Path, line: int) -> str:
    value = next(iter(record.get("objectsid", ())), "")
    if isinstance(value, str):
        return value.strip()
    try:
        return sid_text(value)
    except ValueError as error:
        raise DirectoryError(f"{path}:{line}: objectSid is {error}") from None

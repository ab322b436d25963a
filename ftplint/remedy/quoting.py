"""Texts and values in the literals of script languages: filters for the templates."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ftplint.errors import FtplintError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NUMBERS = frozenset({"int", "uint", "int64"})


class QuotingError(FtplintError):
    """A text that a language cannot hold; it says which other language can."""


def powershell(text: str) -> str:
    """In single quotes, inner ones doubled; PowerShell takes typographic quotes for quotes as well."""
    for quote in "'\u2018\u2019\u201a\u201b":
        text = text.replace(quote, quote * 2)
    return f"'{text}'"


def csharp(text: str) -> str:
    """A verbatim literal, inner double quotes doubled; characters that are not seen as ``\\uXXXX`` in plain ones."""
    parts = []
    for seen, run in groupby(text, str.isprintable):
        if seen:
            doubled = "".join(run).replace('"', '""')
            parts.append(f'@"{doubled}"')
        else:
            coded = "".join(f"\\u{unit:04x}" for unit in _units("".join(run)))
            parts.append(f'"{coded}"')
    return " + ".join(parts) or '@""'


def vb(text: str) -> str:
    """A literal of VB.NET: inner double quotes doubled. Typographic and full-width ones end a literal too, and doubled
    they would become plain ones, so they are written as ChrW, as are characters that are not seen.
    """
    return _pieces(text, lambda unit: chr(unit) in "\u201c\u201d\uff02" or not chr(unit).isprintable())


def vbscript(text: str) -> str:
    """A literal of VBScript: inner double quotes doubled; letters beyond ASCII as ChrW, since a script file is read in
    the code page of the machine.
    """
    return _pieces(text, lambda unit: unit > 127)


def _pieces(text: str, coded: Callable[[int], bool]) -> str:
    """Literals of Basic and calls of ChrW for the *coded* units, joined."""
    parts: list[str] = []
    for is_coded, units in groupby(_units(text), coded):
        if is_coded:
            parts += [f"ChrW({unit if unit < 32_768 else unit - 65_536})" for unit in units]
        else:
            doubled = _text(units).replace('"', '""')
            parts.append(f'"{doubled}"')
    return " & ".join(parts) or '""'


def jscript(text: str) -> str:
    """A literal in double quotes; everything beyond printable ASCII as ``\\uXXXX``."""
    literal = "".join(chr(u) if 32 <= u < 127 and chr(u) not in '"\\<' else f"\\u{u:04x}" for u in _units(text))
    return f'"{literal}"'


def _text(units: Iterable[int]) -> str:
    data = b"".join(unit.to_bytes(2, "little") for unit in units)
    return data.decode("utf-16-le", "surrogatepass")


def _units(text: str) -> list[int]:
    data = text.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]


def csharp_value(text: str, kind: str) -> str:
    """A value in C#: native booleans and numbers, TimeSpan.Parse for spans."""
    if kind == "bool":
        return text.lower()
    if kind in _NUMBERS:
        return text if abs(int(text)) < 2**31 else f"{text}L"
    return f"TimeSpan.Parse({csharp(text)})" if kind == "timeSpan" else csharp(text)


def vbnet_value(text: str, kind: str) -> str:
    """A value in VB.NET."""
    if kind == "bool":
        return text.capitalize()
    if kind in _NUMBERS:
        return text if abs(int(text)) < 2**31 else f"{text}L"
    return f"TimeSpan.Parse({vb(text)})" if kind == "timeSpan" else vb(text)


def jscript_value(text: str, kind: str) -> str:
    """A value in JScript; time spans as text."""
    return text.lower() if kind == "bool" else text if kind in _NUMBERS else jscript(text)


def vbscript_value(text: str, kind: str) -> str:
    """A value in VBScript; numbers beyond 32 bits as text, since a Double would be rounded."""
    if kind == "bool":
        return text.capitalize()
    if kind in _NUMBERS and abs(int(text)) < 2**31:
        return text
    return vbscript(text)


def powershell_value(text: str, kind: str) -> str:
    """A value in PowerShell: booleans, names and spans as texts, numbers bare."""
    if kind == "bool":
        return powershell(text.capitalize())
    return text if kind in _NUMBERS else powershell(text)


def appcmd_value(text: str, kind: str) -> str:
    """A value behind the colon of an indexer; the whole argument stands in double quotes."""
    return text.capitalize() if kind == "bool" else text


def xpath_text(text: str) -> str:
    """A literal of XPath, which has no escapes. Raises QuotingError for a text with both kinds of quotes."""
    if "'" not in text:
        return f"'{text}'"
    if '"' in text:
        raise QuotingError(f"no filter can hold {text!r}: it has both kinds of quotes; use --as csharp")
    return f'"{text}"'


def comment(text: str) -> str:
    """A text that stays in its comment: one line, and no end of a block comment."""
    return "".join(c if c.isprintable() else "?" for c in text).replace("*/", "* /")

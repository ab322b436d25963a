"""The script languages: one entry and one template each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.remedy import quoting

if TYPE_CHECKING:
    from collections.abc import Callable


class Language(NamedTuple):
    """A script language. ``text`` and ``value`` are its filters: a text as a literal, a value of a kind of setting.

    ``spells_unseen`` says whether it has codes for characters that are not seen (U+202E). ``cannot_hold`` are
    characters that it cannot quote.
    """

    title: str
    text: Callable[[str], str]
    value: Callable[[str, str], str]
    line_end: str = "\n"
    spells_unseen: bool = True
    cannot_hold: str = ""


LANGUAGES = {
    # AppCmd's indexers cannot quote an apostrophe or a bracket.
    "appcmd": Language("AppCmd", str, quoting.appcmd_value, "\r\n", False, "'\"[]%^&|<>"),
    "powershell": Language("PowerShell", quoting.powershell, quoting.powershell_value, spells_unseen=False),
    "csharp": Language("C#", quoting.csharp, quoting.csharp_value),
    "vbnet": Language("VB.NET", quoting.vb, quoting.vbnet_value),
    "jscript": Language("JScript", quoting.jscript, quoting.jscript_value),
    "vbscript": Language("VBScript", quoting.vbscript, quoting.vbscript_value),
}
"""By the name that ``--as`` takes, which is the name of the template too."""

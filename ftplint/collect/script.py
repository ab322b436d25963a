"""``collect.ps1`` as it is printed: with the version, and with the names of a file as data that cannot run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.collect.names import MOST_ACCOUNTS, MOST_PATHS
from ftplint.errors import FtplintError

if TYPE_CHECKING:
    from collections.abc import Collection

    from ftplint.collect.names import Names

TEMPLATE: Path = Path(__file__).with_name("collect.ps1")
"""The script as it stands in the repository; it runs as it is, and reads the names from the server then."""
MOST_CHARACTERS = 2_000_000
"""ConvertFrom-Json of Windows PowerShell 5.1 stops at 2,097,152 (JavaScriptSerializer.MaxJsonLength)."""
PARTS = ("server", "certificates", "tls", "network", "paths", "accounts", "log")
"""What the script can collect besides the configuration files, in its order."""
_SECTION = re.compile(r"^(?=# ---- )", re.MULTILINE)
_NAMES = "$Names = ''\n"
_COLLECTOR = "$Collector = 'ftplint'\n"


def collector(version: str, names: Names | None = None, parts: Collection[str] = PARTS) -> str:
    """The script, lines ended by LF. All of it is ASCII, so that no code page changes it.

    Without the *parts* that are not wanted it is shorter, for those who read it.
    The names stand in a here-string in single quotes, in which PowerShell replaces nothing and which only ``'@`` at the
    beginning of a line ends. Every apostrophe in them is written as an escape of JSON, so none is there.
    """
    text = TEMPLATE.read_text(encoding="ascii")
    for part in PARTS:
        if part not in parts:
            text = _without(text, part)
    text = _replaced(text, _COLLECTOR, f"$Collector = 'ftplint {version}'\n")
    return text if names is None else _replaced(text, _NAMES, f"$Names = @'\n{_as_json(names)}\n'@\n")


def _as_json(names: Names) -> str:
    """Printable ASCII without an apostrophe. One name a line, so that a person can read what will be asked.

    Raises FtplintError if it is too long.
    """
    directories = max(0, MOST_PATHS - len(names.roots))
    given = {
        "accounts": names.accounts[:MOST_ACCOUNTS],
        "roots": names.roots[:MOST_PATHS],
        "virtualDirectories": names.virtual_directories[:directories],
        "logs": names.logs[:MOST_PATHS],
        "ports": names.ports,
    }
    text = json.dumps(given, indent=1, ensure_ascii=True).replace("\x7f", "\\u007f").replace("'", "\\u0027")
    if len(text) > MOST_CHARACTERS:
        raise FtplintError(
            f"the names of this file have {len(text)} characters, too many for ConvertFrom-Json of Windows PowerShell; "
            "print the script without a file: it reads them from the server's own"
        )
    return text


def _replaced(text: str, line: str, by: str) -> str:
    assert text.count("\n" + line) == 1
    return text.replace(line, by)


def _without(text: str, part: str) -> str:
    """*text* without the section of *part*, and its line in the table of contents; the part is named as not asked."""
    asked = f"$parts['{part}'] = [ordered]@{{ asked = $false; missing = @() }}\n\n"
    title = f"# ---- Part {part}: "
    sections = [asked if one.startswith(title) else one for one in _SECTION.split(text)]
    lines = [line for line in "".join(sections).split("\n") if not line.startswith(f"    {part} ")]
    return "\n".join(lines)

"""``collect.ps1`` as it is printed: with the version, and with the names of a file as data that cannot run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.collect.names import ALWAYS_ACCOUNT, ALWAYS_LOG, MOST_ACCOUNTS, MOST_PATHS
from ftplint.errors import FtplintError

if TYPE_CHECKING:
    from collections.abc import Collection

    from ftplint.collect.names import Names

TEMPLATE: Path = Path(__file__).with_name("collect.ps1")
"""The script as it stands in the repository; it runs as it is, and reads the names from the server then."""
MOST_CHARACTERS = 2_000_000
"""ConvertFrom-Json of Windows PowerShell 5.1 stops at 2,097,152 (JavaScriptSerializer.MaxJsonLength)."""
USUAL = ("server", "certificates", "tls", "network", "paths", "accounts")
"""What the script collects besides the configuration files, in its order."""
RARE = ("clients", "log")
"""What it collects only if it is asked for, so that everybody else has less to read."""
PARTS = (*USUAL, *RARE)
_NEEDS = {"network": ("server",), "clients": ("certificates", "accounts")}
"""Parts whose facts are worked out of others, or that call functions of others."""
_SECTION = re.compile(r"^(?=# ---- )", re.MULTILINE)
_NAMES = "# ---- Names: "
_COLLECTOR = "collector = 'ftplint'\n"


def collector(version: str, names: Names | None = None, parts: Collection[str] = USUAL) -> str:
    """The script, lines ended by LF. All of it is ASCII, so that no code page changes it.

    It has *parts*, those that they need, and the configuration files. *names* stand in it as data in place of the
    function that reads them on the server: in a here-string in single quotes, in which PowerShell replaces nothing and
    which only ``'@`` at the beginning of a line ends. Every apostrophe in them is written as an escape of JSON, so none
    is there.
    """
    wanted = {*parts, *(need for part in parts for need in _NEEDS.get(part, ()))}
    text = TEMPLATE.read_text(encoding="ascii")
    for part in PARTS:
        if part not in wanted:
            text = _without(text, part)
    assert text.count(_COLLECTOR) == 1
    text = text.replace(_COLLECTOR, f"collector = 'ftplint {version}'\n")
    return text if names is None else _with_names(text, names)


def _with_names(text: str, names: Names) -> str:
    title = "# ---- Names: what is asked about, from the file that ftplint was given; data, nothing in it runs "
    read = "function Read-Names { return ConvertFrom-Json $Names }"
    section = f"{title:-<120}\n$Names = @'\n{_as_json(names)}\n'@\n{read}\n\n"
    return "".join(section if one.startswith(_NAMES) else one for one in _SECTION.split(text))


def _as_json(names: Names) -> str:
    """Printable ASCII without an apostrophe. One name a line, so that a person can read what will be asked.

    Raises FtplintError if it is too long.
    """
    directories = max(0, MOST_PATHS - len(names.roots))
    given = {
        "accounts": _once(ALWAYS_ACCOUNT, *names.accounts[:MOST_ACCOUNTS]),
        "roots": names.roots[:MOST_PATHS],
        "virtualDirectories": names.virtual_directories[:directories],
        "logs": _once(*names.logs[:MOST_PATHS], ALWAYS_LOG),
    }
    text = json.dumps(given, indent=1, ensure_ascii=True).replace("\x7f", "\\u007f").replace("'", "\\u0027")
    if len(text) > MOST_CHARACTERS:
        raise FtplintError(
            f"the names of this file have {len(text)} characters, too many for ConvertFrom-Json of Windows PowerShell; "
            "print the script without a file: it reads them from the server's own"
        )
    return text


def _once(*names: str) -> list[str]:
    return list(dict.fromkeys(names))


def _without(text: str, part: str) -> str:
    """*text* without the section of *part* and its parameter; the table of contents says how to get it."""
    sections = [one for one in _SECTION.split(text) if not one.startswith(f"# ---- Part {part} ")]
    row = f"    {part:<14}not in this script, but in that of: ftplint collect --with {part}"
    lines = "".join(sections).split("\n")
    lines = [row if line.startswith(f"    {part} ") else line for line in lines]
    return "\n".join(line for line in lines if f",  # {part}: " not in line)

"""Writes docs/collector.md: everything that the script of ``ftplint collect`` may use, each with its reason."""

from __future__ import annotations

import tomllib
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
TARGET = _ROOT / "docs" / "collector.md"
_ALLOWED = _ROOT / "tests" / "collect" / "allowed.toml"
_TITLES = {
    "cmdlets": "Cmdlets",
    "types": "Types of .NET",
    "statics": "Static members",
    "methods": "Methods",
    "properties": "Properties of Windows' objects",
    "members": "Members of the script's own tables",
    "registry": "Registry keys, below HKEY_LOCAL_MACHINE",
    "directory": "Attributes of Active Directory",
}
_HEAD = """\
# What the script of ftplint collect uses

Everything that [the script](evidence.md#the-script-all-evidence-in-one-step) may use, with the reason. A test reads the script and fails for
anything that is not here. Nothing on this list writes, but for the ZIP.
"""


def collector() -> str:
    """The page."""
    allowed = tomllib.loads(_ALLOWED.read_text(encoding="utf-8"))
    parts = [_HEAD]
    for kind, title in _TITLES.items():
        rows = [f"| `{name}` | {reason} |\n" for name, reason in allowed[kind].items()]
        parts.append(f"\n## {title}\n\n| name | why |\n| --- | --- |\n{''.join(rows)}")
    assert set(allowed) == set(_TITLES)
    return "".join(parts).replace("||", "\\|\\|")

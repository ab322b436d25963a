"""Permissions from the text of a security descriptor.

Source: https://learn.microsoft.com/windows/win32/secauthz/security-descriptor-string-format and "ACE strings"; the
rights of files from https://learn.microsoft.com/windows/win32/fileio/file-access-rights-constants.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftplint.evidence.raw.sids import Sids

_DESCRIPTOR = re.compile(
    r"(?:O:(?P<owner>S-1-[0-9-]+|[A-Z]{2}))?(?:G:(?:S-1-[0-9-]+|[A-Z]{2}))?"
    r"D:(?:P|AI|AR)*(?P<entries>(?:\([^()]*\))*)(?:S:.*)?",
    re.DOTALL,
)
_RIGHTS = {
    "CC": 0x1, "DC": 0x2, "LC": 0x4, "SW": 0x8, "RP": 0x10, "WP": 0x20, "DT": 0x40, "LO": 0x80, "CR": 0x100,
    "SD": 0x10000, "RC": 0x20000, "WD": 0x40000, "WO": 0x80000, "GA": 0x10000000, "GX": 0x20000000, "GW": 0x40000000,
    "GR": 0x80000000, "FA": 0x1F01FF, "FR": 0x120089, "FW": 0x120116, "FX": 0x1200A0,
}  # fmt: skip
_GENERIC = ((0x10000000, 0x1F01FF), (0x20000000, 0x1200A0), (0x40000000, 0x120116), (0x80000000, 0x120089))
"""What GENERIC_ALL, _EXECUTE, _WRITE and _READ mean for files."""
_ALLOW = {"A": True, "XA": True, "D": False, "XD": False}
_OTHER = frozenset({"AU", "AL", "ML", "RA", "SP", "OU", "OL"})
"""Entries that are about no right: audit, labels."""


class Entry(NamedTuple):
    """One entry. ``mask`` has no generic right; ``here`` and ``files`` say what it is for: the folder itself, the files
    in it."""

    sid: str
    allow: bool
    mask: int
    here: bool
    files: bool
    inherited: bool


class Permissions(NamedTuple):
    """An owner, empty where nobody says, and the entries in their order."""

    owner: str
    entries: tuple[Entry, ...]


def permissions_of(sddl: str, sids: Sids) -> Permissions | None:
    """The permissions that *sddl* describes; None if it has none, or one that this cannot read: half of a list of
    permissions says nothing."""
    found = _DESCRIPTOR.fullmatch(sddl)
    if found is None:
        return None
    entries = []
    for written in re.findall(r"\(([^()]*)\)", found["entries"]):
        kind, flags, rights, kind_of_object, of_object, who = [*written.split(";"), *[""] * 5][:6]
        if kind in _OTHER:
            continue
        sid, mask = sids.full(who), _mask(rights)
        if kind not in _ALLOW or kind_of_object or of_object or sid is None or mask is None:
            return None
        set_flags = {flags[at : at + 2] for at in range(0, len(flags), 2)}
        entries.append(Entry(sid, _ALLOW[kind], mask, "IO" not in set_flags, "OI" in set_flags, "ID" in set_flags))
    return Permissions(sids.full(found["owner"] or "") or "", tuple(entries))


def _mask(rights: str) -> int | None:
    if re.fullmatch(r"0[xX][0-9a-fA-F]{1,8}", rights):
        mask = int(rights, 16)
    elif re.fullmatch(r"[0-9]{1,10}", rights):
        mask = int(rights, 8 if rights.startswith("0") and not set(rights) & set("89") else 10)
    else:
        parts: Sequence[str] = [rights[at : at + 2] for at in range(0, len(rights), 2)]
        if any(part not in _RIGHTS for part in parts):
            return None
        mask = 0
        for part in parts:
            mask |= _RIGHTS[part]
    for generic, of_files in _GENERIC:
        mask |= of_files if mask & generic else 0
    return mask & 0x1F01FF

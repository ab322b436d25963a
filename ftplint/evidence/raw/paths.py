"""Folders: the attributes and the permissions that Windows gives as numbers and texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ftplint.evidence.raw.context import first
from ftplint.evidence.raw.sddl import permissions_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ftplint.evidence.raw.context import Context
    from ftplint.evidence.raw.sddl import Entry

_DIRECTORY = 0x10
"""https://learn.microsoft.com/windows/win32/fileio/file-attribute-constants."""
_NOTHING = -1
_MOST_FOLDERS = 2000
MOST_PATHS = 100_000
"""What version 1 has room for."""
_ELSEWHERE = re.compile(r"[\\/]{2}[^?.]|[A-Za-z]:[\\/]")
"""On another machine, and not only a path that is not full."""
_REMOTE = re.compile(r"[\\/]{2}|UNC\\")
"""The target of a link to another machine; some versions of PowerShell write ``UNC\\server``."""
_LIST, _WRITE, _DELETE, _FULL = 0x1, 0x2, 0x10040, 0x1F01FF
"""FILE_LIST_DIRECTORY and FILE_READ_DATA, FILE_ADD_FILE and FILE_WRITE_DATA, DELETE and FILE_DELETE_CHILD, all:
https://learn.microsoft.com/windows/win32/fileio/file-access-rights-constants."""


def paths(raw: Mapping[str, Any], context: Context) -> dict[str, Any] | None:
    """``paths.json``."""
    listed = raw.get("paths")
    return None if listed is None else {"paths": [_folder(one, context) for one in listed[:MOST_PATHS] if one["path"]]}


def _folder(raw: Mapping[str, Any], context: Context) -> dict[str, Any]:
    path, expanded, link = raw["path"], raw["expanded"], first(raw.get("target"))
    attributes = first(raw.get("attributes"))
    there = attributes is not None and attributes != _NOTHING
    kind = None if not there else "folder" if attributes & _DIRECTORY else "file"
    sddl, folders = first(raw.get("permissions")), raw.get("folders")
    found = None if sddl is None else permissions_of(sddl, context.sids)
    if sddl is not None and found is None:
        context.missing.append(f"{path}: its permissions are not understood")
    if folders is not None and len(folders) >= _MOST_FOLDERS:
        context.missing.append(f"{path}: only {_MOST_FOLDERS} folders listed")
    return {
        "path": path,
        "expanded": expanded,
        "use": raw["use"],
        "exists": None if attributes is None else there,
        "kind": kind,
        "link": link,
        "share": _ELSEWHERE.match(expanded) is not None if raw["elsewhere"] else _REMOTE.match(link or "") is not None,
        "freeBytes": first(raw.get("free")),
        "owner": context.sids.name(found.owner) if found is not None and found.owner else None,
        "permissions": None if found is None else [_entry(one, kind == "file", context) for one in found.entries],
        "folders": folders,
    }


def _entry(one: Entry, of_file: bool, context: Context) -> dict[str, Any]:
    rights = {
        "list": one.here and one.mask & _LIST,
        "read": (one.files or of_file) and one.mask & _LIST,
        "write": one.here and one.mask & _WRITE,
        "delete": one.here and one.mask & _DELETE,
        "full": one.here and one.mask == _FULL,
    }
    return {
        "account": context.sids.name(one.sid),
        "sid": one.sid,
        "type": "allow" if one.allow else "deny",
        "rights": [name for name, given in rights.items() if given],
        "inherited": one.inherited,
    }

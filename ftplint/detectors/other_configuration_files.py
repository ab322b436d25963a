"""Configuration files of Windows that are not applicationHost.config: told by what they hold, else by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.schema import FTP_GROUP
from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.detectors.subject import Subject

_FILE = "%windir%\\System32\\inetsrv\\config\\applicationHost.config"
_NAMED = f"Name {_FILE}"
_KINDS = {
    "redirection.config": ("configurationRedirection",),
    "administration.config": ("moduleProviders", "administrators", "administratorsProviders"),
    "web.config": ("system.web", "appSettings", "connectionStrings", "system.serviceModel", "runtime"),
    "machine.config": (),
}
"""The files by name, and the elements that only they have."""
_ADVICE = {
    "redirection.config": "Name the applicationHost.config in the folder to which it points",
    "administration.config": "Name the applicationHost.config in the same folder; this file is read with it",
}


def find(subject: Subject) -> Iterator[Problem]:
    """One problem, for a file that has nothing of what ftplint reads."""
    root = subject.root
    if _has_settings_of_iis(root):
        return
    name = subject.path.replace("\\", "/").rpartition("/")[2].lower()
    by_content = (kind for kind, marks in _KINDS.items() if any(root.find(mark) is not None for mark in marks))
    kind = name if name in _KINDS else next(by_content, None)
    if kind is not None:
        yield Problem("other-file-given", Place.of_tag(root), {"value": kind, "hint": _ADVICE.get(kind, _NAMED)})


def _has_settings_of_iis(root: _Element) -> bool:
    groups = ("system.applicationHost", FTP_GROUP)
    return any(root.find(f"{above}{group}") is not None for group in groups for above in ("", "location/"))

"""From a finding to fixed: what to set where, in the file itself or in a script for the live server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.remedy.as_edits import edits_of_fixes
    from ftplint.remedy.by_rule import scripts_by_rule
    from ftplint.remedy.certificate_logon import HASH, CertificateError, enable, thumbprint, with_certificate
    from ftplint.remedy.change import SettingChange, Where, scriptable
    from ftplint.remedy.fixing import Fixed, Left, fix_file
    from ftplint.remedy.in_place import NotHereError, edited
    from ftplint.remedy.languages import LANGUAGES
    from ftplint.remedy.scripts import script
    from ftplint.remedy.write import WriteError, replace_file

__all__ = [
    "HASH",
    "LANGUAGES",
    "CertificateError",
    "Fixed",
    "Left",
    "NotHereError",
    "SettingChange",
    "Where",
    "WriteError",
    "edited",
    "edits_of_fixes",
    "enable",
    "fix_file",
    "replace_file",
    "script",
    "scriptable",
    "scripts_by_rule",
    "thumbprint",
    "with_certificate",
]

_WHEN_ASKED = {
    "as_edits": ("edits_of_fixes",),
    "by_rule": ("scripts_by_rule",),
    "certificate_logon": ("CertificateError", "HASH", "enable", "thumbprint", "with_certificate"),
    "change": ("SettingChange", "Where", "scriptable"),
    "languages": ("LANGUAGES",),
    "in_place": ("NotHereError", "edited"),
    "fixing": ("Fixed", "Left", "fix_file"),
    "scripts": ("script",),
    "write": ("WriteError", "replace_file"),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)

"""The controller's users as LDIF files, in the shapes of the programs that write them (directory.md 8)."""

from __future__ import annotations

import base64
import subprocess
from typing import TYPE_CHECKING

from ftplint.evidence.ldap_address import access
from ftplint.evidence.ldap_connection import LdapConnection
from tests.samba.controller import PASSWORD, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.samba.controller import Controller

USERS = "(&(objectCategory=person)(objectClass=user))"
ATTRIBUTES = (
    *("distinguishedName", "objectSid", "sAMAccountName", "userPrincipalName", "altSecurityIdentities", "mail"),
    *("userAccountControl", "accountExpires", "lockoutTime", "memberOf"),
)
"""What the recommended ldifde command lists, with the state of a lockout and the groups."""
SHAPES = ("ldbsearch", "ldapsearch", "ldifde", "ldifde -u")


def export(controller: Controller, path: Path, shape: str) -> Path:
    """Writes *path*: ldbsearch reads the database's file; ldapsearch and ldifde stand for what they write of the
    entries that come over LDAPS."""
    if shape == "ldbsearch":
        command = [program("ldbsearch") or "ldbsearch", "-H", str(controller.database), "-s", "sub", USERS, *ATTRIBUTES]
        run = subprocess.run(command, capture_output=True, timeout=300, check=True)
        path.write_bytes(run.stdout)
        return path
    windows = shape.startswith("ldifde")
    text = "".join(_record(dn, attributes, windows=windows) for dn, attributes in _entries(controller))
    if not windows:
        text = f"{text}# refldaps://{controller.name}/CN=Configuration,{controller.base}\n\n# search result\n"
    text = text.replace("\n", "\r\n") if windows else text
    path.write_bytes(text.encode("utf-16") if shape == "ldifde -u" else text.encode("utf-8"))
    return path


def _entries(controller: Controller) -> list[tuple[str, list[tuple[str, bytes]]]]:
    asked = access(controller.url(), PASSWORD, str(controller.ca_file))
    connection = LdapConnection(asked, asked.address.user, PASSWORD)
    try:
        entries = list(connection.search(controller.base, USERS, ATTRIBUTES))
    finally:
        connection.close()
    return [(e["dn"], [(name, v) for name, vs in e["raw_attributes"].items() for v in vs]) for e in entries]


def _record(dn: str, attributes: list[tuple[str, bytes]], *, windows: bool) -> str:
    lines = [("dn", dn.encode("utf-8"))]
    lines += [("changetype", b"add")] if windows else []
    return "".join(_folded(_line(*line), windows=windows) for line in (*lines, *attributes)) + "\n"


def _line(name: str, value: bytes) -> str:
    """RFC 2849: base64 unless it is ASCII that begins and ends harmlessly."""
    plain = value.isascii() and value.decode("ascii").isprintable()
    if plain and not value.startswith((b" ", b":", b"<")) and not value.endswith(b" "):
        return f"{name}: {value.decode('ascii')}"
    return f"{name}:: {base64.b64encode(value).decode('ascii')}"


def _folded(line: str, *, windows: bool) -> str:
    """ldifde folds at 80 and lets a long value begin on the next line; ldapsearch folds at 79."""
    name, space, value = line.partition(" ")
    head, first = (
        (f"{name}{space}\n ", 79) if windows and len(line) > 80 and len(value) <= 79 else (f"{name}{space}", 0)
    )
    first = first or 79 - len(name) - len(space)
    parts = [value[:first], *(value[at : at + 78] for at in range(first, len(value), 78))]
    return head + "\n ".join(parts) + "\n"

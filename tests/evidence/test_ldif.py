"""LDIF as Windows, OpenLDAP and Samba write it, and what is none."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from ftplint.evidence.accounts import DirectoryError, sid_bytes
from ftplint.evidence.ldif import read_ldif

SID = "S-1-5-21-1-2-3-1104"
LDIFDE = (
    "dn: CN=Zoë Müller,CN=Users,DC=corp,\r\n DC=example\r\nchangetype: add\r\nobjectCategory: \r\n CN=Person,CN=Schema\r\n"
    f"objectSid:: {base64.b64encode(sid_bytes(SID)).decode()}\r\nsAMAccountName: zoe\r\n"
    "userPrincipalName:: " + base64.b64encode("zoë@corp.example".encode()).decode() + "\r\n"
    "altSecurityIdentities: X509:<I>DC=example,DC=corp,CN=CA<S\r\n R>12AB\r\naltSecurityIdentities: X509:<SKI>AB\r\n"
    "userAccountControl: 514\r\naccountExpires: 9223372036854775807\r\nmemberOf: CN=FTP\\, Users,DC=corp\r\n"
)


def parsed(tmp_path: Path, content: bytes):
    file = tmp_path / "users.ldif"
    file.write_bytes(content)
    return list(read_ldif(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_what_ldifde_writes(tmp_path, encoding, end) -> None:
    (account,) = parsed(tmp_path, LDIFDE.replace("\r\n", end).encode(encoding))
    assert (account.name, account.sid, account.upn) == ("zoe", SID, "zoë@corp.example")
    assert account.mappings == ("X509:<I>DC=example,DC=corp,CN=CA<SR>12AB", "X509:<SKI>AB")
    assert (account.control, account.expires, account.groups) == (514, None, ("FTP, Users",))
    assert account.dns_domain == "corp.example"


def test_comments_references_versions_and_options(tmp_path) -> None:
    text = (
        "version: 1\n\n# record 1\n# folded\n  comment\ndn: CN=a,DC=x\nsAMAccountName;lang-en: a\nmemberOf;range=0-1: CN=g\n\n"
        "# refldap://x\nref: ldap://x\n\nDN: CN=b,DC=x\nSAMACCOUNTNAME: b\nlockoutTime: 5\nuserPassword:< file:///etc/passwd\n"
    )
    first, second = parsed(tmp_path, text.encode())
    assert (first.name, first.groups) == ("a", ("g",))
    assert (second.name, second.locked, second.password) == ("b", True, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"<html>", ":1: there is no colon"),
        (b"dn: x\nsAMAccountName:: ###\n", ":2: the value of samaccountname is no base64"),
        (b"dn: x\nsAMAccountName: a\nchangetype: delete\n", ":1: 'changetype: delete'"),
        (b"dn: x\nsAMAccountName: a\nuserAccountControl: many\n", ":1: useraccountcontrol is 'many'"),
        (b"dn: x\nsAMAccountName: a\nobjectSid:: AAAA\n", ":1: objectSid is not a binary SID"),
        (b"dn: caf\xe9\n", ":1: the line is not utf-8"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, text, told) -> None:
    with pytest.raises(DirectoryError, match=f"users.ldif{told}"):
        parsed(tmp_path, text)


def test_a_line_without_end_does_not_fill_the_memory(tmp_path) -> None:
    with pytest.raises(DirectoryError, match="longer than"):
        parsed(tmp_path, b"dn: " + b"x" * 3_000_000)
    with pytest.raises(DirectoryError, match="longer than"):
        parsed(tmp_path, b"dn: x\n" + b" yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n" * 40_000)

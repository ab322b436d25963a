"""Files that are no text at all, or no configuration: recognised by how they begin."""

from __future__ import annotations

from ftplint.named_tuple import NamedTuple


class OtherFormat(NamedTuple):
    """What a file is, and what to do with it, in sentences that follow "This is"."""

    what: str
    advice: str


_FILE = "%windir%\\System32\\inetsrv\\config\\applicationHost.config"
_CERTIFICATE = OtherFormat("a certificate or a key", f"Give it to --certificates, and name {_FILE}")
_ARCHIVE = OtherFormat("an archive", "Unpack it, and name the applicationHost.config in it")
_BEGINNINGS: tuple[tuple[bytes, OtherFormat], ...] = (
    (b"-----BEGIN ", _CERTIFICATE),
    (b"PK\x03\x04", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"MSCF", _ARCHIVE),
    (b"MZ", OtherFormat("a program", f"Name {_FILE}")),
    (b"regf", OtherFormat("a part of the registry", f"Name {_FILE}")),
    (b"Windows Registry Editor", OtherFormat("an export of the registry", f"Name {_FILE}")),
)


def other_format(data: bytes) -> OtherFormat | None:
    """What the file with the bytes *data* is, if it begins as something else than a configuration does."""
    for beginning, one in _BEGINNINGS:
        if data.startswith(beginning):
            return one
    if data[:1] == b"\x30" and data[1:2] in (b"\x80", b"\x81", b"\x82", b"\x83"):  # DER: a sequence with a long length
        return _CERTIFICATE
    return None

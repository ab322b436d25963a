"""Security identifiers and their names: those that every Windows has, in English, and those that a bundle names.

Source: MS-DTYP 2.4.2.4 (well-known SIDs), and "SID strings" of the security descriptor definition language,
https://learn.microsoft.com/windows/win32/secauthz/sid-strings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAMES = {
    "S-1-1-0": "Everyone",
    "S-1-3-0": "CREATOR OWNER",
    "S-1-5-11": "NT AUTHORITY\\Authenticated Users",
    "S-1-5-17": "NT AUTHORITY\\IUSR",
    "S-1-5-18": "NT AUTHORITY\\SYSTEM",
    "S-1-5-19": "NT AUTHORITY\\LOCAL SERVICE",
    "S-1-5-20": "NT AUTHORITY\\NETWORK SERVICE",
    "S-1-5-32-544": "BUILTIN\\Administrators",
    "S-1-5-32-545": "BUILTIN\\Users",
    "S-1-5-32-546": "BUILTIN\\Guests",
    "S-1-5-32-568": "BUILTIN\\IIS_IUSRS",
}
"""Those that rules know, in English whatever the language of Windows is."""
_BUILTIN = {
    "AO": 548, "BA": 544, "BG": 546, "BO": 551, "BU": 545, "CD": 574, "CY": 569, "ER": 573, "HA": 578, "IS": 568,
    "LU": 559, "MU": 558, "NO": 556, "PO": 550, "PU": 547, "RA": 575, "RD": 555, "RE": 552, "RM": 580, "RU": 554,
    "SO": 549, "AA": 579, "ES": 576, "MS": 577,
}  # fmt: skip
ABBREVIATIONS = {
    **{short: f"S-1-5-32-{number}" for short, number in _BUILTIN.items()},
    "AC": "S-1-15-2-1", "AN": "S-1-5-7", "AU": "S-1-5-11", "CG": "S-1-3-1", "CO": "S-1-3-0", "ED": "S-1-5-9",
    "HI": "S-1-16-12288", "IU": "S-1-5-4", "LS": "S-1-5-19", "LW": "S-1-16-4096", "ME": "S-1-16-8192",
    "NS": "S-1-5-20", "NU": "S-1-5-2", "OW": "S-1-3-4", "PS": "S-1-5-10", "RC": "S-1-5-12", "SI": "S-1-16-16384",
    "SU": "S-1-5-6", "SY": "S-1-5-18", "WD": "S-1-1-0", "WR": "S-1-5-33",
}  # fmt: skip
"""Those of SDDL that mean the same on every computer; that of the others (``DU``: Domain Users) a bundle says."""


class Sids:
    """The table of a bundle: for each SID or abbreviation its full form and its name, None where nobody knows."""

    def __init__(self, table: Mapping[str, Sequence[str] | None]) -> None:
        self._table = table

    def full(self, written: str) -> str | None:
        """The SID that *written* means, None for an abbreviation that the bundle does not explain."""
        if written.startswith("S-1-"):
            return written
        return ABBREVIATIONS.get(written) or next(iter(self._table.get(written) or ()), None)

    def name(self, sid: str) -> str:
        """``DOMAIN\\name``, or the SID itself where it has none (a deleted account)."""
        known = self._table.get(sid) or ()
        return NAMES.get(sid) or (known[1] if len(known) > 1 else sid)

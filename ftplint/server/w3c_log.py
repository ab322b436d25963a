"""The log as IIS writes it: W3C lines with the default fields, in their order (client-cert-login 2.4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

FIELDS = (
    "date time c-ip cs-username s-ip s-port cs-method cs-uri-stem sc-status sc-win32-status sc-substatus x-session"
    " x-fullpath"
)


class LogLine(NamedTuple):
    """One line. ``status`` and the rest are 0 for events without a reply; texts that are empty are written ``-``."""

    when: datetime
    client: str
    user: str
    server: str
    port: int
    method: str
    stem: str
    status: int
    win32: int
    substatus: int
    session: str
    path: str

    def __str__(self) -> str:
        texts = (self.client, self.user, self.server, self.port, self.method, self.stem)
        status = self.status if self.status else "-"
        fields = (*texts, status, self.win32, self.substatus, self.session, self.path)
        stamp = self.when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        return f"{stamp} {' '.join(_field(value) for value in fields)}"


def log_header(software: str, now: datetime) -> str:
    """The lines at the top of a log file."""
    stamp = now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return f"#Software: {software}\n#Version: 1.0\n#Date: {stamp}\n#Fields: {FIELDS}\n"


def _field(value: object) -> str:
    """A value without blanks and control characters: whatever a client sends cannot fake a second field or line."""
    text = "".join("+" if c == " " else c if c.isprintable() else f"%{ord(c):02X}" for c in str(value))
    return text or "-"

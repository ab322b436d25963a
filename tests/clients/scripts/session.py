"""The steps on standard input, done with Python's ftplib."""

from __future__ import annotations

import ftplib
import os
import ssl
import sys
from pathlib import Path
from typing import Any


class Implicit(ftplib.FTP_TLS):
    """TLS before the greeting, which ftplib does not know by itself."""

    _sock: Any = None

    @property
    def sock(self) -> Any:
        """The socket, in TLS from the moment it is there."""
        return self._sock

    @sock.setter
    def sock(self, value: Any) -> None:
        self._sock = self.context.wrap_socket(value) if value and not isinstance(value, ssl.SSLSocket) else value


def connected() -> ftplib.FTP:
    """Logged in, in the folder."""
    given = os.environ
    context = ssl.create_default_context(cafile=given["FTP_AUTHORITY"])
    context.check_hostname = False
    if given["FTP_CERTIFICATE"]:
        context.load_cert_chain(given["FTP_CERTIFICATE"])
    ftp: ftplib.FTP
    if given["FTP_TLS"] == "none":
        ftp = ftplib.FTP(timeout=90)
    else:
        ftp = (Implicit if given["FTP_TLS"] == "implicit" else ftplib.FTP_TLS)(timeout=90, context=context)
    ftp.connect(given["FTP_HOST"], int(given["FTP_PORT"]))
    ftp.login(given["FTP_USER"], given["FTP_PASSWORD"])
    if isinstance(ftp, ftplib.FTP_TLS):
        ftp.prot_p()
    ftp.cwd(given["FTP_FOLDER"])
    return ftp


def get(ftp: ftplib.FTP, remote: str, local: str, start: int = 0) -> None:
    """A download from *start* on."""
    with Path(local).open("ab" if start else "wb") as to:
        ftp.retrbinary(f"RETR {remote}", to.write, rest=start or None)


def do(ftp: ftplib.FTP, verb: str, first: str, second: str) -> None:
    """One step."""
    match verb:
        case "put":
            with Path(first).open("rb") as source:
                ftp.storbinary(f"STOR {second}", source)
        case "get":
            get(ftp, first, second)
        case "resume":
            get(ftp, first, second, Path(second).stat().st_size)
        case "rename":
            ftp.rename(first, second)
        case "delete":
            ftp.delete(first)
        case "mkdir":
            ftp.mkd(first)
        case "mget":
            for name in ftp.nlst(first):
                get(ftp, name, name)
        case "list":
            ftp.retrlines("LIST", print)


if __name__ == "__main__":
    with connected() as ftp:
        for line in sys.stdin:
            do(ftp, *line.rstrip("\n").split("\t"))

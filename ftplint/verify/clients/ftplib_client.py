"""Python's ftplib, an independent client."""

from __future__ import annotations

import ftplib
import io
import ssl
from typing import TYPE_CHECKING, Any

from ftplint.verify.clients.builtin import LIMITS, client_context
from ftplint.verify.dialogue import Line

if TYPE_CHECKING:
    from ftplint.verify.clients.call import Call


def play(call: Call) -> tuple[Line, ...]:
    """The dialogue of one session. Never raises for what the server does."""
    kind = _clear_class() if call.channel == "clear" else _implicit_class() if call.implicit else _tls_class()
    client = kind() if call.channel == "clear" else kind(context=client_context(call))
    lines: list[Line] = client.lines
    try:
        _run(client, call)
    except ssl.SSLError as error:
        lines.append(Line("*", f"alert: {error.reason or error}"))
    except ftplib.Error as error:
        lines.append(Line("*", f"ftplib: {error}"))
    except (OSError, EOFError) as error:
        lines.append(Line("*", f"ended: {error!r}"))
    finally:
        client.close()
    return tuple(lines)


def _run(client: Any, call: Call) -> None:
    client.connect(call.host, call.port, LIMITS.reply)
    client.login(call.user, call.password)
    if call.channel != "clear" and (call.wanted or call.channel == "ccc") and call.data != "silent":
        client.voidcmd("PBSZ 0")  # prot_c() leaves it out, which RFC 2228 does not allow
        client.prot_p() if call.data == "private" else client.prot_c()
    if call.channel == "ccc":
        client.ccc()
    for step in call.wanted:
        if step == "list":
            client.retrlines("LIST", lambda line: client.lines.append(Line("=", line)))
        elif step == "upload":
            _upload(client, call)
        elif step == "download":
            client.retrbinary(f"RETR {call.path}", lambda _: None)
    client.quit()


def _upload(client: Any, call: Call) -> None:
    """A server that refuses in the middle may reset the data connection; its reply tells why."""
    try:
        client.storbinary(f"STOR {call.upload_path}", io.BytesIO(call.content))
    except (ConnectionError, ssl.SSLEOFError):
        client.voidresp()


class _Written(ftplib.FTP):
    """Writes the dialogue down."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.lines: list[Line] = []
        super().__init__(*given, **named)

    def putline(self, line: str) -> None:
        self.lines.append(Line(">", "PASS ***" if line.startswith("PASS") else line))
        super().putline(line)

    def getline(self) -> str:
        line = super().getline()
        self.lines.append(Line("<", line))
        return line


def _clear_class() -> Any:
    return _Written


def _tls_class() -> Any:
    class Explicit(_Written, ftplib.FTP_TLS):
        """FTP_TLS that checks the name ``localhost``."""

        def connect(self, *given: Any, **named: Any) -> str:
            welcome = super().connect(*given, **named)
            self.host = "localhost"
            return welcome

    return Explicit


def _implicit_class() -> Any:
    class Implicit(_tls_class()):  # type: ignore[misc]
        """TLS from the first byte on."""

        _sock = None

        @property
        def sock(self) -> Any:
            return self._sock

        @sock.setter
        def sock(self, value: Any) -> None:
            if value is not None and not isinstance(value, ssl.SSLSocket):
                value = self.context.wrap_socket(value, server_hostname="localhost")
            self._sock = value

        def login(self, user: str = "", passwd: str = "", acct: str = "") -> str:
            return ftplib.FTP.login(self, user, passwd, acct)

    return Implicit

"""One connection to a server: commands, TLS and lists, each of which becomes an event of the visit."""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING

from ftplint.client import (
    CERTIFICATE,
    Connection,
    Ended,
    Exchange,
    Handshake,
    Line,
    Reply,
    Transfer,
    Visit,
    connect_data,
    handshake_seen,
    leads_elsewhere,
    passive_place,
    receive,
    tls_context,
    trust,
)
from ftplint.report import plain

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from ftplint.client import Certificates, Event, Limits
    from ftplint.probe.target import Target

_SHOWN = 200
"""Lines of a listing, and characters of a line, that are kept."""
_FAREWELL, _CUT = 2.0, 0.2
"""Seconds that the server has to take note of the end, so that the next connection is not one too many; fewer where it
did not keep to the protocol anyway."""


class Caller:
    """Talks to *target*. What the server does ends a visit as Ended at worst; ``events`` holds what came before."""

    def __init__(self, target: Target, certificates: Certificates, limits: Limits, version: str = "") -> None:
        self.target = target
        self.events: list[Event] = []
        self.logged_in = False
        self.peer = ""
        """The IP address of the server, once there is a connection."""
        self.control = Connection(limits)
        self._certificates = certificates
        self._context: ssl.SSLContext | None = None
        self._version = version

    def greet(self) -> Exchange:
        """Connects, and the greeting; in implicit TLS after the handshake."""
        try:
            self.control.connect(self.target.address, self.target.port)
        except OSError as error:
            raise Ended(f"no connection: {_why(error)}") from error
        except UnicodeError as error:
            raise Ended("no connection: this is no name of a host") from error
        self.peer = self.control.peer
        if self.target.implicit:
            self.secure("")
        return self._reply("")

    def say(self, command: str, shown: str = "") -> Exchange:
        """One command and its reply. Raises Ended where none comes."""
        secured = self.control.secured
        try:
            self.control.say(command, shown)
        except OSError as error:
            raise self._broken(shown or command, secured, _why(error)) from error
        return self._reply(shown or command)

    def secure(self, after: str) -> Handshake:
        """TLS on the control connection. Raises Ended where it fails."""
        showed = self._certificates.shown is not None
        try:
            self._context = tls_context(self._certificates, self._version)
        except ValueError as error:
            self.events.append(Handshake("", "", 0, "", None, showed, "unsupported protocol version", after))
            raise Ended(f"TLS {self._version} cannot be tried here") from error
        found = trust(self.control, self._context, self.target.name, after=after, showed=showed)
        self.events.append(found)
        if not found.worked:
            raise Ended(f"TLS failed: {found.alert}")
        self.control.remark(f"{found.version} with {found.cipher}; {CERTIFICATE}{found.thumbprint}")
        return found

    def clear_again(self) -> None:
        """After CCC. Raises Ended where the server does not end TLS properly."""
        try:
            self.control.leave_tls()
        except OSError as error:
            raise Ended(f"TLS did not end properly: {_why(error)}") from error

    def list(self, *, protected: bool, passive: str = "PASV") -> Exchange:
        """A listing of the current folder, by PASV or EPSV. The reply to LIST, or that which keeps it from being
        asked."""
        answer = self._passive(passive)
        if isinstance(answer, Exchange):
            return answer
        address, port = answer
        peer = self.control.peer
        if leads_elsewhere(address, peer) and address not in self.target.announced:
            trouble = f"the server named {address}, which is not its own address: not followed"
            self.events.append(Transfer("LIST", address, port, protected, 0, (), trouble))
            return Exchange("LIST", 0, trouble=trouble)
        try:
            raw = connect_data(self.control, port)
        except OSError as error:
            trouble = f"no data connection to port {port}: {_why(error)}"
            self.events.append(Transfer("LIST", address, port, protected, 0, (), trouble))
            return Exchange("LIST", 0, trouble=trouble)
        with contextlib.closing(raw):
            first = self._preliminary("LIST")
            if first.code >= 200 or first.code == 0:
                self.events.append(Transfer("LIST", address, port, protected, 0, (), "refused"))
                return self._keep("LIST", first, ())
            content, trouble = self._received(raw, protected)
            text = self.control.without_secret(content.decode("utf-8", "replace"))
            shown = tuple(plain(line[:_SHOWN]) for line in text.splitlines()[:_SHOWN])
            self.events.append(Transfer("LIST", address, port, protected, len(content), shown, trouble))
            self.control.lines += [Line("=", line) for line in shown]
        return self._keep("LIST", self._next("LIST"), first.lines)

    def store(self, name: str, content: bytes, *, protected: bool) -> Exchange:
        """Uploads *content*. The reply to STOR, or that which keeps it from being asked."""
        command = f"STOR {name}"
        answer = self._passive("EPSV" if ":" in self.control.peer else "PASV")
        if isinstance(answer, Exchange):
            return answer
        address, port = answer
        if leads_elsewhere(address, self.control.peer) and address not in self.target.announced:
            return Exchange(
                command, 0, trouble=f"the server named {address}, which is not its own address: not followed"
            )
        try:
            raw = connect_data(self.control, port)
        except OSError as error:
            return Exchange(command, 0, trouble=f"no data connection to port {port}: {_why(error)}")
        with contextlib.closing(raw):
            first = self._preliminary(command)
            if first.code >= 200 or first.code == 0:
                return self._keep(command, first, ())
            try:
                data = raw if not protected else self._wrapped(raw)
                with contextlib.closing(data):
                    data.sendall(content)
                    if isinstance(data, ssl.SSLSocket):
                        data.unwrap()
            except OSError as error:
                self.control.remark(f"data connection: {_why(error)}")
        return self._keep(command, self._next(command), first.lines)

    def _passive(self, command: str) -> tuple[str, int] | Exchange:
        reply = self.say(command)
        if not reply.accepted:
            return reply
        return passive_place(Reply(reply.code, reply.lines))

    def _preliminary(self, command: str) -> Reply:
        secured = self.control.secured
        try:
            self.control.say(command)
        except OSError as error:
            raise self._broken(command, secured, _why(error)) from error
        return self._next(command)

    def _received(self, raw: socket.socket, protected: bool) -> tuple[bytes, str]:
        if not protected:
            return receive(self.control, raw, self.control.limits.listing)
        try:
            data = self._wrapped(raw)
        except OSError as error:
            return b"", f"TLS failed: {_why(error)}"
        with contextlib.closing(data):
            return receive(self.control, data, self.control.limits.listing)

    def _wrapped(self, raw: socket.socket) -> ssl.SSLSocket:
        assert self._context is not None
        showed = self._certificates.shown is not None
        try:
            data = self._context.wrap_socket(raw, server_hostname=self.target.name)
        except OSError as error:
            self.events.append(Handshake("", "", 0, "", None, showed, _why(error), "data"))
            raise
        self.events.append(handshake_seen(data, None, after="data", showed=showed))
        return data

    def _reply(self, command: str) -> Exchange:
        secured = self.control.secured
        found = self._next(command)
        early: tuple[str, ...] = ()
        if 100 <= found.code < 200:
            early, found = found.lines, self._next(command)
        return self._keep(command, found, early, secured=secured)

    def _next(self, command: str) -> Reply:
        secured = self.control.secured
        try:
            return self.control.reply()
        except Ended as ended:
            raise self._broken(command, secured, str(ended)) from ended
        except OSError as error:
            raise self._broken(command, secured, _why(error)) from error

    def _keep(self, command: str, found: Reply, early: tuple[str, ...], *, secured: bool | None = None) -> Exchange:
        lines = tuple(plain(line[:_SHOWN]) for line in found.lines[:_SHOWN])
        inside = self.control.secured if secured is None else secured
        trouble = "" if found.code else f"this is no reply of FTP: {lines[-1][:60]}"
        kept = Exchange(plain(command), found.code, lines, tuple(map(plain, early)), inside, self.logged_in, trouble)
        self.events.append(kept)
        if trouble:
            raise Ended(trouble)
        return kept

    def _broken(self, command: str, secured: bool, why: str) -> Ended:
        self.events.append(Exchange(plain(command), 0, (), (), secured, self.logged_in, why))
        self.control.remark(why)
        return Ended(why)


def _why(error: OSError) -> str:
    """What the system, or OpenSSL, says of an error."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError) and error.reason:
        return str(error.reason).replace("_", " ").lower()
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return error.strerror or str(error)


class Transcript:
    """All lines of all visits, for whoever wants to read them."""

    def __init__(self) -> None:
        self.visits: list[tuple[str, tuple[Line, ...]]] = []


@contextlib.contextmanager
def visiting(caller: Caller, name: str, found: list[Visit], transcript: Transcript | None) -> Iterator[Caller]:
    """One visit: however it ends, it is in *found* afterwards, and the connection is closed."""
    ended = ""
    try:
        yield caller
    except Ended as early:
        ended = str(early)
    except OSError as error:
        ended = _why(error)
    except UnicodeError:
        ended = f"'{caller.target.name}' is no name that a certificate can be for"
    except ValueError as error:  # what cannot be said: a name with line ends
        ended = str(error)
    finally:
        caller.control.leave(_CUT if ended else _FAREWELL)
    found.append(Visit(name, tuple(caller.events), plain(ended)))
    if transcript is not None:
        transcript.visits.append((name, tuple(caller.control.lines)))

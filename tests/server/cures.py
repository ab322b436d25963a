"""Each cure of `ftps-stack.md` sections 3 and 4, taken away: what a proof needs to show that its test can fail.

Used by `tests.server.launch --without NAME` in a server process of its own, never in the tests' process.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

REMOVALS: dict[str, Callable[[], None]] = {}
"""How to take a cure away, by its name."""


def removal(function: Callable[[], None]) -> Callable[[], None]:
    """Registers *function* under its own name."""
    REMOVALS[function.__name__] = function
    return function


@removal
def injection() -> None:
    """3.1: what came in clear behind AUTH is kept."""
    from ftplint.server.transport.tls_channel import TlsChannel

    cured = TlsChannel.handshake

    def handshake(self: Any, context: Any) -> None:
        kept = self.ac_in_buffer
        cured(self, context)
        self.ac_in_buffer = kept

    TlsChannel.handshake = handshake  # type: ignore[method-assign]


@removal
def spinning() -> None:
    """3.2: write interest stays armed while a data handshake is pending."""
    from pyftpdlib.handlers import TLS_DTPHandler

    from ftplint.server.transport.data_channel import DataChannel

    DataChannel._handle_ssl_want_rw = TLS_DTPHandler._handle_ssl_want_rw  # type: ignore[method-assign]


@removal
def cut_upload() -> None:
    """3.3: any end of an upload is a good one."""
    from ftplint.server.transport.data_channel import DataChannel

    cured = DataChannel.end
    DataChannel.end = lambda self, situation: cured(  # type: ignore[method-assign]
        self, "complete" if situation == "cut" and self.receive else situation
    )


@removal
def lost_alert() -> None:
    """3.4: a failed handshake is closed at once."""
    from ftplint.server.transport.control_connection import ControlConnection

    ControlConnection.handle_failed_ssl_handshake = lambda self: self.close()  # type: ignore[method-assign]


@removal
def descriptors() -> None:
    """3.5: the stock limit of 512 descriptors for everything."""
    from ftplint.server.transport.listener import Listener

    cured = Listener.handle_accepted

    def handle_accepted(self: Any, sock: Any, address: Any) -> None:
        if len(self.ioloop.socket_map) > 512:
            sock.close()
        else:
            cured(self, sock, address)

    Listener.handle_accepted = handle_accepted  # type: ignore[method-assign]


@removal
def handshake_limit() -> None:
    """3.5: nothing but the stock 300 s limits a handshake."""
    from ftplint.server.transport.control_connection import ControlConnection

    ControlConnection.watch = lambda *_: None  # type: ignore[method-assign]


@removal
def tickets() -> None:
    """4.1: two tickets go out at once after each TLS 1.3 handshake."""
    from ftplint.server.transport.data_tls import DataTls

    cured = DataTls.do_handshake

    def do_handshake(self: Any) -> None:
        cured(self)
        self._send_held()

    DataTls.do_handshake = do_handshake  # type: ignore[method-assign]


@removal
def resumption() -> None:
    """4.2: where the callback was not called, nothing is wrong."""
    from ftplint.server.transport.tls import Collected, Secured

    cured = Secured._faults

    def _faults(self: Any, connection: Any, certificate: Any, der: bytes) -> Any:
        collected = connection.get_app_data()
        called = isinstance(collected, Collected) and collected.called
        return cured(self, connection, certificate, der) if called else ()

    Secured._faults = _faults  # type: ignore[method-assign]


@removal
def session_id() -> None:
    """4.3: no session id context."""
    from OpenSSL import SSL

    SSL.Context.set_session_id = lambda *_: None  # type: ignore[method-assign]


@removal
def own_sessions() -> None:
    """4.3: one context, and so one session cache, for all endpoints."""
    from ftplint.server.transport.tls import Secured

    cured = Secured.__init__
    first: list[Any] = []

    def __init__(self: Any, *args: Any, **named: Any) -> None:
        cured(self, *args, **named)
        first.append(self.context)
        self.context = first[0]

    Secured.__init__ = __init__  # type: ignore[method-assign]


@removal
def ca_names() -> None:
    """4.4: the names of the trusted CAs are sent."""
    from OpenSSL import crypto

    from ftplint.server.transport.tls import Secured

    cured = Secured.__init__

    def __init__(self: Any, endpoint: Any, certificate: Any, trust: Any, choices: Any) -> None:
        cured(self, endpoint, certificate, trust, choices)
        for root in trust.roots:
            self.context.add_client_ca(crypto.X509.from_cryptography(root))

    Secured.__init__ = __init__  # type: ignore[method-assign]


@removal
def released_buffers() -> None:
    """4.6: every idle session keeps its read and write buffers."""
    from OpenSSL import SSL

    SSL.Context.set_mode = lambda *_: 0  # type: ignore[method-assign]


@removal
def ccc_with_notify() -> None:
    """4.7: after CCC the next bytes are taken for a command, whatever they are."""
    from ftplint.server.transport.tls_channel import TlsChannel

    def _finish_leaving(self: Any) -> None:
        self._left_tls()
        self.handle_read_event()

    TlsChannel._finish_leaving = _finish_leaving  # type: ignore[method-assign]


@removal
def ccc_without_notify() -> None:
    """4.7: after CCC the client's close_notify is waited for."""
    import socket

    from ftplint.server.transport.tls_channel import TlsChannel

    cured = TlsChannel._finish_leaving

    def _finish_leaving(self: Any) -> None:
        with contextlib.suppress(OSError):
            first = self.socket._socket.recv(1, socket.MSG_PEEK)
            if first and not 0x14 <= first[0] <= 0x18:
                self.close()
                return
        cured(self)

    TlsChannel._finish_leaving = _finish_leaving  # type: ignore[method-assign]


@removal
def asked_for_all() -> None:
    """4.8: a certificate is asked for only if the site without host name wants one."""
    from ftplint.server.endpoints import Endpoint

    def asks_for_certificate(self: Any) -> bool:
        return self.hostless is not None and self.hostless.client_certificates.policy != "CertIgnore"

    Endpoint.asks_for_certificate = asks_for_certificate  # type: ignore[method-assign]


@removal
def transfer_policy() -> None:
    """4.9: PROT is refused, but the transfer is not."""
    from ftplint.server.protocol import policy, session

    judged = policy.transfer_refusal
    policy.prot_refusal = lambda tls, level, _: judged(tls, level == "P")  # type: ignore[assignment]
    session.transfer_refusal = lambda *_: None  # type: ignore[attr-defined]


@contextlib.contextmanager
def without(name: str | None) -> Iterator[None]:
    """Takes the cure *name* away, if one is named."""
    if name:
        REMOVALS[name]()
    yield

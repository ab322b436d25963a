"""Data connections of the client: to the address of the control connection, and nowhere else."""

from __future__ import annotations

import re
import socket
import ssl
import time
from ipaddress import ip_address
from typing import TYPE_CHECKING

from ftplint.client.connection import Ended

if TYPE_CHECKING:
    from ftplint.client.connection import Connection, Reply

_PASSIVE = re.compile(r"(?<!\d)(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})(?!\d)")
_EXTENDED = re.compile(r"\((.)\1\1(\d{1,5})\1\)")


def passive_place(reply: Reply) -> tuple[str, int]:
    """The address (empty in a 229) and the port that a 227 or 229 names. Raises Ended for one that names none."""
    if reply.code == 227 and (match := _PASSIVE.search(reply.last[4:])) is not None:
        numbers = [int(part) for part in match.groups()]
        port = numbers[4] * 256 + numbers[5]
        if all(number < 256 for number in numbers) and port > 0:
            return ".".join(map(str, numbers[:4])), port
    if reply.code == 229 and (match := _EXTENDED.search(reply.last)) is not None:
        port = int(match[2])
        if 0 < port < 65_536:
            return "", port
    raise Ended(f"the server named no data connection: {reply.last}")


def leads_elsewhere(address: str, peer: str) -> bool:
    """Whether *address* of a 227 is another one than that of the server, *peer*."""
    return bool(address) and _plain(address) != _plain(peer)


def _plain(address: str) -> str:
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


def connect_data(control: Connection, port: int, source: str = "") -> socket.socket:
    """A data connection to *port* of the machine that *control* is connected to, whatever address the server named."""
    bound = control.left(control.limits.connect)
    raw = socket.create_connection((control.peer, port), bound, (source, 0) if source else None)
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    raw.settimeout(control.left(control.limits.reply))
    return raw


def receive(control: Connection, data: socket.socket, most: int) -> tuple[bytes, str]:
    """What comes over *data* up to *most* bytes, and why it ended early: empty if the server ended it properly."""
    received = bytearray()
    ends = time.monotonic() + control.limits.reply
    try:
        while len(received) <= most:
            rest = ends - time.monotonic()
            if rest <= 0:
                return bytes(received), f"it was not over within {control.limits.reply:g} s"
            data.settimeout(control.left(rest))
            try:
                chunk = data.recv(min(65_536, most + 1 - len(received)))
            except TimeoutError:
                continue
            if not chunk:
                return bytes(received), _farewell(data)
            received += chunk
    except ssl.SSLError as error:
        return bytes(received), f"TLS: {error.reason or error}"
    except OSError as error:
        return bytes(received), error.strerror or str(error)
    return bytes(received[:most]), f"the server sent more than {most} bytes"


def _farewell(data: socket.socket) -> str:
    """Ends TLS of a data connection; a server that says no goodbye has ended it all the same."""
    if isinstance(data, ssl.SSLSocket):
        try:
            data.unwrap()
        except (ssl.SSLError, OSError):
            return ""
    return ""

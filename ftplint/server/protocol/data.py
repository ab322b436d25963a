"""Data connections as commands: PORT, EPRT, PASV, EPSV, ABOR, and how a transfer begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.server.access.addresses import plain_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftplint.server.protocol.interfaces import Transfer
    from ftplint.server.protocol.session import Session

_FAMILIES = {"1": 4, "2": 6}
"""Numbers of address families (RFC 2428) and the versions of IP that they stand for."""


def port(session: Session, text: str) -> None:
    """``h1,h2,h3,h4,p1,p2``."""
    numbers = [int(part) for part in text.split(",") if _is_number(part)]
    if session.epsv_all or len(numbers) != 6 or text.count(",") != 5 or any(n > 255 for n in numbers):
        session.say("argument-wrong")
        return
    _active(session, ".".join(map(str, numbers[:4])), numbers[4] * 256 + numbers[5])


def extended_port(session: Session, text: str) -> None:
    """``|1|address|port|`` (RFC 2428)."""
    parts = text.split(text[:1] or "|")
    if session.epsv_all or len(parts) != 5 or not _is_number(parts[3]):
        session.say("argument-wrong")
        return
    wanted = _FAMILIES.get(parts[1])
    mapped = session.connection.remote_ip.startswith("::ffff:")
    if wanted is None or (wanted != session.connection.ip_version and not (mapped and wanted == 4)):
        session.say("wrong-protocol")
        return
    _active(session, parts[2], int(parts[3]))


def _active(session: Session, text: str, number: int) -> None:
    """Connects to what was judged: to the address as it was parsed, never to the client's text, which may hold a zone
    (``127.0.0.1%name``) that a resolver would look up."""
    peer = session.connection.remote_ip
    try:
        address = plain_address(text)
    except ValueError:
        session.say("argument-wrong")
        return
    foreign = address != plain_address(peer)
    host = peer if "%" in peer and not foreign else str(address)  # a link-local client keeps its zone
    if "%" in text or not 0 < number < 65_536:
        session.say("argument-wrong")
    elif foreign and session.own.match_port:
        session.say("foreign-address")
    elif number < 1024:
        session.say("low-port")
    else:
        session.drop_data()
        session.active = True
        session.connection.data.connect(host, number)  # before the reply (KB 2505047)
        session.say("ok")


def passive(session: Session, _: str) -> None:
    """Announces the external address of the site, if it has one."""
    if session.epsv_all or session.connection.ip_version != 4:
        session.say("argument-wrong" if session.epsv_all else "wrong-protocol")
        return

    def announce(number: int) -> None:
        host = session.own.external_address or session.connection.local_ip
        session.say("passive", numbers=f"{host.replace('.', ',')},{number // 256},{number % 256}")

    _listen(session, announce)


def extended_passive(session: Session, text: str) -> None:
    """Announces a port (RFC 2428)."""
    if text.lower() == "all":
        session.epsv_all = True
        session.say("ok")
    elif text and _FAMILIES.get(text) != session.connection.ip_version:
        session.say("wrong-protocol")
    else:
        _listen(session, lambda number: session.say("passive-extended", port=number))


def _listen(session: Session, announce: Callable[[int], None]) -> None:
    def found(number: int | None) -> None:
        if number is None:
            session.say("no-ports")
        else:
            announce(number)

    session.drop_data()
    session.connection.data.listen(found)


def abort(session: Session, _: str) -> None:
    """426 for the transfer, then 226; 225 where none was."""
    transfer, typed = session.transfer, session.typed
    data = session.connection.data
    if transfer is None:
        session.drop_data()
        session.say("nothing-to-abort")
        return
    if transfer.running:
        data.end("aborted")
    else:
        data.stop_waiting()
        session.data_missing("aborted")
    session.verb, session.typed, session.stem, session.place = "ABOR", typed, "", ""
    session.say("abort-done")


def agreed(session: Session) -> bool:
    """Whether PORT or PASV came before; if not, says so, before any file is touched.

    A connection that is up and not protected as PROT wants it counts for nothing (RFC 4217 9).
    """
    data = session.connection.data
    if data.open and data.protected != session.protected:
        session.drop_data()
        session.say("data-tls-failed")
        return False
    found = data.open or data.listening or session.active
    if not found:
        session.say("no-data-connection")
    return found


def begin(session: Session, transfer: Transfer) -> None:
    """125 or 150, and off it goes, once there is a data connection. One to the client that failed ends it after 150."""
    session.transfer = transfer
    unique = "-unique" if transfer.told else ""
    data = session.connection.data
    if data.open:
        session.say(f"opened{unique}", name=transfer.told)
        if not session.connection.closed:
            data.start(transfer)
        return
    session.say(f"opening{unique}", type="ASCII" if session.ascii else "BINARY", name=transfer.told)
    session.active = False
    if not (session.connection.closed or data.listening or data.connecting):
        session.data_missing("no-data-connection")


def _is_number(text: str) -> bool:
    """Whether *text* is decimal digits, and few enough: Python refuses to read thousands of them."""
    return text.isascii() and text.isdigit() and len(text) <= 9

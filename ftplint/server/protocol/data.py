"""Data connections: PORT, PASV and their kin, and the transfer that uses one, from 150 to 226."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from ftplint.server.access.addresses import plain_address
from ftplint.server.protocol.files import FileCommands
from ftplint.server.transport.data_channel import DataChannel
from ftplint.server.transport.data_sockets import ActiveConnector, PassiveListener

if TYPE_CHECKING:
    from pathlib import Path


class DataCommands(FileCommands):
    """How data connections are agreed on, used and ended."""

    active_address: tuple[str, int] | None = None
    _upload: Path | None = None
    _upload_resumes = False
    _pending_stem = ""

    @property
    def socket_family(self) -> int:
        """IPv4 or IPv6, as the control connection."""
        return int(self.socket.family) if isinstance(self.socket, socket.socket) else int(self.server.socket.family)

    # --- the data connection

    def ftp_PORT(self, text: str) -> None:
        """``h1,h2,h3,h4,p1,p2``."""
        numbers = [int(part) for part in text.split(",") if _is_number(part)]
        if self._epsvall or len(numbers) != 6 or text.count(",") != 5 or any(n > 255 for n in numbers):
            self.say("argument-wrong")
            return
        self._active(".".join(map(str, numbers[:4])), numbers[4] * 256 + numbers[5])

    def ftp_EPRT(self, text: str) -> None:
        """``|1|address|port|`` (RFC 2428)."""
        parts = text.split(text[:1] or "|")
        if self._epsvall or len(parts) != 5 or not _is_number(parts[3]):
            self.say("argument-wrong")
            return
        wanted = {"1": socket.AF_INET, "2": socket.AF_INET6}.get(parts[1])
        mapped = self.remote_ip.startswith("::ffff:")
        if wanted is None or (wanted != self.socket_family and not (mapped and parts[1] == "1")):
            self.say("wrong-protocol")
            return
        self._active(parts[2], int(parts[3]))

    def _active(self, host: str, port: int) -> None:
        try:
            foreign = plain_address(host) != plain_address(self.remote_ip)
        except ValueError:
            self.say("argument-wrong")
            return
        if not 0 < port < 65_536:
            self.say("argument-wrong")
        elif foreign and self.own.match_port:
            self.say("foreign-address")
        elif port < 1024:
            self.say("low-port")
        else:
            self._drop_data()
            self.active_address = (host, port)
            self.say("ok")

    def ftp_PASV(self, _: str) -> None:
        """Announces the external address of the site, if it has one."""
        if self._epsvall or self.socket_family != socket.AF_INET:
            self.say("argument-wrong" if self._epsvall else "wrong-protocol")
            return
        if self._listen():
            host = self.own.external_address or self.local_ip
            port = self._dtp_acceptor.port
            self.say("passive", numbers=f"{host.replace('.', ',')},{port // 256},{port % 256}")

    def ftp_EPSV(self, text: str) -> None:
        """Announces a port (RFC 2428)."""
        family = {socket.AF_INET: "1", socket.AF_INET6: "2"}.get(socket.AddressFamily(self.socket_family), "")
        if text.lower() == "all":
            self._epsvall = True
            self.say("ok")
        elif text not in ("", family):
            self.say("wrong-protocol")
        elif self._listen():
            self.say("passive-extended", port=self._dtp_acceptor.port)

    def _listen(self) -> bool:
        self._drop_data()
        try:
            self._dtp_acceptor = PassiveListener(self)
        except OSError:
            self._dtp_acceptor = None
            self.say("no-ports")
            return False
        return True

    def _drop_data(self) -> None:
        """A new PORT or PASV replaces what was agreed before."""
        self.active_address = None
        self._shutdown_connecting_dtp()
        if self.data_channel is not None and not self.data_channel.cmd:
            self.data_channel.close()

    def data_connected(self, sock: Any) -> None:
        """A data connection is up: a command that waits for it goes on."""
        self._dtp_acceptor = None
        handler = DataChannel(sock, self)
        if handler.connected:
            self.data_channel = handler
            self._on_dtp_connection()

    def foreign_data_client(self) -> None:
        """Somebody else connected to the announced port."""
        self.note("DataChannelClosed")
        if self._out_dtp_queue is not None or self._in_dtp_queue is not None:
            self._give_up("foreign-data-client")
            self._shutdown_connecting_dtp()

    def data_connection_missing(self) -> None:
        """Nobody came, or the client's port is closed: a command that waits for the connection is answered."""
        waiting = self._out_dtp_queue is not None or self._in_dtp_queue is not None
        coming = self._dtp_acceptor or self._dtp_connector or self.data_channel
        if waiting and coming is None and not self._closed:
            self._give_up("no-data-connection")

    def _give_up(self, situation: str) -> None:
        waiting = self._out_dtp_queue[2] if self._out_dtp_queue is not None else None
        if self._in_dtp_queue is not None:
            waiting = self._in_dtp_queue[0]
        if waiting is not None:
            waiting.close()
        self._out_dtp_queue = self._in_dtp_queue = None
        self._finish_upload(complete=False)
        self.say(situation)

    # --- transfers

    def _data_agreed(self) -> bool:
        """Whether PORT or PASV came before; if not, says so, before any file is touched."""
        agreed = self.data_channel or self._dtp_acceptor or self.active_address
        if agreed is None:
            self.say("no-data-connection")
        return agreed is not None

    def _begin(self, file: Any, *, producer: Any = None, data: bytes | None = None) -> None:
        """125 or 150, and off it goes. *file* is written to if there is neither *producer* nor *data*."""
        verb = self.verb
        self._pending_stem = self.stem
        if self.data_channel is not None:
            self.say("opened")
            channel = self.data_channel
            channel.most = self._largest()
            if producer is None and data is None:
                channel.file_obj = file
                channel.enable_receiving(self._current_type, verb)
                return
            channel.cmd = verb
            channel.file_obj = file
            if producer is not None:
                channel.push_with_producer(producer)
            else:
                channel.push(data or b"")
            if self.data_channel is not None:
                channel.close_when_done()
            return
        self.say("opening", type="ASCII" if self._current_type == "a" else "BINARY")
        if producer is None and data is None:
            self._in_dtp_queue = (file, verb)
        else:
            self._out_dtp_queue = (producer if producer is not None else data, producer is not None, file, verb)
        if self._dtp_acceptor is None and self.active_address is not None:
            host, port = self.active_address
            self.active_address = None
            connector = ActiveConnector(self, host, port)
            if not connector._closed:
                self._dtp_connector = connector

    def _on_dtp_connection(self) -> None:
        self.data_channel.most = self._largest()
        super()._on_dtp_connection()

    def _on_dtp_close(self) -> None:
        """The transfer is over: its reply, unless the connection was never used."""
        channel, self.data_channel = self.data_channel, None
        if self._closed or channel is None:
            self._finish_upload(complete=False)
            return
        self.received += channel.tot_bytes_received
        self.sent += channel.tot_bytes_sent
        self.note("DataChannelClosed", port=channel.port)
        if channel.cmd:
            situation = channel.situation or "cut"
            self._finish_upload(complete=situation == "complete")
            self.verb, self.stem = channel.cmd, self._pending_stem
            self.say(situation)
        if self._quit_pending:
            self.close_when_done()

    def _finish_upload(self, *, complete: bool) -> None:
        upload, self._upload = self._upload, None
        if upload is None:
            return
        self.service.uploads.discard(upload)
        if not complete and not self.own.keep_partial and not self._upload_resumes:
            upload.unlink(missing_ok=True)

    def close(self) -> None:
        """Ends the session; an upload that was still waiting for its connection gives its file back."""
        super().close()
        if self._closed:
            self._finish_upload(complete=False)

    def _largest(self) -> int:
        return self.own.at(self._pending_stem).filters.largest


def _is_number(text: str) -> bool:
    """Whether *text* is decimal digits, and few enough: Python refuses to read thousands of them."""
    return text.isascii() and text.isdigit() and len(text) <= 9

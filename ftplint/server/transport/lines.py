"""Command lines of a control connection: gathered up to a bound, obeyed one after another, and held back while an
answer is awaited or replies are not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.server.transport.control_tls import ControlTls

if TYPE_CHECKING:
    from ftplint.server.site import SiteSettings

_LONGEST = 65_536
"""Bytes of a command line, whatever maxCommandLine allows."""
_UNREAD = 64
"""Replies that may wait for a client to read them; with more, no further command is read."""


class _Waiting(list[Any]):
    """What is still to be sent: mostly nothing, and then a deque takes ten times the memory."""

    def appendleft(self, item: Any) -> None:
        """As of a deque."""
        self.insert(0, item)


class Lines(ControlTls):
    """From bytes to lines. ``_waiting`` are lines that came while another was not answered yet, bounded by one read."""

    _overlong = False
    _held = False
    _unread = False

    def __init__(self, sock: Any, server: Any, ioloop: Any = None) -> None:
        super().__init__(sock, server, ioloop)
        self.producer_fifo = _Waiting()
        # Lists of the stock handlers that nothing here looks at, in every session.
        self._current_facts = self._available_facts = self._extra_feats = self.incoming = ()

    @property
    def own(self) -> SiteSettings:
        """The site of the session."""
        raise NotImplementedError

    def collect_incoming_data(self, data: bytes) -> None:
        """Gathers a line, up to a bound: the rest of a longer one is dropped as it comes."""
        if self._overlong:
            return
        self._in_buffer.append(data)
        self._in_buffer_len += len(data)
        if self._in_buffer_len > max(min(self.own.commands.longest, _LONGEST), 16) + 2:
            self._overlong = True
            self._in_buffer = []

    def found_terminator(self) -> None:
        """A line is there: its turn has come, or it waits."""
        line = None if self._overlong else b"".join(self._in_buffer)
        self._in_buffer = []
        self._in_buffer_len = 0
        self._overlong = False
        self._waiting.append(line)
        self.go_on()

    def go_on(self) -> None:
        """Obeys the lines that wait, unless the session must wait itself."""
        while self._waiting and not (self._held or self._unread):
            if self._closed or self._quit_pending or self._closing or self._lingering:
                self._waiting.clear()
                return
            self.take(self._waiting.pop(0))

    def take(self, line: bytes | None) -> None:
        """Does what a line says; None stands for one that was too long."""
        raise NotImplementedError

    def hold(self) -> None:
        """Reads nothing until ``release``: an answer from elsewhere is awaited."""
        self._held = True
        self.del_channel()

    def release(self) -> None:
        """The answer is there; call ``go_on`` once it is given to the client."""
        self._held = False
        if not self._closed:
            self.add_channel()

    def send_at_once(self, data: bytes) -> None:
        """Sends *data* now if nothing waits before it; what the socket does not take is sent by ``initiate_send``."""
        if self.connected and not (self.producer_fifo or self._held or self._ssl_accepting or self._ssl_closing):
            try:
                data = data[self.send(data) :]
            except OSError:
                self.handle_error()
                return
        if data and not self._closed:
            self.producer_fifo.append(data)
            self.initiate_send()

    def initiate_send(self) -> None:
        """Sends, and reads no more commands from a client that does not read its replies."""
        if self._held:
            return
        super().initiate_send()
        if self._closed:
            return
        if not self.producer_fifo:
            if self._unread:
                self._unread = False
                self._listen_for(self.ioloop.READ)
                self.ioloop.call_later(0, self.go_on, _errback=self.handle_error)
        elif self._unread or len(self.producer_fifo) > _UNREAD:
            self._unread = True
            self._listen_for(self.ioloop.WRITE)

    def _listen_for(self, events: int) -> None:
        """Sets the events for certain: the stock methods keep two notes of them, which can differ from the truth."""
        self.ioloop.modify(self._fileno, events)
        self._wanted_io_events = self._current_io_events = events

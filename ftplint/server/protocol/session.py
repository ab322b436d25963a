"""One client as the protocol sees it: its state, and what a command line does to it. There is no socket in here.

The connection calls ``opened``, ``receive`` for each line, ``tls_established``, ``data_closed`` and the like; the
session answers by calling the methods of ``interfaces.Connection``.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ftplint.server.access.addresses import ANYWHERE, address_allowed
from ftplint.server.access.filtering import command_refused
from ftplint.server.protocol import messages
from ftplint.server.protocol.interfaces import Transfer
from ftplint.server.protocol.policy import clear_refusal, transfer_refusal
from ftplint.server.protocol.replies import Reply, reply
from ftplint.server.w3c_log import COMPUTER, LogLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from ftplint.server.access.client_certificate import Presented
    from ftplint.server.access.identity import Identity
    from ftplint.server.content.view import View, Virtual
    from ftplint.server.endpoints import Endpoint
    from ftplint.server.protocol.interfaces import Connection, Server
    from ftplint.server.site import AtPath, SiteSettings

Step = Literal["", "auth", "protection", "login", "ccc", "list", "upload", "download"]
TRANSFERS = frozenset({"list", "upload", "download"})
"""The steps that use a data connection."""
_TELNET = re.compile("^[\ufffd\xf2\xf4\xff]+")
"""Telnet's interrupt and synch, which clients send before ABOR."""
_ECHOED = re.compile(r"[A-Z0-9]{1,20}\Z")
"""Unknown verbs that a reply repeats."""


@dataclass(frozen=True, slots=True)
class Command:
    """One FTP command. ``handler`` does it; None stands for one that is recognised and not implemented."""

    handler: Callable[[Session, str], None] | None
    syntax: str = ""
    """What HELP says behind the verb."""
    argument: bool = False
    """Whether it is refused without an argument."""
    before_logon: bool = False
    """Open (point 6): which commands are answered before the logon. Taken: those that tell nothing about the
    content."""
    during_transfer: bool = False
    credentials: bool = False
    """Whether it may not come in clear text where the site requires TLS for the logon."""
    names_site: bool = False
    """Whether ``host|`` in its argument chooses a site, whose policies then count instead."""
    after_user: bool = False
    """Whether a USER that was accepted comes first: 503 else, also where the policy refused USER (ftpConnect #20)."""
    secret: bool = False
    """Whether its argument is kept out of the log."""
    step: Step = ""
    """The step of a session that it belongs to; ``list``, ``upload`` and ``download`` are transfers."""
    alias: str = ""
    """The verb that it is another name of."""
    feature: str = ""
    """Its line in the reply to FEAT."""


class Session:
    """One client of the reference server."""

    __slots__ = (
        "_began",
        "_came",
        "_counted",
        "_name_of_client",
        "_session_id",
        "active",
        "ascii",
        "commands",
        "connection",
        "endpoint",
        "epsv_all",
        "host",
        "identity",
        "left_with_ccc",
        "pbsz",
        "place",
        "presented",
        "protected",
        "quitting",
        "received",
        "rename_from",
        "restart",
        "sent",
        "server",
        "site",
        "stem",
        "transfer",
        "typed",
        "user",
        "verb",
        "view",
    )

    def __init__(
        self, connection: Connection, server: Server, endpoint: Endpoint, commands: Mapping[str, Command]
    ) -> None:
        self.connection = connection
        self.server = server
        self.endpoint = endpoint
        self.commands = commands
        self.site: SiteSettings | None = endpoint.hostless
        self.host = ""
        """The host name that chose the site."""
        self.user = ""
        """The name that USER gave, until the logon is decided."""
        self.identity: Identity | None = None
        self.view: View | None = None
        self.presented: Presented | None = None
        self.verb = ""
        self.typed = ""
        """The verb as it was sent, for the log."""
        self.stem = ""
        """The argument as it was sent, for the log."""
        self.place = ""
        """The virtual path that the command meant."""
        self.received = 0
        self.sent = 0
        self.ascii = True
        self.restart = 0
        """The position of REST."""
        self.rename_from: tuple[Virtual, Path] | None = None
        self.pbsz = False
        self.protected = False
        """Whether data connections are inside TLS (PROT P)."""
        self.epsv_all = False
        self.left_with_ccc = False
        self.quitting = False
        self.active = False
        """Whether PORT or EPRT came, and no transfer since."""
        self.transfer: Transfer | None = None
        self._counted: SiteSettings | None = None
        self._began: datetime | None = None
        self._came = 0
        """When the command came, and its length in bytes."""
        self._session_id = ""
        self._name_of_client = ""

    # --- what the session stands in

    @property
    def own(self) -> SiteSettings:
        """The site of the session; before a host name is known, the first of the endpoint."""
        return self.site or self.endpoint.sites[0]

    @property
    def session_id(self) -> str:
        """A name for the session, made when it is first asked for: few logs and messages have it."""
        if not self._session_id:
            self._session_id = str(uuid.uuid4())
        return self._session_id

    @property
    def longest_line(self) -> int:
        """``maxCommandLine`` of the site."""
        return self.own.commands.longest

    # --- connecting

    def opened(self) -> None:
        """A new connection: the limits of the site, then the banner, or TLS first on an implicit endpoint."""
        self.verb = "ControlChannelOpened"
        self.note(self.verb)
        if self.server.shut_out(self.connection.remote_ip):
            self.connection.close()
            return
        if any(one.asks_for_names for one in self.endpoint.sites):
            # before anybody asks for it: a lookup may take seconds, and no command can wait in its middle
            self.server.ask_host_name(self.connection, self.connection.remote_ip, self._named)
            return
        self._begin()

    def _named(self, name: str) -> None:
        self._name_of_client = name
        self._begin()

    def _begin(self) -> None:
        site = self.own
        if not self.admit(self.site):
            return
        self.connection.watch(site.limits.unauthenticated_timeout)
        if self.endpoint.implicit:
            problem = self.server.tls_problem(self.endpoint, self.site)
            if problem is not None:  # implicit TLS without a certificate: there is nothing to say before TLS
                self.note("ControlChannelClosed", reply(problem))
                self.connection.linger()
                return
            self.connection.start_tls(self.site)
            return
        self.greet()

    def admit(self, site: SiteSettings | None) -> bool:
        """Makes *site* that of the session, if it takes the address and has room; if not, says so and ends.

        None is the state in which no host name is known yet: no site judges or counts the session.
        """
        self.site = site
        if site is not None and site is not self._counted:
            if self.address_refused(site.at("/")):
                self.say("address-refused")
                self.connection.close_when_done()
                return False
            if not self.server.enter(site):
                if site.limits.reset_on_max:
                    self.connection.close()
                    return False
                text = messages.expanded(site.messages, site.messages.max_clients, self.variables())
                self.say("too-many-connections", before=text)
                self.connection.close_when_done()
                return False
        if self._counted is not None and self._counted is not site:
            self.server.leave(self._counted)
        self._counted = site
        return True

    def address_refused(self, at: AtPath) -> bool:
        """Whether the IP rules of a path keep this client out."""
        lookup = (lambda: self._name_of_client) if at.reverse_dns else None
        client = self.server.seen_from or self.connection.remote_ip
        if client == ANYWHERE:
            return False
        return not address_allowed(at.addresses, at.allow_unlisted_addresses, client, lookup)

    def greet(self) -> None:
        """The banner of the site."""
        self.send_lines(messages.banner(self.own.messages, reply("banner"), self.variables()))

    def variables(self) -> messages.Variables:
        """What the variables of messages stand for now."""
        if not self.own.messages.expand_variables:
            return messages.NO_VARIABLES
        user = "" if self.identity is None else self.identity.name
        return messages.Variables(self.received, self.sent, self.session_id, self.own.name, user)

    # --- from a command line to the handler

    def receive(self, line: bytes | None) -> None:
        """A command line without its line feed; None stands for one that was too long.

        Every path through here says exactly one final reply, at once or after a transfer.
        """
        if self.identity is not None:
            self.connection.watch(self.own.limits.control_timeout)
        self.verb = self.typed = self.stem = self.place = ""
        if self.server.logs:
            self._began, self._came = self.server.now(), len(line or b"") + 1
        if line is None:
            self.say("line-too-long")
        elif not line.endswith(b"\r"):  # a line has to end with CR LF (KB 2505047)
            self.say("line-feed-only")
        else:
            self._obey(line[:-1].decode(self.own.encoding, "replace"))

    def _obey(self, line: str) -> None:
        """Filters and order, the same for all commands."""
        typed, _, argument = line.partition(" ")
        if not (typed.isalpha() and typed.isascii()):
            typed = _TELNET.sub("", typed)
        verb = typed.upper()
        named = verb.isascii() and verb.isalpha() and len(verb) <= 8
        self.verb, self.typed = (verb, verb if typed == verb else typed) if named else ("-", "-")
        command = self.commands.get(verb)
        if command is None:  # its argument is neither logged nor told: it may be a mistyped PASS
            self.say("unknown-command", verb=verb if _ECHOED.match(verb) else "-")
            return
        if command.handler is None:
            self.say("not-implemented")
            return
        self.stem = "***" if command.secret else argument
        if command_refused(self.own.commands, verb):
            self.say("command-filtered")
        elif self.identity is None and not command.before_logon:
            self.say("login-wanted")
        elif self.transfer is not None and not command.during_transfer:  # one at a time
            self.say("busy")
        elif command.argument and not argument:
            self.say("argument-missing")
        elif command.after_user and not self.user:
            self.say("user-first")
        else:
            refused = self._policy_refusal(command, argument)
            if refused is not None:
                self.say(refused)
                return
            command.handler(self, argument)

    def _policy_refusal(self, command: Command, argument: str) -> str | None:
        """What the TLS policies of the site have against a command."""
        if command.credentials and self.site is not None and not self.connection.secured:
            refused = clear_refusal(self.own.tls)
            if refused is not None and not (command.names_site and "|" in argument):
                return refused
        if command.step in TRANSFERS:
            refused = transfer_refusal(self.own.tls, self.protected)
            if refused is not None:
                self.drop_data()
                return refused
        return None

    # --- replies and log

    def say(self, situation: str, before: str = "", **fields: object) -> None:
        """Answers with the reply of a *situation*; *before* is a configured text in front of it."""
        found = reply(situation, **{"verb": self.verb, **fields})
        local = self.server.local_clients and self.own.messages.detailed_for_local
        if local and found.code >= 400 and (found.substatus or found.win32):
            data = messages.wire(messages.detailed(found), self.own.encoding)
        else:
            data = messages.encoded(found, before, self.own.encoding)
        if found.code >= 200 and self.verb:
            self.note(self.typed or self.verb, found, self.stem, path=self.place, sent=len(data), received=self._came)
        self.connection.send_lines(data)

    def send_lines(self, lines: list[str]) -> None:
        """Sends whole lines; characters that the session's encoding lacks become question marks."""
        self.connection.send_lines(messages.wire(lines, self.own.encoding))

    def note(
        self,
        method: str,
        found: Reply | None = None,
        stem: str = "",
        port: int | None = None,
        path: str = "",
        sent: int = 0,
        received: int = 0,
    ) -> None:
        """Writes a line to the log: verb and argument as they were sent, *path* what they meant. A password is never
        in it; anonymous users have no name there (log of an anonymous session, IIS 10).

        Open: what the numbers of bytes count. Taken: a command with its final reply, and on the line on which a data
        connection is closed what went over it. Open: whose log it is before a host name chose a site. Taken: that of
        the first site of the endpoint.
        """
        if not self.server.logs:
            return
        connection = self.connection
        who = self.identity
        now = self.server.now()
        line = LogLine(
            when=now,
            client=connection.remote_ip,
            user="-" if who is None or who.anonymous else who.logged_name,
            server=connection.local_ip,
            port=port or connection.local_port,
            method=method,
            stem=stem,
            status=0 if found is None else found.code,
            win32=0 if found is None else found.win32,
            substatus=0 if found is None else found.substatus,
            session=self.session_id,
            path=path,
            client_port=connection.remote_port,
            site="" if self.site is None else self.site.id,
            host=self.host,
            sent=sent,
            received=received,
            taken=0 if found is None or self._began is None else int((now - self._began).total_seconds() * 1_000),
            computer=COMPUTER,
        )
        self.server.write_log(self.own.id, line)

    # --- TLS

    def tls_established(self, presented: Presented | None) -> None:
        """The handshake is done; *presented* is what the client showed. On an implicit endpoint the banner follows."""
        self.presented = presented
        if self.endpoint.implicit:
            self.pbsz = self.protected = True
            self.greet()

    def tls_failed(self) -> None:
        """The handshake failed; the session ends."""
        self.note("ControlChannelClosed", reply("certificate-invalid"))

    # --- data connections

    def drop_data(self) -> None:
        """What was agreed before with PORT or PASV no longer counts."""
        self.active = False
        self.connection.data.drop()

    def data_opened(self) -> None:
        """A data connection is up: a command that waits for it goes on."""
        self.active = False
        if self.transfer is not None and not self.transfer.running:
            self.connection.data.start(self.transfer)

    def data_missing(self, situation: str) -> None:
        """No data connection comes about: a command that waits for one is answered with *situation*."""
        transfer = self.transfer
        if transfer is None or transfer.running:
            return
        if transfer.file is not None:
            transfer.file.close()
        self.end_transfer(complete=False)
        self.say_of(transfer, situation)

    def foreign_data_client(self) -> None:
        """Somebody else connected to the announced port."""
        self.note("DataChannelClosed")
        if self.transfer is not None and not self.transfer.running:
            self.data_missing("foreign-data-client")
            self.connection.data.stop_waiting()

    def data_closed(self, port: int, received: int, sent: int, situation: str) -> None:
        """A data connection ended after so many bytes; *situation* is the reply to its transfer, if it had one."""
        self.received += received
        self.sent += sent
        self.note("DataChannelClosed", port=port, sent=sent, received=received)
        transfer = self.transfer
        if transfer is not None and transfer.running:
            self.end_transfer(complete=situation == "complete")
            self.say_of(transfer, situation)
        if self.quitting:
            self.connection.close_when_done()

    def say_of(self, transfer: Transfer, situation: str) -> None:
        """The final reply of *transfer*, whatever commands came meanwhile."""
        self.verb, self.typed, self.stem, self.place = transfer.verb, transfer.typed, transfer.stem, transfer.place
        self._began, self._came = transfer.began, transfer.came
        self.say(situation)

    def transferring(self, **fields: Any) -> Transfer:
        """A transfer for the command that is being obeyed."""
        fields |= {"stem": self.stem, "place": self.place, "began": self._began, "came": self._came}
        return Transfer(verb=self.verb, typed=self.typed, ascii=self.ascii, **fields)

    def at(self, path: str) -> AtPath:
        """What the file says at a virtual path of the session."""
        return self.own.at(self.rule_path(path))

    def rule_path(self, path: str) -> str:
        """The path that locations of the file have for a virtual path of the session."""
        return path if self.view is None else f"{self.view.prefix}{path}"

    def end_transfer(self, *, complete: bool) -> None:
        """Nothing is transferred any more; an upload that was cut goes, unless the site keeps such files."""
        transfer, self.transfer = self.transfer, None
        if transfer is None or transfer.upload is None:
            return
        self.server.uploads.discard(transfer.upload)
        if not complete and not self.own.keep_partial and not transfer.keeps:
            try:
                transfer.upload.unlink(missing_ok=True)
            except OSError as error:  # on Windows another program may hold it open
                self.server.trouble(f"{transfer.place}: the part that was uploaded cannot be removed: {error}")

    # --- the end

    def timed_out(self) -> None:
        """Idle too long."""
        self.verb = self.verb or "-"
        self.say("control-timed-out" if self.identity is not None else "login-timed-out")
        self.connection.close_when_done()

    def stopping(self) -> None:
        """The server ends: a transfer is cut, and the client is told."""
        transfer = self.transfer
        if transfer is not None and transfer.running:
            self.connection.data.end("stopped")
        elif transfer is not None:
            self.data_missing("stopped")
        if not self.connection.closed:
            self.verb, self.typed, self.stem, self.place = "-", "-", "", ""
            self.say("stopping")
            self.connection.close_when_done()

    def closing(self) -> None:
        """The connection is about to close."""
        if self._counted is not None:
            self.server.leave(self._counted)
            self._counted = None
        if self.connection.remote_ip:
            self.note("ControlChannelClosed")

    def closed(self) -> None:
        """The connection is closed; an upload that still waited for its data connection gives its file back."""
        transfer = self.transfer
        if transfer is not None and transfer.file is not None and not transfer.running:
            transfer.file.close()
        self.end_transfer(complete=False)

"""A session without sockets: lines go in, and what it says and asks for is written down."""
# ruff: noqa: ARG001, ARG002, ARG005 - signatures of the interfaces, which a recording need not use

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from ftplint.analysis import analyse
from ftplint.evidence import Account, Directory, DirectoryError, MemoryDirectory
from ftplint.server import COMMANDS, DEFAULT, Choices, Endpoint, LogLine, Storage
from ftplint.server.access.client_certificate import Presented
from ftplint.server.access.identity import Logon
from ftplint.server.credential_cache import CredentialCache
from ftplint.server.endpoints import endpoints
from ftplint.server.protocol.interfaces import Transfer, Waiting
from ftplint.server.protocol.session import Command, Session
from ftplint.server.site import SiteSettings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PASSWORD = "correct horse"
ALICE = Account("alice", domain="CORP", password=PASSWORD)


def endpoint(
    site: str,
    security: str,
    control: str,
    data: str,
    port: int,
    hosts: tuple[str, ...],
    server: str,
    inner: str = "",
    locations: str = "",
) -> Endpoint:
    """One endpoint; each of *hosts* is a site of that name, an empty one the site without host name.

    *site* are attributes of ``ftpServer``, *security* and *server* elements in ``security`` of sites and server,
    *inner* elements in ``ftpServer``, *locations* those of the file. Basic authentication is on unless *security* says.
    """
    basic = "" if "<authentication>" in security else '<basicAuthentication enabled="true"/>'
    if basic:
        security += f"<authentication>{basic}</authentication>"
    sites = "".join(
        f'<site name="{host or "a"}" id="{number}"><application path="/"><virtualDirectory path="/" '
        f'physicalPath="D:\\ftp"/></application><bindings><binding protocol="ftp" bindingInformation="*:{port}:{host}"/>'
        f'</bindings><ftpServer {site}>{inner}<security>{security}<ssl controlChannelPolicy="{control}" dataChannelPolicy="{data}"/>'
        "</security></ftpServer></site>"
        for number, host in enumerate(hosts, 1)
    )
    text = (
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost><system.ftpServer>"
        '<security><authorization><add accessType="Allow" users="*" permissions="Read, Write"/></authorization>'
        f"{server}</security></system.ftpServer>{locations}</configuration>"
    )
    configuration = analyse("x", text.encode()).configuration
    assert configuration is not None
    (found,) = endpoints(configuration)
    return found


class RecordedServer:
    """What all sessions share, without a loop: the directory answers at once, or when a test says so."""

    def __init__(self, root: Path, choices: Choices) -> None:
        self.uploads: set[Path] = set()
        self.storage = Storage(root)
        self.directory: Directory = MemoryDirectory([ALICE])
        self.choices = choices
        self.credentials = CredentialCache(900, lambda: 0.0)
        self.weak_mappings = False
        self.local_clients = False
        self.seen_from = ""
        self.domain_as_host = False
        self.logs = True
        self.slow = False
        self.room = 100
        self.blocked = False
        self.problem: str | None = None
        self.log: list[LogLine] = []
        self.troubles: list[str] = []
        self.pending: list[Callable[[], None]] = []
        self.failures = 0

    def now(self) -> datetime:
        return NOW

    def tls_problem(self, endpoint: Endpoint, chosen: SiteSettings | None) -> str | None:
        return self.problem

    def enter(self, site: SiteSettings) -> bool:
        self.room -= 1
        return self.room >= 0

    def leave(self, site: SiteSettings) -> None:
        self.room += 1

    def logon_failed(self, client: str) -> bool:
        self.failures += 1
        return self.failures >= 3

    def shut_out(self, client: str) -> bool:
        return self.blocked

    def ask_host_name(self, connection: Waiting, client: str, done: Callable[[str], None]) -> None:
        done("")

    def ask_directory(
        self, connection: Waiting, ask: Callable[[], Logon], done: Callable[[Logon | Exception], None]
    ) -> None:
        if not self.slow:
            done(ask())
            return
        connection.hold()

        def answer() -> None:
            connection.release()
            done(ask())

        self.pending.append(answer)

    def fail_directory(self) -> None:
        """The next answer is that there is none."""

        def refuse(connection: Waiting, ask: object, done: Callable[[Logon | Exception], None]) -> None:
            done(DirectoryError("no answer"))

        self.ask_directory = refuse  # type: ignore[method-assign]

    def write_log(self, site: str, line: LogLine) -> None:
        self.log.append(line)

    def trouble(self, text: str) -> None:
        self.troubles.append(text)


class RecordedData:
    """Data connections that a test lets arrive and end."""

    def __init__(self, connection: RecordedConnection) -> None:
        self._connection = connection
        self.open = False
        self.protected = False
        self.connecting = False
        self.listening = False
        self.no_port = False

    def listen(self, found: Callable[[int | None], None]) -> None:
        self.listening = not self.no_port
        found(None if self.no_port else 50_000)

    def connect(self, host: str, port: int) -> None:
        self.connecting = True
        self._connection.actions.append(f"connect {host}:{port}")

    def start(self, transfer: Transfer) -> None:
        transfer.running = True
        self._connection.actions.append(f"start {transfer.verb}")

    def end(self, situation: str) -> None:
        self.finish(situation)

    def stop_waiting(self) -> None:
        self.listening = self.connecting = False

    def drop(self) -> None:
        transfer = self._connection.session.transfer
        self.listening = self.connecting = False
        self.open = self.open and transfer is not None and transfer.running

    # --- what a test does

    def arrive(self) -> None:
        """The client connects to the port, or is connected to."""
        self.listening = self.connecting = False
        self.open = True
        self.protected = self._connection.session.protected
        self._connection.session.data_opened()

    def finish(self, situation: str = "complete", received: int = 0, sent: int = 0) -> None:
        """The data connection ends."""
        self.open = False
        transfer = self._connection.session.transfer
        if transfer is not None and transfer.file is not None:
            transfer.file.close()
        self._connection.session.data_closed(50_000, received, sent, situation)


class RecordedConnection:
    """The control connection of a test. *actions* are what the session asked for beside replies."""

    def __init__(self, server: RecordedServer, endpoint: Endpoint, commands: Mapping[str, Command]) -> None:
        self.remote_ip = "192.0.2.7"
        self.remote_port = 50_000
        self.local_ip = "192.0.2.1"
        self.local_port = 21
        self.ip_version = 4
        self.secured = False
        self.cipher_bits = 256
        self.closed = False
        self.shown: Presented | None = None
        self.actions: list[str] = []
        self.watched: list[int] = []
        self.output: list[str] = []
        self.banner: list[str] = []
        self.folder: tempfile.TemporaryDirectory[str] | None = None
        """It lives as long as the client."""
        self.data = RecordedData(self)
        self.server = server
        self.session = Session(self, server, endpoint, commands)

    # --- for the session

    def send_lines(self, data: bytes) -> None:
        assert data.endswith(b"\r\n")
        self.output += data.decode(self.session.own.encoding).split("\r\n")[:-1]

    def start_tls(self, site: SiteSettings | None) -> None:
        self.secured = True
        self.actions.append("start tls")
        self.session.tls_established(self.shown)

    def leave_tls(self) -> None:
        self.secured = False
        self.actions.append("leave tls")

    def watch(self, seconds: int) -> None:
        self.watched.append(seconds)

    def linger(self) -> None:
        self.actions.append("linger")

    def hold(self) -> None:
        self.actions.append("hold")

    def release(self) -> None:
        self.actions.append("release")

    def go_on(self) -> None:
        pass

    def handle_error(self) -> None:
        raise AssertionError("an error of the server")

    def close(self) -> None:
        """Closes; the data connection goes with it, and closes its file."""
        if not self.closed:
            transfer = self.session.transfer
            self.session.closing()
            if transfer is not None and transfer.file is not None:
                transfer.file.close()
            self.closed = True
            self.actions.append("close")
            self.session.closed()

    def close_when_done(self) -> None:
        self.close()

    # --- what a test does

    def connection_from(self, address: str) -> None:
        """The client has this address."""
        self.remote_ip = address
        self.ip_version = 6 if ":" in address else 4

    def said(self) -> list[str]:
        """The lines that were sent since the last look."""
        found, self.output = self.output, []
        return found

    def say(self, line: str) -> list[str]:
        """Sends a command line, and returns what is answered at once."""
        self.session.receive(line.encode() + b"\r")
        return self.said()

    def talk(self, *pairs: tuple[str, str]) -> None:
        """Lines and what their replies begin with; an empty one stands for no reply yet."""
        for line, reply in pairs:
            answer = self.say(line)
            assert (answer[-1] if answer else "").startswith(reply) and bool(answer) == bool(reply), (line, answer)

    def logged(self, method: str) -> list[tuple[str, int, int]]:
        """Argument, status and sub-status of the log lines of a command."""
        return [(line.stem, line.status, line.substatus) for line in self.server.log if line.method == method]

    @property
    def home(self) -> Path:
        """The folder that is ``/`` of the site."""
        return self.server.storage.root / "D" / "ftp"

    def log_in(self) -> None:
        self.talk(("USER alice", "331 "), (f"PASS {PASSWORD}", "230 "))


def client(
    *,
    site: str = "",
    security: str = "",
    control: str = "SslAllow",
    data: str = "SslAllow",
    port: int = 21,
    hosts: tuple[str, ...] = ("",),
    server: str = "",
    inner: str = "",
    locations: str = "",
    commands: Mapping[str, Command] = COMMANDS,
    choices: Choices = DEFAULT,
    prepare: Callable[[RecordedServer], None] = lambda server: None,
) -> RecordedConnection:
    """A client that has just connected and read the banner."""
    root = tempfile.TemporaryDirectory(prefix="ftplint-session-")
    (Path(root.name) / "D" / "ftp").mkdir(parents=True)
    shared = RecordedServer(Path(root.name), choices)
    prepare(shared)
    found = RecordedConnection(
        shared, endpoint(site, security, control, data, port, hosts, server, inner, locations), commands
    )
    found.folder = root
    found.session.opened()
    found.banner = found.said()
    return found

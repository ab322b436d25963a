"""The whole server: listeners for all endpoints of a configuration in one loop, and what sessions share."""

from __future__ import annotations

import socket
import threading
import traceback
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING

from ftplint.evidence import DirectoryError
from ftplint.server import values
from ftplint.server.access.addresses import AttemptLimits, FailureCounter, plain_address
from ftplint.server.content.storage import Storage
from ftplint.server.credential_cache import CredentialCache
from ftplint.server.endpoints import Endpoint, endpoints
from ftplint.server.log_files import LogFiles
from ftplint.server.lookups import Lookups
from ftplint.server.options import Listening, Options
from ftplint.server.protocol.policy import certificate_problem
from ftplint.server.transport.control_connection import ControlConnection
from ftplint.server.transport.listener import Listener
from ftplint.server.transport.loop import hasten, new_loop
from ftplint.server.transport.silence import Silence
from ftplint.server.transport.tls import Secured
from ftplint.server.transport.waker import Waker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ftplint.configuration import Configuration
    from ftplint.server.access.identity import Logon
    from ftplint.server.protocol.interfaces import Waiting
    from ftplint.server.site import SiteSettings
    from ftplint.server.w3c_log import LogLine

_UNLIMITED = 4_294_967_295
DIRECTORY_BOUND = 10.0
"""Seconds after which a lookup in the directory counts as not answered."""
NAME_BOUND = 5.0
"""Seconds that DNS has for the name of a client, which counts as nameless afterwards."""
_PATIENCE = 60.0
"""Seconds that another thread waits for the loop."""
_ERRORS = 100
"""Errors that are kept for tests; all are reported as trouble."""


class Service:
    """Serves the FTP sites of one configuration."""

    def __init__(self, configuration: Configuration, options: Options, known: Sequence[Endpoint] | None = None) -> None:
        """*known* are the endpoints of the configuration, where another service has them already."""
        self.choices = options.choices
        self.certificates = options.certificates
        self.directory = options.directory
        self.storage = Storage(options.root)
        self.weak_mappings = options.weak_mappings
        self.local_clients = options.local_clients
        self.seen_from = options.seen_from
        self.uploads: set[Path] = set()
        left_out: list[str] = []
        self.endpoints = endpoints(configuration, left_out) if known is None else tuple(known)
        server = configuration.sections.group("")
        attempts = server.find("security/authentication/denyByFailure")
        limits = AttemptLimits(
            enabled=values.flag(attempts, "enabled"),
            most=values.number(attempts, "maxFailure"),
            window=values.span(attempts, "entryExpiration"),
            only_logs=values.flag(attempts, "loggingOnlyMode"),
        )
        self._ahead = 0.0
        self.failures = FailureCounter(limits, self.seconds)
        cache = server.find("caching/credentialsCache")
        interval = values.number(cache, "flushInterval")
        self.credentials = CredentialCache(interval, self.seconds, enabled=values.flag(cache, "enabled"))
        self._trusted = frozenset(
            item.value("ipAddress").text
            for item in server.find("security/ipSecurity").items
            if values.flag(item, "allowed") and item.value("subnetMask").text == "255.255.255.255"
        )
        firewall = server.find("firewallSupport")
        low, high = (values.number(firewall, f"{end}DataChannelPort") for end in ("low", "high"))
        self.passive_ports = range(low, high + 1) if 0 < low <= high < 65_536 else None
        names = server.find("serverRuntime/hostNameSupport")
        self.domain_as_host = values.flag(names, "useDomainNameAsHostName")
        self._options = options
        self._secured: dict[str, tuple[str | None, Secured | None]] = {}
        self._counts: dict[str, int] = {}
        self._stopping = threading.Event()
        self._silence = Silence()
        self.loop = new_loop()
        self._asked: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._waker = Waker(self.loop, self._woken)
        self._directory_lookups: Lookups[Logon] | None = None
        if options.slow_directory:
            self._directory_lookups = Lookups(
                self.loop, "directory", DIRECTORY_BOUND, _directory_silent, self._late_answer
            )
        self._name_lookups: Lookups[str] | None = None
        self.errors: list[str] = []
        self._refusing = False
        self._log_files: LogFiles | None = None
        if options.log_files:
            self._log_files = LogFiles(configuration, self.storage, self.trouble, options.zone)
        self.logs = options.log is not None or options.log_files
        for sentence in left_out:
            self.trouble(sentence)

    # --- life

    def listen(self, place: Callable[[Endpoint], tuple[str, int]]) -> tuple[Listening, ...]:
        """Binds every endpoint where *place* says (port 0: a free one). Raises OSError; then nothing listens."""
        found = []
        try:
            for endpoint in self.endpoints:
                host, port = place(endpoint)
                try:
                    sock = _bound(host, port)
                except OSError as error:
                    raise OSError(error.errno, error.strerror, f"{host}:{port}") from error
                backlog = max(1, *(site.limits.backlog for site in endpoint.sites))
                Listener(sock, self, endpoint, max(backlog, 128))
                problem, _ = self.secured(endpoint, None)
                address, bound = sock.getsockname()[:2]
                found.append(Listening(endpoint, address, bound, problem))
        except OSError:
            self.close()
            raise
        return tuple(found)

    def run(self) -> None:
        """Serves until ``stop``; then everything is closed."""
        wait = 0.0
        try:
            while not self._stopping.is_set():
                wait = self.loop.loop(wait, blocking=False)
            self._farewell()
        finally:
            self.close()

    def _farewell(self) -> None:
        for one in list(self.loop.socket_map.values()):
            if isinstance(one, ControlConnection):
                try:
                    one.service_ends()
                except Exception:
                    one.handle_error()

    def stop(self) -> None:
        """Ends ``run``, from any thread or from a signal handler."""
        self._stopping.set()
        self._waker.wake()

    def every(self, seconds: float, call: Callable[[], None]) -> None:
        """Calls *call* in the loop again and again; before ``run``, or in the loop."""

        def again() -> None:
            call()
            self.every(seconds, call)

        self.loop.call_later(seconds, again)

    def pass_time(self, seconds: float) -> None:
        """Lets *seconds* pass at once: for tests, and for scenarios in which time goes by. From another thread than
        that of ``run``; when it returns, what was due has happened."""
        done = threading.Event()

        def pass_() -> None:
            self._ahead += seconds
            hasten(self.loop, seconds)
            self.loop.call_later(0, after)

        def after() -> None:  # what is due now fires in the same round
            self.loop.call_later(0, done.set)

        self._asked.put(pass_)
        self._waker.wake()
        done.wait(_PATIENCE)

    def _woken(self) -> None:
        while not self._asked.empty():
            self._asked.get()()

    def seconds(self) -> float:
        """A clock that never goes back, and runs ahead where time was passed."""
        return monotonic() + self._ahead

    def close(self) -> None:
        """Closes all sockets."""
        for lookups in (self._directory_lookups, self._name_lookups):
            if lookups is not None:
                lookups.close()
        self.loop.close()
        self._waker.close()
        if self._log_files is not None:
            self._log_files.close()
        self._silence.end()

    # --- for sessions

    def now(self) -> datetime:
        """The time in UTC."""
        now = datetime.now(UTC)
        return now + timedelta(seconds=self._ahead) if self._ahead else now

    def secured(self, endpoint: Endpoint, chosen: SiteSettings | None) -> tuple[str | None, Secured | None]:
        """The TLS side of an endpoint, or the situation that AUTH meets."""
        tls = endpoint.tls(chosen)
        key = f"{endpoint.address}:{endpoint.port}:{tls.thumbprint}:{tls.store}"
        known = self._secured.get(key)
        problem, certificate = certificate_problem(tls, self.certificates, self.now(), self.choices)
        if known is None or certificate is None:  # one that is out of date by now
            made = None
            if certificate is not None:
                try:
                    made = Secured(endpoint, certificate, self._options.trust, self.choices)
                except Exception as error:  # OpenSSL refuses the pair: IIS says that TLS could not be set up
                    self.trouble(f"the certificate of {endpoint.address}:{endpoint.port} cannot be used: {error}")
                    problem = "tls-failed"
            known = self._secured[key] = problem, made
        return known

    def tls_problem(self, endpoint: Endpoint, chosen: SiteSettings | None) -> str | None:
        """The situation that AUTH meets, or None if TLS works."""
        return self.secured(endpoint, chosen)[0]

    def enter(self, site: SiteSettings) -> bool:
        """Counts a connection of *site*; False if its limit is reached."""
        count = self._counts.get(site.id, 0)
        if site.limits.max_connections != _UNLIMITED and count >= site.limits.max_connections:
            return False
        self._counts[site.id] = count + 1
        return True

    def leave(self, site: SiteSettings) -> None:
        """A counted connection is gone."""
        self._counts[site.id] = self._counts.get(site.id, 1) - 1

    def logon_failed(self, client: str) -> bool:
        """Counts a failed logon; True if the connection is to be cut. Trusted addresses are never counted."""
        plain = str(plain_address(client))
        return plain not in self._trusted and self.failures.failed(plain)

    def shut_out(self, client: str) -> bool:
        """Whether the address has failed too often lately."""
        return self.failures.any_blocked and self.failures.blocked(str(plain_address(client)))

    def ask_host_name(self, connection: Waiting, client: str, done: Callable[[str], None]) -> None:
        """Calls *done* with the name of an address, empty if it has none or DNS does not say one in time; meanwhile the
        connection waits, and no other. This is the one lookup that ``enableReverseDns`` wants."""
        if self._name_lookups is None:
            self._name_lookups = Lookups(self.loop, "names", NAME_BOUND, str, lambda _: None)
        self._name_lookups.ask(
            connection,
            lambda: (self._options.host_name or _host_name)(client),
            lambda found: done(found if isinstance(found, str) else ""),
        )

    def ask_directory(
        self, connection: Waiting, ask: Callable[[], Logon], done: Callable[[Logon | Exception], None]
    ) -> None:
        """Calls *done* with what *ask* returns or raises: at once, or from a thread while the connection waits."""
        if self._directory_lookups is not None:
            self._directory_lookups.ask(connection, ask, done)
            return
        found: Logon | Exception
        try:
            found = ask()
        except DirectoryError as error:
            found = error
        done(found)

    def _late_answer(self, found: Logon | Exception) -> None:
        if isinstance(found, DirectoryError):
            self.trouble(str(found))

    def write_log(self, site: str, line: LogLine) -> None:
        """One line: into the log file of the site with the id *site*, and to whoever wants all of them."""
        if self._log_files is not None:
            self._log_files.write(site, line)
        if self._options.log is not None:
            self._options.log(line)

    def trouble(self, text: str) -> None:
        """Something outside the protocol that an administrator should know."""
        if self._options.trouble is not None:
            self._options.trouble(text)

    def no_more_clients(self, why: str) -> None:
        """The system accepts no more clients for the moment (no descriptors are left); said once."""
        if not self._refusing:
            self._refusing = True
            self.trouble(f"no more clients can be accepted until others leave: {why} (this is said once)")

    def broken(self, instance: object) -> None:
        """An error of this server: kept for tests, and reported as trouble."""
        text = traceback.format_exc()
        if len(self.errors) < _ERRORS:
            self.errors.append(text)
        self.trouble(f"internal error in {type(instance).__name__}: {text.strip().splitlines()[-1]}")


def _directory_silent() -> DirectoryError:
    return DirectoryError(f"the directory has not answered within {DIRECTORY_BOUND:.0f} s")


def _host_name(client: str) -> str:
    return socket.gethostbyaddr(client)[0]


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_REUSEADDR") and not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock

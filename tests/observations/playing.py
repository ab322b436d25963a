"""A client that plays the exchanges of open points against our server, and writes down what it met as turns."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509

from ftplint.observations import Session, nameless
from ftplint.rules import Actor
from ftplint.server import Choices, Heard, Turn, said
from ftplint.verify import Lab
from ftplint.verify.lab import EXAMPLE_THUMBPRINT, PASSWORD
from ftplint.verify.stage import Stage, stage
from tests.server.wire import Papers, Wire

DAYS = 400
"""After so many days the lab's server certificate has expired."""


class Played:
    """One session: what is said, and what is met."""

    def __init__(self, port: int, folder: Path, ahead: timedelta = timedelta()) -> None:
        """*folder* is where the lab was written, *ahead* how far the server's clock is."""
        self.turns: list[Turn] = []
        self._ahead = ahead
        self._folder = folder
        self._wire = Wire(("127.0.0.1", port))
        self._wire.reply()

    def say(self, command: str) -> int:
        """One command; the code of its reply, 0 for none. An alert instead of a reply belongs to the handshake."""
        try:
            answer = self._wire.ask(command)
        except (ssl.SSLError, OSError) as error:
            self._alert(error)
            return 0
        self.turns.append(Turn(said(command), (heard(answer),)))
        return int(answer[:3])

    def secure(self, certificate: str = "", mechanism: str = "TLS") -> bool:
        """AUTH and the handshake, with a client certificate of the lab or none."""
        if self.say(f"AUTH {mechanism}") != 234:
            return False
        shown = self._folder / "clients" / f"{certificate}.pem" if certificate else None
        try:
            self._wire.secure(Papers(self._folder / "ca.pem", shown).context())
        except (ssl.SSLError, OSError) as error:
            self.turns.append(Turn("handshake"))
            self._alert(error)
            return False
        own = x509.load_pem_x509_certificate((self._folder / "server.pem").read_bytes())
        expired = own.not_valid_after_utc < datetime.now(UTC) + self._ahead
        self.turns.append(Turn("handshake", (), "expired" if expired else "done"))
        return True

    def log_in(self, user: str = "alice", password: str = PASSWORD) -> None:
        """USER, and PASS if that is asked for."""
        if self.say(f"USER {user}") == 331:
            self.say(f"PASS {password}".rstrip())

    def transfer(self, command: str, content: bytes = b"", *, bare: bool = False, during: str = "") -> None:
        """A transfer, with TLS if the control connection has it. Where the server does not speak TLS then, what becomes
        of the transfer depends on who is quicker, and is not written down. *during* is said before anything is read."""
        raw = self._wire.open_data()
        first = heard(self._wire.ask(command))
        self.turns.append(Turn(said(command), (first,)))
        if first.code >= 400:
            raw.close()
            return
        if during:
            self.say(during)
            raw.close()
            return
        data: socket.socket = raw
        after: list[Turn] = []
        if isinstance(self._wire.sock, ssl.SSLSocket):
            try:
                data = self._wire.start_data_tls(raw)
            except (ssl.SSLError, OSError):
                self.turns.append(Turn("data handshake", (), "clear"))
                return
            after = [Turn("data handshake", (), "done")]
        self._move(data, content, bare=bare)
        self.turns[-1] = self.turns[-1]._replace(replies=(first, heard(self._wire.reply())))
        self.turns += [*after, *([Turn("data end", (), "bare")] if bare else [])]

    def _move(self, data: socket.socket, content: bytes, *, bare: bool) -> None:
        with data, contextlib.suppress(ssl.SSLError, OSError):
            if content:
                data.sendall(content)
            else:
                while data.recv(65_536):
                    pass
            if isinstance(data, ssl.SSLSocket) and not bare:
                data.unwrap()

    def close(self) -> None:
        """Without a word."""
        self._wire.close()

    def _alert(self, error: OSError) -> None:
        reason = getattr(error, "reason", "") or ""
        met = "alert" if "CERTIFICATE" in reason else "failure" if "HANDSHAKE_FAILURE" in reason else "closed"
        self.turns[-1] = self.turns[-1]._replace(met=met)


def heard(answer: str) -> Heard:
    lines = answer.split("\n")
    return Heard(int(answer[:3] or 0), tuple(lines))


class Play(NamedTuple):
    """How an open point is played: the site, what is so, and what the client does. *local*: detailed errors."""

    site: str
    given: str
    client: Callable[[Played], None]
    local: bool = False
    days: int = 0
    folders: tuple[str, ...] = ()
    large: bool = False
    """Whether there is a file ``large.bin``, which takes longer than a command."""


def site(inner: str, rules: str = "", locations: str = "", hosts: str = "") -> str:
    """A configuration of one site, whose certificate is that of the lab."""
    allowed = rules or '<add accessType="Allow" users="*" permissions="Read, Write"/>'
    return (
        '<configuration><system.applicationHost><sites><site name="fabrikam" id="1"><application path="/">'
        '<virtualDirectory path="/" physicalPath="D:\\ftp"/></application><bindings>'
        f'<binding protocol="ftp" bindingInformation="*:21:{hosts}"/></bindings><ftpServer>{inner}</ftpServer></site></sites>'
        f"</system.applicationHost><system.ftpServer><security><authorization>{allowed}</authorization></security>"
        f"</system.ftpServer>{locations}</configuration>"
    )


def security(
    policy: str = "CertIgnore", methods: str = "basic", control: str = "SslRequire", data: str = "SslRequire"
) -> str:
    """The element ``security`` of a site."""
    on = "".join(f'<{name}Authentication enabled="true"/>' for name in methods.split())
    return (
        f'<security><ssl serverCertHash="{EXAMPLE_THUMBPRINT}" controlChannelPolicy="{control}" dataChannelPolicy="{data}"/>'
        f'<sslClientCertificates clientCertificatePolicy="{policy}" useActiveDirectoryMapping="true"/>'
        f"<authentication>{on}</authentication></security>"
    )


@contextlib.contextmanager
def served(play: Play, lab: Lab, choices: Choices) -> Iterator[Stage]:
    """The server for *play*."""
    actor = Actor(local=play.local)
    with stage(play.site, actor, lab, choices) as running:
        for folder in play.folders:
            (running.root / "D" / "ftp" / folder).mkdir(parents=True, exist_ok=True)
        if play.large:
            with (running.root / "D" / "ftp" / "large.bin").open("wb") as stream:
                stream.truncate(200_000_000)
        running.pass_time(play.days * 86_400)
        yield running


def session(play: Play, lab: Lab, choices: Choices) -> Session:
    """What the client of *play* meets at a server with *choices*."""
    with served(play, lab, choices) as running:
        return session_at(running.port, lab.folder, play)


def session_at(port: int, folder: Path, play: Play) -> Session:
    """What the client of *play* meets at a server that runs; *folder* is where its lab was written."""
    client = Played(port, folder, timedelta(days=play.days))
    try:
        play.client(client)
    finally:
        client.close()
    return Session(frozenset(play.given.split()), tuple(client.turns), frozenset({"alice", "fabrikam"}))


def on_the_wire(seen: Session) -> list[Turn]:
    """What a client sees; 125 and 150 are the same: which of them comes depends on who is quicker."""
    plain = [nameless(turn) for turn in seen.turns]
    return [
        turn._replace(replies=tuple(Heard(150) if one.code in (125, 150) else one for one in turn.replies))
        for turn in plain
    ]


def written(tmp_path: Path, text: str, name: str = "seen.json") -> str:
    """*text* as a file; its path."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)

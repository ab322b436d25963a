"""Hostile sequences on real sockets, made by hypothesis as it goes: two things never happen (see `attack.py`).

The state machine knows what the server answered, so it goes on from there: it negotiates TLS or not, opens data connections before
and after PROT, transfers in clear and inside TLS, renames, and begins anew.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from ftplint.rules.scenarios import Actor
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import Stage, stage
from tests.server.attack import CLOSED, FIXED, FREE
from tests.server.wire import Papers, Wire

SEQUENCES = 40
"""Of each run of the suite; the slow run has 2,000."""
PATIENCE = 0.5
"""Seconds for what may never come: content on a connection that the server does not use."""
MARK = b"content of "
ATTACK = b"written by the attacker"
PATHS = st.sampled_from(
    sorted({*CLOSED, *FIXED, *FREE, "open/../closed/f.txt", "CLOSED/F.TXT", "closed\\f.txt", "new", "open"})
)
LOCATIONS = {
    "closed": '<add accessType="Allow" users="jane" permissions="Read, Write"/>',
    "open/par/secret": '<add accessType="Allow" users="*" permissions="Read, Write"/>'
    '<add accessType="Deny" users="alice" permissions="Read, Write"/>',
    "drop": '<add accessType="Allow" users="*" permissions="Write"/>',
    "readonly": '<add accessType="Allow" users="*" permissions="Read"/>',
}
RULES = "<system.ftpServer><security><authorization>{}</authorization></security></system.ftpServer>"


def configuration(thumbprint: str) -> str:
    """A site whose data channel needs TLS and whose control channel does not, and folders with rules of their own."""
    everybody = RULES.format('<add accessType="Allow" users="*" permissions="Read, Write"/>')
    folders = "".join(
        f'<location path="a/{path}">{RULES.format("<clear/>" + adds)}</location>' for path, adds in LOCATIONS.items()
    )
    return (
        '<configuration><system.applicationHost><sites><site name="a" id="1"><application path="/"><virtualDirectory path="/" '
        'physicalPath="D:\\ftp"/></application><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings>'
        f'<ftpServer><security><ssl serverCertHash="{thumbprint}" controlChannelPolicy="SslAllow" dataChannelPolicy="SslRequire"/>'
        '<sslClientCertificates clientCertificatePolicy="CertIgnore"/>'
        '<authentication><basicAuthentication enabled="true"/></authentication></security></ftpServer></site></sites>'
        f"</system.applicationHost>{everybody}{folders}</configuration>"
    )


def everything(data: socket.socket) -> bytes:
    """What comes until the end, however it ends."""
    found = b""
    with contextlib.suppress(OSError):
        while got := data.recv(65536):
            found += got
    return found


class Attack(RuleBasedStateMachine):
    """One client, from its first connection to its last. What it gets on data connections is kept and looked at."""

    running: ClassVar[Stage]
    papers: ClassVar[Papers]

    def __init__(self) -> None:
        super().__init__()
        self.home = self.running.root / "D" / "ftp"
        shutil.rmtree(self.home, ignore_errors=True)  # what the client before left there
        for path in sorted({*CLOSED, *FIXED, *FREE}):
            (self.home / path).parent.mkdir(parents=True, exist_ok=True)
            (self.home / path).write_bytes(MARK + path.encode())
        self.data: list[socket.socket] = []
        self._connect()

    def _connect(self) -> None:
        self.wire = Wire(("127.0.0.1", self.running.port), timeout=60)
        assert self.wire.reply()[:3] == "220"

    def _ask(self, command: str) -> str:
        """The reply to *command*; a new connection where the server has ended this one."""
        try:
            said = self.wire.ask(command)
        except OSError:
            said = ""
        self._look(said.encode() if said.startswith("213") else b"")
        if not said or said.startswith("421"):
            self._drop()
            self._connect()
        return said

    def _drop(self) -> None:
        for data in self.data:
            data.close()
        self.data.clear()
        self.wire.close()

    def _look(self, content: bytes) -> None:
        for path in CLOSED:
            assert MARK + path.encode() not in content, f"{path} was read"

    @rule()
    def tls(self) -> None:
        if not isinstance(self.wire.sock, ssl.SSLSocket) and self._ask("AUTH TLS").startswith("234"):
            self.wire.secure(self.papers.context())

    @rule()
    def logon(self) -> None:
        if self._ask("USER alice").startswith("331"):
            self._ask(f"PASS {PASSWORD}")

    @rule()
    def all_as_it_should_be(self) -> None:
        self.tls()
        self.logon()
        self._ask("PBSZ 0")
        self._ask("PROT P")

    @rule(
        line=st.sampled_from(
            (
                "PBSZ 0",
                "PROT P",
                "PROT C",
                "USER jane",
                "PASS wrong",
                "HOST a",
                "REST 3",
                "REST 0",
                "ABOR",
                "CDUP",
                "NOOP",
            )
        )
    )
    def ask(self, line: str) -> None:
        self._ask(line)

    @rule(line=st.sampled_from(("CCC", "REIN")))
    def end_tls(self, line: str) -> None:
        secured = self.wire.sock
        if self._ask(line)[:3] in ("200", "220") and isinstance(secured, ssl.SSLSocket) and self.wire.sock is secured:
            try:
                secured.unwrap()
            except (OSError, ValueError):
                self._drop()
                self._connect()
            else:
                self.wire.sock = socket.socket(fileno=secured.detach())
                self.wire.sock.settimeout(60)

    @rule(command=st.sampled_from(("EPSV", "PASV")))
    def passive(self, command: str) -> None:
        said = self._ask(command)
        if said.startswith("229"):
            port = int(said.rpartition("(|||")[2].partition("|")[0])
        elif said.startswith("227"):
            high, low = said.rpartition("(")[2].rstrip(").").split(",")[-2:]
            port = int(high) * 256 + int(low)
        else:
            return
        with contextlib.suppress(OSError):
            self.data.append(socket.create_connection(("127.0.0.1", port), 60))

    @rule()
    def active(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0.05)
            if self._ask(f"EPRT |1|127.0.0.1|{listener.getsockname()[1]}|").startswith("200"):
                with contextlib.suppress(TimeoutError):
                    self.data.append(listener.accept()[0])

    @rule(command=st.sampled_from(("RETR", "STOR", "APPE", "LIST", "NLST")), path=PATHS, inside=st.booleans())
    def transfer(self, command: str, path: str, inside: bool) -> None:
        """With TLS on the data connection, or in clear whatever was agreed."""
        said = self._ask(f"{command} {path}")
        if said[:1] != "1":
            return
        if not self.data:
            self._ask("ABOR")
            return
        data = self.data.pop()
        data.settimeout(PATIENCE)
        got = b""
        with contextlib.suppress(OSError), data:
            if inside:
                data = self.papers.context().wrap_socket(data, suppress_ragged_eofs=True)
            if command in ("STOR", "APPE"):
                data.sendall(ATTACK)
                if isinstance(data, ssl.SSLSocket):
                    data = data.unwrap()
                data.close()
            else:
                got = everything(data)
        if not inside:
            assert MARK not in got, f"{command} {path} in clear"
        self._look(got)
        self.wire.sock.settimeout(PATIENCE)
        try:
            self.wire.reply()
        except TimeoutError:  # it waits for another of the connections
            self._drop()
            self._connect()
        except OSError:
            pass
        else:
            self.wire.sock.settimeout(60)

    @rule(
        old=PATHS, new=st.sampled_from(("new", "open/new", "drop/new", "readonly/new", "moved", "open/par/secret/new"))
    )
    def rename(self, old: str, new: str) -> None:
        if self._ask(f"RNFR {old}").startswith("350"):
            self._ask(f"RNTO {new}")

    @rule(command=st.sampled_from(("DELE", "MKD", "RMD", "CWD", "SIZE", "STAT")), path=PATHS)
    def named(self, command: str, path: str) -> None:
        self._ask(f"{command} {path}")

    def teardown(self) -> None:
        for data in self.data:  # what nobody asked for is in clear
            data.settimeout(0.2)
            with contextlib.suppress(OSError):
                data.sendall(ATTACK)
                data.shutdown(socket.SHUT_WR)
        self.wire.close()
        for data in self.data:
            assert MARK not in everything(data)
            data.close()
        for path in FIXED:
            assert (self.home / path).read_bytes() == MARK + path.encode(), f"{path} is not what it was"
            assert len(list((self.home / path).parent.iterdir())) == 1, f"something is beside {path}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder: Path = tmp_path_factory.mktemp("attack")
    lab = Lab()
    lab.write(folder)
    with stage(configuration(lab.thumbprint), Actor(), lab) as running:
        Attack.running, Attack.papers = running, Papers(folder / "ca.pem", None)
        yield


def attack(examples: int) -> None:
    options = settings(
        max_examples=examples,
        stateful_step_count=14,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Attack, settings=options)


@pytest.mark.usefixtures("served")
def test_no_sequence_gets_content_in_clear_or_past_authorization() -> None:
    attack(SEQUENCES)


@pytest.mark.slow
@pytest.mark.usefixtures("served")
def test_nor_do_two_thousand() -> None:
    """CI played ten thousand before, which found no more."""
    attack(2_000)

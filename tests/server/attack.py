"""Hostile sequences against the session as data: whatever the order, two things never happen.

* Where the site's data channel policy is SslRequire, no content goes over a data connection in clear, in any direction.
* Nobody reads or writes what authorization refuses.

    python -m tests.server.attack 10000            # so many sequences, seeds 0 to 9,999
    python -m tests.server.attack 1 --seed 4711    # one of them

A sequence is made from its seed alone. One that fails is cut down to what it needs, and its seed belongs into
``attack_seeds.txt``, which the suite always plays.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ftplint.analysis import analyse
from ftplint.evidence import Account, MemoryDirectory
from ftplint.server import COMMANDS, DEFAULT, Endpoint
from ftplint.server.endpoints import endpoints
from ftplint.server.protocol.interfaces import Transfer
from tests.server.recorded import ALICE, PASSWORD, RecordedConnection, RecordedData, RecordedServer

SEEDS = Path(__file__).with_name("attack_seeds.txt")
CLOSED = ("closed/f.txt", "open/par/secret/s.txt", "drop/d.txt")
"""What alice may not read."""
FIXED = ("closed/f.txt", "open/par/secret/s.txt", "readonly/r.txt")
"""What alice may not write."""
FREE = ("plain.txt", "open/o.txt", "open/par/p.txt")
_LOCATIONS = {
    "closed": '<add accessType="Allow" users="zoe" permissions="Read, Write"/>',
    "open/par/secret": '<add accessType="Allow" users="*" permissions="Read, Write"/>'
    '<add accessType="Deny" users="alice" permissions="Read, Write"/>',
    "drop": '<add accessType="Allow" users="*" permissions="Write"/>',
    "readonly": '<add accessType="Allow" users="*" permissions="Read"/>',
}
_PATHS = (*CLOSED, *FIXED, *FREE, "closed", "open", "open/par", "open/par/secret", "drop", "readonly", "new", "", "..")
_PLAIN = (
    *(
        "AUTH TLS",
        "AUTH SSL",
        "AUTH TLS-P",
        "PBSZ 0",
        "PROT P",
        "PROT C",
        "CCC",
        "REIN",
        "ABOR",
        "NOOP",
        "PASV",
        "EPSV",
    ),
    *("PORT 192,0,2,7,20,1", "PORT 192,0,2,8,20,1", "EPRT |1|192.0.2.7|6000|", "EPRT |1|192.0.2.7%x|6000|", "EPSV ALL"),
    *("USER alice", "USER two.example|alice", "USER zoe", "USER anonymous", f"PASS {PASSWORD}", f"PASS {PASSWORD}"),
    *("PASS wrong", "HOST two.example", "HOST nobody.example", "TYPE I", "TYPE A", "REST 2", "REST 0", "CDUP", "PWD"),
)
_NAMED = (
    "RETR",
    "STOR",
    "APPE",
    "RETR",
    "STOR",
    "LIST",
    "NLST",
    "STAT",
    "RNFR",
    "RNTO",
    "MKD",
    "RMD",
    "DELE",
    "CWD",
    "STOU",
)
_EVENTS = ("+connect", "+connect", "+connect", "+finish", "+finish", "+cut", "+fail")
_PRELUDE = ("AUTH TLS", "USER alice", f"PASS {PASSWORD}", "PBSZ 0", "PROT P")
_SPELLINGS = (
    lambda path: path,
    lambda path: path,
    lambda path: f"/{path}",
    lambda path: path.upper(),
    lambda path: path.replace("/", "\\"),
    lambda path: f"open/../{path}",
    lambda path: f"./{path}/",
    lambda path: f"{path[:-1]}*",
    lambda path: f"{path}::$DATA",
    lambda path: f"{path}.",
    lambda path: path.replace("/", "//"),
)


class Violation(Exception):
    """What must never happen."""


class World(NamedTuple):
    """The settings of one sequence."""

    control: str
    policy: str


def sequence(seed: int) -> tuple[World, list[str]]:
    """The settings and lines of a seed; a word that begins with ``+`` is an event at the data connection."""
    chance = random.Random(seed)
    world = World(
        chance.choice(("SslAllow", "SslAllow", "SslRequireCredentialsOnly", "SslRequire")),
        chance.choice(("CertIgnore", "CertIgnore", "CertAllow")),
    )
    lines = list(_PRELUDE) if chance.random() < 0.8 else []
    if lines and chance.random() < 0.4:
        lines.remove(chance.choice(("PROT P", "PROT P", "PROT P", "PBSZ 0", "AUTH TLS")))
    for _ in range(chance.randrange(2, 14)):
        kind = chance.random()
        if kind < 0.25:
            lines.append(chance.choice((*_PLAIN, *_EVENTS)))
        elif kind < 0.55:
            lines += _transfer(chance, chance.choice(_PATHS))
        elif kind < 0.8:
            lines += _rename(chance)
        else:
            lines.append(f"{chance.choice(_NAMED)} {_spelled(chance, chance.choice(_PATHS))}".strip())
    return world, lines


def _spelled(chance: random.Random, path: str) -> str:
    return chance.choice(_SPELLINGS)(path)


def _transfer(chance: random.Random, path: str) -> list[str]:
    """A transfer with a data connection, and perhaps something in between that should matter."""
    between = (
        "PROT P",
        "PROT P",
        "PROT P",
        "PROT C",
        "CCC",
        "AUTH TLS",
        "USER alice",
        "HOST two.example",
        "REIN",
        "EPSV",
        "REST 1",
    )
    lines = [chance.choice(("PASV", "EPSV", "PORT 192,0,2,7,20,1", "PROT C", "PROT P")), "PASV", "+connect"]
    if chance.random() < 0.5:
        lines.insert(chance.choice((2, 3)), chance.choice(between))
    lines.append(f"{chance.choice(('RETR', 'RETR', 'STOR', 'APPE', 'LIST'))} {_spelled(chance, path)}")
    if chance.random() < 0.8:
        lines += ["+connect", "+finish"]
    return lines


def _rename(chance: random.Random) -> list[str]:
    """A rename out of, into or around what is closed, and a look at what came of it."""
    old = chance.choice((*CLOSED, *FREE, "open", "open/par", "drop", "closed", "new", "open/par/secret"))
    new = chance.choice(("new", "open/new", "drop/new", "readonly/new", "open/par", "new/secret", "moved"))
    below = chance.choice(("", "", "/secret/s.txt", "/par/secret/s.txt", "/d.txt"))
    return [f"RNFR {_spelled(chance, old)}", f"RNTO {new}", *_transfer(chance, f"{new}{below}")]


@cache
def _endpoint(world: World) -> Endpoint:
    sites = "".join(
        f'<site name="{name}" id="{number}"><application path="/"><virtualDirectory path="/" physicalPath="D:\\{name}"/>'
        f'</application><bindings><binding protocol="ftp" bindingInformation="*:21:{host}"/></bindings><ftpServer><security>'
        f'<ssl controlChannelPolicy="{world.control}" dataChannelPolicy="{data}"/><sslClientCertificates '
        f'clientCertificatePolicy="{world.policy}"/><authentication><basicAuthentication enabled="true"/></authentication>'
        "</security></ftpServer></site>"
        for number, (name, host, data) in enumerate((("a", "", "SslRequire"), ("two", "two.example", "SslAllow")), 1)
    )
    rules = "<system.ftpServer><security><authorization>{}</authorization></security></system.ftpServer>"
    everybody = rules.format('<add accessType="Allow" users="*" permissions="Read, Write"/>')
    locations = "".join(
        f'<location path="{site}/{path}">{rules.format("<clear/>" + adds)}</location>'
        for site in ("a", "two")
        for path, adds in _LOCATIONS.items()
    )
    text = (
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost>{everybody}{locations}"
        "</configuration>"
    )
    configuration = analyse("x", text.encode()).configuration
    assert configuration is not None
    (found,) = endpoints(configuration)
    return found


class _Data(RecordedData):
    """It watches what a transfer would move, and moves it."""

    moving: Transfer | None = None

    def start(self, transfer: Transfer) -> None:
        session = self._connection.session
        if session.identity is None:
            raise Violation(f"{transfer.verb} without a logon")
        if session.own.tls.data == "SslRequire" and not self.protected:
            raise Violation(f"{transfer.verb} in clear where the data channel needs TLS")
        super().start(transfer)
        self.moving = transfer
        if transfer.receives:
            assert transfer.file is not None
            transfer.file.write(b"written by the attacker")
        elif transfer.file is not None:
            _judge(f"{transfer.verb} {transfer.stem}", transfer.file.read())

    def finish(self, situation: str = "complete", received: int = 0, sent: int = 0) -> None:
        self.moving = None
        super().finish(situation, received, sent)


def _judge(what: str, content: bytes) -> None:
    for path in CLOSED:
        if path.encode() in content:
            raise Violation(f"{what} reads {path}")


def _content(path: str) -> bytes:
    return f"content of {path}\n".encode()


def play(world: World, lines: list[str]) -> None:
    """One sequence. Raises Violation, or whatever an error of the server raises."""
    with tempfile.TemporaryDirectory(prefix="ftplint-attack-") as folder:
        homes = [Path(folder) / "D" / site for site in ("a", "two")]
        for home in homes:
            for path in {*CLOSED, *FIXED, *FREE}:
                (home / path).parent.mkdir(parents=True, exist_ok=True)
                (home / path).write_bytes(_content(path))
        server = RecordedServer(Path(folder), DEFAULT)
        server.directory = MemoryDirectory([ALICE, Account("zoe", domain="CORP", password="unknown to the attacker")])
        client = RecordedConnection(server, _endpoint(world), COMMANDS)
        client.data = data = _Data(client)
        client.session.opened()
        try:
            for line in lines:
                if client.closed:
                    break
                _step(client, data, line)
        finally:
            client.close()
        for home in homes:
            for path in FIXED:
                place = home / path
                if not place.is_file() or place.read_bytes() != _content(path):
                    raise Violation(f"{path} is not what it was")
                if len(list(place.parent.iterdir())) != 1:
                    raise Violation(f"something was added beside {path}")


def _step(client: RecordedConnection, data: _Data, line: str) -> None:
    match line:
        case "+connect":
            if data.listening or data.connecting:
                data.arrive()
        case "+finish" | "+cut":
            if data.open:
                data.finish("complete" if line == "+finish" else "cut")
        case "+fail":
            if data.listening or data.connecting:
                data.stop_waiting()
                client.session.data_missing("no-data-connection")
        case _:
            for said in client.say(line):
                _judge(line, said.encode() if said.startswith(("213 content", "content")) else b"")


def failure(seed: int) -> str:
    """Why a seed fails, with the shortest sequence that was found; empty if it does not."""
    world, lines = sequence(seed)
    why = _why(world, lines)
    if not why:
        return ""
    start = 0
    while start < len(lines):
        fewer = lines[:start] + lines[start + 1 :]
        if _why(world, fewer):
            lines = fewer
        else:
            start += 1
    return f"seed {seed}: {_why(world, lines)}\n  {world}\n  " + "\n  ".join(lines)


def _why(world: World, lines: list[str]) -> str:
    try:
        play(world, lines)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def kept() -> Iterator[int]:
    """The seeds that failed once."""
    with contextlib.suppress(FileNotFoundError):
        for line in SEEDS.read_text("ascii").splitlines():
            if line.partition("#")[0].strip():
                yield int(line.partition("#")[0])


def main() -> int:
    """How many sequences failed, up to 1."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    failed = [found for seed in range(wanted.seed, wanted.seed + wanted.number) if (found := failure(seed))]
    print("\n".join([*failed, f"{wanted.number} sequences, {len(failed)} failed"]))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())

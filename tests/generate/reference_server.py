"""Writes docs/reference-server.md: what the reference server is and takes where nobody documents it, commands, replies."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.server import COMMANDS, FURTHER, GIVEN, MET, REPLIES, SEEN_BY, Seen, Unseen, open_points

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TARGET = Path(__file__).resolve().parents[2] / "docs" / "reference-server.md"
_BASES = {"D": "documented", "L": "seen in a log", "R": "RFC", "I": "inferred"}
_HEAD = """\
# The reference server

<!-- Generated: python -m tests.generate -->

`ftplint serve PATH` runs an FTPS server that does what a configuration says: it answers "what would my configuration do?" before
the file reaches a server. `ftplint verify` holds every rule against it. It is built on pyftpdlib and pyOpenSSL (`pip install ".[server]"`).

```
ftplint serve applicationHost.config --lab lab      # make certificates, clients and accounts in ./lab, and use them
ftplint serve applicationHost.config --certificates certs --client-ca issuers.pem --crl issuers.crl --directory users.ldif
```

Server and rules share the effective configuration and nothing else: the server never asks a rule. What it does comes from Microsoft's
documentation, specifications and published logs; where none of them says anything, the choice is one of the table below.

It listens on loopback unless `--bind` says otherwise. Windows paths lie below one folder (`--root`): `D:\\ftp` is `ROOT/D/ftp`. Nothing
outside that folder can be reached. Clients count as remote ones; with `--local-clients` they get detailed errors.

What IIS could not read is refused (exit status 2): no configuration at all, a mistake past which it cannot read the file or its sites, a section of
FTP's own that it cannot read, a file that registers no FTP. `--anyway` serves it, with defaults in the place of the mistakes. Of two sites at one place
the first is served, and the other is named on standard error.

The file is read once. IIS applies changes at once; this server says on standard error that the file has changed, and goes on with what it has read.
SIGTERM, SIGINT and SIGHUP end it: transfers are cut (426, sub-status 21), clients get 421, the log its lines, and a temporary root folder goes.

## Logs

The log files that the configuration asks for lie below the root like everything else: `C:\\inetpub\\logs\\LogFiles\\FTPSVC1\\u_ex261123.log` is
`ROOT/C/inetpub/logs/LogFiles/FTPSVC1/u_ex261123.log`. `logFile`, `log` and `centralLogFile` are obeyed with all their attributes. Lines are written when they
happen; IIS keeps some back until `FlushLog`. `--log` writes every line with the default fields, whatever the configuration says. A log that cannot be
written is told once on standard error.

What nobody documents about logs stands in functions of `ftplint.server.open_points`:

| function | what it decides |
| --- | --- |
| `log_folder` | The central log lies in a folder `FTPSVC` without a number. |
| `log_file_name` | `u_ex` and the date was seen for a log of each day. For other periods the names are those of the web server's logs: `u_ex26112315` (Hourly), `u_ex261104` (Weekly: the week of the month, from Sunday on), `u_ex2611` (Monthly), `u_extend1` (MaxSize); in ANSI without `u_`. |
| `recorded` | Without LogInfrastructure the log has logons, transfers, listings, and what changes files or folders; of other commands those that fail (with LogError). |

Fields come in the order of a log of IIS 10 with all of them. `sc-bytes` and `cs-bytes` count a command and its final reply, and on the line DataChannelClosed what
went over the data connection; `time-taken` is in milliseconds from the command to its final reply; `s-computername` is `FTPLINT`; `x-debug` and
`x-physicalpath` (whose name is a guess) are `-`. Lines from before a host name chose the site go into the log of the first site of the endpoint, without `s-sitename`.

## Not done

* Custom authentication, authorization and home-directory providers are .NET or COM code: here they let nobody in.
* NTFS permissions are not part of the file, so every file below the root may be read and written.
* `CertChainRevocationCheckCacheOnly`, `CertChainCacheOnlyUrlRetrieval`, `revocationFreshnessTime`, `revocationUrlRetrievalTimeout`: revocation lists are those of
  `--crl` and nothing is fetched, so they change nothing. Without a list a check that was asked for fails, as Windows does.
* `maxBandwidth` is not implemented in IIS either. `serverListenBacklog` is at least 128.
* There is one directory, which knows accounts with and without a domain; `defaultLogonDomain` says which a user without a domain means.
* `DisplayAvailableBytes` changes nothing: where the number stands in the reply or the listing is not documented.
* Groups are those of `memberOf`; groups inside groups are not followed.

## Clients and TLS 1.3 tickets

The control connection sends session tickets: PHP (`ftp_ssl_connect`) and FileZilla resume its session on data connections, as Schannel of
Windows Server 2022 lets them. A data connection sends tickets only with data of its own or with its farewell: rclone uploads without reading,
and a ticket that it left unread would cut its upload. `docs/clients.md` says which clients were tried, and what each does.

## Open points

Nobody documents these. Each is one field of `ftplint.server.open_points.Choices`; the first alternative of each sentence is turned on by `True` (or `alert`), and
`ftplint verify --alternatives` also plays every rule with the other choice for each of them: no result depends on one.

| choice | default | what it decides |
| --- | --- | --- |
"""
_NAMED = """\

Of these the server has one way only. Those with a name under *where* are one function, property or class of that name, most of them in `ftplint.server.open_points`:

| point | where | what the server does |
| --- | --- | --- |
"""
_SETTLED = """\

## What would settle them

A client can see most of these points. `ftplint probe --observe FILE` writes what it saw into a file without names, [observations](observations.md) says what is in it,
and `ftplint serve --observations FILE` and `ftplint verify --observations FILE` behave as it says. `ftplint choices` prints this table.

An exchange is a list of commands, each with what it meets: a code (`1xx` any of that kind, `530/41` with that sub-status, `530/?` with any known one, `refused` from 400 on) or what became of TLS.
`transfer` is LIST, NLST, RETR, STOR, STOU or APPE. Other commands may come between, but `no PROT` means what it says. The first exchange that was seen decides.

| point | shows | exchange | what has to be so |
| --- | --- | --- | --- |
"""
_GIVEN = """\

In a file, what has to be so is one of these words:

| word | meaning |
| --- | --- |
"""
_MET = """\

What a handshake or a connection may meet:

| word | meaning |
| --- | --- |
"""
_UNSEEN = """\

No client can see these:

| point | why |
| --- | --- |
"""
_COMMANDS = """\

## Commands

One table, `ftplint/server/protocol/commands.py`. *Early*: answered before the logon. *Busy*: answered during a transfer. *Credentials*: refused in clear text
where the site requires TLS for the logon. A command that *needs an argument* is answered with 501 without one.

| command | syntax | needs an argument | early | busy | credentials | line of FEAT | remark |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""
_REPLIES = """\

## Replies

One table, `ftplint/server/protocol/replies.py`. Codes and sub-status are the oracle; texts of the bases *RFC* and *inferred* are this server's own words, not those of IIS.

| situation | code | sub-status | text | basis | source |
| --- | --- | --- | --- | --- | --- |
"""


def reference_server() -> str:
    """The whole page."""
    ways = {**SEEN_BY, **{name: one.seen_by for name, one in FURTHER.items()}}
    points = [_HEAD, *_choices(), _NAMED, *_further()]
    settled = [_SETTLED, *_readings(ways), *_remarks(ways), _GIVEN, *_given(), _MET, *_met(), _UNSEEN, *_unseen(ways)]
    return "".join([*points, *settled, _COMMANDS, *_commands(), _REPLIES, *_replies()])


def _choices() -> Iterator[str]:
    tree = ast.parse(Path(open_points.__file__).read_text(encoding="utf-8"))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Choices").body
    for field, text in itertools.pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            name = field.target.id if isinstance(field.target, ast.Name) else ""
            default = getattr(open_points.DEFAULT, name)
            yield f"| `{name}` | `{default}` | {' '.join(str(text.value.value).split())} |\n"


def _further() -> Iterator[str]:
    for name, one in FURTHER.items():
        where = f"`{one.where}`" if one.where else ""
        yield "|" + "|".join(f" {cell} " if cell else " " for cell in (f"`{name}`", where, one.what)) + "|\n"


def _readings(ways: Mapping[str, Seen | Unseen]) -> Iterator[str]:
    for name, way in ways.items():
        for choice, given, exchange in way.readings if isinstance(way, Seen) else ():
            conditions = "; ".join(GIVEN[one] for one in given)
            yield f"| `{name}` | `{choice}` | `{exchange}` | {conditions} |\n".replace("|  |", "| |")


def _remarks(ways: Mapping[str, Seen | Unseen]) -> Iterator[str]:
    yield "\n"
    for name, way in ways.items():
        if isinstance(way, Seen) and way.remark:
            yield f"* `{name}`: {way.remark}\n"


def _given() -> Iterator[str]:
    for word, meaning in GIVEN.items():
        yield f"| `{word}` | {meaning} |\n"


def _met() -> Iterator[str]:
    for word, meaning in MET.items():
        if word:
            yield f"| `{word}` | {meaning} |\n"


def _unseen(ways: Mapping[str, Seen | Unseen]) -> Iterator[str]:
    for name, way in ways.items():
        if isinstance(way, Unseen):
            yield f"| `{name}` | {way.reason} |\n"


def _commands() -> Iterator[str]:
    for verb, command in sorted(COMMANDS.items()):
        syntax = f"`{command.syntax}`".replace("|", "\\|") if command.syntax else ""
        flags = (command.argument, command.before_logon, command.during_transfer, command.credentials)
        feature = f"`{command.feature}`" if command.feature else ""
        remark = f"as {command.alias}" if command.alias else "not implemented" if command.handler is None else ""
        cells = [verb, syntax, *("yes" if flag else "" for flag in flags), feature, remark]
        yield "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|\n"


def _replies() -> Iterator[str]:
    for situation, reply in REPLIES.items():
        text = reply.text.replace("|", "\\|")
        yield f"| {situation} | {reply.code} | {reply.substatus} | {text} | {_BASES[reply.basis]} | {reply.source} |\n"

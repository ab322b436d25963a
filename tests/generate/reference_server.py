"""Writes docs/reference-server.md: what the reference server is and takes where nobody documents it, commands, replies."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.server import open_points
from ftplint.server.protocol.commands import COMMANDS
from ftplint.server.protocol.replies import REPLIES

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = Path(__file__).resolve().parents[2] / "docs" / "reference-server.md"
_BASES = {"D": "documented", "L": "seen in a log", "R": "RFC", "I": "inferred"}
_HEAD = """\
# The reference server

<!-- Generated: python -m tests.generate -->

`ftplint serve PATH` runs an FTPS server that does what a configuration says: it answers "what would my configuration do?" before
the file reaches a server. `ftplint verify` holds every rule against it. It is built on pyftpdlib and pyOpenSSL (`pip install 'ftplint[server]'`).

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

Further ones, which no alternative is played for: a command during a transfer is answered with 503 (what IIS says is unknown; RFC 959 lets USER and REIN through);
wildcards that match nothing are 550 2/3; the sub-status of a certificate without account (35 or 41: taken as that of a wrong password, 41); the sub-status of a colon in
a path (3); a clear end in the middle of a TLS record counts as a clear end; a home in a rule's path counts for filters and addresses too; a server that ends
says 421 (sub-status 21); a client whose name DNS does not tell within 5 s has none (`enableReverseDns`).

More functions of `ftplint.server.open_points`: `too_slow` (`minBytesPerSecond` is measured over each full 10 s of a transfer in which anything moved; one that stands
still is left to `dataChannelTimeout`), `logon_name` (an empty `defaultLogonDomain`, and `NT AUTHORITY`, leave the name as it is). `CredentialCache`: the interval begins
with the check and is not extended by logons that used it; neither password nor account is looked at again before it ends.

Others stand in functions of their own: `Site.starts` (`serverAutoStart` of the site itself counts too), `clear_refusal` (which commands pass before TLS), `Command.before_logon` (which commands are answered before the logon),
`Endpoint.tls` (HOST before AUTH), `sid_alone_identifies`, `sha1_pukey_values` and `_other_sid` (mapping of certificates), `_extension` (the leading dot of a file extension).

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
    return "".join([_HEAD, *_choices(), _NAMED, *_commands(), _REPLIES, *_replies()])


def _choices() -> Iterator[str]:
    tree = ast.parse(Path(open_points.__file__).read_text(encoding="utf-8"))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Choices").body
    for field, text in itertools.pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            name = field.target.id if isinstance(field.target, ast.Name) else ""
            default = getattr(open_points.DEFAULT, name)
            yield f"| `{name}` | `{default}` | {' '.join(str(text.value.value).split())} |\n"


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

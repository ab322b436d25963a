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

## Not done

* Custom authentication, authorization and home-directory providers are .NET or COM code: here they let nobody in.
* NTFS permissions are not part of the file, so every file below the root may be read and written.
* `CertChainRevocationCheckCacheOnly`, `CertChainCacheOnlyUrlRetrieval`, `revocationFreshnessTime`, `revocationUrlRetrievalTimeout`: revocation lists are those of
  `--crl` and nothing is fetched, so they change nothing. Without a list a check that was asked for fails, as Windows does.
* `maxBandwidth` is not implemented in IIS either. `serverListenBacklog` is at least 128. The credential cache is not imitated.
* There is one directory: a user name without a domain is looked up there, whatever `defaultLogonDomain` says.
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
a path (3); a clear end in the middle of a TLS record counts as a clear end; a home in a rule's path counts for filters and addresses too.

Others stand in functions of their own: `clear_refusal` (which commands pass before TLS), `Command.before_logon` (which commands are answered before the logon),
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

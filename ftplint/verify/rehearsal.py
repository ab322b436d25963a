"""A command for each site of a served lab, ready to be typed, and what it will meet.

What it will meet is found by a rehearsal: the same configuration is served for a moment on other ports, and our own
client does what the command does.
"""

from __future__ import annotations

import os
import re
import shlex
from itertools import islice
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.server import in_background
from ftplint.verify.clients import Call
from ftplint.verify.clients.builtin import play
from ftplint.verify.lab import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ftplint.configuration import Configuration, Site
    from ftplint.server import Listening, Options
    from ftplint.verify.dialogue import Line

MOST = 20
"""As many sites get a command: a rehearsal takes a fraction of a second for each."""
_EVERYWHERE = ("", "0.0.0.0", "::", "[::]")


class Attempt(NamedTuple):
    """A ``command`` of curl, the ``method`` by which it logs in, and the reply that ends it (0: TLS ends it)."""

    site: str
    method: str
    command: str
    reply: int
    text: str

    def __str__(self) -> str:
        outcome = "a listing" if self.reply == 226 else "refused"
        shown = f"{self.reply} {self.text}" if self.reply else self.text
        return f"try {self.site} by {self.method}, expected: {outcome}, {shown}\n  {self.command}"


class _Visitor(NamedTuple):
    method: str
    user: str
    password: str = ""
    certificate: str = ""


_CERTIFICATE = _Visitor("client certificate", "alice", certificate="mapped")
_ALICE = _Visitor("password", "alice", PASSWORD)
_JANE = _Visitor("password", "jane", PASSWORD)
_ANONYMOUS = _Visitor("anonymous logon", "anonymous", "me@example.com")


def attempts(
    configuration: Configuration, options: Options, listening: Sequence[Listening], lab: Path
) -> Iterator[Attempt]:
    """One attempt for each of the first sites, by the first method that gets in, else by the first one that is on.

    *lab* is the folder that ``Lab.write`` has written, *listening* where the server that is meant listens.
    """
    most = MOST if len(listening) <= 100 else 3  # each rehearsal listens for all of them
    endpoints = [one.endpoint for one in listening]
    quiet = options._replace(log=None, log_files=False)
    sites = {site.name: site for site in configuration.ftp_sites}
    for number, host in islice(((n, host) for n, one in enumerate(listening) for host in one.endpoint.hosts), most):
        site = sites[listening[number].endpoint.hosts[host].name]
        with in_background(configuration, quiet, endpoints) as stage:
            ends = listening[number], stage.listening[number]
            tried = (_attempt(site, *ends, host, visitor, lab) for visitor in _visitors(site))
            first = next(tried)
            yield first if first.reply == 226 else next((one for one in tried if one.reply == 226), first)


def _visitors(site: Site) -> list[_Visitor]:
    """Who may try: by each method that is on, the certificate first."""
    methods = site.ftp.find("security/authentication")

    def is_on(method: str) -> bool:
        return methods.find(method).value("enabled").text == "true"

    found = [_CERTIFICATE] if is_on("clientCertAuthentication") else []
    found += [_ALICE, _JANE] if is_on("basicAuthentication") else []
    found += [_ANONYMOUS] if is_on("anonymousAuthentication") else []
    return found or [_ALICE]


def _attempt(site: Site, real: Listening, stage: Listening, host: str, visitor: _Visitor, lab: Path) -> Attempt:
    policies = site.ftp.find("security/ssl")
    clear = real.problem is not None and policies.value("controlChannelPolicy").text == "SslAllow"
    data = "clear" if clear or policies.value("dataChannelPolicy").text == "SslDeny" else "private"
    user = f"{host}|{visitor.user}" if host else visitor.user
    certificate = lab / "clients" / f"{visitor.certificate}.pem" if visitor.certificate else None
    call = Call(
        stage.port,
        stage.endpoint.implicit,
        lab / "ca.pem",
        certificate,
        user,
        visitor.password,
        "clear" if clear else "tls",
        data,
        "/file.txt",
        ("list",),
        b"",
        host=stage.address.strip("[]"),
    )
    reply, text = _last(play(call))
    given = ["curl"]
    if not clear:
        given += ["--ssl-reqd" if data == "private" else "--ftp-ssl-control", "--cacert", str(lab / "ca.pem")]
        given += ["--cert", str(certificate)] if certificate is not None else []
    address = "127.0.0.1" if real.address in _EVERYWHERE else real.address
    if address != "127.0.0.1":  # the certificate of the lab is for localhost
        given += ["--resolve", f"localhost:{real.port}:{address}"]
    scheme = "ftps" if real.endpoint.implicit and not clear else "ftp"
    given += ["-u", f"{user}:{visitor.password}", f"{scheme}://localhost:{real.port}/"]
    return Attempt(site.name, visitor.method, " ".join(map(_quoted, given)), reply, text)


def _last(lines: Sequence[Line]) -> tuple[int, str]:
    """The reply that decides: the last one, but for the farewell. Without one, what was seen in its place."""
    reply = (0, "the connection ends without a reply")
    for who, text in lines:
        found = re.match(r"(\d{3}) (.*)", text) if who == "<" else None
        if found is not None and found[1] != "221":
            reply = int(found[1]), found[2]
        elif who == "*" and text.startswith(("alert:", "ended:")):
            reply = 0, f"no reply; the connection {text}" if text.startswith("ended") else f"no reply; TLS {text}"
    return reply


def _quoted(word: str) -> str:
    """For the shell of this machine: cmd and PowerShell take double quotes."""
    if os.name != "nt":
        return shlex.quote(word)
    return word if re.fullmatch(r"[\w.:/\\=@-]+", word) else f'"{word}"'

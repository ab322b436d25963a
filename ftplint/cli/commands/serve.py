"""``ftplint serve``: the reference FTPS server for a configuration, on loopback."""

from __future__ import annotations

import contextlib
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.analysis import refusal
from ftplint.cli.observed_choices import add_observations, observed_choices
from ftplint.cli.resolved_file import resolved
from ftplint.cli.shared_arguments import port_offset
from ftplint.cli.watched_file import WatchedFile
from ftplint.report import plain
from ftplint.source import UnreadableError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator, Sequence

    from ftplint.configuration import Configuration
    from ftplint.server import Endpoint, Listening, LogLine, Options, Trust

_ENDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
"""All of them end the server in an orderly way; SIGHUP comes when its terminal is closed."""
_LOOK = 1.0
"""Seconds between two looks at the file."""
NEEDS = 'this needs the server: pip install ".[server]" in a clone of ftplint'


SUMMARY = "run the reference FTPS server for a configuration, on loopback"


def add_arguments(parser: ArgumentParser) -> None:
    """Arguments of ``ftplint serve``."""
    parser.add_argument(
        "path",
        metavar="PATH",
        help="the configuration, or - for standard input; it is read once: start again after a change",
    )
    parser.add_argument(
        "--anyway",
        action="store_true",
        help="also serve a file that IIS cannot read, with defaults in place of mistakes",
    )
    parser.add_argument(
        "--lab",
        metavar="DIR",
        help="write test certificates and accounts to this folder, use them, and print commands to try",
    )
    parser.add_argument(
        "--certificates", metavar="PATH", help="server certificates with keys: a folder or file of PEM or PFX"
    )
    parser.add_argument("--client-ca", metavar="FILE", help="trusted issuers of client certificates, PEM")
    parser.add_argument("--crl", metavar="FILE", action="append", default=[], help="a revocation list, PEM; repeatable")
    parser.add_argument("--directory", metavar="PATH|URL", help="accounts: an LDIF export, or ldaps://user@host/base")
    parser.add_argument("--directory-ca", metavar="FILE", help="the issuer of the directory's own certificate, PEM")
    parser.add_argument("--weak-mappings", action="store_true", help="accept weak certificate mappings")
    parser.add_argument("--root", metavar="DIR", help="the folder that stands for all drives; default: a temporary one")
    parser.add_argument("--bind", metavar="ADDRESS", help="listen on this address; default: loopback only")
    parser.add_argument(
        "--port-offset", metavar="N", type=port_offset, help="port 21 becomes 21+N; default: free ports, printed"
    )
    parser.add_argument(
        "--refuse-certificate",
        choices=("reply", "alert"),
        help="how a bad client certificate is refused, which IIS does not document; default: as observed, or reply",
    )
    add_observations(parser)
    parser.add_argument(
        "--log", metavar="FILE", help="also write every line of the W3C log to this file; - is standard output"
    )
    parser.add_argument(
        "--local-clients", action="store_true", help="treat clients as local ones: they get detailed errors"
    )


def run(options: Namespace) -> int:
    """Serves ``options.path`` until SIGINT, SIGTERM or SIGHUP; returns 0. Raises UnreadableError for what it cannot
    use, and for what IIS could not read."""
    try:
        import OpenSSL
        import pyftpdlib  # noqa: F401
    except ImportError as error:
        raise UnreadableError(f"{NEEDS} ({error.name} is missing)") from error
    del OpenSSL
    from ftplint.evidence import DirectoryError, EvidenceError
    from ftplint.server import Service

    path, parsed = resolved(options.path)
    configuration = parsed.configuration
    assert configuration is not None
    reason = refusal(parsed, path)
    if reason is not None:
        if not options.anyway:
            raise UnreadableError(
                f"{reason} 'ftplint check {options.path}' says more; --anyway serves it all the same."
            )
        print(f"ftplint: {reason} It is served as if its defaults were meant.", file=sys.stderr)
    with contextlib.ExitStack() as stack:
        root = Path(options.root or stack.enter_context(tempfile.TemporaryDirectory(prefix="ftplint-")))
        try:
            given = _as_seen(_given(options, configuration, root), options, root)
        except (DirectoryError, EvidenceError) as error:
            raise UnreadableError(str(error)) from error
        log = stack.enter_context(_log(options.log))
        service = Service(configuration, given._replace(log=log))
        if not service.endpoints:
            raise UnreadableError(f"{path}: no FTP site that starts has a binding")
        listening = service.listen(_places(options))
        for number in _ENDS:
            signal.signal(number, lambda *_: service.stop())
        for one in listening:
            print(_health(one), flush=True)
        if options.lab:
            own = options.certificates or options.client_ca or options.directory
            _describe_lab(configuration, given, [] if own else listening, Path(options.lab))
        if options.path != "-" and "!" not in path:
            watched = WatchedFile(options.path)
            service.every(_LOOK, lambda: _tell(watched))
        print("ftplint: the file is not read again: IIS applies changes at once, this server when it is started anew")
        print(f"ftplint: ready; files are below {service.storage.root}; Ctrl+C stops", flush=True)
        service.run()
    print("ftplint: stopped", flush=True)
    return 0


def _describe_lab(configuration: Configuration, given: Options, listening: Sequence[Listening], lab: Path) -> None:
    """A command for each binding, ready to be typed, and what it will meet; in the README of the lab, too."""
    from ftplint.verify import attempts, lab_readme

    found = []
    for one in attempts(configuration, given, listening, lab):
        found.append(one)
        for line in str(one).split("\n"):
            print(f"ftplint: {plain(line)}" if line[0] != " " else plain(line), flush=True)
    more = sum(len(one.endpoint.hosts) for one in listening) - len(found)
    (lab / "README.md").write_text("".join(lab_readme(found, more)), encoding="utf-8")
    print(f"ftplint: {lab / 'README.md'} says what the files of the lab are")


def _tell(watched: WatchedFile) -> None:
    change = watched.change()
    if change is not None:
        print(f"ftplint: {change}; what was read at the start is still served", file=sys.stderr, flush=True)


def _given(options: Namespace, configuration: Configuration, root: Path) -> Options:
    """Certificates, directory and trust: the lab's, and what the user gives instead."""
    from cryptography import x509

    from ftplint.evidence import open_directory, read_certificates
    from ftplint.server import Options, Trust

    choices = observed_choices(options.observations)
    if options.refuse_certificate is not None:
        choices = choices._replace(refuse_certificate=options.refuse_certificate)
    given = Options(root, choices=choices)
    if options.lab:
        from ftplint.verify import Lab, furnish

        lab = Lab()
        lab.write(Path(options.lab))
        thumbprints = {site.ftp.find("security/ssl").value("serverCertHash").text for site in configuration.sites}
        trust = Trust([lab.authority.certificate], [x509.load_pem_x509_crl(lab.crl)])
        given = given._replace(certificates=lab.stand_ins(thumbprints), trust=trust, directory=lab.directory)
        furnish(configuration, root, lab.directory.accounts)
    elif not options.root:
        _make_folders(configuration, root)
    if options.certificates:
        given = given._replace(certificates=read_certificates(options.certificates))
    if options.client_ca or options.crl:
        given = given._replace(trust=_trust(options.client_ca, options.crl, given.trust))
    if options.directory:
        directory = open_directory(options.directory, options.directory_ca)
        given = given._replace(directory=directory, slow_directory="://" in options.directory)
    return given._replace(
        weak_mappings=options.weak_mappings,
        local_clients=options.local_clients,
        log_files=True,
        trouble=lambda text: print(f"ftplint: {text}", file=sys.stderr, flush=True),
    )


def _as_seen(given: Options, options: Namespace, root: Path) -> Options:
    """With what a bundle says is missing or cannot log in; a folder of the user's own is left as it is."""
    from ftplint.evidence import MemoryDirectory
    from ftplint.given import given as opened

    outside = opened(options.path).outside if options.path != "-" else None
    facts = None if outside is None else outside.facts.get("bundle")
    if facts is None:
        return given
    from ftplint.verify import accounts_as_seen, take_away

    if options.root:
        print("ftplint: the folders are those of --root, not those of the bundle", file=sys.stderr)
    else:
        take_away(facts, root)
    if not isinstance(given.directory, MemoryDirectory):
        return given
    return given._replace(directory=MemoryDirectory(accounts_as_seen(given.directory.accounts, facts)))


def _make_folders(configuration: Configuration, root: Path) -> None:
    from ftplint.server import Storage, StorageError

    storage = Storage(root)
    for site in configuration.ftp_sites:
        for application in configuration.applications(site):
            for directory in application.virtual_directories:
                with contextlib.suppress(StorageError):
                    place = storage.place(directory.attributes.get("physicalPath", ""))
                    place.mkdir(parents=True, exist_ok=True)


def _trust(authority: str | None, lists: list[str], known: Trust) -> Trust:
    from cryptography import x509

    from ftplint.server import Trust

    try:
        roots = x509.load_pem_x509_certificates(Path(authority).read_bytes()) if authority else known.roots
        revoked = [x509.load_pem_x509_crl(Path(file).read_bytes()) for file in lists] or known.lists
    except ValueError as error:
        raise UnreadableError(f"a file of --client-ca or --crl is not PEM: {error}") from error
    return Trust(roots, revoked)


def _places(options: Namespace) -> Callable[[Endpoint], tuple[str, int]]:
    """Where endpoints listen. Endpoints that differ in their address only get 127.0.0.1, 127.0.0.2 and so on."""
    from ftplint.server import on_loopback

    taken: dict[tuple[bool, int], int] = {}

    def place(endpoint: Endpoint) -> tuple[str, int]:
        host, _ = on_loopback(endpoint)
        port = 0
        if options.port_offset is not None:
            port = endpoint.port + options.port_offset
            if port > 65_535:
                raise UnreadableError(f"port {endpoint.port} with --port-offset {options.port_offset} is beyond 65535")
            number = taken[":" in host, port] = taken.get((":" in host, port), 0) + 1
            if ":" not in host:
                host = f"127.0.0.{min(number, 254)}"
        return options.bind or host, port

    return place


def _health(one: Listening) -> str:
    names = ", ".join(f"'{site.name}'" + (f" as {host}" if host else "") for host, site in one.endpoint.hosts.items())
    kind = "implicit TLS" if one.endpoint.implicit else "explicit TLS"
    state = kind if one.problem is None else f"no TLS ({one.problem.replace('-', ' ')})"
    return f"ftplint: serving {names} ({one.endpoint.address}:{one.endpoint.port}) on {one.address}:{one.port}, {state}"


@contextlib.contextmanager
def _log(file: str | None) -> Iterator[Callable[[LogLine], None] | None]:
    """Where log lines go; flushed line by line."""
    if file is None:
        yield None
        return
    from datetime import UTC, datetime

    from ftplint import __version__
    from ftplint.server import log_header

    with contextlib.ExitStack() as stack:
        stream = sys.stdout if file == "-" else stack.enter_context(open(file, "a", encoding="utf-8"))
        stream.write(log_header(f"ftplint {__version__}", datetime.now(UTC)))

        def write(line: LogLine) -> None:
            stream.write(f"{line}\n")
            stream.flush()

        yield write

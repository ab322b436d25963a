"""``ftplint probe``: compares a running server with its file."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.analysis import refusal
from ftplint.cli.files import write
from ftplint.cli.progress import Progress
from ftplint.cli.resolved_file import chosen_sites, resolved
from ftplint.cli.shared_arguments import add_color, add_reports, report_output, whole_number
from ftplint.cli.terminal import use_color
from ftplint.report import plain, render, shows
from ftplint.rules import SEVERITIES, SelectionError
from ftplint.source import UnreadableError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from ftplint.configuration import Configuration, Site
    from ftplint.probe import Plan, Probed, Visitor

SUMMARY = "compare a running server with its file, setting by setting"
PASSWORD = "FTPLINT_PASSWORD"
"""The environment variable with the password of --user."""


def add_arguments(parser: ArgumentParser) -> None:
    """Arguments of ``ftplint probe``."""
    parser.add_argument("path", metavar="FILE", help="the configuration, or - for standard input")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--site", action="append", default=[], metavar="NAME", help="look at this site; repeatable")
    which.add_argument("--all", action="store_true", help="look at all FTP sites of the file, one after the other")
    parser.add_argument(
        "--address",
        metavar="HOST[:PORT]",
        help="where the server is; default: the addresses of the bindings; for bindings to all addresses this computer",
    )
    parser.add_argument(
        "--user",
        metavar="NAME",
        help=f"log in, once; the password is asked for, or taken from the environment variable {PASSWORD}",
    )
    parser.add_argument(
        "--certificate", metavar="FILE", help="log in with this client certificate: PEM with key, or PFX"
    )
    parser.add_argument("--server-ca", metavar="FILE", help="trusted issuers of the server's certificate, PEM")
    parser.add_argument(
        "--insecure", action="store_true", help="send the password to a server whose certificate is not trusted"
    )
    parser.add_argument(
        "--write-test", metavar="FOLDER", help="after the logon, write a small file in this folder and remove it again"
    )
    parser.add_argument(
        "--observe",
        metavar="FILE",
        help="also write what was seen of the undocumented points, without names, addresses and secrets, to send in",
    )
    parser.add_argument(
        "--transcript", action="store_true", help="show every line on standard error, without passwords"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="text: severity info too, findings in full")
    add_reports(parser)
    parser.add_argument(
        "--fail-on",
        choices=(*SEVERITIES, "never"),
        default="warning",
        help="exit with 1 for differences of this severity or higher; default: warning",
    )
    parser.add_argument(
        "--jobs", type=whole_number, default=1, metavar="N", help="sites that are looked at at once; default: 1"
    )
    add_color(parser)


def run(options: Namespace) -> int:
    """Probes and reports; returns 0 if nothing differs, else 1. Raises FtplintError for what cannot be done."""
    try:
        import OpenSSL
        import pyftpdlib  # noqa: F401
    except ImportError as error:
        raise UnreadableError(
            f'this needs the server: pip install ".[server]" in a clone of ftplint ({error.name} is missing)'
        ) from error
    del OpenSSL
    from ftplint.api import run_date
    from ftplint.probe import facts_text, observed_text, places, probe, probe_report, transcript_text

    outputs = [(options.output_format, options.output_file), *map(report_output, options.report)]
    path, parsed = resolved(options.path)
    configuration = parsed.configuration
    assert configuration is not None
    reason = refusal(parsed, path)
    if reason is not None:
        raise UnreadableError(f"{reason} 'ftplint check {options.path}' says more.")
    found = places(_sites(configuration, options, path), *_address(options.address))
    if not found:
        raise UnreadableError(f"{path}: no binding of these sites can be connected to: say where with --address")
    done: list[Probed] = []
    with _plan(options) as plan, Progress(len(found)) as progress:
        if options.insecure:
            print("ftplint: --insecure: any server gets the password, whoever it is", file=sys.stderr)
        for one in probe(configuration, found, plan, options.jobs):
            done.append(one)
            progress.step(one.place.site.name)
    if options.transcript:
        sys.stderr.writelines(line for one in done for line in transcript_text(one))
    if options.observe is not None:
        secret = plan.visitor.password if plan.visitor is not None else ""
        text = observed_text([one.record for one in done], configuration, secret)
        write([text], options.observe)
        count = text.count('"point": ')
        print(f"ftplint: {options.observe}: {count} undocumented point{'s' * (count != 1)} seen", file=sys.stderr)
    page = any(shows(name, "PAGE") for name, _ in outputs)
    result = probe_report(path, parsed, done, options.fail_on, run_date(), page=page)
    for name, file in outputs:
        color = file is None and use_color(options.color)
        pieces: list[str] = []
        if name == "text":
            pieces += [line for one in done for line in facts_text(one)]
        write([*pieces, *render(result, name, color=color, verbose=options.verbose)], file)
    return 1 if result.failed else 0


def _sites(configuration: Configuration, options: Namespace, path: str) -> Sequence[Site]:
    sites = chosen_sites(configuration, options.site, path)
    if not sites:
        raise UnreadableError(f"{path}: there are no FTP sites")
    return sites


def _address(text: str | None) -> tuple[str, int]:
    """Host and port of --address; port 0 where it names none. Raises SelectionError."""
    if text is None:
        return "", 0
    match = re.fullmatch(r"(?:\[([^\]]+)\]|([^:\s]+))(?::(\d{1,5}))?", text) or re.fullmatch(
        r"([0-9A-Fa-f:]+)()()", text
    )
    if match is None or (match[3] and not 0 < int(match[3]) < 65_536):
        raise SelectionError(f"--address is '{text}', which is not HOST or HOST:PORT ([ADDRESS]:PORT for IPv6)")
    return match[1] or match[2], int(match[3] or 0)


@contextlib.contextmanager
def _plan(options: Namespace) -> Iterator[Plan]:
    """As whom, and what is trusted."""
    from ftplint.probe import Plan, Trust, Visitor, certificate_file, file_name

    if options.write_test and not (options.user or options.certificate):
        raise SelectionError("--write-test needs a logon: add --user or --certificate")
    for name, text in (("--user", options.user), ("--write-test", options.write_test)):
        if text and (any(c in text for c in "\r\n\0") or not _is_text(text)):
            raise SelectionError(f"{name} is not one line of text")
    authority = Path(options.server_ca) if options.server_ca else None
    if authority is not None:
        _check_authority(authority)
    trust = Trust(authority, insecure=options.insecure)
    with contextlib.ExitStack() as stack:
        visitor: Visitor | None = None
        if options.certificate:
            file, name = stack.enter_context(certificate_file(options.certificate))
            visitor = Visitor(options.user or name, os.environ.get(PASSWORD, ""), file)
        elif options.user:
            visitor = Visitor(options.user)
            if not visitor.anonymous:
                visitor = Visitor(options.user, _password(options.user))
        yield Plan(visitor, trust, write_test=options.write_test or "", file=file_name())


def _check_authority(authority: Path) -> None:
    import ssl

    try:
        ssl.create_default_context(cafile=str(authority))
    except (OSError, ssl.SSLError) as error:
        why = "no certificates in PEM" if isinstance(error, ssl.SSLError) else error.strerror
        raise UnreadableError(f"--server-ca {authority}: {why}") from error


def _password(user: str) -> str:
    """From the environment, else from the terminal; never from an argument, which others see in the list of
    processes."""
    given = os.environ.get(PASSWORD)
    if given is None:
        if not sys.stdin.isatty():
            raise SelectionError(f"no terminal to ask for the password of '{plain(user)}': set {PASSWORD}")
        from getpass import getpass

        given = getpass(f"Password of {plain(user)}: ")
    if not given or any(c in given for c in "\r\n\0") or not _is_text(given):
        raise SelectionError("the password is empty, or not one line of text: nothing is tried with it")
    return given


def _is_text(given: str) -> bool:
    """Whether *given* can be sent: bytes that are no UTF-8 cannot."""
    try:
        given.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

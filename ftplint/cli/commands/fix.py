"""``ftplint fix``: shows, writes or scripts what fixes the findings of a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.analysis import analyse
from ftplint.cli.difference import unified
from ftplint.cli.files import file_to_change, write
from ftplint.cli.resolved_file import chosen_sites
from ftplint.cli.run_settings import run_settings
from ftplint.cli.shared_arguments import add_selection, add_settings, iis_version, profile
from ftplint.cli.stays import what_stays
from ftplint.fixes import Wish, fixed
from ftplint.outside import add_arguments as add_arguments_of_sources
from ftplint.outside import gather
from ftplint.remedy import (
    LANGUAGES,
    CertificateError,
    Fixed,
    NotHereError,
    WriteError,
    edited,
    enable,
    replace_file,
    scriptable,
    thumbprint,
)
from ftplint.report import harmless, plain
from ftplint.rules import PROFILES
from ftplint.schema import VERSIONS
from ftplint.source import NotEditableError, UnreadableError, read_bytes

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ftplint.cli.run_settings import Run
    from ftplint.remedy import SettingChange


SUMMARY = "fix a file, or write the script that fixes the server"
EXIT = "exit codes: 0 done, 1 with --diff if there is something to fix, 2 error"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    _add_how(parser)
    add_selection(parser)
    parser.add_argument(
        "--profile", type=profile, choices=PROFILES, help="only the rules that a published baseline asks for"
    )
    parser.add_argument(
        "--iis-version", type=iis_version, choices=VERSIONS, help="the version of IIS that the server has"
    )
    add_settings(parser)
    add_arguments_of_sources(parser)
    unused = {"min_severity": None, "fail_on": None, "baseline": None, "write_baseline": None, "jobs": None}
    parser.set_defaults(**unused, prune_baseline=False, diff_base=None)


def _add_how(parser: ArgumentParser) -> None:
    """Arguments of ``ftplint fix``; those of selection are added by the caller."""
    parser.add_argument("path", metavar="PATH", help="the file, or - for standard input")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--diff", action="store_true", help="show what would change (the default); exit with 1 if anything"
    )
    how.add_argument("--write", action="store_true", help="change the file")
    how.add_argument("--as", dest="as_", choices=tuple(LANGUAGES), help="write a script for the live server instead")
    parser.add_argument("--unsafe", action="store_true", help="also apply fixes that could lock somebody out")
    parser.add_argument(
        "--opens",
        action="store_true",
        help="also apply fixes that let somebody in, or show something, that was closed before; --unsafe does not",
    )
    parser.add_argument(
        "--at",
        choices=("default", "origin", "site"),
        default="default",
        help="where to fix an inherited value; default: where it is set, if all sites that inherit it need the fix",
    )
    parser.add_argument("--site", action="append", default=[], metavar="NAME", help="only this site; repeatable")
    parser.add_argument("--certificate", metavar="THUMBPRINT", help="the server certificate, where a fix needs one")
    parser.add_argument("--enable", choices=("client-certificates",), help="switch a --site to certificate logon")
    parser.add_argument("--only", action="store_true", help="with --enable: disable the other methods")
    parser.add_argument("--backup", metavar="FILE", help="with --write: keep the old content in this file")
    parser.add_argument("--output-file", metavar="FILE", help="write the diff or the script to this file")
    parser.add_argument("-v", "--verbose", action="store_true", help="list every finding that stays")


def run(options: Namespace) -> int:
    """Fixes ``options.path``; returns 0, or with ``--diff`` 1 if there is something to fix. Raises UnreadableError."""
    if options.only and not options.enable:
        raise UnreadableError("--only goes with --enable: which method is to be the only one?")
    if options.backup and (not options.write or options.path == "-"):
        raise UnreadableError("--backup goes with --write and a file: there is no old content to keep")
    options.path = file_to_change(options.path)
    data = read_bytes(options.path)
    path = "<stdin>" if options.path == "-" else options.path
    try:
        this = run_settings(options, fingerprints=False)
        certificate = _certificate(options)
        if options.enable:
            made = _enabled(options, path, data, certificate)
        else:
            made = _fixed(this, options, path, data, certificate)
    except (CertificateError, NotHereError, NotEditableError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    if options.as_:
        from ftplint.remedy import script

        shown = [change for change in made.changes if scriptable(change)]
        write([script(options.as_, shown, path)], options.output_file)
        for change in made.changes:
            if not scriptable(change):
                sentence = f"ftplint: no script sets an entry of a list; --write does: {_change_line(change)}"
                print(harmless(sentence), file=sys.stderr)
        code = 0
    elif options.write:
        code = _write(options, path, data, made)
    else:
        write(unified(path, data, made.data), options.output_file)
        code = 1 if made.data != data else 0
    if not options.enable:
        sys.stderr.writelines(what_stays(made, path, written=options.write, every=options.verbose))
    return code


def _fixed(this: Run, options: Namespace, path: str, data: bytes, certificate: str | None) -> Fixed:
    """The fixes that the user chose, made."""
    wish = Wish(
        options.unsafe,
        options.opens,
        tuple(options.site),
        options.at,
        certificate,
        bool(options.select or options.profile),
    )
    made = fixed(path, data, this.rules, this.settings, wish)
    if made.before is not None and made.before.configuration is not None:
        chosen_sites(made.before.configuration, options.site, path)
    return made


def _enabled(options: Namespace, path: str, data: bytes, certificate: str | None) -> Fixed:
    """The site with certificate logon enabled."""
    if len(options.site) != 1:
        raise UnreadableError("--enable client-certificates takes one --site NAME")
    parsed = analyse(path, data)
    if parsed.configuration is None:
        raise UnreadableError(f"{path}: not a configuration that can be resolved; 'ftplint check' says why")
    name = options.site[0].lower()
    site = next((site for site in parsed.configuration.ftp_sites if site.name.lower() == name), None)
    if site is None:
        raise UnreadableError(f"{path}: there is no FTP site '{options.site[0]}'")
    plan = enable(site, certificate, only=options.only)
    return Fixed(edited(parsed, plan) if plan else data, tuple(plan), (), ())


def _certificate(options: Namespace) -> str | None:
    """The certificate that the user names, or the one that fits among those of --certificates."""
    if options.certificate:
        return thumbprint(options.certificate)
    if not options.certificates:
        return None
    known = gather(options)
    assert known is not None
    usable = [
        one.thumbprint
        for one in known.facts["server_certificates"]
        if one.has_key and one.for_servers and not one.weak and one.not_before <= known.now < one.not_after
    ]
    return thumbprint(usable[0]) if len(set(usable)) == 1 else None


def _write(options: Namespace, path: str, data: bytes, fixed: Fixed) -> int:
    if options.path == "-":
        sys.stdout.buffer.write(fixed.data)
        return 0
    if fixed.data == data:
        print(harmless(plain(f"ftplint: nothing to change in {path}")), file=sys.stderr)
        return 0
    try:
        replace_file(Path(path), data, fixed.data, Path(options.backup) if options.backup else None)
    except WriteError as error:
        raise UnreadableError(str(error)) from error
    for change in fixed.changes:
        print(harmless(f"ftplint: {_change_line(change)}"))
    return 0


def _change_line(change: SettingChange) -> str:
    home = {"site": f"site '{change.home}'", "location": f"location '{change.home}'"}.get(change.level, change.level)
    return plain(f"{change.rule}: {home}: {change.path}/@{change.attribute} = {change.value}")

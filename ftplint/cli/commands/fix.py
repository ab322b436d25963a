"""``ftplint fix``: shows, writes or scripts what mends the findings of a file."""

from __future__ import annotations

import os
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.analysis import understand
from ftplint.api import unsilenced
from ftplint.cli.files import write
from ftplint.cli.run_settings import run_settings
from ftplint.cli.shared_arguments import add_selection, add_settings
from ftplint.outside import add_arguments as add_arguments_of_sources
from ftplint.outside import gather
from ftplint.remedy import (
    HASH,
    LANGUAGES,
    CertificateError,
    Fixed,
    NotHereError,
    WriteError,
    edited,
    enable,
    fix_file,
    replace_file,
    thumbprint,
    with_certificate,
)
from ftplint.report import harmless, plain
from ftplint.rules import PROFILES
from ftplint.schema import VERSIONS
from ftplint.source import NotEditableError, UnreadableError, decode, read_bytes, redacted

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from ftplint.cli.run_settings import Run
    from ftplint.judging import Draft
    from ftplint.remedy import SettingChange


_WHICH = "a person has to say which certificate: --certificate THUMBPRINT"
_ON_BUILD_SERVER = frozenset({"GITHUB_ACTIONS", "TF_BUILD"})
_ELSEWHERE = "it is on another site"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


SUMMARY = "mend a file, or write the script that mends the server"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    _add_how(parser)
    add_selection(parser)
    parser.add_argument("--profile", choices=PROFILES, help="only the rules that a published baseline asks for")
    parser.add_argument("--iis-version", choices=VERSIONS, help="the version of IIS that the server has")
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
    parser.add_argument("--unsafe", action="store_true", help="apply fixes too that could lock somebody out")
    parser.add_argument(
        "--at",
        choices=("default", "origin", "site"),
        default="default",
        help="where an inherited value is mended; default: where it is from, if every site that inherits it is broken",
    )
    parser.add_argument("--site", action="append", default=[], metavar="NAME", help="only this site; repeatable")
    parser.add_argument("--certificate", metavar="THUMBPRINT", help="the server certificate, where a fix needs one")
    parser.add_argument("--enable", choices=("client-certificates",), help="turn a --site over to certificate logon")
    parser.add_argument("--only", action="store_true", help="with --enable: switch the other methods off")
    parser.add_argument("--backup", metavar="FILE", help="with --write: keep the old content there")
    parser.add_argument("--output-file", metavar="FILE", help="write the diff or the script there")


def run(options: Namespace) -> int:
    """Mends ``options.path``; returns 0, or with ``--diff`` 1 if there is something to mend. Raises UnreadableError."""
    if options.only and not options.enable:
        raise UnreadableError("--only goes with --enable: which method is to be the only one?")
    if options.backup and (not options.write or options.path == "-"):
        raise UnreadableError("--backup goes with --write and a file: there is no old content to keep")
    data = read_bytes(options.path)
    path = "<stdin>" if options.path == "-" else options.path
    try:
        this = run_settings(options, fingerprints=False)
        certificate = _certificate(options)
        if options.enable:
            fixed = _enabled(options, path, data, certificate)
        else:
            fixed = _fixed(this, options, path, data, certificate)
    except (CertificateError, NotHereError, NotEditableError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    for left in fixed.left:
        where = f" [{left.draft.site}]" if left.draft.site else ""
        print(harmless(plain(f"ftplint: {left.draft.rule.id}{where} stays: {left.reason}")), file=sys.stderr)
    if options.as_:
        from ftplint.remedy import script

        write([script(options.as_, fixed.changes, path)], options.output_file)
        return 0
    if options.write:
        return _write(options, path, data, fixed)
    write(_diff(path, data, fixed.data), options.output_file)
    return 1 if fixed.data != data else 0


def _fixed(this: Run, options: Namespace, path: str, data: bytes, certificate: str | None) -> Fixed:
    wanted = {name.lower() for name in options.site}

    def chosen(draft: Draft) -> str | None:
        with_certificate(draft, certificate)
        if draft.fix is None or draft.fix.safety == "manual":
            return _WHICH if draft.setting == HASH else "a person has to decide"
        if draft.fix.safety == "unsafe" and not options.unsafe:
            return "the fix is unsafe; --unsafe applies it"
        if wanted and not any(name.lower() in wanted for name in draft.sites):
            return _ELSEWHERE
        if draft.rule.severity == "info" and not (options.select or options.profile):
            return "it is a remark only; --select applies its fix"
        return None

    judged = partial(unsilenced, path, rules=this.rules, settings=this.settings)
    fixed = fix_file(
        path, data, judged, chosen, this.settings.version, options.at, sites=wanted, outside=this.settings.outside
    )
    shown = (left for left in fixed.left if left.draft.rule.severity != "info" and left.reason != _ELSEWHERE)
    return fixed._replace(left=tuple(shown))


def _enabled(options: Namespace, path: str, data: bytes, certificate: str | None) -> Fixed:
    """The site turned over to certificate logon."""
    if len(options.site) != 1:
        raise UnreadableError("--enable client-certificates takes one --site NAME")
    understood = understand(path, data)
    if understood.configuration is None:
        raise UnreadableError(f"{path}: not a configuration that can be resolved; 'ftplint check' says why")
    name = options.site[0].lower()
    site = next((site for site in understood.configuration.ftp_sites if site.name.lower() == name), None)
    if site is None:
        raise UnreadableError(f"{path}: there is no FTP site '{options.site[0]}'")
    plan = enable(site, certificate, only=options.only)
    return Fixed(edited(understood, plan) if plan else data, tuple(plan), (), ())


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
        print(harmless(f"ftplint: {_told(change)}"))
    return 0


def _told(change: SettingChange) -> str:
    home = {"site": f"site '{change.home}'", "location": f"location '{change.home}'"}.get(change.level, change.level)
    return plain(f"{change.rule}: {home}: {change.path}/@{change.attribute} = {change.value}")


def _diff(path: str, old: bytes, new: bytes) -> Iterator[str]:
    """A unified diff of the texts, secrets blotted out; nothing if they are the same.

    A patch has to hold what the file holds. On a build server it is for reading: no line of it is a command there.
    """
    from difflib import unified_diff

    before, after = (_LINE.findall(redacted(decode(path, data).source.text)) for data in (old, new))
    name = harmless(plain(path))
    for line in unified_diff(before, after, name, name):
        line = harmless(line) if _ON_BUILD_SERVER.intersection(os.environ) else line
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"

"""The arguments of ``ftplint fix``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

LANGUAGES = ("appcmd", "powershell", "csharp", "vbnet", "jscript", "vbscript")


def add_fix(sub: argparse.ArgumentParser) -> None:
    """Arguments of ``ftplint fix``; those of selection are added by the caller."""
    sub.add_argument("path", metavar="PATH", help="the file, or - for standard input")
    how = sub.add_mutually_exclusive_group()
    how.add_argument(
        "--diff", action="store_true", help="show what would change (the default); exit with 1 if anything"
    )
    how.add_argument("--write", action="store_true", help="change the file")
    how.add_argument("--as", dest="as_", choices=LANGUAGES, help="write a script for the live server instead")
    sub.add_argument("--unsafe", action="store_true", help="apply unsafe fixes too: those that could lock somebody out")
    sub.add_argument(
        "--at",
        choices=("default", "origin", "site"),
        default="default",
        help="where an inherited value is mended; default: where it is from, if every site that inherits it is broken",
    )
    sub.add_argument("--site", action="append", default=[], metavar="NAME", help="only this site; repeatable")
    sub.add_argument("--certificate", metavar="THUMBPRINT", help="the server certificate, where a fix needs one")
    sub.add_argument("--enable", choices=("client-certificates",), help="turn a --site over to certificate logon")
    sub.add_argument("--only", action="store_true", help="with --enable: switch the other methods off")
    sub.add_argument("--backup", metavar="FILE", help="with --write: keep the old content there")
    sub.add_argument("--output-file", metavar="FILE", help="write the diff or the script there")

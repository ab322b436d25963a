"""The arguments of the commands that need the server, and of a check against certificates and a directory."""

from __future__ import annotations

import argparse


def add_serve(sub: argparse.ArgumentParser) -> None:
    """Arguments of ``ftplint serve``."""
    sub.add_argument("path", metavar="PATH", help="the configuration, or - for standard input")
    sub.add_argument("--lab", metavar="DIR", help="make certificates, clients and a directory there, and use them")
    sub.add_argument(
        "--certificates", metavar="PATH", help="server certificates with keys: a folder or file of PEM or PFX"
    )
    sub.add_argument("--client-ca", metavar="FILE", help="trusted issuers of client certificates, PEM")
    sub.add_argument("--crl", metavar="FILE", action="append", default=[], help="a revocation list, PEM; repeatable")
    sub.add_argument("--directory", metavar="PATH|URL", help="accounts: an LDIF export, or ldaps://user@host/base")
    sub.add_argument("--directory-ca", metavar="FILE", help="the issuer of the directory's own certificate, PEM")
    sub.add_argument("--weak-mappings", action="store_true", help="let weak certificate mappings count")
    sub.add_argument("--root", metavar="DIR", help="the folder that stands for all drives; default: a temporary one")
    sub.add_argument("--bind", metavar="ADDRESS", help="listen on this address; default: loopback only")
    sub.add_argument(
        "--port-offset", metavar="N", type=_offset, help="port 21 becomes 21+N; default: free ports, printed"
    )
    sub.add_argument(
        "--refuse-certificate",
        choices=("reply", "alert"),
        default="reply",
        help="how a bad client certificate is refused, which IIS does not document; default: reply",
    )
    sub.add_argument("--log", metavar="FILE", help="write the W3C log there; - is standard output")
    sub.add_argument(
        "--local-clients", action="store_true", help="treat clients as local ones: they get detailed errors"
    )
    sub.add_argument("--tls-tickets", action="store_true", help="send TLS 1.3 session tickets")


def add_evidence(sub: argparse.ArgumentParser) -> None:
    """Arguments of ``ftplint check`` for facts from outside the file."""
    sub.add_argument(
        "--certificates", metavar="PATH", help="the server's certificates: a folder, an exported list, or 'machine'"
    )
    sub.add_argument("--directory", metavar="PATH|URL", help="accounts: an LDIF export, or ldaps://user@host/base")
    sub.add_argument("--directory-ca", metavar="FILE", help="the issuer of the directory's own certificate, PEM")
    sub.add_argument("--client-certificates", metavar="DIR", help="the certificates of those who are to log in")
    sub.add_argument("--weak-mappings", action="store_true", help="let weak certificate mappings count")


def add_verify(sub: argparse.ArgumentParser) -> None:
    """Arguments of ``ftplint verify``."""
    sub.add_argument("rules", metavar="ID", nargs="*", help="ids, prefixes or names of rules; default: all")
    sub.add_argument(
        "--client",
        choices=("builtin", "ftplib", "curl", "lftp", "openssl", "all"),
        default="builtin",
        help="who plays; default: builtin",
    )
    sub.add_argument("--transcript", action="store_true", help="print every line of every session")
    sub.add_argument("--output-format", choices=("text", "json", "junit"), default="text", help="default: text")
    sub.add_argument("--output-file", metavar="FILE", help="write there instead of to standard output")
    sub.add_argument(
        "--truth-table",
        action="store_true",
        help="instead of rules: lint and play all combinations of the settings of certificate logon",
    )
    sub.add_argument(
        "--alternatives", action="store_true", help="play with each open point of the server turned over as well"
    )


def _offset(text: str) -> int:
    if not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 65535")
    return int(text)

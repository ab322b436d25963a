"""Configurations of the wide truth table as XML: one site each, many in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.schema import PLACEHOLDER
from ftplint.verify.wide.factors import ADDRESSES, COMMANDS, INHERITED, RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ftplint.verify.wide.factors import Settings

_FIRST_PORT = 20_000
HOME = "CORP/alice"
"""The place of the rules where they are those of a home."""


def file_of(rows: Iterable[Settings], thumbprint: str) -> str:
    """One file with a site for each of *rows*, named ``s0``, ``s1``...; all have the same level of ``inherited``."""
    sites, locations, inherited = [], [], ""
    for number, row in enumerate(rows):
        sites.append(_site(number, row, thumbprint))
        locations.append(_locations(number, row))
        inherited = INHERITED[row.inherited]
    return (
        f"<configuration><system.applicationHost><sites>{''.join(sites)}</sites></system.applicationHost>"
        f"<system.ftpServer><security><authorization>{inherited}</authorization></security></system.ftpServer>"
        f"{''.join(locations)}</configuration>"
    )


def _site(number: int, row: Settings, thumbprint: str) -> str:
    folder = f'<virtualDirectory path="/" physicalPath="D:\\ftp\\s{number}"/>'
    root = f'<application path="/">{folder}</application>' if row.root == "there" else ""
    implicit = f"127.1.{number // 250}.{number % 250 + 1}:990:"
    place = implicit if row.binding == "implicit" else f"*:{_FIRST_PORT + number}:"
    hashes = {"set": thumbprint, "unset": "", "malformed": thumbprint[:-1], "placeholder": PLACEHOLDER}
    certificate = f' serverCertHash="{hashes[row.certificate]}"' if row.certificate != "unset" else ""
    connections = '<connections maxConnections="0"/>' if row.connections == "0" else ""
    directory = '<activeDirectory adUserName="CORP\\ftp" adPassword="[enc:AesProvider:eA==:enc]"/>'
    return (
        f'<site name="s{number}" id="{number + 1}">{root}<bindings>'
        f'<binding protocol="ftp" bindingInformation="{place}"/></bindings><ftpServer>{connections}<security>'
        f'<ssl{certificate} controlChannelPolicy="{row.control}" dataChannelPolicy="{row.data}"/>'
        f'<sslClientCertificates clientCertificatePolicy="{row.policy}" useActiveDirectoryMapping="{row.mapping}"/>'
        f'<authentication><anonymousAuthentication enabled="{row.anonymous}"/><basicAuthentication'
        f' enabled="{row.basic}"/><clientCertAuthentication enabled="{row.client_certificates}"/></authentication>'
        f'{COMMANDS[row.commands]}</security><userIsolation mode="{row.isolation}">'
        f"{directory if row.isolation == 'ActiveDirectory' else ''}</userIsolation></ftpServer></site>"
    )


def _locations(number: int, row: Settings) -> str:
    """The rules of the site or of a home in it, and the addresses, which are always those of the site."""
    rules = f"<authorization>{RULES[row.rules]}</authorization>" if RULES[row.rules] else ""
    if row.place == "home":
        return _location(f"s{number}/{HOME}", rules) + _location(f"s{number}", ADDRESSES[row.addresses])
    return _location(f"s{number}", rules + ADDRESSES[row.addresses])


def _location(path: str, inner: str) -> str:
    if not inner:
        return ""
    security = f"<system.ftpServer><security>{inner}</security></system.ftpServer>"
    return f'<location path="{path}">{security}</location>'

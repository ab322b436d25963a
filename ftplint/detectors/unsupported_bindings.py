"""Bindings of protocols that IIS does not have, and settings of HTTPS on FTP bindings.

FTP over TLS is protocol ``ftp`` with a certificate, implicit on port 990; IIS has no SFTP (Using FTP over SSL
in IIS 7; What's new for Microsoft and FTP in IIS 7). ``sslFlags`` is for HTTPS (configuration reference, binding).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from lxml import etree

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.detectors.subject import Subject

_HINTS = {
    "ftps": "Implicit FTPS is protocol ftp on port 990 with a certificate, explicit FTPS that on any other port.",
    "ftpes": "Explicit FTPS is protocol ftp with a certificate.",
    "ftp-ssl": "FTP over TLS is protocol ftp with a certificate.",
    "sftp": "SFTP belongs to SSH, which the OpenSSH service of Windows offers; IIS speaks FTP over TLS, protocol ftp.",
    "ssh": "SFTP belongs to SSH, which the OpenSSH service of Windows offers; IIS speaks FTP over TLS, protocol ftp.",
    "tftp": "IIS speaks FTP, protocol ftp.",
}


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each such binding, in siteDefaults too. Protocols that the file registers itself are let pass."""
    sites = subject.configuration.document.sites
    if sites is None or ("sslFlags" not in subject.text and _PLAIN.issuperset(cast("list[str]", _protocols()(sites)))):
        return
    adapters = subject.root.iterfind("system.applicationHost/listenerAdapters/add")
    registered = {(adapter.get("name") or "").lower() for adapter in adapters}
    for binding in cast("list[_Element]", _unusual()(sites)):
        name = next(binding.iterancestors("site", "siteDefaults")).get("name")
        protocol = (binding.get("protocol") or "").strip().lower()
        if protocol in _HINTS and protocol not in registered:
            facts = {"element": "binding", "value": protocol, "hint": _HINTS[protocol]}
            place = Place.of_value(binding, "protocol")
            yield Problem("protocol-unknown", place, facts, name, "bindings/binding/@protocol")
        flags = (binding.get("sslFlags") or "").strip()
        if protocol == "ftp" and flags not in ("", "0"):
            facts = {"element": "binding", "attribute": "sslFlags", "value": flags[:20]}
            place = Place.of_value(binding, "sslFlags")
            yield Problem("ssl-flags-on-ftp-binding", place, facts, name, "bindings/binding/@sslFlags")


_PLAIN = frozenset({"ftp", "http", "https"})


@cache
def _protocols() -> etree.XPath:
    """The protocols of all bindings, as written."""
    return etree.XPath("*/bindings/binding/@protocol", smart_strings=False)


@cache
def _unusual() -> etree.XPath:
    """The bindings that are worth a look: all but the plain ones, of which a file may have thousands."""
    plain = "@protocol = 'ftp' or @protocol = 'http' or @protocol = 'https'"
    bindings = f"bindings/binding[not({plain}) or @sslFlags]"
    return etree.XPath(f"site/{bindings} | siteDefaults/{bindings}")

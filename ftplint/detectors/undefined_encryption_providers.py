"""Encrypted values whose provider nobody defines: this server cannot read them (iis-config-system 2.5, EX-19)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from lxml import etree

from ftplint.configuration import TOKEN
from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.detectors.subject import Subject

_MACHINE = frozenset({"RsaProtectedConfigurationProvider", "DataProtectionConfigurationProvider"})
"""The providers that machine.config defines."""


def find(subject: Subject) -> Iterator[Problem]:
    """The encrypted values in the FTP parts of the file whose provider neither this file nor machine.config defines.

    A file without configProtectedData (a part of one) is taken to have them all. Names are compared ignoring case.
    """
    if "[enc:" not in subject.text:
        return
    root = subject.root
    defined = root.findall("configProtectedData/providers/add")
    if not defined:
        return
    names = {name.lower() for name in (*_MACHINE, *(element.get("name", "") for element in defined))}
    for value in cast("list[str]", _encrypted()(root)):
        token = TOKEN.fullmatch(value)
        if token is None or token.group(1).lower() in names:
            continue
        element, attribute = value.getparent(), str(value.attrname)  # type: ignore[attr-defined]
        facts = {
            "element": str(element.tag),
            "attribute": attribute,
            "value": token.group(1),
            "permitted": ", ".join(sorted({*_MACHINE, *(e.get("name", "") for e in defined)})),
        }
        site = next(element.iterancestors("site"), None)
        name = None if site is None else site.get("name")
        yield Problem("encryption-provider-unknown", Place.of_value(element, attribute), facts, name)


@lru_cache(maxsize=1)
def _encrypted() -> etree.XPath:
    parts = ("system.applicationHost/sites", "system.ftpServer", "location/system.ftpServer")
    return etree.XPath(" | ".join(f"{part}//@*[starts-with(., '[enc:')]" for part in parts))

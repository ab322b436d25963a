"""Elements, attributes and values that a version of IIS does not know yet, as applicationHost.xsd annotates them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.schema import LATEST, VERSIONS, declarations
from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.detectors.subject import Subject
    from ftplint.schema import Element


def find(subject: Subject) -> Iterator[Problem]:
    """What the file writes that its version of IIS does not have."""
    root, version = subject.root, subject.version
    if version == LATEST:
        return
    known = declarations()
    limit = VERSIONS.index(version)
    for sites in root.iterfind("system.applicationHost/sites"):
        for owner in sites.iterchildren("site", "siteDefaults"):
            for written in owner.iterchildren("ftpServer"):
                yield from _newer(written, known.ftp_server, limit, owner.get("name"))
                yield from _web_hosting(written, limit, owner.get("name"))
    for holder in (root, *root.iterchildren("location")):
        for written in holder.iterchildren("system.ftpServer"):
            yield from _newer(written, known.server, limit, None)


def _newer(written: _Element, declared: Element, limit: int, site: str | None) -> Iterator[Problem]:
    if _too_new(declared.since, limit):
        place = Place.of_name(written)
        yield _problem(place, f"The element {declared.path}", declared.since, declared.path, limit, site)
        return
    for name, text in written.items():
        attribute = declared.attributes.get(str(name))
        if attribute is None:
            continue
        setting = f"{declared.path}/@{attribute.name}"
        newer = dict(attribute.type.newer)
        names = [name for name in str(text).split(",") if name.strip().lower() in newer]  # several, for flags
        if _too_new(attribute.since, limit):
            place = Place.of_name(written, attribute.name)
            yield _problem(place, f"The attribute {setting}", attribute.since, setting, limit, site)
        for value in (name.strip() for name in names):
            since = newer[value.lower()]
            if _too_new(since, limit):
                place = Place.of_value(written, attribute.name)
                yield _problem(place, f"The value {value} of {setting}", since, setting, limit, site)
    for child in written.iterchildren("*"):
        inner = declared.children.get(str(child.tag))
        if inner is None and declared.collection is not None and child.tag == declared.collection.add:
            inner = declared.collection.item
        if inner is not None:
            yield from _newer(child, inner, limit, site)


def _web_hosting(written: _Element, limit: int, site: str | None) -> Iterator[Problem]:
    """The store WebHosting, which came with Windows Server 2012 (IIS 8.0); to the schema it is any text."""
    for ssl in written.iterfind("security/ssl"):
        if (ssl.get("serverCertStoreName") or "").lower() == "webhosting" and _too_new("8.0", limit):
            place = Place.of_value(ssl, "serverCertStoreName")
            setting = "ftpServer/security/ssl/@serverCertStoreName"
            yield _problem(place, "The certificate store WebHosting", "8.0", setting, limit, site)


def _too_new(since: str, limit: int) -> bool:
    return VERSIONS.index(since) > limit


def _problem(place: Place, what: str, since: str, setting: str, limit: int, site: str | None) -> Problem:
    facts = {"value": what, "expected": since, "reason": VERSIONS[limit]}
    return Problem("setting-of-later-version", place, facts, site, setting)

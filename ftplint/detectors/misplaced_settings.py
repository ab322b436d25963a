"""Settings that stand where FTP does not read them: a web.config, web settings for an FTP site, unlocked FTP sections.

``system.ftpServer`` cannot be delegated and FTP never reads web.config (configuration reference, system.ftpServer);
``system.webServer`` is for the web server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration import location_key
from ftplint.schema import FTP_GROUP
from ftplint.source import Meant, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.detectors.subject import Subject

_WEB = {
    "ipSecurity": f"{FTP_GROUP}/security/ipSecurity",
    "dynamicIpSecurity": f"{FTP_GROUP}/security/authentication/denyByFailure",
    "authorization": f"{FTP_GROUP}/security/authorization",
    "requestFiltering": f"{FTP_GROUP}/security/requestFiltering",
    "authentication": "the site's ftpServer/security/authentication",
    "access": "the site's ftpServer/security/ssl",
}
"""Sections of the web server's security, and where their like for FTP stands."""
_OF_FOLDERS = frozenset({"authorization", "ipSecurity", "requestFiltering"})
"""Sections that tools write for one folder."""
_OF_WEB_CONFIG = ("system.web", "appSettings", "connectionStrings", "runtime", "system.serviceModel")
"""Elements that a web.config has and applicationHost.config has not."""


def find(subject: Subject) -> Iterator[Problem]:
    """The problems in document order of each kind."""
    yield from _web_config(subject)
    yield from _delegated(subject.root)
    yield from _web_security(subject)


def _web_config(subject: Subject) -> Iterator[Problem]:
    group = subject.root.find(FTP_GROUP)
    if group is None:
        group = subject.root.find(f"location/{FTP_GROUP}")
    if (
        group is None
        or subject.root.find("configSections") is not None
        or subject.configuration.document.sites is not None
    ):
        return
    name = subject.path.replace("\\", "/").rpartition("/")[2]
    if name.lower() == "web.config":
        yield Problem("web-config-given", Place.of_tag(group), {"reason": "by its name"}, None, FTP_GROUP)
        return
    marks = [mark for mark in _OF_WEB_CONFIG if subject.root.find(mark) is not None]
    if marks:
        yield Problem(
            "web-config-given", Place.of_tag(group), {"reason": f"by its element {marks[0]}"}, None, FTP_GROUP
        )
    elif subject.root.find("location") is None and _is_security_of_a_folder(group):
        yield Problem("web-config-possible", Place.of_tag(group), {}, None, FTP_GROUP)


def _is_security_of_a_folder(group: _Element) -> bool:
    """Whether *group* holds nothing but what tools write for one folder."""
    parts = list(group.iterchildren("*"))
    inner = {str(section.tag) for part in parts for section in part.iterchildren("*")}
    return bool(inner) and inner <= _OF_FOLDERS and all(part.tag == "security" for part in parts)


def _delegated(root: _Element) -> Iterator[Problem]:
    for location in root.iterchildren("location"):
        unlocked = (location.get("overrideMode") or "").lower() == "allow"
        older = (location.get("allowOverride") or "").lower() == "true"
        if (unlocked or older) and location.find(FTP_GROUP) is not None:
            attribute = "overrideMode" if unlocked else "allowOverride"
            facts = {"attribute": attribute, "path": location.get("path") or ""}
            place = Place.of_value(location, attribute)
            yield Problem("ftp-section-unlocked", place, facts, None, f"location/@{attribute}")


def _web_security(subject: Subject) -> Iterator[Problem]:
    """Security of the web server in the location of a site that has FTP bindings and no others."""
    if "<system.webServer" not in subject.text:
        return
    only = {site.name.lower(): site.name for site in subject.configuration.ftp_sites if not site.is_web}
    for location in subject.root.iterchildren("location"):
        name = only.get(location_key(location.get("path")).split("/", 1)[0])
        if name is None:
            continue
        for section in location.iterfind("system.webServer/security/*"):
            expected = _WEB.get(str(section.tag))
            if expected is not None and (section.attrib or len(section)):
                facts = {"section": f"system.webServer/security/{section.tag}", "expected": expected}
                place = Place.of_tag(section)
                whole = "/" not in location_key(location.get("path"))
                meant = Meant((expected.removeprefix("the site's "),), name) if whole else None
                yield Problem("web-security-for-ftp", place, facts, name, facts["section"], meant=meant)

"""Names of FTP sites and virtual directories with a colon, which FTP commands cannot hold (Microsoft, KB 2505017)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from lxml import etree

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.detectors.subject import Subject


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each site, application and virtual directory of an FTP site with such a name."""
    configuration = subject.configuration
    if not configuration.serves_ftp:
        return
    sites = configuration.document.sites
    unusual = set() if sites is None else set(cast("list[_Element]", _with_colon()(sites)))
    for site in configuration.ftp_sites if unusual else ():
        if site.element not in unusual:
            continue
        if ":" in site.name:
            facts = {"element": "site", "value": site.name}
            yield Problem("colon-in-name", Place.of_value(site.element, "name"), facts, site.name, "site/@name")
        for written in site.element.iter("application", "virtualDirectory"):
            path = written.get("path") or ""
            if ":" in path:
                element = "application" if written.tag == "application" else "virtual directory"
                facts = {"element": element, "value": path}
                setting = f"{written.tag}/@path"
                yield Problem("colon-in-name", Place.of_value(written, "path"), facts, site.name, setting)


@cache
def _with_colon() -> etree.XPath:
    """The sites that are worth a look, of thousands."""
    directory = "virtualDirectory[contains(@path, ':')]"
    return etree.XPath(f"site[contains(@name, ':') or application[contains(@path, ':') or {directory}]]")

"""Names of FTP sites and virtual directories with a colon, which FTP commands cannot hold (Microsoft, KB 2505017)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.detectors.subject import Subject


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each site, application and virtual directory of an FTP site with such a name."""
    configuration = subject.configuration
    if not configuration.serves_ftp:
        return
    layouts = {id(site.layout): site.layout for site in configuration.ftp_sites}
    unusual = {number for number, layout in layouts.items() if any(":" in path for path in layout.paths())}
    for site in configuration.ftp_sites:
        if ":" in site.name:
            facts = {"element": "site", "value": site.name}
            yield Problem("colon-in-name", Place.of_value(site.element, "name"), facts, site.name, "site/@name")
        if id(site.layout) not in unusual:
            continue
        for written in site.element.iter("application", "virtualDirectory"):
            path = written.get("path") or ""
            if ":" in path:
                element = "application" if written.tag == "application" else "virtual directory"
                facts = {"element": element, "value": path}
                setting = f"{written.tag}/@path"
                yield Problem("colon-in-name", Place.of_value(written, "path"), facts, site.name, setting)

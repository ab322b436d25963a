"""Settings of a site that are for a service that it does not offer: FTP without an FTP binding, web without a web one.

``site/@serverAutoStart`` is for the web site, ``ftpServer/@serverAutoStart`` for FTP (configuration reference, pages of
both); whether FTP looks at the first as well is not documented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration import Site
    from ftplint.detectors.subject import Subject

_START = "serverAutoStart"


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each site with elements below ``ftpServer`` and no binding of protocol ftp, and for each FTP site
    without web bindings on which only the web site is kept from starting.

    Attributes alone (``serverAutoStart``) say nothing of FTP: tools leave them behind. A fragment may lack the bindings
    that its file has.
    """
    configuration = subject.configuration
    if not configuration.serves_ftp:
        return
    some_wait = _START in subject.text
    for site in configuration.sites:
        if some_wait and _only_web_waits(site):
            place = Place.of_value(site.element, _START)
            yield Problem("web-start-on-ftp-site", place, {}, site.name, f"site/@{_START}")
        written = site.ftp_element
        if site.is_ftp or written is None or next(written.iterchildren("*"), None) is None:
            continue
        if configuration.fragment and site.element.find("bindings") is None:
            continue
        yield Problem("ftp-settings-without-binding", Place.of_tag(written), {}, site.name, "ftpServer")


def _only_web_waits(site: Site) -> bool:
    if not site.is_ftp or site.is_web:
        return False
    return (site.element.get(_START) or "").strip().lower() == "false" and site.ftp.value(_START).text == "true"

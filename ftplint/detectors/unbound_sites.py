"""FTP settings of sites that have no FTP binding: nobody listens, so they do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.detectors.subject import Subject


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each site with elements below ``ftpServer`` and no binding of protocol ftp.

    Attributes alone (``serverAutoStart``) say nothing: tools leave them behind. A fragment may lack the bindings that
    its file has.
    """
    configuration = subject.configuration
    if not configuration.serves_ftp:
        return
    for site in configuration.sites:
        written = site.ftp_element
        if site.is_ftp or written is None or next(written.iterchildren("*"), None) is None:
            continue
        if configuration.fragment and site.element.find("bindings") is None:
            continue
        yield Problem("ftp-settings-without-binding", Place.of_tag(written), {}, site.name, "ftpServer")

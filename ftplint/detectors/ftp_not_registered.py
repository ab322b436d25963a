"""FTP bindings in a file that registers no FTP section: the service is not installed, or this is IIS Express."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.detectors.subject import Subject


def find(subject: Subject) -> Iterator[Problem]:
    """One problem, at the first FTP binding."""
    configuration = subject.configuration
    if configuration.serves_ftp or not configuration.ftp_sites:
        return
    first = configuration.ftp_sites[0].bindings[0].element
    names = ", ".join(f"'{site.name}'" for site in configuration.ftp_sites[:5])
    more = len(configuration.ftp_sites) - 5
    facts = {"value": f"{names} and {more} more" if more > 0 else names}
    yield Problem("ftp-not-registered", Place.of_tag(first), facts)

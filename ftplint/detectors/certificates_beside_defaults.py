"""Sites that keep a certificate of their own where siteDefaults has one: renewing that does not reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.detectors.subject import Subject

_HASH = "serverCertHash"


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each FTP site whose own thumbprint is not that of siteDefaults."""
    configuration = subject.configuration
    if configuration.site_defaults is None or not configuration.serves_ftp:
        return
    common = configuration.site_defaults.find("security/ssl").value(_HASH)
    if common.text == "" or common.origin is None:
        return
    for site in configuration.ftp_sites:
        own = site.ftp.find("security/ssl").value(_HASH)
        if own.text in ("", common.text) or own.origin is None:
            continue
        place = own.origin.place(site.ftp_element, _HASH)
        related = ((common.origin.place(attribute=_HASH), "the certificate of siteDefaults"),)
        facts = {"value": own.text}
        setting = f"ftpServer/security/ssl/@{_HASH}"
        yield Problem("certificate-unlike-defaults", place, facts, site.name, setting, related)

"""Files that custom providers read their users from, where clients can fetch them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration import Configuration
    from ftplint.detectors.subject import Subject

SECTION = "system.ftpServer/providerDefinitions"
_PATH = re.compile(r"(?:[A-Za-z]:|%[A-Za-z]+%)[\\/][^<>\"|?*]*\.\w+\Z")


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each parameter of a provider that names a file below the physical path of a site.

    The parameter may be a secret as well, so its value is not told.
    """
    if "<providerData" not in subject.text:
        return
    configuration = subject.configuration
    definitions = configuration.sections.section(SECTION, "")
    for data in definitions.find("activation").items:
        for parameter in data.items:
            text = parameter.value("value").text.strip()
            if not _PATH.match(text):
                continue
            site = _site_around(configuration, _normal(text))
            if site is not None:
                facts = {"element": data.value("name").text, "attribute": parameter.value("key").text, "value": site}
                place = parameter.tags[-1].place(attribute="value")
                yield Problem("provider-file-in-content", place, facts, None, f"{SECTION}/activation/providerData/add")


def _site_around(configuration: Configuration, file: str) -> str | None:
    """The first site with a virtual directory whose folder holds *file*."""
    for site in configuration.sites:
        for application in configuration.applications(site):
            for directory in application.virtual_directories:
                folder = _normal(directory.attributes.get("physicalPath", "")).rstrip("\\")
                if folder and file.startswith(folder + "\\"):
                    return site.name
    return None


def _normal(path: str) -> str:
    """*path* as it is compared: lower case, backslashes, the system drive by its usual letter."""
    return path.strip().replace("/", "\\").lower().replace("%systemdrive%", "c:")

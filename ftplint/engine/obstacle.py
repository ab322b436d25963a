"""Why no site of a file can work, whatever its own settings are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.prerequisites import keeps_sites_from_reading

if TYPE_CHECKING:
    from ftplint.engine.understand import Understood


def obstacle(understood: Understood, path: str) -> str | None:
    """A sentence that begins with *path*, or None if nothing stands in the way of all sites."""
    configuration = understood.configuration
    if configuration is not None and not configuration.serves_ftp:
        return f"{path} registers no FTP section: FTP is not installed, so none of this is in force."
    fatal = sum(keeps_sites_from_reading(problem) for problem in understood.problems)
    if fatal:
        what = "a mistake" if fatal == 1 else f"{fatal} mistakes"
        return f"{path} has {what} that IIS cannot read past, so no site works before that is mended."
    return None

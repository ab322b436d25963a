"""A file that a command shows or serves, and the sites of it that the user names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ftplint.analysis import analyse
from ftplint.cli.files import known_sites, one_file, redirections
from ftplint.given import given as opened
from ftplint.source import UnreadableError

if TYPE_CHECKING:
    from ftplint.analysis import ParsedFile
    from ftplint.configuration import Configuration, Site


def resolved(given: str, *, facts: bool = False) -> tuple[str, ParsedFile]:
    """The path to show and what the file means, with its configuration. Raises UnreadableError if it has none.

    With *facts*, the file is checked against what its bundle says, too.
    """
    given = one_file(given)
    one = opened(given)
    path, parsed = one.path, analyse(one.path, one.data, outside=one.outside if facts else None)
    if parsed.configuration is None:
        raise UnreadableError(f"{path}: not a configuration that can be resolved; 'ftplint check' says why")
    for sentence in redirections([given]):
        print(f"ftplint: {sentence}", file=sys.stderr)
    return path, parsed


def chosen_sites(configuration: Configuration, names: list[str], path: str) -> list[Site]:
    """The FTP sites named, all without names. Raises UnreadableError for a name that is not there."""
    wanted = {name.lower() for name in names}
    for name in names:
        if not any(site.name.lower() == name.lower() for site in configuration.ftp_sites):
            known = known_sites(name, [site.name for site in configuration.ftp_sites])
            raise UnreadableError(f"{path}: there is no FTP site '{name}'{known}")
    return [site for site in configuration.ftp_sites if not wanted or site.name.lower() in wanted]

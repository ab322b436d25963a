"""``ftplint effective``: the effective configuration of a file, each value with its origin."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ftplint.analysis import understand
from ftplint.cli.effective_formats import as_json, as_text, as_xml
from ftplint.cli.files import redirections, write
from ftplint.judging import server_xml
from ftplint.source import UnreadableError, read_bytes

if TYPE_CHECKING:
    from argparse import Namespace

    from ftplint.analysis import Understood
    from ftplint.configuration import Configuration, Site


def run(options: Namespace) -> int:
    """Prints the effective configuration of ``options.path``; returns 0. Raises UnreadableError."""
    path, understood = resolved(options.path)
    assert understood.configuration is not None
    if options.diff is not None:
        return _diff(options, path, understood)
    sites = chosen_sites(understood.configuration, options.site, path)
    if options.format == "xml":
        problems = () if options.site else understood.problems
        plain = server_xml(understood.configuration, problems, sites)
        write(as_xml(understood, sites) if options.origins else plain, options.output_file)
    elif options.format == "json":
        write(as_json(path, understood, sites, options.explicit), options.output_file)
    else:
        write(as_text(path, understood, sites, options.explicit), options.output_file)
    return 0


def _diff(options: Namespace, path: str, before: Understood) -> int:
    """Prints what is different in ``options.diff``; returns 0, whatever it is."""
    from ftplint.cli.effective_diff import as_json, as_text, differences

    if options.format == "xml":
        raise UnreadableError("--diff is printed as text or json, not as xml")
    other, after = resolved(options.diff)
    assert before.configuration is not None
    there = {site.name.lower() for site in before.configuration.ftp_sites}
    chosen = [name for name in options.site if name.lower() not in there]
    if chosen:  # not in the first file, so it has to be in the second
        assert after.configuration is not None
        chosen_sites(after.configuration, chosen, other)
    found = differences(before, after, options.site)
    write((as_json if options.format == "json" else as_text)((path, other), found), options.output_file)
    return 0


def resolved(given: str) -> tuple[str, Understood]:
    """The path to show and what the file means, with its configuration. Raises UnreadableError if it has none."""
    path = "<stdin>" if given == "-" else given
    understood = understand(path, read_bytes(given))
    if understood.configuration is None:
        raise UnreadableError(f"{path}: not a configuration that can be resolved; 'ftplint check' says why")
    for sentence in redirections([given]):
        print(f"ftplint: {sentence}", file=sys.stderr)
    return path, understood


def chosen_sites(configuration: Configuration, names: list[str], path: str) -> list[Site]:
    """The FTP sites named, all without names. Raises UnreadableError for a name that is not there."""
    wanted = {name.lower() for name in names}
    for name in names:
        if not any(site.name.lower() == name.lower() for site in configuration.ftp_sites):
            known = ", ".join(f"'{site.name}'" for site in configuration.ftp_sites[:10]) or "none"
            raise UnreadableError(f"{path}: there is no FTP site '{name}'; the FTP sites are: {known}")
    return [site for site in configuration.ftp_sites if not wanted or site.name.lower() in wanted]

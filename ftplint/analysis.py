"""From a file's bytes to what it means and what is wrong with it as such: everything before the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.configuration import Configuration, keeps_sites_from_reading, surround
from ftplint.detectors import (
    SAMPLES,
    broken_masks,
    exposed_files,
    provider_problems,
    sample_secrets,
    shadowed_entries,
    unbound_sites,
)
from ftplint.schema import LATEST, declarations, newer_settings, validate
from ftplint.source import Place, Positions, Problem, decode, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element

    from ftplint.evidence import Outside
    from ftplint.source import Source, Span


class Understood(NamedTuple):
    """A file as far as it could be understood. ``configuration`` is None where ``problems`` say why not."""

    source: Source
    written: _Element | None
    configuration: Configuration | None
    problems: tuple[Problem, ...]

    def spans(self, places: Sequence[Place]) -> Iterable[Span]:
        """The spans of *places* in the file. Places in the surroundings of a fragment are those of its root."""
        if self.written is None:
            return Positions(self.source, None).spans(places)
        top = self.written.getparent()
        if top is not None:
            inside = set(self.written.iter("*"))
            places = [
                place if place.element is None or place.element in inside else Place.of_tag(self.written)
                for place in places
            ]
        return Positions(self.source, self.written).spans(places)


def understand(path: str, data: bytes, version: str = LATEST, outside: Outside | None = None) -> Understood:
    """Reads, parses, validates and resolves one file for a *version* of IIS; never raises for what the file holds."""
    decoded = decode(path, data)
    if decoded.problem is not None:
        return Understood(decoded.source, None, None, (decoded.problem,))
    parsed = parse(decoded.source)
    if parsed.root is None:
        return Understood(decoded.source, None, None, () if parsed.problem is None else (parsed.problem,))
    surrounded = surround(parsed.root)
    noted = () if surrounded.problem is None else (surrounded.problem,)
    if surrounded.root is None:
        return Understood(decoded.source, parsed.root, None, noted)
    configuration = Configuration(surrounded.root, declarations(), fragment=surrounded.is_fragment)
    problems = (
        *noted,
        *validate(surrounded.root),
        *newer_settings(surrounded.root, version),
        *configuration.problems,
        *_ftp_missing(configuration),
        *unbound_sites(configuration),
        *(shadowed_entries(configuration) if "<ipSecurity" in decoded.source.text else ()),
        *(broken_masks(configuration) if "subnetMask" in decoded.source.text else ()),
        *(exposed_files(configuration) if "<providerData" in decoded.source.text else ()),
        *(sample_secrets(surrounded.root) if any(sample in decoded.source.text for sample in SAMPLES) else ()),
        *(provider_problems(surrounded.root) if "[enc:" in decoded.source.text else ()),
        *(_outside(configuration, outside) if outside is not None else ()),
    )
    return Understood(decoded.source, parsed.root, configuration, problems)


def _outside(configuration: Configuration, outside: Outside) -> Iterable[Problem]:
    from ftplint.detectors import outside_problems

    return outside_problems(configuration, outside) if configuration.serves_ftp else ()


def _ftp_missing(configuration: Configuration) -> Iterable[Problem]:
    """FTP bindings in a file that registers no FTP section: the service is not installed, or this is IIS Express."""
    if configuration.serves_ftp or not configuration.ftp_sites:
        return
    first = configuration.ftp_sites[0].bindings[0].element
    names = ", ".join(f"'{site.name}'" for site in configuration.ftp_sites[:5])
    more = len(configuration.ftp_sites) - 5
    facts = {"value": f"{names} and {more} more" if more > 0 else names}
    yield Problem("ftp-not-registered", Place.of_tag(first), facts)


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

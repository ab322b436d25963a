"""What is different between two configurations, in effective values: site by site, the server level first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.layers import schema_default
from ftplint.configuration.rendering import item_text
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration.effective import Configuration
    from ftplint.configuration.layers import EffectiveElement
    from ftplint.configuration.sites import Site

Settings = dict[str, str | tuple[str, ...]]
"""Path of a setting -> its effective text; path of a collection -> its entries, in order."""


class Difference(NamedTuple):
    """One setting that differs. None where it does not exist, as for the entries of a collection."""

    setting: str
    before: str | None
    after: str | None


class SiteDifference(NamedTuple):
    """What differs on one site (None: the server level). ``change`` is added or removed for a whole site."""

    site: str | None
    change: str
    differences: tuple[Difference, ...]


def compare(before: Configuration, after: Configuration) -> Iterator[SiteDifference]:
    """The server level and each FTP site that differ, sites in the order of *after*, those that are gone at the end.

    Sites are matched by name, in any letter case. A site that is there once only is compared with a site that says
    nothing: what it has beyond the defaults of the schema is listed. A path below a site that one file sets something
    at is compared with what the other has there, which is what the nearest path above it has.
    """
    changed = tuple(_differences(_server(before), _server(after)))
    if changed:
        yield SiteDifference(None, "changed", changed)
    old = {site.name.lower(): site for site in before.ftp_sites}
    for site in after.ftp_sites:
        other = old.pop(site.name.lower(), None)
        if other is None:
            now = _site(after, site, after.location_paths(site))
            then = _silent(after, now)
        else:
            paths = tuple(dict.fromkeys((*after.location_paths(site), *before.location_paths(other))))
            now, then = _site(after, site, paths), _site(before, other, paths)
        found = tuple(_differences(then, now))
        if found:
            yield SiteDifference(site.name, "added" if other is None else "changed", found)
    for site in old.values():
        then = _site(before, site, before.location_paths(site))
        yield SiteDifference(site.name, "removed", tuple(_differences(then, _silent(before, then))))


def compare_with_model(model: Configuration, other: Configuration) -> Iterator[SiteDifference]:
    """What differs in *other* from a *model* server: the server level, then each FTP site of *other* in its order.

    A site is compared with the model's site of its name, in any letter case; else with the model's only FTP site;
    else with what a site that writes nothing has there. Bindings are each server's own and are not compared.
    """
    changed = tuple(_differences(_server(model), _server(other)))
    if changed:
        yield SiteDifference(None, "changed", changed)
    by_name = {site.name.lower(): site for site in model.ftp_sites}
    only = model.ftp_sites[0] if len(model.ftp_sites) == 1 else None
    for site in other.ftp_sites:
        pattern = by_name.get(site.name.lower(), only)
        top = (site if pattern is None else pattern).name
        rests = [path[len(site.name) :] for path in other.location_paths(site)]
        rests += [] if pattern is None else [path[len(top) :] for path in model.location_paths(pattern)]
        rests = list(dict.fromkeys(rests))
        ftp = _of_a_silent_site(model) if pattern is None else pattern.ftp
        wanted = _ftp_and_locations(model, ftp, top, rests)
        found = tuple(_differences(wanted, _ftp_and_locations(other, site.ftp, site.name, rests)))
        if found:
            yield SiteDifference(site.name, "changed", found)


def _of_a_silent_site(configuration: Configuration) -> EffectiveElement:
    """``ftpServer`` of a site that writes none."""
    defaults = configuration.site_defaults
    return schema_default(configuration.declarations.ftp_server) if defaults is None else defaults


def _ftp_and_locations(configuration: Configuration, ftp: EffectiveElement, name: str, rests: list[str]) -> Settings:
    """*ftp*, and the sections of the site *name* at the paths *rests* below it."""
    found: Settings = {}
    _flatten(ftp, ftp.declaration.path, found)
    for rest in rests:
        for section in configuration.location_sections(f"{name.lower()}{rest}"):
            _flatten(section, f"at {rest or '/'}: {section.declaration.path}", found)
    return found


def _differences(before: Settings, after: Settings) -> Iterator[Difference]:
    for path in dict.fromkeys((*after, *before)):
        one, other = before.get(path), after.get(path)
        if one == other:
            continue
        if isinstance(one, tuple) or isinstance(other, tuple):
            yield from _entries(path, tuple(one or ()), tuple(other or ()))
        else:
            yield Difference(path, one, other)


def _entries(path: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Difference]:
    """Entries that went and came; where only their order changed, both orders."""
    from difflib import SequenceMatcher

    for sign, start, stop, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if sign != "equal":
            yield from (Difference(path, entry, None) for entry in before[start:stop])
            yield from (Difference(path, None, entry) for entry in after[first:last])


def _server(configuration: Configuration) -> Settings:
    found: Settings = {}
    group = configuration.sections.group("")
    _flatten(group, group.declaration.path, found)
    return found


def _site(configuration: Configuration, site: Site, paths: tuple[str, ...]) -> Settings:
    """A site's bindings, its ``ftpServer``, and the sections at the location paths *paths* (``at PATH: ...``)."""
    found: Settings = {"bindings": tuple(sorted(f"{b.address}:{b.port}:{b.host}" for b in site.bindings))}
    _flatten(site.ftp, site.ftp.declaration.path, found)
    for path in paths:
        shown = path[len(site.name) :] or "/"
        for section in configuration.location_sections(path):
            _flatten(section, f"at {shown}: {section.declaration.path}", found)
    return found


def _silent(configuration: Configuration, like: Settings) -> Settings:
    """The settings of *like* as a site that writes nothing would have them."""
    found: Settings = {"bindings": ()}
    ftp = configuration.declarations.ftp_server
    _flatten(schema_default(ftp), ftp.path, found)
    for name, section in configuration.declarations.sections.items():
        plain: Settings = {}
        _flatten(schema_default(section.element), name, plain)
        found.update((path, plain[rest]) for path in like if (rest := path.partition(": ")[2]) in plain)
    return found


def _flatten(element: EffectiveElement, path: str, found: Settings) -> None:
    for name in element.declaration.attributes:
        found[f"{path}/@{name}"] = item_text(element, name)
    for name in element.declaration.children:
        _flatten(element.child(name), f"{path}/{name}", found)
    if element.declaration.collection is not None:
        found[path] = tuple(map(_entry, element.items))


def _entry(item: EffectiveElement) -> str:
    """An entry on one line, its own entries after it."""
    attributes_text = " ".join(f'{name}="{item_text(item, name)}"' for name in item.declaration.attributes)
    inner = "".join(f" ({_entry(entry)})" for entry in item.items)
    return f"{item.declaration.name} {attributes_text}{inner}"

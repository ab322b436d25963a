"""The effective configuration as text, JSON and XML, for ``ftplint effective``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.configuration import Setting, server_settings, site_settings
from ftplint.report import harmless, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.analysis import ParsedFile
    from ftplint.configuration import Site

ORIGIN = "urn:ftplint:origin"
"""The namespace of the attributes that say where the attribute of the same name was written."""


Located = tuple[Setting, tuple[int, int] | None]
"""A setting, and the line and column where it was written, if it was."""

_CHUNK = 500
"""Sites whose places are looked up together: one pass over the file each, and not everything in memory."""


def _blocks(parsed: ParsedFile, sites: list[Site], explicit: bool) -> Iterator[tuple[Site | None, list[Located]]]:
    """The server (None) and each site with its settings; *explicit* leaves out those that nobody wrote."""
    configuration = parsed.configuration
    assert configuration is not None
    everything: list[Site | None] = [None, *sites]
    for start in range(0, len(everything), _CHUNK):
        blocks: list[tuple[Site | None, list[Setting]]] = []
        for site in everything[start : start + _CHUNK]:
            found = server_settings(configuration) if site is None else site_settings(configuration, site)
            blocks.append((site, [setting for setting in found if not explicit or setting.place is not None]))
        places = [setting.place for _, settings in blocks for setting in settings if setting.place is not None]
        spans = iter(parsed.spans(places)) if places else iter(())
        for site, settings in blocks:
            located: list[Located] = []
            for setting in settings:
                span = None if setting.place is None else next(spans)
                located.append((setting, None if span is None else (span.line, span.column)))
            yield site, located


def as_text(path: str, parsed: ParsedFile, sites: list[Site], explicit: bool) -> Iterator[str]:
    """A line a setting, with the level and the place that gave it."""
    for site, settings in _blocks(parsed, sites, explicit):
        if site is None:
            yield "server\n"
        else:
            yield harmless(f"\nsite '{plain(site.name)}' (id {plain(site.id)})\n")
            for binding in site.bindings:
                yield harmless(f"  binding ftp {plain(f'{binding.address}:{binding.port}:{binding.host}')}\n")
        location = None
        for setting, found in settings:
            if setting.location != location:
                location = setting.location
                yield harmless(f"  at {plain(location or '/')}\n")
            where = f"{setting.level} {plain(path)}:{found[0]}:{found[1]}" if found else "default"
            shown = f"{setting.path} = {plain(setting.text)}"
            yield harmless(f"  {shown:78}  {where}\n")


def as_json(path: str, parsed: ParsedFile, sites: list[Site], explicit: bool) -> Iterator[str]:
    """One object, the same settings."""
    import json

    result: dict[str, Any] = {"schema_version": "1", "path": path, "server": [], "sites": []}
    for site, settings in _blocks(parsed, sites, explicit):
        listed = [
            {
                "setting": setting.path,
                "value": setting.text,
                "origin": setting.level,
                "line": found[0] if found else None,
                "column": found[1] if found else None,
                "location": setting.location,
            }
            for setting, found in settings
        ]
        if site is None:
            result["server"] = listed
        else:
            bindings = [{"address": b.address, "port": b.port, "host": b.host} for b in site.bindings]
            result["sites"].append({"name": site.name, "id": site.id, "bindings": bindings, "settings": listed})
    yield json.dumps(result, indent=2)
    yield "\n"


def as_xml(parsed: ParsedFile, sites: list[Site]) -> Iterator[str]:
    """The effective document; beside each attribute that somebody wrote, one of the namespace ORIGIN says where."""
    from lxml import etree

    configuration = parsed.configuration
    assert configuration is not None
    yield configuration.server_start().replace(">", f' xmlns:origin="{ORIGIN}">\n')
    for site, settings in _blocks(parsed, sites, explicit=True):
        text = configuration.sections_xml("") if site is None else configuration.site_xml(site)
        root = etree.fromstring(f'<server xmlns:origin="{ORIGIN}">{text}</server>')[0]
        for setting, found in settings:
            if found is not None and "/@" in setting.path:
                path, _, attribute = setting.path.rpartition("/@")
                _holder(root, path, setting).set(f"{{{ORIGIN}}}{attribute}", f"{setting.level} {found[0]}:{found[1]}")
        text = etree.tostring(root, encoding="unicode")
        yield text.replace(f' xmlns:origin="{ORIGIN}"', "", 1) + "\n"
    yield "</server>\n"


def _holder(root: _Element, path: str, setting: Setting) -> _Element:
    """The element of the document that has the setting."""
    top = root
    if setting.location is not None:
        top = next(e for e in root.iterchildren("location") if e.get("path") == setting.location)
    elif path.startswith(str(root.tag)):
        path = path.removeprefix(str(root.tag)).lstrip("/")
    found = top.find(path) if path else top
    assert found is not None, setting.path
    return found

"""``ftplint effective``: the effective configuration of a file, each value with its origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.cli.files import write
from ftplint.configuration.listing import Setting, server_settings, site_settings
from ftplint.engine.evaluate import server_xml
from ftplint.engine.understand import Understood, understand
from ftplint.source.read import UnreadableError, read_bytes

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator

    from ftplint.configuration.effective import Configuration
    from ftplint.configuration.sites import Site


def run(options: Namespace) -> int:
    """Prints the effective configuration of ``options.path``; returns 0. Raises UnreadableError."""
    path = "<stdin>" if options.path == "-" else options.path
    understood = understand(path, read_bytes(options.path))
    if understood.configuration is None:
        raise UnreadableError(f"{path}: not a configuration that can be resolved; 'ftplint check' says why")
    sites = chosen_sites(understood.configuration, options.site, path)
    if options.format == "xml":
        problems = () if options.site else understood.problems
        write(server_xml(understood.configuration, problems, sites), options.output_file)
    elif options.format == "json":
        write(_json(path, understood, sites, options.explicit), options.output_file)
    else:
        write(_text(path, understood, sites, options.explicit), options.output_file)
    return 0


def chosen_sites(configuration: Configuration, names: list[str], path: str) -> list[Site]:
    """The FTP sites named, all without names. Raises UnreadableError for a name that is not there."""
    wanted = {name.lower() for name in names}
    for name in names:
        if not any(site.name.lower() == name.lower() for site in configuration.ftp_sites):
            known = ", ".join(f"'{site.name}'" for site in configuration.ftp_sites[:10]) or "none"
            raise UnreadableError(f"{path}: there is no FTP site '{name}'; the FTP sites are: {known}")
    return [site for site in configuration.ftp_sites if not wanted or site.name.lower() in wanted]


def _blocks(understood: Understood, sites: list[Site], explicit: bool) -> Iterator[tuple[Site | None, list[Setting]]]:
    configuration = understood.configuration
    assert configuration is not None
    for site in (None, *sites):
        found: Iterable[Setting] = (
            server_settings(configuration) if site is None else site_settings(configuration, site)
        )
        yield site, [setting for setting in found if not explicit or setting.place is not None]


def _located(understood: Understood, settings: list[Setting]) -> Iterator[tuple[Setting, tuple[int, int] | None]]:
    places = [setting.place for setting in settings if setting.place is not None]
    spans = iter(understood.spans(places)) if places else iter(())
    for setting in settings:
        span = next(spans) if setting.place is not None else None
        yield setting, None if span is None else (span.line, span.column)


def _text(path: str, understood: Understood, sites: list[Site], explicit: bool) -> Iterator[str]:
    for site, settings in _blocks(understood, sites, explicit):
        if site is None:
            yield "server\n"
        else:
            yield f"\nsite '{_plain(site.name)}' (id {_plain(site.id)})\n"
            for binding in site.bindings:
                yield f"  binding ftp {_plain(f'{binding.address}:{binding.port}:{binding.host}')}\n"
        location = None
        for setting, found in _located(understood, settings):
            if setting.location != location:
                location = setting.location
                yield f"  at {_plain(location or '/')}\n"
            where = f"{setting.level} {path}:{found[0]}:{found[1]}" if found else "schema default"
            shown = f"{setting.path} = {_plain(setting.text)!s}"
            yield f"  {shown:78}  {where}\n"


def _json(path: str, understood: Understood, sites: list[Site], explicit: bool) -> Iterator[str]:
    import json

    result: dict[str, Any] = {"schema_version": "1", "path": path, "server": [], "sites": []}
    for site, settings in _blocks(understood, sites, explicit):
        listed = [
            {
                "setting": setting.path,
                "value": setting.text,
                "origin": setting.level,
                "line": found[0] if found else None,
                "column": found[1] if found else None,
                "location": setting.location,
            }
            for setting, found in _located(understood, settings)
        ]
        if site is None:
            result["server"] = listed
        else:
            bindings = [{"address": b.address, "port": b.port, "host": b.host} for b in site.bindings]
            result["sites"].append({"name": site.name, "id": site.id, "bindings": bindings, "settings": listed})
    yield json.dumps(result, indent=2)
    yield "\n"


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)

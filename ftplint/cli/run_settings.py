"""The settings of a run: those of the command line, else those of the settings file, else the defaults."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.api import RuleSet, Settings, lint_bytes, run_date
from ftplint.named_tuple import NamedTuple
from ftplint.outside import gather
from ftplint.resources import DOCS_URL
from ftplint.rules import Selection, SelectionError, parse_severity
from ftplint.schema import LATEST
from ftplint.settings import find_settings
from ftplint.source import read_bytes

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Mapping

    from ftplint.rules import Severity
    from ftplint.settings import FileSettings, Override
    from ftplint.silencing import Baseline


class Run(NamedTuple):
    """What a run goes by. ``baseline`` is the path of the baseline that is in ``settings.baselines`` first."""

    settings: Settings
    file: FileSettings | None
    rules: RuleSet
    baseline: str | None
    jobs: int
    overrides: tuple[Override, ...] = ()


def run_settings(
    options: Namespace, *, fingerprints: bool, edits: bool = False, page: bool = False, folder: Path | None = None
) -> Run:
    """Puts *options* over the settings file, that for work in *folder*; None is the current folder.

    Raises SettingsError, BaselineError, RuleError and SelectionError.
    """
    file = _file(options, folder or Path())
    given = _split(options.select), _split(options.ignore), dict(map(parse_severity, options.severity))
    selection = Selection(
        given[0] or (file.select if file else ()),
        given[1] or (file.ignore if file else ()),
        {**(file.severity if file else {}), **given[2]},
        options.profile or (file and file.profile) or "all",
    )
    settings = Settings(
        selection,
        (*(file.rules if file else ()), *(Path(folder) for folder in options.rules)),
        tuple(options.site),
        options.min_severity or (file and file.min_severity) or "info",
        options.fail_on or (file and file.fail_on) or "warning",
        options.iis_version or (file and file.iis_version) or LATEST,
        file.ignores if file else (),
        page=page,
        outside=gather(options),
        fingerprints=fingerprints,
        edits=edits,
        date=run_date() if fingerprints else None,
        source=None if file is None else str(file.path),
        docs_url=_docs_url(file),
    )
    try:
        rules = RuleSet.load(settings)
    except SelectionError as error:
        raise SelectionError(
            f"{error} (asked for on the command line or in {file.path})" if file else str(error)
        ) from None
    path = options.baseline or (None if file is None else file.baseline)
    baselines = [] if path is None or options.write_baseline else [_baseline(path)]
    if options.prune_baseline and not baselines:
        from ftplint.silencing import BaselineError

        raise BaselineError("--prune-baseline needs a --baseline FILE to prune")
    if options.diff_base is not None:
        if len(options.paths) != 1 or os.path.isdir(options.paths[0]):
            raise SelectionError("--diff-base compares one file with an earlier state of it: give exactly one file")
        from ftplint.silencing import Baseline

        before = lint_bytes(options.diff_base, read_bytes(options.diff_base), rules, settings)
        baselines.append(Baseline.of_one(before.keys, f"also in {options.diff_base}"))
    jobs = options.jobs or (file and file.jobs) or os.cpu_count() or 1
    settings = settings._replace(baselines=tuple(baselines))
    return Run(settings, file, rules, path if baselines else None, jobs, tuple(_overrides(options, file, given[2])))


def _docs_url(file: FileSettings | None) -> str:
    """Where the documentation is published: by the settings file, else the environment, else this package."""
    given = os.environ.get("FTPLINT_DOCS_URL", "")
    if file is not None and file.docs_url:
        return file.docs_url
    if given:
        from ftplint.settings import SettingsError, is_address

        if not is_address(given):
            raise SettingsError(
                f"FTPLINT_DOCS_URL is '{given}', which is not the address of a folder of the web; write "
                "https://docs.example.com/ftplint for example"
            )
    return given or DOCS_URL


def _overrides(options: Namespace, file: FileSettings | None, severity: Mapping[str, Severity]) -> Iterator[Override]:
    """Those of the settings file, without what the command line says."""
    for one in file.overrides if file else ():
        yield one._replace(
            iis_version=None if options.iis_version else one.iis_version,
            profile=None if options.profile else one.profile,
            severity={selector: level for selector, level in one.severity.items() if selector not in severity},
        )


def _file(options: Namespace, folder: Path) -> FileSettings | None:
    if options.isolated:
        return None
    path = find_settings(folder) if options.config is None else Path(options.config)
    if path is None:
        return None
    from ftplint.settings import read_settings

    try:
        shown = path if options.config is not None else Path(os.path.relpath(path))
    except ValueError:  # Windows: a folder on another drive
        shown = path
    return read_settings(shown)


_LARGEST = 64 * 1024 * 1024
"""Characters of a baseline that are read."""


def _baseline(path: str) -> Baseline:
    from ftplint.silencing import Baseline, BaselineError

    try:
        with Path(path).open(encoding="utf-8") as stream:  # with a limit, since it may be a link to a device
            return Baseline.parse(stream.read(_LARGEST), path)
    except FileNotFoundError as error:
        raise BaselineError(f"{path}: no such baseline; write one with --write-baseline {path}") from error
    except UnicodeDecodeError as error:
        raise BaselineError(f"{path}: not a baseline of ftplint") from error


def _split(values: list[str]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())

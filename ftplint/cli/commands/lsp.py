"""``ftplint lsp``: the language server, for editors."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.cli.run_settings import run_settings
from ftplint.cli.shared_arguments import add_selection, add_settings, iis_version, profile
from ftplint.errors import FtplintError
from ftplint.outside import add_arguments as add_arguments_of_sources
from ftplint.rules import PROFILES, SEVERITIES
from ftplint.schema import VERSIONS
from ftplint.settings import find_settings

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ftplint.lsp import Project

SUMMARY = "the language server for editors, on standard input and output"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--stdio", action="store_true", help="the default, and all there is; many editors name it")
    add_selection(parser)
    parser.add_argument("--min-severity", choices=SEVERITIES, help="leave out milder findings; default: info")
    parser.add_argument(
        "--profile", type=profile, choices=PROFILES, help="only the rules that a published baseline asks for"
    )
    parser.add_argument(
        "--iis-version", type=iis_version, choices=VERSIONS, help="the version of IIS that the servers have"
    )
    parser.add_argument("--baseline", metavar="FILE", help="leave out the findings in this file; show new ones only")
    add_settings(parser)
    add_arguments_of_sources(parser)
    parser.set_defaults(site=[], fail_on=None, write_baseline=None, jobs=None, prune_baseline=False, diff_base=None)


def run(options: Namespace) -> int:
    """Serves one client until it ends; returns the exit code of the protocol. Raises FtplintError without the extra."""
    try:
        from ftplint.lsp import Project, Projects, made, serve
    except ImportError as error:
        needs = 'the language server needs ftplint[lsp]: pip install ".[lsp]" in a clone of ftplint'
        raise FtplintError(f"{needs} ({error.name} is missing)") from error

    def project(path: str, folder: Path) -> Project:
        this = run_settings(Namespace(**{**vars(options), "paths": [path]}), fingerprints=False, folder=folder)
        from ftplint.batch import RulesByPath

        rules, settings = RulesByPath(this.rules, this.settings, this.overrides).of(path)
        sources = [*([this.file.path] if this.file else []), *([this.baseline] if this.baseline else [])]
        return Project(rules, settings, (*map(Path, sources), *settings.rules))

    def found(folder: Path) -> Path | None:
        if options.isolated or options.config is not None:
            return None
        return find_settings(folder)

    return serve(made(Projects(project, found)))

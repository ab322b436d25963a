"""Reports of a fleet in the formats of ``ftplint check``, and the options of that command that a fleet lacks."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from ftplint.api import report
from ftplint.cli.files import write
from ftplint.fleet import from_json
from ftplint.outside import add_arguments
from ftplint.report import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftplint.cli.run_settings import Run
    from ftplint.fleet import Result


def without_other_options(options: Namespace) -> Namespace:
    """*options* with what ``check`` has besides. Facts are those of each server alone: its bundle, files beside it."""
    outside = ArgumentParser()
    add_arguments(outside)
    others = {"site": [], "write_baseline": None, "prune_baseline": False, "diff_base": None, "paths": ["-"]}
    return Namespace(**{**vars(outside.parse_args([])), **others, **vars(options)})


def write_reports(result: Result, this: Run, outputs: Sequence[tuple[str, str]]) -> None:
    """Writes the report of all files in each of *outputs*. Raises OSError."""
    if outputs:
        files = [from_json(one) for one in result.reports]
        whole = report(files, this.rules.chosen, this.settings, this.rules.left_out)
        for name, file in outputs:
            write(render(whole, name), file)

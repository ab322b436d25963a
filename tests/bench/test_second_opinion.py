"""jing, another Schematron processor, finds what ftplint finds: the same rule files, counted rule by rule."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.bench.second_opinion import combine, ftplint_counts, jing_counts, write_matrix
from tests.end_to_end.run import ftplint

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("jing") is None, reason="jing is not installed (Debian: apt-get install jing)")
def test_jing_agrees_rule_by_rule(tmp_path: Path) -> None:
    config, effective, rules = tmp_path / "a.config", tmp_path / "effective.xml", tmp_path / "rules.sch"
    sites = write_matrix(config, 11)  # jing takes minutes for all of them, which `make bench` compares
    combine(rules)
    run = ftplint("effective", "--format", "xml", config, "--output-file", effective)
    assert run.returncode == 0, run.stderr
    ours = ftplint_counts(config)
    assert jing_counts(rules, effective) == ours
    assert len(ours) >= 38
    assert ours.total() > sites

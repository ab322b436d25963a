"""The README: its output blocks are what the commands print, its snippets are what the project has."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.generate.readme import ROOT, TARGET, commands, readme

TEXT = TARGET.read_text(encoding="utf-8")


def test_output_blocks_are_fresh() -> None:
    assert len(commands(TEXT)) >= 3
    assert readme(TEXT) == TEXT, "stale; run make generate"


def test_the_commands_for_serve_work_as_they_stand(tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    found = re.search(r"<!-- commands: .*?-->\n```\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    serve, *others = (line.replace(" lab", f" {tmp_path}/lab") for line in found[1].splitlines())
    command = [sys.executable, "-m", *serve.split()]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert any(line.startswith("ftplint: ready") for line in server.stdout)
            runs = [subprocess.run(c.split(), cwd=ROOT, capture_output=True, check=False) for c in others]
        finally:
            server.kill()
    assert [run.returncode for run in runs] == [0, 0, 0], runs
    assert b"file.txt" in runs[0].stdout
    assert (tmp_path / "lab" / "copy").read_bytes() == (ROOT / "README.md").read_bytes()


def test_snippets_parse_and_name_the_hook_that_exists() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    snippets = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)]
    assert len(snippets) == 3
    assert snippets[0]["repos"][0]["hooks"][0]["id"] == hooks[0]["id"]


def test_the_hook_takes_the_file_in_any_case_and_nothing_else() -> None:
    pattern = re.compile(yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]["files"])
    for name in ("applicationHost.config", "a/b/APPLICATIONHOST.CONFIG", "x/applicationhost.config"):
        assert pattern.search(name)
    for name in ("web.config", "myapplicationHost.config", "applicationHost.config.bak", "applicationHostXconfig"):
        assert not pattern.search(name)


def test_every_long_option_of_the_readme_exists() -> None:
    from ftplint.cli.arguments import command_parser

    commands = ("check", "effective", "prerequisites", "rules", "fix", "serve", "verify")
    known = " ".join(command_parser(name).format_help() for name in commands)
    section = TEXT.split("## Commands")[1].split("## In a pipeline")[0]
    for option in set(re.findall(r"--[a-z-]+", section)) - {"--help"}:
        assert option in known, option

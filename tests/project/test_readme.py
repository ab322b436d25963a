"""The README: its output blocks are what the commands print, its snippets are what the project has."""

from __future__ import annotations

import re

import yaml

from tests.generate.readme import ROOT, TARGET, commands, readme

TEXT = TARGET.read_text(encoding="utf-8")


def test_output_blocks_are_fresh() -> None:
    assert len(commands(TEXT)) >= 3
    assert readme(TEXT) == TEXT, "stale; run make generate"


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

    known = " ".join(command_parser(name).format_help() for name in ("check", "effective", "prerequisites", "rules"))
    section = TEXT.split("## Commands")[1].split("## In a pipeline")[0]
    for option in set(re.findall(r"--[a-z-]+", section)) - {"--help"}:
        assert option in known, option

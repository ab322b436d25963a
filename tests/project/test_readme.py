"""README and docs: output blocks are what the commands print, snippets are what the project has, links lead somewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.generate.readme import ROOT, TARGETS, commands, readme
from tests.other_servers.process import free_port

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = ROOT / "docs"
RECIPES = re.findall(r"```xml\n(<sch:schema.*?)```", (DOCS / "house-rules.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in TARGETS])
def test_output_blocks_are_fresh(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert readme(text) == text, "stale; run make generate"


def test_there_are_output_blocks() -> None:
    assert sum(len(commands(page.read_text(encoding="utf-8"))) for page in TARGETS) >= 12


def test_the_readme_is_short() -> None:
    assert len(TEXT.splitlines()) <= 200


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in TARGETS])
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in link and not link.startswith("#"):
            assert (page.parent / link.partition("#")[0]).exists(), link


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, page.name


def test_the_recipes_for_rules_of_ones_own_find_what_they_say(tmp_path: Path) -> None:
    assert len(RECIPES) == 6
    for number, text in enumerate(RECIPES):
        (tmp_path / f"{number}.sch").write_text(text, encoding="utf-8")
    run = subprocess.run(
        f"{sys.executable} -m ftplint tests/demo/applicationHost.config --rules {tmp_path} --select ACME --format concise".split(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    assert "ACME001" not in run.stdout, "the only site with SslAllow is a scanner"
    assert set(re.findall(r"ACME\d+", run.stdout)) >= {"ACME002", "ACME004"}
    tested = subprocess.run(
        [sys.executable, "-m", "ftplint", "rules", "test", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tested.returncode == 0, tested.stdout


def test_the_commands_for_serve_work_as_they_stand(tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    page = (DOCS / "serving.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- commands: .*?-->\n```\n(.*?)```", page, re.DOTALL)
    assert found is not None
    port = free_port()  # that of the page may be taken by whatever else runs here
    text = found[1].replace("21000", str(port - 21)).replace("21021", str(port))
    serve, *others = (line.replace(" lab", f" {tmp_path}/lab") for line in text.splitlines())
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
    pages = TEXT + (DOCS / "ci.md").read_text(encoding="utf-8")
    snippets = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", pages, re.DOTALL)]
    assert len(snippets) >= 5
    assert snippets[0]["repos"][0]["hooks"][0]["id"] == hooks[0]["id"]


def test_the_hook_takes_the_file_in_any_case_and_nothing_else() -> None:
    pattern = re.compile(yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]["files"])
    for name in ("applicationHost.config", "a/b/APPLICATIONHOST.CONFIG", "x/applicationhost.config"):
        assert pattern.search(name)
    for name in ("web.config", "myapplicationHost.config", "applicationHost.config.bak", "applicationHostXconfig"):
        assert not pattern.search(name)


def test_every_long_option_exists() -> None:
    from ftplint.cli.arguments import command_names, command_parser

    known = " ".join(command_parser(name).format_help() for name in command_names())
    for page in (
        ROOT / "README.md",
        *(DOCS / f"{name}.md" for name in ("checking", "ci", "fixing", "settings", "suppressions")),
    ):
        text = page.read_text(encoding="utf-8")
        for command in re.findall(r"(?:^|`)ftplint ([^`\n]*)", text, re.MULTILINE):
            for option in set(re.findall(r"--[a-z][a-z-]+", command)) - {"--help"}:
                assert option in known, (page.name, option)

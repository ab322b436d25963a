"""Completion scripts: bash completes for real, the others are read by their shells or by a grammar."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.run import ftplint


def completed(script: Path, *words: str) -> set[str]:
    given = " ".join(f"'{word}'" for word in words)
    asked = f'source {script}; COMP_WORDS=({given}); COMP_CWORD={len(words) - 1}; _ftplint; printf "%s\\n" "${{COMPREPLY[@]}}"'
    run = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes_commands_actions_options_and_values(tmp_path: Path) -> None:
    script = tmp_path / "ftplint.bash"
    script.write_text(ftplint("completion", "bash").stdout)
    assert completed(script, "ftplint", "ru") == {"rules"}
    assert completed(script, "ftplint", "rules", "sh") == {"show"}
    assert completed(script, "ftplint", "fix", "--uns") == {"--unsafe"}
    assert completed(script, "ftplint", "check", "--format", "js") == {"json", "json-lines"}
    assert completed(script, "ftplint", "--min-s") == {"--min-severity"}, "a path alone is short for check"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_read_their_script(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(ftplint("completion", shell).stdout)
    run = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_completes(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(ftplint("completion", "fish").stdout)
    asked = f"source {script}; complete -C 'ftplint check --form'"
    run = subprocess.run(["fish", "--no-config", "-c", asked], capture_output=True, text=True, check=True)
    assert "--format" in run.stdout


def test_the_script_of_powershell_is_one() -> None:
    tree_sitter = pytest.importorskip("tree_sitter")
    language = pytest.importorskip("tree_sitter_powershell").language()
    parser = tree_sitter.Parser(tree_sitter.Language(language))
    text = ftplint("completion", "powershell").stdout
    assert not parser.parse(text.encode()).root_node.has_error
    assert "'check --format' = @('azure'" in text

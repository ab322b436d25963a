"""The pre-commit hook, run by pre-commit itself on a small repository."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def hook_source(tmp_path: Path) -> Path:
    """This checkout as pre-commit would clone it: the files that git knows, as they are now, in a repository."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    folder = tmp_path / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "as it is")
    return folder


@pytest.mark.slow
def test_try_repo_finds_what_is_wrong_in_a_config_of_any_case(hook_source: Path, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    (repository / "servers" / "web1").mkdir(parents=True)
    demo = (ROOT / "tests" / "demo" / "applicationHost.config").read_bytes()
    (repository / "servers" / "web1" / "ApplicationHost.CONFIG").write_bytes(demo)
    (repository / "web.config").write_bytes(demo)
    git(repository, "init", "-q")
    git(repository, "add", "-A")
    command = [
        sys.executable,
        "-m",
        "pre_commit",
        "try-repo",
        str(hook_source),
        "ftplint",
        "--all-files",
        "--color=never",
    ]
    run = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "FTP101" in run.stdout
    assert "ApplicationHost.CONFIG" in run.stdout
    assert "web.config" not in run.stdout
    (repository / "servers" / "web1" / "ApplicationHost.CONFIG").unlink()
    git(repository, "add", "-A")
    run = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Skipped" in run.stdout

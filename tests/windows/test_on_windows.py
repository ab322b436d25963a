"""Paths and files on a real Windows, which in CI is Wine: spellings, drives, locks, attributes, access lists."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ftplint import lint
from ftplint.access_list import access_list, keep_private, same_access
from ftplint.remedy.write import WriteError, replace_file
from tests.end_to_end.run import findings, ftplint

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.windows
DEMO = Path(__file__).resolve().parents[1] / "demo" / "applicationHost.config"
EVERYBODY = ";WD)"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the file of a server, the current one."""
    (tmp_path / "web01").mkdir()
    (tmp_path / "web01" / "applicationHost.config").write_bytes(DEMO.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "spelling",
    [
        "web01\\applicationHost.config",
        "WEB01/APPLICATIONHOST.CONFIG",
        "web01\\..\\web01\\applicationHost.config",
        "{drive}web01\\applicationHost.config",
        "{rooted}\\web01\\applicationHost.config",
        "\\\\?\\{full}\\web01\\applicationHost.config",
        "\\\\.\\{full}\\web01\\applicationHost.config",
        "web01",
        "web*\\*.config",
    ],
)
def test_every_spelling_of_a_path_finds_the_same(here: Path, spelling: str) -> None:
    full = str(here)
    path = spelling.format(drive=here.drive, rooted=full.removeprefix(here.drive), full=full)
    assert len(findings(path)) == len(lint(DEMO.read_bytes()).findings) > 10


def test_a_path_of_more_than_260_characters(here: Path) -> None:
    deep = here
    while len(str(deep)) < 300:
        deep /= "d" * 40
        Path(f"\\\\?\\{deep}").mkdir()
    path = f"\\\\?\\{deep}\\applicationHost.config"
    Path(path).write_bytes(DEMO.read_bytes())
    assert findings(path)


def test_settings_and_baseline_on_another_drive_than_the_current_folder(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folders of the tests are on C:, the checkout is on Z:."""
    config = str(here / "web01" / "applicationHost.config")
    (here / "ftplint.toml").write_text('[[ignores]]\nrules = ["FTP"]\npaths = ["WEB01\\\\*"]\nreason = "old"\n')
    monkeypatch.chdir(DEMO.parent)
    assert here.drive != DEMO.drive
    assert ftplint(config, "--isolated").returncode == 1
    kept = here / "baseline.json"
    assert ftplint(config, "--isolated", "--write-baseline", kept).returncode in (0, 1)
    assert findings(config, "--isolated", "--baseline", kept) == []
    assert findings(config.upper(), "--isolated", "--baseline", kept) == []
    assert len(findings(config, "--config", here / "ftplint.toml")) < len(findings(config, "--isolated"))


@pytest.fixture
def locked(here: Path) -> Iterator[Path]:
    """A file that somebody else has open, and shares with nobody."""
    path = here / "web01" / "applicationHost.config"
    library: Any = ctypes
    kernel = library.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(str(path), 0x80000000, 1, None, 3, 0, None)  # GENERIC_READ, others may read
    assert handle not in (None, ctypes.c_void_p(-1).value)
    yield path
    kernel.CloseHandle(ctypes.c_void_p(handle))


def test_a_file_that_another_program_holds_open_is_left_as_it_is(locked: Path) -> None:
    run = ftplint("fix", locked, "--write", "--unsafe")
    assert run.returncode == 2
    assert "nothing was changed" in run.stderr
    assert locked.read_bytes() == DEMO.read_bytes()
    left = [one.name for one in locked.parent.iterdir()]
    assert [name for name in left if not name.endswith(".tmp")] == [locked.name]  # Wine's ReplaceFile leaves rf*.tmp


def test_the_attribute_read_only_is_respected(here: Path) -> None:
    path = here / "web01" / "applicationHost.config"
    path.chmod(0o444)
    run = ftplint("fix", path, "--write", "--unsafe")
    assert run.returncode == 2 and "read-only; nothing was changed" in run.stderr


def test_a_report_does_not_take_the_place_of_a_read_only_file(here: Path) -> None:
    report = here / "report.json"
    report.write_text("old")
    report.chmod(0o444)
    run = ftplint(here, "--report", f"json:{report}")
    assert run.returncode == 2 and "report.json" in run.stderr
    assert report.read_text() == "old"
    assert sorted(one.name for one in here.iterdir()) == ["report.json", "web01"]


def test_a_fix_keeps_line_ends_and_what_windows_knows_of_the_file(here: Path) -> None:
    path = here / "web01" / "applicationHost.config"
    path.write_bytes(DEMO.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    keep_private(path)
    before = access_list(path)
    run = ftplint("fix", path)
    assert "\r\n" in run.stdout and "\r\r\n" not in run.stdout
    assert ftplint("fix", path, "--write", "--backup", f"{path}.old").returncode in (0, 1)
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 100
    assert access_list(path) == before
    backups = [one for one in path.parent.iterdir() if one != path]
    assert [access_list(one) for one in backups] == [before]


def test_what_is_private_is_nobody_elses(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("key")
    assert EVERYBODY in access_list(file), "Wine's folders are everybody's to read: without that nothing is tested"
    keep_private(file)
    assert EVERYBODY not in access_list(file)
    keep_private(tmp_path)
    assert EVERYBODY not in access_list(tmp_path)
    other = tmp_path / "copy.pem"
    other.write_text("key")
    same_access(other, file)
    assert access_list(other) == access_list(file)


def test_the_backup_of_a_private_file_is_private(tmp_path: Path) -> None:
    file = tmp_path / "applicationHost.config"
    file.write_bytes(b"old")
    keep_private(file)
    replace_file(file, b"old", b"new", tmp_path / "backup")
    assert EVERYBODY not in access_list(tmp_path / "backup")
    assert EVERYBODY not in access_list(file)
    with pytest.raises(WriteError, match="backup is there already"):
        replace_file(file, b"new", b"old", tmp_path / "backup")


def test_keys_of_the_lab_are_nobody_elses(tmp_path: Path) -> None:
    from ftplint.verify.lab import Lab

    Lab().write(tmp_path / "lab")
    for path in ((tmp_path / "lab"), *(tmp_path / "lab").rglob("*.pem")):
        if path.name not in ("ca.pem", "crl.pem"):
            assert EVERYBODY not in access_list(path), path

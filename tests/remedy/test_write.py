"""A file is replaced whole or not at all, and what is said about it is true."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from ftplint.remedy import write
from ftplint.remedy.write import WriteError, replace_file

ROOT = Path(__file__).resolve().parents[2]
NO_SUCH_FILE = "No such file|File not found|cannot find"
"""As Linux, Wine and Windows say it."""
OLD, NEW = b"old\r\n", b"new\n" * 1000
PRIVATE = 0o666 if sys.platform == "win32" else 0o640  # Windows has no more of a mode than read-only
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "applicationHost.config"
    path.write_bytes(OLD)
    return path


def alone(path: Path, *others: str) -> None:
    """Nothing is left beside the file."""
    assert sorted(one.name for one in path.parent.iterdir()) == sorted([path.name, *others])


def test_replaced_with_mode_and_owner(file: Path) -> None:
    file.chmod(0o640)
    if AS_ROOT:
        os.chown(file, 1234, 2345)
    replace_file(file, OLD, NEW)
    status = file.stat()
    assert file.read_bytes() == NEW and stat.S_IMODE(status.st_mode) == 0o640
    if AS_ROOT:
        assert (status.st_uid, status.st_gid) == (1234, 2345)
    alone(file)


def test_extended_attributes_stay(file: Path) -> None:
    try:
        os.setxattr(file, "user.note", b"mine")
    except OSError:
        pytest.skip("no extended attributes here")
    replace_file(file, OLD, NEW)
    assert os.getxattr(file, "user.note") == b"mine"


def test_links_stay_links(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    link, second = folder / "link", folder / "second"
    link.symlink_to(file)
    second.symlink_to("link")
    replace_file(second, OLD, NEW)
    assert second.is_symlink() and link.is_symlink() and not file.is_symlink()
    assert file.read_bytes() == NEW
    assert sorted(one.name for one in folder.iterdir()) == ["link", "second"]


def test_hard_links_are_refused(file: Path, tmp_path: Path) -> None:
    os.link(file, tmp_path / "other")
    with pytest.raises(WriteError, match="2 names"):
        replace_file(file, OLD, NEW)
    assert file.read_bytes() == OLD
    alone(file, "other")


def test_read_only(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(WriteError, match="read-only; nothing was changed"):
        replace_file(file, OLD, NEW)
    assert file.read_bytes() == OLD
    alone(file)


@pytest.mark.skipif(not AS_ROOT, reason="needs root, to become somebody else")
@pytest.mark.parametrize(
    ("owner", "mode", "folder", "told"),
    [
        (0, 0o644, 0o777, "read-only"),  # the folder would permit it, the file does not
        (0, 0o666, 0o777, "belongs to somebody else"),
        (1234, 0o644, 0o755, "Permission denied; nothing was changed"),  # no temporary file there
    ],
)
def test_somebody_elses_file(owner: int, mode: int, folder: int, told: str) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:  # the folders of the tests are root's only
        file = Path(place) / "applicationHost.config"
        file.write_bytes(OLD)
        os.chown(file, owner, owner)
        file.chmod(mode)
        file.parent.chmod(folder)
        code = (
            "import os, sys; from pathlib import Path; from ftplint.remedy.write import replace_file, WriteError\n"
            "os.setgroups([]); os.setgid(1234); os.setuid(1234)\n"
            "try: replace_file(Path(sys.argv[1]), b'old\\r\\n', b'new')\n"
            "except WriteError as error: print(error)"
        )
        run = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, check=True, cwd=ROOT)
        assert told in run.stdout
        assert file.read_bytes() == OLD
        alone(file)


def test_not_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
        with pytest.raises(WriteError, match="not a regular file"):
            replace_file(pipe, OLD, NEW)
    for path, told in ((tmp_path, "not a regular file"), (tmp_path / "no", NO_SUCH_FILE)):
        with pytest.raises(WriteError, match=told):
            replace_file(path, OLD, NEW)


def test_changed_in_the_meantime(file: Path) -> None:
    file.write_bytes(b"another's change")
    with pytest.raises(WriteError, match="changed in the meantime"):
        replace_file(file, OLD, NEW, file.with_name("backup"))
    assert file.read_bytes() == b"another's change"
    alone(file)


def test_the_backup(file: Path) -> None:
    backup = file.with_name("backup")
    file.chmod(PRIVATE)
    replace_file(file, OLD, NEW, backup)
    assert backup.read_bytes() == OLD and stat.S_IMODE(backup.stat().st_mode) == PRIVATE
    assert file.read_bytes() == NEW
    with pytest.raises(WriteError, match="backup is there already"):
        replace_file(file, NEW, OLD, backup)
    assert file.read_bytes() == NEW and backup.read_bytes() == OLD
    with pytest.raises(WriteError, match=NO_SUCH_FILE):
        replace_file(file, NEW, OLD, file.parent / "no" / "backup")
    with pytest.raises(WriteError, match="backup is there already"):
        replace_file(file, NEW, OLD, file)
    assert file.read_bytes() == NEW
    alone(file, "backup")


def test_the_new_content_is_on_the_disk_before_it_takes_the_place_and_the_folder_after(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a power failure leaves the old file or the new one, and a backup that is whole."""
    done: list[tuple[str, int]] = []
    sync, swap = os.fsync, write._swap

    def synced(handle: int) -> None:
        status = os.fstat(handle)
        done.append(("folder", 0) if stat.S_ISDIR(status.st_mode) else ("file", status.st_size))
        sync(handle)

    def swapped(temporary: Path, target: Path) -> None:
        done.append(("replaced", temporary.stat().st_size))
        swap(temporary, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(write, "_swap", swapped)
    replace_file(file, OLD, NEW, file.with_name("backup"))
    folders = [] if sys.platform == "win32" else [("folder", 0)]  # there they cannot be opened
    assert done == [("file", len(NEW)), ("file", len(OLD)), ("replaced", len(NEW)), *folders]


@pytest.mark.parametrize(("call", "number"), [("fsync", 1), ("fsync", 2), ("chmod", 1), ("chmod", 2), ("replace", 1)])
def test_whatever_fails_nothing_was_changed(
    file: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    """The disk refuses a call, the first of its kind or the second: that for the backup."""
    file.chmod(PRIVATE)
    calls = []
    real = getattr(os, call)

    def failing(*given: object, **named: object) -> object:
        calls.append(given)
        if len(calls) == number:
            raise OSError(errno.EIO, "Input/output error")
        return real(*given, **named)

    monkeypatch.setattr(os, call, failing)
    with pytest.raises(WriteError, match="Input/output error; nothing was changed"):
        replace_file(file, OLD, NEW, file.with_name("backup"))
    assert len(calls) == number
    monkeypatch.undo()
    assert file.read_bytes() == OLD and stat.S_IMODE(file.stat().st_mode) == PRIVATE
    alone(file)


def test_a_full_disk(file: Path) -> None:
    """A limit on the size of files fails the write in the middle, as a full disk does."""
    resource = pytest.importorskip("resource", reason="Windows has no limit on the size of files")
    code = (
        "import resource, signal, sys; from pathlib import Path; from ftplint.remedy.write import replace_file, WriteError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: replace_file(Path(sys.argv[1]), b'old\\r\\n', b'new' * 5000)\n"
        "except WriteError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "File too large; nothing was changed" in run.stdout
    assert file.read_bytes() == OLD
    alone(file)
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1000


def test_a_really_full_disk() -> None:
    if not Path("/dev/shm").is_dir() or not AS_ROOT:
        pytest.skip("needs root and a place to mount")
    mount = Path(f"/tmp/full-{os.getpid()}")
    mount.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount], check=False, capture_output=True
    ).returncode:
        mount.rmdir()
        pytest.skip("mounting is not permitted here")
    try:
        file = mount / "a.config"
        file.write_bytes(OLD)
        with pytest.raises(WriteError, match="No space left on device; nothing was changed"):
            replace_file(file, OLD, b"x" * 100_000)
        with pytest.raises(WriteError, match="No space left on device; nothing was changed"):
            replace_file(file, b"o" * 100_000, b"x", mount / "backup")
        assert file.read_bytes() == OLD
        alone(file)
    finally:
        subprocess.run(["umount", mount], check=True)
        mount.rmdir()


@pytest.mark.parametrize("moment", range(6))
def test_killed_at_any_moment(file: Path, moment: int) -> None:
    """What is at the path is always whole: the old content or the new."""
    new = b"n" * 20_000_000
    code = (
        "import sys; from pathlib import Path; from ftplint.remedy.write import replace_file\n"
        "path, old, new = Path(sys.argv[1]), b'old\\r\\n', b'n' * 20_000_000\n"
        "print('ready', flush=True)\n"
        "while True: replace_file(path, old, new); old, new = new, old"
    )
    process = subprocess.Popen([sys.executable, "-c", code, file], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert process.stdout is not None and process.stdout.readline()
        time.sleep(0.013 * moment)
    finally:
        process.kill()
        process.communicate()
    assert file.read_bytes() in (OLD, new)


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        pytest.param(1, "new", id="a share without ReplaceFile"),
        pytest.param(50, "new", id="a file system without ReplaceFile"),
        pytest.param(1176, "new", id="the old file has lost its name"),
        pytest.param(1177, "new", id="the old file has another name"),
        pytest.param(5, "old", id="access denied"),
        pytest.param(32, "old", id="open in another process"),
        pytest.param(1175, "old", id="the old file cannot be removed"),
    ],
)
def test_what_replace_file_of_windows_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, outcome: str
) -> None:
    """As its documentation says what is where after each error."""
    file = tmp_path / "applicationHost.config"
    file.write_bytes(b"old")

    def fails(target: Path, _: Path) -> OSError:
        if number in (1176, 1177):
            target.unlink()
        return OSError(number, "in Windows' words")

    monkeypatch.setattr("ftplint.remedy.write._replace_file", fails)
    if outcome == "new":
        replace_file(file, b"old", b"new")
    else:
        with pytest.raises(WriteError, match="in Windows' words; nothing was changed"):
            replace_file(file, b"old", b"new")
    assert file.read_bytes() == outcome.encode()
    assert [path.name for path in tmp_path.iterdir()] == [file.name]

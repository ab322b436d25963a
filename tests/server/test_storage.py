"""Nothing outside the root is ever reachable: names that Windows refuses, traversal, links, drives."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftplint.server.access.home import Home
from ftplint.server.content.storage import Storage, StorageError, valid_name
from ftplint.server.content.view import View
from ftplint.server.site import VirtualFolder


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ("C:\\ftp", "C/ftp"),
        ("c:\\ftp\\", "C/ftp"),
        ("D:/ftp/x", "D/ftp/x"),
        ("C:\\", "C"),
        ("%SystemDrive%\\inetpub\\ftproot", "C/inetpub/ftproot"),
        ("%systemroot%\\x", "C/Windows/x"),
        ("\\\\host\\share\\x", "UNC/host/share/x"),
        ("C:\\a\\.\\b", "C/a/b"),
    ],
)
def test_windows_paths_lie_below_the_root(tmp_path: Path, given: str, place: str) -> None:
    assert Storage(tmp_path).place(given) == Path(tmp_path.resolve(), place)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ftp",
        "\\ftp",
        "C:ftp",
        "/etc",
        "C:\\..\\x",
        "C:\\a\\..\\..\\..\\etc",
        "%NOPE%\\x",
        "C:\\con",
        "C:\\a:b",
        "C:\\a\0b",
    ],
)
def test_what_is_no_path_of_a_drive_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(StorageError):
        Storage(tmp_path).place(given)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "con",
            "CON",
            "Con.txt",
            "prn",
            "aux.tar.gz",
            "nul",
            "com1",
            "LPT9.x",
            "com¹",
            "CONIN$",
            "con .txt",
            "COM1  .x",
        ),
        *("a:b", "a.txt:stream", "a.txt::$DATA", "a?", "a*", "a<b", "a>b", "a|b", 'a"b', "a/b", "a\\b"),
        *("a.", "a ", "...", "..", ".", "", " ", "a\x01", "a\x1f", "a\x00", "x" * 256, "ä" * 128),
    ],
)
def test_names_that_windows_does_not_take(name: str) -> None:
    assert not valid_name(name)


@pytest.mark.parametrize(
    "name", ["a", "console", "com10", "lpt", ".hidden", "a b", "größe.txt", "文件", "a~1b", "a;b", "x" * 255]
)
def test_names_that_windows_takes(name: str) -> None:
    assert valid_name(name)


@pytest.fixture
def view(tmp_path: Path) -> View:
    root = tmp_path / "root"
    (root / "C" / "ftp" / "Inner").mkdir(parents=True)
    (root / "D" / "shared").mkdir(parents=True)
    (root / "C" / "ftp" / "file.txt").write_text("x")
    (root / "C" / "secret.txt").write_text("beside the site, inside the root")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "passwd").write_text("secret")
    (root / "C" / "ftp" / "link").symlink_to(tmp_path / "outside")
    (root / "C" / "ftp" / "filelink").symlink_to(tmp_path / "outside" / "passwd")
    (root / "C" / "ftp" / "inside").symlink_to(root / "C" / "ftp" / "Inner")
    return View(Storage(root), Home("C:\\ftp", (), (VirtualFolder("/shared", "D:\\shared"),)))


@pytest.mark.parametrize(
    "said",
    [
        *(
            "link",
            "link/passwd",
            "filelink",
            "/link/passwd",
            "Inner/../link/passwd",
            "shared/../link",
            "con",
            "a:b",
            "file.txt::$DATA",
        ),
        *("file.txt.", "file.txt ", "C:/ftp/file.txt", "a\x00b", "Inner/nul.txt", "x" * 300),
    ],
)
def test_what_leads_outside_or_is_no_name_is_refused(view: View, said: str) -> None:
    with pytest.raises((StorageError, ValueError)):
        view.real(view.virtual(said))


@pytest.mark.parametrize(
    "said",
    ["..", "../..", "/..", "/../..", "../../../../etc/passwd", "..\\..\\secret.txt", "/Inner/../../secret.txt", "./../secret.txt", "....//", "//etc/passwd"],
)  # fmt: skip
def test_traversal_stays_inside(view: View, said: str, tmp_path: Path) -> None:
    try:
        place = view.real(view.virtual(said))
    except StorageError:
        return
    assert place == tmp_path / "root/C/ftp" or (tmp_path / "root/C/ftp") in place.parents


def test_case_does_not_matter_and_virtual_directories_are_found(view: View, tmp_path: Path) -> None:
    root = (tmp_path / "root").resolve()
    assert view.real(view.virtual("FILE.TXT")) == root / "C/ftp/file.txt"
    assert view.real(view.virtual("/SHARED/new.txt")) == root / "D/shared/new.txt"
    assert view.real(view.virtual("inner/new.TXT")) == root / "C/ftp/Inner/new.TXT"
    assert view.real(view.virtual("inside")) == root / "C/ftp/inside"
    assert view.is_mount(()) and view.is_mount(("Shared",)) and not view.is_mount(("Inner",))
    assert list(view.mounts_in(())) == ["shared"]


def test_short_names_are_refused_unless_they_exist(view: View, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="short-name"):
        view.real(view.virtual("PROGRA~1"))
    (tmp_path / "root/C/ftp/REAL~1").mkdir()
    assert view.real(view.virtual("real~1")).name == "REAL~1"

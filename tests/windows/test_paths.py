"""Paths as Windows has them: any letter case, backslashes, drives, shares. By ``ntpath``, on every system."""

from __future__ import annotations

import ntpath
import posixpath
from pathlib import Path
from types import SimpleNamespace

import pytest

from ftplint.silencing.relative import known_name, path_matches, relative_path
from ftplint.source import UnreadableError, read_bytes


@pytest.fixture
def of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ftplint.silencing.relative.os", SimpleNamespace(path=ntpath, sep="\\"))


@pytest.mark.usefixtures("of_windows")
@pytest.mark.parametrize(
    ("path", "folder", "shown"),
    [
        ("C:\\iis\\web01\\applicationHost.config", "c:\\IIS", "web01/applicationHost.config"),
        ("D:\\copies\\x.config", "C:\\iis", "D:/copies/x.config"),
        ("\\\\server\\share\\iis\\x.config", "\\\\SERVER\\share", "iis/x.config"),
        ("\\\\server\\share\\x.config", "C:\\iis", "//server/share/x.config"),
        ("\\\\?\\C:\\iis\\x.config", "C:\\iis", "//?/C:/iis/x.config"),
        ("C:/iis/x.config", "C:\\iis", "x.config"),
    ],
)
def test_how_a_file_is_named(path: str, folder: str, shown: str) -> None:
    assert relative_path(path, folder) == shown


@pytest.mark.usefixtures("of_windows")
@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("web01/*.config", True),
        ("WEB01/applicationhost.config", True),
        ("web01\\*", True),
        ("**\\*.CONFIG", True),
        ("web02/*", False),
    ],
)
def test_patterns_of_settings_take_any_letter_case_and_both_slashes(pattern: str, matches: bool) -> None:
    assert path_matches("C:\\iis\\Web01\\applicationHost.config", "C:\\iis", [pattern]) is matches


@pytest.mark.usefixtures("of_windows")
def test_a_baseline_knows_a_file_in_another_letter_case() -> None:
    assert known_name("C:\\IIS\\WEB01\\A.config", "c:\\iis", ["web01/a.config"]) == "web01/a.config"
    assert known_name("C:\\IIS\\WEB02\\A.config", "c:\\iis", ["web01/a.config"]) == "WEB02/A.config"


def test_elsewhere_letter_case_and_backslash_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ftplint.silencing.relative.os", SimpleNamespace(path=posixpath, sep="/"))
    assert not path_matches("/iis/Web01/a.config", "/iis", ["web01/*"])
    assert not path_matches("/iis/web01/a.config", "/iis", ["web01\\*"])
    assert known_name("/iis/A.config", "/iis", ["a.config"]) == "A.config"


def test_a_32_bit_program_is_told_the_name_that_it_has_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("sys.maxsize", 2**31 - 1)
    with pytest.raises(UnreadableError, match=r"use C:\\Windows\\Sysnative\\inetsrv\\config\\applicationHost.config$"):
        read_bytes(path)
    monkeypatch.setattr("sys.maxsize", 2**63 - 1)
    with pytest.raises(UnreadableError, match=r"(No such file or directory|cannot find .*)$"):
        read_bytes(path)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config", True),
        ("c:/windows/SYSTEM32/inetsrv/config/redirection.config", True),
        ("D:\\copies\\applicationHost.config", False),
    ],
)
def test_who_may_not_read_the_file_of_iis_is_told_to_be_an_administrator(
    monkeypatch: pytest.MonkeyPatch, path: str, hint: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(UnreadableError) as error:
        read_bytes(path)
    monkeypatch.undo()
    assert ("start ftplint as an administrator" in str(error.value)) is hint


def test_a_folder_is_called_one(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="this is a folder"):
        read_bytes(str(tmp_path))

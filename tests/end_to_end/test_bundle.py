"""A bundle on the command line: checked like a file, from a folder and a ZIP, among other files, and served."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ftplint.verify import Lab, lab_bundle_files, write_lab_bundle
from ftplint.verify.lab import PASSWORD
from tests.end_to_end.run import findings, ftplint
from tests.end_to_end.test_serve import serving
from tests.server.wire import Papers, Wire

NEEDED = ("--select", "FTP114,FTP45,FTP75")


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def folder_of(lab: Lab, folder: Path, fault: str = "") -> Path:
    for name, data in lab_bundle_files(lab, fault).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_a_zip_and_a_folder_are_checked_alike(lab: Lab, tmp_path: Path) -> None:
    write_lab_bundle(lab, tmp_path / "web01.zip", "FTP750")
    (tmp_path / "web01").mkdir()
    folder = folder_of(lab, tmp_path / "web01", "FTP750")
    (of_zip,) = findings(tmp_path / "web01.zip", *NEEDED)
    (of_folder,) = findings(folder, *NEEDED)
    assert of_zip["path"] == f"{tmp_path / 'web01.zip'}!config/applicationHost.config"
    assert of_folder["path"] == str(folder / "config" / "applicationHost.config")
    assert (of_zip["rule"], of_zip["line"], of_zip["fingerprint"]) == (
        "FTP750",
        of_folder["line"],
        of_folder["fingerprint"],
    )


def test_bundles_are_found_in_a_folder_beside_files(lab: Lab, tmp_path: Path) -> None:
    folder_of(lab, tmp_path / "servers" / "web01", "FTP750")
    plain = tmp_path / "servers" / "web02"
    plain.mkdir()
    (plain / "applicationHost.config").write_bytes(lab_bundle_files(lab)["config/applicationHost.config"])
    found = findings(tmp_path / "servers", *NEEDED)
    assert [(one["rule"], Path(one["path"]).parts[-3:]) for one in found] == [
        ("FTP750", ("web01", "config", "applicationHost.config"))
    ]


def test_options_stand_over_the_bundle(lab: Lab, tmp_path: Path) -> None:
    write_lab_bundle(lab, tmp_path / "b.zip")
    (tmp_path / "none").mkdir()
    assert findings(tmp_path / "b.zip", *NEEDED) == []
    assert {one["rule"] for one in findings(tmp_path / "b.zip", *NEEDED, "--certificates", tmp_path / "none")} == {
        "FTP114"
    }


def test_other_commands_read_the_file_in_it(lab: Lab, tmp_path: Path) -> None:
    write_lab_bundle(lab, tmp_path / "b.zip")
    run = ftplint("effective", tmp_path / "b.zip", "--site", "homes.example.com")
    assert "IsolateAllDirectories" in run.stdout


def test_a_baseline_keeps_what_was_not_checked(lab: Lab, tmp_path: Path) -> None:
    write_lab_bundle(lab, tmp_path / "b.zip", "FTP750")
    chosen = ("--select", "FTP75,FTP906", "--isolated", "--baseline", tmp_path / "known.json")
    assert ftplint(tmp_path / "b.zip", "--select", "FTP75", "--write-baseline", tmp_path / "known.json").returncode == 0
    assert findings(tmp_path / "b.zip", *chosen) == []
    write_lab_bundle(lab, tmp_path / "b.zip")
    assert [one["rule"] for one in findings(tmp_path / "b.zip", *chosen)] == ["FTP906"]
    files = {name: data for name, data in lab_bundle_files(lab).items() if name != "paths.json"}
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert findings(tmp_path / "b.zip", *chosen) == [], "nobody knows whether the folder is there"


@pytest.mark.parametrize("made", ["a ZIP", "a folder"])
def test_a_bundle_is_not_fixed(lab: Lab, tmp_path: Path, made: str) -> None:
    if made == "a ZIP":
        path = tmp_path / "b.zip"
        write_lab_bundle(lab, path)
    else:
        path = folder_of(lab, tmp_path)
    run = ftplint("fix", path, "--write")
    assert (run.returncode, "this is a bundle of evidence" in run.stderr) == (2, True)
    shown = ftplint(tmp_path / "b.zip").stdout if made == "a ZIP" else ""
    assert "ftplint fix " not in shown or "ftplint fix applicationHost.config" in shown


def test_a_damaged_bundle_says_where(lab: Lab, tmp_path: Path) -> None:
    files = {**lab_bundle_files(lab), "paths.json": b'{"paths": [{"path": 1}]}'}
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    run = ftplint(tmp_path / "b.zip")
    assert run.returncode == 2
    assert "b.zip: paths.json: paths.paths[0].path is 1, not a text" in run.stderr


def test_a_zip_that_is_no_bundle_is_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("applicationHost.config", "<configuration/>")
    assert [one["rule"] for one in findings(tmp_path / "b.zip")] == ["FTP047"]


@pytest.mark.parametrize(
    ("fault", "site", "reply"),
    [
        ("", "ftp.example.com", "230"),
        ("", "homes.example.com", "230"),
        ("FTP451", "ftp.example.com", "530"),
        ("FTP752", "homes.example.com", "530"),
    ],
)
def test_serve_plays_what_the_bundle_has_seen(lab: Lab, tmp_path: Path, fault: str, site: str, reply: str) -> None:
    write_lab_bundle(lab, tmp_path / "b.zip", fault)
    user = "ftp.example.com|CORP\\alice" if site == "ftp.example.com" else "CORP\\alice"
    served = serving(tmp_path / "b.zip", "--lab", tmp_path / "lab")
    with served as server, Wire(("127.0.0.1", server.port(site))) as wire:
        wire.auth(Papers(tmp_path / "lab" / "ca.pem").context())
        assert wire.login(user, PASSWORD)[:3] == reply

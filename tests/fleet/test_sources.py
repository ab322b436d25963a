"""Where servers are read from: folders, patterns, ZIPs, bundles, object stores; and what is hostile in them."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from threading import Barrier
from typing import TYPE_CHECKING

import fsspec
import pytest

from ftplint.fleet import FleetError, Search, containers, items, sources
from ftplint.fleet.names import server_name
from ftplint.verify import Lab, lab_bundle_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONFIG = b"<configuration/>"


@pytest.fixture(scope="module")
def bundle() -> dict[str, bytes]:
    """The files of a bundle of the server WEB01."""
    return dict(lab_bundle_files(Lab()))


def packed(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def names(*given: str | Path, search: Search | None = None) -> list[str]:
    """What is read, by name, with ! where it cannot be and + for a bundle."""
    found = items(list(map(str, given)), search or Search())
    return [one.name + ("!" if one.error else "+" if one.files is not None else "") for one in found]


FLEET = {
    "web02/applicationHost.config": CONFIG,
    "web01/inetsrv/config/ApplicationHost.Config": CONFIG,
    "web01/inetpub/history/CFGHISTORY_1/applicationHost.config": CONFIG,
    "web03/web.config": CONFIG,
    ".git/applicationHost.config": CONFIG,
}


def test_a_folder_is_searched_in_order_and_without_earlier_states(tmp_path: Path) -> None:
    assert names(put(tmp_path, FLEET)) == ["web01", "web02"]
    assert names(tmp_path, search=Search(("web.*",), ("web02",))) == ["web01", "web03/web"]


def test_a_zip_and_a_store_are_searched_like_a_folder(tmp_path: Path) -> None:
    (tmp_path / "fleet.zip").write_bytes(packed(FLEET))
    assert names(tmp_path / "fleet.zip") == ["web01", "web02"]
    assert names(tmp_path) == ["fleet/web01", "fleet/web02"]
    memory = fsspec.filesystem("memory")
    for name, data in FLEET.items():
        memory.pipe(f"/stores/{name}", data)
    assert names("memory://stores") == ["web01", "web02"]
    assert names("memory://stores/w*/applicationHost.config") == ["web02"]
    assert names(f"file://{put(tmp_path / 'files', FLEET)}") == ["web01", "web02"]


def test_paths_are_those_that_check_shows(tmp_path: Path, bundle: dict[str, bytes]) -> None:
    (tmp_path / "web01.zip").write_bytes(packed(bundle))
    put(tmp_path / "web02", FLEET)
    found = [one.path for one in items([str(tmp_path)])]
    assert found[0] == f"{tmp_path}{os.sep}web01.zip!config/applicationHost.config"
    assert found[-1] == str(tmp_path / "web02" / "web02" / "applicationHost.config")


def test_bundles_are_found_as_folders_as_zips_and_in_zips(tmp_path: Path, bundle: dict[str, bytes]) -> None:
    put(tmp_path / "a", bundle)
    (tmp_path / "b.zip").write_bytes(packed(bundle))
    (tmp_path / "c.zip").write_bytes(packed({f"inside/{name}": data for name, data in bundle.items()}))
    (tmp_path / "d.zip").write_bytes(packed({"one.zip": packed(bundle), "two/applicationHost.config": CONFIG}))
    assert names(tmp_path) == ["a+", "b+", "c/inside+", "d/one+", "d/two"]
    one = next(iter(items([str(tmp_path / "a")])))
    assert one.files is not None and {"bundle.json", "config/applicationhost.config"} <= one.files.keys()
    memory = fsspec.filesystem("memory")
    memory.pipe("/bundles/e.zip", packed(bundle))
    assert names("memory://bundles") == ["e+"]
    assert names("memory://bundles/e.zip") == ["e+"]


def test_a_bundle_json_of_another_program_makes_no_bundle(tmp_path: Path) -> None:
    put(tmp_path, {"web01/bundle.json": b'{"name": "npm"}', "web01/applicationHost.config": CONFIG})
    assert names(tmp_path) == ["web01"]


def test_a_named_file_is_read_whatever_it_is_called_and_each_once(tmp_path: Path) -> None:
    file = put(tmp_path, {"web01.xml": CONFIG}) / "web01.xml"
    assert names(file, tmp_path / "*.xml") == ["web01.xml"]


@pytest.mark.parametrize("source", ["gone", "gone*", "memory://gone", "memory://gone/*", "nonesuch://x"])
def test_a_source_that_is_not_there_is_an_error_of_the_run(source: str) -> None:
    with pytest.raises(FleetError):
        names(source)


def test_a_folder_without_servers_is_an_error_of_the_run(tmp_path: Path) -> None:
    with pytest.raises(FleetError, match="and no bundle of evidence"):
        names(tmp_path)


@pytest.mark.parametrize(
    "name", ["../applicationHost.config", "/applicationHost.config", "C:\\x\\applicationHost.config"]
)
def test_a_name_that_leads_out_of_a_zip_is_refused_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.zip").write_bytes(packed({name: CONFIG, "web01/applicationHost.config": CONFIG}))
    found = list(items([str(tmp_path / "x.zip")]))
    assert [bool(one.error) for one in found] == [True, False]
    assert "leads out of the ZIP" in found[0].error
    assert list(tmp_path.rglob("*")) == [tmp_path / "x.zip"], "nothing is unpacked"


def test_a_bundle_with_such_a_name_is_refused_whole_as_check_does(tmp_path: Path, bundle: dict[str, bytes]) -> None:
    (tmp_path / "x.zip").write_bytes(packed({**bundle, "../evil": b""}))
    assert all(one.error for one in items([str(tmp_path / "x.zip")]))


def test_a_bomb_ends_at_the_limit_and_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST_ARCHIVE", 3_000_000)
    monkeypatch.setattr(sources, "LARGEST_FILE", 2_000_000)
    bomb = {f"{number}/applicationHost.config": b" " * 2_000_001 for number in range(5)}
    (tmp_path / "bomb.zip").write_bytes(packed(bomb))
    put(tmp_path, {"web01/applicationHost.config": CONFIG})
    found = list(items([str(tmp_path)]))
    assert [one.error.partition(": ")[2][:9] for one in found] == ["larger th"] + ["not read,"] * 4 + [""]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "LZMA"])
def test_what_cannot_be_unpacked_piece_by_piece_is_refused(tmp_path: Path, method: int) -> None:
    """zipfile unpacks all that 4,096 bytes hold at once, which may be gigabytes, whatever is asked for."""
    with zipfile.ZipFile(tmp_path / "x.zip", "w", method) as archive:
        archive.writestr("applicationHost.config", CONFIG)
    (one,) = items([str(tmp_path)])
    assert "another method than Deflate" in one.error and not one.data


def test_a_zip_in_a_zip_in_a_zip_is_not_opened(tmp_path: Path) -> None:
    data = packed({"applicationHost.config": CONFIG})
    for _ in range(4):
        data = packed({"inner.zip": data})
    (tmp_path / "x.zip").write_bytes(data)
    (one,) = items([str(tmp_path)])
    assert "a ZIP in a ZIP" in one.error


def test_a_list_of_files_that_is_too_long_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST_LISTING", 1000)
    (tmp_path / "x.zip").write_bytes(packed({f"{number}.txt": b"" for number in range(100)}))
    (one,) = items([str(tmp_path)])
    assert "the list of files in this ZIP is too long" in one.error


@pytest.mark.parametrize("decoy", ["in the end", "in the comment"])
def test_a_second_end_hides_no_list_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decoy: str) -> None:
    """zipfile and this reader may take different bytes for the end of a ZIP."""
    monkeypatch.setattr(containers, "LARGEST_LISTING", 1000)
    data = packed({f"{number}.txt": b"" for number in range(100)})
    end = data[-22:]
    if decoy == "in the end":
        data = data[:-6] + b"PK\x05\x06\0\0"
    else:
        size, place = (int.from_bytes(end[at : at + 4], "little") for at in (12, 16))
        large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 100, 100, size, place)
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(data) - 22, 1)
        comment = b"PK\x06\x06" + b"\0" * 52
        data = data[:-22] + large + locator + end[:12] + b"\xff" * 4 + end[16:20] + struct.pack("<H", 56) + comment
    assert len(zipfile.ZipFile(io.BytesIO(data)).infolist()) == 100
    (tmp_path / "x.zip").write_bytes(data)
    (one,) = items([str(tmp_path)])
    assert "the list of files in this ZIP is too long" in one.error


def test_a_name_of_thousands_of_folders_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(packed({"a/" * 20_000 + "applicationHost.config": CONFIG}))
    (one,) = items([str(tmp_path)])
    assert "more than 4096 characters" in one.error and not one.data


@pytest.mark.parametrize("damage", ["cut", "no zip", "crc", "encrypted"])
def test_a_damaged_zip_fails_alone(tmp_path: Path, damage: str) -> None:
    data = bytearray(packed({"web01/applicationHost.config": CONFIG * 50}))
    if damage == "cut":
        data = data[:-30]
    elif damage == "no zip":
        data = bytearray(b"PK\x03\x04 nothing")
    elif damage == "crc":
        data[14] ^= 0xFF
        data[data.index(b"PK\x01\x02") + 16] ^= 0xFF
    else:
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
    put(tmp_path, {"a.zip": bytes(data), "web02/applicationHost.config": CONFIG})
    first, second = items([str(tmp_path)])
    assert first.error.startswith(str(tmp_path / "a.zip"))
    assert not second.error


def test_files_that_are_too_large_and_links_that_lead_out_fail_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "LARGEST_FILE", 100)
    (tmp_path / "secret").write_bytes(b"secret")
    fleet = put(tmp_path / "fleet", {"a/applicationHost.config": b" " * 101, "c/applicationHost.config": CONFIG})
    (fleet / "b").mkdir()
    (fleet / "b" / "applicationHost.config").symlink_to(tmp_path / "secret")
    large, link, fine = items([str(fleet)])
    assert "larger than" in large.error
    assert "leads out of" in link.error and not link.data
    assert fine.data == CONFIG
    _, stored, _ = items([f"file://{fleet}"])
    assert "a link, which is not followed" in stored.error and not stored.data


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "applicationHost.config")
    (one,) = items([str(tmp_path)])
    assert "this is not a file" in one.error


def test_what_a_store_raises_is_said_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/raising/a/applicationHost.config", CONFIG)
    memory.pipe("/raising/b/applicationHost.config", CONFIG)
    real = memory.open

    def opened(path: str, mode: str = "rb") -> object:
        if "/a/" in path:
            raise RuntimeError("AccessDenied")
        return real(path, mode)

    monkeypatch.setattr(type(memory), "open", lambda _, path, mode="rb", **__: opened(path, mode))
    first, second = items(["memory://raising"])
    assert first.error == "memory://raising/a/applicationHost.config: AccessDenied"
    assert not second.error


def test_several_files_of_a_store_are_read_at_a_time_and_come_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each waits until another one is on its way, too."""
    memory = fsspec.filesystem("memory")
    for number in range(40):
        memory.pipe(f"/many/{number:02}/applicationHost.config", CONFIG)
    pairs = Barrier(2)
    real = memory.open

    def opened(path: str, mode: str = "rb") -> object:
        pairs.wait(60)
        return real(path, mode)

    monkeypatch.setattr(type(memory), "open", lambda _, path, mode="rb", **__: opened(path, mode))
    assert names("memory://many") == [f"{number:02}" for number in range(40)]


@pytest.mark.parametrize(
    ("relative", "expected"),
    [
        ("web01/applicationHost.config", "web01"),
        ("web01/Windows/System32/inetsrv/config/applicationHost.config", "web01"),
        ("north/web01/config/applicationHost.config", "north/web01"),
        ("north/web01.config", "north/web01"),
        ("fleet.zip!web01/applicationHost.config", "fleet/web01"),
        ("applicationHost.config", "here"),
    ],
)
def test_a_server_is_called_by_its_place(relative: str, expected: str) -> None:
    assert server_name(relative, "/srv/here/applicationHost.config") == expected

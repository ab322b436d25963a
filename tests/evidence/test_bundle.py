"""The reader of bundles: what it takes, and what it refuses from whoever made one."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ftplint.evidence import EvidenceError, bundle_files, read_bundle
from ftplint.evidence.json_shape import KEYWORDS, mistake

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "bundle.schema.json").read_text(encoding="utf-8"))
ABOUT: dict[str, Any] = {
    "format": "ftplint-evidence",
    "version": 1,
    "collected": "2026-11-29T10:00:00Z",
    "computer": "WEB01",
    "administrator": True,
}
FILES = {"bundle.json": json.dumps(ABOUT).encode(), "config/applicationHost.config": b"<configuration/>"}


def as_zip(path: Path, files: dict[str, bytes]) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return str(path)


def as_folder(path: Path, files: dict[str, bytes]) -> str:
    for name, data in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return str(path)


@pytest.mark.parametrize("made", [as_zip, as_folder])
def test_a_folder_and_a_zip_are_the_same(tmp_path: Path, made: Any) -> None:
    paths = b'\xef\xbb\xbf{"paths": [{"path": "D:\\\\ftp", "exists": false, "more": [1]}], "further": {}}'
    bundle = read_bundle(made(tmp_path / "b", {**FILES, "paths.json": paths, "unknown.json": b"{"}))
    assert (bundle.computer, bundle.name) == ("WEB01", "the bundle of 2026-11-29 10:00")
    assert bundle.parts["paths"]["paths"][0]["exists"] is False
    assert bundle.configuration == b"<configuration/>"
    assert bundle.states["accounts"] == ""
    assert "paths" not in bundle.states


def test_what_failed_says_why(tmp_path: Path) -> None:
    parts: dict[str, Any] = {
        "accounts": {"state": "failed", "reason": "no domain controller"},
        "tls": {"state": "not asked"},
    }
    parts["paths"] = {"state": "collected", "incomplete": ["stopped after 5 minutes"]}
    about = json.dumps({**ABOUT, "parts": parts}).encode()
    files = {**FILES, "bundle.json": about, "paths.json": b'{"paths": []}'}
    states = read_bundle(as_zip(tmp_path / "b.zip", files)).states
    assert states["paths"] == "incomplete: stopped after 5 minutes"
    assert (states["accounts"], states["tls"]) == ("no domain controller", "not asked")


@pytest.mark.parametrize("names", ["backslashes", "a folder around"])
def test_zips_of_other_programs(tmp_path: Path, names: str) -> None:
    change = {"backslashes": lambda name: name.replace("/", "\\"), "a folder around": lambda name: f"bundle/{name}"}
    files = {change[names](name): data for name, data in FILES.items()}
    assert read_bundle(as_zip(tmp_path / "b.zip", files)).configuration == b"<configuration/>"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"bundle.json": b"{}"}, "does not say that its format"),
        ({"bundle.json": b"[" * 100_000}, "bundle.json: no JSON that can be read"),
        ({"bundle.json": b"\xff\xfe{\0}\0"}, "bundle.json: it is UTF-16"),
        ({"bundle.json": b'{"format": "\xe4"}'}, "bundle.json: it is not UTF-8 (byte 12)"),
        ({"bundle.json": json.dumps({**ABOUT, "version": 3}).encode()}, "of version 3, this ftplint reads version 2"),
        ({"bundle.json": json.dumps({**ABOUT, "collected": "2026-13-29T10:00:00Z"}).encode()}, "which is no time"),
        ({"bundle.json": b'{"format": 1, "format": 2}'}, "'format' is there twice"),
        ({"paths.json": b'{"paths": NaN}'}, "NaN is no JSON"),
        ({"paths.json": b'{"paths": 1' + b"0" * 5000 + b"}"}, "paths.json: no JSON that can be read"),
        ({"paths.json": b'{"paths": {"path": "D:"}}'}, "paths.json: paths.paths is an object, not a list"),
        ({"paths.json": b'{"paths": [{"path": "D:", "exists": 1}]}'}, "paths.paths[0].exists is 1, not true or false"),
        ({"paths.json": b'{"paths": [{}]}'}, "paths.paths[0] lacks 'path'"),
        ({"network.json": b'{"listeners": [{"address": "", "port": 70000}]}'}, "port is 70000, which is out of range"),
        ({"../evil": b""}, "leads out of the bundle"),
        ({"/etc/passwd": b""}, "leads out of the bundle"),
        ({"C:/x": b""}, "leads out of the bundle"),
        ({"BUNDLE.json": b"{}"}, "is there twice"),
        ({f"schema/{n}.xml": b"" for n in range(1001)}, "more than 1000 files"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_bundle_is_refused_with_its_place(tmp_path: Path, files: dict[str, bytes], told: str) -> None:
    with pytest.raises(EvidenceError) as error:
        read_bundle(as_zip(tmp_path / "b.zip", {**FILES, **files}))
    assert told in str(error.value)
    assert str(error.value).startswith(str(tmp_path / "b.zip"))


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_files, "LARGEST_FILE", 10_000)
    monkeypatch.setattr(bundle_files, "LARGEST_BUNDLE", 15_000)
    with pytest.raises(EvidenceError, match=r"schema/a\.xml is larger than"):
        read_bundle(as_zip(tmp_path / "one.zip", {**FILES, "schema/a.xml": b" " * 1_000_000}))
    with pytest.raises(EvidenceError, match="holds more than"):
        read_bundle(as_zip(tmp_path / "two.zip", {**FILES, "schema/a.xml": b" " * 9000, "schema/b.xml": b" " * 9000}))


def test_a_list_of_files_that_is_too_long_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """zipfile takes hundreds of bytes of memory for each of its entries, of which a ZIP of 1 GB has ten million."""
    monkeypatch.setattr(bundle_files, "_LONGEST_LISTING", 10_000)
    with pytest.raises(EvidenceError, match="the list of files in this ZIP is too long"):
        read_bundle(as_zip(tmp_path / "b.zip", {**FILES, **{f"schema/{n}.xml": b"" for n in range(200)}}))


def test_a_zip_that_lies_about_its_sizes_is_damaged(tmp_path: Path) -> None:
    path = Path(as_zip(tmp_path / "b.zip", {**FILES, "schema/a.xml": b" " * 100_000}))
    data = path.read_bytes()
    assert data.count(struct.pack("<I", 100_000)) == 2
    path.write_bytes(data.replace(struct.pack("<I", 100_000), struct.pack("<I", 10)))
    with pytest.raises(EvidenceError, match="cannot be read"):
        read_bundle(str(path))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "LZMA"])
def test_what_cannot_be_unpacked_piece_by_piece_is_refused(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w", method) as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    with pytest.raises(EvidenceError, match="another method than Deflate"):
        read_bundle(str(tmp_path / "b.zip"))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 200], ids=["empty", "begins", "zeros"])
def test_a_damaged_zip_is_said_to_be_one(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(data)
    with pytest.raises(EvidenceError, match="cannot be read"):
        read_bundle(str(tmp_path / "b.zip"))


def test_links_do_not_lead_out_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    folder = Path(as_folder(tmp_path / "b", FILES))
    (folder / "paths.json").symlink_to(tmp_path / "secret")
    with pytest.raises(EvidenceError, match=r"paths\.json leads out of the bundle"):
        read_bundle(str(folder))


def test_the_schema_is_what_the_reader_goes_by() -> None:
    """The reader knows every keyword of the schema, and agrees with a validator of others on values of each type."""
    Draft202012Validator.check_schema(SCHEMA)

    def words(shape: Any) -> set[str]:
        found = set(shape)
        for inner in (*shape.get("properties", {}).values(), shape.get("items"), shape.get("additionalProperties")):
            found |= words(inner) if isinstance(inner, dict) else set()
        return found

    shapes = [*SCHEMA["properties"].values(), *SCHEMA["$defs"].values()]
    assert set().union(*map(words, shapes)) <= KEYWORDS


VALUES = [None, True, 0, -1, 3, "x", "2026-11-29T10:00:00Z", "ab" * 20, [], [1], ["x"], [{}], {}, {"name": "x"}]


@pytest.mark.parametrize("name", sorted(SCHEMA["properties"]))
def test_the_reader_agrees_with_another_validator(name: str) -> None:
    shape = SCHEMA["properties"][name]
    other = Draft202012Validator({**shape, "$defs": SCHEMA["$defs"]})

    def samples(shape: Any) -> Any:
        """The value, and each value in the place of each member."""
        shape = SCHEMA["$defs"][shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape
        yield from VALUES
        if "items" in shape:
            yield from ([one] for one in samples(shape["items"]))
        for member, inner in shape.get("properties", {}).items():
            yield from ({member: one} for one in samples(inner))

    agreed = [(mistake(one, shape, SCHEMA["$defs"], "it") is None) == other.is_valid(one) for one in samples(shape)]
    assert all(agreed)
    assert len(agreed) > 20

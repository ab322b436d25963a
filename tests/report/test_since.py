"""``--since``: what is new, fixed and remaining, by the real command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ftplint.cli.main import main
from tests.report.pages import server

if TYPE_CHECKING:
    from pathlib import Path

SHUT = ("SslRequire", "SslRequire", "", "basic", "")
CLEAR = ("SslAllow", "SslAllow", "", "basic", "")
FINE = ("SslRequire", "SslRequire", "ab" * 20, "basic", "")


def since(tmp_path: Path, *options: str, name: str = "new.json") -> dict[str, object]:
    told = tmp_path / name
    main([*options, "--report", f"json:{told}", "-q", "--isolated"])
    found: dict[str, object] = json.loads(told.read_text())["since"]
    return found


def test_findings_are_new_fixed_and_remaining(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, old = tmp_path / "applicationHost.config", tmp_path / "old.json"
    file.write_bytes(server({"a": SHUT, "b": FINE, "c": CLEAR}))
    assert since(tmp_path, str(file), "--select", "FTP2", name="old.json") is None
    file.write_bytes(b"\n\n" + server({"a": FINE, "b": SHUT, "c": CLEAR}))
    trend = since(tmp_path, str(file), "--select", "FTP2", "--since", str(old))
    assert trend is not None
    assert [one["site"] for one in trend["fixed"]] == ["a"]  # type: ignore[attr-defined]
    assert len(trend["new"]) == 1  # type: ignore[arg-type]
    assert trend["remaining"] == 1
    assert f"Since {old}" in capsys.readouterr().out.replace("\n  ", " ")


def test_what_is_suppressed_or_not_looked_for_is_not_fixed(tmp_path: Path) -> None:
    file, old = tmp_path / "applicationHost.config", tmp_path / "old.json"
    data = server({"a": SHUT, "c": CLEAR})
    file.write_bytes(data)
    since(tmp_path, str(file), "--select", "FTP2", name="old.json")
    file.write_bytes(data.replace(b"<ftpServer", b"<!-- ftplint: ignore-site FTP201 moves --><ftpServer", 1))
    trend = since(tmp_path, str(file), "--select", "FTP201", "--since", str(old))
    assert (trend["new"], trend["fixed"], trend["suppressed"], trend["not_checked"]) == ([], [], 1, 1)


def test_the_same_servers_in_another_folder_are_the_same(tmp_path: Path) -> None:
    for folder in ("may", "june"):
        for name in ("north", "south"):
            file = tmp_path / folder / name / "applicationHost.config"
            file.parent.mkdir(parents=True)
            file.write_bytes(server({"a": SHUT if name == "north" else FINE}))
    since(tmp_path, str(tmp_path / "may"), name="old.json")
    trend = since(tmp_path, str(tmp_path / "june"), "--since", str(tmp_path / "old.json"))
    assert (trend["new"], trend["fixed"]) == ([], [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html>", "not JSON"),
        ("[]", "not a JSON report of ftplint"),
        ('{"schema_version": "1"}', "damaged"),
        ('{"schema_version": "1", "files": [], "findings": [{"fingerprint": "a"}]}', "damaged"),
        ('{"schema_version": "1", "files": 1, "findings": []}', "damaged"),
    ],
)
def test_another_file_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (tmp_path / "old.json").write_text(text)
    file = tmp_path / "applicationHost.config"
    file.write_bytes(server({"a": FINE}))
    assert main([str(file), "--since", str(tmp_path / "old.json"), "--isolated"]) == 2
    assert said in capsys.readouterr().err


def test_the_time_of_source_date_epoch_is_the_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "applicationHost.config"
    file.write_bytes(server({"a": FINE}))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    main([str(file), "--format", "json", "--isolated"])
    assert json.loads(capsys.readouterr().out)["run"]["date"] == "1970-01-01T00:00:00Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert main([str(file), "--format", "json", "--isolated"]) == 2
    assert "SOURCE_DATE_EPOCH is 'soon'" in capsys.readouterr().err

"""ftplint in a program: three names are enough, and nothing is left behind."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

import ftplint
from ftplint import FtplintError, Settings, lint
from ftplint.cli.main import main
from ftplint.report import FORMATS

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "tests/demo/applicationHost.config"


def test_a_path_a_text_or_bytes_give_the_same() -> None:
    reports = [lint(DEMO), lint(str(DEMO)), lint(DEMO.read_bytes(), name=str(DEMO))]
    found = [[(f.rule, f.location, f.message) for f in report.findings] for report in reports]
    assert found[0] == found[1] == found[2] != []
    assert reports[0].failed


def test_several_files_are_one_report(tmp_path: Path) -> None:
    other = tmp_path / "applicationHost.config"
    other.write_bytes(DEMO.read_bytes())
    report = lint([DEMO, other])
    assert [file.path for file in report.files] == [str(DEMO), str(other)]
    assert len(report.findings) == 2 * len(lint(DEMO).findings)


def test_plain_arguments_choose() -> None:
    assert {f.rule for f in lint(DEMO, select=["FTP106"]).findings} == {"FTP106"}
    assert "FTP106" not in {f.rule for f in lint(DEMO, ignore=["directory-mapping-off"]).findings}
    assert {f.site for f in lint(DEMO, select=["FTP1"], sites=["SUPPLIERS.example.com"]).findings} == {
        "suppliers.example.com"
    }
    assert lint(DEMO, profile="stig").rules != lint(DEMO).rules
    assert lint(DEMO, fail_on="never").failed is False


def test_the_version_of_iis_counts() -> None:
    file = b"""<configuration><system.ftpServer><security><authentication><denyByFailure enabled="true"/></authentication>
    </security></system.ftpServer></configuration>"""
    name = "setting-of-later-version"
    assert [f.name for f in lint(file, version="7.5", select=[name]).findings] == [name]
    assert lint(file, version="8.0", select=[name]).findings == ()


def test_named_arguments_stand_over_settings() -> None:
    settings = Settings(fail_on="never", version="8.0")
    assert lint(DEMO, settings).failed is False
    assert lint(DEMO, settings, fail_on="error").failed is True


def test_a_report_in_every_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796083200")
    demo = str(DEMO.relative_to(ROOT))
    report = lint(demo)
    for name in sorted(FORMATS):
        run = subprocess.run(
            [sys.executable, "-m", "ftplint", demo, "--isolated", "--output-format", name],
            capture_output=True,
            check=False,
            cwd=ROOT,
        )
        assert report.to(name) == run.stdout.decode(), name
    assert len(json.loads(report.to("json"))["findings"]) == len(report.findings)
    with pytest.raises(FtplintError, match="there is no format 'jsno'"):
        report.to("jsno")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"target": "no/such/file"}, "no/such/file"),
        ({"target": DEMO, "select": ["FTP999"]}, "FTP999"),
        ({"target": DEMO, "profile": "cis"}, "there is no profile 'cis'"),
        ({"target": DEMO, "version": "11"}, "there is no version '11'"),
        ({"target": DEMO, "rules": ["no/such/folder"]}, "there is no such folder of rules"),
    ],
)
def test_what_goes_wrong_has_one_base(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(FtplintError, match=says):
        lint(**arguments)  # type: ignore[arg-type]


def test_every_error_of_the_package_has_that_base() -> None:
    """Those that say something to a person; what clients, the LDAP connection and the editor raise inside stays there."""
    import ast

    inside = {"Ended", "ConnectionLost", "RefusedBind", "StorageError", "OutdatedError"}
    for path in (ROOT / "ftplint").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(b, ast.Name) and b.id == "Exception" for b in node.bases
            ):
                assert node.name in inside | {"FtplintError"}, f"{path}: {node.name}"


def test_importing_loads_nothing_and_main_leaves_nothing_behind(capsys: pytest.CaptureFixture[str]) -> None:
    import gc

    before = (gc.isenabled(), dict(os.environ), logging.getLogger().level, sys.stdout, sys.stderr)
    assert main([str(DEMO), "--output-format", "concise"]) == 1
    assert main(["no/such/file"]) == 2
    assert (gc.isenabled(), dict(os.environ), logging.getLogger().level, sys.stdout, sys.stderr) == before
    assert "FTP" in capsys.readouterr().out
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, ftplint; print([m for m in sys.modules if m.startswith('lxml')])"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert loaded.stdout.strip() == "[]"
    assert ftplint.__version__

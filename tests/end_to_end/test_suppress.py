"""``ftplint suppress``: the comment it writes suppresses exactly what was asked for, and no other byte changes."""

from __future__ import annotations

import codecs
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.run import ftplint

DEMO = Path(__file__).parents[1] / "demo" / "applicationHost.config"


def concise(path: Path) -> list[str]:
    """Rule and site of each finding."""
    run = ftplint(path, "--format", "concise", "--isolated")
    return sorted(" ".join(line.split(": ")[1].split()[1:3]) for line in run.stdout.splitlines())


@pytest.mark.parametrize("site", [(), ("--site", "scanner.example.com")])
@pytest.mark.parametrize("form", ["utf-8", "utf-8-bom", "utf-16", "crlf"])
def test_only_that_finding_is_suppressed(tmp_path: Path, site: tuple[str, ...], form: str) -> None:
    text = DEMO.read_bytes().decode()
    data = {
        "utf-8": text.encode(),
        "utf-8-bom": codecs.BOM_UTF8 + text.encode(),
        "utf-16": text.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"),
        "crlf": text.replace("\n", "\r\n").encode(),
    }[form]
    path = tmp_path / "applicationHost.config"
    path.write_bytes(data)
    before = concise(path)
    run = ftplint("suppress", "FTP203", path, *site, "--reason", "the scanners  know no TLS", "--write")
    assert (run.returncode, run.stdout) == (0, f"ftplint: wrote 1 comment for FTP203 into {path}\n")
    assert concise(path) == [line for line in before if not line.startswith("FTP203")]
    comment = "<!-- ftplint: ignore FTP203 the scanners know no TLS -->"
    encoding = "utf-16" if form == "utf-16" else "utf-8"
    after = path.read_bytes().decode(encoding)
    line = next(line for line in after.splitlines(keepends=True) if comment in line)
    assert line.endswith("\r\n") is (form == "crlf")
    assert after.replace(line, "") == data.decode(encoding)


def test_without_write_the_change_is_shown_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "applicationHost.config"
    shutil.copy(DEMO, path)
    run = ftplint("suppress", "FTP203", path, "--reason", "x", "--until", "2099-12-31")
    assert "+                        <!-- ftplint: ignore FTP203 until 2099-12-31 x -->" in run.stdout
    assert path.read_bytes() == DEMO.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (("FTP999", DEMO, "--reason", "x"), 2, "FTP999"),
        (("FTP1", DEMO, "--reason", "x"), 2, "rules; name one"),
        (("FTP203", DEMO, "--reason", " "), 2, "--reason is empty"),
        (("FTP203", DEMO, "--reason", "a -- b"), 2, "which a comment in XML cannot hold"),
        (("FTP203", DEMO, "--reason", "x", "--until", "soon"), 2, "--until must be a date"),
        (("FTP203", DEMO, "--reason", "x", "--site", "scaner.example.com"), 2, "did you mean 'scanner.example.com'?"),
        (("FTP203", DEMO, "--reason", "x", "--site", "partners.example.com"), 1, "FTP203 finds nothing"),
        (("FTP905", DEMO, "--reason", "x"), 2, "cannot be suppressed"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(arguments: tuple[object, ...], code: int, line: str) -> None:
    run = ftplint("suppress", *arguments)
    assert run.returncode == code
    assert line in run.stderr + run.stdout

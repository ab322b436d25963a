"""The matrix of prerequisites at every width, without colour, with names that are wider than their letters."""

from __future__ import annotations

import pytest

from ftplint.analysis import analyse
from ftplint.cli.matrix import matrix
from ftplint.configuration.prerequisites import rows
from ftplint.report.plain_text import columns

NAMES = ("ftp.example.com", "Größe & Maß", "文件服务器", "e\u0301tage", "a\u202eb", "q" * 200, "ㄱ\u1100\u1161", "")
SITES = "".join(
    f'<site name="{name.replace("&", "&amp;")}" id="{number}"><bindings><binding protocol="ftp" bindingInformation="*:{number}:"/>'
    '</bindings><ftpServer><security><authentication><clientCertAuthentication enabled="true"/></authentication></security>'
    "</ftpServer></site>"
    for number, name in enumerate(NAMES, 21)
)


def printed(width: int | None) -> list[str]:
    configuration = analyse("x", f"<sites>{SITES}</sites>".encode()).configuration
    assert configuration is not None
    table = list(rows(configuration.ftp_sites))
    return "".join(matrix("x", table, None, color=False, width=width)).splitlines()


@pytest.mark.parametrize("width", range(60, 201, 7))
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = printed(width)
    assert max(map(columns, lines)) <= width
    assert "".join(line.split("  ")[0] for line in lines).replace(":", "").count("q") == 200, "a long name is whole"
    assert any(line.startswith("(no name)") for line in lines)
    assert all(any(name[:3] in line for line in lines) for name in NAMES if name.isprintable())


def test_columns_stand_below_each_other() -> None:
    head, rule, *body = printed(None)[:-2]
    starts = [at for at in range(1, len(rule)) if rule[at] == "-" and rule[at - 1] == " "]
    for line in body:
        cells = [column for column, _ in enumerate(line)]
        assert cells
        for start in starts[:5]:
            at = width = 0
            while width < start:
                width += columns(line[at])
                at += 1
            while columns(line[at]) == 0:
                at += 1
            assert line[at : at + 3] in ("ok ", "NO "), (line, start)
    assert head.startswith("site ")


def test_no_direction_mark_gets_through() -> None:
    assert "\u202e" not in "".join(printed(None))


def test_a_terminal_of_120_columns_shows_a_table_of_two_lines_a_site() -> None:
    lines = printed(120)
    assert lines[2].startswith("site ") and lines[2].endswith("logon")
    at = next(number for number, line in enumerate(lines) if line.startswith("Größe"))
    assert "NO  (empty)" in lines[at] and lines[at].endswith("CANNOT WORK:")
    assert "    (default)" in lines[at + 1] and lines[at + 1].endswith("3 of 5 missing")


def test_what_stops_the_whole_file_keeps_within_the_terminal() -> None:
    configuration = analyse("x", f"<sites>{SITES}</sites>".encode()).configuration
    assert configuration is not None
    said = "etc/applicationHost.config has a mistake that IIS cannot read past, so no site works until that is fixed."
    lines = "".join(matrix("x", list(rows(configuration.ftp_sites)), said, color=False, width=60)).splitlines()
    assert max(map(columns, lines)) <= 60 and lines[-2].startswith("But ")

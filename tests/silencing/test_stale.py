"""What is told of ftplint's own files: the line of a baseline's entry that nothing fits any more, and of an expired setting."""

from __future__ import annotations

from datetime import date

import pytest

from ftplint.judging import Key
from ftplint.rules import load_rules
from ftplint.silencing import Ignore
from ftplint.silencing.baseline import Baseline
from ftplint.silencing.relative import relative_path
from ftplint.silencing.stale import expired_ignores, report_on, stale_entries

RULES = load_rules()
MODE = "ftpServer/userIsolation/@mode"
KEYS = [
    Key("FTP101", "a", "ftpServer/security/ssl/@serverCertHash", ("",)),
    Key("FTP104", "a", "ftpServer/security/ssl/@dataChannelPolicy", ("SslDeny",)),
    Key("FTP104", "b", "ftpServer/security/ssl/@dataChannelPolicy", ("SslDeny",)),
    Key("FTP104", "c", "ftpServer/security/ssl/@dataChannelPolicy", ("SslNever",)),
    Key("FTP104", "d", MODE, ("SslDeny",)),
]
TEXT = Baseline.of({"/srv/a.config": KEYS}, "/srv/known.json").text()


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.rule} {key.site}")
def test_a_stale_entry_is_told_on_its_own_line(key: Key) -> None:
    """The same rule on another site, with another value, of another setting stands on another line, unless it is one entry."""
    ((line, _),) = stale_entries({"a.config": [key]}, TEXT)
    shown = TEXT.splitlines()[line - 1]
    assert all(f'"{part}"' in shown for part in (key.rule, key.site, key.setting, *key.values))


def test_an_entry_that_is_not_in_the_text_is_told_on_the_first_line() -> None:
    ((line, _),) = stale_entries({"a.config": [Key("FTP999", "", "", ())]}, TEXT)
    assert line == 1


def test_the_findings_on_a_baseline_show_its_lines_whole() -> None:
    found = report_on("known.json", TEXT, stale_entries({"a.config": KEYS[:2]}, TEXT), RULES)
    assert found is not None
    lines = TEXT.splitlines()
    for finding, key in zip(found.findings, KEYS, strict=False):
        at = finding.location
        assert (finding.rule, at.path, at.column) == ("FTP906", "known.json", 1)
        assert at.end_line == at.line and at.end_column == len(lines[at.line - 1]) + 1
        assert found.source_line(at.line) == lines[at.line - 1]
        assert key.rule in finding.message and "a.config, site 'a'" in finding.message
    assert [found.source_line(n) for n in (0, 1, len(lines), len(lines) + 1)] == [None, lines[0], lines[-1], None]
    assert report_on("known.json", TEXT, [], RULES) is None


@pytest.mark.parametrize(
    ("line", "told"), [(0, (1, 1, 9)), (1, (1, 1, 9)), (2, (2, 1, 6)), (3, (3, 1, 1)), (7, (7, 1, 1))]
)
def test_a_line_is_told_whole_and_one_beyond_the_text_is_an_empty_span(line: int, told: tuple[int, int, int]) -> None:
    entry = Ignore(("FTP104",), "so be it", expires=date(2026, 1, 1))
    found = report_on("ftplint.toml", "one line\nlast!", expired_ignores([(line, entry)], date(2026, 1, 2)), RULES)
    assert found is not None
    (finding,) = found.findings
    assert (finding.location.line, finding.location.column, finding.location.end_column) == told


def test_only_settings_whose_day_is_past_are_told_of() -> None:
    entries = [(n, Ignore(("FTP104",), "so be it", expires=day)) for n, day in ((1, None), (2, date(2026, 5, 31)))]
    assert expired_ignores(entries, date(2026, 5, 31)) == []
    ((line, problem),) = expired_ignores(entries, date(2026, 6, 1))
    assert (line, problem.facts["value"], problem.facts["expected"]) == (2, "FTP104", "2026-05-31")


@pytest.mark.parametrize(
    ("path", "folder", "shown"),
    [
        ("/srv/a/x.config", "/srv", "a/x.config"),
        ("/srv/a/x.config", None, "/srv/a/x.config"),
        ("<stdin>", "/srv", "<stdin>"),
        ("/other/x.config", "/srv/a", "../../other/x.config"),
    ],
)
def test_files_are_named_as_seen_from_the_settings(path: str, folder: str | None, shown: str) -> None:
    assert relative_path(path, folder) == shown

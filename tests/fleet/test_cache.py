"""The cache: the same result with it as without, byte for byte; and whatever decides, nothing stale is served."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ftplint.api import Settings
from ftplint.evidence import time_of
from ftplint.fleet import Cache, Law
from ftplint.fleet import cache as caching
from ftplint.fleet.lasting import until
from ftplint.resources import SCHEMAS
from ftplint.rules import Selection
from ftplint.silencing import Baseline, Ignore
from ftplint.verify import Lab, lab_bundle_files
from tests.fleet.judged import FINE, HALF, NOW, OPEN, judge, tables, written
from tests.report.pages import server

if TYPE_CHECKING:
    from pathlib import Path

SERVERS = {"web01": {"a": FINE, "b": HALF}, "web02": {"a": OPEN}, "web03": b"<configuration>"}


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def differing(folder: Path, one: str, other: str) -> list[str]:
    """The tables that are not the same bytes."""
    found, others = tables(folder / one), tables(folder / other)
    assert found.keys() == others.keys()
    return [name for name in found if found[name] != others[name]]


def with_bundle(folder: Path, lab: Lab) -> Path:
    written(folder, SERVERS)
    for name, data in lab_bundle_files(lab).items():
        file = folder / "web04" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def test_the_result_is_the_same_byte_for_byte(tmp_path: Path, lab: Lab) -> None:
    fleet = with_bundle(tmp_path / "fleet", lab)
    cache = tmp_path / "cache"
    results = [
        judge([fleet], tmp_path / "without"),
        judge([fleet], tmp_path / "first", cache=cache),
        judge([fleet], tmp_path / "second", cache=cache),
    ]
    assert [result.cached for result in results] == [0, 0, 4]
    assert [result.servers for result in results] == [4, 4, 4]
    assert len(tables(tmp_path / "without")) == 6
    assert differing(tmp_path, "first", "without") == []
    assert differing(tmp_path, "second", "without") == []


def test_only_what_changed_is_judged(tmp_path: Path) -> None:
    fleet, cache = written(tmp_path / "fleet", SERVERS), tmp_path / "cache"
    judge([fleet], tmp_path / "r", cache=cache)
    written(fleet, {"web02": {"a": FINE}, "web05": {"a": OPEN}})
    assert judge([fleet], tmp_path / "r", cache=cache).cached == 2
    judge([fleet], tmp_path / "without")
    assert differing(tmp_path, "r", "without") == []


SCHEMATRON = """<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" xmlns:ftp="urn:ftplint:rule" queryBinding="xslt">
<sch:title>A rule</sch:title><ftp:rule name="a-rule" severity="{severity}" since="0.1"/><ftp:why>It is so.</ftp:why>
<sch:pattern id="ACME001"><sch:rule context="site"><sch:report test="true()">Here.</sch:report></sch:rule></sch:pattern>
</sch:schema>"""


def own_rule(folder: Path, severity: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "one.sch").write_text(SCHEMATRON.format(severity=severity), encoding="utf-8")
    return folder


LATER = server({"a": OPEN, "b": HALF}).replace(
    b"<authorization>", b'<authentication><denyByFailure enabled="true"/></authentication><authorization>'
)
"""With a setting that IIS 7.5 does not have."""
QUICK = ("suppression of one file",)
CHANGES: dict[str, dict[str, Any]] = {
    "select": {"selection": Selection(select=("FTP1",))},
    "ignore": {"selection": Selection(ignore=("FTP203",))},
    "severity": {"selection": Selection(severity={"FTP203": "info"})},
    "profile": {"selection": Selection(profile="cis-iis10")},
    "version": {"version": "7.5"},
    "least severity": {"min_severity": "error"},
    "suppression": {"ignores": (Ignore(("FTP203",), "known"),)},
    "suppression of one file": {"ignores": (Ignore(("FTP203",), "known", paths=("*/web02/*",), folder="/"),)},
}


@pytest.mark.parametrize(
    "change", [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in CHANGES]
)
def test_other_settings_are_judged_anew(tmp_path: Path, change: str) -> None:
    fleet, cache = written(tmp_path / "fleet", {"web02": LATER}), tmp_path / "cache"
    judge([fleet], tmp_path / "before", cache=cache)
    settings = Settings(**CHANGES[change])
    assert judge([fleet], tmp_path / "after", settings, cache=cache).cached == 0
    judge([fleet], tmp_path / "without", settings)
    assert differing(tmp_path, "after", "without") == []
    assert differing(tmp_path, "after", "before") != []


def test_rules_of_ones_own_count_by_their_contents(tmp_path: Path) -> None:
    fleet, cache = written(tmp_path / "fleet", {"web02": {"a": OPEN}}), tmp_path / "cache"
    selection = Selection(select=("ACME001",))
    for severity, cached in (("error", 0), ("error", 1), ("info", 0)):
        settings = Settings(selection, (own_rule(tmp_path / "rules", severity),))
        result = judge([fleet], tmp_path / "r", settings, cache=cache)
        assert (result.cached, result.counts) == (cached, {severity: 1})


def test_a_baseline_counts_for_the_files_that_it_names(tmp_path: Path) -> None:
    fleet, cache = written(tmp_path / "fleet", {"web01": {"a": OPEN}, "web02": {"a": OPEN}}), tmp_path / "cache"
    judge([fleet], tmp_path / "before", Settings(baselines=(Baseline.of({}, str(tmp_path / "b")),)), cache=cache)
    from ftplint.api import RuleSet, lint_bytes

    path = fleet / "web02" / "applicationHost.config"
    keys = lint_bytes(str(path), path.read_bytes(), RuleSet.load(Settings()), Settings()).keys
    settings = Settings(baselines=(Baseline.of({str(path): keys}, str(tmp_path / "b")),))
    assert judge([fleet], tmp_path / "r", settings, cache=cache).cached == 1
    judge([fleet], tmp_path / "without", settings)
    assert differing(tmp_path, "r", "without") == []
    assert differing(tmp_path, "r", "before") != []


def test_another_ftplint_is_asked_anew() -> None:
    """The stamp is over the contents of this package, its rules and schemas."""
    from ftplint.fleet import sources

    task = Law.of(Settings(), NOW).task(sources.Item("p", "n", "s", b"<configuration/>"))
    law = Law.of(Settings(), NOW)
    assert caching.Keys(law).of(task) == caching.Keys(law._replace(now=NOW + timedelta(days=9))).of(task)
    assert caching.Keys(law).of(task) != caching.Keys(law._replace(stamp="other")).of(task)


@pytest.mark.parametrize("kind", ["*.py", "*.sch", "*.xsd", "*.json"])
def test_the_stamp_changes_with_any_file_that_decides(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from ftplint.fleet import stamp

    folder = {"*.py": "_PACKAGE", "*.sch": "RULES", "*.xsd": "SCHEMAS", "*.json": "SCHEMAS"}[kind]
    (tmp_path / f"one{kind[1:]}").write_text("1")
    stamps = []
    for text in ("1", "2", "1"):
        (tmp_path / f"one{kind[1:]}").write_text(text)
        monkeypatch.setattr(stamp, folder, tmp_path)
        stamps.append(stamp.stamp.__wrapped__())
    assert stamps[0] == stamps[2] != stamps[1]
    assert SCHEMAS.is_dir()


def test_evidence_that_changes_is_judged_anew(tmp_path: Path, lab: Lab) -> None:
    fleet, cache = with_bundle(tmp_path / "fleet", lab), tmp_path / "cache"
    judge([fleet], tmp_path / "before", cache=cache)
    for name, data in lab_bundle_files(lab, "FTP750").items():
        (fleet / "web04" / name).write_bytes(data)
    assert judge([fleet], tmp_path / "r", cache=cache).cached == 3
    judge([fleet], tmp_path / "without")
    assert differing(tmp_path, "r", "without") == []
    assert differing(tmp_path, "r", "before") != []


@pytest.mark.slow
def test_time_alone_makes_an_answer_on_certificates_old(tmp_path: Path, lab: Lab) -> None:
    """Each of the runs over a year is what a run without the cache finds; and the cache is of use."""
    fleet, cache = with_bundle(tmp_path / "fleet", lab), tmp_path / "cache"
    made = time_of(json.loads(lab_bundle_files(lab)["bundle.json"])["collected"])
    seen, cached = set(), 0
    for days in (40, 41, 336, 337, 366):  # a certificate of a client has expired before, those of the server expire
        now = made + timedelta(days=days, hours=3)
        result = judge([fleet], tmp_path / "r", cache=cache, now=now)
        judge([fleet], tmp_path / "without", now=now)
        assert differing(tmp_path, "r", "without") == [], days
        seen.add(tables(tmp_path / "r")["findings.parquet"])
        cached += result.cached == 4
    assert len(seen) > 2, "certificates expire"
    assert cached == 1, "the second day"


def test_an_answer_lasts_until_a_time_in_the_bundle_comes_near() -> None:
    end = NOW + timedelta(days=100)
    parts = [{"certificates": [{"notAfter": f"{end:%Y-%m-%dT%H:%M:%SZ}", "notBefore": "2020-01-01T00:00:00Z"}]}]
    assert until(parts, NOW) == end - timedelta(days=30)
    assert until(parts, end - timedelta(days=10, hours=1)) == end - timedelta(days=10)
    assert until(parts, end - timedelta(hours=1)) == end
    assert until(parts, end) is None
    assert until([{"text": "2026-06-31T00:00:00Z"}], NOW) is None


def test_a_suppression_with_a_last_day_is_judged_each_day(tmp_path: Path) -> None:
    text = written(tmp_path / "x", {"web": {"a": OPEN}}) / "web" / "applicationHost.config"
    comment = b"<!-- ftplint: ignore-site FTP203 until=2026-12-01 moves in December --><ftpServer"
    fleet = written(tmp_path / "fleet", {"web01": text.read_bytes().replace(b"<ftpServer", comment, 1)})
    cache = tmp_path / "cache"
    results = []
    for day in (1, 1, 3):
        settings = Settings(today=date(2026, 12, day))
        results.append(judge([fleet], tmp_path / str(day), settings, cache=cache).cached)
        judge([fleet], tmp_path / "without", settings)
        assert differing(tmp_path, str(day), "without") == []
    assert results == [0, 1, 0]


def test_a_damaged_answer_is_judged_anew(tmp_path: Path) -> None:
    fleet, cache = written(tmp_path / "fleet", {"web01": {"a": OPEN}}), tmp_path / "cache"
    judge([fleet], tmp_path / "before", cache=cache)
    (file,) = (one for one in cache.rglob("*") if one.is_file())
    good = file.read_bytes()
    for bad in (b"", good[:-1], good[:-9] + b"x" * 9, b"x" + good[1:], good.replace(b"answer 1", b"answer 0")):
        file.write_bytes(bad)
        assert judge([fleet], tmp_path / "r", cache=cache).cached == 0
        assert differing(tmp_path, "r", "before") == []
        assert file.read_bytes() == good


def test_an_answer_that_others_made_up_is_judged_anew(tmp_path: Path) -> None:
    """Whoever may write into the cache can make its checksum, too."""
    fleet, cache = written(tmp_path / "fleet", {"web01": {"a": OPEN}}), tmp_path / "cache"
    judge([fleet], tmp_path / "before", cache=cache)
    (file,) = (one for one in cache.rglob("*") if one.is_file())
    begin = len(caching.FORMAT) + 64
    first, _, body = zlib.decompress(file.read_bytes()[begin:]).partition(b"\n")
    head = json.loads(first)
    for change in (
        {"since": "2020-01-01T00:00:00"},
        {"since": 5},
        {"rules": {"FTP101": ["error", "2"]}},
        {"tables": [["of-nobody", len(body)]]},
        {"tables": [["findings", -5], ["sites", len(body) + 5]]},
        {"server": []},
        {"more": 1},
    ):
        data = zlib.compress(json.dumps({**head, **change}).encode() + b"\n" + body)
        file.write_bytes(caching.FORMAT + hashlib.sha256(data).hexdigest().encode() + data)
        assert judge([fleet], tmp_path / "r", cache=cache).cached == 0, change
        assert differing(tmp_path, "r", "before") == []


def test_what_failed_is_not_kept(tmp_path: Path) -> None:
    fleet, cache = written(tmp_path / "fleet", {"web01": {"a": OPEN}}), tmp_path / "cache"
    bundle = fleet / "web02"
    bundle.mkdir()
    (bundle / "bundle.json").write_text('{"format": "ftplint-evidence", "version": 99}')
    for _ in range(2):
        result = judge([fleet], tmp_path / "r", cache=cache)
        assert [error for error in result.errors if "version 99" in error]
    assert result.cached == 1


def test_the_cache_keeps_to_its_size_and_forgets_what_was_used_least(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1000)
    for number in range(10):
        key = f"{number:064x}"
        cache.put(key, b"x" * 400)
        os.utime(tmp_path / key[:2] / key, (number, number))
    (tmp_path / "other.txt").write_text("a file of somebody else")
    cache.trim()
    left = sorted(int(one.name, 16) for one in tmp_path.rglob("0*") if one.is_file())
    assert left == [9]
    assert (tmp_path / "other.txt").exists()


def test_files_of_other_caches_stay(tmp_path: Path) -> None:
    """Many programs name files by their SHA-256, and the folder may be one that they share."""
    cache = Cache(tmp_path, 100)
    others = [tmp_path / "sha256" / ("a" * 64), tmp_path / "bb" / ("b" * 64), tmp_path / "cc" / ("d" * 64)]
    for other in others:
        other.parent.mkdir()
        other.write_bytes(b"of somebody else " * 100)
        os.utime(other, (1, 1))
    cache.put("e" * 64, b"x" * 400)
    cache.trim()
    assert all(other.exists() for other in others)
    assert not (tmp_path / "ee" / ("e" * 64)).exists()


def test_a_cache_that_cannot_be_written_is_said_once_and_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    fleet = written(tmp_path / "fleet", {"web01": {"a": OPEN}, "web02": {"a": FINE}})
    cache = Cache(tmp_path / "cache", 1000)
    cache.put("0" * 64, b"x")
    assert "cannot be written" in cache.trouble
    assert judge([fleet], tmp_path / "r", cache=tmp_path / "cache").servers == 2


def test_the_folder_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert caching.default_folder() == tmp_path / "ftplint" / "fleet"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    for home in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(home, str(tmp_path))
    assert caching.default_folder() == tmp_path / ".cache" / "ftplint" / "fleet"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert caching.default_folder() == tmp_path / "local" / "ftplint" / "Cache" / "fleet"

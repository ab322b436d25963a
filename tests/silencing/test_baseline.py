"""Baselines: only what is new counts, however the file is turned round."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftplint.api import Judged, RuleSet, Settings, lint_bytes
from ftplint.judging import Key
from ftplint.silencing.baseline import Baseline, BaselineError
from tests.end_to_end.run import ftplint
from tests.settings.test_settings import DEMO

if TYPE_CHECKING:
    from pathlib import Path

RULES = RuleSet.load(Settings())
TEXT = DEMO.read_text(encoding="utf-8")


def judged(text: str, *baselines: Baseline) -> Judged:
    return lint_bytes("x.config", text.encode(), RULES, Settings(baselines=baselines))


def known(text: str) -> Baseline:
    return Baseline.of_one(judged(text).keys, "known")


SITES = re.findall(r"(?s)<site [^>]*>.*?</site>", TEXT)


def shuffled(seed: int) -> str:
    """The demo with its sites in another order, other indentation and line ends, and a comment on top."""
    chance = random.Random(seed)
    order = chance.sample(SITES, len(SITES))
    pieces = iter(order)
    text = re.sub(r"(?s)<site [^>]*>.*?</site>", lambda _: next(pieces), TEXT)
    text = re.sub(r"\n *", lambda _: "\n" * chance.randint(1, 3) + " " * chance.randint(0, 9), text)
    return text.replace("<configuration>", "<!-- moved -->\n<configuration>", 1)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_it_survives_shuffling_sites_and_reformatting(seed: int) -> None:
    after = judged(shuffled(seed), known(TEXT))
    assert after.report.findings == ()
    assert after.stale == ((),)
    assert len(after.report.suppressed) == len(judged(TEXT).report.findings) > 5


def test_it_survives_being_written_and_read() -> None:
    baseline = known(TEXT)
    again = Baseline.parse(baseline.text(), "known.json")
    assert again.text() == baseline.text()


def test_another_value_or_site_is_new() -> None:
    assert not judged(TEXT, known(TEXT)).report.findings
    worse = TEXT.replace('serverCertHash="A909502DD82AE41433E6F83886B00D4277A32A7B"', 'serverCertHash=""', 1)
    assert worse != TEXT
    new = judged(worse, known(TEXT)).report.findings
    assert {(finding.rule, finding.site) for finding in new} >= {("FTP101", "partners.example.com")}
    renamed = judged(TEXT.replace("branches.example.com", "offices.example.com"), known(TEXT))
    assert {finding.site for finding in renamed.report.findings} == {"offices.example.com"}
    assert {key.site for key in renamed.stale[0]} == {"branches.example.com"}


def test_a_second_one_of_the_same_is_new() -> None:
    def config(count: int) -> str:
        sites = "".join(f"<site name='S{number}' id='5'/>" for number in range(count))
        return f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"

    assert [f.rule for f in judged(config(2), known(config(2))).report.findings] == []
    assert [f.rule for f in judged(config(3), known(config(2))).report.findings] == ["FTP028"]
    assert [key.rule for key in judged(config(2), known(config(3))).stale[0]] == ["FTP028"]


def test_a_site_that_joins_a_shared_cause_is_new_alone() -> None:
    def config(names: str) -> str:
        sites = "".join(
            f"<site name='{name}' id='{number}'><bindings><binding protocol='ftp' bindingInformation='*:{number}:'/>"
            "</bindings></site>"
            for number, name in enumerate(names, 21)
        )
        return (
            f"<configuration><system.applicationHost><sites>{sites}<siteDefaults><ftpServer><security><authentication>"
            "<clientCertAuthentication enabled='true'/></authentication></security></ftpServer></siteDefaults></sites>"
            "</system.applicationHost></configuration>"
        )

    found = judged(config("ABC"), known(config("AB")))
    by_rule = {finding.rule: finding for finding in found.report.findings}
    assert by_rule["FTP101"].affected_sites == ("C",)
    assert by_rule["FTP101"].message.startswith("Site 'C' ")
    assert found.stale == ((),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[]", "not a baseline"),
        ('{"ftplint-baseline": 2}', "not a baseline of ftplint, version 1"),
        ('{"ftplint-baseline": 1}', "damaged"),
        ('{"ftplint-baseline": 1, "files": {"a": [{"rule": 1}]}}', "damaged"),
        ('{"ftplint-baseline": 1, "files": 3}', "damaged"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BaselineError, match=words):
        Baseline.parse(text, "known.json")
    (tmp_path / "known.json").write_text(text)
    run = ftplint(DEMO, "--baseline", tmp_path / "known.json")
    assert (run.returncode, run.stdout) == (2, "")
    assert words in run.stderr


def test_on_the_command_line(tmp_path: Path) -> None:
    config = tmp_path / "applicationHost.config"
    config.write_text(TEXT, encoding="utf-8")
    path = tmp_path / "known.json"
    assert "--write-baseline" in ftplint(config, "--baseline", path).stderr
    run = ftplint(config, "--write-baseline", path)
    assert (run.returncode, run.stdout) == (0, "")
    assert "ftplint: wrote" in run.stderr
    run = ftplint(config, "--baseline", path, cwd=tmp_path / "..")
    assert run.returncode == 0
    assert "suppressed" in run.stdout
    assert set(json.loads(path.read_text())["files"]) == {"applicationHost.config"}
    config.write_text(TEXT.replace("SslDeny", "SslRequire"), encoding="utf-8")
    run = ftplint(config, "--baseline", path, "--output-format", "concise")
    assert run.returncode == 0
    stale = [line for line in run.stdout.splitlines() if "FTP906" in line]
    assert len(stale) == 1
    line = int(stale[0].removeprefix(str(path)).split(":")[1])
    assert "FTP104" in path.read_text().splitlines()[line - 1]
    run = ftplint(config, "--baseline", path, "--prune-baseline")
    assert "took 1 stale entries" in run.stderr
    assert "FTP906" not in ftplint(config, "--baseline", path).stdout
    assert "FTP104" not in path.read_text()
    assert ftplint(config, "--prune-baseline").returncode == 2


def test_no_secret_gets_into_a_baseline(tmp_path: Path) -> None:
    text = (
        "<site name='A' id='1'><bindings><binding protocol='ftp' bindingInformation='*:21:'/></bindings><ftpServer>"
        "<security><authentication><anonymousAuthentication enabled='true' password='P@ssw0rd'/></authentication>"
        "</security></ftpServer></site>"
    )
    (tmp_path / "a.config").write_text(text)
    ftplint(tmp_path / "a.config", "--write-baseline", tmp_path / "known.json")
    written = (tmp_path / "known.json").read_text()
    assert "FTP312" in written
    assert "P@ssw0rd" not in written


def test_diff_base_tells_what_a_change_brought(tmp_path: Path) -> None:
    after = tmp_path / "after.config"
    after.write_text(shuffled(7).replace("SslRequireCredentialsOnly", "SslAllow"), encoding="utf-8")
    run = ftplint(after, "--diff-base", DEMO, "--output-format", "concise")
    assert run.returncode == 0, run.stdout
    broken = TEXT.replace('useActiveDirectoryMapping="true"', 'useActiveDirectoryMapping="false"', 1)
    after.write_text(broken, encoding="utf-8")
    run = ftplint(after, "--diff-base", DEMO, "--output-format", "concise")
    assert run.returncode == 1
    assert {line.split()[2] for line in run.stdout.splitlines()} == {"FTP106"}
    assert ftplint(after, after, "--diff-base", DEMO).returncode == 2


def test_a_baseline_knows_files_by_their_place_beside_it(tmp_path: Path) -> None:
    """Written, read again, and asked about the file it is of, and about another with the same findings."""
    file = str(tmp_path / "known.json")
    mine, other = (str(tmp_path / name / "applicationHost.config") for name in ("a", "b"))
    keys = judged(TEXT).keys
    read = Baseline.parse(Baseline.of({mine: keys}, file).text(), file)
    for path, silenced in ((mine, True), (other, False)):
        found = lint_bytes(path, TEXT.encode(), RULES, Settings(baselines=(read,)))
        assert bool(found.report.suppressed) == silenced
        assert bool([f for f in found.report.findings if not f.rule.startswith("FTP9")]) != silenced
        assert all(f.suppression is not None and file in f.suppression.reason for f in found.report.suppressed)
    shown = Baseline.parse(read.text(), file).text()
    assert shown == read.text() and '"a/applicationHost.config"' in shown
    assert read.without({mine: keys}).text() == Baseline.of({mine: ()}, file).text()
    for path, silenced in ((mine, True), (other, False)):  # where paths mean nothing
        alone = read.of_file(path)
        assert bool(judged(TEXT, alone).report.suppressed) == silenced and alone.reason == read.reason


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "known.json:1:2: not JSON"),
        ("[]", "known.json: not a baseline of ftplint"),
        ('{"ftplint-baseline": 2, "files": {}}', "known.json: not a baseline of ftplint, version 1"),
        ('{"ftplint-baseline": 1}', "known.json: damaged; write it anew"),
        ('{"ftplint-baseline": 1, "files": {"a": [{"rule": "FTP101"}]}}', "known.json: damaged"),
    ],
)
def test_what_is_no_baseline_is_said(text: str, told: str) -> None:
    with pytest.raises(BaselineError, match=told):
        Baseline.parse(text, "known.json")


def sites_alike(*names: str, value: str = "false") -> str:
    sites = "".join(
        f"<site name='{name}' id='{number}'><bindings><binding protocol='ftp' bindingInformation='*:{number}:'/></bindings></site>"
        for number, name in enumerate(names, 21)
    )
    defaults = f"<siteDefaults><ftpServer><security><authentication><clientCertAuthentication enabled='{value}'/></authentication></security></ftpServer></siteDefaults>"
    return f"<configuration><system.applicationHost><sites>{sites}{defaults}</sites></system.applicationHost></configuration>"


def test_the_file_has_one_line_for_what_several_sites_share() -> None:
    """In the order of files, rules and sites, whatever the order of the findings; a file without findings is there."""
    two = [Key("FTP104", site, "s/@a", ("x", "y")) for site in ("b", "a")]
    once = Baseline.of(
        {"/srv/z.config": (), "/srv/b.config": [*two, Key("FTP101", "", "", ()), two[0]]}, "/srv/known.json"
    )
    assert (
        once.text()
        == """{
 "ftplint-baseline": 1,
 "files": {
  "b.config": [
   {"rule": "FTP101", "setting": "", "values": [], "count": 1, "sites": [""]},
   {"rule": "FTP104", "setting": "s/@a", "values": ["x", "y"], "count": 1, "sites": ["a"]},
   {"rule": "FTP104", "setting": "s/@a", "values": ["x", "y"], "count": 2, "sites": ["b"]}
  ],
  "z.config": []
 }
}
"""
    )
    assert Baseline.parse(once.text(), "/srv/known.json").text() == once.text()


def test_what_nothing_silences_is_not_silenced_by_a_baseline() -> None:
    """Though somebody writes its key into one by hand."""
    text = sites_alike("a").replace("<sites>", "<sites><!-- ftplint: ignore FTP105 -->")
    by_hand = Key("FTP901", "", "", ("value=FTP105",))
    found = judged(text, Baseline.of_one([by_hand], "known"))
    assert "FTP901" in {finding.rule for finding in found.report.findings}
    assert found.stale == ((by_hand,),)


def test_stale_keys_are_taken_off_the_file_that_they_are_of_and_no_other() -> None:
    key, other = Key("FTP104", "a", "s", ("x",)), Key("FTP105", "a", "s", ())
    both = Baseline.of({"/srv/a.config": [key, key, other], "/srv/b.config": [key]}, "/srv/known.json")
    less = Baseline.of({"/srv/a.config": [key, other], "/srv/b.config": [key]}, "/srv/known.json")
    assert both.without({"/srv/a.config": [key]}).text() == less.text()
    assert both.without({"/srv/c.config": [key]}).text() == both.text()


def test_each_part_of_a_finding_is_told_as_silenced_or_new() -> None:
    found = judged(sites_alike("A", "B", "C", value="true"), known(sites_alike("A", "B", value="true")))
    shares = {
        (finding.affected_sites, finding.suppression is not None)
        for finding in (*found.report.findings, *found.report.suppressed)
        if finding.rule == "FTP101"
    }
    assert shares == {(("A", "B"), True), (("C",), False)}

"""One cause, one finding; what another finding brings stands behind it. By the real command line, in every format."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.end_to_end.run import findings, ftplint

if TYPE_CHECKING:
    from pathlib import Path

HASH = "a909502dd82ae41433e6f83886b00d4277a32a7b"
PASSWORDS = '<authentication><basicAuthentication enabled="true"/></authentication>'
CERTIFICATES = '<authentication><clientCertAuthentication enabled="true"/></authentication>'
TLS = f'<ssl serverCertHash="{HASH}"/>'
NAMES = [f"s{number:02}.example" for number in range(30)]
OPEN = '<authorization><add accessType="Allow" users="*" permissions="Read"/></authorization>'


def site(name: str, number: int, security: str = TLS + PASSWORDS) -> str:
    return (
        f'<site name="{name}" id="{number}"><application path="/"><virtualDirectory path="/" physicalPath="D:\\{name}"/>'
        f'</application>\n<bindings><binding protocol="ftp" bindingInformation="192.0.2.{number}:21:"/></bindings>\n'
        f"<ftpServer><security>{security}</security></ftpServer></site>"
    )


def server(*sites: str, defaults: str = "", rest: str = "") -> str:
    inside = "\n".join(sites) + (f"\n<siteDefaults>{defaults}</siteDefaults>" if defaults else "")
    return (
        "<configuration>\n<system.applicationHost><sites>\n"
        f"{inside}\n</sites></system.applicationHost>\n{rest}\n</configuration>\n"
    )


def group(inner: str) -> str:
    return f"<system.ftpServer><security>{inner}</security></system.ftpServer>"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Thirty sites without any authorization rule."""
    path = tmp_path / "applicationHost.config"
    path.write_text(server(*(site(name, number) for number, name in enumerate(NAMES, 1))))
    return path


def report(file: Path, format: str, *options: str | Path) -> str:
    run = ftplint(file, "--select", "FTP401", "--format", format, "--isolated", *options)
    assert run.returncode == 1, run.stderr
    return run.stdout


def test_a_default_that_is_wrong_on_many_sites_is_one_finding_that_names_all(file: Path) -> None:
    (one,) = findings(file, "--select", "FTP401")
    assert one["affected_sites"] == NAMES, "in the order of the file"
    assert one["message"].startswith("Each of 30 sites has no authorization rule")
    assert (one["site"], one["line"]) == (None, 3), "the place is that on the first site"
    assert [also["site"] for also in one["also"]] == NAMES[1:21], "the next places, and no more than 20"
    assert one["also"][0]["line"] == 6


def test_the_text_names_three_sites_and_counts_the_rest(file: Path) -> None:
    text = " ".join(report(file, "text").split())
    assert text.count("error[FTP401]") == 1
    assert "(in 30 sites: s00.example, s01.example, s02.example and 27 more)" in text
    assert "1 error in 1 file (30 sites, 30 of them FTP)" in text


def test_each_site_fails_its_case_in_junit_and_refers_to_the_finding(file: Path) -> None:
    document = etree.fromstring(report(file, "junit").encode())
    cases = document.findall(".//testcase[@name='FTP site']/failure")
    assert [case.get("message") for case in cases] == ["FTP401 at line 3"] * 30
    told = document.findall(".//failure[@type='error']")
    assert len(told) == 1 and "affects: 30 sites" in (told[0].text or "")
    by_rule = etree.fromstring(report(file, "junit-rules").encode())
    texts = [failure.text for failure in by_rule.iter("failure")]
    assert len(texts) == 30 and texts[1:] == ["see FTP401 at line 3"] * 29
    assert "affects: 30 sites" in (texts[0] or "")


def test_sarif_has_one_result_with_further_places(file: Path) -> None:
    (result,) = json.loads(report(file, "sarif"))["runs"][0]["results"]
    assert len(result["properties"]["affectedSites"]) == 30
    notes = [place["message"]["text"] for place in result["relatedLocations"]]
    assert notes[-1] == "the same on site 's20.example'" and len(notes) == 21


def test_csv_and_lines_have_one_row_with_the_number_of_sites(file: Path) -> None:
    (row,) = csv.DictReader(io.StringIO(report(file, "csv")))
    assert (row["site"], row["sites"]) == ("", "30")
    assert row["site_names"].split("; ") == NAMES
    (line,) = report(file, "json-lines").splitlines()
    assert json.loads(line)["affected_sites"] == NAMES
    assert "[30 sites]" in report(file, "concise")


def test_names_that_no_cell_has_room_for_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "applicationHost.config"
    path.write_text(server(*(site(f"{'x' * 2000}{number}", number) for number in range(1, 20))))
    (row,) = csv.DictReader(io.StringIO(report(path, "csv")))
    assert len(row["site_names"]) < 32_767 and row["site_names"].endswith("; and 5 more")


def test_one_site_that_is_asked_for_has_its_own_place(file: Path) -> None:
    (one,) = findings(file, "--select", "FTP401", "--site", NAMES[4])
    assert (one["site"], one["affected_sites"], one["line"]) == (NAMES[4], [NAMES[4]], 15)
    assert f"Site '{NAMES[4]}'" in one["message"]


def test_what_each_site_writes_by_itself_stays_a_finding_each(tmp_path: Path) -> None:
    path = tmp_path / "applicationHost.config"
    own = TLS.replace("/>", ' controlChannelPolicy="SslAllow"/>') + PASSWORDS
    path.write_text(server(*(site(name, number, own) for number, name in enumerate(NAMES[:3], 1)), rest=group(OPEN)))
    assert [(f["site"], f["line"]) for f in findings(path, "--select", "FTP204")] == [
        (name, 5 + 3 * number) for number, name in enumerate(NAMES[:3])
    ]


@pytest.mark.parametrize(
    ("defaults", "rest", "rule", "line"),
    [
        (
            f"<ftpServer><security>{TLS[:-2]} controlChannelPolicy='SslAllow'/></security></ftpServer>",
            OPEN,
            "FTP204",
            12,
        ),
        ("", '<authorization><add accessType="Deny" users="*" permissions="Read"/></authorization>', "FTP401", 13),
    ],
    ids=["siteDefaults", "the server level"],
)
def test_what_is_written_once_for_all_is_one_finding_there(
    tmp_path: Path, defaults: str, rest: str, rule: str, line: int
) -> None:
    path = tmp_path / "applicationHost.config"
    sites = (site(name, number, PASSWORDS if defaults else TLS + PASSWORDS) for number, name in enumerate(NAMES[:3], 1))
    path.write_text(server(*sites, defaults=defaults, rest=group(rest)))
    (one,) = findings(path, "--select", rule)
    assert (one["affected_sites"], one["line"]) == (NAMES[:3], line)


def test_sites_with_another_configuration_between_them_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "applicationHost.config"
    kinds = (TLS + PASSWORDS, TLS + PASSWORDS.replace("/>", ' logonMethod="Network"/>', 1))
    path.write_text(server(*(site(name, number, kinds[number % 2]) for number, name in enumerate(NAMES[:6], 1))))
    (one,) = findings(path, "--select", "FTP401")
    assert one["affected_sites"] == NAMES[:6]


def test_a_comment_on_one_site_suppresses_that_site_only(file: Path) -> None:
    text = file.read_text()
    silent = "<!-- ftplint: ignore-site FTP401 nobody should log in -->"
    file.write_text(text.replace("<ftpServer>", f"{silent}<ftpServer>", 1))
    told = json.loads(report(file, "json"))
    assert [f["affected_sites"] for f in told["findings"]] == [NAMES[1:]], "not all, though the place was there"
    assert [f["affected_sites"] for f in told["suppressed"]] == [NAMES[:1]]


def test_settings_suppress_by_site_and_what_is_left_is_one_finding(file: Path) -> None:
    settings = file.parent / "ftplint.toml"
    settings.write_text('[[ignores]]\nrules = ["FTP401"]\nsites = ["s1*"]\nreason = "old"\n')
    run = ftplint(file, "--select", "FTP401", "--format", "json", "--config", settings)
    told = json.loads(run.stdout)
    assert [len(f["affected_sites"]) for f in told["findings"]] == [20]
    assert [len(f["affected_sites"]) for f in told["suppressed"]] == [10]


def test_a_site_that_is_added_is_all_that_is_new_to_a_baseline(file: Path) -> None:
    baseline, old = file.parent / "baseline.json", file.parent / "old.json"
    ftplint(file, "--select", "FTP401", "--write-baseline", baseline, "--isolated")
    ftplint(file, "--select", "FTP401", "--report", f"json:{old}", "--isolated")
    file.write_text(file.read_text().replace("</sites>", site("new.example", 99) + "</sites>"))
    told = json.loads(report(file, "json", "--baseline", baseline))
    assert [f["affected_sites"] for f in told["findings"]] == [["new.example"]]
    assert [f["affected_sites"] for f in told["suppressed"]] == [NAMES]
    since = json.loads(report(file, "json", "--since", old))["since"]
    assert (since["new"], since["fixed"], since["remaining"]) == ([], [], 1)
    assert since["notes"] == ["FTP401 reaches 1 more site than before: new.example."]


def test_the_fingerprint_of_a_default_is_that_of_its_cause(file: Path) -> None:
    (many,) = findings(file, "--select", "FTP401")
    (one,) = findings(file, "--select", "FTP401", "--site", NAMES[3])
    assert many["fingerprint"] == one["fingerprint"]


def test_a_fix_still_fixes_every_site_and_the_edits_of_the_report_do_the_same(tmp_path: Path) -> None:
    path = tmp_path / "applicationHost.config"
    certificates = '<sslClientCertificates clientCertificatePolicy="CertRequire"/>'
    path.write_text(
        server(
            *(site(name, n, TLS + certificates + CERTIFICATES) for n, name in enumerate(NAMES[:4], 1)), rest=group(OPEN)
        )
    )
    (one,) = findings(path, "--select", "FTP106")
    assert one["affected_sites"] == NAMES[:4] and len(one["fix"]["edits"]) == 4
    lines = path.read_text().splitlines(keepends=True)
    for edit in reversed(one["fix"]["edits"]):
        assert edit["line"] == edit["end_line"]
        text = lines[edit["line"] - 1]
        lines[edit["line"] - 1] = text[: edit["column"] - 1] + edit["text"] + text[edit["end_column"] - 1 :]
    assert ftplint("fix", path, "--select", "FTP106", "--write", "--isolated").returncode == 0
    assert path.read_text() == "".join(lines)
    assert path.read_text().count('useActiveDirectoryMapping="true"') == 4
    assert findings(path, "--select", "FTP106") == []


def consequence(path: Path, rule: str) -> dict[str, Any]:
    """The finding by *rule*, which another one of the report brings and stands right before."""
    found = findings(path)
    (number,) = (number for number, one in enumerate(found) if one["rule"] == rule)
    cause = found[number]["because"]
    assert cause is not None
    before = found[number - 1]
    assert [before[key] for key in ("rule", "line", "column")] == [cause[key] for key in ("rule", "line", "column")]
    return dict(found[number])


LOCATION = f'<location path="a">{group(OPEN)}</location>'


@pytest.mark.parametrize(
    ("security", "rest", "rule", "cause"),
    [
        (TLS.replace("serverCertHash", "serverCertHahs") + PASSWORDS, LOCATION, "FTP201", "FTP011"),
        (TLS + PASSWORDS.replace("enabled", "enable"), LOCATION, "FTP301", "FTP011"),
        (TLS + PASSWORDS.replace("basicAuthentication", "basicAuthentcation"), LOCATION, "FTP301", "FTP010"),
        (
            TLS + '<authentication><anonymousAuthentication enable="true"/></authentication>',
            LOCATION,
            "FTP301",
            "FTP011",
        ),
        (TLS + PASSWORDS.replace("true", "yes"), LOCATION, "FTP301", "FTP014"),
        (f"</security>{TLS}<security>{PASSWORDS}", LOCATION, "FTP201", "FTP010"),
        (TLS + PASSWORDS, LOCATION.replace('"a"', '"aa"').replace("aa", "A.example"), "FTP401", "FTP029"),
        (TLS + PASSWORDS, LOCATION.replace("system.ftpServer", "system.webServer"), "FTP401", "FTP039"),
        (TLS + PASSWORDS, LOCATION.replace("<add ", "<ad "), "FTP401", "FTP010"),
        (TLS + PASSWORDS, LOCATION.replace("accessType", "accesType"), "FTP401", "FTP011"),
    ],
)
def test_a_finding_that_another_one_brings_says_so_and_stands_behind_it(
    tmp_path: Path, security: str, rest: str, rule: str, cause: str
) -> None:
    name = "a.example" if "A.example" in rest else "a"
    path = tmp_path / "applicationHost.config"
    rest = rest.replace("A.example", "a.exampel")
    path.write_text(server(site(name, 1, security), rest=rest))
    assert consequence(path, rule)["because"]["rule"] == cause


def test_the_text_indents_it_behind_its_cause(tmp_path: Path) -> None:
    path = tmp_path / "applicationHost.config"
    path.write_text(server(site("a", 1, TLS + PASSWORDS.replace("enabled", "enable")), rest=LOCATION))
    text = ftplint(path, "--isolated").stdout
    assert "\n  error[FTP301] " in text
    assert f"= because of: FTP011 at {path}:5:" in " ".join(text.split())
    assert text.index("error[FTP011]") < text.index("  error[FTP301]")


@pytest.mark.parametrize(
    ("wrong", "other"),
    [
        (
            PASSWORDS.replace("enabled", "enable"),
            '<authentication><basicAuthentication enabled="false"/></authentication>',
        ),
        (TLS.replace("serverCertHash", "serverCertHahs") + PASSWORDS, PASSWORDS),
    ],
    ids=["a method that is off", "a certificate that is not set"],
)
def test_the_same_mistake_on_another_site_is_not_the_cause(tmp_path: Path, wrong: str, other: str) -> None:
    path = tmp_path / "applicationHost.config"
    path.write_text(server(site("a", 1, wrong), site("b", 2, other), rest=group(OPEN)))
    found = [one for one in findings(path, "--select", "FTP0,FTP201,FTP301") if not one["rule"].startswith("FTP0")]
    assert {(one["site"], one["because"] is not None) for one in found} >= {("a", True), ("b", False)}
    assert all((one["because"] is not None) == (one["site"] == "a") for one in found)


def test_a_value_that_is_written_is_no_consequence_of_another_that_is_not_read(tmp_path: Path) -> None:
    """controlChannelPolicy is set; that serverCertStoreName is misspelt beside it has nothing to do with it."""
    path = tmp_path / "applicationHost.config"
    ssl = f'<ssl serverCertHash="{HASH}" controlChannelPolicy="SslAllow" serverCertStorName="My"/>'
    path.write_text(server(site("a", 1, ssl + PASSWORDS), rest=LOCATION))
    found = {one["rule"]: one["because"] for one in findings(path)}
    assert "FTP011" in found and found["FTP204"] is None


def controls(file: Path, *options: str) -> etree._Element:
    run = ftplint(file, "--profile", "cis-iis10", "--format", "junit", "--isolated", *options)
    suite = etree.fromstring(run.stdout.encode()).find("testsuite[@name='controls of cis-iis10']")
    assert suite is not None
    return suite


def outcome(suite: etree._Element, control: str) -> tuple[str, str]:
    (case,) = (case for case in suite.iter("testcase") if (case.get("name") or "").startswith(f"{control} "))
    (inner,) = case
    return inner.tag, inner.get("message") or ""


def test_methods_that_are_written_off_are_off_whatever_else_is_misspelt(tmp_path: Path) -> None:
    off = "".join(f'<{method}Authentication enabled="false"/>' for method in ("anonymous", "basic", "clientCert"))
    path = tmp_path / "applicationHost.config"
    misspelt = '<basicAuthentcation enabled="true"/>'
    path.write_text(server(site("a", 1, f"{TLS}<authentication>{off}{misspelt}</authentication>"), rest=LOCATION))
    found = {one["rule"]: one["because"] for one in findings(path)}
    assert "FTP010" in found and found["FTP301"] is None


def test_junit_has_a_case_for_each_control_of_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "applicationHost.config"
    path.write_text(server(site("a", 1), rest=group(OPEN)))
    suite = controls(path)
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("2", "1", "0")
    assert outcome(suite, "6.1") == ("system-out", "")
    assert outcome(suite, "6.2") == ("failure", "failed; looked for: denyByFailure is off (FTP419)")
    (failure,) = suite.iter("failure")
    assert failure.text == f"{path}: failed on 1 site: a"


def test_a_control_that_a_run_cannot_tell_is_skipped_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "applicationHost.config"
    path.write_text(server(site("a", 1).replace('protocol="ftp"', 'protocol="http"'), rest=group(OPEN)))
    assert outcome(controls(path), "6.1") == ("skipped", "not applicable; no FTP site")
    path.write_text(server(site("a", 1), rest=group(OPEN)))
    assert outcome(controls(path, "--ignore", "FTP213"), "6.1") == ("skipped", "not checked; FTP213 did not run")
    text = server(site("a", 1), rest=group("<!-- ftplint: ignore-file FTP419 the firewall counts -->" + OPEN))
    path.write_text(text)
    assert outcome(controls(path), "6.2") == ("skipped", "failed; accepted: the firewall counts")
    run = ftplint(path, "--format", "junit", "--isolated")
    assert "controls of" not in run.stdout, "without a profile there are none"

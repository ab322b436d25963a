"""The command line as people use it: commands, options, exit codes, files written whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.end_to_end.run import findings, ftplint

DEMO = Path(__file__).parents[1] / "demo" / "applicationHost.config"
DEFAULTS = b'<siteDefaults><ftpServer allowUTF8="true"/></siteDefaults>'
CLEAN = b"<configuration><system.applicationHost><sites>%s</sites></system.applicationHost></configuration>" % DEFAULTS


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    file = tmp_path / "clean" / "applicationHost.config"
    file.parent.mkdir()
    file.write_bytes(CLEAN)
    return file


def test_check_is_the_default_command() -> None:
    assert ftplint(DEMO).stdout == ftplint("check", DEMO).stdout
    assert ftplint(DEMO).returncode == 1


def test_a_clean_file_is_exit_code_0(clean: Path) -> None:
    run = ftplint(clean)
    assert run.returncode == 0
    assert "No problems found" in run.stdout


def test_without_arguments_help_and_exit_code_2() -> None:
    run = ftplint()
    assert run.returncode == 2
    assert "usage:" in run.stderr


@pytest.mark.parametrize("command", ["check", "effective", "prerequisites", "rules"])
def test_every_command_has_help(command: str) -> None:
    run = ftplint(command, "--help")
    assert run.returncode == 0
    assert f"usage: ftplint {command}" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select", "FTP9999"], "no rule fits 'FTP9999'"),
        (["--ignore", "directory-maping-off"], "did you mean 'directory-mapping-off'"),
        (["--severity", "FTP106=fatal"], "RULE=LEVEL"),
        (["--report", "pdf:x"], "FORMAT:FILE"),
        (["--rules", "no-such-folder"], "no-such-folder"),
        (["--output-format", "pdf"], "invalid choice"),
    ],
)
def test_wrong_options_are_said_in_one_line(arguments: list[str], words: str) -> None:
    run = ftplint(DEMO, *arguments)
    assert run.returncode == 2
    assert words in run.stderr
    assert run.stdout == ""


def test_select_ignore_and_severity() -> None:
    assert {f["rule"] for f in findings(DEMO, "--select", "FTP1")} == {
        "FTP101",
        "FTP103",
        "FTP104",
        "FTP105",
        "FTP106",
        "FTP111",
    }
    assert {f["rule"] for f in findings(DEMO, "--select", "FTP10,tls-optional")} >= {"FTP101"}
    assert "FTP106" not in {f["rule"] for f in findings(DEMO, "--ignore", "FTP106")}
    assert {f["rule"] for f in findings(DEMO, "--ignore", "FTP1", "--select", "FTP106")} == {"FTP106"}
    found = findings(DEMO, "--select", "FTP106", "--severity", "FTP106=info")
    assert [f["severity"] for f in found] == ["info"]


@pytest.mark.parametrize(("level", "code"), [("info", 1), ("warning", 1), ("error", 0), ("never", 0)])
def test_fail_on(level: str, code: int) -> None:
    assert ftplint(DEMO, "--select", "FTP111", "--fail-on", level).returncode == code


def test_min_severity_and_site() -> None:
    assert {f["severity"] for f in findings(DEMO, "--min-severity", "error")} == {"error"}
    run = ftplint(DEMO, "--site", "nobody")
    assert run.returncode == 2
    assert "no file has a site 'nobody'" in run.stderr
    found = findings(DEMO, "--site", "SUPPLIERS.example.com", "--select", "FTP1")
    assert {f["site"] for f in found} == {"suppliers.example.com"}


def test_reports_are_written_beside_each_other(tmp_path: Path) -> None:
    junit, plain = tmp_path / "junit.xml", tmp_path / "plain.txt"
    run = ftplint(DEMO, "--output-format", "concise", "--report", f"junit:{junit}", "--report", f"text:{plain}")
    assert run.returncode == 1
    assert "<testsuite" in junit.read_text()
    assert "\n7 errors" in plain.read_text()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["junit.xml", "plain.txt"]


def test_an_output_file_that_cannot_be_written_keeps_the_old_one(tmp_path: Path) -> None:
    folder = tmp_path / "missing" / "report.json"
    run = ftplint(DEMO, "--output-format", "json", "--output-file", folder)
    assert run.returncode == 2
    assert str(folder.parent) in run.stderr


def test_colour_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in ftplint(DEMO).stdout
    assert "\x1b[" in ftplint(DEMO, "--color", "always").stdout
    monkeypatch.setitem(os.environ, "NO_COLOR", "1")
    assert "\x1b[" not in ftplint(DEMO).stdout


def test_statistics_and_verbose_go_to_standard_error() -> None:
    run = ftplint(DEMO, "--statistics", "-v", "--output-format", "json")
    json.loads(run.stdout)
    assert "FTP101  server-certificate-missing" in run.stderr
    assert "ftplint: read " in run.stderr


def test_quiet_is_the_summary_line_alone() -> None:
    assert len(ftplint(DEMO, "-q").stdout.splitlines()) == 1


def test_several_paths_are_one_report(clean: Path) -> None:
    run = ftplint(DEMO, clean, "--output-format", "json")
    summary = json.loads(run.stdout)["summary"]
    assert (summary["files"], summary["sites"], summary["ftp_sites"]) == (2, 6, 5)


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_it(clean: Path, tmp_path: Path) -> None:
    run = ftplint(DEMO, tmp_path / "missing.config", clean, "--output-format", "json")
    assert run.returncode == 2
    assert "missing.config: No such file" in run.stderr
    assert json.loads(run.stdout)["summary"]["files"] == 2


def test_effective_shows_each_value_with_its_origin() -> None:
    run = ftplint("effective", DEMO, "--site", "suppliers.example.com")
    lines = {line.split(" = ")[0].strip(): line for line in run.stdout.splitlines() if " = " in line}
    base = "ftpServer/security"
    assert "= true" in lines[f"{base}/authentication/clientCertAuthentication/@enabled"]
    assert f"site {DEMO}:75:" in lines[f"{base}/authentication/clientCertAuthentication/@enabled"]
    assert " default" in lines[f"{base}/ssl/@serverCertHash"]
    found = json.loads(ftplint("effective", DEMO, "--format", "json").stdout)
    settings = {s["setting"]: s for s in found["sites"][0]["settings"]}
    assert settings[f"{base}/ssl/@serverCertHash"]["value"] == "a909502dd82ae41433e6f83886b00d4277a32a7b"
    assert settings[f"{base}/ssl/@serverCertHash"]["origin"] == "site"
    own = settings[f"{base}/authentication/anonymousAuthentication/@enabled"]
    assert (own["origin"], own["line"]) == ("siteDefaults", 145)
    authorization = [s["setting"] for s in found["sites"][0]["settings"] if "authorization/add" in s["setting"]]
    assert len(authorization) == 2 * 4


def test_effective_as_xml_can_say_where_each_attribute_is_from() -> None:
    from lxml import etree

    plain = etree.fromstring(ftplint("effective", DEMO, "--format", "xml").stdout)
    root = etree.fromstring(ftplint("effective", DEMO, "--format", "xml", "--origins").stdout)
    origin = "{urn:ftplint:origin}"
    partners = root.find("site[@name='partners.example.com']")
    assert partners is not None
    ssl = partners.find("ftpServer/security/ssl")
    assert ssl is not None
    assert ssl.get(f"{origin}serverCertHash") == "site 53:46"
    assert ssl.get(f"{origin}dataChannelPolicy") is None
    added = partners.findall("location/system.ftpServer/security/authorization/add")
    assert [add.get(f"{origin}roles", "").split()[0] for add in added] == ["server", "location"]
    anonymous = partners.find("ftpServer/security/authentication/anonymousAuthentication")
    assert anonymous is not None
    assert anonymous.get(f"{origin}enabled") == "siteDefaults 145:63"
    for element in root.iter("*"):
        for name in [name for name in element.attrib if str(name).startswith(origin)]:
            del element.attrib[name]
    etree.cleanup_namespaces(root)
    assert [etree.tostring(site, with_tail=False) for site in root.findall("site")] == [
        etree.tostring(site, with_tail=False) for site in plain.findall("site")
    ]


def test_effective_of_an_unknown_site_names_the_known_ones() -> None:
    run = ftplint("effective", DEMO, "--site", "nobody")
    assert run.returncode == 2
    assert "'partners.example.com'" in run.stderr


def test_prerequisites_prints_the_matrix() -> None:
    run = ftplint("prerequisites", DEMO)
    assert run.returncode == 0
    rows = {line.split()[0]: line for line in run.stdout.splitlines() if "example.com" in line}
    assert "can work" in rows["partners.example.com"]
    assert "CANNOT WORK: 3 of 5 missing" in rows["suppliers.example.com"]
    assert "CANNOT WORK: 2 of 5 missing" in rows["branches.example.com"]
    assert "switched off" in rows["archive.example.com"]
    assert "1 of 3 sites with client certificate logon switched on can work" in run.stdout
    found = json.loads(ftplint("prerequisites", DEMO, "--format", "json").stdout)
    assert not any(row["works"] for row in found["sites"])
    assert "no site works until that is fixed" in found["obstacle"]
    assert "But " in run.stdout
    repaired = DEMO.read_bytes().replace(b"SslRequired", b"SslRequire")
    found = json.loads(ftplint("prerequisites", "-", "--format", "json", stdin=repaired).stdout)
    assert [row["works"] for row in found["sites"]] == [True, False, False, False, False]
    assert found["obstacle"] is None


def test_rules_list_show_and_an_unknown_one() -> None:
    listed = ftplint("rules", "list").stdout
    assert "FTP106  error     played     directory-mapping-off" in listed
    shown = ftplint("rules", "show", "directory-mapping-off").stdout
    assert shown == ftplint("rules", "show", "ftp106").stdout
    for heading in ("## Why", "## What the client sees", "## Fix", "### Broken", "## See"):
        assert heading in shown
    unknown = ftplint("rules", "show", "FTP10G")
    assert unknown.returncode == 2
    assert "did you mean" in unknown.stderr
    assert "a rule of your own needs --rules DIR" in ftplint("rules", "show", "ACME006").stderr


def test_rules_of_ones_own(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "rules/client-certificate/FTP106-directory-mapping-off.sch").read_text()
    own = tmp_path / "rules" / "ACME101-mapping-off.sch"
    own.parent.mkdir()
    own.write_text(
        text.replace('id="FTP106"', 'id="ACME101"').replace('name="directory-mapping-off"', 'name="mapping-off"')
    )
    found = findings(DEMO, "--rules", own.parent, "--select", "ACME")
    assert [(f["rule"], f["site"]) for f in found] == [("ACME101", "suppliers.example.com")]
    own.write_text(text.replace("@useActiveDirectoryMapping = 'true'", "@useActiveDirectoryMapping = = 'true'"))
    for wrong in ("= =", "= nosuch() and"):
        own.write_text(text.replace("= 'true'\"", f"{wrong} 'true'\""))
        run = ftplint(DEMO, "--rules", own.parent)
        assert run.returncode == 2
        assert "XPath" in run.stderr
        assert str(own) in run.stderr
    run = ftplint(DEMO, "--rules", own.parent)
    assert run.returncode == 2
    assert f"{own}:" in run.stderr


@pytest.mark.parametrize("enabled", ["true", "True"])
def test_a_shared_configuration_is_pointed_out(tmp_path: Path, enabled: str) -> None:
    (tmp_path / "applicationHost.config").write_bytes(CLEAN)
    (tmp_path / "redirection.config").write_text(
        f'<configuration><configurationRedirection enabled="{enabled}" path="\\\\share\\iis"/></configuration>'
    )
    for given in (tmp_path, tmp_path / "applicationHost.config"):
        run = ftplint(given, "--output-format", "concise")
        assert run.returncode == 1
        assert "FTP045" in run.stdout
        assert "\\\\share\\iis" in run.stdout
        assert "redirection.config" not in run.stderr


def test_a_redirection_is_not_redirected_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "redirection.config"
    file.write_text('<configuration><configurationRedirection enabled="true" path="X"/></configuration>')
    assert "FTP045" not in ftplint(file).stdout


def test_the_password_of_a_shared_configuration_is_pointed_out_and_not_printed(tmp_path: Path) -> None:
    (tmp_path / "applicationHost.config").write_bytes(CLEAN)
    (tmp_path / "redirection.config").write_text(
        '<configuration><configurationRedirection enabled="true" path="X" password="Secret1"/></configuration>'
    )
    run = ftplint(tmp_path)
    assert "FTP046" in run.stdout
    assert "Secret1" not in run.stdout + run.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        [DEMO],
        [DEMO, "--certificates", DEMO.parent],
        ["effective", DEMO],
        ["prerequisites", DEMO],
        ["fix", DEMO],
        ["fix", DEMO, "--as", "powershell"],
        ["suppress", DEMO, "--select", "FTP106", "--reason", "known"],
        ["rules"],
        ["rules", "show", "FTP106"],
        ["rules", "test", DEMO.parents[2] / "rules" / "ftplint"],
        ["schema", "rule"],
        ["completion", "bash"],
        ["verify", "FTP106"],
        ["no-such-command"],
    ],
    ids=lambda arguments: " ".join(Path(one).name for one in arguments[:2]),
)
def test_a_start_of_the_interpreter_says_what_a_fork_says(arguments: list[str | Path]) -> None:
    """`ftplint` of these tests forks a process that has imported everything; a user has not."""
    cold, warm = ftplint(*arguments, cold=True), ftplint(*arguments)
    assert (cold.returncode, cold.stdout, cold.stderr) == (warm.returncode, warm.stdout, warm.stderr)

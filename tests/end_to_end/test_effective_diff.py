"""``ftplint effective A --diff B``: what is different in meaning, not in writing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.end_to_end.run import ftplint
from tests.settings.test_settings import DEMO
from tests.silencing.test_baseline import shuffled

if TYPE_CHECKING:
    from pathlib import Path

TEXT = DEMO.read_text(encoding="utf-8")


def differences(folder: Path, after: str, before: str = TEXT, *more: str) -> list[dict[str, object]]:
    """The differences as JSON."""
    (folder / "a.config").write_text(before, encoding="utf-8")
    (folder / "b.config").write_text(after, encoding="utf-8")
    run = ftplint("effective", "a.config", "--diff", "b.config", "--format", "json", *more, cwd=folder)
    assert run.returncode == 0, run.stderr
    found: list[dict[str, object]] = json.loads(run.stdout)["differences"]
    return found


def test_another_order_and_layout_mean_the_same(tmp_path: Path) -> None:
    assert differences(tmp_path, shuffled(3)) == []
    run = ftplint("effective", "a.config", "--diff", "b.config", cwd=tmp_path)
    assert run.stdout == "a.config and b.config mean the same\n"


def test_a_default_that_is_written_means_the_same(tmp_path: Path) -> None:
    after = TEXT.replace('<clientCertAuthentication enabled="true" />', '<clientCertAuthentication enabled="TRUE"/>')
    assert after != TEXT
    assert differences(tmp_path, after) == []


def test_a_change_of_siteDefaults_shows_at_each_site_that_it_reaches(tmp_path: Path) -> None:
    def config(policy: str) -> str:
        sites = "".join(
            f'<site name="{name}" id="{number}"><bindings><binding protocol="ftp" bindingInformation="*:{number}:"/></bindings>'
            f"{inner}</site>"
            for number, (name, inner) in enumerate(
                {"A": "", "B": '<ftpServer><security><ssl dataChannelPolicy="SslDeny"/></security></ftpServer>'}.items(), 21
            )
        )  # fmt: skip
        return (
            f"<configuration><system.applicationHost><sites>{sites}<siteDefaults><ftpServer><security>"
            f'<ssl dataChannelPolicy="{policy}"/></security></ftpServer></siteDefaults></sites></system.applicationHost>'
            "</configuration>"
        )

    (found,) = differences(tmp_path, config("SslAllow"), config("SslRequire"))
    setting = "ftpServer/security/ssl/@dataChannelPolicy"
    assert found == {
        "site": "A",
        "change": "changed",
        "settings": [{"setting": setting, "before": "SslRequire", "after": "SslAllow"}],
    }


SITE = """<configuration><system.applicationHost><sites><site name="A" id="1"><bindings>
<binding protocol="ftp" bindingInformation="*:21:"/></bindings></site></sites></system.applicationHost>
<system.ftpServer><security><authorization><add accessType="Allow" users="*" permissions="Read"/></authorization>
</security></system.ftpServer>REST</configuration>"""
SECTIONS = "<location path='{}'><system.ftpServer><security>{}</security></system.ftpServer></location>"
RULES = "system.ftpServer/security/authorization"
THE_RULE = 'add accessType="Allow" users="*" roles="" permissions="Read"'


def test_a_location_that_comes_or_goes_is_compared_with_what_was_inherited(tmp_path: Path) -> None:
    """E1 of the shared audits/oracle.md: the one change is that the rule is gone below."""
    plain = SITE.replace("REST", "")
    cleared = SITE.replace("REST", SECTIONS.format("A/x", "<authorization><clear/></authorization>"))
    gone = {"setting": f"at /x: {RULES}", "before": THE_RULE, "after": None}
    assert differences(tmp_path, cleared, plain) == [{"site": "A", "change": "changed", "settings": [gone]}]
    back = gone | {"before": None, "after": THE_RULE}
    assert differences(tmp_path, plain, cleared) == [{"site": "A", "change": "changed", "settings": [back]}]
    assert differences(tmp_path, SITE.replace("REST", SECTIONS.format("a/x", "<authorization/>")), plain) == []


def test_the_nearest_path_above_is_what_counts(tmp_path: Path) -> None:
    """Both files clear at /x; one says so again, and another thing, at /x/y."""
    above = SECTIONS.format("A/x", "<authorization><clear/></authorization>")
    below = SECTIONS.format("A/x/y", "<authorization><clear/></authorization><ipSecurity allowUnlisted='false'/>")
    (found,) = differences(tmp_path, SITE.replace("REST", above + below), SITE.replace("REST", above))
    setting = "at /x/y: system.ftpServer/security/ipSecurity/@allowUnlisted"
    assert found["settings"] == [{"setting": setting, "before": "true", "after": "false"}]


def test_a_location_that_only_clears_is_listed(tmp_path: Path) -> None:
    """E2: left out, it would seem that the rule of the server holds there."""
    file = tmp_path / "a.config"
    file.write_text(SITE.replace("REST", SECTIONS.format("A/x", "<authorization><clear/></authorization>")))
    text = ftplint("effective", "a.config", "--explicit", cwd=tmp_path).stdout
    assert "  at /x\n" in text and f"{RULES} = (no entries)" in text.split("at /x\n")[1]
    (site,) = json.loads(ftplint("effective", "a.config", "--explicit", "--format", "json", cwd=tmp_path).stdout)[
        "sites"
    ]
    (one,) = (setting for setting in site["settings"] if setting["location"] == "/x")
    assert (one["setting"], one["value"], one["origin"], one["line"]) == (RULES, "(no entries)", "location", 4)
    assert ftplint("effective", "a.config", "--format", "xml", cwd=tmp_path).returncode == 0


def test_entries_server_level_and_sites_that_come_and_go(tmp_path: Path) -> None:
    after = (
        TEXT.replace('roles="FtpAdmins"', 'roles="Everybody"')
        .replace("scanner.example.com", "printer.example.com")
        .replace("</configuration>", '<system.ftpServer><log centralLogFileMode="Central"/></system.ftpServer></configuration>')
    )  # fmt: skip
    found = differences(tmp_path, after)
    assert next(entry["site"] for entry in found) is None or "system.ftpServer" in TEXT
    changes = {entry["site"]: entry["change"] for entry in found}
    assert (changes["printer.example.com"], changes["scanner.example.com"]) == ("added", "removed")
    text = json.dumps(found)
    assert "Everybody" in text
    assert "FtpAdmins" in text
    only = differences(tmp_path, after, TEXT, "--site", "Printer.example.com")
    assert [entry["site"] for entry in only] == ["printer.example.com"]


def test_secrets_are_not_told_apart_or_shown(tmp_path: Path) -> None:
    def config(password: str) -> str:
        return (
            "<site name='A' id='1'><bindings><binding protocol='ftp' bindingInformation='*:21:'/></bindings><ftpServer>"
            f"<security><authentication><anonymousAuthentication password='{password}'/></authentication></security>"
            "</ftpServer></site>"
        )

    assert differences(tmp_path, config("secret-2"), config("secret-1")) == []
    found = json.dumps(differences(tmp_path, config("secret-2"), config("")))
    assert "(set)" in found
    assert "secret-2" not in found


def test_mistakes_in_use(tmp_path: Path) -> None:
    (tmp_path / "bad.config").write_text("<configuration>")
    assert ftplint("effective", DEMO, "--diff", tmp_path / "bad.config").returncode == 2
    assert ftplint("effective", DEMO, "--diff", DEMO, "--format", "xml").returncode == 2
    assert ftplint("effective", DEMO, "--diff", DEMO, "--site", "none").returncode == 2

"""administration.config beside the file: who can log in through IIS Manager authentication."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.run import ftplint

if TYPE_CHECKING:
    from pathlib import Path

SITES = """<configuration>
<configSections><sectionGroup name="system.applicationHost"><section name="sites"/></sectionGroup>
<sectionGroup name="system.ftpServer"><sectionGroup name="security"><section name="authorization"/></sectionGroup>
<section name="providerDefinitions"/></sectionGroup></configSections>
<system.applicationHost><sites>
<site name="Partners" id="2">
<application path="/"><virtualDirectory path="/" physicalPath="D:\\partners"/></application>
<bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings>
<ftpServer><security>
<ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b"/>
<authentication>
<customAuthentication><providers><add name="IisManagerAuth"/></providers></customAuthentication>
</authentication></security></ftpServer></site>
</sites></system.applicationHost>
<system.ftpServer>
<providerDefinitions><add name="IisManagerAuth" type="Microsoft.Web.FtpServer.Security.IisManagerAuthenticationProvider,Microsoft.Web.FtpServer,version=7.5.0.0,Culture=neutral,PublicKeyToken=31bf3856ad364e35"/></providerDefinitions>
</system.ftpServer>
<location path="Partners"><system.ftpServer><security><authorization>
<add accessType="Allow" users="depot" permissions="Read"/>
</authorization></security></system.ftpServer></location>
</configuration>
"""
BASIC = SITES.replace("<customAuth", '<basicAuthentication enabled="true"/><customAuth')
PERMISSION = '<scope path="/Partners"><add name="Depot"/></scope>'
USER = '<add name="depot" password="5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"/>'


def administration(users: str, rules: str, of_users: str = "", of_rules: str = "") -> str:
    """A file administration.config with *users* and *rules*, and attributes of their sections."""
    return f"""<configuration><configSections/><system.webServer><management>
<authentication {of_users}><credentials>{users}</credentials></authentication>
<authorization {of_rules}><authorizationRules>{rules}</authorizationRules></authorization>
</management></system.webServer></configuration>"""


def told(folder: Path, beside: str | None, text: str = SITES) -> list[str]:
    """What is said of IIS Manager authentication: the lines of the report on FTP317 and FTP318."""
    (folder / "applicationHost.config").write_text(text, encoding="utf-8")
    if beside is not None:
        (folder / "administration.config").write_text(beside, encoding="utf-8")
    run = ftplint(folder, "--select", "FTP317,FTP318", "--output-format", "concise")
    assert run.returncode in (0, 1), run.stderr
    assert "5e884898" not in run.stdout + run.stderr
    return [line for line in run.stdout.splitlines() if "FTP31" in line]


def test_without_the_file_nothing_is_guessed(tmp_path: Path) -> None:
    assert told(tmp_path, None) == []


def test_a_user_who_is_allowed_on_the_site_gets_in(tmp_path: Path) -> None:
    assert told(tmp_path, administration(USER, PERMISSION)) == []


def test_no_user_at_all(tmp_path: Path) -> None:
    (line,) = told(tmp_path, administration("", PERMISSION))
    assert ":12:45: error FTP317 [Partners]" in line
    assert "has no user that is enabled" in line


def test_a_file_as_the_setup_leaves_it_has_no_users(tmp_path: Path) -> None:
    (line,) = told(tmp_path, "<configuration><configSections/><moduleProviders/></configuration>")
    assert "error FTP317" in line


@pytest.mark.parametrize(
    ("users", "rules"),
    [
        (USER, ""),
        (USER, PERMISSION.replace("Partners", "Customers")),
        (USER, PERMISSION.replace("Depot", "carrier")),
        (USER, PERMISSION.replace("<add", '<add isRole="true"')),
    ],
    ids=["none", "another site", "another user", "a Windows group"],
)
def test_no_permission_on_the_site(tmp_path: Path, users: str, rules: str) -> None:
    (line,) = told(tmp_path, administration(users, rules))
    assert "error FTP317" in line
    assert "no permission on this site for any of its users" in line


def test_a_user_who_is_switched_off_gets_nowhere(tmp_path: Path) -> None:
    (line,) = told(tmp_path, administration(USER.replace("<add", '<add enabled="false"'), PERMISSION))
    assert "error FTP317" in line


RULE = '<add accessType="Allow" users="depot" permissions="Read"/>'


def test_no_rule_names_the_user(tmp_path: Path) -> None:
    (line,) = told(tmp_path, administration(USER, PERMISSION), SITES.replace('users="depot"', 'users="carrier, jane"'))
    assert "error FTP317" in line
    assert "no user allowed on this site whom an authorization rule names" in line


@pytest.mark.parametrize(
    "rule",
    [
        RULE.replace("depot", "*"),
        RULE.replace("depot", "SERVER1\\Depot, jane"),
        RULE.replace("users", "roles"),
        RULE.replace("depot", "jane") + RULE.replace("users", "roles"),
        RULE.replace("Allow", "Deny").replace("depot", "jane"),
        "",
    ],
    ids=["all", "with a machine", "roles", "roles too", "deny only", "none"],
)
def test_rules_that_may_mean_the_user(tmp_path: Path, rule: str) -> None:
    """That nothing is allowed to anybody is for FTP401."""
    assert told(tmp_path, administration(USER, PERMISSION), SITES.replace(RULE, rule)) == []


def test_with_another_method_it_is_a_warning(tmp_path: Path) -> None:
    (line,) = told(tmp_path, administration("", ""), BASIC)
    assert "warning FTP318 [Partners]" in line


@pytest.mark.parametrize(
    "beside",
    [
        administration("", "", of_users='defaultProvider="ContosoProvider"'),
        administration(USER, "", of_rules='defaultProvider="ContosoAuthorizationProvider"'),
        administration("", "", of_users='configSource="users.config"'),
        administration(USER, PERMISSION.replace("/Partners", "/Partners/depot")),
        administration(USER, PERMISSION.replace("/Partners", "/")),
        "<configuration/>",
        "<configuration><configSections>",
        '<!DOCTYPE a [<!ENTITY x "y">]><configuration>&x;</configuration>',
        "",
    ],
    ids=["users elsewhere", "rules elsewhere", "a file of their own", "an application", "all", *"1234"],
)
def test_what_does_not_prove_it_says_nothing(tmp_path: Path, beside: str) -> None:
    assert told(tmp_path, beside) == []


def test_the_stock_providers_by_name(tmp_path: Path) -> None:
    named = administration(
        USER,
        PERMISSION,
        'defaultProvider="ConfigurationAuthenticationProvider"',
        'defaultProvider="ConfigurationAuthorizationProvider"',
    )
    assert told(tmp_path, named) == []
    assert len(told(tmp_path, named.replace(PERMISSION, ""))) == 1


def test_the_file_of_a_redirected_folder_is_not_asked(tmp_path: Path) -> None:
    (tmp_path / "redirection.config").write_text(
        '<configuration><configurationRedirection enabled="true" path="X"/></configuration>'
    )
    assert told(tmp_path, administration("", "")) == []


def test_the_site_is_said_to_let_nobody_in(tmp_path: Path) -> None:
    told(tmp_path, administration("", ""))
    run = ftplint(tmp_path / "applicationHost.config")
    assert "Partners  nobody can log in: IisManagerAuth, and no user of IIS Manager gets into" in run.stdout


def test_each_server_has_its_own_users(tmp_path: Path) -> None:
    for name, users in (("north", USER), ("south", "")):
        (tmp_path / name).mkdir()
        told(tmp_path / name, administration(users, PERMISSION))
    run = ftplint(tmp_path, "--select", "FTP317", "--output-format", "concise", "--jobs", "2")
    (line,) = [line for line in run.stdout.splitlines() if "FTP317" in line]
    assert "south" in line

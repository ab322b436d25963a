"""What the script does where it sees less, is asked for less, or cannot work: what is missing is said, never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from ftplint.collect import PARTS, collector, names_of
from tests.collect.cmdlets import TABLES
from tests.collect.example import CONFIG, member_server
from tests.collect.objects import certificate
from tests.collect.test_collected import by
from tests.collect.values import Enum, PowerShellError
from tests.collect.windows import CONFIG as FOLDER
from tests.collect.windows import Server

SCRIPT = collector("1.2", parts=PARTS)


FIRST = {
    "server": "Win32_OperatingSystem",
    "certificates": "GetRSAPrivateKey",
    "network": "Get-NetTCPConnection",
    "accounts": "Win32_Group",
}


@pytest.mark.parametrize("part", sorted(FIRST))
def test_what_fails_in_a_part_is_said_and_the_rest_goes_on(part: str) -> None:
    server = member_server()
    server.broken[FIRST[part]] = "Access is denied."
    found = server.facts(SCRIPT)
    assert found["states"].keys() == {part}
    assert found["states"][part].startswith("incomplete: ") and "Access is denied." in found["states"][part]
    assert any("Access is denied." in line for line in server.said)


def test_a_part_that_has_nothing_at_all_failed() -> None:
    server = member_server()
    server.broken |= dict.fromkeys(("Get-NetTCPConnection", "Win32_Service", "Win32_Process"), "Access is denied.")
    server.broken |= {name: "no" for name in TABLES if "Firewall" in name or "Connection" in name}
    found = server.facts(SCRIPT)
    assert "listeners: no" in found["states"]["network"] and not found["states"]["network"].startswith("incomplete")
    assert all(answer is None for answer in found["network.json"].values())


@pytest.mark.parametrize(
    ("what", "part"),
    [
        ("Get-NetFirewallRule", "network"), ("Get-WindowsFeature", "server"), ("GetRSAPrivateKey", "certificates"),
        ("ADSI", "accounts"), ("FindAll", "accounts"), ("c:\\ftp", "paths"),
    ],
)  # fmt: skip
def test_what_is_missing_in_a_part_is_said(what: str, part: str) -> None:
    server = member_server()
    server.broken[what] = "It does not work here."
    found = server.facts(SCRIPT)
    assert any("It does not work here." in one for one in found["bundle.json"]["parts"][part])
    assert "It does not work here." in found["states"][part] and f"{part}.json" in found


def test_what_is_missing_is_null_and_no_guess() -> None:
    server = member_server()
    server.broken |= {
        "Get-NetFirewallRule": "no",
        "Get-WindowsFeature": "no",
        "GetRSAPrivateKey": "no",
        "FindAll": "no",
    }
    del server.stores["ClientAuthIssuer"]
    found = server.facts(SCRIPT)
    assert found["network.json"]["firewall"] is None and found["server.json"]["features"] is None
    assert (
        found["certificates.json"]["certificates"][0]["keyReadable"] is None
        and found["tls.json"]["clientIssuers"] is None
    )
    jane = by(found["accounts.json"]["accounts"], "name", "CORP\\jane")
    assert jane["found"] is True and jane["enabled"] is None and jane["groups"] is None


def test_an_account_is_missing_only_if_whoever_knows_was_asked() -> None:
    server = member_server()
    server.files[f"{FOLDER}\\applicationhost.config"] = CONFIG.replace(
        b"gone", b"gone, CORP\\gone, PARTNER\\gone, WEB01\\gone, gone@corp.example, gone@partner.example"
    )
    found = server.facts(SCRIPT)["accounts.json"]["accounts"]
    assert {one["name"]: one["found"] for one in found if "gone" in one["name"]} == {
        "gone": False, "CORP\\gone": False, "PARTNER\\gone": None, "WEB01\\gone": False,
        "gone@corp.example": False, "gone@partner.example": None,
    }  # fmt: skip
    server.broken["ADSI"] = "The server is not operational."
    found = server.facts(SCRIPT)["accounts.json"]["accounts"]
    assert {one["name"]: one["found"] for one in found if "gone" in one["name"]} == {
        "gone": None, "CORP\\gone": None, "PARTNER\\gone": None, "WEB01\\gone": False,
        "gone@corp.example": None, "gone@partner.example": None,
    }  # fmt: skip


def test_without_rights_to_the_configuration_the_rest_is_collected() -> None:
    server = member_server()
    server.broken |= {f"{FOLDER}\\applicationhost.config": "Access to the path is denied.", "administrator": ""}
    found = server.facts(SCRIPT)
    assert found["bundle.json"]["administrator"] is False
    assert found["bundle.json"]["parts"]["config"][0].startswith("applicationHost.config: Access to the path")
    assert "names: Access to the path is denied." in found["states"]["paths"]
    assert "names: " not in found["states"].get("server", "")
    assert "names: " not in found["states"].get("network", "") and found["network.json"]["listeners"]


def test_names_of_a_file_are_those_that_the_script_reads_itself() -> None:
    given = collector("1.2", names_of("a", CONFIG), PARTS)
    assert given != SCRIPT
    assert member_server().facts(given) == member_server().facts(SCRIPT)


def test_tomorrow_s_file_is_asked_about_on_today_s_server() -> None:
    server = member_server()
    given = collector("1.2", names_of("a", CONFIG.replace(b"%SystemDrive%\\ftp", b"D:\\new")), PARTS)
    found = server.facts(given)
    assert by(found["paths.json"]["paths"], "use", "root")["path"] == "D:\\new"
    assert b"%SystemDrive%\\ftp" in found["config/applicationHost.config"]


REDIRECTED = (
    b'<configuration><configurationRedirection enabled="true" path="\\\\nas\\iis" password="x"/></configuration>'
)


def test_shared_configuration_is_said_and_can_be_followed() -> None:
    server = member_server()
    server.files[f"{FOLDER}\\redirection.config"] = REDIRECTED
    server.files[f"{FOLDER}\\administration.config"] = b"<configuration/>"
    found = server.facts(SCRIPT)
    assert found["bundle.json"]["parts"]["config"] == []
    assert found["config/redirection.config"] == REDIRECTED.replace(b'"x"', b'"********"'), "a rule says so"
    server.files["\\\\nas\\iis\\applicationhost.config"] = CONFIG.replace(b"2121", b"2222")
    found = server.facts(SCRIPT, configfolder="\\\\nas\\iis")
    assert b"2222" in found["config/applicationHost.config"] and "config/redirection.config" not in found
    assert found["schema/ftp_schema.xml"] == b"<configSchema/>"


def test_accounts_can_be_left_out() -> None:
    server = member_server()
    found = server.facts(collector("1.2", parts=("server", "paths")))
    assert found["states"]["accounts"] == "not asked" and "accounts.json" not in found


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        ({"version": (4, 0)}, "#requires"),
        ({"bits": 32}, "Sysnative"),
        ({"mode": "ConstrainedLanguage"}, "constrained language mode"),
    ],
    ids=["PowerShell 4", "32-bit", "constrained"],
)
def test_where_it_cannot_work_it_says_what_to_do(machine: dict[str, Any], said: str) -> None:
    server = member_server()
    server.machine |= machine
    with pytest.raises(PowerShellError, match=said):
        server.facts(SCRIPT)
    assert server.zip == {}


def test_a_file_that_exists_is_not_overwritten() -> None:
    server = member_server()
    server.files["c:\\here\\web01.zip"] = b"another"
    with pytest.raises(PowerShellError, match="already exists"):
        server.facts(SCRIPT, output="web01.zip")


def test_a_file_with_a_private_key_is_no_client_certificate() -> None:
    server = member_server()
    server.files["jane.pfx"] = b"PFX"
    found = server.facts(SCRIPT, clientcertificate=["jane.pfx"])
    assert "more than a certificate" in found["states"]["accounts"]
    assert len(found["certificates.json"]["certificates"]) == 1


def test_a_domain_controller_has_no_groups_of_its_own() -> None:
    server = member_server()
    server.role, server.groups = 5, {}
    found = server.facts(SCRIPT)
    assert by(found["accounts.json"]["accounts"], "name", "CORP\\jane")["groups"] == [
        "CORP\\FtpUsers",
        "BUILTIN\\Users",
    ]


def test_the_last_line_says_what_to_do_next() -> None:
    server = member_server()
    server.facts(SCRIPT, output="web01.zip")
    assert server.said[-1].startswith("Written: C:\\here\\web01.zip.")
    assert server.said[-1].endswith("ftplint check web01.zip")


def test_many_sites_stay_within_the_limits() -> None:
    sites = "".join(
        f'<site name="s{n}" id="{n}"><application path="/"><virtualDirectory path="/" physicalPath="E:\\{n}"/></application>'
        f'<bindings><binding protocol="ftp" bindingInformation="*:{n % 60000 + 1}:"/></bindings></site>'
        for n in range(80)
    )
    server = Server(
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>".encode()
    )
    assert len(server.facts(SCRIPT)["paths.json"]["paths"]) == 81


def test_values_of_every_kind_are_json() -> None:
    server = member_server()
    hostile = "a\"b\\c\r\n\t\0'$(x)`<\u00e4\u2028\U0001f600"
    server.stores["Root"] = [certificate(hostile, b"x")]
    server.tables["Get-NetFirewallProfile"][0].set_member("DefaultInboundAction", Enum("Allow"))
    found = server.facts(SCRIPT)
    assert found["tls.json"]["trustedIssuers"][0]["subject"] == f"CN={hostile}"
    assert found["network.json"]["firewall"]["profiles"][0]["defaultInbound"] == "allow"


def test_a_link_to_another_machine_that_5_1_writes_without_backslashes_is_not_opened() -> None:
    server = member_server()
    server.links["c:\\ftp"] = "UNC\\nas\\ftp"
    root = by(server.facts(SCRIPT)["paths.json"]["paths"], "use", "root")
    assert root["share"] is True and root["permissions"] is None and root["exists"] is True


def test_a_folder_below_a_link_has_no_known_space() -> None:
    server = member_server()
    server.links["c:\\ftp"] = "E:\\ftp"
    paths = server.facts(SCRIPT)["paths.json"]["paths"]
    assert [one["freeBytes"] for one in paths if one["path"].startswith("%SystemDrive%\\ftp")] == [None] * 4


def test_after_five_minutes_nothing_new_is_begun() -> None:
    server = member_server()
    script = SCRIPT.replace("[datetime]::UtcNow.AddMinutes(5)", "[datetime]::UtcNow.AddMinutes(-5)")
    found = server.facts(script)
    assert "five minutes are over" in found["states"]["paths"] and found["paths.json"]["paths"] is None
    assert not [path for path in server.touched if path.lower().startswith("c:\\ftp")]

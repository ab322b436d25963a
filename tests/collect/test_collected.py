"""What the script collects from a made-up server. The evaluator is not PowerShell: see interpreter.py."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from ftplint.collect import PARTS, collector
from tests.collect.example import CONFIG, GONE, KEY, member_server
from tests.collect.objects import der_of
from tests.collect.windows import CONFIG as FOLDER

SCRIPT = collector("1.2", parts=PARTS)


@pytest.fixture(scope="module")
def collected() -> dict[str, Any]:
    server = member_server()
    server.files["jane.cer"] = der_of("jane")
    return server.facts(SCRIPT, clientcertificate=["jane.cer"])


def by(listed: list[dict[str, Any]], key: str, value: object) -> dict[str, Any]:
    found = [one for one in listed if one[key] == value]
    assert len(found) == 1, (value, [one[key] for one in listed])
    return found[0]


def test_everything_is_collected(collected: dict[str, Any]) -> None:
    about = collected["bundle.json"]
    assert [name for name in about["parts"] if name != "config"] == [*PARTS, "sids"]
    assert collected["states"] == {} and about["parts"]["accounts"] == []
    assert (about["format"], about["version"], about["collector"], about["computer"]) == (
        "ftplint-evidence",
        2,
        "ftplint 1.2",
        "WEB01",
    )
    assert about["collected"] == "2026-11-29T10:00:00Z" and about["administrator"] is True


def test_config_files_are_as_they_are_but_for_passwords(collected: dict[str, Any]) -> None:
    assert collected["config/applicationHost.config"] == CONFIG.replace(b"Sommer2026!", b"********")
    assert collected["schema/ftp_schema.xml"] == b"<configSchema/>"


def test_server(collected: dict[str, Any]) -> None:
    server = collected["server.json"]
    assert server["domainRole"] == "member server" and server["domain"] == "corp.example" and server["iis"] == "10.0"
    assert server["features"] == [{"name": "Web-Ftp-Service", "installed": True}]
    assert (
        server["services"][0]["started"] == "2026-11-02T09:00:00Z"
        and server["configurationChanged"] == "2026-11-01T08:00:00Z"
    )


def test_certificates_and_who_reads_the_key(collected: dict[str, Any]) -> None:
    ours, given = collected["certificates.json"]["certificates"]
    assert ours["store"] == "My" and ours["keyReadable"] == ["NT AUTHORITY\\SYSTEM"]
    assert (
        ours["template"] == "FTP"
        and ours["dnsNames"] == ["ftp", "ftp.example.com"]
        and ours["enhancedKeyUsage"] == ["1.3.6.1.5.5.7.3.1"]
    )
    assert ours["chain"] == ["NotTimeValid"] and ours["revocation"] == "unknown"
    assert given["store"] == "given" and base64.b64decode(given["der"]) == der_of("jane")


def test_tls(collected: dict[str, Any]) -> None:
    tls = collected["tls.json"]
    found = {(one["name"], one["role"]): (one["enabled"], one["disabledByDefault"]) for one in tls["protocols"]}
    assert found["TLS 1.2", "server"] == (False, True) and found["TLS 1.2", "client"] == (None, None)
    assert tls["ciphers"] == [{"name": "RC4 128/128", "enabled": False}]
    assert tls["ntAuth"] == ["CD" * 20] and tls["ntAuthDirectory"] == [hashlib.sha1(b"CA1").hexdigest().upper()]
    assert (
        tls["trustedIssuers"] == [{"thumbprint": hashlib.sha1(b"ROOT").hexdigest().upper(), "subject": "CN=Corp Root"}]
        and tls["clientIssuers"] == []
    )
    assert (
        tls["mapping"]["certificateMappingMethods"] == 24
        and tls["mapping"]["strongCertificateBindingEnforcement"] is None
    )


def test_network(collected: dict[str, Any]) -> None:
    network = collected["network.json"]
    assert network["firewall"]["profiles"] == [
        {"name": "Domain", "enabled": True, "active": True, "defaultInbound": "block"}
    ]
    assert network["firewall"]["statefulFtp"] is None
    rules = {one["name"]: one for one in network["firewall"]["rules"]}
    assert set(rules) == {"FTP", "passive", "web", "all"}
    assert (
        rules["FTP"]["localPorts"] == ["21", "2121"]
        and rules["FTP"]["service"] == "ftpsvc"
        and rules["FTP"]["profiles"] == ["Domain", "Private"]
    )
    assert (
        rules["passive"]["localPorts"] == ["50000-50010"]
        and rules["passive"]["service"] is None
        and rules["passive"]["remoteAddresses"] == ["Any"]
    )
    assert network["listeners"] == [
        {"address": "0.0.0.0", "port": 2121, "process": "svchost", "service": "FTPSVC"},
        {"address": "::", "port": 50005, "process": "other", "service": None},
        {"address": "0.0.0.0", "port": 80, "process": None, "service": None},
    ]


def test_paths_and_homes(collected: dict[str, Any]) -> None:
    paths = collected["paths.json"]["paths"]
    root = by(paths, "use", "root")
    assert (
        root["path"] == "%SystemDrive%\\ftp"
        and root["expanded"] == "C:\\ftp"
        and root["exists"] is True
        and root["kind"] == "folder"
    )
    assert root["folders"] == ["localuser", "corp"] and root["freeBytes"] == 50_000_000_000
    assert by(paths, "path", "%SystemDrive%\\ftp\\localuser")["folders"] == ["bob", "other"]
    assert [one["path"] for one in paths if one["use"] == "home"] == [
        "%SystemDrive%\\ftp\\localuser",
        "%SystemDrive%\\ftp\\localuser\\bob",
        "%SystemDrive%\\ftp\\corp",
    ]
    assert by(paths, "path", "\\\\nas\\in") | {"exists": None, "share": True, "permissions": None} == by(
        paths, "path", "\\\\nas\\in"
    )
    assert by(paths, "expanded", "C:\\inetpub\\logs\\LogFiles")["exists"] is False


def test_permissions(collected: dict[str, Any]) -> None:
    entries = by(collected["paths.json"]["paths"], "use", "root")["permissions"]
    assert [(one["account"], one["type"], one["rights"]) for one in entries] == [
        ("BUILTIN\\Users", "allow", ["list", "read"]),
        ("WEB01\\bob", "deny", ["read"]),
        ("CREATOR OWNER", "allow", ["list", "read", "write", "delete", "full"]),
        ("S-1-5-99", "allow", ["list"]),
    ]


def test_accounts_of_the_domain_and_of_the_machine(collected: dict[str, Any]) -> None:
    accounts = collected["accounts.json"]["accounts"]
    jane = by(accounts, "name", "CORP\\jane")
    assert (
        jane["kind"] == "user"
        and jane["found"]
        and jane["enabled"]
        and jane["locked"]
        and not jane["expired"]
        and not jane["passwordExpired"]
    )
    assert jane["homeDirectory"] == "D:\\homes\\jane"
    assert jane["groups"] == ["CORP\\FtpUsers", "WEB01\\Operators"], "not the Users of the domain controller"
    service = by(accounts, "name", "CORP\\svc")
    assert not service["enabled"] and service["expired"] and service["groups"] == []
    assert by(accounts, "name", "CORP\\FtpUsers")["members"] == ["CORP\\jane"]
    bob = by(accounts, "name", "bob")
    assert (
        bob["kind"] == "user" and bob["enabled"] is False and bob["expired"] and bob["groups"] == ["WEB01\\Operators"]
    )
    assert by(accounts, "name", "Operators")["members"] == ["WEB01\\bob", "CORP\\FtpUsers"]
    assert by(accounts, "name", "Users")["members"] == ["NT AUTHORITY\\Authenticated Users", GONE]
    assert by(accounts, "name", "gone")["found"] is False
    assert by(accounts, "name", "IUSR")["found"] is True
    assert not any(one["name"] == "*" for one in accounts)


def test_client_certificates(collected: dict[str, Any]) -> None:
    (mapped,) = collected["accounts.json"]["clientCertificates"]
    (account,) = mapped["accounts"]
    assert account["name"] == "CORP\\jane" and account["upn"] == "jane@corp.example" and account["locked"] is True
    assert account["altSecurityIdentities"] == ["X509:<I>CN=Corp CA<SR>0a0b"]


def test_filters_for_the_domain_are_escaped() -> None:
    server = member_server()
    server.files["jane.cer"] = der_of("jane")
    server.facts(SCRIPT, clientcertificate=["jane.cer"])
    filters = [where for _, where in server.searched]
    assert any("memberOf:1.2.840.113556.1.4.1941:=CN=Ftp \\28all\\29\\2a,DC=corp" in where for where in filters)
    assert any("X509:*jane \\28x\\29*)" in where for where in filters)


def test_the_log_and_client_certificates_are_only_taken_if_asked() -> None:
    found = member_server().facts(collector("1.2"))
    assert "log.json" not in found and "clients.json" not in found and found["states"] == {"log": "not asked"}
    assert found["tls.json"]["trustedIssuers"] is None and found["accounts.json"]["clientCertificates"] == []


def test_the_log_shows_results_and_neither_names_nor_addresses(collected: dict[str, Any]) -> None:
    (lines,) = collected["log.json"]["lines"]
    assert lines["file"] == "ftpsvc2/u_ex261129.log"
    assert lines["fields"] == ["date", "time", "sc-status", "sc-win32-status", "sc-substatus"]
    assert lines["values"][1] == ["2026-11-29", "09:00:01", "530", "-", "33"], "it does not log the error of Windows"
    assert lines["values"][3] == ["2026-11-29", "09:00:03", "226", "-", "-"], "a line that is cut off"
    assert len(lines["values"]) == 4 and not any("bob" in str(one) for one in lines["values"])


def test_a_given_number_of_lines() -> None:
    found = member_server().facts(SCRIPT, loglines=2)
    assert len(found["log.json"]["lines"][0]["values"]) == 2 and found["log.json"]["lines"][0]["fields"]


def test_a_path_that_is_no_full_path_is_no_share() -> None:
    server = member_server()
    config = CONFIG.replace(b"D:\\logs", b"logs").replace(b"%SystemDrive%\\ftp", b"C:ftp")
    server.files[f"{FOLDER}\\applicationhost.config"] = config
    paths = server.facts(SCRIPT)["paths.json"]["paths"]
    assert [(one["share"], one["exists"]) for one in paths if one["path"] in ("logs", "C:ftp")] == [(False, None)] * 2


def test_an_account_that_cannot_be_read_is_not_enabled_by_guess() -> None:
    server = member_server()
    for entry in server.directory:
        for name in ("userAccountControl", "msDS-User-Account-Control-Computed", "accountExpires"):
            entry.pop(name, None)
    jane = by(server.facts(SCRIPT)["accounts.json"]["accounts"], "name", "CORP\\jane")
    assert [jane[name] for name in ("found", "enabled", "locked", "expired", "passwordExpired")] == [
        True,
        None,
        None,
        None,
        None,
    ]


def test_a_folder_whose_permissions_nobody_may_read_still_exists() -> None:
    server = member_server()
    server.broken["Get-Acl c:\\ftp"] = "Attempted to perform an unauthorized operation."
    found = server.facts(SCRIPT)
    root = by(found["paths.json"]["paths"], "use", "root")
    assert root["exists"] is True and root["permissions"] is None and root["folders"]
    assert "permissions of %SystemDrive%" in found["bundle.json"]["parts"]["paths"][0]


def test_folders_of_a_user_are_not_listed(collected: dict[str, Any]) -> None:
    assert by(collected["paths.json"]["paths"], "path", "%SystemDrive%\\ftp\\localuser\\bob")["folders"] is None


def test_nothing_of_other_machines_is_opened() -> None:
    server = member_server()
    server.drives["Z"] = "Network"
    server.links["c:\\ftp"] = "\\\\nas\\ftp"
    server.files[f"{FOLDER}\\applicationhost.config"] = CONFIG.replace(b"D:\\logs", b"Z:\\logs")
    found = server.facts(SCRIPT)
    paths = found["paths.json"]["paths"]
    assert by(paths, "path", "Z:\\logs")["share"] is True
    assert by(paths, "use", "root") | {"link": "\\\\nas\\ftp", "share": True, "permissions": None} == by(
        paths, "use", "root"
    )
    assert not [path for path in server.touched if path.startswith(("\\\\", "Z:"))]
    assert KEY.lower() not in [
        path.lower() for path in server.touched if path.lower() not in map(str.lower, server.access)
    ], "never read"

"""Folders in the way of each other, and parts of the file that stand where nobody reads them."""

from __future__ import annotations

import pytest

from tests.detectors.test_ports import passive, told, web
from tests.judging.test_which_findings import found, server, site

# Folders


def content(folder: str, application: str = "/", path: str = "/") -> str:
    return f'<application path="{application}"><virtualDirectory path="{path}" physicalPath="{folder}"/></application>'


@pytest.mark.parametrize(
    ("outer", "inner", "named"),
    [
        ("D:\\ftp", "D:\\ftp\\in", True),
        ("D:/FTP/", "d:\\ftp\\deep\\in\\", True),
        ("%SystemDrive%\\ftp", "C:\\ftp\\in", True),
        (" D:\\ftp ", "D:\\ftp\\in", True),
        ("D:\\ftp", "D:\\ftp", False),
        ("D:\\ftp", "D:\\ftp2", False),
        ("D:\\ftp\\in", "D:\\ftp\\other", False),
        ("", "D:\\ftp", False),
    ],
)
def test_the_root_of_a_site_below_that_of_another(outer: str, inner: str, named: bool) -> None:
    data = server(site("a", 1, content(outer)), site("b", 2, content(inner)), site("c", 3))
    findings = found(data, "FTP834")
    assert [(f.site, f.location.line, f.setting) for f in findings] == ([("b", 3, "physicalPath")] if named else [])
    if named:
        related = [(one.location.line, one.note) for one in findings[0].related]
        assert related == [(2, "the root of site 'a'")]
        assert inner in findings[0].message and "site 'a'" in findings[0].message


def test_only_the_root_counts_and_of_several_around_it_the_deepest() -> None:
    outer = site("a", 1, content("D:\\ftp"))
    for elsewhere in (content("D:\\ftp\\in", "/app"), content("D:\\ftp\\in", "/", "/v")):
        assert told(server(outer, site("b", 2, elsewhere)), "FTP834") == []
        assert told(server(site("b", 2, elsewhere), site("c", 3, content("D:\\ftp\\in\\x"))), "FTP834") == []
    three = server(outer, site("b", 2, content("D:\\ftp\\in")), site("c", 3, content("D:\\ftp\\in\\x")))
    assert [(s, line, "'a'" in m, "below that of site 'b'" in m) for s, line, m in told(three, "FTP834")] == [
        ("b", 3, True, False),
        ("c", 4, False, True),
    ]
    twice = server(outer, site("b", 2, content("D:\\ftp")), site("c", 3, content("D:\\ftp\\x")))
    assert [(s, "site 'a'" in m) for s, _, m in told(twice, "FTP834")] == [("c", True)]


def log(directory: str, more: str = "") -> str:
    return f'<ftpServer><logFile directory="{directory}" {more}/></ftpServer>'


@pytest.mark.parametrize(
    ("inner", "named"),
    [
        (log("D:\\ftp"), True),
        (log("d:/ftp/logs/"), True),
        (log("D:\\ftp\\logs", 'enabled="true"'), True),
        (log("D:\\ftp\\logs", 'enabled="false"'), False),
        (log("D:\\ftp2"), False),
        ("", False),
    ],
)
def test_a_log_in_the_content_of_a_site(inner: str, named: bool) -> None:
    data = server(site("a", 1, content("D:\\ftp")), site("b", 2, inner))
    findings = found(data, "FTP835")
    wanted = [("b", 3, "ftpServer/logFile/@directory")] if named else []
    assert [(f.site, f.location.line, f.setting) for f in findings] == wanted
    assert not named or "content of site 'a'" in findings[0].message


def test_a_log_in_content_is_told_once_where_site_defaults_say_it() -> None:
    defaults = "<siteDefaults>" + log("D:\\ftp\\logs") + "</siteDefaults>"
    data = server(site("a", 1, content("D:\\ftp")), site("b", 2), defaults)
    assert [(name, line) for name, line, _ in told(data, "FTP835")] == [(None, 4)]
    own = server(site("a", 1, log("D:\\ftp\\a") + content("D:\\ftp")), site("b", 2, log("D:\\ftp\\b")))
    assert [(name, line) for name, line, _ in told(own, "FTP835")] == [("a", 2), ("b", 3)]


@pytest.mark.parametrize(
    ("mode", "central", "named"),
    [
        ("Central", 'directory="D:\\ftp\\logs" enabled="true"', "system.ftpServer/log/centralLogFile/@directory"),
        ("Central", 'directory="D:\\ftp\\logs" enabled="false"', None),
        ("Central", 'directory="D:\\logs" enabled="true"', None),
        ("Site", 'directory="D:\\ftp\\logs" enabled="true"', "ftpServer/logFile/@directory"),
    ],
)
def test_a_central_log_in_content(mode: str, central: str, named: str | None) -> None:
    """It is in force by its mode, and the logs of sites are not then."""
    rest = (
        f'\n<system.ftpServer><log centralLogFileMode="{mode}">\n<centralLogFile {central}/></log></system.ftpServer>'
    )
    data = server(site("a", 1, content("D:\\ftp") + log("D:\\ftp\\own")), rest=rest)
    findings = found(data, "FTP835")
    where = (None, 5) if mode == "Central" else ("a", 2)
    assert [(f.site, f.location.line, f.setting) for f in findings] == ([] if named is None else [(*where, named)])
    assert named is None or "'a'" in findings[0].message


@pytest.mark.parametrize(
    ("name", "inner", "words"),
    [
        ("a:b", "", "'a:b' of a site"),
        ("a", '<application path="/x:y"/>', "'/x:y' of a"),
        ("a", '<application path="/"><virtualDirectory path="/x:y"/></application>', "'/x:y' of a virtual directory"),
        ("a", '<application path="/"><virtualDirectory path="/x" physicalPath="D:\\x"/></application>', None),
    ],
)
def test_a_colon_in_a_name(name: str, inner: str, words: str | None) -> None:
    findings = told(server(site(name, 1, inner)), "FTP630")
    assert [(one, line) for one, line, _ in findings] == ([(name, 2)] if words else [])
    assert words is None or words in findings[0][2]


# What stands where nobody reads it

FOLDER = "<system.ftpServer>\n<security><ipSecurity/><authorization/></security></system.ftpServer>"


@pytest.mark.parametrize(
    ("path", "text", "rule", "words"),
    [
        ("C:\\x\\Web.config", FOLDER, "FTP038", "by its name"),
        ("/x/web.config", f"<location path='a'>{FOLDER}</location>", "FTP038", "by its name"),
        ("x.config", f"{FOLDER}<appSettings/>", "FTP038", "by its element appSettings"),
        ("x.config", f"{FOLDER}<connectionStrings/><system.web/>", "FTP038", "by its element system.web"),
        ("x.config", f"{FOLDER}<runtime/>", "FTP038", "by its element runtime"),
        ("x.config", f"{FOLDER}<system.serviceModel/>", "FTP038", "by its element system.serviceModel"),
        ("web.config", f"<configSections/>{FOLDER}", "FTP038", None),
        ("web.config", f"<system.applicationHost><sites/></system.applicationHost>{FOLDER}", "FTP038", None),
        ("web.config", "<appSettings/>", "FTP038", None),
        ("x.config", FOLDER, "FTP038", None),
        ("x.config", FOLDER, "FTP041", ""),
        ("x.config", FOLDER.replace("ipSecurity", "requestFiltering"), "FTP041", ""),
        ("x.config", FOLDER.replace("ipSecurity", "authentication"), "FTP041", None),
        ("x.config", FOLDER.replace("</system", "<log/></system"), "FTP041", None),
        ("x.config", FOLDER.replace("security", "other"), "FTP041", None),
        ("x.config", "<system.ftpServer><security/></system.ftpServer>", "FTP041", None),
        ("x.config", f"{FOLDER}<location path='a'/>", "FTP041", None),
        ("web.config", FOLDER, "FTP041", None),
    ],
)
def test_a_web_config(path: str, text: str, rule: str, words: str | None) -> None:
    findings = told(f"<configuration>{text}</configuration>".encode(), rule, path)
    assert [(name, line) for name, line, _ in findings] == ([] if words is None else [(None, 1)])
    assert words is None or words in findings[0][2]


@pytest.mark.parametrize(
    ("attributes", "named"),
    [
        ('overrideMode="Allow"', "overrideMode"),
        ('overrideMode="allow" allowOverride="true"', "overrideMode"),
        ('allowOverride="True"', "allowOverride"),
        ('overrideMode="Deny" allowOverride="false"', None),
        ("", None),
    ],
)
def test_ftp_sections_that_are_unlocked(attributes: str, named: str | None) -> None:
    rest = f'\n<location path="a/in" {attributes}>{FOLDER}</location>'
    findings = found(server(site("a"), rest=rest), "FTP040")
    assert [(f.location.line, f.setting) for f in findings] == ([(4, f"location/@{named}")] if named else [])
    assert not named or findings[0].message.startswith(f"{named} unlocks FTP sections in the location 'a/in'")
    assert found(server(site("a"), rest=rest.replace("ftpServer", "webServer")), "FTP040") == ()


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ('<ipSecurity allowUnlisted="false"/>', "FTP reads system.ftpServer/security/ipSecurity"),
        ('<dynamicIpSecurity denyAction="x"/>', "system.ftpServer/security/authentication/denyByFailure"),
        ("<authorization><add/></authorization>", "system.ftpServer/security/authorization"),
        ('<requestFiltering a="b"/>', "system.ftpServer/security/requestFiltering"),
        ("<authentication><x/></authentication>", "the site's ftpServer/security/authentication"),
        ('<access sslFlags="Ssl"/>', "the site's ftpServer/security/ssl"),
        ("<access/>", None),
        ('<isapiCgiRestriction a="b"/>', None),
    ],
)
def test_security_of_the_web_server_for_a_site_without_web(section: str, expected: str | None) -> None:
    inside = f"<system.webServer><security>\n{section}</security></system.webServer>"
    for path, name in (("a", "a"), ("A/in", "a"), ("b", None), ("", None), ("c", None)):
        rest = f'<location path="{path}">{inside}</location>'
        findings = told(
            server(
                site("a", 1),
                site("c", 3).replace("<bindings>", '<bindings><binding protocol="http" bindingInformation="*:80:"/>'),
                rest=rest,
            ),
            "FTP039",
        )
        assert [(one, line) for one, line, _ in findings] == ([("a", 5)] if name and expected else [])
        assert not (name and expected) or expected in findings[0][2]


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("x", "<configurationRedirection/>", "This is redirection.config,"),
        ("x", "<moduleProviders/>", "This is administration.config,"),
        ("x", "<administrators/>", "This is administration.config,"),
        ("x", "<administratorsProviders/>", "This is administration.config,"),
        ("x", "<system.web/>", "This is web.config,"),
        ("x", "<runtime/>", "This is web.config,"),
        ("x", "<appSettings/>", "This is web.config,"),
        ("x", "<connectionStrings/>", "This is web.config,"),
        ("x", "<system.serviceModel/>", "This is web.config,"),
        ("C:\\x\\Machine.config", "<runtime/>", "This is machine.config,"),
        ("a/redirection.config", "<x/>", "Name the applicationHost.config in the folder to which it points."),
        ("a/web.config", "<x/>", "Name %windir%\\System32\\inetsrv\\config\\applicationHost.config."),
        ("a/other.config", "<x/>", None),
        ("a/web.config", FOLDER, None),
        ("a/web.config", f"<location>{FOLDER}</location>", None),
        ("a/web.config", "<system.applicationHost/>", None),
        ("a/web.config", "<location path='.'><system.applicationHost/></location>", None),
    ],
)
def test_another_configuration_file(path: str, text: str, words: str | None) -> None:
    findings = told(f"<configuration>{text}</configuration>".encode(), "FTP047", path)
    assert [(name, line) for name, line, _ in findings] == ([] if words is None else [(None, 1)])
    assert words is None or words in findings[0][2]


# Certificates apart, lists cleared in vain


@pytest.mark.parametrize(
    ("common", "own", "named"),
    [("A" * 40, "B" * 40, True), ("A" * 40, "A" * 40, False), ("A" * 40, "", False), ("", "B" * 40, False)],
)
def test_a_certificate_of_its_own(common: str, own: str, named: bool) -> None:
    ssl = '<ftpServer><security>\n<ssl serverCertHash="{}"/></security></ftpServer>'
    data = server(site("a", 1, ssl.format(own)), site("b", 2), f"<siteDefaults>{ssl.format(common)}</siteDefaults>")
    findings = found(data, "FTP215")
    assert [(f.site, f.location.line) for f in findings] == ([("a", 3)] if named else [])
    if named:
        assert (
            findings[0].setting == "ftpServer/security/ssl/@serverCertHash"
            and f"({own.lower()})" in findings[0].message
        )
        assert [(r.location.line, r.note) for r in findings[0].related] == [(6, "the certificate of siteDefaults")]
    assert found(server(site("a", 1, ssl.format(own))), "FTP215") == ()


@pytest.mark.parametrize(
    ("unlisted", "path", "inner", "words"),
    [
        ("false", "a", "<clear/>", "&lt;clear/&gt; at / empties"),
        ("false", "A/In", "<clear/>", "at /in empties"),
        ("true", "a", "<clear/>", None),
        ("false", "a", "<remove/>", None),
        ("false", "other", "<clear/>", None),
    ],
)
def test_a_list_of_addresses_cleared_in_vain(unlisted: str, path: str, inner: str, words: str | None) -> None:
    section = "<system.ftpServer><security><ipSecurity{}>{}</ipSecurity></security></system.ftpServer>"
    above = section.format(f' allowUnlisted="{unlisted}"', "")
    below = f'\n<location path="{path}">{section.format("", inner)}</location>'
    findings = found(server(site("a"), rest=f"\n{above}{below}"), "FTP437")
    assert [(f.site, f.location.line) for f in findings] == ([("a", 5)] if words else [])
    if words:
        assert words.replace("&lt;", "<").replace("&gt;", ">") in findings[0].message
        assert [(r.location.line, r.note) for r in findings[0].related] == [(4, "refused here")]
        assert findings[0].setting == "system.ftpServer/security/ipSecurity/clear"
    own = below.replace("<ipSecurity>", '<ipSecurity allowUnlisted="false">')
    assert found(server(site("a"), rest=f"\n{above}{own}"), "FTP437") == ()


# Where exactly, and what may be lacking


def at(data: bytes, rule: str) -> str:
    """What the file has from the place of the first finding on, until the quote or blank after it."""
    finding = found(data, rule)[0]
    line = data.decode().splitlines()[finding.location.line - 1]
    return line[finding.location.column - 1 : finding.location.end_column - 1]


def test_a_finding_stands_at_the_value_that_it_is_about() -> None:
    outer = site("a", 1, content("D:\\ftp"))
    assert at(server(outer, site("b", 2, content("D:\\ftp\\in"))), "FTP834") == "D:\\ftp\\in"
    assert at(server(outer, site("b", 2, log("D:\\ftp\\in"))), "FTP835") == "D:\\ftp\\in"
    central = '\n<system.ftpServer><log centralLogFileMode="Central"><centralLogFile directory="D:\\ftp\\c" enabled="true"/></log></system.ftpServer>'
    assert at(server(outer, rest=central), "FTP835") == "D:\\ftp\\c"
    assert at(server(web("*:80:"), site("a", 1, binding="*:80:")), "FTP624") == "*:80:"
    assert at(server(site("a", 1, binding="*:5000:"), rest=passive(5000, 5001)), "FTP627") == "*:5000:"
    assert at(server(site("a", 1, binding="x:21:")), "FTP622") == "x:21:"
    assert at(server(site("a:b", 1)), "FTP630") == "a:b"
    assert at(server(site("a", 1, content("x", "/a:b"))), "FTP630") == "/a:b"
    odd = site("a", 1).replace('protocol="ftp"', 'protocol="ftp" sslFlags="1234567890123456789012345"')
    assert at(server(odd), "FTP628") == "1234567890123456789012345"
    assert "sslFlags='12345678901234567890'" in found(server(odd), "FTP628")[0].message
    assert at(server(site("a", 1).replace('"ftp"', '"ftps"')), "FTP626") == "ftps"
    unlocked = f'<location path="a" overrideMode="Allow">{FOLDER}</location>'
    assert at(server(site("a"), rest=unlocked), "FTP040") == "Allow"


def test_folders_applications_and_paths_that_lack_an_attribute_are_in_nobodys_way() -> None:
    bare = (
        '<application><virtualDirectory/></application><application path="/"><virtualDirectory path="/"/></application>'
    )
    data = server(site("a", 1, bare), site("b", 2, content("D:\\ftp") + log("D:\\other")))
    assert found(data, "FTP834", "FTP835", "FTP630", "FTP717") == ()
    nowhere = f"<location>{FOLDER}</location><location><system.webServer><security><access sslFlags='Ssl'/></security></system.webServer></location>"
    assert found(server(site("a"), rest=nowhere), "FTP040", "FTP039") == ()
    unlocked = f'<location overrideMode="Allow">{FOLDER}</location>'
    assert "location ''" in found(server(site("a"), rest=unlocked), "FTP040")[0].message

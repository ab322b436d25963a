"""Content that nobody registered, sections and elements written twice, locations that count for nothing (M1 to M4).

From the file to the finding; the facts are in the shared audits/oracle.md, section 3, and iis-config-system 1.2 to 1.4.
"""

from __future__ import annotations

import pytest

from ftplint import Settings, lint
from ftplint.analysis import analyse
from ftplint.source import Problem

HOSTING = (
    '<sectionGroup name="system.applicationHost"><section name="sites"/><section name="webLimits"/></sectionGroup>'
)
FTP = """<sectionGroup name="system.ftpServer"><sectionGroup name="security"><section name="authorization"/></sectionGroup>
</sectionGroup>"""
WEB = """<sectionGroup name="system.webServer"><section name="defaultDocument"/>
<sectionGroup name="security"><section name="access"/></sectionGroup></sectionGroup>"""
ALL = HOSTING + FTP + WEB
SITE = """<site name="A" id="1"><application path="/"><virtualDirectory path="/" physicalPath="D:\\ftp"/></application>
<bindings><binding protocol="ftp" bindingInformation="192.0.2.1:21:"/></bindings><ftpServer><security>
<authentication><basicAuthentication enabled="true"/></authentication>
<ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b"/></security></ftpServer></site>"""
RULE = '<add accessType="Allow" users="*" permissions="Read"/>'
RULES = f"<system.ftpServer><security><authorization>{RULE}</authorization></security></system.ftpServer>"


def config(registered: str = ALL, sites: str = SITE, hosting: str = "", body: str = "") -> bytes:
    sections = f"<configSections>{registered}</configSections>" if registered else ""
    host = f"<system.applicationHost>{hosting}<sites>{sites}</sites></system.applicationHost>"
    return f"<configuration>{sections}{host}{RULES}{body}</configuration>".encode()


def wrong(data: bytes) -> list[tuple[str, str]]:
    found = lint(data, Settings(min_severity="warning")).findings
    return [(finding.rule, finding.message) for finding in found]


def problems(data: bytes) -> list[Problem]:
    """Mistakes in the file, without what the detector says of the ports that this file leaves unset."""
    return [one for one in analyse("x", data).problems if one.kind != "passive-range-unset"]


def test_the_file_to_start_from_is_correct() -> None:
    assert wrong(config()) == []
    assert wrong(config(registered="")) == []


@pytest.mark.parametrize(
    ("data", "section", "hint"),
    [
        (config(FTP + WEB), "system.applicationHost/sites", ""),
        (config(ALL.replace('name="sites"', 'name="site"')), "system.applicationHost/sites", "Did you mean 'site'?"),
        (
            config(ALL.replace("system.applicationHost", "system.applicationHosts")),
            "system.applicationHost/sites",
            "",
        ),
        (config(hosting="<webLimitz/>"), "system.applicationHost/webLimitz", "Did you mean 'webLimits'?"),
        (config(body="<system.webServer><httpErrors/></system.webServer>"), "system.webServer/httpErrors", ""),
        (
            config(body="<system.webServer><security><ip/></security></system.webServer>"),
            "system.webServer/security/ip",
            "",
        ),
        (
            config(body="<location path='A'><system.webServer><unknown/></system.webServer></location>"),
            "system.webServer/unknown",
            "",
        ),
    ],
)
def test_unregistered_content_costs_the_whole_file(data: bytes, section: str, hint: str) -> None:
    ((rule, message),) = wrong(data)
    assert rule == "FTP024"
    assert f"The section {section} has content" in message
    assert hint in message and "IIS cannot read the whole file" in message


@pytest.mark.parametrize(
    "data",
    [
        config(body="<system.webServer><defaultDocument/><security><access/></security></system.webServer>"),
        config(body="<system.webServer/><system.webServer><security/></system.webServer>"),
        config(hosting="<webLimits/>"),
        config(body="<system.web><anything/></system.web><runtime/><appSettings/><configProtectedData/>"),
        config("", body="<system.webServer><anything/></system.webServer><any/>"),  # a part of a file
        config(ALL + '<section name="acme"/>', body="<acme><x/></acme>"),
    ],
)
def test_registered_content_and_that_of_other_files_passes(data: bytes) -> None:
    assert wrong(data) == []


def test_a_web_config_inherits_registrations() -> None:
    text = f"<configuration><configSections>{WEB}</configSections><system.webServer><rewrite/></system.webServer><x/></configuration>"
    assert wrong(text.encode()) == []


@pytest.mark.parametrize(("name", "hint"), [("fooBar", ""), ("system.webServers", "Did you mean 'system.webServer'?")])
def test_a_name_at_the_top_that_nobody_registers_is_a_warning(name: str, hint: str) -> None:
    """machine.config may register more than it does by itself. What begins with system. may be .NET's, or misspelt."""
    ((rule, message),) = wrong(config(body=f"<{name} x='1'/>"))
    assert rule == "FTP036" and hint in message


@pytest.mark.parametrize("name", ["Sites", "SITES"])
def test_the_wrong_letter_case_is_told_once(name: str) -> None:
    found = wrong(config().replace(b"<sites>", f"<{name}>".encode()).replace(b"</sites>", f"</{name}>".encode()))
    assert [rule for rule, _ in found] == ["FTP010"]


@pytest.mark.parametrize(
    ("body", "section"),
    [
        (
            "<system.webServer><defaultDocument/><defaultDocument/></system.webServer>",
            "system.webServer/defaultDocument",
        ),
        (
            "<system.webServer><defaultDocument/></system.webServer><location path='.'><system.webServer><defaultDocument/></system.webServer></location>",
            "system.webServer/defaultDocument",
        ),
        (
            "<location path='A'><system.webServer><defaultDocument/></system.webServer></location>" * 2,
            "system.webServer/defaultDocument",
        ),
        (
            "<system.applicationHost><webLimits/></system.applicationHost>" * 2,
            "system.applicationHost/webLimits",
        ),
        ("<system.applicationHost><sites/></system.applicationHost>", "system.applicationHost/sites"),
        (
            "<location path=''><system.applicationHost><sites/></system.applicationHost></location>",
            "system.applicationHost/sites",
        ),
    ],
)
def test_a_section_twice_for_one_place(body: str, section: str) -> None:
    ((rule, message),) = wrong(config(body=body))
    assert rule == "FTP021" and f"The section {section} is written a second time" in message


def test_the_same_section_in_two_places_is_right() -> None:
    one = "<system.webServer><defaultDocument/></system.webServer>"
    assert wrong(config(body=f"{one}<location path='A'>{one}</location><location path='A/b'>{one}</location>")) == []


def test_sites_in_a_location_that_means_the_server() -> None:
    """They are the sites: judged as such, by the schema and by the rules."""
    inner = SITE.replace("</security></ftpServer>", "</security><connections maxBandwidth='0'/></ftpServer>")
    text = f"<configuration><location path='.'><system.applicationHost><sites>{inner}</sites></system.applicationHost></location></configuration>"
    assert sorted(rule for rule, _ in wrong(text.encode())) == ["FTP015", "FTP401"]


@pytest.mark.parametrize(
    ("sites", "element"),
    [
        (SITE + "<siteDefaults/><siteDefaults/>", "siteDefaults"),
        (SITE + "<applicationDefaults/><applicationDefaults/>", "applicationDefaults"),
        (SITE + "<virtualDirectoryDefaults/><virtualDirectoryDefaults/>", "virtualDirectoryDefaults"),
        (SITE.replace("<bindings>", "<bindings/><bindings>"), "bindings"),
        (SITE.replace("</bindings>", "</bindings><bindings/>"), "bindings"),
        (SITE.replace("<bindings>", "<limits/><limits/><bindings>"), "limits"),
        (SITE.replace("<bindings>", "<applicationDefaults/><applicationDefaults/><bindings>"), "applicationDefaults"),
        (SITE + "<siteDefaults><bindings/><bindings/></siteDefaults>", "bindings"),
        (SITE + "<siteDefaults><ftpServer/><ftpServer/></siteDefaults>", "ftpServer"),
    ],
)
def test_what_may_be_there_once_and_is_there_twice(sites: str, element: str) -> None:
    ((rule, message),) = wrong(config(sites=sites))
    assert rule == "FTP018" and f"The element {element} occurs here a second time" in message


@pytest.mark.parametrize(
    "sites",
    [
        SITE + "<siteDefaults/><applicationDefaults/><virtualDirectoryDefaults/>",
        SITE.replace("<bindings>", "<applicationDefaults/><virtualDirectoryDefaults/><bindings>"),
    ],
)
def test_defaults_at_each_height_are_right(sites: str) -> None:
    assert wrong(config(sites=sites)) == []


def ghost(inner: str, path: str = "Old") -> bytes:
    return config(
        body=f"<location path='{path}'><system.ftpServer><security>{inner}</security></system.ftpServer></location>"
    )


@pytest.mark.parametrize("path", ["Old", "old/folder"])
def test_nothing_collides_in_a_location_that_no_site_has(path: str) -> None:
    """M3: such a location is never consulted (test InvalidLocation of the public tests of JexusManager)."""
    repeated = f"<authorization>{RULE}</authorization>"
    assert [rule for rule, _ in wrong(ghost(repeated, path))] == ["FTP029"]
    there = wrong(ghost(repeated, path.replace("Old", "A").replace("old", "a")))
    assert [rule for rule, _ in there if rule != "FTP430"] == ["FTP026"]


def test_a_bad_value_there_stops_nothing() -> None:
    bad = "<ipSecurity allowUnlisted='1'/>"
    (found,) = (message for rule, message in wrong(ghost(bad)) if rule == "FTP014")
    assert "IIS cannot read" not in found
    (found,) = (message for rule, message in wrong(ghost(bad, "A")) if rule == "FTP014")
    assert "IIS cannot read the section" in found


@pytest.mark.parametrize("address", ["1.1.1.1.1", "300.1.1.1", "1.2.3", "ftp.example.com", "[::g]", "**"])
def test_a_binding_to_no_address(address: str) -> None:
    found = wrong(config(sites=SITE.replace("192.0.2.1", address)))
    assert [rule for rule, _ in found] == ["FTP622"]


@pytest.mark.parametrize("address", ["*", "", "192.0.2.1", "0.0.0.0", "[::1]", "[2001:db8::21]", "010.1.1.1"])
def test_a_binding_to_an_address(address: str) -> None:
    assert wrong(config(sites=SITE.replace("192.0.2.1", address))) == []


def test_a_host_name_that_is_an_asterisk() -> None:
    assert "FTP623" in [rule for rule, _ in wrong(config(sites=SITE.replace("192.0.2.1:21:", "*:21:*")))]


def test_a_nested_location() -> None:
    inner = f"<location path='A/b'>{RULES}</location>"
    assert [rule for rule, _ in wrong(config(body=f"<location path='A'>{inner}</location>"))] == ["FTP035"]
    assert wrong(config(body=f"<location path='A'/>{inner.replace('<add', '<clear/><add')}")) == []


@pytest.mark.parametrize(
    "name",
    [
        *("appSettings", "assemblyBinding", "connectionStrings", "mscorlib", "runtime", "satelliteassemblies"),
        *("startup", "uri", "windows", "system.web", "system.diagnostics", "Microsoft.Anything"),
    ],
)
def test_what_machine_config_registers_at_the_top_passes(name: str) -> None:
    assert wrong(config(body=f"<{name}/>")) == []


@pytest.mark.parametrize(
    ("body", "kind", "facts", "setting"),
    [
        (
            "<location path='A' overrideMode='Allow' allowOverride='true'></location>",
            "override-mode-conflict",
            {"element": "location", "attribute": "allowOverride", "path": "A"},
            None,
        ),
        (
            "<location overrideMode='Sometimes'/>",
            "value-outside-enumeration",
            {"element": "location", "attribute": "overrideMode", "value": "Sometimes", "permitted": "Allow, Deny, Inherit"},
            "location/@overrideMode",
        ),
        (
            "<location path='A'><ftpServer/></location>",
            "section-misplaced",
            {"section": "ftpServer", "element": "ftpServer", "path": "A", "expected": "server level; never inside a location"},
            "ftpServer",
        ),
        (
            "<location path='A'><system.applicationHost/></location>",
            "section-misplaced",
            {"section": "system.applicationHost/sites", "element": "system.applicationHost", "path": "A", "expected": "server level; never inside a location"},
            "system.applicationHost/sites",
        ),
        (
            "<location path='A'><system.ftpServer><firewallSupport/></system.ftpServer></location>",
            "section-misplaced",
            {"section": "system.ftpServer/firewallSupport", "element": "firewallSupport", "path": "A", "expected": "server level only"},
            "system.ftpServer/firewallSupport",
        ),
        ("<location path='A'><location path='B'/></location>", "location-nested", {"path": "B", "value": "A"}, None),
        ("<location><location/></location>", "location-nested", {"path": "", "value": ""}, None),
        (
            f"<location path='/b\\\\in/'>{RULES}</location>",
            "location-without-site",
            {"path": "/b\\\\in/", "value": "b", "hint": ""},
            None,
        ),
        (
            f"<location path='A.'>{RULES}</location>",
            "location-without-site",
            {"path": "A.", "value": "A.", "hint": ""},
            None,
        ),
        (
            RULES,
            "section-repeated",
            {"section": "system.ftpServer/security/authorization", "element": "authorization", "path": ""},
            "system.ftpServer/security/authorization",
        ),
    ],
)  # fmt: skip
def test_what_a_rule_is_told_of_a_mistake(body: str, kind: str, facts: dict[str, str], setting: str | None) -> None:
    (problem,) = problems(config(registered="", body=body))
    assert (problem.kind, problem.facts, problem.setting) == (kind, facts, setting)


def test_a_section_of_the_web_server_twice_in_a_location_is_told_with_its_path() -> None:
    twice = "<location path='A/in'><system.webServer><defaultDocument/><defaultDocument/></system.webServer></location>"
    (problem,) = [one for one in problems(config(body=twice)) if one.kind == "section-repeated"]
    assert (problem.facts["path"], problem.facts["element"]) == ("A/in", "defaultDocument")
    apart = twice.replace("<defaultDocument/><", "<").replace("A/in", "A") + twice.replace("<defaultDocument/><", "<")
    assert "section-repeated" not in {one.kind for one in problems(config(body=apart))}


@pytest.mark.parametrize("mode", ["Allow", "deny", "INHERIT"])
def test_override_modes_in_any_letter_case_pass(mode: str) -> None:
    assert wrong(config(body=f"<location path='A' overrideMode='{mode}'/>")) == []


def test_a_stale_location_is_told_once_and_names_the_site_that_is_nearly_meant() -> None:
    site = SITE.replace('name="A"', 'name="Partners"')
    twice = RULES.replace("</security>", "<ipSecurity/></security>")
    (problem,) = problems(config(registered="", sites=site, body=f"<location path='Partner/in'>{twice}</location>"))
    assert problem.facts == {"path": "Partner/in", "value": "Partner", "hint": "Did you mean 'Partners'?"}
    there = analyse(
        "x", config(registered="", sites=site, body=f"<location path='PARTNERS'>{twice}</location>")
    ).problems
    assert "location-without-site" not in {one.kind for one in there}


@pytest.mark.parametrize(
    ("allowed", "refused"), [("false", True), ("FALSE", True), ("true", False), ("perhaps", False)]
)
def test_a_registration_may_keep_a_section_out_of_locations(allowed: str, refused: bool) -> None:
    registered = ALL.replace('name="authorization"', f'name="authorization" allowLocation="{allowed}"')
    assert problems(config(registered)) == []
    found = problems(config(registered, body=f"<location path='A/in'>{RULES.replace(RULE, '')}</location>"))
    assert [problem.kind for problem in found] == (["section-misplaced"] if refused else [])
    assert all("allowLocation='false'" in problem.facts["expected"] for problem in found)


@pytest.mark.parametrize(
    ("text", "reasons", "notes"),
    [
        (
            "<x/><configSections/>",
            ["configSections must be the first child element"],
            ["the first child element of the file"],
        ),
        ("<configSections/><configSections/>", ["a second configSections"], ["the first child element of the file"]),
        (
            "<x/><configSections/><configSections/>",
            ["configSections must be the first child element", "a second configSections"],
            ["the first child element of the file", "the first one"],
        ),
    ],
)
def test_where_registrations_stand(text: str, reasons: list[str], notes: list[str]) -> None:
    every = problems(f"<configuration>{text}</configuration>".encode())
    misplaced = [problem for problem in every if problem.kind == "config-sections-misplaced"]
    assert [problem.facts["reason"].startswith(said) for problem, said in zip(misplaced, reasons, strict=True)] == [
        True
    ] * len(reasons)
    assert [problem.related[0][1] for problem in misplaced] == notes


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("1/in", "A location names the site, not its id; the site with the id 1 is 'A'."),
        ("2", ""),
        ("MACHINE/WEBROOT/APPHOST/a/in", "MACHINE/WEBROOT/APPHOST is the server as AppCmd prints it; a location begins with a site: 'A'."),
        ("machine/webroot/a", "MACHINE/WEBROOT/APPHOST is the server as AppCmd prints it; a location begins with a site: 'A'."),
        ("MACHINE/WEBROOT/APPHOST", "MACHINE/WEBROOT/APPHOST is the server as AppCmd prints it; a location begins with a site."),
        ("MACHINE/WEBROOT/APPHOST/other", "MACHINE/WEBROOT/APPHOST is the server as AppCmd prints it; a location begins with a site."),
        ("your ftp site name", "The name is a placeholder of a walkthrough; write that of the site."),
        ("My Site", "The name is a placeholder of a walkthrough; write that of the site."),
        ("%site%/in", "The name is a placeholder of a walkthrough; write that of the site."),
        ("&lt;name&gt;", "The name is a placeholder of a walkthrough; write that of the site."),
        ("mysite", ""),
    ],
)  # fmt: skip
def test_what_a_location_without_a_site_may_be_meant_for(path: str, hint: str) -> None:
    (problem,) = problems(config(registered="", body=f"<location path='{path}'>{RULES}</location>"))
    assert problem.kind == "location-without-site"
    assert problem.facts["hint"] == hint

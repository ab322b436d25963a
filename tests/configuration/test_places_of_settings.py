"""Where in the file a setting of the effective document stands: the value, or the innermost element around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ftplint.judging import server_xml
from tests.configuration.test_effective_text import document, read
from tests.judging.test_which_findings import by_own_rule, server, site

if TYPE_CHECKING:
    from pathlib import Path


def at(folder: Path, context: str, select: str, data: bytes) -> tuple[str, str | None, str | None]:
    """The text at the place of the only finding, its setting and its level."""
    rule = f'<sch:rule context="{context}"><sch:report test="true()">It.</sch:report><ftp:at select="{select}"/></sch:rule>'
    (finding,) = by_own_rule(folder, rule, data)
    line = data.decode().splitlines()[finding.location.line - 1]
    return line[finding.location.column - 1 : finding.location.end_column - 1], finding.setting, finding.origin


SSL = "ftpServer/security/ssl"
APPLICATION = '<application path="/p"><virtualDirectory path="/v" physicalPath="C:\\x"/></application>'
LOCATION = (
    '\n<location path="a/in"><system.ftpServer>\n<security>\n{}</security></system.ftpServer></location>\n'
    '<location path="a/other"><system.ftpServer><security><ipSecurity/></security></system.ftpServer></location>'
)


@pytest.mark.parametrize(
    ("inner", "context", "select", "text", "setting", "level"),
    [
        ('<ftpServer><security><ssl ssl128="true"/></security></ftpServer>', f"site/{SSL}", "@ssl128", "true", f"{SSL}/@ssl128", "site"),
        ("<ftpServer>\n<security>\n<ssl/></security></ftpServer>", f"site/{SSL}", "@ssl128", "<ssl/>", f"{SSL}/@ssl128", "schema"),
        ("<ftpServer>\n<security>\n</security></ftpServer>", f"site/{SSL}", "@ssl128", "<security>", f"{SSL}/@ssl128", "schema"),
        ("<ftpServer>\n</ftpServer>", f"site/{SSL}", "@ssl128", "<ftpServer>", f"{SSL}/@ssl128", "schema"),
        ("", f"site/{SSL}", "@ssl128", '<site name="a" id="1">', f"{SSL}/@ssl128", "schema"),
        ("<ftpServer>\n<security>\n<ssl/></security></ftpServer>", f"site/{SSL}", ".", "<ssl/>", SSL, "site"),
        ("<ftpServer>\n<security>\n</security></ftpServer>", f"site/{SSL}", ".", "<security>", SSL, "schema"),
        ("", "site", ".", '<site name="a" id="1">', "site", "site"),
        ("", "site", "@name", "a", "site/@name", "site"),
        ("", "site", "@id", "1", "site/@id", "site"),
        ("", "site", "@web", '<site name="a" id="1">', "site/@web", "site"),
        ("", "site/binding", "@protocol", "ftp", "bindings/binding/@protocol", "site"),
        ("", "site/binding", "@port", "*:21:", "bindings/binding/@bindingInformation", "site"),
        ("", "site/binding", ".", '<binding protocol="ftp" bindingInformation="*:21:"/>', "bindings/binding/@bindingInformation", "site"),
        (APPLICATION, "site/application", "@path", "/p", "application", "site"),
        (APPLICATION, "site/application/virtualDirectory", "@path", "/v", "application", "site"),
        (APPLICATION, "site/application/virtualDirectory", ".", '<virtualDirectory path="/v" physicalPath="C:\\x"/>', "application", "site"),
    ],
)  # fmt: skip
def test_settings_of_a_site(
    tmp_path: Path, inner: str, context: str, select: str, text: str, setting: str, level: str
) -> None:
    assert at(tmp_path, context, select, server(site("a", 1, inner))) == (text, setting, level)


SHARED = "\n<siteDefaults>{}</siteDefaults>"


@pytest.mark.parametrize(
    ("defaults", "select", "text"),
    [
        ('<ftpServer><security><ssl ssl128="true"/></security></ftpServer>', "@ssl128", "true"),
        ("<ftpServer><security>\n<ssl/></security></ftpServer>", "@ssl128", "<ssl/>"),
        ("<ftpServer>\n<security>\n</security></ftpServer>", "@ssl128", "<security>"),
        ("<ftpServer>\n</ftpServer>", "@ssl128", "<ftpServer>"),
        ("<ftpServer>\n</ftpServer>", ".", "<ftpServer>"),
    ],
)
def test_settings_of_site_defaults(tmp_path: Path, defaults: str, select: str, text: str) -> None:
    data = server(site("a", 1), SHARED.format(defaults))
    found, setting, _ = at(tmp_path, f"siteDefaults/{SSL}", select, data)
    assert (found, setting) == (text, SSL if select == "." else f"{SSL}/{select}")


IP = "system.ftpServer/security/ipSecurity"


@pytest.mark.parametrize(
    ("section", "select", "text"),
    [
        ('<ipSecurity allowUnlisted="false"/>', "@allowUnlisted", "false"),
        ("<ipSecurity/>", "@allowUnlisted", "<ipSecurity/>"),
        ("", "@allowUnlisted", "<system.ftpServer>"),
        ('<ipSecurity>\n<add ipAddress="192.0.2.1"/></ipSecurity>', "add[1]/@ipAddress", "192.0.2.1"),
        (
            '<ipSecurity><add ipAddress="192.0.2.1"/>\n<add ipAddress="192.0.2.2"/></ipSecurity>',
            "add[2]/@ipAddress",
            "192.0.2.2",
        ),
        ('<ipSecurity>\n<add ipAddress="192.0.2.1"/></ipSecurity>', "add", '<add ipAddress="192.0.2.1"/>'),
    ],
)
def test_settings_of_sections(tmp_path: Path, section: str, select: str, text: str) -> None:
    context = f"location[@path = '/in']/{IP}"
    if section:
        data = server(site("a"), rest=LOCATION.format(section))
        assert at(tmp_path, f"site/{context}", select, data)[0] == text
    whole = server(site("a"), rest=f"\n<system.ftpServer>\n<security>\n{section}</security></system.ftpServer>")
    assert at(tmp_path, f"server/{IP}", select, whole)[0] == text
    element = server(site("a"), rest=LOCATION.format(section or "<ipSecurity/>"))
    assert at(tmp_path, "site/location[@path = '/in']", ".", element)[0] == '<location path="a/in">'
    assert at(tmp_path, "site/location[@path = '/']", ".", element)[0] == '<site name="a" id="1">'
    assert at(tmp_path, "server", ".", element)[0].startswith("<configuration>")


def test_what_the_server_says_of_itself() -> None:
    limit = '<ftpServer><connections maxConnections="{}"/></ftpServer>'
    sites = (
        site("a", 1, limit.format(5)),
        site("b", 2, limit.format(7)),
        site("c", 3),
        site("d", 4, limit.format(9)).replace('id="4"', 'id="4" serverAutoStart="false"'),
    )
    assert dict(document(server(*sites).decode()).items()) == {"file": "whole", "client-limit": "12"}
    assert read(server(site("a")).decode()).has_ftp
    assert read("<configuration><system.ftpServer/></configuration>").has_ftp
    web = '<site name="w" id="1"><bindings><binding protocol="http" bindingInformation="*:80:"/></bindings></site>'
    assert not read(server(web).decode()).has_ftp
    none = read(
        server(site("a"))
        .decode()
        .replace("<configuration>", "<configuration><configSections><section name='x'/></configSections>")
    )
    assert not none.serves_ftp
    assert "<site" not in "".join(server_xml(none, (), none.ftp_sites))

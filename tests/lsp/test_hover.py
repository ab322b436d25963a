"""Hover: documentation, default, permitted values, and what applies here with its origin."""

from __future__ import annotations

import pytest

from tests.lsp.client import ROOT, Client

DEMO = ROOT / "tests" / "demo" / "applicationHost.config"


@pytest.fixture(scope="module")
def demo(client: Client) -> str:
    file = client.folder / "applicationHost.config"
    file.write_bytes(DEMO.read_bytes())
    return client.open(file)


def said(client: Client, uri: str, mark: str, ahead: int = 0) -> str:
    found = client.request("textDocument/hover", client.at(uri, mark, ahead))
    return "" if found is None else found["contents"]["value"]


def test_an_attribute_says_what_it_is_for_and_what_applies(client: Client, demo: str) -> None:
    text = said(client, demo, 'dataChannelPolicy="SslDeny"')
    assert text.startswith("**dataChannelPolicy** `ftpServer/security/ssl/@dataChannelPolicy`")
    assert "Default: `SslRequire`" in text and "Permitted: `SslAllow`, `SslRequire`, `SslDeny`" in text
    assert "In effect for site 'branches.example.com': `SslDeny`, from the site, line 96" in text
    assert said(client, demo, 'SslDeny"') == text, "on the value too"
    found = client.request("textDocument/hover", client.at(demo, 'dataChannelPolicy="SslDeny"', 3))
    assert client.marked(demo, found["range"]) == "dataChannelPolicy"


def test_an_element_lists_what_applies_and_where_each_value_comes_from(client: Client, demo: str) -> None:
    text = said(client, demo, '<sslClientCertificates clientCertificatePolicy="CertRequire"\n', 3)
    assert "`ftpServer/security/sslClientCertificates`" in text
    assert "- clientCertificatePolicy: `CertRequire`, from the site, line 97" in text
    assert "- useActiveDirectoryMapping: `true`, from the site, line 98" in text
    anonymous = '<anonymousAuthentication enabled="false" />\n                        </authentication>\n                    </security>\n                </ftpServer>\n            </siteDefaults>'
    text = said(client, demo, anonymous, 3)
    assert "In effect for siteDefaults:" in text and "- password: empty, the default" in text
    text = said(client, demo, anonymous, len("<anonymousAuthentication e"))
    assert (
        "Inherited by 'partners.example.com', 'branches.example.com', 'archive.example.com', 'scanner.example.com'"
        in text
    )


def test_an_inherited_value_is_shown_with_its_line(client: Client, demo: str) -> None:
    line = client.texts[demo][: client.texts[demo].index("<siteDefaults>")].count("\n") + 5
    text = client.texts[demo].replace(
        "<authentication>\n                            <basic", "<authentication>\n<anonymousAuthentication/><basic", 1
    )
    assert text != client.texts[demo]
    uri = client.open(client.folder / "inherited.config", text)
    assert f"- enabled: `false`, from siteDefaults, line {line + 1}" in said(
        client, uri, "<anonymousAuthentication/>", 2
    )


def test_sections_of_the_server_and_of_locations(client: Client, demo: str) -> None:
    text = said(client, demo, "lowDataChannelPort")
    assert "In effect for the server: `50000`, from the server level" in text and "0 to 65535" in text
    text = said(client, demo, 'roles="Partners"')
    assert "In effect for location 'partners.example.com': `Partners`, from the location" in text


def test_a_site_says_its_ports_and_whether_certificate_logon_works(client: Client, demo: str) -> None:
    text = said(client, demo, '<site name="suppliers.example.com"', 2)
    assert "FTP on 192.0.2.11:21" in text and "CANNOT WORK: 3 of 5 missing" in text
    assert "No FTP site" in said(client, demo, '<site name="Default Web Site"', 2)


def test_what_is_newer_than_iis_7_says_so(client: Client) -> None:
    uri = client.open(
        client.folder / "newer.config",
        '<site name="a" id="1"><ftpServer><security><authentication><clientCertAuthentication enabled="true"/></authentication><ssl ssl128="true"/></security></ftpServer></site>',
    )
    assert "IIS" not in said(client, uri, "ssl128")
    uri = client.open(
        client.folder / "new.config",
        "<system.ftpServer><security><authentication><denyByFailure enabled='true'/></authentication></security></system.ftpServer>",
    )
    assert "IIS 8.0 and later" in said(client, uri, "denyByFailure", 1)


def test_a_secret_is_never_shown(client: Client) -> None:
    text = '<site name="a" id="1"><ftpServer><security><authentication><anonymousAuthentication password="tops3cret" userName="x"/></authentication></security></ftpServer></site>'
    uri = client.open(client.folder / "secret.config", text)
    for mark, ahead in (("password", 1), ("<anonymousAuthentication", 2), ("tops3cret", 1)):
        shown = said(client, uri, mark, ahead)
        assert "tops3cret" not in shown and "(set)" in shown
    assert "tops3cret" not in str(client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}}))


def test_a_name_loads_no_image_and_is_no_link(client: Client, plain: Client) -> None:
    """Editors load the images of Markdown, so a file would tell its author that it was looked at."""
    name = "![x](https://example.com/seen.png) &lt;https://example.com>"
    text = f'''<sites><siteDefaults><ftpServer><security><ssl ssl128="true"/></security></ftpServer></siteDefaults>
<site name="{name}" id="1"><bindings><binding protocol="ftp" bindingInformation="![x](https://example.com/y):21:"/>
</bindings><ftpServer><security><authentication><basicAuthentication enabled="true"/></authentication></security>
</ftpServer></site></sites>'''
    for one in (client, plain):
        uri = one.open(one.folder / "image.config", text)
        for mark in ("basicAuthentication", "enabled", "ssl128", "site name"):
            shown = said(one, uri, mark, 1)
            assert "example.com" in shown
            if one is client:
                assert "![" not in shown and "](" in shown and "<" not in shown
            else:
                assert "![x](https://example.com/" in shown


def test_a_rule_in_a_comment(client: Client) -> None:
    text = "<system.ftpServer><!-- ftplint: ignore FTP419, passwords-in-clear-only until 2099-01-01 why not --></system.ftpServer>"
    uri = client.open(client.folder / "comment.config", text)
    assert said(client, uri, "FTP419", 3).startswith("**FTP419** logon-attempts-unlimited (info)")
    assert said(client, uri, "passwords-in-clear-only", 9).startswith("**FTP203**")
    assert said(client, uri, "why not") == ""


def test_nothing_is_said_of_what_ftp_does_not_know(client: Client, demo: str) -> None:
    assert said(client, demo, '<add name="DefaultAppPool"', 2) == ""
    assert said(client, demo, "centralBinaryLogFile", 2) == ""


def test_a_client_without_markdown_gets_plain_text(plain: Client) -> None:
    uri = plain.open(plain.folder / "x.config", DEMO.read_text("utf-8"))
    found = plain.request("textDocument/hover", plain.at(uri, "lowDataChannelPort"))["contents"]
    assert found["kind"] == "plaintext" and "`" not in found["value"] and "**" not in found["value"]

"""Places: the origin of a value, who inherits it, the sites of a file, and the lens above each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.end_to_end.run import ftplint
from tests.lsp.client import Client

SITE = """<site name="{0}" id="{1}">
  <bindings><binding protocol="ftp" bindingInformation="*:{1}:" /></bindings>
  <ftpServer>{2}</ftpServer>
</site>
"""
TEXT = (
    "<configuration><system.applicationHost><sites>\n"
    + SITE.format("alpha", 1, '<security><ssl ssl128="true" /></security>')
    + SITE.format("beta", 2, '<security><ssl serverCertHash="00" /></security>')
    + SITE.format("gamma", 3, '<security><ssl serverCertHash="01"/></security>')
    + '<siteDefaults><ftpServer><security><ssl serverCertHash="02" controlChannelPolicy="SslAllow"/></security></ftpServer></siteDefaults>\n'
    "</sites></system.applicationHost>\n"
    '<system.ftpServer><security><authorization><add accessType="Allow" users="*"/></authorization></security></system.ftpServer>\n'
    '<location path="beta"><system.ftpServer><security><authorization><add accessType="Allow" roles="R"/></authorization></security></system.ftpServer></location>\n'
    '<location path="gamma/sub"><system.ftpServer><security><authorization><clear/></authorization></security></system.ftpServer></location>\n'
    "</configuration>\n"
)


@pytest.fixture(scope="module")
def uri(client: Client) -> str:
    return client.open(client.folder / "applicationHost.config", TEXT)


def places(client: Client, uri: str, method: str, mark: str, ahead: int = 0, **more: Any) -> list[tuple[int, str]]:
    """Line (from 1) and text of the answers."""
    found = client.request(f"textDocument/{method}", {**client.at(uri, mark, ahead), **more})
    return [(one["range"]["start"]["line"] + 1, client.marked(uri, one["range"])) for one in found]


DEFAULTS = 'ssl serverCertHash="02" controlChannelPolicy="SslAllow"'


def test_from_an_element_to_where_the_rest_of_it_is_set(client: Client, uri: str) -> None:
    assert places(client, uri, "definition", 'ssl ssl128="true"') == [(14, "ssl")]
    assert places(client, uri, "definition", DEFAULTS) == [(14, "ssl")], "itself, where there is nothing below"


def test_from_a_value_to_what_it_overrides(client: Client, uri: str) -> None:
    assert places(client, uri, "definition", 'serverCertHash="00"') == [(14, 'serverCertHash="02')]
    assert places(client, uri, "definition", 'ssl128="true"') == [(4, 'ssl128="true')]
    assert places(client, uri, "definition", 'beta"><system') == [(6, 'name="beta')]
    assert places(client, uri, "definition", 'protocol="ftp" bindingInformation="*:1:"') == []


def test_from_a_location_to_the_server(client: Client) -> None:
    section = "<system.ftpServer><security><requestFiltering><fileExtensions allowUnlisted='{}'/></requestFiltering></security></system.ftpServer>"
    locations = "".join(
        f"<location path='{path}'>{section.format(value)}</location>\n"
        for path, value in (("a", "true"), ("a/b", "false"))
    )
    text = f"<configuration>\n{section.format('false')}\n{locations}</configuration>"
    uri = client.open(client.folder / "levels.config", text)
    found = client.request("textDocument/definition", client.at(uri, "allowUnlisted='true'"))
    assert [one["range"]["start"]["line"] for one in found] == [1], "the location overrides the server"
    third = {
        "textDocument": {"uri": uri},
        "position": {"line": 3, "character": text.splitlines()[3].index("allowUnlisted")},
    }
    found = client.request("textDocument/definition", third)
    assert [one["range"]["start"]["line"] for one in found] == [2], "the deeper location overrides the one above it"
    hover = client.request("textDocument/hover", third)["contents"]["value"]
    assert "In effect for location 'a/b': `false`, from the location, line 4" in hover


def test_who_inherits_a_value(client: Client, uri: str) -> None:
    context = {"context": {"includeDeclaration": False}}
    of_hash = places(client, uri, "references", 'serverCertHash="02"', **context)
    assert of_hash == [(4, "ssl")], "beta and gamma set their own"
    of_policy = places(client, uri, "references", 'controlChannelPolicy="SslAllow"', 3, **context)
    assert of_policy == [(4, "ssl"), (8, "ssl"), (12, "ssl")]
    itself = {"context": {"includeDeclaration": True}}
    assert places(client, uri, "references", 'serverCertHash="02"', **itself)[0] == (14, 'serverCertHash="02')


def test_who_inherits_from_the_server(client: Client, uri: str) -> None:
    context = {"context": {"includeDeclaration": False}}
    of_rule = places(client, uri, "references", 'add accessType="Allow" users="*"', **context)
    assert (2, 'name="alpha') in of_rule and (10, 'name="gamma') in of_rule
    assert not any("gamma/sub" in text for _, text in of_rule), "it is cleared there"
    assert places(client, uri, "references", 'site name="gamma"', **context) == [(18, 'path="gamma/sub')]


def test_symbols_are_sites_and_what_is_in_them(client: Client, uri: str) -> None:
    found = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert [one["name"] for one in found] == [
        *("alpha", "beta", "gamma", "siteDefaults", "system.ftpServer", "beta", "gamma/sub"),
    ]
    alpha = found[0]
    assert alpha["detail"] == "site" and client.marked(uri, alpha["range"]).startswith('<site name="alpha"')
    assert client.marked(uri, alpha["selectionRange"]) == "site"
    assert [one["name"] for one in alpha["children"]] == ["bindings", "ftpServer"]
    assert alpha["children"][0]["children"][0]["name"] == "ftp *:1:"
    ssl = alpha["children"][1]["children"][0]["children"][0]
    assert (ssl["name"], ssl["detail"]) == ("ssl", 'ssl128="true"')


def test_a_lens_says_what_the_matrix_says(client: Client) -> None:
    on = '<authentication><clientCertAuthentication enabled="true"/></authentication>'
    ready = f'<security><ssl serverCertHash="{"AB" * 20}"/><sslClientCertificates clientCertificatePolicy="CertAllow" useActiveDirectoryMapping="true"/>{on}</security>'
    text = "<configuration><system.applicationHost><sites>" + SITE.format("one", 1, ready)
    text += SITE.format("two", 2, f"<security>{on}</security>") + SITE.format("three", 3, "")
    text += '<site name="web" id="9"/></sites></system.applicationHost></configuration>'
    file = client.folder / "lenses.config"
    file.write_text(text)
    uri = client.open(file)
    found = client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    titles = [one["command"]["title"] for one in found]
    assert titles == [
        "5 of 5 prerequisites: certificate logon can work",
        "2 of 5 prerequisites: certificate logon cannot work",
        "certificate logon is off (2 of 5 prerequisites)",
    ]
    assert [client.marked(uri, one["range"]) for one in found] == ["<site"] * 3
    matrix = json.loads(ftplint("prerequisites", file, "--format", "json").stdout)["sites"]
    assert [sum(cell["met"] for cell in row["prerequisites"].values()) for row in matrix] == [5, 2, 2]
    client.request("workspace/executeCommand", found[1]["command"])
    shown = client.notification("window/showMessage")["message"].splitlines()
    assert shown[0] == "two: 2 of 5 prerequisites: certificate logon cannot work"
    assert "NO  directory mapping: false (default)" in shown


def test_a_lens_does_not_promise_what_iis_cannot_read(client: Client) -> None:
    ready = f'<security><ssl serverCertHash="{"AB" * 20}" dataChannelPolicy="x"/><sslClientCertificates clientCertificatePolicy="CertAllow" useActiveDirectoryMapping="true"/><authentication><clientCertAuthentication enabled="true"/></authentication></security>'
    text = f"<configuration><system.applicationHost><sites>{SITE.format('one', 1, ready.replace(' dataChannelPolicy=' + chr(34) + 'x' + chr(34), ''))}{SITE.format('two', 2, ready)}</sites></system.applicationHost></configuration>"
    uri = client.open(client.folder / "blocked.config", text)
    found = client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    assert found[0]["command"]["title"].endswith("can work, once IIS can read the file")


def test_an_empty_place_has_nothing(client: Client, uri: str) -> None:
    for method, more in (("definition", {}), ("references", {"context": {"includeDeclaration": True}}), ("hover", {})):
        asked = {"textDocument": {"uri": uri}, "position": {"line": 10**6, "character": 10**6}, **more}
        assert not client.request(f"textDocument/{method}", asked)

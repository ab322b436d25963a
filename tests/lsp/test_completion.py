"""Completion: what the schema allows at a place, in whole and half-typed texts, each with its documentation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lsp.client import Client, applied

SITE = '<configuration><system.applicationHost><sites><site name="a" id="1"><ftpServer>{}</ftpServer></site></sites></system.applicationHost></configuration>'


def offered(client: Client, text: str, name: str = "x", trigger: str | None = None) -> dict[str, dict[str, Any]]:
    """The offers at the ``|`` of *text* by label."""
    uri = client.open(client.folder / f"{name}.config", text)
    asked = client.at(uri, "|")
    client.type(uri, "|", "")
    if trigger is not None:
        asked["context"] = {"triggerKind": 2, "triggerCharacter": trigger}
    found = client.request("textDocument/completion", asked)
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    return {one["label"]: one for one in found}


def taken(text: str, offer: dict[str, Any]) -> str:
    """The text after an offer is taken."""
    return applied(text.replace("|", ""), [offer["textEdit"]])


@pytest.mark.parametrize(
    ("inside", "expected", "not_expected"),
    [
        ("<|", {"security", "userIsolation", "connections"}, {"ssl", "add", "configuration"}),
        ("<sec|", {"security"}, {"ssl"}),
        ("<security><|</security>", {"ssl", "authentication", "sslClientCertificates"}, {"add"}),
        ("<security><s|</security>", {"ssl", "authentication"}, set()),
        ("<security><ssl |/></security>", {"serverCertHash", "controlChannelPolicy"}, {"enabled"}),
        ('<security><ssl ssl128="true" s|/></security>', {"serverCertHash"}, {"ssl128"}),
        ("<security><ssl |</security>", {"serverCertHash"}, set()),
        ('<security><ssl controlChannelPolicy="|"/></security>', {"SslAllow", "SslRequire"}, {"SslDeny"}),
        ('<security><ssl dataChannelPolicy="Ssl|"/></security>', {"SslAllow", "SslDeny"}, set()),
        ('<security><ssl dataChannelPolicy="Ssl|</security>', {"SslAllow", "SslDeny"}, set()),
        ('<security><ssl ssl128="|"/></security>', {"true", "false"}, set()),
        ("<security></|", {"/security"}, set()),
        ("<security><!-- ftplint: ig| --></security>", {"ignore", "ignore-site", "ignore-file"}, set()),
        ("<security><!-- ftplint: ignore | --></security>", {"FTP203", "FTP106"}, {"FTP905"}),
        ("<security><!-- ftplint: ignore-site FTP203, FTP1|", {"FTP203", "FTP106"}, set()),
        ("<security><!-- ftplint: ignore FTP203 | --></security>", set(), {"FTP106"}),
    ],
)  # fmt: skip
def test_what_may_stand_there(client: Client, inside: str, expected: set[str], not_expected: set[str]) -> None:
    found = offered(client, SITE.format(inside))
    assert expected <= set(found) and not not_expected & set(found), sorted(found)
    assert all(one.get("documentation", {}).get("value") or label.startswith("/") for label, one in found.items())


@pytest.mark.parametrize(
    ("text", "label", "after"),
    [
        (SITE.format("<sec|"), "security", SITE.format("<security>$0</security>")),
        (SITE.format("<security><|</security>"), "ssl", SITE.format("<security><ssl $0/></security>")),
        (SITE.format("<secu|></secu>"), "security", SITE.format("<security></secu>")),
        (SITE.format("<security><ssl ser|/></security>"), "serverCertHash", SITE.format('<security><ssl serverCertHash="$1"$0/></security>')),
        (SITE.format('<security><ssl ser|="x"/></security>'), "serverCertHash", SITE.format('<security><ssl serverCertHash="x"/></security>')),
        (SITE.format('<security><ssl controlChannelPolicy="Ssl|Req"/></security>'), "SslAllow", SITE.format('<security><ssl controlChannelPolicy="SslAllow"/></security>')),
        (SITE.format('<security><sslClientCertificates validationFlags="NoRevocationCheck, |"/></security>'), "CertChainRevocationCheckCacheOnly", SITE.format('<security><sslClientCertificates validationFlags="NoRevocationCheck, CertChainRevocationCheckCacheOnly"/></security>')),
        (SITE.format("<security></se|"), "/security", SITE.format("<security></security>")),
        (SITE.format("<!-- ftplint: ignore FTP2| -->"), "FTP203", SITE.format("<!-- ftplint: ignore FTP203 $0 -->")),
        ("|", "configuration", "<configuration>$0</configuration>"),
    ],
)  # fmt: skip
def test_what_taking_an_offer_makes(client: Client, text: str, label: str, after: str) -> None:
    found = offered(client, text)
    if label not in found:
        pytest.fail(f"{label} is not among {sorted(found)}")
    assert taken(text, found[label]) == after


def test_the_surroundings_of_sites(client: Client) -> None:
    assert {"system.applicationHost", "system.ftpServer", "location"} <= set(offered(client, "<configuration><|"))
    assert set(offered(client, "<configuration><system.applicationHost><|")) == {"sites"}
    sites = offered(client, "<configuration><system.applicationHost><sites><|")
    assert set(sites) == {"site", "siteDefaults"}
    assert {"bindings", "application", "ftpServer"} <= set(offered(client, '<site name="a"><|'))
    location = '<configuration><system.applicationHost><sites><site name="a b" id="1"/></sites></system.applicationHost><location path="|"/></configuration>'
    assert set(offered(client, location)) == {"a b"}


def test_the_entries_of_lists(client: Client) -> None:
    rules = "<system.ftpServer><security><authorization>{}</authorization></security></system.ftpServer>"
    assert set(offered(client, rules.format("<|"))) == {"add", "remove", "clear"}
    assert {"accessType", "users", "roles", "permissions"} <= set(offered(client, rules.format("<add |/>")))
    assert set(offered(client, rules.format("<clear |/>"))) == set()
    removing = set(offered(client, rules.format("<remove |/>")))
    assert removing and "accessType" not in removing
    flags = offered(client, rules.format('<add permissions="|"/>'))
    assert set(flags) == {"Read", "Write"} or {"Read", "Write"} <= set(flags)


def test_a_blank_in_content_offers_nothing_by_itself(client: Client) -> None:
    assert offered(client, SITE.format("<security> |</security>"), trigger=" ") == {}
    assert "ssl" in offered(client, SITE.format("<security> |</security>"))


def test_what_a_default_is_and_what_is_newer(client: Client) -> None:
    found = offered(client, SITE.format('<security><ssl controlChannelPolicy="|"/></security>'))
    assert found["SslRequire"]["detail"] == "default" and "detail" not in found["SslAllow"]
    section = "<system.ftpServer><security><authentication><|</authentication></security></system.ftpServer>"
    assert offered(client, section)["denyByFailure"]["detail"] == "IIS 8.0 and later"


def test_a_client_without_snippets_gets_text(plain: Client) -> None:
    text = SITE.format("<security><ssl ser|/></security>")
    found = offered(plain, text)["serverCertHash"]
    assert taken(text, found) == SITE.format('<security><ssl serverCertHash=""/></security>')
    assert found["documentation"]["kind"] == "plaintext"


def test_rules_that_find_something_come_first(client: Client) -> None:
    site = SITE.format(
        "<security><!-- ftplint: ignore | --><ssl /><authentication><clientCertAuthentication enabled='true'/></authentication></security>"
    )
    site = site.replace(
        "<ftpServer>", '<bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings><ftpServer>'
    )
    found = sorted(offered(client, site).values(), key=lambda one: one["sortText"])
    assert found[0]["detail"] == "finds something here"
    assert "FTP106" in {one["label"] for one in found if one["detail"] == "finds something here"}

"""A text in the middle of typing: the mistake at its place, and all other features as far as the text can be read."""

from __future__ import annotations

import pytest

from tests.lsp.client import ROOT, Client

DEMO = (ROOT / "tests" / "demo" / "applicationHost.config").read_text("utf-8")
PLACES = {
    "tag": ('<ssl controlChannelPolicy="SslAllow" dataChannelPolicy="SslAllow" />', "<ssl controlCh"),
    "value": ('controlChannelPolicy="SslAllow" dataChannelPolicy="SslAllow" />', 'controlChannelPolicy="Ssl'),
    "quote": ('dataChannelPolicy="SslAllow" />', 'dataChannelPolicy="SslAllow />'),
    "angle": ('<ssl controlChannelPolicy="SslAllow" dataChannelPolicy="SslAllow" />', "<"),
    "closing": ("</siteDefaults>", "</siteDef"),
    "no-end": ("</configuration>", ""),
}


@pytest.mark.parametrize("place", PLACES)
def test_all_features_answer(client: Client, place: str) -> None:
    old, new = PLACES[place]
    uri = client.open(client.folder / f"{place}.config", DEMO)
    client.diagnostics(uri)
    client.type(uri, old, new)
    shown = client.diagnostics(uri)
    assert [one["code"] for one in shown] == ["FTP001"], "nothing else is known to be still so"
    symbols = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    names = [one["name"] for one in symbols]
    assert names[:7] == [
        *("Default Web Site", "partners.example.com", "suppliers.example.com", "branches.example.com"),
        *("archive.example.com", "scanner.example.com", "siteDefaults"),
    ]
    mark = 'dataChannelPolicy="SslDeny"'
    hover = client.request("textDocument/hover", client.at(uri, mark, 2))["contents"]["value"]
    assert (
        "In effect for site 'branches.example.com', as far as the text can be read: `SslDeny`, from the site" in hover
    )
    assert client.request("textDocument/codeLens", {"textDocument": {"uri": uri}}) == []
    completion = client.request("textDocument/completion", client.at(uri, mark, len(mark) - 2))
    assert "SslRequire" in {one["label"] for one in completion}
    asked = client.at(uri, mark, 2)
    context = {"textDocument": asked["textDocument"], "range": {"start": asked["position"], "end": asked["position"]}}
    assert client.request("textDocument/codeAction", {**context, "context": {"diagnostics": []}}) == []


def test_the_mistake_is_shown_where_it_is(client: Client) -> None:
    uri = client.open(client.folder / "mistake.config", DEMO)
    client.type(uri, 'physicalPath="D:\\ftp\\scanner" />', 'physicalPath="D:\\ftp\\scanner & co" />')
    (one,) = client.diagnostics(uri)
    assert "'&' must be written as &amp;" in one["message"]
    assert one["range"]["start"]["line"] == DEMO[: DEMO.index("ftp\\scanner")].count("\n")


def test_an_end_tag_of_another_points_at_the_start_tag(client: Client) -> None:
    uri = client.open(client.folder / "mismatch.config", DEMO)
    client.type(uri, "</siteDefaults>", "</siteDefault>")
    (one,) = client.diagnostics(uri)
    assert client.marked(uri, one["range"]) == "</siteDefault"
    (opened,) = one["relatedInformation"]
    assert client.marked(uri, opened["location"]["range"]) == "<siteDefaults"


def test_typing_on_brings_everything_back(client: Client) -> None:
    uri = client.open(client.folder / "back.config", DEMO)
    before = client.diagnostics(uri)
    client.type(uri, "</siteDefaults>", "</siteDef")
    assert [one["code"] for one in client.diagnostics(uri)] == ["FTP001"]
    client.type(uri, "</siteDef", "</siteDefaults>")
    assert client.diagnostics(uri) == before

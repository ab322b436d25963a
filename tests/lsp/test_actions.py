"""Quick fixes: what an action makes of the text is what the command line makes of the file, byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.run import ftplint
from tests.lsp.client import ROOT, Client, ResponseError, applied, position

DEMO = ROOT / "tests" / "demo" / "applicationHost.config"


@pytest.fixture
def demo(folder: Path) -> Path:
    file = folder / "applicationHost.config"
    file.write_bytes(DEMO.read_bytes())
    return file


def actions(client: Client, uri: str, mark: str, only: list[str] | None = None) -> dict[str, dict[str, Any]]:
    """The actions on the first *mark*, by title."""
    at = position(client.texts[uri], client.texts[uri].index(mark) + 1)
    context: dict[str, Any] = {"diagnostics": [], **({} if only is None else {"only": only})}
    asked = {"textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": context}
    return {one["title"]: one for one in client.request("textDocument/codeAction", asked)}


def made(client: Client, uri: str, action: dict[str, Any]) -> str:
    """The text after the action."""
    (change,) = client.request("codeAction/resolve", action)["edit"]["documentChanges"]
    assert change["textDocument"]["uri"] == uri
    return applied(client.texts[uri], change["edits"])


@pytest.mark.parametrize(
    ("mark", "title", "arguments"),
    [
        ("<security>\n                        <authentication>\n                            <anony", "Fix FTP105: ", ["--select", "FTP105"]),
        ("<security>\n                        <authentication>\n                            <anony", "Fix FTP106: ", ["--select", "FTP106"]),
        ('SslDeny" />', "Fix FTP104: ", ["--select", "FTP104", "--unsafe"]),
        ("<configuration>", "Fix all that is safe", []),
        ('<ftpServer>\n                    <security>\n                        <ssl serverCertHash="A909502DD82AE41433E6F83886B00D4277A32A7B" />', "Fix FTP701: ", ["--select", "FTP701", "--unsafe"]),
    ],
    ids=["policy", "mapping", "unsafe", "all-safe", "five-sites"],
)  # fmt: skip
@pytest.mark.parametrize(("ends", "encoding"), [("\n", "utf-8"), ("\r\n", "utf-8-sig")], ids=["lf", "crlf-marked"])
def test_a_fix_is_that_of_the_command_line(
    client: Client, demo: Path, mark: str, title: str, arguments: list[str], ends: str, encoding: str
) -> None:
    demo.write_bytes(
        demo.read_text("utf-8").replace("\n", ends).replace("ftp\\archive", "ftp\\ä\U0001f600").encode(encoding)
    )
    uri = client.open(demo)
    (action,) = (one for name, one in actions(client, uri, mark.replace("\n", ends)).items() if name.startswith(title))
    text = made(client, uri, action)
    assert ftplint("fix", demo, *arguments, "--write").returncode == 0
    assert text.encode(encoding) == demo.read_bytes()
    assert ("(unsafe: it could lock somebody out)" in action["title"]) == ("--unsafe" in arguments)
    assert action.get("isPreferred", False) == (title in ("Fix FTP105: ", "Fix FTP106: "))


def test_fixes_of_one_rule_at_once(client: Client, demo: Path) -> None:
    text = demo.read_text("utf-8")
    text = text.replace('useActiveDirectoryMapping="true"', 'useActiveDirectoryMapping="false"')
    demo.write_bytes(text.encode())
    uri = client.open(demo)
    found = actions(client, uri, 'false" />\n                        <auth')
    assert [title for title in found if title.startswith("Fix FTP106")]
    after = made(client, uri, found["Fix every FTP106 in this file"])
    assert ftplint("fix", demo, "--select", "FTP106", "--write").returncode == 0
    assert after.encode() == demo.read_bytes()
    (one,) = (action for title, action in found.items() if title.startswith("Fix FTP106"))
    alone = made(client, uri, one)
    assert alone.count('useActiveDirectoryMapping="true"') == 1, "the other two sites are left"


@pytest.mark.parametrize("site", ["scanner.example.com", None], ids=["site", "file"])
@pytest.mark.parametrize("until", [None, "2099-12-31"], ids=["always", "until"])
def test_a_suppression_is_that_of_the_command_line(
    client: Client, demo: Path, site: str | None, until: str | None
) -> None:
    uri = client.open(demo)
    wanted = {"uri": uri, "rule": "FTP203", "reason": "the scanners  know no TLS", "site": site, "until": until}
    client.request("workspace/executeCommand", {"command": "ftplint.suppress", "arguments": [wanted]})
    edit = client.notification("workspace/applyEdit")["edit"]["documentChanges"][0]
    after = applied(client.texts[uri], edit["edits"])
    options = [*(["--site", site] if site else []), *(["--until", until] if until else [])]
    assert ftplint("suppress", "FTP203", demo, "--reason", wanted["reason"], *options, "--write").returncode == 0
    assert after.encode() == demo.read_bytes()
    assert edit["textDocument"] == {"uri": uri, "version": 1}


def test_a_suppression_without_the_question_leaves_the_reason_to_be_typed(client: Client, demo: Path) -> None:
    uri = client.open(demo)
    mark = '<ssl controlChannelPolicy="SslAllow"'
    found = actions(client, uri, mark)
    after = made(client, uri, found["Suppress FTP203 on site 'scanner.example.com' with a reason"])
    comment = "<!-- ftplint: ignore FTP203 -->"
    assert comment in after and after.replace(comment, "").split() == client.texts[uri].split()
    client.change(uri, [{"text": after}], after)
    codes = [d["code"] for d in client.diagnostics(uri)]
    assert "FTP203" in codes, "nothing is suppressed before somebody says why"
    reason = after.replace(comment, "<!-- ftplint: ignore FTP203 they go in May -->")
    client.change(uri, [{"text": reason}], reason)
    assert "FTP203" not in [d["code"] for d in client.diagnostics(uri)]


def test_a_client_that_asks_gets_its_own_command(plain: Client) -> None:
    uri = plain.open(plain.folder / "asks.config", DEMO.read_text("utf-8"))
    found = actions(plain, uri, '<ssl controlChannelPolicy="SslAllow"')
    action = found["Suppress FTP203 on site 'scanner.example.com' with a reason"]
    assert action["command"]["command"] == "ftplint.askForReason"
    assert action["command"]["arguments"] == [{"uri": uri, "rule": "FTP203", "site": "scanner.example.com"}]
    assert plain.request("codeAction/resolve", action)["command"] == action["command"], "as Neovim asks"


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"rule": "FTP203", "reason": " "}, "say why the finding may stay"),
        ({"rule": "FTP203", "reason": "a -- b"}, "which a comment in XML cannot hold"),
        ({"rule": "FTP203", "reason": "x", "until": "soon"}, "must be a date"),
        ({"rule": "FTP999", "reason": "x"}, "FTP999"),
        ({"rule": "FTP110", "reason": "x"}, "finds nothing here"),
        ({"rule": 7, "reason": "x"}, "takes one table"),
    ],
)
def test_what_cannot_be_suppressed_is_said(client: Client, demo: Path, wanted: dict[str, Any], sentence: str) -> None:
    uri = client.open(demo)
    client.request("workspace/executeCommand", {"command": "ftplint.suppress", "arguments": [{"uri": uri, **wanted}]})
    assert sentence in client.notification("window/showMessage")["message"]


def test_kinds_that_were_not_asked_for_are_not_offered(client: Client, demo: Path) -> None:
    uri = client.open(demo)
    mark = "<security>\n                        <authentication>\n                            <anony"
    fixes = actions(client, uri, mark, ["source.fixAll"])
    assert list(fixes) == ["Fix all that is safe (ftplint)"]
    assert fixes["Fix all that is safe (ftplint)"]["kind"] == "source.fixAll.ftplint"
    assert not any(name.startswith("Fix all") for name in actions(client, uri, mark, ["quickfix"]))
    assert actions(client, uri, mark, ["refactor"]) == {}
    assert not [title for title in actions(client, uri, mark) if "FTP101" in title and "Fix" in title], "manual"


def test_a_client_that_resolves_nothing_gets_edits_at_once_and_only_what_does_something(plain: Client) -> None:
    file = plain.folder / "applicationHost.config"
    file.write_bytes(DEMO.read_bytes())
    uri = plain.open(file)
    found = actions(
        plain, uri, "<security>\n                        <authentication>\n                            <anony"
    )
    (fix,) = (one for title, one in found.items() if title.startswith("Fix FTP106"))
    after = applied(plain.texts[uri], fix["edit"]["changes"][uri])
    assert all(one["edit"]["changes"][uri] for one in found.values() if "command" not in one)
    assert ftplint("fix", file, "--select", "FTP106", "--write").returncode == 0
    assert after.encode() == file.read_bytes()


def test_an_action_of_nobody_is_refused(client: Client, demo: Path) -> None:
    uri = client.open(demo)
    with pytest.raises(ResponseError, match="none of ftplint's"):
        client.request("codeAction/resolve", {"title": "x", "data": 7})
    nothing = client.request("codeAction/resolve", {"title": "x", "data": {"uri": uri, "do": "dance"}})
    assert "edit" not in nothing
    assert "ask for the actions again" in client.notification("window/showMessage")["message"]

"""Findings in the editor: the same as on the command line, in exact places, never those of an older text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.run import findings, ftplint
from tests.lsp.client import ROOT, Client

DEMO = ROOT / "tests" / "demo" / "applicationHost.config"
SITE = """<site name="{name}" id="7">
    <application path="/"><virtualDirectory path="/" physicalPath="D:\\ftp" /></application>
    <bindings><binding protocol="ftp" bindingInformation="*:21:" /></bindings>
    <ftpServer><security>
        <ssl serverCertHash="A909502DD82AE41433E6F83886B00D4277A32A7B" {wrong}/>
        <authentication><basicAuthentication enabled="true" /></authentication>
    </security></ftpServer>
</site>"""


def by_place(found: list[dict[str, object]]) -> list[tuple[object, ...]]:
    """Rule and place of findings of ``--output-format json``, as the protocol counts."""
    return sorted(
        (f["rule"], f["line"] - 1, f["column"] - 1)  # type: ignore[operator]
        for f in found
    )


def test_they_are_those_of_the_command_line(client: Client, folder: Path) -> None:
    file = folder / "applicationHost.config"
    file.write_bytes(DEMO.read_bytes())
    uri = client.open(file)
    shown = client.diagnostics(uri)
    expected = findings(file)
    places = sorted((d["code"], d["range"]["start"]["line"], d["range"]["start"]["character"]) for d in shown)
    assert places == by_place(expected)
    by_rule = {d["code"]: d for d in shown}
    severities = {"error": 1, "warning": 2, "info": 3}
    assert {f["rule"]: severities[f["severity"]] for f in expected} == {r: d["severity"] for r, d in by_rule.items()}
    wrong = by_rule["FTP012"]
    assert client.marked(uri, wrong["range"]) == "SslRequired"
    assert wrong["source"] == "ftplint" and "did you mean" not in wrong["message"]
    assert "Did you mean 'SslRequire'?" in wrong["message"] and "Fix (manual):" in wrong["message"]
    missing = by_rule["FTP101"]
    assert "Client sees: " in missing["message"]
    assert missing["codeDescription"]["href"].startswith("https://")
    (place,) = missing["relatedInformation"]
    assert client.marked(uri, place["location"]["range"]) == "true"
    assert place["location"]["uri"] == uri and "certificate logon" in place["message"]


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "marked"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("name", ["plain", "Gäste \U0001f600\U0001f468‍\U0001f469 ﬁ", "\u2028\x85"])
def test_columns_count_units_of_utf_16(client: Client, folder: Path, mark: str, end: str, name: str) -> None:
    """Around emoji, umlauts and line ends that only Python knows, with and without a byte-order mark."""
    site = SITE.format(name=name, wrong='controlChannelPolicy="SslRequired" ')
    text = mark + f"<configuration><!-- {name} --><system.applicationHost><sites><!-- {name} -->{site}</sites>"
    text = (text + "</system.applicationHost></configuration>").replace("\n", end)
    uri = client.open(folder / "applicationHost.config", text)
    marked = {d["code"]: client.marked(uri, d["range"]) for d in client.diagnostics(uri)}
    assert marked["FTP012"] == "SslRequired"
    client.type(uri, "SslRequired", "SslRequire \U0001f600")
    assert {d["code"]: client.marked(uri, d["range"]) for d in client.diagnostics(uri)}["FTP012"] == (
        "SslRequire \U0001f600"
    )
    client.type(uri, "SslRequire \U0001f600", "SslRequire")
    assert "FTP012" not in {d["code"] for d in client.diagnostics(uri)}


def test_a_byte_order_mark_that_the_editor_keeps_to_itself(client: Client, folder: Path) -> None:
    """A file in UTF-16 that says so: editors send its text without the mark."""
    text = '<?xml version="1.0" encoding="UTF-16"?>\n' + DEMO.read_text("utf-8").partition("\n")[2]
    file = folder / "applicationHost.config"
    file.write_bytes(text.encode("utf-16"))
    uri = client.open(file, text)
    shown = [
        (d["code"], d["range"]["start"]["line"], d["range"]["start"]["character"]) for d in client.diagnostics(uri)
    ]
    assert sorted(shown) == by_place(findings(file))


def test_a_code_page_that_lacks_a_letter(client: Client, folder: Path) -> None:
    text = SITE.format(name="Ω \U0001f600 ä", wrong='controlChannelPolicy="SslRequired" ')
    uri = client.open(folder / "applicationHost.config", f'<?xml version="1.0" encoding="windows-1252"?>\n{text}')
    assert {d["code"]: client.marked(uri, d["range"]) for d in client.diagnostics(uri)}["FTP012"] == "SslRequired"


def test_nothing_is_shown_of_a_text_before_the_one_shown_last(client: Client, folder: Path) -> None:
    good = SITE.format(name="a", wrong="")
    uri = client.open(folder / "applicationHost.config", good)
    client.diagnostics(uri)
    typed = '<ssl serverCertHash="x" '
    for number in range(1, len(typed) + 1):
        client.change(uri, [{"text": good.replace("<ssl ", typed[:number] + "<ssl ")}], typed[:number])
    client.change(uri, [{"text": good}], good)
    versions, last = client.shown_until_now(uri)
    assert versions == sorted(set(versions)) and versions[-1] == len(typed) + 2
    assert "FTP001" not in {d["code"] for d in last}


def test_a_text_that_is_not_well_formed_shows_where_and_nothing_else(client: Client, folder: Path) -> None:
    uri = client.open(folder / "applicationHost.config", SITE.format(name="a", wrong='controlChannelPolicy="x" '))
    assert {"FTP012"} < {d["code"] for d in client.diagnostics(uri)}
    client.type(uri, "</security></ftpServer>", "</secu</ftpServer>")
    (one,) = client.diagnostics(uri)
    assert one["code"] == "FTP001"
    assert client.texts[uri][: client.texts[uri].index("</secu")].count("\n") == one["range"]["start"]["line"]


def test_settings_are_those_of_the_folder_that_is_open(client: Client, folder: Path) -> None:
    """Settings, overrides, and a settings file that is wrong; each is heard when it changes."""
    client.close_all()
    uri = client.open(folder / "applicationHost.config", SITE.format(name="a", wrong='controlChannelPolicy="x" '))
    before = {d["code"]: d["severity"] for d in client.diagnostics(uri)}
    settings = client.root / "ftplint.toml"
    changed = {"changes": [{"uri": settings.as_uri(), "type": 1}]}
    shown = (folder / "applicationHost.config").relative_to(client.root).as_posix()
    try:
        settings.write_text(
            f'ignore = ["FTP9"]\n[[overrides]]\npaths = ["{shown}"]\nseverity = {{ FTP012 = "info" }}\n'
        )
        client.notify("workspace/didChangeWatchedFiles", changed)
        after = {d["code"]: d["severity"] for d in client.diagnostics(uri)}
        assert before["FTP012"] == 1 and after == {**before, "FTP012": 3}
        settings.write_text('selct = ["FTP1"]\n')
        client.notify("workspace/didChangeWatchedFiles", changed)
        (one,) = client.diagnostics(uri)
        assert one["message"].startswith("Nothing was checked: ") and "did you mean 'select'?" in one["message"]
        assert "ftplint.toml:1" in one["message"]
    finally:
        settings.unlink()
    client.notify("workspace/didChangeWatchedFiles", changed)
    assert {d["code"]: d["severity"] for d in client.diagnostics(uri)} == before


def test_which_folder_is_asked_for_settings(client: Client, folder: Path, tmp_path: Path) -> None:
    """As if ftplint were called in the folder that is open; outside of it, in the folder of the file."""
    text = SITE.format(name="a", wrong='controlChannelPolicy="x" ')
    for place in (folder, tmp_path):
        (place / "ftplint.toml").write_text('ignore = ["FTP012"]\n')
    inside, outside = (client.open(place / "applicationHost.config", text) for place in (folder, tmp_path))
    assert "FTP012" in {one["code"] for one in client.diagnostics(inside)}
    assert "FTP012" not in {one["code"] for one in client.diagnostics(outside)}


def test_a_baseline_holds(tmp_path: Path) -> None:
    file = tmp_path / "applicationHost.config"
    file.write_bytes(DEMO.read_bytes())
    assert ftplint(file.name, "--write-baseline", "known.json", cwd=tmp_path).returncode == 0
    (tmp_path / "ftplint.toml").write_text('baseline = "known.json"\n')
    with Client(tmp_path) as client:
        uri = client.open(file)
        assert client.diagnostics(uri) == []
        client.type(uri, "SslRequired", "SslRequires")
        assert [one["code"] for one in client.diagnostics(uri)] == ["FTP012"]


def test_a_suppression_is_honoured_and_one_without_a_reason_is_shown(client: Client, folder: Path) -> None:
    site = SITE.format(name="a", wrong='controlChannelPolicy="SslAllow" ')
    uri = client.open(folder / "applicationHost.config", site)
    rules = sorted({d["code"] for d in client.diagnostics(uri) if d["severity"] == 2})
    assert rules
    comment = f"<!-- ftplint: ignore-file {rules[0]} -->"
    client.change(uri, [{"text": site + comment}], site + comment)
    codes = [d["code"] for d in client.diagnostics(uri)]
    assert rules[0] in codes and any(code.startswith("FTP90") for code in codes)
    reason = comment.replace(" -->", " it goes in May -->")
    client.change(uri, [{"text": site + reason}], site + reason)
    assert rules[0] not in [d["code"] for d in client.diagnostics(uri)]


def test_files_of_others_are_not_reported(client: Client, folder: Path) -> None:
    """An editor opens web.config for other reasons. With settings of FTP in it, it is judged like on the command line."""
    web = folder / "web.config"
    uri = client.open(web, "<configuration><system.webServer/></configuration>")
    assert client.diagnostics(uri) == []
    uri = client.open(folder / "applicationHost.config", "<configuration><system.web/></configuration>")
    assert [d["code"] for d in client.diagnostics(uri)] == ["FTP047"]
    ftp = (
        "<configuration><system.ftpServer><firewallSupport lowDataChannelPort='x'/></system.ftpServer></configuration>"
    )
    (folder / "administration.config").write_text(ftp)
    uri = client.open(folder / "administration.config")
    assert {d["code"] for d in client.diagnostics(uri)} == {
        f["rule"] for f in findings(folder / "administration.config")
    }


def test_what_lies_beside_the_file_is_read_with_it(client: Client, folder: Path) -> None:
    (folder / "redirection.config").write_text(
        '<configuration><configurationRedirection enabled="true" path="\\\\server\\share" /></configuration>'
    )
    file = folder / "applicationHost.config"
    file.write_bytes(DEMO.read_bytes())
    uri = client.open(file)
    shown = {d["code"] for d in client.diagnostics(uri)}
    assert shown == {f["rule"] for f in findings(file)} > {f["rule"] for f in findings(DEMO)}


def test_a_closed_file_has_no_findings(client: Client, folder: Path) -> None:
    uri = client.open(folder / "applicationHost.config", SITE.format(name="a", wrong='controlChannelPolicy="x" '))
    assert client.diagnostics(uri)
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.notification("textDocument/publishDiagnostics", lambda p: p["uri"] == uri)["diagnostics"] == []


def test_a_text_that_is_no_file_yet(client: Client) -> None:
    item = {
        "uri": "untitled:Untitled-1",
        "languageId": "xml",
        "version": 1,
        "text": SITE.format(name="a", wrong='y="" '),
    }
    client.notify("textDocument/didOpen", {"textDocument": item})
    found = client.notification("textDocument/publishDiagnostics", lambda p: p["uri"] == item["uri"])
    assert "FTP010" in json.dumps(found) or found["diagnostics"]

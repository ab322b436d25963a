"""Hostile texts and messages do not end the server, and it says in plain words what it cannot do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.run import ftplint
from tests.lsp.client import ROOT, Client, ResponseError

DEMO = (ROOT / "tests" / "demo" / "applicationHost.config").read_text("utf-8")
TEXTS = {
    "empty": ("", "FTP001"),
    "bomb": (
        '<!DOCTYPE a [<!ENTITY x "' + "y" * 100 + '">' + "<!ENTITY z '&x;&x;&x;'>" * 50 + "]><a>&z;</a>",
        "FTP003",
    ),
    "deep": ("<site>" * 10_000, "FTP00"),
    "outside": ('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', "FTP003"),
    "binary": ("\x00\x01" * 5000, "FTP00"),
    "lone surrogate": ("<site name='\ud800'/>", ""),
    "slow encoding": (
        "<?xml version='1.0' encoding='punycode'?><a>" + "".join(map(chr, range(0x4E00, 0x9000))),
        "FTP00",
    ),
    "quotes": ('<a b="' * 10_000, "FTP001"),
    "one line": ("<configuration>" + "<!-- \U0001f600 -->" * 20_000 + "<x></configuration>", "FTP001"),
}
METHODS: dict[str, dict[str, Any]] = {
    "hover": {},
    "completion": {},
    "definition": {},
    "references": {"context": {"includeDeclaration": True}},
    "codeAction": {"context": {"diagnostics": []}},
}


def alive(client: Client) -> bool:
    uri = client.open(client.folder / "alive.config", "<site name='a' id='1'/>")
    found = client.diagnostics(uri)
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    return isinstance(found, list)


@pytest.mark.parametrize("name", TEXTS)
def test_every_feature_answers_on_every_text(client: Client, name: str) -> None:
    text, rule = TEXTS[name]
    uri = client.open(client.folder / "hostile.config", text)
    assert all(one["code"].startswith(rule) for one in client.diagnostics(uri))
    for method in ("documentSymbol", "codeLens"):
        client.request(f"textDocument/{method}", {"textDocument": {"uri": uri}})
    for line, character in ((0, 0), (0, 3), (0, len(text) // 2), (10**9, 10**9)):
        place = {"line": line, "character": character}
        asked = {"textDocument": {"uri": uri}, "position": place, "range": {"start": place, "end": place}}
        for method, more in METHODS.items():
            client.request(f"textDocument/{method}", {**asked, **more})
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert alive(client)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"7",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"jsonrpc": "2.0"}',
        b'{"jsonrpc": "1.0", "method": "x"}',
        b'{"jsonrpc": "2.0", "method": 7}',
        b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {}}',
        b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"textDocument": {"uri": "file:///none", "version": 1}, "contentChanges": [{"text": "x"}]}}',
        b'{"jsonrpc": "2.0", "method": "textDocument/didSave", "params": {"textDocument": {"uri": "file:///none"}}}',
        b'{"jsonrpc": "2.0", "id": {"a": 1}, "method": "textDocument/hover", "params": {}}',
        b'{"jsonrpc": "2.0", "id": 99, "result": {"jsonrpc": "2.0"}}',
    ],
    ids=range(14),
)
def test_a_message_that_is_none_does_not_end_the_server(client: Client, body: bytes) -> None:
    client.close_all()
    client.send(body)
    assert alive(client)


@pytest.mark.parametrize(
    "header",
    [
        b"\r\n",
        b"Content-Length: x\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: " + b"9" * 10 + b"x\r\n\r\n",
        b"X: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
    ids=range(5),
)
def test_a_header_that_is_none_does_not_end_the_server(client: Client, header: bytes) -> None:
    client.send(b"", header)
    assert alive(client)


def test_a_header_in_other_letters_is_one(client: Client) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 4711, "method": "nothing/known", "params": None}).encode()
    client.send(body, b"content-length: %d\r\nContent-Type: x\r\n\r\n" % len(body))
    with pytest.raises(ResponseError, match="Method Not Found"):
        client.answer(4711)


def test_a_message_that_is_far_too_long_is_passed_over(tmp_path: Path) -> None:
    """It is read and thrown away, as far as it comes; here its sender goes away."""
    other = Client(tmp_path)
    other.send(b"x" * 100_000, b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n")
    stream = other.process.stdin
    assert stream is not None
    stream.close()
    assert other.process.wait(60) == 1, "the end without shutdown"
    assert b"Traceback" not in b"".join(other.errors)


def test_a_client_that_does_not_introduce_itself_is_heard(tmp_path: Path) -> None:
    one = Client(tmp_path)
    uri = one.open(tmp_path / "x.config", "<site name='a' id='1'/>")
    assert one.diagnostics(uri)
    assert one.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    one.notify("exit", None)
    assert one.process.wait(60) == 1, "it was not shut down first"


@pytest.mark.parametrize(
    ("method", "parameters", "sentence"),
    [
        ("textDocument/hover", {"textDocument": {"uri": "file:///none"}, "position": {"line": 0, "character": 0}}, "is not open"),
        ("textDocument/hover", {"textDocument": 7}, "are not those of the protocol"),
        ("textDocument/hover", None, "are not those of the protocol"),
        ("textDocument/codeAction", {"textDocument": {"uri": "x"}, "range": 1}, "are not those of the protocol"),
        ("workspace/executeCommand", {"command": "rm"}, "not defined"),
        ("workspace/executeCommand", {"command": "ftplint.suppress", "arguments": [7]}, "is not open"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_answered_in_plain_words(
    client: Client, method: str, parameters: Any, sentence: str
) -> None:
    with pytest.raises(ResponseError, match=sentence):
        client.request(method, parameters)
    assert alive(client)


@pytest.mark.slow
def test_a_large_file_is_judged_while_the_editor_goes_on(client: Client) -> None:
    """With a finding on each of 1,500 sites: other questions are answered, and only the last state is shown."""
    site = (
        '<site name="s{0}" id="{0}"><bindings><binding protocol="ftp" bindingInformation="*:{0}:"/></bindings></site>'
    )
    sites = "".join(site.format(number) for number in range(1, 1_500))
    text = f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"
    uri = client.open(client.folder / "large.config", text)
    for number in range(5):
        end = {"line": 0, "character": 0}
        client.change(uri, [{"range": {"start": end, "end": end}, "text": f"<!-- {number} -->"}], "")
    versions, _ = client.shown_until_now(uri)
    assert versions == sorted(set(versions)) and versions[-1] == 6
    symbols = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert symbols[0]["name"] == "s1"
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


def test_no_network_is_touched() -> None:
    """No socket is bound or connected. Where there are no others, Python's event loop wakes itself by a pair of loopback."""
    code = (
        "import socket, sys\n"
        "def checked(name):\n"
        "    def method(self, address):\n"
        "        if sys._getframe(1).f_code.co_name.endswith('socketpair'):\n"
        "            return getattr(super(No, self), name)(address)\n"
        "        print(name + 's', file=sys.stderr)\n"
        "        raise OSError('no')\n"
        "    return method\n"
        "class No(socket.socket):\n"
        "    connect, bind = checked('connect'), checked('bind')\n"
        "socket.socket = No\n"
        "from ftplint.cli.main import main\n"
        "sys.exit(main(['lsp']))\n"
    )
    messages = [
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"method": "initialized", "params": {}},
        {"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "file:///x/applicationHost.config", "languageId": "xml", "version": 1, "text": DEMO}}},
        {"id": 2, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": "file:///x/applicationHost.config"}}},
        {"id": 3, "method": "shutdown"},
        {"method": "exit"},
    ]  # fmt: skip
    bodies = [json.dumps({"jsonrpc": "2.0", **one}).encode() for one in messages]
    sent = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=sent, capture_output=True, check=False)
    assert run.returncode == 0 and b"connects" not in run.stderr and b"binds" not in run.stderr, run.stderr
    assert b"prerequisites" in run.stdout


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['pygls'] = None; from ftplint.cli.main import main; sys.exit(main(['lsp']))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr.startswith(
        'ftplint: the language server needs ftplint[lsp]: pip install ".[lsp]" in a clone of ftplint'
    )
    assert "language server" in ftplint("lsp", "--help").stdout and tmp_path.exists()

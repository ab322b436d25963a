"""A small client of the protocol: it starts ``ftplint lsp``, speaks with it over pipes, and edits texts as editors do."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from itertools import count
from pathlib import Path
from typing import Any

from tests.on_windows import in_wine

ROOT = Path(__file__).resolve().parents[2]
MODULE = "tests.windows.ticking" if in_wine() else "ftplint"
PATIENCE = 60.0
"""Seconds after which an answer does not come any more."""
ABILITIES: dict[str, Any] = {
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True},
        "codeAction": {
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
    },
    "workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}},
}


class ResponseError(Exception):
    """An error that the server answered with."""


class Client:
    """``with Client(folder) as client``: initialised, and shut down at the end, which must go well."""

    def __init__(self, folder: Path, *arguments: str, abilities: dict[str, Any] | None = None, **options: Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", MODULE, "lsp", *arguments],
            cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self._ids = count(1)
        self.seen: list[dict[str, Any]] = []
        """The notifications, and requests of the server, that nobody has waited for yet."""
        self.errors: list[bytes] = []
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._listen, daemon=True).start()
        self.root = self.folder = folder
        self.abilities = ABILITIES if abilities is None else abilities
        self._options = options
        self.texts: dict[str, str] = {}
        self._versions: dict[str, int] = {}
        self.capabilities: dict[str, Any] = {}

    def __enter__(self) -> Client:
        parameters = {
            "processId": None,
            "rootUri": self.folder.as_uri(),
            "workspaceFolders": [{"uri": self.folder.as_uri(), "name": "x"}],
            "capabilities": self.abilities,
            "initializationOptions": self._options,
        }
        self.capabilities = self.request("initialize", parameters)["capabilities"]
        self.notify("initialized", {})
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.request("shutdown", None)
            self.notify("exit", None)
            assert self.process.wait(PATIENCE) == 0, b"".join(self.errors)
            assert b"Traceback" not in b"".join(self.errors), b"".join(self.errors).decode()
        self.process.kill()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while line := stream.readline():
            length = 0
            while line.strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                line = stream.readline()
            self._messages.put(json.loads(stream.read(length)))
        self._messages.put({"end": True})

    def _listen(self) -> None:
        assert self.process.stderr is not None
        while line := self.process.stderr.readline():
            self.errors.append(line)

    def send(self, body: bytes, header: bytes | None = None) -> None:
        """Sends bytes as they are."""
        stream = self.process.stdin
        assert stream is not None
        stream.write((b"Content-Length: %d\r\n\r\n" % len(body) if header is None else header) + body)
        stream.flush()

    def notify(self, method: str, parameters: Any) -> None:
        self.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": parameters}).encode())

    def ask(self, method: str, parameters: Any) -> int:
        """Sends a request; returns its number."""
        number = next(self._ids)
        self.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}).encode())
        return number

    def request(self, method: str, parameters: Any, *, known: bool = True) -> Any:
        number = self.ask(method, parameters)
        if known:
            return self.answer(number)
        return self._until(lambda m: m.get("id") == number and "method" not in m)

    def answer(self, number: int) -> Any:
        """The answer to the request of that number. Raises ResponseError."""
        found = self._until(lambda m: m.get("id") == number and "method" not in m)
        if "error" in found:
            raise ResponseError(found["error"])
        return found.get("result")

    def notification(self, method: str, fits: Any = lambda _: True) -> Any:
        """The parameters of the next notification, or request, of the server."""
        return self._until(lambda m: m.get("method") == method and fits(m["params"]))["params"]

    def _until(self, fits: Any) -> dict[str, Any]:
        for number, message in enumerate(self.seen):
            if fits(message):
                return self.seen.pop(number)
        while True:
            message = self._messages.get(timeout=PATIENCE)
            assert "end" not in message, b"".join(self.errors).decode()
            if "method" in message and "id" in message:
                self.send(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": {"applied": True}}).encode())
            if fits(message):
                return message
            self.seen.append(message)

    def open(self, path: Path, text: str | None = None) -> str:
        """Opens the file, with what is in it or with *text*; returns its URI."""
        uri = path.as_uri()
        self.texts[uri] = path.read_bytes().decode("utf-8-sig") if text is None else text
        self._versions[uri] = 1
        item = {"uri": uri, "languageId": "xml", "version": 1, "text": self.texts[uri]}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def close_all(self) -> None:
        """Closes what is open, and forgets what was said of it."""
        for uri in self.texts:
            self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        self.texts.clear()
        self.request("ftplint/nothing", None, known=False)
        self.seen.clear()

    def type(self, uri: str, old: str, new: str) -> None:
        """Replaces *old*, which the text holds once, by an incremental change."""
        text = self.texts[uri]
        assert text.count(old) == 1, (old, text.count(old))
        start = text.index(old)
        changed = {"start": position(text, start), "end": position(text, start + len(old))}
        self.change(uri, [{"range": changed, "text": new}], text.replace(old, new))

    def change(self, uri: str, changes: list[dict[str, Any]], after: str) -> None:
        self.texts[uri] = after
        self._versions[uri] += 1
        item = {"uri": uri, "version": self._versions[uri]}
        self.notify("textDocument/didChange", {"textDocument": item, "contentChanges": changes})

    def diagnostics(self, uri: str) -> list[dict[str, Any]]:
        """The diagnostics of the text as it is now."""
        version = self._versions[uri]
        found = self.notification(
            "textDocument/publishDiagnostics", lambda p: p["uri"] == uri and p.get("version") == version
        )
        result: list[dict[str, Any]] = found["diagnostics"]
        return result

    def shown_until_now(self, uri: str) -> tuple[list[int], list[dict[str, Any]]]:
        """The versions whose diagnostics are shown, up to that of the text as it is now, and the last diagnostics."""
        versions = []
        while True:
            found = self.notification("textDocument/publishDiagnostics", lambda p: p["uri"] == uri)
            versions.append(found["version"])
            if versions[-1] == self._versions[uri]:
                return versions, found["diagnostics"]

    def at(self, uri: str, mark: str, ahead: int = 0) -> dict[str, Any]:
        """Parameters of a request at the first character of *mark*, which the text holds once, or *ahead* of it."""
        text = self.texts[uri]
        assert text.count(mark) == 1, (mark, text.count(mark))
        return {"textDocument": {"uri": uri}, "position": position(text, text.index(mark) + ahead)}

    def marked(self, uri: str, range_: dict[str, Any]) -> str:
        """The text in a range."""
        text = self.texts[uri]
        return text[offset(text, range_["start"]) : offset(text, range_["end"])]


def position(text: str, at: int) -> dict[str, int]:
    """Line and column, in UTF-16 units, by the book: a line ends with LF, CRLF or CR."""
    lines = text[:at].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return {"line": len(lines) - 1, "character": len(lines[-1].encode("utf-16-le")) // 2}


def offset(text: str, place: dict[str, int]) -> int:
    at = line = 0
    while line < place["line"]:
        at += 2 if text.startswith("\r\n", at) else 1
        if text[at - 1] in "\r\n":
            line += 1
    units = 0
    while units < place["character"]:
        units += 2 if ord(text[at]) > 0xFFFF else 1
        at += 1
    return at


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """The text after *edits*, which do not overlap."""
    for edit in sorted(edits, key=lambda e: offset(text, e["range"]["start"]), reverse=True):
        start, end = offset(text, edit["range"]["start"]), offset(text, edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text

"""What is old is not worked on and not shown, and a bug is said."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from lsprotocol import types

from ftplint.lsp.document import Document, path_of
from ftplint.lsp.project import Projects
from ftplint.lsp.schedule import OutdatedError, Schedule


def document(text: str = "a") -> Document:
    return Document(types.TextDocumentItem("untitled:x", "xml", 1, text))


def typed(one: Document, text: str) -> None:
    one.change([types.TextDocumentContentChangeWholeDocument(text)], (one.version or 0) + 1)


def schedule(make: Any, shown: list[Any], failed: list[Exception]) -> Schedule:
    projects = Projects(lambda *_: pytest.fail("no settings are needed"), lambda _: None)
    return Schedule(projects, make, lambda analysis, made: shown.append((analysis.version, made)), failed.append)


def test_only_the_last_text_is_shown() -> None:
    shown: list[Any] = []

    async def play() -> None:
        made = schedule(lambda analysis: analysis.text.content, shown, [])
        one = document()
        made.soon(one, at_once=True)
        typed(one, "b")
        made.soon(one)
        typed(one, "c")
        made.soon(one)
        while not shown:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)

    asyncio.run(play())
    assert shown == [(3, "c")]


def test_what_changes_while_it_is_judged_is_not_shown_and_what_waits_is_not_begun() -> None:
    shown: list[Any] = []
    begun: list[str] = []
    go, started = threading.Event(), threading.Event()

    def make(analysis: Any) -> str:
        begun.append(analysis.text.content)
        started.set()
        go.wait(60)
        return "made"

    async def play() -> None:
        made = schedule(make, shown, [])
        one = document("old")
        made.soon(one, at_once=True)
        while not started.is_set():
            await asyncio.sleep(0.01)
        asked = asyncio.ensure_future(made.work(lambda _: begun.append("asked"), made.of(one)))
        await asyncio.sleep(0)
        typed(one, "new")
        go.set()
        with pytest.raises(OutdatedError):
            await asked
        made.soon(one)
        while not shown:
            await asyncio.sleep(0.01)

    asyncio.run(play())
    assert begun == ["old", "new"] and shown == [(2, "made")]


def test_a_bug_is_handed_on_and_the_next_text_is_judged() -> None:
    shown: list[Any] = []
    failed: list[Exception] = []

    def make(analysis: Any) -> str:
        if analysis.text.content == "a":
            raise ZeroDivisionError("x")
        return "made"

    async def play() -> None:
        made = schedule(make, shown, failed)
        one = document()
        made.soon(one, at_once=True)
        while not failed:
            await asyncio.sleep(0.01)
        typed(one, "b")
        made.soon(one)
        while not shown:
            await asyncio.sleep(0.01)

    asyncio.run(play())
    assert [type(one) for one in failed] == [ZeroDivisionError] and shown == [(2, "made")]


def test_all_who_ask_about_one_text_share_what_is_known_of_it() -> None:
    made = schedule(None, [], [])
    one = document()
    first = made.of(one)
    assert made.of(one) is first
    made.forget(one.uri)
    assert made.of(one) is not first
    typed(one, "b")
    assert made.of(one).text.content == "b" and first.outdated


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b%20c/%C3%A4%3B%23%3F.config", "/a/b c/ä;#?.config"),
        ("file:///a/b;c.config", "/a/b;c.config"),
        ("file:///c%3A/inetsrv/x.config", "c:/inetsrv/x.config"),
        ("file:///C:/inetsrv/x.config", "C:/inetsrv/x.config"),
        ("file://server/share/x.config", "//server/share/x.config"),
        ("file://localhost/x.config", "/x.config"),
        ("untitled:Untitled-1", None),
        ("https://example.com/x.config", None),
        ("file://[", None),
        ("", None),
    ],
)
def test_the_path_of_a_uri(uri: str, path: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ftplint.lsp.document.sys.platform", "linux")
    assert path_of(uri) == path
    monkeypatch.setattr("ftplint.lsp.document.sys.platform", "win32")
    assert path_of(uri) == (None if path is None else path.replace("/", "\\"))

"""``--against``: what differs from a model server, per setting, with exceptions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ftplint.fleet import FleetError, Model, Permitted, ask, read_exceptions
from tests.end_to_end.run import ftplint
from tests.fleet.judged import FINE, OPEN, judge, tables, written
from tests.report.pages import server

POLICY = "ftpServer/security/ssl/@controlChannelPolicy"
DATA = "ftpServer/security/ssl/@dataChannelPolicy"
HASH = "ftpServer/security/ssl/@serverCertHash"


def differences(tmp_path: Path, model: bytes, servers: dict[str, Any], **law: Any) -> list[tuple[Any, ...]]:
    fleet = written(tmp_path / "fleet", servers)
    judge([fleet], tmp_path / "r", model=Model("good.config", model), **law)
    return ask(tmp_path / "r", "FROM differences ORDER BY server, site NULLS FIRST, setting").rows


def test_a_server_like_the_model_does_not_differ(tmp_path: Path) -> None:
    model = server({"a": FINE})
    assert differences(tmp_path, model, {"web01": model, "web02": b"<configuration>"}) == []


def test_a_site_is_held_against_that_of_its_name(tmp_path: Path) -> None:
    found = differences(tmp_path, server({"a": FINE, "B": OPEN}), {"web01": {"a": OPEN, "b": OPEN}})
    assert found == [
        ("web01", "a", POLICY, "SslRequire", "SslAllow", None),
        ("web01", "a", DATA, "SslRequire", "SslAllow", None),
        ("web01", "a", HASH, "ab" * 20, "", None),
    ]


def test_else_against_the_only_site_of_the_model(tmp_path: Path) -> None:
    found = differences(tmp_path, server({"model": FINE}), {"web01": {"x": FINE, "y": OPEN}})
    assert [(site, setting) for _, site, setting, *_ in found] == [("y", POLICY), ("y", DATA), ("y", HASH)]


def test_else_against_what_the_defaults_of_the_model_give(tmp_path: Path) -> None:
    """With several sites none is the pattern of another; siteDefaults are what a new site would get."""
    model = server({"a": FINE, "b": FINE}).replace(
        b"</sites>", b'<siteDefaults><ftpServer allowUTF8="false"/></siteDefaults></sites>'
    )
    sent = written(tmp_path / "x", {"web": {"c": FINE}}) / "web" / "applicationHost.config"
    found = differences(tmp_path, model, {"web01": sent.read_bytes()})
    changed = {setting: (model, value) for _, site, setting, model, value, _ in found if site == "c"}
    assert changed["ftpServer/@allowUTF8"] == ("false", "true")
    assert changed[HASH] == ("", "ab" * 20)
    assert POLICY not in changed, "SslRequire is the default too"


def test_the_server_level_and_entries_of_lists_are_compared(tmp_path: Path) -> None:
    model = server({"a": FINE})
    other = model.replace(b'users="*" permissions="Read"', b'users="bob" permissions="Read, Write"')
    assert other != model
    found = differences(tmp_path, model, {"web01": other})
    assert {(site, model is None, value is None) for _, site, _, model, value, _ in found} == {
        (None, False, True),
        (None, True, False),
        ("a", False, True),
        ("a", True, False),
    }


def test_locations_are_compared_at_their_place_below_the_site(tmp_path: Path) -> None:
    def with_location(name: str, permissions: str) -> bytes:
        place = (
            f'<location path="{name}/in"><system.ftpServer><security><authorization><add accessType="Allow" users="u" '
            f'permissions="{permissions}"/></authorization></security></system.ftpServer></location></configuration>'
        )
        return server({name: FINE}).replace(b"</configuration>", place.encode())

    assert differences(tmp_path / "same", with_location("A", "Read"), {"web01": with_location("b", "Read")}) == []
    found = differences(tmp_path / "other", with_location("A", "Read"), {"web01": with_location("b", "Write")})
    assert {(site, setting.partition(": ")[0]) for _, site, setting, *_ in found} == {("b", "at /in")}


@pytest.mark.parametrize(
    ("one", "permits"),
    [
        (Permitted("@controlChannelPolicy", "r"), True),
        (Permitted("SSL/@controlchannelpolicy", "r"), True),
        (Permitted(POLICY, "r", ("web*",), ("a",), ("ssl*",)), True),
        (Permitted("ftpServer/*", "r"), True),
        (Permitted("@dataChannelPolicy", "r"), False),
        (Permitted("ChannelPolicy", "r"), False),
        (Permitted(POLICY, "r", ("north",)), False),
        (Permitted(POLICY, "r", (), ("b",)), False),
        (Permitted(POLICY, "r", (), (), ("SslRequire",)), False),
    ],
)
def test_what_an_exception_permits(one: Permitted, permits: bool) -> None:
    assert one.permits("web01", {"site": "a", "setting": POLICY, "value": "SslAllow"}) is permits


def test_the_command_line(tmp_path: Path) -> None:
    written(tmp_path / "fleet", {"web01": {"a": OPEN}, "web02": {"a": FINE}})
    (tmp_path / "good.config").write_bytes(server({"a": FINE}))
    (tmp_path / "known.toml").write_text(
        '[[exceptions]]\nsetting = "ssl/@*ChannelPolicy"\nservers = ["web01"]\nreason = "a scanner"\n'
    )
    arguments = ("fleet", "fleet", "--results", "r", "--cache", "c", "--fail-on", "never", "--against", "good.config")
    judge([tmp_path / "fleet"], tmp_path / "r", model=Model.read(str(tmp_path / "good.config")))
    before = tables(tmp_path / "r")
    run = ftplint(*arguments, "--exceptions", "known.toml", cwd=tmp_path)
    assert "1 difference from good.config" in run.stdout, run.stderr
    rows = ask(tmp_path / "r", "SELECT server, setting, exception FROM differences ORDER BY setting").rows
    assert rows == [("web01", POLICY, "a scanner"), ("web01", DATA, "a scanner"), ("web01", HASH, None)]
    assert ask(tmp_path / "r", "differences").rows == [(HASH, "ab" * 20, 1, 1, ["web01"])]
    assert before["differences.parquet"] != tables(tmp_path / "r")["differences.parquet"]


def test_the_model_counts_for_the_cache_and_exceptions_do_not(tmp_path: Path) -> None:
    fleet = written(tmp_path / "fleet", {"web01": {"a": OPEN}, "web02": {"a": FINE}})
    models = [Model("good.config", server({"a": sites})) for sites in (FINE, FINE, OPEN)]
    permitted = (Permitted("ssl/*", "agreed"),)
    found = [
        judge([fleet], tmp_path / "r", cache=tmp_path / "c", model=model, exceptions=exceptions)
        for model, exceptions in zip(models, ((), permitted, ()), strict=True)
    ]
    assert [(one.cached, one.differences) for one in found] == [(0, 3), (2, 0), (0, 3)]
    assert ask(tmp_path / "r", "SELECT DISTINCT server FROM differences").rows == [("web02",)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x", "not TOML"),
        ("x = 1", "must be a list of tables"),
        ("exceptions = 1", "must be a list of tables"),
        ("[[exceptions]]\nsetting = 'x'", "exception 1: 'reason' must be a text"),
        ("[[exceptions]]\nreason = 'x'", "exception 1: 'setting' must be a text"),
        ("[[exceptions]]\nsetting = 'x'\nreason = 'y'\nserver = 'z'", "exception 1: may have reason, servers"),
        ("[[exceptions]]\nsetting = 'x'\nreason = 'y'\nsites = 'z'", "exception 1: 'sites' must be a list of texts"),
    ],
)
def test_a_list_of_exceptions_that_is_none_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.toml").write_text(text)
    with pytest.raises(FleetError) as told:
        read_exceptions(tmp_path / "x.toml")
    assert said in str(told.value)


def test_a_model_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.config").write_text("<configuration>")
    run = ftplint("fleet", "tests/demo", "--against", tmp_path / "x.config", "--results", tmp_path / "r", "--no-cache")
    assert (run.returncode, "not a configuration that can be a model" in run.stderr) == (2, True)
    run = ftplint("fleet", "tests/demo", "--exceptions", tmp_path / "x", "--results", tmp_path / "r", "--no-cache")
    assert (run.returncode, "name it with --against" in run.stderr) == (2, True)

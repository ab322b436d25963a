"""Entries and elements that are there twice, and directives that lack something: what rules are told of them."""

from __future__ import annotations

import pytest

from ftplint.analysis import analyse
from ftplint.source import Problem, Stops
from tests.judging.test_which_findings import server, site

RULES = "system.ftpServer/security/authorization"
ALLOW = '<add accessType="Allow" users="bob" roles="" permissions="Read, Write"/>'


def problems(data: bytes, kind: str) -> list[Problem]:
    return [one for one in analyse("x", data).problems if one.kind == kind]


def section(inner: str, path: str = "") -> str:
    text = f"<system.ftpServer><security><authorization>{inner}</authorization></security></system.ftpServer>"
    return f'<location path="{path}">{text}</location>' if path else text


def test_an_entry_twice_at_the_server_level_costs_its_section() -> None:
    (problem,) = problems(server(site("a"), rest=section(ALLOW + ALLOW)), "key-duplicate")
    assert problem.facts == {
        "element": "add",
        "attribute": "users, roles, permissions",
        "value": "users='bob', roles='', permissions='Read, Write'",
    }
    assert (problem.setting, problem.stops, problem.stopped, problem.site) == (
        f"{RULES}/add",
        Stops.SECTION,
        RULES,
        None,
    )
    assert [note for _, note in problem.related] == ["the entry with the same key"]


def test_an_entry_twice_in_a_site_costs_all_sites() -> None:
    twice = '<ftpServer><security><commandFiltering><add command="SYST"/><add command="syst"/></commandFiltering></security></ftpServer>'
    (problem,) = problems(server(site("a", 1, twice)), "key-duplicate")
    assert problem.facts == {"element": "add", "attribute": "command", "value": "command='syst'"}
    assert (problem.stops, problem.stopped, problem.site) == (Stops.SITES, "", "a")
    assert problem.setting == "ftpServer/security/commandFiltering/add"


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ('users="x"', "roles, permissions"),
        ('users="x" permissions="Read"', "roles"),
        ('permissions="Read"', "users, roles"),
        ('users="x" roles="" permissions="Read"', None),
        ('users="bob" permissions="Read, Write"', None),
    ],
)
def test_a_remove_that_lacks_a_part_of_the_key_and_removes_nothing(written: str, missing: str | None) -> None:
    data = server(site("a"), rest=section(ALLOW) + section(f"<remove {written}/>", "a"))
    found = problems(data, "remove-incomplete")
    assert [one.facts for one in found] == ([] if missing is None else [{"element": "remove", "attribute": missing}])
    assert all(one.stops is Stops.NOTHING and one.setting == f"{RULES}/add" for one in found)


def test_a_lock_list_that_names_what_is_not_there() -> None:
    locked = '<ftpServer><security lockElements="ssl,nothing"/></ftpServer>'
    (problem,) = problems(server(site("a", 1, locked)), "lock-list-unknown-name")
    assert (problem.facts["element"], problem.facts["attribute"], problem.facts["value"]) == (
        "security",
        "lockElements",
        "nothing",
    )
    assert "ssl" in problem.facts["permitted"] and problem.stops is Stops.SITES
    assert problem.setting == "ftpServer/security/@lockElements"


HTTP = "bindings limits logFile traceFailedRequestsLogging hsts"


@pytest.mark.parametrize(
    ("parent", "names"),
    [
        ("sites", "siteDefaults applicationDefaults virtualDirectoryDefaults"),
        ("site", f"{HTTP} applicationDefaults virtualDirectoryDefaults"),
        ("siteDefaults", f"{HTTP} ftpServer"),
        ("application", "virtualDirectoryDefaults"),
    ],
)
def test_elements_that_may_be_there_once(parent: str, names: str) -> None:
    for name in names.split():
        twice = f"<{name}/><{name}/>"
        data = {
            "sites": server(site("a"), twice),
            "site": server(site("a").replace("<bindings>", f"{twice}<bindings>") if name != "bindings" else site("a", 1, "<bindings/>")),
            "siteDefaults": server(site("a"), f"<siteDefaults>{twice}</siteDefaults>"),
            "application": server(site("a", 1, f'<application path="/">{twice}</application>')),
        }[parent]  # fmt: skip
        found = [one for one in problems(data, "element-repeated") if one.facts["element"] == name]
        assert [one.site for one in found] == ["a" if parent in ("site", "application") else None], name
        assert [note for _, note in found[0].related] == ["the first one"] and found[0].setting == name


def test_a_location_that_no_site_has_hides_no_mistake_of_another() -> None:
    data = server(site("a"), rest=section(ALLOW + ALLOW, "gone") + section(ALLOW + ALLOW, "a"))
    assert len(problems(data, "key-duplicate")) == 1


def test_a_location_that_means_the_server_is_of_no_site() -> None:
    for path in ("", ".", "/"):
        text = section(ALLOW, "x").replace('path="x"', f'path="{path}"')
        assert problems(server(site("a"), rest=text), "location-without-site") == []

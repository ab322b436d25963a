"""Lists of thousands of entries, attributes and comments: twice as many are twice the work, not four times."""

from __future__ import annotations

from datetime import date

import pytest

from ftplint.api import RuleSet, Settings, lint_bytes
from ftplint.configuration import Configuration
from ftplint.rules import Selection
from ftplint.schema import declarations
from ftplint.source.parsing import parse
from ftplint.source.place import Place
from ftplint.source.positions import Positions
from ftplint.source.read import decode
from tests.counting import grows_evenly, steps

SITE = (
    '<configuration><system.applicationHost><sites><site name="a" id="1"><bindings><binding protocol="ftp" '
    'bindingInformation="*:21:"/></bindings><ftpServer>{site}</ftpServer></site></sites></system.applicationHost>'
    "<system.ftpServer>{server}</system.ftpServer></configuration>"
)


def server(inside: str) -> bytes:
    return SITE.format(site="", server=inside).encode()


def site(inside: str) -> bytes:
    return SITE.format(site=inside, server="").encode()


def addresses(count: int) -> bytes:
    entries = "".join(f'\n<add ipAddress="10.0.{n >> 8}.{n & 255}" allowed="false"/>' for n in range(count))
    return server(f"<security><ipSecurity>{entries}</ipSecurity></security>")


def users(count: int, *more: str) -> bytes:
    entries = "".join(
        f'\n<{tag} users="u{n}" roles="" permissions="Read"/>' for tag in ("add", *more) for n in range(count)
    )
    return server(f"<security><authorization>{entries}</authorization></security>")


def the_same_user(count: int) -> bytes:
    entries = '\n<add users="u" roles="" permissions="Read"/>' * count
    return server(f"<security><authorization>{entries}</authorization></security>")


def in_turns(count: int) -> bytes:
    entries = '\n<add users="u" roles="" permissions="Read"/><remove users="U" roles="" permissions="Read"/>' * count
    return server(f"<security><authorization>{entries}</authorization></security>")


def providers(count: int) -> bytes:
    known = "".join(f'\n<add name="p{n}" type="t"/>' for n in range(count))
    used = "".join(f'\n<add name="p{n}" enabled="true"/>' for n in range(count))
    inside = f"<security><authentication><customAuthentication><providers>{used}</providers></customAuthentication></authentication></security>"
    return SITE.format(site=inside, server=f"<providerDefinitions>{known}</providerDefinitions>").encode()


LISTS = {
    "addresses": addresses,
    "users": users,
    "added and removed": lambda count: users(count, "remove"),
    "one user": the_same_user,
    "in turns": in_turns,
    "providers": providers,
}


@pytest.mark.parametrize("made", LISTS.values(), ids=LISTS)
def test_merging_a_list(made) -> None:  # type: ignore[no-untyped-def]
    def job(count: int):  # type: ignore[no-untyped-def]
        root = parse(decode("x", made(count)).source).root
        return lambda: Configuration(root, declarations()).ftp_sites  # type: ignore[arg-type]

    job(10)()  # caches are filled
    assert grows_evenly(job, 100)


ATTRIBUTES = lambda n: site("<connections " + "".join(f'\na{i}="1"' for i in range(n)) + "/>")  # noqa: E731
ELEMENTS = lambda n: site("".join(f"\n<x{i}/>" for i in range(n)))  # noqa: E731
COMMENTS = lambda n: site("".join(f"\n<!-- ftplint: ignore FTP105 because {i} -->" for i in range(n)))  # noqa: E731
RULES = RuleSet.load(Settings(Selection(select=("FTP0", "FTP9", "FTP105"))))


@pytest.mark.parametrize("made", [ATTRIBUTES, ELEMENTS, COMMENTS, addresses, providers])
def test_a_whole_run(made) -> None:  # type: ignore[no-untyped-def]
    """With positions and silencing, on rules about the file and one on sites."""

    def job(count: int):  # type: ignore[no-untyped-def]
        data = made(count)
        settings = Settings(Selection(select=("FTP0", "FTP9", "FTP105")), today=date(2026, 1, 1))
        return lambda: lint_bytes("x.config", data, RULES, settings)

    job(50)()  # caches are filled
    assert grows_evenly(job, 50)


def test_a_tag_is_read_once_for_all_its_places() -> None:
    names = [f"a{n}" for n in range(400)]
    source = decode("x", ("<a " + "".join(f"{name}='1' " for name in names) + "/>").encode()).source
    root = parse(source).root
    assert root is not None
    places = [Place.of_value(root, name) for name in names]
    assert steps(lambda: Positions(source, root).spans(places)) < 80 * len(places)


def test_items_that_come_and_go_are_those_that_are_left() -> None:
    """Removing takes every item of the key, and an item that was removed is no earlier one."""
    entries = (
        '<add users="a" roles="" permissions="Read"/><add users="b" roles="" permissions="Read"/>'
        '<add users="A" roles="" permissions="Read"/><remove users="a" roles="" permissions="Read"/>'
        '<add users="a" roles="" permissions="Read"/><add users="c" roles="" permissions="Read"/>'
    )
    root = parse(decode("x", server(f"<security><authorization>{entries}</authorization></security>")).source).root
    assert root is not None
    found = Configuration(root, declarations())
    items = found.sections.group("").find("security/authorization").items
    assert [item.value("users").text for item in items] == ["b", "a", "c"]
    assert [problem.kind for problem in found.problems if problem.kind == "key-duplicate"] == ["key-duplicate"]

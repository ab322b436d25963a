"""Many sites are first looked at for what decides, and only then for what findings say: the findings stay the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ftplint import lint
from ftplint.judging import evaluate
from ftplint.judging.view import AsWritten, Names, View
from tests.bench.generate import write

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = Path(__file__).parents[1] / "cases"


def files(folder: Path) -> Iterator[bytes]:
    """The reports of others, and servers whose sites differ in little or in much."""
    for case in sorted(CASES.glob("*.config")):
        yield case.read_bytes()
    for distinct in (False, True):
        file = folder / f"{distinct}.config"
        write(file, 120, distinct=distinct)
        yield file.read_bytes()


def said(data: bytes) -> list[tuple[object, ...]]:
    """Everything that is found, in its order."""
    return [
        (f.rule, f.message, f.location, f.affected_sites, f.related, f.fix, f.fingerprint) for f in lint(data).findings
    ]


def test_as_many_sites_the_same_is_found_as_in_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several = list(files(tmp_path))
    monkeypatch.setattr(evaluate, "FEW", 1_000_000)
    in_one_go = [said(data) for data in several]
    monkeypatch.setattr(evaluate, "FEW", 0)
    assert [said(data) for data in several] == in_one_go
    assert sum(map(len, in_one_go)) > 400


@pytest.mark.parametrize("few", [0, 1_000_000])
@pytest.mark.parametrize(
    ("wrong", "right", "rule"),
    [
        (
            '<virtualDirectory path="/" physicalPath="C:\\"/>',
            '<virtualDirectory path="/" physicalPath="D:\\ftp"/>',
            "FTP833",
        ),
        (
            '<virtualDirectory path="/" physicalPath="C:\\Windows"/>',
            '<virtualDirectory path="/" physicalPath="C:\\ftp"/>',
            "FTP833",
        ),
        (
            '<virtualDirectory path="/" physicalPath="C:\\Windows"/>',
            '<virtualDirectory path="/" physicalPath="C:\\ftp"/><virtualDirectory path="/x"/>',
            "FTP833",
        ),
    ],
)
def test_sites_that_differ_in_a_folder_alone_are_told_apart(
    wrong: str, right: str, rule: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "FEW", few)
    sites = "".join(
        f'<site name="s{number:02}" id="{number + 1}"><application path="/">{right if number % 3 else wrong}</application>'
        f'<bindings><binding protocol="ftp" bindingInformation="*:21:s{number:02}"/></bindings></site>'
        for number in range(9)
    )
    data = f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"
    found = lint(data.encode(), select=[rule]).findings
    assert sorted(site for one in found for site in one.affected_sites) == ["s00", "s03", "s06"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ('serverCertHash="aa"', 'serverCertHash="bb"', True),  # two that are not empty
        ('serverCertHash="aa"', 'serverCertHash=""', False),
        ('maxConnections="00"', 'maxConnections="0"', True),  # the same number
        ('maxConnections="1"', 'maxConnections="0"', False),
        ('maxConnections="1"', 'maxConnections="2"', True),  # neither is 0
        ('maxConnections="1"', 'maxConnections="1" ', False),  # white space keeps them apart, which costs time only
        ('adPassword="a&amp;b"', 'adPassword="c&amp;d"', True),  # nobody looks at it
        ('exitMessage="a&amp;b"', 'exitMessage="c&amp;d"', False),  # not worth the trouble
    ],
)
def test_elements_are_alike_that_give_the_same_answers(one: str, other: str, alike: bool) -> None:
    compared = {name: frozenset({text}) for name, text in (("serverCertHash", ""), ("maxConnections", "0"))}
    view = View(
        Names(frozenset()), Names(None), {**compared, "exitMessage": frozenset({"x"})}, False, host_or_not=False
    )
    written = AsWritten(("serverCertHash", "maxConnections", "adPassword", "exitMessage"), view)
    assert (written.of(f"<ftpServer {one}/>") == written.of(f"<ftpServer {other}/>")) is alike


def test_what_an_attribute_is_follows_from_its_text() -> None:
    view = View(Names(frozenset({"thumbprint-kind"})), Names(None), {}, False, host_or_not=False)
    answer = view.answer("serverCertHash")
    assert answer is not None
    assert answer("a" * 40) == answer("b" * 40) != answer("b" * 39) == answer("c") != answer("") != answer("a" * 40)
    assert view.answer("maxConnections") is None


def test_a_fingerprint_does_not_depend_on_the_other_rules_of_the_run() -> None:
    sites = "".join(
        f'<site name="{name}" id="{number}"><bindings><binding protocol="ftp" bindingInformation="*:{20 + number}:"/>'
        f"</bindings></site>"
        for number, name in enumerate("ab")
    )
    without_roots = (
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"
    )
    for data in (without_roots.encode(), (CASES.parent / "demo" / "applicationHost.config").read_bytes()):
        together = lint(data).findings
        assert together
        for finding in together:
            alone = lint(data, select=[finding.rule]).findings
            assert finding.fingerprint in {one.fingerprint for one in alone}, finding.rule
